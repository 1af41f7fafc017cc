"""What an exercise is: words, an answer made of texts, and a grade that comes from running it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from experiments import Experiment, Trajectory
from lessons.claims import refuse_luck_in
from lessons.seeds import noisy, raced
from lessons.source import ContentFile

Answer = Mapping[str, str]
"""What somebody answered, by the name of the field: ``{"number": "4.8"}``."""

COMMON = ("title", "kind", "points", "given", "where", "race", "claim")
SECTIONS = ("", "Hint", "Solution", "Source")
LONGEST_ANSWER = 4000
"""Characters in one field of an answer: a link, or a rule."""


@dataclass(frozen=True)
class Grade:
    """What an answer is worth, between 0 and 1, and why, in sentences (Markdown)."""

    share: float
    because: str

    @property
    def right(self) -> bool:
        """Whether all of it is right."""
        return self.share >= 1.0


@dataclass(frozen=True, eq=False)
class Exercise(ABC):
    """An exercise with its numbers drawn. Subclasses are the kinds of exercises."""

    kind: ClassVar[str]
    title_of_kind: ClassVar[str]
    """What the kind is called, in a few words."""
    keys: ClassVar[tuple[str, ...]]
    """Of the header, besides those of every exercise."""

    source: ContentFile
    numbers: Mapping[str, float]

    def __post_init__(self) -> None:
        """Check the header and the sections.

        Raises ``ContentError``, with file and line, for what is missing or wrong.
        """
        self.source.check_keys((*COMMON, *self.keys))
        for heading in self.source.sections:
            if heading not in SECTIONS:
                self.source.fail(f"## {heading} is none of the sections {', '.join(SECTIONS[1:])}")
        for heading in ("", "Solution"):
            if not self.source.sections.get(heading):
                self.source.fail(f"it has no {heading.lower() or 'words'}")
        _ = self.title, self.points, self.experiment
        if self.noisy:
            refuse_luck_in(self.source, self.numbers)
        self.check()

    @abstractmethod
    def check(self) -> None:
        """Read all that the kind has in the header; raise ``ContentError`` for what is wrong."""

    @abstractmethod
    def grade(self, answer: Answer, locked: Collection[str] = ()) -> Grade:
        """Grade an answer, by running what it says. Never raises: a text that is none is wrong.

        ``locked`` are parts of its race that may not be changed although it leaves them free.
        """

    def unread(self, answer: Answer) -> str:
        """Say why an answer cannot be read, and how to write it: it is then no attempt."""
        return ""

    @abstractmethod
    def right_answers(self) -> list[Answer]:
        """Return answers that are right: what shows that it can be solved."""

    @abstractmethod
    def wrong_answers(self) -> list[tuple[Answer, str]]:
        """Return answers that are wrong, each with its feedback."""

    @property
    def name(self) -> str:
        """What it is called in links: the name of its file."""
        return self.source.name

    @property
    def title(self) -> str:
        """Its heading."""
        return self.source.text_of("title")

    @property
    def points(self) -> float:
        """What it is worth."""
        points = self.source.header.get("points", 1)
        if type(points) not in (int, float) or not 0 < points <= 100:
            self.source.fail(f"points = {points!r} is not a number above 0, up to 100", "points")
        return float(points)

    @cached_property
    def experiment(self) -> Experiment | None:
        """The race that belongs to it, if there is one."""
        return self.source.race() if "race" in self.source.header else None

    @property
    def noisy(self) -> bool:
        """Whether its race is another one in each draw of the noise."""
        return self.experiment is not None and noisy(self.experiment.surface)

    @property
    def runs(self) -> tuple[Trajectory, ...]:
        """The runs of its race, under all seeds where there is noise."""
        return raced(self.experiment.to_query()) if self.experiment else ()

    @property
    def words(self) -> str:
        """The question, in Markdown."""
        return self.source.sections[""]

    def section(self, heading: str) -> str:
        """Return the words under a heading: Hint, Solution, Source; ``""`` if there are none."""
        return self.source.sections.get(heading, "")
