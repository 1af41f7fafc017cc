"""Networks: trained in hundreds of dimensions, looked at on a plane, by their bends and stops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from diagnosis.run_summary import summary
from experiments import STEPS, Trajectory
from experiments.labels import labels
from studies.networks import Training
from studies.networks.planes import Plane
from studies.networks.presets import PRESETS
from studies.networks.slices import shadow
from studies.networks.training import BATCH, SEED, START, most_steps
from surfaces.networks import Learner
from views.parts.advice_panel import advised
from views.parts.controls.cards import entrants
from views.parts.controls.component import controls
from views.parts.controls.fields import fields_of, kind_field, knob_field
from views.parts.controls.groups import Group, Section
from views.parts.network_charts import curvature, validation
from views.parts.network_plane import off_plane_note, run_note
from views.parts.player_block import view_switched, wished
from views.parts.results import results
from views.parts.upload import upload
from views.state.run_cache import refused
from views.state.training_cache import drawn_on, plane_of, trained
from views.state.url_state import Subject, show
from web.modules import PAGES
from web.player.component import play
from web.player.view import RaceToPlay

KEY, END = "networks-player", "networks-end"
HEADING, ARENA, CONTROLS, STOP, BENDS, RESULTS = (
    f"networks-{part}" for part in ("heading", "arena", "controls", "stop", "bends", "results")
)
"""The parts of the page."""
WORTH = 500_000
"""Evaluations that the search for advice may cost for each entrant: some two seconds."""
PLANES = {
    "pca": "PCA of the paths",
    "filters": "Filter-normalised",
    "plain": "Random",
}
"""Planes by their name in a link."""

NETWORKS = Subject(
    "networks",
    Training,
    looks={
        "layout": ("overlaid", "side by side"),
        "view": ("2d", "3d"),
        "plane": tuple(PLANES),
    },
    titles={preset.training: preset.title for preset in PRESETS},
    heading=HEADING,
    drawn=(ARENA, CONTROLS, STOP, BENDS, RESULTS),
)


def page() -> None:
    """Draw the whole page for the training of this visitor."""
    NETWORKS.load()
    st.html(PAGES / "networks.css")
    _heading()
    # Before there are any parts, so that a link that takes long to train can be cancelled.
    if not NETWORKS.value.cost.refusal():
        trained(NETWORKS.value, replace(NETWORKS, drawn=()))
    _arena()
    with st.sidebar:
        _controls()
    _stop()
    _curvature()
    _results()


@st.fragment(key=HEADING)
def _heading() -> None:
    """Draw what was wrong with the link, and the choice of a preset with its hint."""
    st.title("Networks", anchor=False)
    st.markdown(
        "A small network, trained by several rules from one initial point in all its dimensions,"
        " and a plane through its landscape on which their paths are drawn."
    )
    NETWORKS.complain("training")
    chooser, hint = st.columns([2, 3], vertical_alignment="center")
    chooser.selectbox(
        "Preset",
        [preset.title for preset in PRESETS],
        index=None,
        placeholder="Pick a preset, or build your own training",
        key=show("networks-preset", NETWORKS.titles.get(NETWORKS.value)),
        on_change=_preset_chosen,
        label_visibility="collapsed",
    )
    for preset in PRESETS:
        if preset.training == NETWORKS.value:
            hint.markdown(f":material/visibility: {preset.look_for}")


def _preset_chosen() -> None:
    """Go to the preset; clearing the choice keeps the training."""
    for preset in PRESETS:
        if preset.title == st.session_state["networks-preset"]:
            NETWORKS.edit(lambda _, preset=preset: preset.training)


@st.fragment(key=ARENA)
def _arena() -> None:
    """Draw the paths on a plane, what that plane leaves out, and the address."""
    if refused(NETWORKS):
        NETWORKS.publish()
        return
    training = NETWORKS.value
    runs, names = _trained()
    kind, told, plane = _plane(training, runs, names)
    ground, land = drawn_on(training, runs, plane, told)
    notes = [run_note(run) for run in runs]
    start = plane.project(np.array(training.network.initial(training.start)))
    with st.container(key="networks-player-frame"):
        race = RaceToPlay(
            [shadow(run, ground) for run in runs],
            names,
            notes,
            ground,
            land,
            (float(start[0]), float(start[1])),
            wished(NETWORKS),
            summary(names, notes, runs),
        )
        play(
            race,
            key=KEY,
            on_view=partial(view_switched, NETWORKS, KEY),
        )
    off_plane_note(plane, kind, runs, names)
    NETWORKS.publish()


def _plane(
    training: Training, runs: list[Trajectory], names: Sequence[str]
) -> tuple[str, str, Plane]:
    """Draw the choice of a plane; return its kind, a text that tells it from others, and itself."""
    asked = NETWORKS.held.looks.get("plane", "pca")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.segmented_control(
            "Plane",
            list(PLANES),
            default=asked,
            format_func=PLANES.__getitem__,
            key=show("networks-plane", asked),
            on_change=_plane_chosen,
            required=True,
        )
        if st.session_state.get(END) not in range(len(runs)):
            st.session_state[END] = int(np.argmin([run.value[run.last] for run in runs]))
        end = st.selectbox(
            "Through the end of",
            range(len(runs)),
            format_func=names.__getitem__,
            key=END,
            width=220,
        )
        seed = 0
        if kind != "pca":
            seed = st.number_input("Seed", 0, 9999, 0, key="networks-plane-seed", width=120)
    plane = plane_of(kind, training.network, runs, runs[end].theta[-1], seed)
    return kind, f"{end} {seed} {kind}", plane


def _plane_chosen() -> None:
    NETWORKS.look(plane=st.session_state["networks-plane"])


@st.fragment(key=CONTROLS)
def _controls() -> None:
    """Draw the network, its data, the steps and the optimizers."""
    upload(NETWORKS)
    controls(_described, "networks-fields", NETWORKS)


def _described(training: Training) -> list[Group]:
    """Return the fields of a training."""
    network: Any = training.network
    few = replace(BATCH, high=network.samples)
    fields = [
        kind_field(("network",), Learner, network),
        *fields_of(training, ("network",)),
        replace(knob_field(("batch",), few, training.batch, "Batch size B"), off="all"),
        knob_field(("start",), START, training.start, "Seed of the start", slider=False),
    ]
    if training.batch is not None:
        fields.append(
            knob_field(("seed",), SEED, training.seed, "Seed of the batches", slider=False)
        )
    fields.append(knob_field(("steps",), STEPS, training.steps, "Steps"))
    told = f"{network.count} parameters, {network.samples} samples to learn from"
    return [Section(told, fields), *entrants(training)]


@st.fragment(key=STOP)
def _stop() -> None:
    """Draw the losses on samples that are learned from and held out, and when to stop."""
    if not NETWORKS.value.cost.refusal():
        validation(NETWORKS.value, *_trained())


@st.fragment(key=BENDS)
def _curvature() -> None:
    """Draw how the landscape bends at a step of an entrant, and along all paths."""
    if not NETWORKS.value.cost.refusal():
        curvature(NETWORKS.value, *_trained())


@st.fragment(key=RESULTS)
def _results() -> None:
    """Draw what came out."""
    if NETWORKS.value.cost.refusal():
        return
    runs, names = _trained()
    st.header("Verdicts", anchor=False)
    with st.spinner("Judging …"):
        place = results(names, runs)
    with place:
        most = most_steps(NETWORKS.value.network, NETWORKS.value.optimizers)
        advised(names, runs, NETWORKS, budget=WORTH, most_steps=most)


def _trained() -> tuple[list[Trajectory], list[str]]:
    return trained(NETWORKS.value, NETWORKS), labels(NETWORKS.value.optimizers)
