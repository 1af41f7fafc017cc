"""The entrants of a race as compact cards: rule, learning rate, and what is wrapped around it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from core.knobs import knobs
from experiments import MOST_OPTIMIZERS, Experiment
from experiments.labels import around, layers
from figures.styles import STYLES
from optimizers import FAMILIES, OPTIMIZERS, Adam
from optimizers.base import Optimizer
from optimizers.schedules import Schedule
from optimizers.wrappers import Wrapper
from views.parts.controls.card_buttons import moving, schedulable, wrapping
from views.parts.controls.fields import (
    Change,
    Chips,
    ChoiceField,
    Field,
    NumberField,
    Text,
    fields_of,
    key_of,
    knob_field,
)
from views.parts.controls.groups import EntrantCard, Group, Section
from views.parts.controls.values import number, one_of
from views.parts.paths import Path, piece, with_piece

RULES = [
    (family, [(name, rule.title) for name, rule in members.items()])
    for family, members in FAMILIES.items()
]
CURVE_POINTS = 100


def entrants(experiment: Experiment) -> list[Group]:
    """Return a card for each optimizer, and what acts on all of them."""
    cards = [entrant(experiment, place) for place in range(len(experiment.optimizers))]
    add = Chips(
        "add",
        "Add optimizer",
        None,
        _added,
        [("add", "Add optimizer")],
        allowed=len(cards) < MOST_OPTIMIZERS,
    )
    return [Section("Optimizers", [_rate_for_all(experiment)]), *cards, Section("", [add])]


def entrant(experiment: Experiment, place: int) -> EntrantCard:
    """Return the card of one optimizer."""
    outer: Path = ("optimizers", place)
    wrapped: list[Any] = layers(experiment.optimizers[place])
    path = (*outer, *("inner",) * (len(wrapped) - 1))
    rule = wrapped[-1]
    head: list[Field] = [
        ChoiceField(
            key_of((*outer, "rule")),
            f"Optimizer {place + 1}",
            type(rule).__name__,
            _with_rule(path),
            RULES,
            wordless=True,
        )
    ]
    if "lr" in knobs(rule) and "lr" not in rule.idle:
        label = f"Learning rate {place + 1}"
        head.append(knob_field((*path, "lr"), knobs(rule)["lr"], rule.lr, label, wordless=True))
    more = fields_of(experiment, path, leave_out=("lr", *rule.idle))
    head += [field for field in more if isinstance(field, Text)]  # what somebody types comes first
    inside = [
        _layer(experiment, (*outer, *("inner",) * depth))
        for depth in reversed(range(len(wrapped) - 1))
    ]
    return EntrantCard(
        f"Optimizer {place + 1}: {rule.title}",
        STYLES[place],
        Section("", head),
        _summary(experiment.optimizers[place], rule),
        [
            Section("", [field for field in more if not isinstance(field, Text)]),
            *inside,
            Section("Around it", [wrapping(place)]),
            Section("", [moving(experiment, place)]),
        ],
    )


def _layer(experiment: Experiment, path: Path) -> Section:
    """Return the section of one wrapper: a schedule with its curve, clipping, and so on."""
    layer: Any = piece(experiment, path)
    unwrap = Chips(
        key_of((*path, "unwrap")),
        f"Remove {type(layer).title.lower()}",
        None,
        lambda race, _: with_piece(race, path, piece(race, path).inner),
        [("remove", "Remove")],
    )
    unused = tuple(name for name in knobs(layer) if getattr(layer, name) is None)
    if not layer.turns:
        title = type(layer).title
        if layer.clips:
            title = "Clipping by norm" if layer.norm is not None else "Clipping by value"
        return Section(title, fields_of(experiment, path, leave_out=unused), remove=unwrap)
    fields = fields_of(experiment, path, leave_out=("knob",))
    if len(choices := schedulable(layer.inner)) > 1:
        options = [("", [(name, name) for name in choices])]
        at = (*path, "knob")
        fields.insert(
            0, ChoiceField(key_of(at), "of knob", layer.knob, _putting_knob(path), options)
        )
    return Section("Schedule", fields, _curve(layer.schedule, experiment.steps), unwrap)


def _putting_knob(path: Path) -> Change:
    """Return the change of which knob a schedule turns."""

    def change(experiment: Experiment, name: Any) -> Experiment:
        one_of(name, dict.fromkeys(schedulable(piece(experiment, path).inner), ""))
        return with_piece(experiment, (*path, "knob"), name)

    return change


def _curve(schedule: Schedule, steps: int) -> tuple[float, ...]:
    """Return the factors of a schedule over a race, thinned out for a small picture."""
    at = np.unique(np.linspace(0, steps - 1, CURVE_POINTS).astype(int))
    return tuple(float(f"{factor:.3g}") for factor in np.broadcast_to(schedule(at), at.shape))


def _with_rule(path: Path) -> Change:
    """Return the change of a rule inside its wrappers; it keeps the learning rate."""

    def change(experiment: Experiment, name: Any) -> Experiment:
        old, rule = piece(experiment, path), one_of(name, OPTIMIZERS)()
        rated = _at_rate(rule, old.lr) if "lr" in knobs(old) else rule
        return with_piece(experiment, path, rated)

    return change


def _at_rate(rule: Any, rate: float) -> Any:
    """Return the rule with a learning rate, as near as its range allows."""
    knob = knobs(rule).get("lr")
    return replace(rule, lr=min(max(rate, knob.low), knob.high)) if knob else rule


def _rate_for_all(experiment: Experiment) -> NumberField:
    """Return the field that gives every entrant the same learning rate."""
    rules = [layers(optimizer)[-1] for optimizer in experiment.optimizers]
    rated = [rule for rule in rules if "lr" in knobs(rule)] or [Adam()]
    rates = {rule.lr for rule in rated}

    def change(experiment: Experiment, rate: Any) -> Experiment:
        for place, optimizer in enumerate(experiment.optimizers):
            path: Path = ("optimizers", place, *("inner",) * (len(layers(optimizer)) - 1))
            rule = piece(experiment, path)
            experiment = with_piece(experiment, path, _at_rate(rule, number(rate, "lr")))
        return experiment

    return NumberField(
        "rate-for-all",
        "Learning rate for all",
        rates.pop() if len(rates) == 1 else None,
        change,
        low=min(knobs(rule)["lr"].low for rule in rated),
        high=max(knobs(rule)["lr"].high for rule in rated),
        log=True,
        off="mixed",
    )


def _added(experiment: Experiment, _: Any) -> Experiment:
    """Add an entrant that is not in the race yet, with its defaults."""
    present = {type(layers(o)[-1]) for o in experiment.optimizers}
    fresh = next((rule for rule in OPTIMIZERS.values() if rule not in present), Adam)
    return replace(experiment, optimizers=(*experiment.optimizers, fresh()))


def _summary(optimizer: Optimizer, rule: Optimizer) -> str:
    """Say in a few words what stands around and inside the rule, beyond its learning rate."""
    words = [
        f"{field} {getattr(rule, field):.3g}"
        for field in knobs(rule)
        if field in ("beta", "beta1", "decay", "weight_decay") and field not in rule.idle
    ]
    if isinstance(optimizer, Wrapper):
        words += around(optimizer)
    return " · ".join(words) or "More"
