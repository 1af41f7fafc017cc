"""A rule that somebody typed, compared with the one that was asked for by running both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.arrays import Array
from core.knobs import knobs
from core.sentences import ended
from core.verbatim import in_markdown
from experiments.labels import layers
from lessons.rule_forms import FORMS
from lessons.rule_mistakes import AHEAD_OF_TIME, FROM_ZERO, MISTAKES, UPHILL
from lessons.rule_trials import (
    TOLERANCE,
    TRIALS,
    Departure,
    Trial,
    departure,
    known_path,
    path,
    same,
)
from optimizers import OPTIMIZERS, Optimizer, Rule
from optimizers.typed.spelling import KNOBS
from optimizers.typed.texts import TEXTS

AXES = "xyzw"
DIGITS = range(4, 13)


@dataclass(frozen=True)
class RuleGrade:
    """Whether a rule is the one that was asked for, and what is wrong with it."""

    right: bool
    sentence: str
    """All that there is to say, for whoever wrote it."""
    departure: Departure | None = None
    mistake: str = ""
    """The known mistake that it makes, found by making it too; ``""`` if it is none of them."""


def grade_rule(text: str, true: Optimizer, trials: Sequence[Trial] = TRIALS) -> RuleGrade:
    """Compare a typed rule with a rule of the library, whose knobs it gets, on several surfaces.

    Both start at the same points, and all coordinates of all steps must agree. Arithmetic in
    another order is as right. A text that is no rule is graded as wrong, with the reason.

    Raises ``ValueError`` if the true rule is wrapped: trials bring their own schedules.
    """
    if len(layers(true)) > 1:
        raise ValueError(f"{true} is wrapped: grade the rule inside")
    try:
        rule = Rule(text)
    except ValueError as error:
        return RuleGrade(
            right=False,
            sentence=ended(f"This is no rule yet: {in_markdown(str(error))}"),
        )
    title = type(true).title
    right = [known_path("", true, trial) for trial in trials]
    theirs = list[Array]()
    for k, trial in enumerate(trials):
        theirs.append(path(rule, true, trial))
        if parted := departure(theirs[k], right[k], k, trial):
            for form in FORMS.get(type(true).__name__, ()):
                if _runs_as(rule, form.text, true, trials):
                    return RuleGrade(True, form.sentence)
            mistake = _miscounted(rule, true, trials, right) or _known(rule, true, trials)
            hint = mistake or " ".join(_hints(rule, true, parted, trial))
            sentence = f"{_described(parted, title)} {hint}".strip()
            return RuleGrade(False, sentence, parted, mistake)
    return RuleGrade(
        True,
        f"Right: in up to {max(trial.steps for trial in trials)} steps on each of {len(trials)}"
        f" surfaces your rule and {title} go the same way, to one part in {1 / TOLERANCE:,.0f}.",
    )


def _miscounted(
    rule: Rule, true: Optimizer, trials: Sequence[Trial], right: Sequence[Array]
) -> str:
    """Return the mistake of a rule that is right with another number of the step."""
    for sentence, late in ((FROM_ZERO, 1), (AHEAD_OF_TIME, -1)):
        if same((path(rule, true, trial, late) for trial in trials), right, trials):
            return sentence
    return ""


def _known(rule: Rule, true: Optimizer, trials: Sequence[Trial]) -> str:
    """Return the mistake that has the same paths in all trials."""
    candidates = _candidates(type(true).__name__)
    return next((words for words, text in candidates if _runs_as(rule, text, true, trials)), "")


def _runs_as(rule: Rule, text: str, true: Optimizer, trials: Sequence[Trial]) -> bool:
    """Tell whether a rule has the paths of another text; runs no further than it does."""
    paths = (known_path(text, true, trial) for trial in trials)
    return same(paths, (path(rule, true, trial) for trial in trials), trials)


@lru_cache
def _candidates(name: str) -> tuple[tuple[str, str], ...]:
    """Return the known mistakes of a rule: its own, then those of writing another rule."""
    others = (
        (f"This is another rule: {OPTIMIZERS[other].title}.", text)
        for other, text in TEXTS.items()
        if other != name
    )
    return (*MISTAKES.get(name, ()), *others)


def _described(departure: Departure, title: str) -> str:
    """Say where the paths part."""
    k = departure.coordinate
    axis = AXES[k] if len(departure.right) <= len(AXES) else f"coordinate {k + 1}"
    theirs, right = departure.theirs[k], departure.right[k]
    where = ", ".join(f"{x:.6g}" for x in departure.before)
    if not np.isfinite(theirs):
        result = "no number" if np.isnan(theirs) else "an infinite number"
        return (
            f"Step {departure.step} from ({where}) makes {result} of {axis}, where {title} makes it"
            f" {right:.6g}: it divides by zero, takes a root of what is negative, or overflows."
        )
    digits = next((d for d in DIGITS if f"{theirs:.{d}g}" != f"{right:.{d}g}"), DIGITS[-1]) + 1
    return (
        f"Step {departure.step} from ({where}) leads to {axis} = {theirs:.{digits}g}, and with"
        f" {title} to {axis} = {right:.{digits}g}."
    )


def _hints(rule: Rule, true: Optimizer, departure: Departure, trial: Trial) -> Iterator[str]:
    """Say what the first departure shows, and what the text leaves out."""
    before, theirs, right = map(np.array, (departure.before, departure.theirs, departure.right))
    if departure.trial == 0 and departure.step > 1:
        yield (
            f"Up to step {departure.step - 1} it is right: look at what is kept from step to step."
        )
    elif departure.trial == 0 and np.isfinite(theirs).all():
        ratio = (theirs - before) / (right - before)
        length = float(ratio[0])
        if (theirs == before).all():
            yield "The point stays where it is."
        elif np.allclose(ratio, -1.0, rtol=TOLERANCE):
            yield UPHILL
        elif np.allclose(ratio, length, rtol=TOLERANCE):
            direction = "" if length > 0 else ", and leads the wrong way"
            digits = next(d for d in DIGITS if f"{abs(length):.{d}g}" != "1")
            times = f"{abs(length):.{digits}g} times"
            yield f"This first step is {times} as long as it should be{direction}."
    elif departure.trial:
        yield trial.found
    idle = [name for name in KNOBS if name in knobs(true) and name in rule.idle]
    if idle:
        yield f"It never reads {', '.join(idle)}."
