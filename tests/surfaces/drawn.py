"""Surfaces with their knobs drawn from the ranges that the knobs themselves declare."""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st

from core.arrays import Array
from core.knobs import Knob, knobs
from surfaces import SURFACES, Surface

EVERY = sorted(SURFACES)


@st.composite
def surfaces(draw: st.DrawFn, name: str) -> Surface:
    kind = SURFACES[name]
    return kind(**{field: draw(numbers(about)) for field, about in knobs(kind).items()})


def numbers(about: Knob) -> st.SearchStrategy[float]:
    if about.integer:
        return st.integers(int(about.low), int(about.high))
    return st.floats(about.low, about.high)


def points(surface: Surface, count: int, seed: int = 0, stretch: float = 1.0) -> Array:
    """Return random points (2, count) of the domain, or of one ``stretch`` times as wide."""
    low, high = np.array(surface.domain.low), np.array(surface.domain.high)
    middle, reach = (low + high) / 2, stretch * (high - low) / 2
    spread = np.random.default_rng(seed).uniform(-1, 1, (count, 2))
    return np.ascontiguousarray((middle + reach * spread).T)
