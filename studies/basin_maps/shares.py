"""Which part of a map's starts ends where, in numbers and in words."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from studies.basin_maps.maps import Basins
from studies.batched.endings import Ending

FIRST = 4
"""Minima that a sentence names."""


class Share(NamedTuple):
    """A minimum, and which part of the starts ends there."""

    minimum: int
    """Its index in the map's ``minima``."""
    share: float


def shares(found: Basins) -> list[Share]:
    """Return the minima that any start reaches, the most reached first."""
    counts = np.bincount(found.label.ravel() + 1)[1:]
    order = np.argsort(-counts, kind="stable")[: np.count_nonzero(counts)]
    return [Share(int(k), float(counts[k]) / found.label.size) for k in order]


def others(found: Basins) -> list[tuple[Ending, float]]:
    """Return how starts end that reach none of the minima, and which part of them all ends so."""
    without = found.ending[found.label < 0]
    counts = [(ending, np.count_nonzero(without == ending)) for ending in Ending]
    return [(ending, float(count) / found.label.size) for ending, count in counts if count]


def border(found: Basins) -> float:
    """Return the part of the starts beside which, in a row or a column, another ends elsewhere.

    Where borders are smooth it halves as the map gets twice as fine; where they are fractal it
    falls by less.

    Grebogi, McDonald, Ott and Yorke (1983), "Final state sensitivity: an obstruction to
    predictability", https://doi.org/10.1016/0375-9601(83)90945-3
    """
    end = np.where(found.label >= 0, found.label, -1 - found.ending)
    beside = np.zeros(end.shape, dtype=bool)
    across, up = end[:, 1:] != end[:, :-1], end[1:] != end[:-1]
    beside[:, 1:] |= across
    beside[:, :-1] |= across
    beside[1:] |= up
    beside[:-1] |= up
    return float(beside.mean())


def sentence(name: str, found: Basins) -> str:
    """Say where the starts of a map end."""
    reached = shares(found)
    parts = [
        f"{percent(one.share)} {'the one' if k else 'of the starts reach the minimum'}"
        f" at {coordinates(found, one.minimum)}"
        for k, one in enumerate(reached[:FIRST])
    ]
    if len(reached) > FIRST:
        rest = sum(one.share for one in reached[FIRST:])
        several = len(reached) - FIRST
        what = "another" if several == 1 else f"one of {several} others"
        parts.append(f"{percent(rest)} {what}")
    parts += [f"{percent(share)} {ending.words}" for ending, share in others(found)]
    return f"{name}: {', '.join(parts)}."


def coordinates(found: Basins, minimum: int) -> str:
    """Write where a minimum is."""
    x, y = (float(c) + 0.0 for c in found.minima[:, minimum].round(12))
    return f"({x:.3g}, {y:.3g})".replace("-", "−")


def end(found: Basins, row: int, column: int) -> str:
    """Say where a start ends, and when it got there."""
    label, loss = int(found.label[row, column]), float(found.value[row, column])
    if label < 0:
        words = Ending(int(found.ending[row, column])).words
        return f"{words}, loss {loss:.2g}" if np.isfinite(loss) else words
    arrived = int(found.arrived[row, column])
    steps = "1 step" if arrived == 1 else f"{arrived} steps"
    return f"minimum {label + 1} at {coordinates(found, label)}, after {steps}, loss {loss:.2g}"


def percent(share: float) -> str:
    """Write a share; a few of many are not nobody, and all but a few are not all."""
    if 0 < share < 0.001:
        return "under 0.1 %"
    if 0.999 < share < 1:
        return "over 99.9 %"
    return f"{100 * share:.1f} %"
