r"""What counts as help, and the advice that says so with the numbers that were measured.

A run ends at the true loss of its last point, and beside that at the median over its last tenth. A
variant is given as advice only if, by whichever of the two is worse for it and better for the run,

.. math:: f - f_{min} \le \tfrac34 \bigl(\min(f_{run}, f_{start}) - f_{min}\bigr)

with the lowest loss that is known for :math:`f_{min}`. From a start below what was reached it is
enough to come to the known minimum, and stay. Where no minimum is known, it must end lower by a
visible part of the map's height.

Without noise this must hold from starts a little aside too, so that it hangs on no rounding error.
With noise it must hold for the medians over fresh seeds, with the seed of the run, and nearly all
of the fresh seeds must end lower than without the change.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar, cast

import numpy as np
import numpy.typing as npt

from diagnosis.numbers_as_text import say
from diagnosis.trials import TrialEnds
from optimizers import Optimizer


class Race(Protocol):
    """What has entrants: a race, or a training."""

    optimizers: Any


R = TypeVar("R", bound=Race)


LEFT = 0.75
"""A clear improvement leaves at most such a part of the height above the lowest loss."""
VISIBLE = 1e-3
"""Part of the map's typical height that must be gained where no minimum is known."""
LOWER_AT_END, LOWER_IN_TAIL = 0.8, 0.95
"""Parts of the fresh seeds that must do better at the end, and over the last tenth."""


@dataclass(frozen=True)
class Advice:
    """A change that was tried and helped, with what it reached: the sentence and the value."""

    change: str
    """What is changed: the knob, its new value and its old one."""
    optimizer: Optimizer
    start: tuple[float, ...]
    steps: int
    before: float
    """The loss at the end of the run; under noise, the median over the fresh seeds."""
    after: float
    """The same with the change."""
    arrives: bool
    """Whether it then comes to a known minimum, and stays."""
    seeds: int = 0
    """How many fresh seeds it was tried with; 0 where there is no noise."""
    lower: int = 0
    """With how many of these the loss ended lower."""
    moved: bool = False
    """Whether it is the start that is changed."""

    @property
    def sentence(self) -> str:
        """Say what to change, and what came of it when it was tried."""
        was = f"of {say(self.before)}" if np.isfinite(self.before) else "of an overflow"
        reached = f"the loss ends at {say(self.after)} instead {was}"
        if self.seeds:
            reached += f" (medians over {self.seeds} other seeds; lower with {self.lower} of them)"
        elif self.arrives:
            reached += ", at the minimum"
        return f"Tried with {self.change}: {reached}."

    def applied(self, race: R, place: int) -> R:
        """Return a race, or a training, whose entrant at this place follows the advice.

        Raises ``ValueError`` where no link has room for it.
        """
        entrants = (*race.optimizers[:place], self.optimizer, *race.optimizers[place + 1 :])
        changes: dict[str, Any] = {"optimizers": entrants, "steps": self.steps}
        if self.moved:
            changes["start"] = self.start
        return replace(cast("Any", race), **changes)


@dataclass(frozen=True)
class Heights:
    """What heights are compared with."""

    floor: float
    """The lowest loss that is known."""
    known: bool
    """Whether that is the loss at known minima."""
    relief: float
    """The typical height of the map above the floor."""
    start: float
    """The loss where the run started."""

    def helped(self, ends: TrialEnds, run: TrialEnds) -> npt.NDArray[np.bool_]:
        """Tell which ends ``(variants, r)`` are clearly better than the run's ``(1, r)``."""
        with np.errstate(all="ignore"):  # heights near overflow
            return self._helped(ends, run)

    def _helped(self, ends: TrialEnds, run: TrialEnds) -> npt.NDArray[np.bool_]:
        floor = self.floor if self.known else min(self.floor, float(np.min(ends.worse)))
        before, after = run.better - floor, ends.worse - floor
        reached = np.minimum(before, self.start - floor)
        least = 0.0 if self.known else VISIBLE * self.relief
        clear = (after <= LEFT * reached) & (reached - after > least)
        return clear | (ends.there & ~run.there & (after <= LEFT * before))


def lower(ends: TrialEnds, run: TrialEnds) -> npt.NDArray[np.int_]:
    """Count the repetitions in which each variant ends lower, ``(variants,)``."""
    return np.sum((ends.final < run.final) & ~ends.off, axis=1)


def reliable(ends: TrialEnds, run: TrialEnds) -> npt.NDArray[np.bool_]:
    """Tell which variants do better in nearly all repetitions."""
    count = ends.final.shape[1]
    calmer = np.sum(ends.tail < run.tail, axis=1)
    return (lower(ends, run) >= LOWER_AT_END * count) & (calmer >= LOWER_IN_TAIL * count)
