"""The races of exercises: one that is to be driven to a goal, and one that is only shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.verbatim import in_markdown
from experiments import Experiment, Trajectory
from experiments.labels import labels
from figures.strip import strip
from lessons.bounds import refusal
from lessons.exercise import Answer
from lessons.kinds import Diagnose, Drive, Predict
from lessons.seeds import raced, spread
from views.parts.classroom.fields import Read, choice
from views.parts.classroom.parts import Freedom
from views.parts.controls.component import controls
from views.parts.html import batch_surface_of, dark, image
from views.parts.player_block import start_moved, watch
from views.state import run_cache
from views.state.session import VIEWS
from views.state.student_session import Desk
from views.state.url_state import Held, Subject
from web.player.component import View, events

STRIP = "width:100%;max-width:420px"


def race(exercise: Drive, desk: Desk, place: str) -> tuple[Read, DeltaGenerator]:
    """Draw the race to be driven, its goals and its controls, and what may have gone wrong in it.

    Return what reads the answer, and where it is to be checked: below the controls.
    """
    freedom = Freedom(exercise, desk.locked, desk.hidden)
    arena, panel = f"{place}-arena", f"{place}-controls"
    name = f"{desk.key} {desk.seed} {exercise.name} {desk.arrivals}"
    subject = private(name, _begun(exercise, desk), (arena, panel))
    picture, controls = st.columns([3, 2], gap="medium")
    with picture:
        st.fragment(key=arena)(_arena)(exercise, subject, freedom, place)
    with controls:
        st.fragment(key=panel)(_controls)(exercise, subject, freedom, place)
        cause = None
        if isinstance(exercise, Diagnose):
            cause = choice(exercise, desk, place, "What went wrong in the race as given?")

    def read() -> Answer:
        return {**(cause() if cause else {}), "race": subject.value.to_query()}

    return read, controls


def private(name: str, begin: Experiment, drawn: Sequence[str] = ()) -> Subject[Experiment]:
    """Return a race that the address bar knows nothing of; it begins as given."""
    subject = Subject(f"classroom {name}", Experiment, looks=VIEWS, drawn=drawn, followed=drawn)
    st.session_state.setdefault(subject.name, Held(begin, finished=begin))
    return subject


def shown(exercise: Predict, place: str) -> None:
    """Draw the race of a prediction, which then plays."""
    if exercise.experiment:
        st.fragment(key=f"{place}-arena")(showing)(exercise.experiment, place)


def showing(
    experiment: Experiment,
    place: str,
    wish: View | None = None,
    *,
    names: Sequence[str] = (),
    player: str = "",
) -> None:
    """Draw a race that can be looked at, and not changed."""
    subject = private(f"{place} {experiment.to_query()}", experiment)
    key = player or f"{place}-player"
    with st.container(key=f"fixed-start-{place}"):
        runs = run_cache.race(experiment, subject)
        _play(runs, experiment, subject, key, names=names, wish=wish)


def _begun(exercise: Drive, desk: Desk) -> Experiment:
    """Return the race as it was answered before, if that keeps the rules, or as it is given."""
    before = desk.work.answers.get(exercise.name, {}).get("race", "")
    with suppress(ValueError):
        race = Experiment.from_query(before)
        if not exercise.against_the_rules(race, desk.locked):
            return race
    return exercise.begin


def _arena(exercise: Drive, subject: Subject[Experiment], freedom: Freedom, place: str) -> None:
    """Draw the goals with what the present race reaches, and the race."""
    subject.complain("race")
    held = run_cache.following(subject, lambda race: [race])
    if held is None and run_cache.refused(subject, refusal(subject.value)):
        return
    experiment = held or subject.value
    runs = run_cache.preview(held) if held else run_cache.race(experiment, subject)
    _goals(exercise, raced(experiment.to_query()) if exercise.noisy else tuple(runs))
    free = "start" in freedom.free
    with st.container(key=f"{'free' if free else 'fixed'}-start-{place}"):
        _play(
            runs,
            experiment,
            subject,
            f"{place}-player",
            passing=subject.held.preview is not None,
            on_start=partial(start_moved, subject, f"{place}-player") if free else None,
        )


def _goals(exercise: Drive, runs: tuple[Trajectory, ...]) -> None:
    """Draw a line for each goal; where there is noise, with what each of its draws came to."""
    try:
        goals = exercise.reached(runs)
    except ValueError as error:  # about an entrant that was changed for another
        missing = in_markdown(str(error))
        st.markdown(f"**Goals**\n\n:material/radio_button_unchecked: :orange[{missing}]")
        return
    told = [
        f"{':material/check_circle:' if goal.holds else ':material/radio_button_unchecked:'}"
        f" {goal.asked[:1].upper()}{goal.asked[1:]}"
        f" {':green' if goal.holds else ':orange'}[— {'reached' if goal.holds else 'not yet'}:"
        f" {goal.reached}]"
        for goal in goals
    ]
    st.markdown("**Goals**\n\n" + "  \n".join(told))
    for goal in goals:
        if goal.drawn is not None:
            picture = strip(goal.drawn, goal.limit, dark=dark())
            st.html(image(picture, f"Each draw of the noise: {spread(goal.drawn)}.", STRIP))


def _controls(exercise: Drive, subject: Subject[Experiment], freedom: Freedom, place: str) -> None:
    """Draw what may be changed, what stays, and the way back to the race as given."""
    st.markdown("**Yours to change**")
    controls(freedom.groups, f"{place}-fields", subject)
    if given := freedom.given(subject.shown):
        st.caption(f":material/lock: As given: {given}")
    st.button(
        "Start over",
        key=f"{place}-again",
        icon=":material/restart_alt:",
        on_click=subject.edit,
        args=(lambda _: exercise.begin,),
    )


def _play(
    runs: Sequence[Trajectory],
    experiment: Experiment,
    subject: Subject[Experiment],
    key: str,
    *,
    names: Sequence[str] = (),
    wish: View | None = None,
    passing: bool = False,
    on_start: Callable[[], None] | None = None,
) -> None:
    """Draw a player, which is looked at as its person last did."""
    watch(
        experiment,
        runs,
        names or labels(experiment.optimizers),
        _view(subject, wish or View()),
        moving=passing,
        key=key,
        ground=lambda: batch_surface_of(experiment),
        on_start=on_start,
        on_view=partial(_view_switched, subject, key),
    )


def _view(subject: Subject[Experiment], wish: View) -> View:
    """Return how the race was last looked at, or is to be at first."""
    looks: dict[str, Any] = subject.held.wished
    return View(
        looks.get("layout", wish.layout),
        looks.get("view", wish.dimension),
        looks.get("axis", wish.axis),
    )


def _view_switched(subject: Subject[Experiment], key: str) -> None:
    """Remember how the person looks at the race."""
    if now := events(key).view:
        looks = {"layout": now.layout, "view": now.dimension, "axis": now.axis}
        subject.held.wished = looks
