"""Where somebody is in the course: a lesson, an exercise, or the list of all lessons."""

from __future__ import annotations

from dataclasses import dataclass

from experiments.url_query import Pairs, UrlQuery
from experiments.url_spec import Later, UrlSpec
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

    def pairs(self) -> Pairs:
        """Return what its link says."""
        exercise = [("exercise", self.exercise)] if self.exercise else []
        return [("lesson", self.lesson or ALL), *exercise]

    @classmethod
    def pieces(cls, link: UrlQuery) -> tuple[str, str]:
        """Read a place."""
        known = course()
        lesson = link.word("lesson", [*known.lessons, ALL], "", "is no lesson")
        lesson = "" if lesson == ALL else lesson
        offered = known.of(known.lessons[lesson]) if lesson else known.sources
        return lesson, link.word("exercise", [*offered], "", "is no exercise here")


CoursePage.usual = Later(CoursePage)
