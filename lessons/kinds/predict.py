"""What will happen? Chosen first, then run and seen."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from lessons.choices import AnswerChoice, choices, chosen
from lessons.exercise import Answer, Exercise, Grade


@dataclass(frozen=True, eq=False)
class Predict(Exercise):
    """A race, and tables ``[[choice]]`` of which exactly one holds on its runs."""

    kind = "predict"
    title_of_kind = "Predict, then see"
    keys = ("choice",)

    def check(self) -> None:
        """Read the race and the choices."""
        _ = self.source.race(), self.choices

    @cached_property
    def choices(self) -> tuple[AnswerChoice, ...]:
        """What may be chosen."""
        return choices(self.source, self.numbers)

    def grade(self, answer: Answer, locked: Collection[str] = ()) -> Grade:
        """Run the race, and see whether what was chosen holds."""
        choice = chosen(self.choices, answer.get("choice", ""))
        if choice is None:
            return Grade(0.0, "Nothing is chosen.")
        return Grade(float(choice.holds(self.numbers, self.runs)), choice.because)

    def right_answers(self) -> list[Answer]:
        """Return what holds."""
        return [{"choice": c.says} for c in self.choices if c.holds(self.numbers, self.runs)]

    def wrong_answers(self) -> list[tuple[Answer, str]]:
        """Return what does not."""
        return [
            ({"choice": c.says}, c.because)
            for c in self.choices
            if not c.holds(self.numbers, self.runs)
        ]
