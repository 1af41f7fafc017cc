"""The page of networks without a browser: its links, its choices, and what it says."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

import pytest
from streamlit.testing.v1 import AppTest

from studies.networks import DEFAULT, Training
from studies.networks.planes import iterates, principal_plane
from studies.networks.presets import PRESETS
from studies.networks.spectra import spectrum
from tests.views import pages
from tests.views.pages import settled
from views.pages.networks import NETWORKS, PLANES, _described
from views.parts.controls.groups import Section
from views.parts.network_charts import percent

SMALL = (
    "network=Perceptron(layers='4',l2=0.01)&start=1&steps=30&batch=20&seed=0"
    "&optimizer=Adam(lr=0.05)&optimizer=Momentum()"
)


opened = partial(pages.opened, "networks")


def shown(app: AppTest) -> Training:
    texts = {k: [v] if isinstance(v, str) else v for k, v in app.query_params.items()}
    return Training.from_query(
        urlencode([(k, v) for k, vs in texts.items() for v in vs if k not in NETWORKS.looks])
    )


def words(app: AppTest) -> str:
    pages = [*(m.value for m in app.markdown), *(h.proto.body for h in app.get("html"))]
    return "\n".join([*pages, *(i.value for i in app.info)])


def test_first_sight_is_the_default_training():
    app = opened()
    assert shown(app) == DEFAULT
    assert app.selectbox(key="networks-preset").value == PRESETS[0].title
    runs = DEFAULT.run()  # chaotic: its last digits, and so these numbers, are the processor's
    best = min(runs, key=lambda run: run.value[-1])
    plane = principal_plane(runs, best.theta[-1])
    held = percent(plane.explained(iterates(runs)).sum())
    assert f"holds **{held}** of the variance" in words(app)
    assert words(app).count("Early stopping ends") == 3
    assert spectrum(DEFAULT.network, runs[0].theta[-1]).told in words(app)
    assert " of 114 directions bend down" in words(app)
    assert len(app.get("plotly_chart")) == 6
    assert "verdicts" in words(app)


def test_a_link_is_shown_as_it_is_and_the_plane_stands_in_it():
    app = opened(SMALL + "&plane=filters&view=3d")
    assert shown(app).to_query() == Training.from_query(SMALL).to_query()
    assert not app.warning
    assert app.query_params["plane"] == "filters"
    assert "in each unit's weights as long as the weights themselves" in words(app)
    app.button_group(key="networks-plane").set_value("plain")
    settled(app.run())
    assert "Gaussian" in words(app)
    assert app.query_params["plane"] == "plain"


def test_another_seed_is_another_plane():
    app = opened(SMALL + "&plane=plain")
    before = words(app)
    app.number_input(key="networks-plane-seed").set_value(3)
    assert words(settled(app.run())) != before


@pytest.mark.parametrize(
    ("query", "piece"),
    [
        (SMALL.replace("Perceptron", "Perceptrn"), "Perceptrn"),
        (SMALL.replace("steps=30", "steps=many"), "many"),
        (SMALL.replace("layers='4'", "layers='64,64,64'"), "parameters: allowed"),
        (SMALL + "&plane=curved", "curved"),
    ],
)
def test_a_broken_link_says_what_is_wrong(query, piece):
    app = opened(query, misread=True)
    assert len(app.warning) == 1
    assert piece in app.warning[0].value
    assert "nearest training" in app.warning[0].value


def test_choosing_a_preset_goes_there():
    app = opened(SMALL)
    app.selectbox(key="networks-preset").select(PRESETS[3].title)
    settled(app.run())
    assert shown(app) == PRESETS[3].training
    assert "a saddle" in words(app)
    assert PRESETS[3].look_for in words(app)


def test_the_step_the_entrant_and_the_patience_are_chosen():
    app = opened(SMALL)
    app.selectbox(key="networks-who").select_index(1)
    app.slider(key="networks-step-30").set_value(7)
    app.slider(key="networks-wait").set_value(1)
    settled(app.run())
    assert "**Momentum at step 7:**" in words(app)


@pytest.mark.parametrize(
    ("network", "said"),
    [
        ("Perceptron(held_out=0)", "No samples are held out"),
        ("Perceptron(data=Iris(),layers='')", "too many inputs to draw"),
        ("SoftmaxClassifier()", "nothing bends down"),
        ("Perceptron(data=Standardized(Galton()),layers='3',batch_norm=True)", "learned to say"),
    ],
)
def test_every_kind_of_network_can_be_looked_at(network, said):
    app = opened(f"network={network}&steps=120&optimizer=Adam(lr=0.1)")
    assert not app.warning
    assert said in words(app)


def test_a_training_that_overflows_is_shown_with_all_its_parts():
    app = opened(
        "network=Perceptron(data=Galton(),layers='')&steps=80"
        "&optimizer=GradientDescent(lr=1)&optimizer=Adam()"
    )
    assert "overflowed" in words(app)


def test_the_fields_change_the_training():
    training = Training.from_query(SMALL)
    section = _described(training)[0]
    assert isinstance(section, Section)
    by_key = {field.key: field for field in section.everything()}
    change = by_key["network"].change(training, "SoftmaxClassifier")
    assert type(change.network).__name__ == "SoftmaxClassifier"
    assert by_key["network.layers"].change(training, "3,3").network.count == 29
    assert by_key["batch"].change(training, None).batch is None
    assert by_key["batch"].change(training, 5).batch == 5
    assert by_key["network.held_out"].change(training, 0.5).network.samples == 50
    with pytest.raises(ValueError, match="parameters: allowed"):
        by_key["network.layers"].change(training, "64,64")
    assert "seed" in by_key
    assert {*PLANES} == {*NETWORKS.looks["plane"]}
