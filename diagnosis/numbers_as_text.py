"""Numbers and points as they stand in a sentence."""

from __future__ import annotations

from typing import Any

from core.arrays import Array

FEW = 4
"""Coordinates of a point that are written out."""


def say(number: Any) -> str:
    """Write a number for a sentence, with three digits."""
    return f"{number + 0.0:.3g}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")


def place(point: Array) -> str:
    """Write a point for a sentence; of many coordinates only the first few."""
    told = [say(coordinate) for coordinate in point[:FEW]]
    return f"({', '.join([*told, '…'] if len(point) > FEW else told)})"
