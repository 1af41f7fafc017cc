"""A lesson: one screen of words, a race, a prediction asked before it is shown, and exercises."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from experiments import Experiment, Trajectory
from experiments.labels import labels
from lessons.choices import AnswerChoice, choices
from lessons.claims import Claim, claims, refuse_luck_in
from lessons.expressions import Expression
from lessons.goals import broken, certainty
from lessons.seeds import ENOUGH, noisy, raced
from lessons.source import ContentFile

KEYS = ("title", "race", "names", "view", "claims", "claim", "exercises", "choice")
SECTIONS = ("", "Prediction", "Afterwards", "Source")
MOST_WORDS = 330
"""One screen. Formulas count as one word each."""


@dataclass(frozen=True)
class Lesson:
    """A file of the course. One that exists was checked.

    Raises ``ContentError``, with file and line, for what is missing or wrong. Whether its
    ``claims`` hold is found out by running its race: ``broken()``.
    """

    source: ContentFile

    def __post_init__(self) -> None:
        """Check the header and the sections."""
        self.source.check_keys(KEYS)
        for heading in self.source.sections:
            if heading not in SECTIONS:
                self.source.fail(f"## {heading} is none of the sections {', '.join(SECTIONS[1:])}")
        for heading in SECTIONS[:3]:
            if not self.source.sections.get(heading):
                self.source.fail(f"it has no {f'## {heading}' if heading else 'words'}")
        if (count := words(self.words)) > MOST_WORDS:
            self.source.fail(f"it has {count} words: one screen has at most {MOST_WORDS}")
        _ = self.title, self.names, self.choices, self.claims, self.exercises
        if self.noisy:
            refuse_luck_in(self.source, {})

    @property
    def name(self) -> str:
        """What it is called in links: the name of its file without the number."""
        return self.source.name.lstrip("0123456789").lstrip("-")

    @property
    def title(self) -> str:
        """Its heading."""
        return self.source.text_of("title")

    @cached_property
    def experiment(self) -> Experiment:
        """Its race."""
        return self.source.race()

    @property
    def noisy(self) -> bool:
        """Whether its race is another one in each draw of the noise."""
        return noisy(self.experiment.surface)

    @property
    def names(self) -> tuple[str, ...]:
        """What its entrants are called: as the header says, or as anywhere."""
        names, optimizers = self.source.texts("names"), self.experiment.optimizers
        if names and len(names) != len(optimizers):
            self.source.fail(f"{len(names)} names are not one for each entrant", "names")
        return names or tuple(labels(optimizers))

    @property
    def runs(self) -> tuple[Trajectory, ...]:
        """The runs of its race, under all seeds where there is noise."""
        return raced(self.experiment.to_query())

    @property
    def words(self) -> str:
        """What stands before the race, in Markdown."""
        return self.source.sections[""]

    @property
    def question(self) -> str:
        """What is to be predicted."""
        return self.source.sections["Prediction"]

    @property
    def afterwards(self) -> str:
        """What is said once the race was shown."""
        return self.source.sections["Afterwards"]

    @property
    def reading(self) -> str:
        """Where to read on."""
        return self.source.sections.get("Source", "")

    @cached_property
    def choices(self) -> tuple[AnswerChoice, ...]:
        """What may be predicted."""
        return choices(self.source, {})

    @cached_property
    def claims(self) -> tuple[Expression, ...]:
        """What its words say about the race."""
        return tuple(
            self.source.expression(text, (), "claims") for text in self.source.texts("claims")
        )

    @cached_property
    def searched(self) -> tuple[Claim, ...]:
        """What its words say about other races."""
        return claims(self.source, {})

    @property
    def exercises(self) -> tuple[str, ...]:
        """The names of its exercises."""
        return self.source.texts("exercises")

    @cached_property
    def right(self) -> Sequence[AnswerChoice]:
        """The predictions that come true."""
        return [choice for choice in self.choices if choice.holds({}, self.runs)]

    def broken(self) -> list[str]:
        """Return which claims do not hold on the race, with what was measured."""
        problems = [each for claim in self.claims for each in broken(claim, {}, self.runs)]
        return problems + [each for claim in self.searched for each in claim.broken({})]

    def doubtful(self) -> list[str]:
        """Return which claims and predictions noise may turn, on other draws."""
        sure = {claim.text: certainty(claim, {}, self.runs) for claim in self.claims}
        sure |= {choice.says: choice.certainty({}, self.runs) for choice in self.choices}
        return [text for text, errors in sure.items() if errors < ENOUGH]


def words(text: str) -> int:
    """Count the words of a text; a formula is one."""
    return len(re.sub(r"\$\$.*?\$\$|\$.*?\$", "x", text, flags=re.DOTALL).split())
