"""The race: the player in the middle, what it shows chosen at the side, verdicts underneath."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from experiments import Experiment, Trajectory
from experiments.endings import note, summary
from experiments.labels import labels
from experiments.scenes import SCENES
from player.component import View, events, play
from views import compute
from views.controls.cards import entrants
from views.controls.component import controls
from views.controls.settings import place, settings
from views.drawings import ground_of, relief_of
from views.formula import formula
from views.pieces import true_surface
from views.results import results
from views.session import ARENA, CONTROLS, RACE, RESULTS, SCENE
from views.subject import show
from views.take_away import take_away
from views.upload import upload


def page() -> None:
    """Draw the whole page for the experiment of this visitor."""
    RACE.load()
    _heading()
    _arena()  # before the widgets, so that the picture changes while they are still being drawn
    with st.sidebar:
        _controls()
    _results()


@st.fragment(key=SCENE)
def _heading() -> None:
    """Draw what was wrong with the link or a change, and the choice of a scene with its hint."""
    RACE.complain("race")
    chooser, hint = st.columns([2, 3], vertical_alignment="center")
    chooser.selectbox(
        "Scene",
        [scene.title for scene in SCENES],
        index=None,
        placeholder="Pick a scene, or build your own race",
        key=show("scene", RACE.titles.get(RACE.value)),
        on_change=_scene_chosen,
        label_visibility="collapsed",
    )
    for scene in SCENES:
        if scene.experiment == RACE.value:
            hint.markdown(f":material/visibility: {scene.look_for}")


@st.fragment(key=ARENA)
def _arena() -> None:
    """Draw the player, and bring the address bar up to date."""
    experiment, trajectories = _shown()
    held = RACE.held.preview
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
        ground=lambda: ground_of(experiment),
        on_start=_start_moved,
        on_view=_view_switched,
    )
    if not held:
        RACE.publish()  # last, since a new address keeps the browser from drawing for a while


def _passing_note(trajectory: Trajectory) -> str:
    """Say where a run ends that is about to change: no verdict is worth its while."""
    return f"loss {trajectory.value[-1]:.2g}"


def _shown() -> tuple[Experiment, list[Trajectory]]:
    """Return the race to look at, or what is becoming of it while something is being moved."""
    if held := RACE.held.preview:
        return held, compute.preview(held)
    return RACE.value, compute.race(RACE.value)


@st.fragment(key=CONTROLS)
def _controls() -> None:
    """Draw where the race takes place, how long it is, where it starts, and who takes part."""
    controls(place, "place", RACE)
    formula(true_surface(RACE.shown.surface))
    upload(RACE)
    controls(lambda race: [*settings(race), *entrants(race)], "controls", RACE)


@st.fragment(key=RESULTS)
def _results() -> None:
    """Draw what came out."""
    trajectories = compute.race(RACE.value)
    results(labels(RACE.value.optimizers), trajectories)
    take_away(RACE.value, trajectories)


def _view() -> View:
    """Return how the link says to look at the race."""
    return View(RACE.wish("layout"), RACE.wish("view"), RACE.wish("axis"), RACE.held.asked)


def _start_moved() -> None:
    """Keep a start that was let go; one still held is only followed."""
    now = events()
    if now.start:
        start = RACE.value.surface.domain.nearest(now.start)
        (RACE.preview if now.dragging else RACE.edit)(lambda race: replace(race, start=start))


def _view_switched() -> None:
    """Remember how the visitor looks at the race."""
    switched = events().view
    if switched:
        RACE.look(layout=switched.layout, view=switched.dimension, axis=switched.axis)


def _scene_chosen() -> None:
    """Go to the scene; clearing the choice keeps the race."""
    for scene in SCENES:
        if scene.title == st.session_state.scene:
            RACE.edit(lambda _, scene=scene: scene.experiment)
