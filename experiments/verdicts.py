"""What happened in a run, and why, with the numbers that show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from experiments.trajectory import Trajectory


@dataclass(frozen=True)
class Verdict:
    """The outcome of one run."""

    outcome: str


def judge(trajectory: Trajectory) -> Verdict:
    """Name the outcome of a single run."""
    raise NotImplementedError
