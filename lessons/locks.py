"""What of a race may be changed: its parts by name, and which of them differ between two races."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from experiments import Experiment
from experiments.labels import layers
from experiments.text import write
from optimizers import Optimizer

PARTS = {
    "surface": "the surface",
    "start": "the start",
    "steps": "the number of steps",
    "seed": "the seed of the noise",
    "entrants": "how many take part",
    "optimizer": "the optimizer",
    "rate": "the learning rate",
    "knobs": "the other knobs of the optimizer",
    "schedule": "the schedule",
    "clipping": "clipping",
    "wrappers": "what else is around the optimizer",
}
"""What an exercise leaves free, or a teacher locks, and what it is called in a sentence."""


def differing(before: Experiment, after: Experiment) -> set[str]:
    """Return the parts in which two races differ.

    The knobs of another optimizer are another optimizer's; where the number of entrants differs,
    those that both have are compared.
    """
    found = {
        name
        for name in ("surface", "start", "steps", "seed")
        if getattr(before, name) != getattr(after, name)
    }
    if len(before.optimizers) != len(after.optimizers):
        found.add("entrants")
    for one, other in zip(before.optimizers, after.optimizers, strict=False):
        found |= {*_between(one, other)}
    return found


def _between(one: Optimizer, other: Optimizer) -> Iterator[str]:
    """Return the parts in which two entrants differ."""
    for part in ("schedule", "clipping", "wrappers"):
        if _around(one, part) != _around(other, part):
            yield part
    rule, rules = layers(one)[-1], layers(other)[-1]
    if type(rule) is not type(rules):
        yield "optimizer"
        return
    for f in fields(rule):
        if getattr(rule, f.name) != getattr(rules, f.name):
            yield "rate" if f.name == "lr" else "knobs"


def _around(optimizer: Optimizer, part: str) -> list[str]:
    return [_settings(layer) for layer in layers(optimizer)[:-1] if part_of(layer) == part]


def part_of(wrapper: Optimizer) -> str:
    """Return which of the ``PARTS`` a wrapper is."""
    if wrapper.turns:
        return "schedule"
    return "clipping" if wrapper.clips else "wrappers"


def _settings(wrapper: Any) -> str:
    """Write a wrapper without what it wraps."""
    held = {f.name: getattr(wrapper, f.name) for f in fields(wrapper) if f.name != "inner"}
    return f"{type(wrapper).__name__}: {[(name, write(it)) for name, it in held.items()]}"
