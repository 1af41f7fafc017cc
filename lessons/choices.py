"""One of several: which of them is right is found out by running the race, not written down."""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from experiments import Trajectory
from lessons.expressions import Expression
from lessons.goals import certainty
from lessons.source import ContentFile

FEWEST = 2


@dataclass(frozen=True)
class AnswerChoice:
    """Something that may be chosen."""

    says: str
    because: str
    """Why it is right, or what is wrong with it."""
    when: Expression | None
    """What must hold for it to be right; with none it is as ``right`` says."""
    right: bool = False

    def certainty(self, numbers: Mapping[str, float], runs: Sequence[Trajectory]) -> float:
        """Return by how many standard errors of the noise it is right, or wrong."""
        return certainty(self.when, numbers, runs) if self.when else math.inf

    def holds(self, numbers: Mapping[str, float], runs: Sequence[Trajectory]) -> bool:
        """Tell whether it is right."""
        return bool(self.when.value(numbers, runs)) if self.when else self.right


def choices(source: ContentFile, numbers: Mapping[str, float]) -> tuple[AnswerChoice, ...]:
    """Read the tables ``[[choice]]``. Raises ``ContentError`` for what cannot be read."""
    tables = source.tables("choice", "says", "because")
    if len(tables) < FEWEST:
        source.fail(f"it has {len(tables)} tables [[choice]], and needs {FEWEST}", "choice")
    found: list[AnswerChoice] = []
    for nth, table in enumerate(tables):
        if {*table} - {"says", "because", "when", "right"}:
            source.fail("a [[choice]] has says, because, and when or right", "choice", nth)
        if ("when" in table) == ("right" in table):
            source.fail(
                'a [[choice]] has either when = "…", or right = true or false', "choice", nth
            )
        when = source.expression(table["when"], numbers, "choice", nth) if "when" in table else None
        found.append(
            AnswerChoice(table["says"], table["because"], when, table.get("right") is True)
        )
    return tuple(found)


def chosen(found: Sequence[AnswerChoice], answer: str) -> AnswerChoice | None:
    """Return what somebody chose, by the text of the choice; None if it is none of them."""
    return next((choice for choice in found if choice.says == answer.strip()), None)


def shuffled(found: Sequence[AnswerChoice], seed: int) -> list[AnswerChoice]:
    """Return choices in an order drawn from a seed; the seed 0 keeps that of the file."""
    order = [*found]
    if seed:
        random.Random(seed).shuffle(order)  # noqa: S311  (no secret depends on it)
    return order
