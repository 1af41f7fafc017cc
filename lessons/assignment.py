"""An assignment: exercises that a teacher picked, and on which terms. Its link says all of it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass

from core.typed import near
from experiments.links import SEED, Complain, Later, Link, Linked, query
from experiments.text import read_number, refuse, shorten, write
from lessons.course import course
from lessons.exercise import Exercise
from lessons.locks import PARTS
from lessons.names import folded

Pieces = tuple[str, tuple[str, ...], int, str, str, tuple[str, ...], tuple[str, ...]]

KEYS = ("title", "exercises", "seed", "numbers", "solutions", "fixed", "hidden")
LONGEST_TITLE = 80
USUAL_EXERCISES = ("one-step-down",)
MOST = 40
"""Exercises in an assignment."""
NUMBERS = {
    "same": "all get the same numbers",
    "each": "everybody gets their own numbers, drawn from their name",
}
SOLUTIONS = {
    "never": "never",
    "attempt": "after the first attempt",
    "right": "after the right answer",
}


@dataclass(frozen=True)
class Assignment(Linked):
    """Exercises by name, in order. One that exists is valid: it has a link.

    Nothing in it is secret: what is right is not in the link, but found out by whoever grades.
    Raises ``ValueError`` for what no link may say.
    """

    title: str
    exercises: tuple[str, ...]
    seed: int = 0
    """From which numbers are drawn; 0 with ``numbers`` the same are the usual ones."""
    numbers: str = "same"
    solutions: str = "attempt"
    """When a student may see solutions."""
    fixed: tuple[str, ...] = ()
    """Parts of a race that nobody may change, though the exercise leaves them free."""
    hidden: tuple[str, ...] = ()
    """Parts that are not shown either."""

    def to_query(self) -> str:
        """Return the canonical text."""
        pairs = [
            ("title", self.title),
            ("exercises", ",".join(self.exercises)),
            ("seed", write(self.seed)),
            ("numbers", self.numbers),
            ("solutions", self.solutions),
            ("fixed", ",".join(self.fixed)),
            ("hidden", ",".join(self.hidden)),
        ]
        return query((key, text) for key, text in pairs if text)

    @classmethod
    def pieces(cls, text: str, complain: Complain = refuse) -> Pieces:
        """Read what an assignment is made of; all but the exercises may be left out."""
        link = Link.read(text, KEYS, complain)
        exercises = _several(link, "exercises", course().sources, complain)
        if not exercises:
            complain("exercises are missing: an assignment has at least one")
            exercises = USUAL_EXERCISES
        if len(exercises) > MOST:
            complain(f"{len(exercises)} exercises are too many: allowed {MOST}")
        return (
            link.one("title", lambda t: _title(t, complain), "Assignment"),
            exercises[:MOST],
            int(link.one("seed", lambda t: read_number(t, SEED, "seed", complain), 0)),
            link.one("numbers", _one_of("numbers", NUMBERS), "same"),
            link.one("solutions", _one_of("solutions", SOLUTIONS), "attempt"),
            _several(link, "fixed", PARTS, complain),
            _several(link, "hidden", PARTS, complain),
        )

    @property
    def locked(self) -> tuple[str, ...]:
        """All parts of a race that nobody may change."""
        return tuple(part for part in PARTS if part in (*self.fixed, *self.hidden))

    def posed(self, student: str) -> list[Exercise]:
        """Return the exercises as a student gets them."""
        seed = self.seed_of(student)
        return [course().exercise(name, seed) for name in self.exercises]

    def seed_of(self, student: str) -> int:
        """Return the seed that a student's numbers are drawn from."""
        if self.numbers == "same":
            return self.seed
        digest = hashlib.sha256(f"{self.seed}/{folded(student)}".encode(errors="replace")).digest()
        return 1 + int.from_bytes(digest[:4], "little") // 2

    def shows_solution(self, attempts: int, *, right: bool) -> bool:
        """Tell whether a student may see a solution now."""
        return {"never": False, "attempt": attempts > 0, "right": right}[self.solutions]


def _title(text: str, complain: Complain) -> str:
    if len(text) > LONGEST_TITLE:
        complain(f"title has {len(text)} characters: allowed {LONGEST_TITLE}")
    return "".join(c if c.isprintable() else " " for c in text[:LONGEST_TITLE]).strip()


def _one_of(key: str, options: Collection[str]) -> Callable[[str], str]:
    """Return what reads one of several words."""

    def read(text: str) -> str:
        if text not in options:
            raise ValueError(f"{key} = {shorten(text)}: choose one of {', '.join(options)}")
        return text

    return read


def _several(link: Link, key: str, options: Collection[str], complain: Complain) -> tuple[str, ...]:
    """Read words with commas between them; each counts once."""
    found: dict[str, None] = {}
    for text in link.given[key]:
        for word in filter(None, (word.strip() for word in text.split(","))):
            if word in options:
                found[word] = None
            else:
                hint = near(word, options) or f"see the list of {key}"
                complain(f"{shorten(word)} is none of the {key}: {hint}")
    return tuple(found)


Assignment.usual = Later(lambda: Assignment("Assignment", USUAL_EXERCISES))
