"""Where somebody is in the course: a lesson, an exercise, or the list of all lessons."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from core.typed import near
from experiments.links import Complain, Later, Link, Linked, query
from experiments.text import refuse, shorten
from lessons.course import course

ALL = "all"
"""What stands in the link for the list of all lessons."""


@dataclass(frozen=True)
class Place(Linked):
    """A lesson, perhaps at one of its exercises; without a lesson, the list of all.

    Raises ``ValueError`` for lessons and exercises that there are not.
    """

    lesson: str = ""
    exercise: str = ""

    def to_query(self) -> str:
        """Return the canonical text."""
        pairs = [("lesson", self.lesson or ALL), ("exercise", self.exercise)]
        return query((key, text) for key, text in pairs if text)

    @classmethod
    def pieces(cls, text: str, complain: Complain = refuse) -> tuple[str, str]:
        """Read a place."""
        link = Link.read(text, ("lesson", "exercise"), complain)
        known = course()
        lesson = link.one("lesson", _known("lesson", {*known.lessons, ALL}), "")
        lesson = "" if lesson == ALL else lesson
        offered = known.of(known.lessons[lesson]) if lesson else known.sources
        return lesson, link.one("exercise", _known("exercise here", offered), "")


def _known(noun: str, names: Collection[str]) -> Callable[[str], str]:
    """Return what reads one of several names."""

    def read(text: str) -> str:
        if text not in names:
            hint = near(text, names) or "choose one from the list"
            raise ValueError(f"{shorten(text)} is no {noun}: {hint}")
        return text

    return read


Place.usual = Later(Place)
