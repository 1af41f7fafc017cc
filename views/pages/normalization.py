"""Batch normalization: a ravine and a round bowl side by side, and what that does in a network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from html import escape

import numpy as np
import streamlit as st

from experiments import Experiment, Trajectory
from experiments.labels import labels
from experiments.text import write
from experiments.url_query import STEPS
from figures.docstrings import explained
from figures.normalization import network_name, sharpness
from studies.initial_curvature import CurvatureRange, spectra
from studies.normalization import Bowl, Normalization, arrival, scales
from surfaces import NormalizedInputs, UnscaledInputs
from surfaces.data import Dataset
from surfaces.networks.batch_norm import BatchNorm
from views.parts.controls.cards import entrants
from views.parts.controls.component import controls
from views.parts.controls.fields import fields_of, knob_field
from views.parts.controls.groups import Group, Section
from views.parts.figure_block import show as show_figure
from views.parts.html import named
from views.parts.player_block import watch
from views.parts.upload import upload
from views.state import run_cache
from views.state.url_state import Subject
from web.modules import PAGES
from web.player.component import View, events
from web.standalone.figures import Drawn
from web.tables import table

PLAIN, ROUND = "normalization-plain", "normalization-round"
"""The keys of the two players."""
MAPS, CONTROLS, NUMBERS, NETWORK = (
    f"normalization-{part}" for part in ("maps", "controls", "numbers", "network")
)
"""The parts of the page."""

NORMALIZATION = Subject(
    "normalization",
    Normalization,
    drawn=(MAPS, CONTROLS, NUMBERS, NETWORK),
    followed=(MAPS, CONTROLS),
)


def page() -> None:
    """Draw the whole page for the value of this visitor."""
    NORMALIZATION.load()
    st.html(PAGES / "normalization.css")
    st.title("Batch normalization", anchor=False)
    NORMALIZATION.complain("pair of maps")
    st.markdown(
        "Two weights on two inputs, one of them in far larger numbers. As they come, the loss is a"
        " ravine; brought to mean 0 and spread 1, the same data make a round bowl. Both races set"
        " out from the same model with the same optimizers: drag either start."
    )
    _maps()
    with st.sidebar:
        _controls()
    _numbers()
    _equations()
    _network()


@st.fragment(key=MAPS)
def _maps() -> None:
    """Draw both players, and bring the address bar up to date."""
    held = run_cache.following(NORMALIZATION, lambda value: [value.plain, value.normalized])
    if held is None and run_cache.refused(NORMALIZATION):
        NORMALIZATION.publish()
        return
    shown = held or NORMALIZATION.value
    for column, key, title, experiment in zip(
        st.columns(2, gap="medium"),
        (PLAIN, ROUND),
        (UnscaledInputs.title, NormalizedInputs.title),
        (shown.plain, shown.normalized),
        strict=True,
    ):
        with column:
            bowl = Bowl.of(experiment.surface)
            st.header(title, anchor=False)
            st.markdown(
                f"Condition number **{_say(bowl.condition)}**, stable below a learning rate of"
                f" **{_say(bowl.largest_rate)}**"
            )
            _player(key, experiment, moving=held is not None)
    if NORMALIZATION.held.preview is None:
        NORMALIZATION.publish()


def _player(key: str, experiment: Experiment, *, moving: bool) -> None:
    """Draw one of the two races."""
    runs = run_cache.preview(experiment) if moving else run_cache.race(experiment, NORMALIZATION)
    names, moved = labels(experiment.optimizers), partial(_start_moved, key)
    watch(experiment, runs, names, View("overlaid"), moving=moving, key=key, on_start=moved)


def _start_moved(key: str) -> None:
    """Keep a start that was let go, in the weights of the normalised inputs."""
    now = events(key)
    if not now.start:
        return

    def change(value: Normalization) -> Normalization:
        race = value.plain if key == PLAIN else value.normalized
        start = np.array(race.surface.domain.nearest(now.start))
        moved = start * scales(value.data) if key == PLAIN else start
        return replace(value, start=tuple(moved.tolist()))

    (NORMALIZATION.preview if now.dragging else NORMALIZATION.edit)(change)


@st.fragment(key=CONTROLS)
def _controls() -> None:
    """Draw what the page is about: the data, how long, and who takes part."""
    upload(NORMALIZATION)
    controls(_described, "normalization-fields", NORMALIZATION)


def _described(value: Normalization) -> list[Group]:
    """Return the fields of the page."""
    steps = knob_field(("steps",), STEPS, value.steps, "Steps")
    return [Section("Data", [*fields_of(value, ()), steps]), *entrants(value)]


@st.fragment(key=NUMBERS)
def _numbers() -> None:
    """Draw what the two bowls ask of a learning rate, and how long each optimizer takes."""
    value = NORMALIZATION.value
    if value.cost.refusal():
        return
    races = (value.plain, value.normalized)
    st.header("What a round bowl is worth", anchor=False)
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**The bowls**, from their Hessians")
        _table(("", "As they come", "Normalised"), _facts([Bowl.of(r.surface) for r in races]))
        st.caption(
            "Gradient descent is fastest at a rate of 2 / (λ₁ + λ₂), the sum of both curvatures. A"
            " bolder rate is what normalisation buys: at the same small rate the round bowl is"
            " walked no faster than the floor of the ravine."
        )
    with right:
        st.markdown("**Steps** until a thousandth of the first loss is left, above the lowest")
        runs = [run_cache.race(race, NORMALIZATION) for race in races]
        rows = [
            (named(i, name), *(_arrived(*one) for one in both))
            for i, (name, *both) in enumerate(
                zip(
                    labels(value.optimizers),
                    *(
                        [(run, race) for run in some]
                        for some, race in zip(runs, races, strict=True)
                    ),
                    strict=True,
                )
            )
        ]
        _table(("Optimizer", "As they come", "Normalised"), rows)


def _facts(bowls: Sequence[Bowl]) -> list[tuple[str, ...]]:
    """Return what there is to be said of both bowls, row by row."""
    told = {
        "Curvatures λ₁, λ₂": [f"{_say(b.gentle)}, {_say(b.steep)}" for b in bowls],
        "Condition number λ₂ / λ₁": [_say(b.condition) for b in bowls],
        "Largest stable learning rate 2 / λ₂": [_say(b.largest_rate) for b in bowls],
        "Best learning rate 2 / (λ₁ + λ₂)": [_say(b.best_rate) for b in bowls],
        "Steps that are then enough": [f"{b.steps:.0f}" for b in bowls],
    }
    return [(escape(what), *both) for what, both in told.items()]


def _arrived(run: Trajectory, race: Experiment) -> str:
    """Say after how many steps a run had arrived."""
    step = arrival(run, race.surface)
    if step is not None:
        return f"{step}"
    return "overflows" if run.diverged else "more"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Draw a table of HTML cells, narrow enough for any page."""
    st.html(table(head, rows, kind="verdicts small"))


def _equations() -> None:
    """Draw the four equations of the layer and its gradient, as its docstring has them."""
    st.header("The layer, and its gradient", anchor=False)
    with st.container(key="normalization-equations"):
        st.markdown("\n\n".join(explained(BatchNorm)))


@st.fragment(key=NETWORK)
def _network() -> None:
    """Draw the largest curvatures of a small perceptron on these data."""
    data = NORMALIZATION.value.data
    st.header("In a network", anchor=False)
    found, count = _spectra(write(data), data), len(data.points()[1])
    some = min(spectrum.samples for spectrum in found)
    st.markdown(
        "A perceptron with eight hidden units on the same data, before it learns: the largest"
        " eigenvalue of its exact Hessian"
        + f" over {some} of the {count} samples" * (some < count)
        + " at several initial points. Above 2 / λ gradient descent would climb at once."
    )
    chart, words = st.columns(2, gap="large", vertical_alignment="center")
    medians = {network_name(s): float(np.median(s.sharpness)) for s in found}
    told = ", ".join(f"{name}: {_say(median)}" for name, median in medians.items())
    alt = f"Largest curvature at the initial points; median {told}."
    with chart:
        draw = partial(sharpness, found)
        show_figure(Drawn("curvature", "Curvature", alt, draw), key="normalization-sharpness")
    with words:
        _table(
            ("Median of", "Largest λ", "2 / λ", "λ / median |λ|"),
            [
                (network_name(s), _say(median), _say(2 / median), _say(float(np.median(s.spread))))
                for s, median in zip(found, medians.values(), strict=True)
            ],
        )
        st.caption(
            "Without normalisation the size of the inputs is multiplied into the curvature, unless"
            " tanh levels off. With it a layer no longer feels how large its inputs or weights are;"
            " but a unit whose sum happens to vary little over the data is magnified, and steep:"
            " such points stand out to the right."
        )


@st.cache_data(max_entries=32, show_spinner="Looking at the Hessians …")
def _spectra(text: str, _data: Dataset) -> tuple[CurvatureRange, ...]:  # noqa: ARG001 - the cache key
    """Remember the spectra by the text of the data."""
    with run_cache.one_at_a_time:
        return spectra(_data)


def _say(number: float) -> str:
    """Say a number in three digits."""
    return "∞" if np.isinf(number) else f"{number:.3g}"
