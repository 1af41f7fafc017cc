"""Write the rule: typed, and run against the true one on surfaces that are not shown."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from experiments.labels import layers
from experiments.text import read
from lessons.exercise import Answer, Exercise, Grade
from lessons.rule_grading import grade_rule
from lessons.rule_mistakes import MISTAKES
from optimizers import Optimizer
from optimizers.typed.texts import TEXTS


@dataclass(frozen=True, eq=False)
class WriteRule(Exercise):
    """``rule`` is the true one, as a link writes it; ``begin`` the text to begin with."""

    kind = "write"
    title_of_kind = "Write the rule"
    keys = ("rule", "begin")

    def check(self) -> None:
        """Read the rule, and the text to begin with."""
        if len(layers(self.rule)) > 1 or type(self.rule).__name__ not in TEXTS:
            self.source.fail(f"rule is to be one of {', '.join(TEXTS)}", "rule")
        _ = self.begin

    @cached_property
    def rule(self) -> Optimizer:
        """The true rule."""
        try:
            return read(self.source.text_of("rule"), Optimizer)
        except ValueError as error:
            self.source.fail(f"rule: {error}", "rule")

    @cached_property
    def begin(self) -> str:
        """What stands in the field at first."""
        return self.source.text_of("begin", "theta = theta")

    def grade(self, answer: Answer, locked: Collection[str] = ()) -> Grade:
        """Run the typed rule beside the true one."""
        grade = grade_rule(answer.get("rule", ""), self.rule)
        return Grade(float(grade.right), grade.sentence)

    def right_answers(self) -> list[Answer]:
        """Return the rule as it is usually typed."""
        return [{"rule": TEXTS[type(self.rule).__name__]}]

    def wrong_answers(self) -> list[tuple[Answer, str]]:
        """Return the rule with each of the known mistakes."""
        known = MISTAKES.get(type(self.rule).__name__, ())
        return [({"rule": text}, sentence) for sentence, text in known]
