"""What somebody did so far: answers by exercise, and how often each was tried."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

from experiments.text import shorten
from lessons.exercise import LONGEST_ANSWER, Answer

LONGEST = 200_000
"""Characters of a text."""
MOST_ATTEMPTS = 1_000_000
MOST_MINUTES = 60 * 24 * 365

JsonObject = Mapping[str, Any]


@dataclass(frozen=True)
class Work:
    """The last answer to each exercise, and how often it was tried.

    Attempts and minutes are as somebody's own file says: nobody can check them.
    """

    answers: Mapping[str, Answer] = field(default_factory=dict[str, Answer])
    attempts: Mapping[str, int] = field(default_factory=dict[str, int])
    minutes: float = 0.0

    def answered(self, exercise: str, answer: Answer) -> Work:
        """Return the work with one more attempt at an exercise."""
        attempts = min(self.attempts.get(exercise, 0) + 1, MOST_ATTEMPTS)
        return replace(
            self,
            answers={**self.answers, exercise: dict(answer)},
            attempts={**self.attempts, exercise: attempts},
        )

    def to_table(self) -> dict[str, Any]:
        """Return what is written into a file."""
        return {
            "minutes": round(self.minutes, 1),
            "attempts": dict(self.attempts),
            "answers": {name: dict(answer) for name, answer in self.answers.items()},
        }

    @classmethod
    def from_table(cls, held: JsonObject, exercises: Collection[str]) -> Work:
        """Read what a file says about some exercises.

        Raises ``ValueError``, with a sentence, for answers that are none, or to other exercises.
        """
        answers: dict[str, Answer] = {}
        for name, answer in table(held, "answers").items():
            if name not in exercises:
                raise ValueError(f"{shorten(name)} is no exercise here")
            if not isinstance(answer, dict) or not _short(cast("JsonObject", answer)):
                raise ValueError(f"the answer to {name} is not made of short texts")
            answers[name] = cast("dict[str, str]", answer)
        attempts = table(held, "attempts")
        tried = {name: attempts[name] for name in answers if _counts(attempts.get(name))}
        return cls(answers, tried, _minutes(held.get("minutes")))


def read(text: str) -> JsonObject:
    """Read a file's text. Raises ``ValueError`` if it is too long, or no table in JSON."""
    if len(text) > LONGEST:
        raise ValueError(f"it has more than {LONGEST} characters")
    try:
        held: Any = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("it cannot be read as JSON") from None
    if not isinstance(held, dict):
        raise ValueError("it holds no table")
    return cast("JsonObject", held)


def table(held: JsonObject, key: str) -> JsonObject:
    """Return a table that a file holds. Raises ``ValueError`` if it has none."""
    found = held.get(key)
    if not isinstance(found, dict):
        raise ValueError(f"{key} is missing, or no table")
    return cast("JsonObject", found)


def _short(answer: JsonObject) -> bool:
    return all(isinstance(value, str) and len(value) <= LONGEST_ANSWER for value in answer.values())


def _minutes(value: Any) -> float:
    valid = type(value) in (int, float) and 0 <= value <= MOST_MINUTES
    return float(value) if valid else 0.0


def _counts(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MOST_ATTEMPTS
