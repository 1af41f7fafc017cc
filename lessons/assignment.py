"""An assignment: exercises that a teacher picked, and on which terms. Its link says all of it."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from typing import Self
from urllib.parse import unquote

from core.typed import near
from experiments.mangled import cleaned
from experiments.text import refuse, shorten
from experiments.url_query import SEED, Pairs, UrlQuery, query, several
from experiments.url_spec import Later, UrlSpec
from lessons.course import course
from lessons.exercise import Exercise
from lessons.locks import PARTS
from lessons.names import folded

Pieces = tuple[str, tuple[str, ...], int, str, str, tuple[str, ...], tuple[str, ...]]

LOCKS = ("fixed", "hidden")
KEYS = ("check", "title", "exercises", "seed", "numbers", "solutions", *LOCKS)
DIGITS = 6
"""Of a check: of a billion links that were cut or mistyped, one passes."""
UNREADABLE = "Copy the whole link once more, or ask for it again."
"""What to do about a link whose terms cannot be read."""
LONGEST_TITLE = 80
UNTITLED = "Assignment"
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
class Assignment(UrlSpec):
    """Exercises by name, in order. One that exists is valid: it has a link.

    Nothing in it is secret: what is right is not in the link, but found out by whoever grades.
    Raises ``ValueError`` for what no link may say.
    """

    keys = KEYS
    free = ("title",)

    title: str
    exercises: tuple[str, ...]
    seed: int = 0
    """Of the random numbers; 0 with ``numbers`` the same are the usual ones."""
    numbers: str = "same"
    solutions: str = "attempt"
    """When a student may see solutions."""
    fixed: tuple[str, ...] = ()
    """Parts of a race that nobody may change, though the exercise leaves them free."""
    hidden: tuple[str, ...] = ()
    """Parts that are not shown either."""

    def pairs(self) -> Pairs:
        """Return the terms, as far as there is anything to be said."""
        return [
            (f.name, held) for f in fields(self) if (held := getattr(self, f.name)) not in ("", ())
        ]

    def to_query(self) -> str:
        """Return the canonical text: the check first, so that a link that was cut still has it."""
        return f"check={self.check}&{self.terms}"

    @property
    def terms(self) -> str:
        """All but the check, as text."""
        return query(self.pairs())

    @property
    def check(self) -> str:
        """A checksum: shows that a link was cut or mistyped; on purpose, anybody can compute it."""
        digest = hashlib.sha256(self.terms.encode()).digest()
        return base64.b32encode(digest)[:DIGITS].decode().lower()

    @property
    def summary(self) -> str:
        """The terms in a few words, for a table of points."""
        terms = [f"{self.numbers} numbers, seed {self.seed}", f"solutions {self.solutions}"]
        terms += [f"{key} {', '.join(held)}" for key in LOCKS if (held := getattr(self, key))]
        return f"{self.check}: {len(self.exercises)} exercises; {'; '.join(terms)}"

    @classmethod
    def from_query(cls, text: str) -> Self:
        """Read a link, or its query; see ``nearest``."""
        return cls.nearest(text)[0]

    @classmethod
    def nearest(cls, text: str, beside: Collection[str] = ()) -> tuple[Self, list[str]]:
        """Return the terms that a link says, and in a sentence what else was in it.

        Nothing is corrected that could make terms laxer: a link from before there were checks
        must be understood whole; of one that has a check the terms must fit it.

        Raises ``ValueError``, with a sentence, for all other links.
        """
        link = cleaned(text, (*cls.keys, *beside), cls.free, cls.of_any)
        own = [(key, value) for key, value in link.pairs if key not in beside]
        found = cls.said(own)
        check = dict(own).get("check")
        if check is None:
            for doubt in link.doubts:
                refuse(doubt)
            for key in link.within:  # it may have been a term, or the check
                refuse(f"{shorten(key)} is no key of an assignment: was the link mistyped?")
            return found, link.told
        for title in (found.title, unquote(found.title), unquote(unquote(found.title))):
            meant = replace(found, title=title)
            if meant.check == check.lower():
                return meant, [*link.told, *link.doubts]
        raise ValueError(f"its check, {shorten(check)}, does not fit the rest: was it cut?")

    @classmethod
    def pieces(cls, link: UrlQuery) -> Pieces:
        """Read the terms, exactly as they stand; of a check ``nearest`` knows.

        The title, the seed, the numbers and what is locked may be left out.
        """
        exercises = _several(link, "exercises", course().sources)
        if not exercises:
            refuse("exercises are missing: an assignment has at least one")
        if len(exercises) > MOST:
            refuse(f"{len(exercises)} exercises are too many: allowed {MOST}")
        if not link.given["solutions"]:
            refuse("solutions are missing: the link does not say when they are shown")
        return (
            link.one("title", _title, UNTITLED),
            exercises,
            link.whole("seed", SEED, 0),
            link.word("numbers", NUMBERS, "same"),
            link.word("solutions", SOLUTIONS, ""),
            _several(link, "fixed", PARTS),
            _several(link, "hidden", PARTS),
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


def _title(text: str) -> str:
    if len(text) > LONGEST_TITLE:
        refuse(f"title has {len(text)} characters: allowed {LONGEST_TITLE}")
    return "".join(c if c.isprintable() else " " for c in text).strip() or UNTITLED


def _several(link: UrlQuery, key: str, options: Collection[str]) -> tuple[str, ...]:
    """Read words with commas between them; each counts once."""
    found: dict[str, None] = {}
    for said in link.given[key]:
        for word in filter(None, (word.strip() for word in several(said))):
            if word in options:
                found[word] = None
            else:
                hint = near(word, options) or f"see the list of {key}"
                refuse(f"{shorten(word)} is none of the {key}: {hint}")
    return tuple(found)


Assignment.usual = Later(lambda: Assignment(UNTITLED, USUAL_EXERCISES))
