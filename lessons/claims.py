"""What the words of a file claim about runs, checked on every setting that they speak of.

    [[claim]]
    race = "surface=Rosenbrock&start=-1.2,1&steps=200&optimizer=Momentum(lr={lr},beta=0.9)"
    over.lr = {from = 0.001, to = 0.01, values = 30}
    some = "lowest < 1e-3"

``every`` is to hold for all settings, ``some`` for one of them at least, ``no`` for none.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from core.arrays import Array
from experiments import Experiment
from lessons.evaluation import CURE
from lessons.expressions import Expression
from lessons.goals import broken, certainty
from lessons.seeds import ENOUGH, noisy, raced
from lessons.source import ContentFile, listed
from lessons.vacuous import undecided, vacuous

KINDS = ("every", "some", "no")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
MOST = 400
"""Settings of one claim."""
NAMED = 3
"""Settings that are named where a claim does not hold."""


@dataclass(frozen=True)
class Claim:
    """One thing that words say about runs."""

    race: str
    """A link, with ``{name}`` for what is searched."""
    over: Mapping[str, tuple[float, ...]]
    kind: str
    holds: Expression

    def settings(self) -> Iterator[dict[str, float]]:
        """Return every setting that it speaks of."""
        for values in itertools.product(*self.over.values()):
            yield dict(zip(self.over, values, strict=True))

    def link(self, setting: Mapping[str, float]) -> str:
        """Return the race with one of the settings."""
        return PLACEHOLDER.sub(lambda found: repr(setting[found[1]]), self.race).rpartition("?")[2]

    def broken(self, numbers: Mapping[str, float]) -> Iterator[str]:
        """Say for which settings it does not hold, and what was measured.

        Raises ``ValueError`` for what is no race, or an entrant who takes no part.
        """
        problems: list[str] = []
        kept = unsure = count = 0
        for setting in self.settings():
            runs = raced(Experiment.from_query(self.link(setting)).to_query())
            values = {**numbers, **setting}
            missed = broken(self.holds, values, runs)
            sure = certainty(self.holds, values, runs) >= ENOUGH
            count += 1
            kept += not missed and sure
            unsure += not sure
            where = ", ".join(f"{name} = {value:.6g}" for name, value in setting.items())
            if self.kind == "no":
                problems += [] if missed else [f"it holds{f' for {where}' * bool(where)}"]
            else:
                problems += [f"{where}{': ' * bool(where)}{'; '.join(missed)}"] if missed else []
        if self.kind == "some" and not kept:
            yield f"{self.holds.text} holds for none of {count} settings: {'; '.join(problems[:1])}"
        if self.kind != "some":
            yield from problems[:NAMED]
            if unsure:
                yield f"{self.holds.text} is not {ENOUGH:g} standard errors from false or true"

    def vacuous(self, numbers: Mapping[str, float]) -> Iterator[str]:
        """Return the parts of it that hold, or fail, on all runs that could be."""
        values = {**numbers, **next(self.settings())}
        yield from vacuous(self.holds, values)
        if self.kind == "no" and not undecided(self.holds, values):
            yield self.holds.text


def claims(source: ContentFile, numbers: Mapping[str, float]) -> tuple[Claim, ...]:
    """Read the tables ``[[claim]]``. Raises ``ContentError`` for what cannot be read."""
    return tuple(
        _claim(source, numbers, table, nth) for nth, table in enumerate(source.tables("claim"))
    )


def _claim(
    source: ContentFile, numbers: Mapping[str, float], table: Mapping[str, Any], nth: int
) -> Claim:
    """Read one table."""
    kinds = [kind for kind in KINDS if kind in table]
    if len(kinds) != 1 or {*table} - {*KINDS, "race", "over"}:
        source.fail("a [[claim]] has race, over, and one of every, some, no", "claim", nth)
    held = table.get("over", {})
    if not isinstance(held, dict):
        source.fail("over is to be written as over.name = …", "claim", nth)
    named = cast("dict[str, Any]", held)
    over = {name: _values(source, values, nth) for name, values in named.items()}
    if int(np.prod([len(values) for values in over.values()])) > MOST:
        source.fail(f"a claim is searched over at most {MOST} settings", "claim", nth)
    holds = source.expression(table[kinds[0]], {*numbers, *over}, "claim", nth)
    race = str(table.get("race", source.header.get("race", "")))
    if idle := {*over} - {*PLACEHOLDER.findall(race)} - holds.names:
        problem = f"over.{min(idle)} changes nothing: write {{{min(idle)}}} into the race"
        source.fail(problem, "claim", nth)
    claim = Claim(race, over, kinds[0], holds)
    try:
        surface = Experiment.from_query(claim.link(next(claim.settings()))).surface
    except (ValueError, KeyError) as error:
        source.fail(f"race: {error}", "claim", nth)
    if noisy(surface):
        refuse_luck(source, holds, "claim", nth)
    return claim


def _values(source: ContentFile, held: Any, nth: int) -> tuple[float, ...]:
    """Read what is searched: a list, or so many values evenly between two, by their logarithm."""
    match held:
        case {"from": low, "to": high, "values": int(count)} if 1 < count <= MOST:
            first, last = float(cast("float", low)), float(cast("float", high))
            space = np.geomspace if first > 0 else np.linspace
            return tuple(map(float, cast("Array", space(first, last, count))))
        case _:
            pass
    many = listed(cast("object", held))
    if not many or any(type(one) not in (int, float) for one in many):
        problem = "over.name is a list of numbers, or {from = …, to = …, values = …}"
        source.fail(problem, "claim", nth)
    return tuple(float(cast("float", one)) for one in many)


def refuse_luck(source: ContentFile, expression: Expression, key: str, nth: int = 0) -> None:
    """Raise ``ContentError`` for what is asked of one draw of the noise."""
    if lone := expression.of_one_draw:
        problem = f"{', '.join(lone)} in {expression.text} depend on one draw of the noise"
        source.fail(f"{problem}: {CURE}", key, nth)


def refuse_luck_in(source: ContentFile, numbers: Mapping[str, float]) -> None:
    """Raise ``ContentError`` if the header of a noisy race rests on one draw anywhere."""
    held = source.header
    texts = [(key, 0, text) for key in ("goals", "claims") for text in source.texts(key)]
    texts += [("answer", 0, held["answer"])] if "answer" in held else []
    for key in ("choice", "mistake"):
        for nth, table in enumerate(source.tables(key)):
            texts += [(key, nth, table[k]) for k in ("when", "answer") if k in table]
    for key, nth, text in texts:
        refuse_luck(source, source.expression(text, numbers, key, nth), key, nth)
