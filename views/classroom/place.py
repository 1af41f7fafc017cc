"""Where somebody is in the course: a lesson, an exercise, or the list of all lessons."""

from __future__ import annotations

from dataclasses import dataclass

from experiments.text import refuse
from experiments.url_spec import Complain, Later, UrlQuery, UrlSpec, query
from lessons.course import course

ALL = "all"
"""What stands in the link for the list of all lessons."""


@dataclass(frozen=True)
class CoursePage(UrlSpec):
    """A lesson, perhaps at one of its exercises; without a lesson, the list of all.

    Raises ``ValueError`` for lessons and exercises that there are not.
    """

    keys = ("lesson", "exercise")

    lesson: str = ""
    exercise: str = ""

    def to_query(self) -> str:
        """Return the canonical text."""
        pairs = [("lesson", self.lesson or ALL), ("exercise", self.exercise)]
        return query((key, text) for key, text in pairs if text)

    @classmethod
    def pieces(cls, text: str, complain: Complain = refuse) -> tuple[str, str]:
        """Read a place."""
        link = UrlQuery.read(text, cls.keys, complain)
        known = course()
        lesson = link.word("lesson", [*known.lessons, ALL], "", "is no lesson")
        lesson = "" if lesson == ALL else lesson
        offered = known.of(known.lessons[lesson]) if lesson else known.sources
        return lesson, link.word("exercise", [*offered], "", "is no exercise here")


CoursePage.usual = Later(CoursePage)
