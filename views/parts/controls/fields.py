"""Knobs become fields: a field of a dataclass knows its range, so it knows its slider."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, ClassVar

from core.knobs import Knob
from experiments import Experiment
from experiments.text import KINDS, LONGEST, parameters, write
from optimizers import Optimizer
from optimizers.schedules import Schedule
from surfaces import Surface
from views.parts.controls.symbols import plain
from views.parts.controls.values import one_of, said, within
from views.parts.paths import Path, changed, piece

Change = Callable[[Experiment, Any], Experiment]
Options = list[tuple[str, list[tuple[str, str]]]]
"""What may be chosen, in groups: the name of each group, then values and what a person reads."""

WIDE = 1000
"""A range of positive numbers whose ends are this many times apart is walked by factors."""


@dataclass(frozen=True)
class Field:
    """Something that can be changed, and how an experiment looks after the change.

    ``change`` raises ``ValueError``, with a sentence, for a value that is not allowed.
    """

    kind: ClassVar[str]

    key: str
    """What the browser calls it; the keys of a page are all different."""
    label: str
    value: Any
    change: Change
    help: str = field(default="", kw_only=True)
    """One sentence on what it does, which the browser shows to whom points at its label."""

    def told(self, lists: list[Options]) -> dict[str, Any]:
        """Return what the browser is told: defaults go without saying.

        Options that many fields share are told once: they are added to ``lists``.
        """
        del lists
        facts = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "change"}
        usual = {f.name: f.default for f in fields(self)}
        return {"kind": self.kind} | {k: v for k, v in facts.items() if v != usual[k]}


@dataclass(frozen=True)
class NumberField(Field):
    """A slider and the same number to type; ``None`` where the number is switched off or mixed."""

    kind: ClassVar[str] = "number"

    low: float
    high: float
    log: bool = False
    whole: bool = False
    slider: bool = True
    off: str = ""
    """What stands in the place of a number that is not there; such a field may be emptied."""
    wordless: bool = False
    """Whether the label is only read out, since the place of the field says what it is."""


@dataclass(frozen=True)
class ChoiceField(Field):
    """One of several, to be picked from a list."""

    kind: ClassVar[str] = "choice"

    options: Options
    wordless: bool = False

    def told(self, lists: list[Options]) -> dict[str, Any]:
        """Return what the browser is told: for the options, their place in the lists."""
        if self.options not in lists:
            lists.append(self.options)
        return {**super().told(lists), "options": lists.index(self.options)}


@dataclass(frozen=True)
class Chips(Field):
    """A few values side by side, one click each; the one in use is pressed."""

    kind: ClassVar[str] = "chips"

    options: list[tuple[str, str]]
    allowed: bool = True


@dataclass(frozen=True)
class Text(Field):
    """A line to type."""

    kind: ClassVar[str] = "text"


def knob_field(
    path: Path, knob: Knob, value: float | None, label: str = "", **more: Any
) -> NumberField:
    """Return the field of a knob that sits at a path."""
    name = str(path[-1])

    def change(experiment: Experiment, value: Any) -> Experiment:
        return changed(experiment, path, within(value, knob, name))

    return NumberField(
        key_of(path),
        label or name_of(knob.symbol, name),
        value,
        change,
        low=knob.low,
        high=knob.high,
        log=knob.log or (knob.low > 0 and knob.high / knob.low >= WIDE),
        whole=knob.integer,
        off="off" if knob.optional else "",
        help=knob.help,
        **more,
    )


def fields_of(experiment: Experiment, path: Path, leave_out: tuple[str, ...] = ()) -> list[Field]:
    """Return the fields of whatever sits at a path: its knobs, its texts, and what it holds.

    A rule inside a rule, or a surface inside a surface, has fields of its own elsewhere.
    """
    owner: Any = piece(experiment, path)
    found: list[Field] = []
    for name, parameter in parameters(type(owner)).items():
        inside, held, expects = (*path, name), getattr(owner, name), parameter.expects
        if name in leave_out:
            continue
        if isinstance(expects, Knob):
            found.append(knob_field(inside, expects, held))
        elif expects is str:
            found.append(Text(key_of(inside), name.capitalize(), held, putting(inside, str)))
        elif expects is bool:
            found.append(switch(inside, held, name.replace("_", " ").capitalize()))
        elif expects in KINDS and expects not in (Optimizer, Surface):
            found.append(kind_field(inside, expects, held))
            found += fields_of(experiment, inside) if _by_itself(type(held)) else []
    return found


def kind_field(path: Path, kind: type, held: Any) -> ChoiceField:
    """Return the choice between the members of a kind: all schedules, all line searches.

    One that cannot be made without arguments, such as a table that somebody has uploaded, is
    offered where it is held already.
    """
    members: dict[str, Any] = {n: m for n, m in KINDS[kind].members.items() if _by_itself(m)}
    options = [(name, str(member.title)) for name, member in members.items()]
    current = type(held).__name__
    if current not in members:
        current = write(held)
        options.append((current, held.title))

    def change(experiment: Experiment, name: Any) -> Experiment:
        if name == current:
            return experiment
        chosen = one_of(name, members)()
        if isinstance(chosen, Schedule):
            chosen = chosen.fitted(experiment.steps)
        return changed(experiment, path, chosen)

    label = str(path[-1]).capitalize()
    return ChoiceField(key_of(path), label, current, change, [("", options)])


def _by_itself(owner: type) -> bool:
    """Tell whether a thing can be made without arguments."""
    return all(parameter.default is not MISSING for parameter in parameters(owner).values())


def switch(path: Path, held: bool, label: str) -> ChoiceField:
    """Return the choice between yes and no."""
    answers = {"no": False, "yes": True}

    def change(experiment: Experiment, answer: Any) -> Experiment:
        return changed(experiment, path, one_of(answer, answers))

    options = [("", [(answer, answer) for answer in answers])]
    return ChoiceField(key_of(path), label, "yes" if held else "no", change, options)


def putting(path: Path, kind: type) -> Change:
    """Return the change that puts a value of a kind at a path."""

    def change(experiment: Experiment, value: Any) -> Experiment:
        if not isinstance(value, kind):
            raise ValueError(f"{path[-1]} = {said(value)} is not what is expected there")
        if isinstance(value, str) and len(value) > LONGEST:
            raise ValueError(f"{path[-1]} has {len(value)} characters: allowed {LONGEST}")
        return changed(experiment, path, value)

    return change


def key_of(path: Path) -> str:
    """Return what the browser calls the thing at a path."""
    return ".".join(map(str, path))


def name_of(symbol: str, field: str) -> str:
    """Name a knob by its symbol, and by its word where that says more."""
    sign = plain(symbol)
    return sign if sign == field else f"{field.replace('_', ' ').capitalize()} {sign}"
