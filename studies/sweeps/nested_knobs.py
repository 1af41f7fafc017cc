"""Knobs of a rule, or of the rule that it holds."""

from __future__ import annotations

from core.arrays import Array
from core.knobs import knobs
from experiments.text import suggest
from optimizers.base import Optimizer


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
