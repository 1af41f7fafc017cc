"""Optimizers that differ in numbers only, as one whose knobs are arrays: they run as one batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np


def stacked(same: Sequence[Any]) -> Any:
    """Return things that differ in numbers only as one, with an array ``(k, 1)`` for each of these.

    All are alike if their ``build`` is.
    """
    first = same[0]
    changes: dict[str, Any] = {}
    for f in fields(first):
        held = [getattr(thing, f.name) for thing in same]
        if hasattr(held[0], "__dataclass_fields__"):
            changes[f.name] = stacked(held)
        elif isinstance(held[0], float) and any(value != held[0] for value in held):
            changes[f.name] = np.array(held)[:, None]
    return replace(first, **changes) if changes else first


def build(thing: Any) -> tuple[Any, ...]:
    """Return all of a thing but the numbers that a batch can sweep."""
    held = [getattr(thing, f.name) for f in fields(thing)]
    parts: list[Any] = [
        build(h) if hasattr(h, "__dataclass_fields__") else float if isinstance(h, float) else h
        for h in held
    ]
    return type(thing).__name__, *parts
