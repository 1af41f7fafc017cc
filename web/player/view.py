"""What the player shows, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from experiments.trajectory import Trajectory
from figures.height_map import HeightMap
from surfaces.base import Surface


@dataclass(frozen=True)
class View:
    """How the player shows a race."""

    layout: Literal["side by side", "overlaid"] = "side by side"
    dimension: Literal["2d", "3d"] = "2d"
    axis: Literal["steps", "epochs", "samples", "gradients", "evaluations"] = "steps"
    """What the charts are drawn over; steps, where a race has no such axis."""
    asked: int = 0
    """Which wish of the page this is: another number, and the same view is wished for anew."""


@dataclass(frozen=True)
class RaceToPlay:
    """A race on a surface, as the player needs it."""

    runs: Sequence[Trajectory]
    """1 to 12 single runs of equal length."""
    names: Sequence[str]
    notes: Sequence[str]
    """One short line each: with the names they stand over the panels."""
    surface: Surface
    heights: HeightMap
    start: tuple[float, float]
    view: View
    summary: str = ""
    """What is said to screen readers when the race ends."""
