"""Runs for the pages: remembered by their text, one at a time, with progress when they are long."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, TypeVar

import streamlit as st

from experiments import Experiment, Trajectory
from experiments.cost import PREVIEW
from experiments.url_spec import UrlSpec
from views.state.cache import Cache
from views.state.session import RACE
from views.state.url_state import Subject

R = TypeVar("R")
T = TypeVar("T", bound=UrlSpec)
Report = Callable[[float, str], None]
"""Is told the part done, between 0 and 1, and what is being done."""

REMEMBERED_STEPS = 1_000_000  # in all remembered runs together: some 60 MB
LONG = 20_000  # steps in a whole race from which on it shows how far it is

one_at_a_time = threading.Semaphore()  # threads that compute at once only slow each other down
_remembered: Cache[Trajectory] = Cache(REMEMBERED_STEPS, lambda run: run.steps)


@contextmanager
def underway(subject: Subject[T], *, long: bool) -> Iterator[Report]:
    """Yield what a computation for the subject reports to; if it is long, that shows.

    It can then be cancelled: the subject goes back to what was last computed to its end.
    """
    held, place = subject.held, st.empty()
    bar = None
    if long:
        with place.container(horizontal=True, vertical_alignment="center"):
            bar = st.progress(0.0, "Running …")
            before = held.finished or subject.kind.usual
            st.button("Cancel", on_click=subject.edit, args=(lambda _: before,))

    def report(part: float, what: str) -> None:
        if bar:
            bar.progress(min(max(part, 0.0), 1.0), what)

    yield report
    place.empty()
    held.finished = held.value


def refused(subject: Subject[Any], told: str | None = None) -> bool:
    """Say that something is too much to be computed, and how to mend that; tell whether it is.

    What was asked for stays in the controls and in the address, to be mended there. By default the
    value of the subject is judged by its cost.
    """
    held = subject.held
    told = held.value.cost.refusal() if told is None else told
    if not told:
        return False
    st.error(told, icon=":material/hourglass_disabled:")
    before = held.finished
    if before and before != held.value:
        st.button(
            "Back to what was shown before",
            key=f"{subject.name}-back",
            icon=":material/undo:",
            on_click=subject.edit,
            args=(lambda _: before,),
        )
    return True


def recalled(
    memory: Cache[R],
    subject: Subject[Any],
    value: UrlSpec,
    work: Callable[[Callable[[float], None]], R],
    told: str,
    *,
    long: bool,
) -> R:
    """Recall what came out of a value, or work it out, as ``underway`` shows it."""
    text = value.to_query()
    with underway(subject, long=long and text not in memory) as report:

        def make() -> R:
            with one_at_a_time:
                return work(lambda part: report(part, told))

        return memory.recall(text, make)


def race(experiment: Experiment, subject: Subject[Any] = RACE) -> list[Trajectory]:
    """Run every entrant, or recall its run. A long race shows progress and can be cancelled.

    ``subject`` is what the page is about that shows it.
    """
    return races([replace(experiment, optimizers=(o,)) for o in experiment.optimizers], subject)


def races(of_one: Sequence[Experiment], subject: Subject[Any]) -> list[Trajectory]:
    """Run races of one entrant each, or recall their runs, as ``race`` does."""
    alone = [(one.to_query(), one) for one in of_one]
    fresh = sum(one.steps for text, one in alone if text not in _remembered)
    with underway(subject, long=fresh >= LONG) as report:
        return [
            _run(
                *entrant,
                lambda part, i=i: report(
                    (i + part) / len(alone), f"Running {i + 1} of {len(alone)} …"
                ),
            )
            for i, entrant in enumerate(alone)
        ]


def following(subject: Subject[T], races: Callable[[T], Sequence[Experiment]]) -> T | None:
    """Return what is becoming of a subject while it is moved, if that can be followed.

    What is new in its races costs too much otherwise: it is run when it is let go of.
    """
    held = subject.held.preview
    if held is None:
        return None
    alone = [replace(race, optimizers=(o,)) for race in races(held) for o in race.optimizers]
    fresh = (one.cost.evaluations for one in alone if one.to_query() not in _remembered)
    return held if sum(fresh) <= PREVIEW else None


def preview(experiment: Experiment) -> list[Trajectory]:
    """Run a race that changes several times a second: only entrants that are new in it are run.

    Nothing of it is remembered.
    """
    races = [replace(experiment, optimizers=(o,)) for o in experiment.optimizers]
    trajectories: list[Trajectory] = []
    for alone in races:
        known = _remembered.get(alone.to_query())
        with one_at_a_time:
            trajectories += [known] if known else alone.run()
    return trajectories


def _run(text: str, entrant: Experiment, progress: Callable[[float], None]) -> Trajectory:
    """Run a race of one, unless its text is remembered."""

    def run() -> Trajectory:
        with one_at_a_time:
            (trajectory,) = entrant.run(progress)
        return trajectory

    return _remembered.recall(text, run)
