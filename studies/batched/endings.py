"""What became of a run: in words, by where it stands at the end."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from diagnosis.curvature import eigenvalues
from studies.batched.known_minima import KnownMinima, Mask, Whole
from studies.batched.minimum_search import bends_up
from surfaces.base import Surface


class Ending(IntEnum):
    """What became of a run, by where it stands at the end."""

    KNOWN_MINIMUM = 0
    """Within a marker's radius of a minimum that the surface names."""
    LOCAL_MINIMUM = 1
    """Within a marker's radius of another minimum, or at rest where the surface bends up."""
    STALLED = 2
    """At rest at no minimum: on a saddle, or where the surface is level."""
    MOVING = 3
    """None of the others: another step would still take it elsewhere."""
    DIVERGED = 4
    """Overflowed, or more than ten map half-widths away from the middle of the map."""

    @property
    def words(self) -> str:
        """What a reader is shown."""
        return WORDS[self]


WORDS = {
    Ending.KNOWN_MINIMUM: "reached a known minimum",
    Ending.LOCAL_MINIMUM: "another local minimum",
    Ending.STALLED: "at rest, but at no minimum",
    Ending.MOVING: "still moving",
    Ending.DIVERGED: "diverged",
}


def endings(
    surface: Surface, known: KnownMinima, theta: Array, label: Whole, finite: Mask, rests: Mask
) -> npt.NDArray[np.int8]:
    """Return the ``Ending`` of runs that stand at points ``(n, N)`` now, ``(N,)``.

    A ``label`` is the minimum within a marker's radius, or -1; ``finite`` and ``rests`` say which
    runs have not overflowed, and which would get nowhere in the steps that they have left.
    """
    named = label >= 0
    ending = np.full(len(label), int(Ending.MOVING), np.int8)
    loose = np.flatnonzero(~rests & ~named)
    ending[loose[known.far_away(np.take(theta, loose, axis=1))]] = Ending.DIVERGED
    ending[rests] = Ending.STALLED
    unnamed = np.flatnonzero(rests & ~named)
    in_a_bowl = bends_up(eigenvalues(surface, np.take(theta, unnamed, axis=1)))
    ending[unnamed[in_a_bowl]] = Ending.LOCAL_MINIMUM
    ending[named] = Ending.LOCAL_MINIMUM
    ending[named & (label < known.named)] = Ending.KNOWN_MINIMUM
    ending[~finite] = Ending.DIVERGED
    return ending
