"""Find settings that reach a goal: graded by running them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from core.sentences import ended, sentence, sentences
from core.typed import near
from core.verbatim import in_markdown
from diagnosis import Outcome, judge
from experiments import Experiment, Trajectory
from experiments.labels import layers
from lessons.bounds import is_of_another_formula, refusal
from lessons.exercise import Answer, Exercise, Grade
from lessons.expressions import Expression
from lessons.goals import Goal, at_most, broken, goals
from lessons.locks import PARTS, differing
from lessons.seeds import raced
from optimizers import OPTIMIZERS, Rule

MOST_STEPS = 2000
"""Steps that an answer may take where it may choose: 200 answers are to be graded in a minute."""
MOST_NOISY_STEPS = 500
"""The same where there is noise, as each step is then taken under all seeds."""
MOST_ENTRANTS = 4


@dataclass(frozen=True, eq=False)
class Drive(Exercise):
    """A ``race`` to begin with, what of it is ``free``, the ``goals``, and a ``solved`` race.

    ``only`` or ``without`` name the optimizers that may or may not be used; ``[[mistake]]`` say
    ``when`` they are made, their ``feedback``, and a ``race`` that makes them; ``advice`` what of
    the race the feedback says to change, such as ``rate up``.
    """

    kind = "drive"
    title_of_kind = "Reach a goal"
    keys = ("free", "goals", "only", "without", "solved", "mistake")

    def check(self) -> None:
        """Read the race, what is free, the goals, the rules and the known mistakes."""
        _ = self.begin, self.free, self.goals, self.allowed, self.mistakes
        if not self.goals:
            self.source.fail("it has no goals", "goals")
        for nth, table in enumerate(self.mistakes):
            self.source.expression(table["when"], self.numbers, "mistake", nth)
        for race in (*self.solved, *(mistake["race"] for mistake in self.mistakes)):
            try:
                Experiment.from_query(race)
            except ValueError as error:
                self.source.fail(f"{error}", "solved")

    @cached_property
    def begin(self) -> Experiment:
        """The race to begin with."""
        return self.source.race()

    @property
    def free(self) -> tuple[str, ...]:
        """The parts of the race that may be changed."""
        free = self.source.texts("free")
        for part in free:
            if part not in PARTS:
                hint = near(part, PARTS) or f"choose from {', '.join(PARTS)}"
                self.source.fail(f"{part} is no part of a race: {hint}", "free")
        if not free or "surface" in free:
            self.source.fail("free names what may be changed; the surface stays", "free")
        return free

    @property
    def solved(self) -> tuple[str, ...]:
        """Races that reach the goals."""
        held = self.source.header.get("solved")
        return (held,) if isinstance(held, str) else self.source.texts("solved")

    @cached_property
    def goals(self) -> tuple[Expression, ...]:
        """What must hold on the runs."""
        return tuple(
            self.source.expression(text, self.numbers, "goals")
            for text in self.source.texts("goals")
        )

    @property
    def allowed(self) -> tuple[str, ...]:
        """The classes of optimizers that may be used."""
        only, without = self.source.texts("only"), self.source.texts("without")
        for key, names in (("only", only), ("without", without)):
            for name in names:
                if name not in OPTIMIZERS:
                    hint = near(name, OPTIMIZERS) or "see optimizers"
                    self.source.fail(f"{name} is no optimizer: {hint}", key)
        usual = [name for name in OPTIMIZERS if name != Rule.__name__]  # it can say what is banned
        return only or tuple(name for name in usual if name not in without)

    @cached_property
    def mistakes(self) -> list[Mapping[str, str]]:
        """What known mistakes look like, and what to say about each."""
        return self.source.tables("mistake", "when", "feedback", "race")

    def grade(self, answer: Answer, locked: Collection[str] = ()) -> Grade:
        """Run what was handed in, and compare with every goal."""
        race = answer.get("race", "")
        if is_of_another_formula(race, self.begin.surface):
            return Grade(0.0, f"This keeps {PARTS['surface']} as given.")
        try:
            experiment = Experiment.from_query(race)
        except ValueError as error:
            return Grade(0.0, ended(f"This is no race: {in_markdown(str(error))}"))
        if problems := self.against_the_rules(experiment, locked):
            return Grade(0.0, " ".join(problems))
        runs = raced(experiment.to_query())
        try:
            if not (missed := self.missed(runs)):
                return Grade(1.0, self._praise(runs))
            feedback = [f"Not yet. {sentences(missed)}", *self.feedback(runs)]
        except ValueError as error:  # a goal about an entrant who was changed for another
            return Grade(0.0, sentence(in_markdown(str(error))))
        return Grade(0.0, "\n\n".join(feedback))

    def feedback(self, runs: tuple[Trajectory, ...]) -> list[str]:
        """Return what is said of the first known mistake that these runs make, if they make any.

        Of a run that diverged only what is known of such runs is said.
        """
        wild = any(map(_diverged, runs))
        for mistake in self.mistakes:
            when = Expression(mistake["when"])
            if (not wild or when.asks("diverged")) and when.value(self.numbers, runs) is True:
                return [mistake["feedback"]]
        return ["It diverged: a knob of the rule is too large for this surface."] if wild else []

    def against_the_rules(self, experiment: Experiment, locked: Collection[str] = ()) -> list[str]:
        """Return what an answer changed that it may not, in sentences."""
        free = {*self.free} - {*locked}
        changed = sorted(differing(self.begin, experiment) - free, key=[*PARTS].index)
        found = [f"This keeps {PARTS[part]} as given." for part in changed]
        used = [type(layers(optimizer)[-1]).__name__ for optimizer in experiment.optimizers]
        began = {type(layers(optimizer)[-1]).__name__ for optimizer in self.begin.optimizers}
        banned = [name for name in used if name not in (*self.allowed, *began)]
        found += [f"{name} may not be used here." for name in banned]
        if experiment.steps > self.most_steps:
            told = f"It takes {experiment.steps} steps: allowed are {self._asked_steps:g}."
            found.append(told)
        if len(used) > max(MOST_ENTRANTS, len(began)):
            found.append(f"{len(used)} take part: allowed are {MOST_ENTRANTS}.")
        if not found and (refused := refusal(experiment)):
            found.append(f"It was not run. {refused}")
        return found

    @property
    def most_steps(self) -> int:
        """How many steps a race may take, lest it not be run."""
        return max(MOST_NOISY_STEPS if self.noisy else MOST_STEPS, self.begin.steps)

    @property
    def _asked_steps(self) -> float:
        """How many steps a race may take to reach the goals."""
        asked = [bound for goal in self.goals for bound in at_most("steps", goal, self.numbers)]
        return min([self.most_steps, *asked])

    def reached(self, runs: tuple[Trajectory, ...]) -> list[Goal]:
        """Return every goal in words, with what these runs reach.

        Raises ``ValueError`` for a goal about an entrant that takes no part.
        """
        return [part for goal in self.goals for part in goals(goal, self.numbers, runs)]

    def missed(self, runs: tuple[Trajectory, ...]) -> list[str]:
        """Say which goals do not hold, with what was measured."""
        return [each for goal in self.goals for each in broken(goal, self.numbers, runs)]

    def sure(self, answer: Answer) -> float:
        """Return by how many standard errors of the noise an answer reaches the goals, or not."""
        runs = raced(Experiment.from_query(answer["race"]).to_query())
        found = self.reached(runs)
        if missed := [goal.certainty for goal in found if not goal.holds]:
            return max(missed)
        return min(goal.certainty for goal in found)

    def _praise(self, runs: tuple[Trajectory, ...]) -> str:
        """Say what was reached; where there is noise, how it is spread over the draws."""
        drawn = [goal.reached for goal in self.reached(runs) if goal.drawn is not None]
        spread = sentences(drawn) or "every goal holds on your run."
        return f"Reached: {spread[:1].lower()}{spread[1:]}"

    def right_answers(self) -> list[Answer]:
        """Return the races that solve it."""
        return [{"race": text} for text in self.solved]

    def wrong_answers(self) -> list[tuple[Answer, str]]:
        """Return races that make the known mistakes, and the one to begin with."""
        known = [({"race": m["race"]}, m["feedback"]) for m in self.mistakes]
        return [({"race": self.begin.to_query()}, "Not yet."), *known]


def _diverged(run: Trajectory) -> bool:
    """Tell whether a run diverged; of many draws, which all do if one does, the first."""
    one = run[0] if run.last.ndim else run
    return judge(one).outcome is Outcome.DIVERGED
