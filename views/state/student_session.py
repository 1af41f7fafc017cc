"""A desk: what the session of one student holds while they work through exercises."""

from __future__ import annotations

import json
import time
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Protocol

import streamlit as st

from lessons.course import course
from lessons.exercise import Answer, Exercise, Grade
from lessons.work import Work
from views.state.cache import Cache
from views.state.run_cache import one_at_a_time

PAUSE = 5 * 60
"""Seconds: of a longer time without anything done, so much counts as work."""
REMEMBERED = 2000
"""Grades."""

_grades: Cache[Grade] = Cache(REMEMBERED)


class Terms(Protocol):
    """When a solution may be seen, as ``Assignment.shows_solution`` tells it."""

    def __call__(self, attempts: int, *, right: bool) -> bool:
        """Tell it from the number of attempts, and whether the last was right."""
        ...


def after_an_attempt(attempts: int, *, right: bool) -> bool:
    """Let a solution be seen once something was tried."""
    return right or attempts > 0


@dataclass
class Desk:
    """What one student works on. Nothing in it is believed: what counts is graded anew."""

    key: str
    """Names the piece of work; its progress is kept under this name."""
    seed: int = 0
    """From which the numbers of exercises are drawn; 0 draws the usual ones."""
    locked: Collection[str] = ()
    """Parts of a race that may not be changed although the exercise leaves them free."""
    hidden: Collection[str] = ()
    """Parts that are not shown either."""
    solutions: Terms = after_an_attempt
    work: Work = field(default_factory=Work)
    drafts: dict[str, dict[str, str]] = field(default_factory=dict)
    """What stands in the fields of each exercise, whether it was answered or not."""
    notes: dict[str, str] = field(default_factory=dict)
    """What is to be said about an answer that is none, by exercise."""
    kept: bool | None = None
    """Whether the browser keeps the work; None until it has told."""
    problem: str = ""
    """What was wrong with the work that the browser had kept."""
    arrivals: int = 0
    """How often work from before was put on the desk."""
    acted: float | None = None
    """When something was last done."""

    @classmethod
    def of(
        cls,
        key: str,
        seed: int = 0,
        locked: Collection[str] = (),
        hidden: Collection[str] = (),
        solutions: Terms = after_an_attempt,
    ) -> Desk:
        """Return the desk of this session with that key; the terms are those given now."""
        desk = st.session_state.setdefault(f"desk {key}", cls(key))
        if desk.seed != seed:  # other numbers: what stands in the fields is about the old ones
            desk.drafts, desk.notes = {}, {}
        desk.seed, desk.solutions = seed, solutions
        desk.locked, desk.hidden = (*locked, *hidden), tuple(hidden)
        return desk

    def pose(self, name: str) -> Exercise:
        """Return an exercise with its numbers. Raises ``ValueError`` if there is none such."""
        return course().exercise(name, self.seed)

    def answer(self, exercise: Exercise, answer: Answer) -> Grade:
        """Grade an answer, and note it as an attempt."""
        self.act()
        self.notes.pop(exercise.name, None)
        self.work = self.work.answered(exercise.name, answer)
        return self._graded(exercise, answer)

    def grade(self, exercise: Exercise) -> Grade | None:
        """Return what the last answer is worth, also of one from before; None if there is none."""
        answer = self.work.answers.get(exercise.name)
        return None if answer is None else self._graded(exercise, answer)

    def attempts(self, name: str) -> int:
        """Return how often an exercise was tried."""
        return self.work.attempts.get(name, int(name in self.work.answers))

    def state(self, name: str) -> str:
        """Tell how far an exercise is: ``new``, ``tried`` or ``right``."""
        if name not in self.work.answers:
            return "new"
        grade = self.grade(self.pose(name))
        return "right" if grade and grade.right else "tried"

    def shows_solution(self, name: str, grade: Grade | None) -> bool:
        """Tell whether the solution of an exercise may be seen now."""
        return self.solutions(self.attempts(name), right=grade is not None and grade.right)

    def draft(self, name: str) -> dict[str, str]:
        """Return what stands in the fields of an exercise: at first, what was answered before."""
        return self.drafts.setdefault(name, dict(self.work.answers.get(name, {})))

    def act(self) -> None:
        """Count the time since something was last done as work, but for long pauses."""
        now = time.monotonic()
        if self.acted is not None:
            spent = min(now - self.acted, PAUSE) / 60
            self.work = replace(self.work, minutes=self.work.minutes + spent)
        self.acted = now

    def lay(self, before: Work) -> None:
        """Put work from before on the desk; what was done since then stays as it is."""
        fresh = {name: a for name, a in before.answers.items() if name not in self.work.answers}
        if fresh:
            self.arrivals += 1
        for name in fresh:
            self.drafts.pop(name, None)
        attempts = {
            name: max(self.work.attempts.get(name, 0), before.attempts.get(name, 0))
            for name in {**before.attempts, **self.work.attempts}
        }
        self.work = Work(
            {**before.answers, **self.work.answers},
            attempts,
            max(before.minutes, self.work.minutes),
        )

    def _graded(self, exercise: Exercise, answer: Answer) -> Grade:
        """Grade by running, or recall the grade."""

        def grade() -> Grade:
            with one_at_a_time:
                return exercise.grade(answer, self.locked)

        terms = [exercise.name, self.seed, sorted({*self.locked}), sorted(answer.items())]
        return _grades.recall(f"{hash(exercise.source.text)} {json.dumps(terms)}", grade)
