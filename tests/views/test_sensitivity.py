"""The page of sensitivity, without a browser, and its pictures."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from figures.sensitivity import PICKED, over_knob, over_two
from optimizers import Adam, GradientDescent, Momentum
from studies.sweeps.sensitivity import Sensitivity, SweepNumbers
from surfaces import Formula, Quadratic, Sphere
from tests.views import pages
from views.pages.sensitivity import _fields, race_of

SMALL = SweepNumbers(values=9, starts=5, steps=40, seed=1)
TWO = (
    "surface=Sphere()&knob=lr&against=none&values=9&starts=5&steps=40&seed=1"
    "&optimizer=GradientDescent()&optimizer=Adam()"
)


opened = partial(pages.opened, "sensitivity")


def test_one_knob_is_one_chart_and_two_are_a_map_for_each_rule():
    app = opened(TWO)
    assert len(app.get("plotly_chart")) == 1
    picture = Sensitivity.from_query(TWO).run()
    assert f"**{picture.sentence}**" in [element.value for element in app.markdown]
    two = TWO.replace("against=none", "against=eps").replace("GradientDescent()", "RMSprop()")
    assert len(opened(two).get("plotly_chart")) == 2


def test_what_is_shown_stands_in_the_link():
    app = opened(f"{TWO}&show=share")
    assert app.query_params["show"] in ("share", ["share"])
    assert not app.warning
    assert "choose one of" in opened(f"{TWO}&show=nothing", misread=True).warning[0].value


def test_a_rule_that_is_left_out_is_told():
    app = opened(TWO.replace("knob=lr", "knob=beta1"))
    assert any("cannot turn beta1" in caption.value for caption in app.caption)


@pytest.mark.parametrize("measure", ["loss", "steps", "share"])
@pytest.mark.parametrize("dark", [False, True])
def test_the_curves_are_the_quartiles(measure, dark):
    picture = Sensitivity(Sphere(), (GradientDescent(), Adam()), numbers=SMALL).run()
    figure = over_knob(picture, measure, dark=dark)
    lines = [trace for trace in figure.data if trace.mode == "lines+markers"]
    assert [line.name for line in lines] == picture.names
    for k, line in enumerate(lines):
        one = picture.sweeps[k]
        np.testing.assert_array_equal(line.x, one.knobs["lr"])
        assert [*line.customdata[3]] == [PICKED, k, 3]
        expected = {
            "loss": np.maximum(one.median()[0], 1e-16),
            "steps": np.maximum(one.median("solved")[0], 1),
            "share": np.mean(one.ending[0] < 2, axis=(-2, -1)),
        }[measure]
        np.testing.assert_allclose(line.y, np.where(np.isfinite(expected), expected, np.nan))
    assert len({line.line.dash for line in lines}) == 2, "told apart without colour"


def test_where_no_minimum_is_known_the_loss_is_drawn_as_it_is():
    picture = Sensitivity(Formula("x*y"), (GradientDescent(),), numbers=SMALL).run()
    figure = over_knob(picture, "loss")
    assert figure.layout.yaxis.type == "linear"
    assert figure.layout.yaxis.title.text == "final loss"


def test_a_cell_of_the_map_holds_its_loss_and_its_place():
    picture = Sensitivity(Quadratic(), (Momentum(),), "lr", "beta", SMALL).run()
    figure = over_two(picture, 0, "loss")
    heat, cells = figure.data[:2]
    one = picture.sweeps[0]
    for n in (0, 17, 50):
        word, place, i, j = cells.customdata[n]
        assert (word, place) == (PICKED, 0)
        assert cells.x[n] == one.knobs["lr"][i]
        assert cells.y[n] == one.knobs["beta"][j]
        loss = one.median()[0, i, j]
        np.testing.assert_allclose(heat.z[j][i], np.log10(loss) if np.isfinite(loss) else np.nan)


def test_the_race_that_opens_is_the_run_in_the_middle():
    picture = Sensitivity(Quadratic(), (GradientDescent(), Adam()), numbers=SMALL).run()
    race = race_of(picture, 1, [5])
    assert race.optimizers[0] == GradientDescent()
    assert race.optimizers[1].lr == picture.sweeps[1].knobs["lr"][5]
    assert race.run()[1].value[-1] == picture.sweeps[1].median()[0, 5]


def test_fields_change_the_picture():
    value = Sensitivity.from_query(TWO)
    fields = {f.key: f for group in _fields(value) for f in group.everything()}
    assert fields["numbers.values"].change(value, 11).numbers.values == 11
    assert fields["against"].change(value, "beta1").turned == ("lr", "beta1")
    with pytest.raises(ValueError, match="one of them has to be another"):
        fields["against"].change(value, "lr")


def test_knobs_are_named_in_plain_signs():
    value = Sensitivity(Quadratic(), (Adam(), Momentum()), "lr", "beta1", SMALL)
    fields = {field.key: field for group in _fields(value) for field in group.everything()}
    for key in ("knob", "against"):
        words = [word for _, group in fields[key].options for _, word in group]
        assert "lr α" in words
        assert not any(sign in word for word in words for sign in "\\`$")
