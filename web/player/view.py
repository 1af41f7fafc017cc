"""How the player shows a race."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class View:
    """How the player shows a race."""

    layout: Literal["side by side", "overlaid"] = "side by side"
    dimension: Literal["2d", "3d"] = "2d"
    axis: Literal["steps", "epochs", "samples", "gradients", "evaluations"] = "steps"
    """What the charts are drawn over; steps, where a race has no such axis."""
    asked: int = 0
    """Which wish of the page this is: another number, and the same view is wished for anew."""
