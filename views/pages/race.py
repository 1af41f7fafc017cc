"""The race: the player in the middle, what it shows chosen at the side, verdicts underneath."""

from __future__ import annotations

from functools import partial

import streamlit as st

from experiments.labels import labels
from experiments.scenes import SCENES
from views.parts.advice_panel import advised
from views.parts.controls.cards import entrants
from views.parts.controls.component import controls
from views.parts.controls.settings import place, settings
from views.parts.formula import formula
from views.parts.html import batch_surface_of, height_map_of
from views.parts.player_block import start_moved, view_switched, watch, wished
from views.parts.presentation import Slide, present, presented
from views.parts.race_export import take_away
from views.parts.results import results
from views.parts.upload import upload
from views.state import run_cache
from views.state.session import ARENA, CONTROLS, RACE, RESULTS, SCENE
from views.state.url_state import show

SLIDES = [Slide(scene.title, scene.look_for) for scene in SCENES]


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
    chooser, hint, presenting = st.columns([4, 6, 2], vertical_alignment="center")
    chooser.selectbox(
        "Scene",
        [scene.title for scene in SCENES],
        index=None,
        placeholder="Pick a scene, or build your own race",
        key=show("scene", RACE.titles.get(RACE.value)),
        on_change=_scene_chosen,
        label_visibility="collapsed",
    )
    number = _number()
    if number is not None:
        hint.markdown(f":material/visibility: {SLIDES[number].words}")
    surface = RACE.value.surface.true
    with presenting:
        present(SLIDES, number, _go, RACE, own=Slide(surface.title, surface.teaches), fill=True)


@st.fragment(key=ARENA)
def _arena() -> None:
    """Draw the player, and bring the address bar up to date."""
    held = run_cache.following(RACE, lambda race: [race])
    if held is None and run_cache.refused(RACE):
        RACE.publish()
        return
    experiment = held or RACE.value
    trajectories = run_cache.preview(held) if held else run_cache.race(RACE.value)
    moving = RACE.held.preview is not None
    watch(
        experiment,
        trajectories,
        labels(experiment.optimizers),
        wished(RACE),
        moving=moving,
        ground=lambda: batch_surface_of(experiment),
        on_start=partial(start_moved, RACE),
        on_view=partial(view_switched, RACE),
    )
    if not moving:
        RACE.publish()  # last, since a new address keeps the browser from drawing for a while


@st.fragment(key=CONTROLS)
def _controls() -> None:
    """Draw where the race takes place, how long it is, where it starts, and who takes part."""
    controls(place, "place", RACE)
    formula(RACE.shown.surface.true)
    upload(RACE)
    controls(lambda race: [*settings(race), *entrants(race)], "controls", RACE)


@st.fragment(key=RESULTS)
def _results() -> None:
    """Draw what came out."""
    if RACE.value.cost.refusal():
        return
    trajectories, names = run_cache.race(RACE.value), labels(RACE.value.optimizers)
    place = results(names, trajectories)
    take_away(RACE.value, trajectories)
    number = _number()
    if presented(RACE) and number is not None and number + 1 < len(SCENES):
        upcoming = SCENES[number + 1].experiment
        run_cache.race(upcoming)  # ahead of the key that asks for it
        height_map_of(upcoming.surface)
    with place:
        advised(names, trajectories, RACE)


def _number() -> int | None:
    """Return which of the scenes the race is, if it is one."""
    return next((i for i, scene in enumerate(SCENES) if scene.experiment == RACE.value), None)


def _go(number: int) -> None:
    """Go to a scene by its number."""
    RACE.edit(lambda _: SCENES[number].experiment)


def _scene_chosen() -> None:
    """Go to the scene; clearing the choice keeps the race."""
    for number, scene in enumerate(SCENES):
        if scene.title == st.session_state.scene:
            _go(number)
