"""Runs for the pages: remembered by their text, one at a time, with progress when they are long."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from experiments import DEFAULT, Experiment, Trajectory
from views.session import edit

REMEMBERED_STEPS = 1_000_000  # in all remembered runs together: some 60 MB
LONG = 20_000  # steps in a whole race from which on it shows how far it is

_one_at_a_time = threading.Semaphore()  # threads that compute at once only slow each other down
_remembered: OrderedDict[str, Trajectory] = OrderedDict()


def race(experiment: Experiment) -> list[Trajectory]:
    """Run every entrant, or recall its run. A long race shows progress and can be cancelled."""
    races = [replace(experiment, optimizers=(o,)) for o in experiment.optimizers]
    alone = [(race_of_one.to_query(), race_of_one) for race_of_one in races]
    fresh = sum(text not in _remembered for text, _ in alone)
    place = st.empty()
    if fresh * experiment.steps < LONG:
        trajectories = [_run(*entrant, lambda _: None) for entrant in alone]
    else:
        with place.container(horizontal=True, vertical_alignment="center"):
            bar = st.progress(0.0, "Running …")
            before = st.session_state.get("finished", DEFAULT)
            st.button("Cancel", on_click=edit, args=(lambda _: before,))
        trajectories = [
            _run(
                *entrant,
                lambda part, i=i: bar.progress(
                    (i + part) / len(alone), f"Running {i + 1} of {len(alone)} …"
                ),
            )
            for i, entrant in enumerate(alone)
        ]
        place.empty()
    st.session_state.finished = experiment
    return trajectories


def preview(experiment: Experiment) -> list[Trajectory]:
    """Run a race that changes several times a second: only entrants that are new in it are run.

    Nothing of it is remembered.
    """
    races = [replace(experiment, optimizers=(o,)) for o in experiment.optimizers]
    trajectories: list[Trajectory] = []
    for alone in races:
        known = _remembered.get(alone.to_query())
        with _one_at_a_time:
            trajectories += [known] if known else alone.run()
    return trajectories


def _run(text: str, entrant: Experiment, progress: Callable[[float], None]) -> Trajectory:
    """Run a race of one, unless its text is remembered; forget the oldest where memory is full."""
    trajectory = _remembered.pop(text, None)
    if trajectory is None:
        with _one_at_a_time:
            (trajectory,) = entrant.run(progress)
    _remembered[text] = trajectory  # the newest stands last
    while sum(t.steps for t in list(_remembered.values())[:-1]) > REMEMBERED_STEPS:
        _remembered.popitem(last=False)
    return trajectory
