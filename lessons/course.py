"""The course: its lessons in order and all exercises, read from their folders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from core.typed import near
from lessons.exercise import Exercise
from lessons.kinds import KINDS
from lessons.lesson import Lesson
from lessons.source import ContentError, ContentFile

T = TypeVar("T")

OTHERS = "Further exercises"
REMEMBERED = 1000
"""Exercises with their numbers."""
HERE = Path(__file__).parent
"""Holds the folders ``course`` and ``exercises``."""


@dataclass(frozen=True)
class Course:
    """Lessons by name, in order; the files of exercises by name; and what is wrong with files."""

    lessons: dict[str, Lesson]
    sources: dict[str, ContentFile]
    problems: tuple[str, ...]

    @classmethod
    def load(cls, folder: Path = HERE) -> Course:
        """Read all files below a folder; what is wrong is left out, and noted in ``problems``."""
        problems: list[str] = []
        sources = _read(folder / "exercises", _exercise, problems)
        lessons = _read(folder / "course", _lesson, problems)
        listed: set[str] = set()
        for lesson in lessons.values():
            where = f"{lesson.source.path}, line {lesson.source.line('exercises')}"
            for name in lesson.exercises:
                if name not in sources:
                    problems.append(f"{where}: there is no exercise {name}: {near(name, sources)}")
                if name in listed:
                    problems.append(f"{where}: {name} belongs to a lesson before it")
                listed.add(name)
        return cls(lessons, sources, tuple(problems))

    def exercise(self, name: str, seed: int = 0) -> Exercise:
        """Return an exercise with its numbers drawn from a seed; 0 draws the usual ones.

        Raises ``ValueError`` if there is no such exercise.
        """
        if name not in self.sources:
            raise ValueError(f"there is no exercise {name[:60]}: {near(name, self.sources)}")
        return pose(self.sources[name], seed)

    def of(self, lesson: Lesson) -> list[str]:
        """Return the names of a lesson's exercises that there are."""
        return [name for name in lesson.exercises if name in self.sources]

    @property
    def by_lesson(self) -> dict[str, list[str]]:
        """The names of all exercises by the title of their lesson; those of none stand last."""
        found = {lesson.title: self.of(lesson) for lesson in self.lessons.values()}
        listed = {name for names in found.values() for name in names}
        others = [name for name in self.sources if name not in listed]
        return found | ({OTHERS: others} if others else {})


def pose(source: ContentFile, seed: int = 0) -> Exercise:
    """Return the exercise of a file. Raises ``ContentError`` for what is wrong in it."""
    return posed(source, tuple(source.draw(seed).items()))


@lru_cache(REMEMBERED)
def posed(source: ContentFile, numbers: tuple[tuple[str, float], ...]) -> Exercise:
    """Return the exercise of a file with these numbers, which many students may get.

    Raises ``ContentError`` for what is wrong in it.
    """
    kind = source.header.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        source.fail(f"kind = {kind!r} is none of {', '.join(KINDS)}", "kind")
    return KINDS[kind](source.with_numbers(dict(numbers)), dict(numbers))


@lru_cache(1)
def course() -> Course:
    """Return the course that is shipped, read once."""
    return Course.load()


def _read(
    folder: Path, make: Callable[[ContentFile], tuple[str, T]], problems: list[str]
) -> dict[str, T]:
    """Make something of every file of a folder, in the order of their names."""
    made: dict[str, T] = {}
    for path in sorted(folder.glob("*.md")):
        try:
            name, thing = make(ContentFile.read(path))
        except ContentError as error:
            problems.append(str(error))
            continue
        if name in made:
            problems.append(f"{path}, line 1: {name} is there twice")
        made[name] = thing
    return made


def _exercise(source: ContentFile) -> tuple[str, ContentFile]:
    return pose(source).name, source


def _lesson(source: ContentFile) -> tuple[str, Lesson]:
    lesson = Lesson(source)
    return lesson.name, lesson
