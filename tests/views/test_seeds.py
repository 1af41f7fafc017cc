"""The page "Seeds" without a browser: its link, its table, and the way to one run."""

from __future__ import annotations

from functools import partial

import pytest
from streamlit.testing.v1 import AppTest

from experiments import Experiment
from studies.seeds.ensemble import DEFAULT, Ensemble
from tests.views import pages
from views.pages.seeds import _fields, _place
from views.parts.controls.lifted import lifted

TWO = (
    "surface=Noisy(Himmelblau(),sigma=1)&start=-0.2,-0.9&steps=60&seed=3"
    "&optimizer=Adam(lr=0.1)&optimizer=GradientDescent(lr=0.01)&runs=16&spread=0.2"
)


opened = partial(pages.opened, "seeds")


def shown(app: AppTest) -> Ensemble:
    """Return the ensemble that the address bar holds."""
    return Ensemble.from_query(pages.address(app))


def table(app: AppTest) -> str:
    return next(e.proto.body for e in app.get("html") if "Arrivals" in e.proto.body)


def test_first_sight_is_the_default_ensemble():
    app = opened()
    assert shown(app) == DEFAULT
    assert table(app).count("<th scope='row'>") == 4
    assert "62 of 64" in table(app)
    assert "overflowed: 2" in table(app)
    assert len(app.get("plotly_chart")) == 3


def test_a_link_is_shown_as_it_is_and_a_run_leads_to_its_race():
    app = opened(TWO)
    ensemble = Ensemble.from_query(TWO)
    assert shown(app) == ensemble
    assert not app.warning
    assert "16 of 16" in table(app), "all of gradient descent arrive somewhere"
    (run,) = app.number_input
    run.set_value(5)
    app.run()
    (way,) = app.page_link
    assert Experiment.from_query(way.proto.query_string) == ensemble.member(4)
    assert "seed 7" in way.label


def test_a_surface_without_a_minimum_asks_for_a_target():
    query = "surface=Formula(text='x+%2B+y')&start=1,1&steps=30&optimizer=Adam(lr=0.1)&runs=4"
    app = opened(query)
    assert "set a target loss" in app.info[0].value
    assert len(app.get("plotly_chart")) == 2
    app = opened(query + "&target=1.5")
    assert not app.info
    assert "its loss is 1.5 or less" in " ".join(text.value for text in app.markdown)
    assert "4 of 4" in table(app)


@pytest.mark.parametrize(
    ("query", "piece"),
    [
        (TWO.replace("runs=16", "runs=9999"), "9999"),
        (TWO.replace("spread=0.2", "spread=wide"), "wide"),
        (TWO.replace("lr=0.1", "lr=50"), "50"),
        (TWO + "&colour=red", "colour"),
    ],
)
def test_a_broken_link_says_what_is_wrong_and_shows_the_nearest_ensemble(query, piece):
    app = opened(query, misread=True)
    assert len(app.warning) == 1
    assert piece in app.warning[0].value
    assert len(shown(app).experiment.optimizers) == 2


def test_every_field_of_the_race_changes_the_race_inside():
    ensemble = Ensemble.from_query(TWO)
    fields = {
        field.key: field
        for group in (*_place(ensemble), *_fields(ensemble))
        for field in group.everything()
    }
    assert fields["steps"].change(ensemble, 80).experiment.steps == 80
    assert fields["runs"].change(ensemble, 8).runs == 8
    assert fields["spread"].change(ensemble, 0.1).spread == 0.1
    assert fields["target"].change(ensemble, 2.0).target == 2.0
    assert fields["target"].change(ensemble, None).target is None
    assert fields["optimizers.0.lr"].change(ensemble, 0.3).experiment.optimizers[0].lr == 0.3
    assert fields["noise"].change(ensemble, 2.0).experiment.surface.sigma == 2.0
    changed = fields["surface"].change(ensemble, "Rosenbrock")
    assert changed.experiment.start == (-1.2, 1.0)
    assert changed.runs == 16
    gone = fields["optimizers.1.move"].change(ensemble, "Remove")
    assert len(gone.experiment.optimizers) == 1
    with pytest.raises(ValueError, match="out of range"):
        fields["runs"].change(ensemble, 1000)
    assert {type(lifted(group)) for group in _fields(ensemble)} == {
        type(group) for group in _fields(ensemble)
    }
