"""What is measured of a run, in words, and of which of the runs of a race."""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.typed import near
from diagnosis import judge
from experiments import Trajectory
from experiments.labels import layers

Of = Callable[..., float]


VERBS = re.compile(r" (is|are|=|has the length)$")
"""How phrases end before what was measured."""


@dataclass(frozen=True)
class Measure:
    """One number about a run."""

    of: Of
    """The run, and as many further numbers as it takes, to the measure."""
    phrase: str
    """How a sentence begins that ends with what was measured; ``{}`` is the number it takes."""
    never: str = ""
    """The whole sentence, where the measure is infinite."""
    settled: bool = False
    """Whether it is the same in every draw of the noise."""
    meaning: str = ""
    """What the phrase means, where it is asked for."""

    @property
    def takes(self) -> int:
        """How many numbers it wants to know besides the run."""
        return len(inspect.signature(self.of).parameters) - 1

    @property
    def about(self) -> str:
        """What it measures."""
        return (self.of.__doc__ or "").partition("\n")[0].rstrip(".")

    def describe(self, run: Trajectory, *given: float) -> str:
        """Say what is measured of a run."""
        found = self.of(run, *given)
        said = self.never if self.never and math.isinf(found) else f"{self.phrase} {found:.4g}"
        return _with(said, given)

    def named(self, *given: float) -> str:
        """Return the phrase without its verb: ``its loss at the end``."""
        return _with(VERBS.sub("", self.phrase), given)

    def wanted(self, what: str, *given: float) -> str:
        """Say what is asked of a run, such as ``below 0.01``."""
        return f"{self.named(*given)}{self.meaning}: {what}"


@dataclass(frozen=True)
class Fact(Measure):
    """Something that is true of a run, or not."""

    def describe(self, run: Trajectory, *given: float) -> str:
        """Say what is true."""
        return f"the verdict is “{judge(run).outcome}”"

    def wanted(self, what: str, *given: float) -> str:
        """Say what is to be true."""
        return f"the verdict is {what}"


def _with(said: str, given: tuple[float, ...]) -> str:
    """Put the number that a measure takes into a sentence about it."""
    return said.format(*(f"{number:g}" for number in given))


def entrant(who: str, runs: Sequence[Trajectory]) -> Trajectory:
    """Return the run of an entrant: by its class, by its number from 1, or the only one.

    Raises ``ValueError`` if there is no such one, or several.
    """
    if who.isdecimal() and 1 <= int(who) <= len(runs):
        return runs[int(who) - 1]
    names = [type(layers(run.optimizer)[-1]).__name__ for run in runs]
    found = [run for run, name in zip(runs, names, strict=True) if who in ("", name)]
    if len(found) == 1:
        return found[0]
    if not found:
        hint = near(who, names) or f"there are {', '.join(names) or 'no runs here'}"
        raise ValueError(f"{who or 'nobody'} takes no part in the race: {hint}")
    raise ValueError(f"{who or 'a measure'} may mean {len(found)} entrants: give their number")
