"""Trainings and what is measured of them, for the page: remembered by their text, within bounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from core.arrays import Array
from experiments import Trajectory
from figures.height_map import HeightMap, sample_heights
from studies.networks import Training
from studies.networks.planes import Plane, principal_plane, random_plane
from studies.networks.slices import Slice, slice_around
from studies.networks.spectra import Bends, bends
from studies.networks.training import PLANE, work
from surfaces.networks import Learner
from views.state.cache import Cache
from views.state.run_cache import one_at_a_time, underway
from views.state.url_state import Subject

REMEMBERED_NUMBERS = 10_000_000
"""Parameters of all points of all remembered runs: some 160 MB with their gradients."""
LONG = 3e8
"""Work, about a second of it, from which on a training shows how far it is."""
HEAVY = 4e8
"""Numbers of the usual map, from which on it is drawn with fewer points."""
USUAL = 121

REMEMBERED_BENDS = 100
"""Paths of which the curvatures are remembered: at most some 25 kB each."""

_remembered: Cache[Trajectory] = Cache(REMEMBERED_NUMBERS, lambda run: run.theta.size)
_bends: Cache[Bends] = Cache(REMEMBERED_BENDS)


def trained(training: Training, subject: Subject[Any]) -> list[Trajectory]:
    """Train by every rule, or recall it. What takes long shows progress and can be cancelled."""
    alone = [replace(training, optimizers=(rule,)) for rule in training.optimizers]
    texts = [one.to_query() for one in alone]
    fresh = [one.optimizers[0] for one, t in zip(alone, texts, strict=True) if t not in _remembered]
    long = work(training.network, fresh) * training.steps > LONG
    with underway(subject, long=long) as report:
        runs: list[Trajectory] = []
        for i, (text, one) in enumerate(zip(texts, alone, strict=True)):

            def train(i: int = i, one: Training = one) -> Trajectory:
                told = f"Training {i + 1} of {len(alone)} …"
                with one_at_a_time:
                    (run,) = one.run(lambda part: report((i + part) / len(alone), told))
                return run

            runs.append(_remembered.recall(text, train, keep=len(alone)))
    return runs


def plane_of(kind: str, network: Learner, runs: list[Trajectory], end: Array, seed: int) -> Plane:
    """Return a plane through the end of a run: ``"pca"``, ``"filters"`` or ``"plain"``."""
    if kind == "pca":
        return principal_plane(runs, end)
    return random_plane(network, end, seed, filter_normalized=kind == "filters")


def drawn_on(
    training: Training, runs: list[Trajectory], plane: Plane, key: str
) -> tuple[Slice, HeightMap]:
    """Return the loss on a plane, and its height map; ``key`` says which plane it is."""
    return _landscape(f"{training.to_query()} {key}", training.network, runs, plane)


@st.cache_resource(max_entries=32, show_spinner=False)
def _landscape(
    text: str, _network: Learner, _runs: list[Trajectory], _plane: Plane
) -> tuple[Slice, HeightMap]:
    """Keep the loss on a plane by the text of its training and its plane."""
    surface = slice_around(_network, _plane, _runs, 0.0 if text.endswith("pca") else 1.0)
    heavy = USUAL * USUAL * _network.count * _network.samples > HEAVY
    return surface, sample_heights(surface, PLANE if heavy else None)


def curvatures(training: Training, runs: list[Trajectory]) -> list[Bends]:
    """Return the curvatures along each path, or recall them; it shows how far it is."""
    place, found = st.empty(), list[Bends]()
    for i, (rule, run) in enumerate(zip(training.optimizers, runs, strict=True)):

        def report(part: float, i: int = i) -> None:
            told = f"Curvatures of {i + 1} of {len(runs)} …"
            place.progress((i + part) / len(runs), told)

        def look(run: Trajectory = run, report: Callable[[float], None] = report) -> Bends:
            with one_at_a_time:
                return bends(training.network, run, report)

        text = replace(training, optimizers=(rule,)).to_query()
        found.append(_bends.recall(text, look))
    place.empty()
    return found
