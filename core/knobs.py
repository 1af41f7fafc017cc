"""A knob is a dataclass field that knows its own slider.

The bounds written here make the sliders, the ranges that tests draw from, the tables of the
documentation and the limits of a link: no number is written twice.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any


@dataclass(frozen=True)
class Knob:
    """What a field says about itself: its symbol, its allowed range, and how to draw it."""

    symbol: str
    """LaTeX, without dollar signs."""
    low: float
    high: float
    help: str = ""
    """One plain sentence: what it does, and what too much and too little of it do."""
    log: bool = False
    """Whether a slider should move by factors rather than by differences."""
    integer: bool = False
    optional: bool = False
    """Whether ``None`` (the knob is switched off) is allowed."""


def knob(
    default: float | None,
    symbol: str,
    low: float,
    high: float,
    help: str = "",  # noqa: A002 - what such a sentence is called everywhere
    *,
    log: bool = False,
) -> Any:
    """Declare a dataclass field: a default, a LaTeX symbol, an inclusive range, and what it does.

    ``help`` is one sentence for somebody who turns the knob: what too much and too little of it do.

    An ``int`` default makes the knob whole-numbered; a default of ``None`` makes it optional.
    Returns a dataclass field, typed ``Any`` so that the annotation of the class decides.
    """
    about = Knob(symbol, low, high, help, log, isinstance(default, int), default is None)
    return field(default=default, metadata={"knob": about})


def knobs(owner: Any) -> dict[str, Knob]:
    """Map the names of the knobs of a dataclass (or of an instance) to what they say."""
    return {f.name: f.metadata["knob"] for f in fields(owner) if "knob" in f.metadata}
