"""What went wrong here? The cause is named, and the race fixed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from lessons.choices import AnswerChoice, choices, chosen
from lessons.exercise import Answer, Grade
from lessons.kinds.drive import Drive


@dataclass(frozen=True, eq=False)
class Diagnose(Drive):
    """A race that fails, ``[[choice]]`` for its cause, and ``goals`` for the fixed race."""

    kind = "diagnose"
    title_of_kind = "Find what went wrong, and fix it"
    keys = (*Drive.keys, "choice")

    def check(self) -> None:
        """Read the choices too."""
        super().check()
        _ = self.choices

    @cached_property
    def choices(self) -> tuple[AnswerChoice, ...]:
        """What may have been the cause."""
        return choices(self.source, self.numbers)

    def grade(self, answer: Answer, locked: Collection[str] = ()) -> Grade:
        """Grade the cause and the fix, one half each."""
        fixed = super().grade(answer, locked)
        choice = chosen(self.choices, answer.get("choice", ""))
        named = choice is not None and choice.holds(self.numbers, self.runs)
        cause = f"**The cause:** {choice.because if choice else 'none is chosen.'}"
        return Grade((named + fixed.share) / 2, f"{cause}\n\n**The fix:** {fixed.because}")

    def right_answers(self) -> list[Answer]:
        """Return the cause with each of the races that fix it."""
        (cause,) = (c.says for c in self.choices if c.holds(self.numbers, self.runs))
        return [{"choice": cause, **answer} for answer in super().right_answers()]

    def wrong_answers(self) -> list[tuple[Answer, str]]:
        """Return other causes with the fix, and the cause with what does not fix it."""
        fixed, *_ = super().right_answers()
        (cause,) = (c.says for c in self.choices if c.holds(self.numbers, self.runs))
        return [
            *(({"choice": c.says, **fixed}, c.because) for c in self.choices if c.says != cause),
            *(
                ({"choice": cause, **answer}, feedback)
                for answer, feedback in super().wrong_answers()
            ),
        ]
