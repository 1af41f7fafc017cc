"""The race: the player in the middle, what it shows chosen at the side, verdicts underneath."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from experiments import Experiment, Trajectory
from experiments.labels import labels
from experiments.scenes import SCENES
from player.component import View, events, play
from views import compute
from views.controls.cards import entrants
from views.controls.component import controls
from views.controls.settings import place, settings
from views.drawings import relief_of
from views.formula import formula
from views.pieces import true_surface
from views.results import note, results, summary
from views.session import (
    ARENA,
    CONTROLS,
    RESULTS,
    SCENE,
    SCENE_TITLES,
    VIEWS,
    edit,
    load,
    preview,
    publish,
)


def page() -> None:
    """Draw the whole page for the experiment of this visitor."""
    load()
    _heading()
    _arena()  # before the widgets, so that the picture changes while they are still being drawn
    with st.sidebar:
        _controls()
    _results()


@st.fragment(key=SCENE)
def _heading() -> None:
    """Draw what was wrong with the link or a change, and the choice of a scene with its hint."""
    experiment: Experiment = st.session_state.experiment
    if st.session_state.problems:
        st.warning(
            "Some of this link could not be read. Shown is the nearest race to it.\n\n"
            + "\n".join(f"- {_plain(problem)}" for problem in st.session_state.problems),
            icon=":material/link_off:",
        )
    match st.session_state.refusal:
        case ("", refusal):  # the others are told beside their fields
            st.toast(_plain(refusal), icon=":material/error:")
    chooser, hint = st.columns([2, 3], vertical_alignment="center")
    chooser.selectbox(
        "Scene",
        [scene.title for scene in SCENES],
        index=None,
        placeholder="Pick a scene, or build your own race",
        key=_show("scene", SCENE_TITLES.get(experiment)),
        on_change=_scene_chosen,
        label_visibility="collapsed",
    )
    for scene in SCENES:
        if scene.experiment == experiment:
            hint.markdown(f":material/visibility: {scene.look_for}")


@st.fragment(key=ARENA)
def _arena() -> None:
    """Draw the player, and bring the address bar up to date."""
    experiment, trajectories = _shown()
    held = st.session_state.preview
    tell = _passing_note if held else note
    notes = [tell(trajectory) for trajectory in trajectories]
    names = labels(experiment.optimizers)
    play(
        trajectories,
        names,
        experiment.surface,
        relief_of(experiment.surface),
        view=_view(),
        start=experiment.start[:2],
        notes=notes,
        summary=summary(names, notes, trajectories),
        on_start=_start_moved,
        on_view=_view_switched,
    )
    if not held:
        publish()  # last, since a new address keeps the browser from drawing for a while


def _passing_note(trajectory: Trajectory) -> str:
    """Say where a run ends that is about to change: no verdict is worth its while."""
    return f"loss {trajectory.value[-1]:.2g}"


def _shown() -> tuple[Experiment, list[Trajectory]]:
    """Return the race to look at, or what is becoming of it while something is being moved."""
    if held := st.session_state.preview:
        return held, compute.preview(held)
    return st.session_state.experiment, compute.race(st.session_state.experiment)


@st.fragment(key=CONTROLS)
def _controls() -> None:
    """Draw where the race takes place, how long it is, where it starts, and who takes part."""
    experiment: Experiment = st.session_state.preview or st.session_state.experiment
    controls(place, "place")
    formula(true_surface(experiment.surface))
    controls(lambda race: [*settings(race), *entrants(race)], "controls")


@st.fragment(key=RESULTS)
def _results() -> None:
    """Draw what came out."""
    experiment: Experiment = st.session_state.experiment
    results(labels(experiment.optimizers), compute.race(experiment))


def _view() -> View:
    """Return how the link says to look at the race."""
    state = st.session_state
    layout, dimension = (state.wished.get(key, VIEWS[key][0]) for key in ("layout", "view"))
    return View(layout, dimension, state.asked)


def _start_moved() -> None:
    """Keep a start that was let go; one still held is only followed."""
    now = events()
    if now.start:
        start = st.session_state.experiment.surface.domain.nearest(now.start)
        (preview if now.dragging else edit)(lambda race: replace(race, start=start))


def _view_switched() -> None:
    """Remember how the visitor looks at the race; the usual way needs no word in the link."""
    switched = events().view
    if switched:
        chosen = {"layout": switched.layout, "view": switched.dimension}
        usual = {key: choices[0] for key, choices in VIEWS.items()}
        st.session_state.view = {k: v for k, v in chosen.items() if v != usual[k]}
        st.session_state.edited = True  # the address follows


def _scene_chosen() -> None:
    """Go to the scene; clearing the choice keeps the race."""
    for scene in SCENES:
        if scene.title == st.session_state.scene:
            edit(lambda _, scene=scene: scene.experiment)


def _show(key: str, value: str | None) -> str:
    """Make the widget with this key show a value when it is drawn next; return the key."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value
    return key


def _plain(text: str) -> str:
    """Keep what stands in a link from being read as Markdown."""
    return "`" + text.replace("`", "'").replace("\n", " ") + "`"
