"""The controls of a race of which only some parts are free, and the other parts in a sentence."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.knobs import knobs
from experiments import SEED, Experiment
from experiments.labels import around, labels, layers
from experiments.url_query import STEPS
from lessons.kinds import Drive
from lessons.kinds.drive import MOST_ENTRANTS
from lessons.locks import part_of
from optimizers import FAMILIES, OPTIMIZERS
from views.parts.controls.cards import entrant
from views.parts.controls.fields import Change, Chips, ChoiceField, Field, knob_field
from views.parts.controls.groups import Group, Section
from views.parts.controls.settings import settings
from views.parts.controls.symbols import plain as symbol
from views.parts.controls.values import one_of

WRAPPING = {"Scheduled": "schedule", "norm": "clipping", "limit": "clipping"}
"""The parts that the buttons put around a rule; all others are wrappers."""


@dataclass(frozen=True)
class Freedom:
    """What may be changed in the race of an exercise, and what may be seen of the rest."""

    exercise: Drive
    locked: Collection[str] = ()
    hidden: Collection[str] = ()

    @property
    def free(self) -> set[str]:
        """The parts that may be changed."""
        return {*self.exercise.free} - {*self.locked}

    def groups(self, race: Experiment) -> list[Group]:
        """Return the fields of what is free; a change of anything else would be refused anyway."""
        groups = [self._place(race)]
        for place in range(len(race.optimizers)):
            groups += self._entrant(race, place)
        if "entrants" in self.free:
            groups.append(Section("", [self._add(race)]))
        return [self._guarded(group) for group in groups if group.fields or group.remove]

    def given(self, race: Experiment) -> str:
        """Say what stays as it is, but for what is not to be seen."""
        kept = {"surface": race.surface.true.title} | dict(self._others(race))
        told = [text for part, text in kept.items() if part not in {*self.free, *self.hidden}]
        return " · ".join(told)

    def _others(self, race: Experiment) -> Iterator[tuple[str, str]]:
        rules = [layers(optimizer)[-1] for optimizer in race.optimizers]
        rates = [f"{rule.lr:g}" for rule in rules if "lr" in knobs(rule)]
        yield "start", f"start ({', '.join(f'{c:g}' for c in race.start)})"
        yield "steps", f"{race.steps} steps"
        if race.surface.without_noise is not race.surface:
            yield "seed", f"noise drawn from seed {race.seed}"
        yield "optimizer", ", ".join(rule.title for rule in rules)
        if rates:
            yield "rate", f"learning rate {', '.join(rates)}"
        if len(rules) == 1 and (held := [*_held(rules[0])]):
            yield "knobs", ", ".join(held)
        for part in ("schedule", "clipping"):
            worn = [
                word
                for optimizer in race.optimizers
                for layer, word in zip(layers(optimizer), around(optimizer), strict=False)
                if part_of(layer) == part
            ]
            if worn:
                yield part, ", ".join(worn)

    def _place(self, race: Experiment) -> Section:
        """Return the fields of the start, the steps and the seed."""
        found: list[Field] = []
        if "steps" in self.free:
            allowed = replace(STEPS, high=self.exercise.most_steps)
            found.append(knob_field(("steps",), allowed, race.steps, "Steps"))
        if "seed" in self.free:
            found.append(knob_field(("seed",), SEED, race.seed, "Seed", slider=False))
        if "start" in self.free:
            start = ("start.0", "start.1", "classic-start")
            every = [field for group in settings(race) for field in group.everything()]
            found += [field for field in every if field.key in start]
        return Section("", found)

    def _entrant(self, race: Experiment, place: int) -> list[Section]:
        """Return the fields of one entrant: its rule, what is around it, and its place."""
        free, card = self.free, entrant(race, place)
        wrapped = layers(race.optimizers[place])
        rule = wrapped[-1]
        name = labels(race.optimizers)[place]
        own: list[Field] = []
        for field in [*card.head.fields, *card.sections[0].fields]:
            if field.key.endswith(".rule"):
                own += [self._rules(field, type(rule).__name__)] if "optimizer" in free else []
            elif field.key.endswith(".lr"):
                own += [replace(field, wordless=False)] if "rate" in free else []  # type: ignore[call-arg]  # a Number
            elif "knobs" in free:
                own.append(field)
        found = [Section("" if "optimizer" in free else name, own)]
        for layer, section in zip(reversed(wrapped[:-1]), card.sections[1:-2], strict=True):
            if part_of(layer) in free:
                found.append(section)
        wrapping, moving = (section.fields[0] for section in card.sections[-2:])
        buttons = [("wrap", wrapping, [n for n, _ in wrapping.options if _added(n) in free])]
        if "entrants" in free:
            buttons.append(("move", moving, [name for name, _ in moving.options]))
        rest = [_fewer(chips, names) for _, chips, names in buttons if names]
        return [*found, Section("", rest)]

    def _rules(self, field: Any, held: str) -> ChoiceField:
        """Return the choice of a rule, of those that may be used."""
        allowed = {*self.exercise.allowed, held}
        options = [
            (family, [(name, rule.title) for name, rule in members.items() if name in allowed])
            for family, members in FAMILIES.items()
        ]
        return replace(field, options=[group for group in options if group[1]], wordless=False)

    def _add(self, race: Experiment) -> Chips:
        """Return the button that lets one more take part."""

        def add(race: Experiment, name: Any) -> Experiment:
            one_of(name, {"add": None})
            present = {type(layers(optimizer)[-1]).__name__ for optimizer in race.optimizers}
            allowed = self.exercise.allowed
            fresh = next((n for n in allowed if n not in present), allowed[0])
            return replace(race, optimizers=(*race.optimizers, OPTIMIZERS[fresh]()))

        most = max(MOST_ENTRANTS, len(self.exercise.begin.optimizers))
        few = len(race.optimizers) < most and bool(self.exercise.allowed)
        return Chips("add", "Add optimizer", None, add, [("add", "Add optimizer")], allowed=few)

    def _guarded(self, section: Section) -> Section:
        """Return the same fields, whose changes are refused where they break the rules."""
        fields = [replace(field, change=self._allowed(field.change)) for field in section.fields]
        remove = section.remove
        if remove:
            remove = replace(remove, change=self._allowed(remove.change))
        return replace(section, fields=fields, remove=remove)

    def _allowed(self, change: Change) -> Change:
        def allowed(race: Experiment, value: Any) -> Experiment:
            after = change(race, value)
            if problems := self.exercise.against_the_rules(after, self.locked):
                raise ValueError(" ".join(problems))
            return after

        return allowed


def _held(rule: Any) -> Iterator[str]:
    """Say how the knobs of a rule are set, but for its rate."""
    for name, knob in knobs(rule).items():
        value = getattr(rule, name)
        if name not in ("lr", *rule.idle) and value is not None:
            yield f"{symbol(knob.symbol)} {value:g}"


def _added(name: str) -> str:
    """Return the part that a button puts around a rule."""
    return WRAPPING.get(name, "wrappers")


def _fewer(chips: Any, names: Sequence[str]) -> Chips:
    return replace(chips, options=[option for option in chips.options if option[0] in names])
