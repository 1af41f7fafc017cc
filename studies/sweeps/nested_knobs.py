"""Knobs of a rule and of the rules inside it: their values, and what they may be."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.arrays import Array
from core.knobs import Knob, knobs
from experiments.labels import layers
from experiments.text import suggest
from optimizers.base import Optimizer, in_use
from studies.fair_races.tuning import scaled


def with_knob(rule: Optimizer, name: str, value: float | Array) -> Optimizer:
    """Return a rule with a knob set or, where it has none of that name, in the rule it holds.

    Raises ``ValueError`` where no rule down the chain has such a knob.
    """
    inner: Optimizer | None = getattr(rule, "inner", None)
    if name in knobs(type(rule)):
        return rule.with_field(name, value)
    if inner is None:
        raise ValueError(
            f"{type(rule).__name__} has no knob {name}: {suggest(name, list(knobs(type(rule))))}"
        )
    return rule.with_field("inner", with_knob(inner, name, value))


def owner(rule: Optimizer, name: str) -> type[Optimizer]:
    """Return the class, of a rule or of one that it holds, whose knob it is."""
    with_knob(rule, name, 0.0)
    while name not in knobs(type(rule)):
        rule = getattr(rule, "inner")  # noqa: B009  (only wrappers have it)
    return type(rule)


def turnable(optimizer: Optimizer) -> tuple[str, ...]:
    """Name the knobs that can be turned in a batch: of the rule, then of what is around it."""
    inside_out = reversed(layers(optimizer))
    return tuple(dict.fromkeys(name for layer in inside_out for name in in_use(layer)))


def about(optimizer: Optimizer, name: str) -> Knob:
    """Return what a knob of a rule, or of what is around it, tells about itself."""
    return next(knobs(layer)[name] for layer in layers(optimizer) if name in knobs(layer))


def grid(optimizer: Optimizer, name: str, count: int) -> Array:
    """Return values of a knob from end to end of its slider, ``(count,)``, evenly on its scale."""
    return scaled(about(optimizer, name), np.linspace(0, 1, count))


def held(rule: Any, name: str) -> float:
    """Return the value of a knob of a rule, or of what is around it."""
    return next(getattr(layer, name) for layer in layers(rule) if name in knobs(layer))
