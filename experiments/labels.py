"""Short names for the entrants of a race, each saying just enough to tell it from the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from experiments.text import write
from optimizers import Optimizer
from optimizers.wrappers import Wrapper

LONGEST = 40
"""Characters of a text that somebody typed."""


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
    for tell in (_rates, _wrappings, _knobs):
        for name in {name for name in names if names.count(name) > 1}:
            places = [i for i, other in enumerate(names) if other == name]
            told = tell([optimizers[i] for i in places])
            if len({*told}) > 1:
                for i, word in zip(places, told, strict=True):
                    names[i] = f"{name}, {word}"
    return [
        f"{name} ({names[: i + 1].count(name)})" if names.count(name) > 1 else name
        for i, name in enumerate(names)
    ]


def around(optimizer: Optimizer) -> list[str]:
    """Say in a word or two each what is wrapped around a rule: its schedule, its clipping."""
    return [_word(layer) for layer in layers(optimizer)[:-1]]


def _word(layer: Any) -> str:
    """Call a wrapper by its name, a schedule by its own."""
    if layer.turns:
        knob = "" if layer.turns == "lr" else f" on {layer.turns}"
        return f"{layer.schedule.title.lower()}{knob}"
    if layer.clips:
        kind, threshold = ("", layer.norm) if layer.norm is not None else ("value ", layer.limit)
        return f"clip {kind}{threshold:.3g}"
    name = type(layer).__name__
    return name if name.isupper() else name.lower()


def _rates(alike: Sequence[Optimizer]) -> list[str]:
    """Tell entrants apart by their rates."""
    return [f"lr {getattr(layers(o)[-1], 'lr', np.nan):.3g}" for o in alike]


def _wrappings(alike: Sequence[Optimizer]) -> list[str]:
    """Tell entrants apart by what is around them: by its kind, and by settings of one kind."""
    worn = [
        {(depth, _word(layer)): _settings(layer) for depth, layer in enumerate(layers(o)[:-1])}
        for o in alike
    ]
    told: list[str] = []
    for wrappers in worn:
        words = [
            " ".join([key[1], *_telling(settings, [w[key] for w in worn if key in w])])
            for key, settings in wrappers.items()
        ]
        told.append(", ".join(words) or "plain")
    return told


def _knobs(alike: Sequence[Optimizer]) -> list[str]:
    """Tell entrants apart by the knobs of the rule inside."""
    held = [_settings(layers(o)[-1]) for o in alike]
    return [", ".join(_telling(settings, held)) for settings in held]


def _telling(settings: dict[str, str], among: Sequence[dict[str, str]]) -> list[str]:
    """Keep of somebody's settings those that others have otherwise."""
    return [
        f"{name} {held}"
        for name, held in settings.items()
        if any(other.get(name) != held for other in among)
    ]


def _settings(thing: Any) -> dict[str, str]:
    """Say how a rule, a wrapper or its schedule is set; a schedule's kind is in its word."""
    owner = getattr(thing, "schedule", thing)
    held = {f.name: getattr(owner, f.name) for f in fields(owner)}
    return {name: _brief(it) for name, it in held.items() if not isinstance(it, Optimizer)}


def _brief(held: Any) -> str:
    """Say what a field holds: a number, nothing, or a thing such as a line search."""
    if held is None:
        return "off"
    if isinstance(held, str):
        return held if len(held) <= LONGEST else f"{held[: LONGEST - 1]}…"
    return f"{held:.4g}" if isinstance(held, (int, float)) else write(held)
