"""What a browser sent for a field, held to what is allowed."""

from __future__ import annotations

import math
import reprlib
from typing import Any

from core.knobs import Knob
from experiments.text import shorten, write


def within(value: Any, knob: Knob, name: str) -> float | None:
    """Return a number that a knob allows, or ``None`` where the knob may be switched off.

    Whatever a browser sends passes here before anything is made of it: what is out of range would
    cost memory and time first. Raises ``ValueError`` for all else.
    """
    if value is None and knob.optional:
        return None
    held = number(value, name)
    held = round(held) if knob.integer else held
    if not knob.low <= held <= knob.high:
        bounds = f"allowed {write(knob.low)} to {write(knob.high)}"
        raise ValueError(f"{name} = {said(held)} is out of range: {bounds}")
    return held


def number(value: Any, name: str) -> float:
    """Return a finite number as it is. Raises ``ValueError`` for anything else."""
    finite = isinstance(value, int) or (isinstance(value, float) and math.isfinite(value))
    if isinstance(value, bool) or not finite:
        raise ValueError(f"{name} = {said(value)} is not a number")
    return value


def said(value: Any) -> str:
    """Return what a browser sent, as short as a sentence needs it."""
    if isinstance(value, int) and value.bit_length() > 1000:  # Python refuses to write it out
        return "a number of more than 300 digits"
    return shorten(reprlib.repr(value))


def one_of(name: Any, members: dict[str, Any]) -> Any:
    """Return the member of that name. Raises ``ValueError`` if there is none."""
    if not isinstance(name, str) or name not in members:
        raise ValueError(f"{said(name)} is none of {', '.join(members)}")
    return members[name]
