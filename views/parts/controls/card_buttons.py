"""The buttons of an entrant's card: what is put around its rule, and its place among the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from experiments import Experiment
from experiments.labels import layers
from optimizers import WRAPPERS, Clipped, Scheduled
from optimizers.base import Optimizer, in_use
from optimizers.schedules import CosineAnnealing
from views.parts.controls.fields import Chips, one_of
from views.parts.paths import Path, piece, with_piece

MOVES = {"Duplicate": "duplicate", "Move up": "up", "Move down": "down", "Remove": "remove"}


def schedulable(inner: Any) -> list[str]:
    """Return the knobs that a schedule around a rule may turn."""
    return list(dict.fromkeys(name for layer in layers(inner) for name in in_use(layer)))


def wrapping(place: int) -> Chips:
    """Return the buttons that put something more around a rule."""
    wrappings: dict[str, tuple[str, Callable[[Optimizer, int], Optimizer]]] = {
        "Scheduled": ("Schedule", scheduled),
        "norm": ("Clip by norm", lambda rule, _: Clipped(rule, norm=1.0)),
        "limit": ("Clip by value", lambda rule, _: Clipped(rule, limit=1.0)),
    }
    for name, wrapper in WRAPPERS.items():
        if name not in wrappings and not wrapper.either:
            wrappings[name] = wrapper.title, lambda rule, _, put=wrapper: put(rule)

    def change(experiment: Experiment, name: Any) -> Experiment:
        _, wrap = one_of(name, wrappings)
        path: Path = ("optimizers", place)
        if name == "Scheduled":  # next to the rule: what stands further out keeps its steps
            path = (*path, *("inner",) * (len(layers(piece(experiment, path))) - 1))
        return with_piece(experiment, path, wrap(piece(experiment, path), experiment.steps))

    options = [(name, title) for name, (title, _) in wrappings.items()]
    return Chips(f"optimizers.{place}.wrap", "Add", None, change, options)


def scheduled(rule: Optimizer, steps: int) -> Optimizer:
    """Put a schedule around the learning rate or, where there is none, the first knob there is."""
    names = schedulable(rule)
    if not names:
        raise ValueError(f"{rule.title} has no knob that a schedule could turn")
    return Scheduled(
        rule, CosineAnnealing().fitted(steps), knob="lr" if "lr" in names else names[0]
    )


def moving(experiment: Experiment, place: int) -> Chips:
    """Return the buttons that duplicate, move and remove an entrant."""
    last = len(experiment.optimizers) - 1
    useless = {"Move up": place == 0, "Move down": place == last, "Remove": last == 0}
    options = [(move, move) for move in MOVES if not useless.get(move)]

    def change(experiment: Experiment, move: Any) -> Experiment:
        one_of(move, MOVES)
        rules = list(experiment.optimizers)
        if move == "Duplicate":
            rules.insert(place + 1, rules[place])
        else:
            rule = rules.pop(place)
            if move != "Remove":
                rules.insert(max(0, place + (1 if move == "Move down" else -1)), rule)
        return replace(experiment, optimizers=tuple(rules))

    return Chips(
        f"optimizers.{place}.move", f"Place of optimizer {place + 1}", None, change, options
    )
