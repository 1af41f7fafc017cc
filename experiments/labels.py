"""Short names for the entrants of a race, each saying just enough to tell it from the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from optimizers import Optimizer
from optimizers.wrappers import Wrapper


def layers(optimizer: Optimizer) -> list[Any]:
    """Return an optimizer and all that it wraps, from the outside in; the rule stands last."""
    inner = layers(optimizer.inner) if isinstance(optimizer, Wrapper) else []
    return [optimizer, *inner]


def labels(optimizers: Sequence[Optimizer]) -> list[str]:
    """Name each entrant: its title, and where titles repeat, what differs between them.

    ``[Adam(lr=0.1), Adam(lr=0.2), AdamW()]`` gives ``["Adam, lr 0.1", "Adam, lr 0.2", "AdamW"]``.
    Entrants that are the same in everything are numbered.
    """
    names = [layers(optimizer)[-1].title for optimizer in optimizers]
    for tell in (_rate, _around, _knobs):
        repeated = {name for name in names if names.count(name) > 1}
        told = [tell(optimizer) for optimizer in optimizers]
        for name in repeated:
            places = [i for i, other in enumerate(names) if other == name]
            if len({told[i] for i in places}) > 1:
                for i in places:
                    names[i] = f"{name}, {told[i]}"
    return [
        f"{name} ({names[: i + 1].count(name)})" if names.count(name) > 1 else name
        for i, name in enumerate(names)
    ]


def around(optimizer: Optimizer) -> list[str]:
    """Say in a word or two each what is wrapped around a rule: its schedule, its clipping."""
    words: list[str] = []
    for layer in layers(optimizer)[:-1]:
        if hasattr(layer, "schedule"):
            words.append(layer.schedule.title.lower())
        elif hasattr(layer, "norm"):
            kind, threshold = (
                ("", layer.norm) if layer.norm is not None else ("value ", layer.limit)
            )
            words.append(f"clip {kind}{threshold:.3g}")
        else:
            words.append(type(layer).__name__.lower())
    return words


def _rate(optimizer: Optimizer) -> str:
    return f"lr {getattr(layers(optimizer)[-1], 'lr', float('nan')):.3g}"


def _around(optimizer: Optimizer) -> str:
    return ", ".join(around(optimizer)) or "plain"


def _knobs(optimizer: Optimizer) -> str:
    rule = layers(optimizer)[-1]
    return ", ".join(
        f"{f.name} {getattr(rule, f.name):.3g}" for f in fields(rule) if f.name != "lr"
    )
