"""The fields of a comparison of batch sizes: those of its race on all samples, and the batches."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from experiments import SEED, Experiment
from experiments.text import LONGEST
from studies.batch_sizes.comparison import ORDERS, BatchSizes, read_sizes
from surfaces import FAMILIES, MiniBatch
from views.parts.controls.cards import entrant
from views.parts.controls.fields import Chips, ChoiceField, Field, Text, knob_field
from views.parts.controls.groups import EntrantCard, Group, Section
from views.parts.controls.settings import settings
from views.parts.controls.values import one_of, said

MEANS = FAMILIES["From data"]
DEALT = {"reshuffled": "dealt out in epochs", "replacement": "drawn anew", "both": "both"}


def dealt(batches: MiniBatch) -> str:
    """Say how batches are dealt out."""
    return DEALT["replacement" if batches.replacement else "reshuffled"]


def place(value: BatchSizes) -> list[Group]:
    """Return the choice of the loss."""

    def change(value: BatchSizes, name: Any) -> BatchSizes:
        surface: Any = one_of(name, MEANS)()
        return replace(value, surface=surface, start=surface.starts[0])

    options = [("", [(name, surface.title) for name, surface in MEANS.items()])]
    chosen = type(value.surface).__name__
    return [
        Section("Loss", [ChoiceField("surface", "Loss", chosen, change, options, wordless=True)])
    ]


def fields(value: BatchSizes) -> list[Group]:
    """Return all else that may be changed."""
    race = _race(value)
    (about,), card = settings(race), entrant(race, 0)
    sizes = ", ".join(map(str, value.sizes))
    dealing = [(order, DEALT[order]) for order in ORDERS]
    batches: list[Field] = [
        Text("sizes", f"Batch sizes, beside all {value.surface.samples}", sizes, _with_sizes),
        Chips("order", "Batches are", value.order, _with_order, dealing),
        knob_field(("seed",), SEED, value.seed, "Seed", slider=False),
    ]
    *about_it, _ = card.sections  # the last would move it among others
    return [
        Section("", [_through(f) for f in about.fields if f.key not in ("batch", "noise")]),
        Section("Batches", batches),
        Section("Optimizer", []),
        EntrantCard(
            card.title.partition(": ")[2],
            card.style,
            card.head.through(_through),
            card.summary,
            [section.through(_through) for section in about_it],
        ),
    ]


def _race(value: BatchSizes) -> Experiment:
    """Return the race on all samples, which has the same fields but for those of the batches."""
    return Experiment(value.surface, (value.optimizer,), value.start, value.steps, value.seed)


def _through(field: Field) -> Field:
    """Let a field of the race on all samples change the whole comparison."""

    def change(value: BatchSizes, told: Any) -> BatchSizes:
        race = field.change(_race(value), told)
        surface: Any = race.surface
        return replace(
            value,
            surface=surface,
            optimizer=race.optimizers[0],
            start=race.start,
            steps=race.steps,
        )

    return replace(field, change=change)


def _with_sizes(value: BatchSizes, told: Any) -> BatchSizes:
    """Compare other batch sizes."""
    text = told if isinstance(told, str) and len(told) <= LONGEST else said(told)
    return replace(value, sizes=read_sizes(text))


def _with_order(value: BatchSizes, order: Any) -> BatchSizes:
    """Deal batches out otherwise."""
    return replace(value, order=one_of(order, DEALT))
