"""A number is asked for: computed from the numbers given, or measured of a race."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from lessons.exercise import Answer, Exercise, Grade
from lessons.expressions import Expression
from lessons.source import ContentError

TOLERANCE = 0.01
"""By which part of the right number an answer may be off, unless the header says otherwise."""


@dataclass(frozen=True, eq=False)
class Number(Exercise):
    """``answer`` is an expression; ``[[mistake]]`` are wrong ones, each with its feedback."""

    kind = "number"
    title_of_kind = "Work out a number"
    keys = ("answer", "unit", "tolerance", "mistake")

    def check(self) -> None:
        """Read the answer, the unit, the tolerance and the known mistakes."""
        _ = self.answer, self.unit, self.tolerance
        try:
            right = self.right
            _ = self.mistakes
        except ContentError:
            raise
        except ValueError as error:  # about an entrant who takes no part
            self.source.fail(str(error), "answer")
        if not math.isfinite(right):
            self.source.fail(f"the answer comes to {right}", "answer")

    @cached_property
    def answer(self) -> Expression:
        """What the right number comes from."""
        return self.source.expression(self.source.header.get("answer", ""), self.numbers, "answer")

    @property
    def right(self) -> float:
        """The right number."""
        return self.answer.number(self.numbers, self.runs if self.answer.measures else ())

    @property
    def unit(self) -> str:
        """What stands behind the number."""
        return self.source.text_of("unit", "")

    @property
    def tolerance(self) -> float:
        """By which part of the right number an answer may be off; by itself where that is 0."""
        held = self.source.header.get("tolerance", TOLERANCE)
        if type(held) not in (int, float) or not 0 <= held < 1:
            self.source.fail("tolerance is to be a number from 0 to below 1", "tolerance")
        return float(held)

    @cached_property
    def mistakes(self) -> list[tuple[float, str]]:
        """The numbers of known mistakes, and what to say about each."""
        tables = self.source.tables("mistake", "answer", "feedback")
        return [
            (
                self.source.expression(table["answer"], self.numbers, "mistake", nth).number(
                    self.numbers, self.runs
                ),
                str(table["feedback"]),
            )
            for nth, table in enumerate(tables)
        ]

    def grade(self, answer: Answer, locked: Collection[str] = ()) -> Grade:
        """Compare a number with the right one, and with those of known mistakes."""
        given = answer.get("number", "")
        told = read_number(given)
        if told is None:
            return Grade(0.0, f"“{given[:40]}” is not a number: write 0.25, 1/4 or 2.5e-1.")
        if self._same(told, self.right):
            return Grade(1.0, f"Right: {self.right:.6g}{self._behind}.")
        for value, feedback in self.mistakes:
            if self._same(told, value):
                return Grade(0.0, feedback)
        if self._same(-told, self.right):
            return Grade(0.0, "The size is right, the sign is not.")
        return Grade(0.0, f"{told:.6g}{self._behind} is not it.")

    def right_answers(self) -> list[Answer]:
        """Return the number, in full and rounded."""
        return [{"number": repr(self.right)}, {"number": f"{self.right:.6g}"}]

    def wrong_answers(self) -> list[tuple[Answer, str]]:
        """Return the numbers of the known mistakes."""
        return [({"number": repr(value)}, feedback) for value, feedback in self.mistakes]

    @property
    def _behind(self) -> str:
        return f" {self.unit}" if self.unit else ""

    def _same(self, told: float, value: float) -> bool:
        size = abs(value) or 1.0
        return abs(told - value) <= max(self.tolerance, 1e-9) * size


def read_number(text: str) -> float | None:
    """Read a number as people write it: also a sum such as 1/3, and with a decimal comma."""
    text = text.strip().replace("−", "-").replace("·", "*")
    if text.count(",") == 1 and "." not in text and "(" not in text:
        text = text.replace(",", ".")
    try:
        expression = Expression(text)
        if expression.names or expression.measures:
            return None
        value = expression.number({})
    except (ValueError, TypeError):
        return None
    return value if math.isfinite(value) else None
