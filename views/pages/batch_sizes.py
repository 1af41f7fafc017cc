"""Batch sizes: one optimizer on batches of 1, 32, … and of all samples, side by side."""

from __future__ import annotations

import math
from functools import partial
from html import escape

import streamlit as st

from experiments import Trajectory
from figures.noise_ball import balls
from studies.batch_sizes.comparison import BatchSizes
from studies.batch_sizes.facts import Facts, facts
from studies.batch_sizes.noise_ball import Ball
from studies.batch_sizes.scenes import COMPARISONS
from views.parts.batch_sizes_fields import dealt, fields, place
from views.parts.controls.component import controls
from views.parts.figure_block import show as show_figure
from views.parts.formula import formula
from views.parts.html import dark, named
from views.parts.player_block import start_moved, view_switched, watch, wished
from views.parts.upload import upload
from views.state import run_cache
from views.state.cache import Cache
from views.state.session import VIEWS
from views.state.url_state import Subject, show
from web.standalone.figures import Drawn
from web.tables import table

KEY = "batches-player"
HEADING, ARENA, CONTROLS, RESULTS = (
    f"batches-{part}" for part in ("heading", "arena", "controls", "results")
)
"""The parts of the page."""
HEADINGS = (
    "Batch", "Verdict", "Steps an epoch", "Gradients", "Samples", "Epochs",
    "Loss after one epoch", "at the end", "Ball, measured", "by the law",
)  # fmt: skip
REMEMBERED = 32

BATCHES = Subject(
    "batches",
    BatchSizes,
    looks=VIEWS,
    titles={scene.experiment: scene.title for scene in COMPARISONS},
    heading=HEADING,
    drawn=(ARENA, CONTROLS, RESULTS),
    followed=(ARENA, CONTROLS),
)

_summed_up: Cache[tuple[Facts, ...]] = Cache(REMEMBERED)
"""What came out, by the text of the comparison."""


def page() -> None:
    """Draw the whole page for the comparison of this visitor."""
    BATCHES.load()
    st.title("Batch sizes", anchor=False)
    st.markdown(
        "The gradient of a few samples costs a fraction of the whole, and is right on average. So"
        " small batches make far more steps for the same work; but near the minimum, where the"
        " whole has no slope left, they still pull to and fro, and the path wanders in a ball."
        " All take equally many steps: choose samples for the axis to see them at equal work."
    )
    _heading()
    _arena()
    with st.sidebar:
        _controls()
    _results()


@st.fragment(key=HEADING)
def _heading() -> None:
    """Draw what was wrong with the link or a change, and the choice of a scene with its hint."""
    BATCHES.complain("comparison")
    chooser, hint = st.columns([2, 3], vertical_alignment="center")
    chooser.selectbox(
        "Scene",
        [scene.title for scene in COMPARISONS],
        index=None,
        placeholder="Pick a scene, or compare on your own",
        key=show("batches-scene", BATCHES.titles.get(BATCHES.value)),
        on_change=_scene_chosen,
        label_visibility="collapsed",
    )
    for scene in COMPARISONS:
        if scene.experiment == BATCHES.value:
            hint.markdown(f":material/visibility: {scene.look_for}")


@st.fragment(key=ARENA)
def _arena() -> None:
    """Draw the player, and bring the address bar up to date."""
    held = run_cache.following(BATCHES, lambda value: value.races)
    if held is None and run_cache.refused(BATCHES):
        BATCHES.publish()
        return
    shown, moving = held or BATCHES.value, BATCHES.held.preview is not None
    runs = (
        [run for race in held.races for run in run_cache.preview(race)]
        if held
        else run_cache.races(shown.races, BATCHES)
    )
    watch(
        shown,
        runs,
        shown.names,
        wished(BATCHES),
        moving=moving,
        key=KEY,
        on_start=partial(start_moved, BATCHES, KEY),
        on_view=partial(view_switched, BATCHES, KEY),
    )
    if not moving:
        BATCHES.publish()


@st.fragment(key=CONTROLS)
def _controls() -> None:
    """Draw the loss and its data, the batch sizes, how long and from where, and the optimizer."""
    controls(place, "batches-place", BATCHES)
    formula(BATCHES.shown.surface)
    upload(BATCHES)
    controls(fields, "batches-fields", BATCHES)


@st.fragment(key=RESULTS)
def _results() -> None:
    """Draw what each batch size cost, where it came to, and how wide its ball is."""
    value = BATCHES.value
    if value.cost.refusal():
        return
    names, races = value.names, value.races
    found = _sum_up(value)
    _table(names, found)
    few = [
        (dealt(race.surface), race.surface.batch_size, one)
        for race, one in zip(races, found, strict=True)
        if race.surface.deals_batches
    ]
    st.header("The ball, and its law", anchor=False)
    chart, words = st.columns([3, 2], gap="large", vertical_alignment="center")
    figure = balls(few, dark=dark())
    if figure.data:
        told = [f"{n}: {_radius(f.measured)}" for n, f in zip(names, found, strict=True)]
        alt = f"Radius of the ball over the batch size. {'; '.join(told)}."
        with chart:
            show_figure(Drawn("balls", "The ball", alt, partial(balls, few)), key="batches-balls")
    else:
        chart.info("There is no ball to show: all runs are still on their way, or have left.")
    with words:
        st.markdown(
            "The ball is the root mean square distance to the minimum over the last half of a run."
            " Near a minimum each step shrinks the distance and adds the noise of its batch; the"
            " covariance of the path comes to rest where"
        )
        st.latex(r"H \Sigma + \Sigma H - \alpha H \Sigma H = \alpha\, \tfrac{C}{B}")
        st.markdown(
            "with the curvature $H$ and the covariance $C$ of one sample's gradient. The radius is"
            r" the root of the trace of $\Sigma$: for small rates it goes as $\sqrt{\alpha / B}$,"
            " and the loss stays above its minimum in proportion to $\\alpha / B$. Dealt out in"
            " epochs, the errors of an epoch cancel in part: that ball is smaller, and the law"
            " counts it in."
        )
        st.caption(
            "The law is for plain gradient descent at a constant rate. Mandt, Hoffman and Blei"
            " ([2017](https://jmlr.org/papers/v18/17-214.html)); Ziyin, Liu, Mori and Ueda"
            " ([2022](https://arxiv.org/abs/2102.05375)); epochs: Kühn and Rosenow"
            " ([2023](https://arxiv.org/abs/2306.05300))."
        )


def _sum_up(value: BatchSizes) -> tuple[Facts, ...]:
    """Sum up every run, or recall it."""

    def sum_up() -> tuple[Facts, ...]:
        runs: list[Trajectory] = run_cache.races(value.races, BATCHES)
        with run_cache.one_at_a_time:
            return facts(runs)

    return _summed_up.recall(value.to_query(), sum_up)


def _table(names: tuple[str, ...], found: tuple[Facts, ...]) -> None:
    """Draw a row for each batch size."""
    rows = [
        (named(i, name), *_cells(one))
        for i, (name, one) in enumerate(zip(names, found, strict=True))
    ]
    st.html(table(HEADINGS, rows, "Batch sizes"))


def _cells(one: Facts) -> tuple[str, ...]:
    """Return the cells of a row, after its name."""
    return (
        escape(one.outcome),
        f"{one.steps_an_epoch:,}",
        f"{one.gradients:,}",
        f"{one.samples:,}",
        f"{one.epochs:,.1f}".removesuffix(".0"),
        "–" if one.early is None else f"{one.early:.4g}",
        f"{one.loss:.4g}",
        _radius(one.measured),
        _radius(one.expected),
    )


def _radius(ball: Ball | None) -> str:
    """Say how wide a ball is."""
    if ball is None:
        return "–"
    if not math.isfinite(ball.radius):
        return "none: it grows"
    return f"{ball.radius:.2g}" if ball.radius > 1e-9 else "0"


def _scene_chosen() -> None:
    """Go to the scene; clearing the choice keeps the comparison."""
    for scene in COMPARISONS:
        if scene.title == st.session_state["batches-scene"]:
            BATCHES.edit(lambda _, scene=scene: scene.experiment)
