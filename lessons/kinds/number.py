"""A number is asked for: computed from the numbers given, or measured of a race."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from core.sentences import sentence
from lessons.exercise import Answer, Exercise, Grade
from lessons.expressions import Expression
from lessons.numbers import read_number
from lessons.source import ContentError

TOLERANCE = 0.01
"""By which part of the right number an answer may be off, unless the header says otherwise."""


@dataclass(frozen=True, eq=False)
class Number(Exercise):
    """``answer`` is an expression; ``[[mistake]]`` are wrong ones, each with its feedback."""

    kind = "number"
    title_of_kind = "Work out a number"
    keys = ("answer", "unit", "count", "tolerance", "mistake")

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
        if self.count and right != round(right):
            self.source.fail(f"the answer comes to {right}, which is no count", "answer")

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
    def count(self) -> bool:
        """Whether a whole number is asked for, which is compared exactly."""
        return self.source.header.get("count") is True

    @property
    def precision(self) -> str:
        """How close an answer is to be, in words."""
        if self.count:
            return "A count: it is compared exactly."
        return f"It may be off by {100 * self.tolerance:.3g} %."

    @property
    def tolerance(self) -> float:
        """By which part of the right number an answer may be off; by itself where that is 0."""
        if self.count:
            return 0.0
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
        try:
            given = self._read(answer)
        except ValueError as error:
            return Grade(0.0, sentence(str(error)))
        if self._same(given, self.right):
            return Grade(1.0, f"Right: {self.right:.6g}{self._behind}.")
        for value, feedback in self.mistakes:
            if self._same(given, value):
                return Grade(0.0, feedback)
        if self._same(-given, self.right):
            return Grade(0.0, "The size is right, the sign is not.")
        return Grade(0.0, f"{given:.6g}{self._behind} is not the right number.")

    def unread(self, answer: Answer) -> str:
        """Say why an answer is no number, or may be two."""
        try:
            self._read(answer)
        except ValueError as error:
            return sentence(str(error))
        return ""

    def right_answers(self) -> list[Answer]:
        """Return the number, in full and rounded."""
        return [{"number": repr(self.right)}, {"number": f"{self.right:.6g}"}]

    def wrong_answers(self) -> list[tuple[Answer, str]]:
        """Return the numbers of the known mistakes."""
        return [({"number": repr(value)}, feedback) for value, feedback in self.mistakes]

    def _read(self, answer: Answer) -> float:
        return read_number(answer.get("number", ""), self.unit, count=self.count)

    @property
    def _behind(self) -> str:
        return f" {self.unit}" if self.unit else ""

    def _same(self, given: float, value: float) -> bool:
        size = abs(value) or 1.0
        return abs(given - value) <= max(self.tolerance, 1e-9) * size
