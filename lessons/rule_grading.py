"""A rule that somebody typed, compared with the one that was asked for by running both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.knobs import knobs
from core.loss import Problem
from core.sentences import ended
from core.verbatim import in_markdown
from experiments.labels import layers
from lessons.rule_forms import FORMS
from lessons.rule_mistakes import AHEAD_OF_TIME, FROM_ZERO, MISTAKES, UPHILL
from optimizers import OPTIMIZERS, Optimizer, Rule
from optimizers.schedules import Schedule, StepDecay
from optimizers.typed.spelling import KNOBS
from optimizers.typed.texts import TEXTS
from surfaces import Himmelblau, McCormick, Noisy, Quadratic, Rosenbrock

TOLERANCE = 1e-6
"""Coordinates are the same if they differ by less than this part of their size, or of the way from
the start where that is more: far above rounding, far below any mistake."""
STEPS, LONG = 40, 1000
"""Steps of a trial, and of one that finds out what comes late."""
CLOSE = 1e-7
"""The tolerance of the long trial, on ground where rounding shrinks and does not grow."""
AXES = "xyzw"
DIGITS = range(4, 13)
REMEMBERED = 1024
"""Paths of right rules and of known mistakes, run once and not for every answer of a class."""


class Trial(NamedTuple):
    """What both rules are tried on."""

    surface: Problem
    start: tuple[float, ...]
    knobs: dict[str, float]
    """Knobs that are set otherwise than the teacher has them."""
    schedule: Schedule | None
    found: str
    """What it says about a rule that was right in all trials before."""
    steps: int = STEPS
    tolerance: float = TOLERANCE


TRIALS = (
    Trial(Himmelblau(), (-0.2, -0.9), {}, None, ""),
    Trial(
        McCormick(),
        (0.9, 2.1),
        {"lr": 0.04, "beta": 0.7, "beta1": 0.6, "beta2": 0.9, "decay": 0.8}
        | {"eps": 0.01, "weight_decay": 0.3},
        None,
        "With the knobs as they were it was right: is one of them written as a number?",
    ),
    Trial(
        Rosenbrock(b=3.0),
        (-0.7, 1.3),
        {"lr": 0.03, "beta": 0.85, "beta1": 0.8, "beta2": 0.95, "decay": 0.9}
        | {"eps": 0.005, "weight_decay": 0.2},
        StepDecay(every=4, gamma=0.6),
        "As long as the rate stays the same it is right: here a schedule lowers it.",
    ),
    Trial(
        Noisy(Quadratic(condition=4.0, angle=25.0), sigma=0.5),
        (1.3, -1.9),
        {},
        None,
        "So far it was right: it changes later than a short run shows.",
        LONG,
        CLOSE,
    ),
)
"""Grounds, none of them along the axes or of one curvature, and settings that tell rules apart. On
the last one noise keeps a rule moving, and rounding does not grow."""


@dataclass(frozen=True)
class Departure:
    """Where the path of a rule first leaves the right one."""

    step: int
    coordinate: int
    """The one that is furthest off."""
    before: tuple[float, ...]
    """Where both stood."""
    theirs: tuple[float, ...]
    """Where the rule went; NaN or infinite if it divided by zero."""
    right: tuple[float, ...]
    trial: int
    """In which of the trials."""


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
    """Compare a typed rule with a rule of the library, whose knobs it gets, on several grounds.

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
    right = [_led("", true, trial) for trial in trials]
    theirs = list[Array]()
    for k, trial in enumerate(trials):
        theirs.append(_path(rule, true, trial))
        if departure := _departure(theirs[k], right[k], k, trial):
            for form in FORMS.get(type(true).__name__, ()):
                if _leads_as(rule, form.text, true, trials):
                    return RuleGrade(True, form.told)
            mistake = _miscounted(rule, true, trials, right) or _known(rule, true, trials)
            hint = mistake or " ".join(_hints(rule, true, departure, trial))
            sentence = f"{_told(departure, title)} {hint}".strip()
            return RuleGrade(False, sentence, departure, mistake)
    return RuleGrade(
        True,
        f"Right: in up to {max(trial.steps for trial in trials)} steps on each of {len(trials)}"
        f" surfaces your rule and {title} go the same way, to one part in {1 / TOLERANCE:,.0f}.",
    )


def _path(rule: Optimizer, true: Optimizer, trial: Trial, late: int = 0) -> Array:
    """Return all points of a run with the knobs of the true rule, ``(steps + 1, n)``.

    Also those that are not finite. The rule is told that it is some steps later than it is.
    """
    rule = _as_set(rule, true, trial)
    theta = np.array(trial.start)[:, None]
    path = [theta]
    with np.errstate(all="ignore"):
        state = rule.init(theta)
        for t in range(1, trial.steps + 1):
            turned = rule
            if trial.schedule is not None and "lr" in knobs(true):
                turned = rule.scaled("lr", trial.schedule(t - 1))
            theta, state = turned.step(trial.surface.at(t), theta, state, t + late)
            path.append(theta)
    return np.array(path)[..., 0]


def _led(text: str, true: Optimizer, trial: Trial) -> Array:
    """Return the path of a known text with the knobs of a rule; of the rule itself for no text.

    In the usual trials it is run once.
    """
    usual = next((k for k, one in enumerate(TRIALS) if one is trial), None)
    if usual is not None:
        return _remembered(text, true, usual)
    return _path(Rule(text) if text else true, true, trial)


@lru_cache(REMEMBERED)
def _remembered(text: str, true: Optimizer, usual: int) -> Array:
    """Return the path of a text in one of the usual trials."""
    return _path(Rule(text) if text else true, true, TRIALS[usual])


def _as_set(rule: Optimizer, true: Optimizer, trial: Trial) -> Optimizer:
    """Return a rule with the knobs of the true one, or those of the trial."""
    for name, about in knobs(true).items():
        if name in knobs(rule):
            value = getattr(true, name)
            if name in trial.knobs:
                value = min(max(trial.knobs[name], about.low), about.high)
            rule = rule.with_field(name, value)
    return rule


def _departure(theirs: Array, right: Array, nth: int, trial: Trial) -> Departure | None:
    """Find where a path leaves the right one, as far as that is finite."""
    off = _off(theirs, right)
    steps = np.flatnonzero((off > trial.tolerance).any(axis=1))
    if not steps.size:
        return None
    t = int(steps[0])
    return Departure(
        step=t,
        coordinate=int(np.argmax(off[t])),
        before=tuple(right[t - 1].tolist()),
        theirs=tuple(theirs[t].tolist()),
        right=tuple(right[t].tolist()),
        trial=nth,
    )


def _off(theirs: Array, right: Array) -> Array:
    """Return how far coordinates are off, in parts of their size or of the way: ``(steps, n)``."""
    with np.errstate(all="ignore"):
        way = np.linalg.norm(right - right[0], axis=1)[:, None]
        off = np.abs(theirs - right) / np.maximum(np.abs(right), way)
    off[~np.isfinite(theirs)] = np.inf
    off[~np.isfinite(right).all(axis=1)] = 0.0  # there is nothing right beyond an overflow
    off[0] = 0.0
    return off


def _miscounted(
    rule: Rule, true: Optimizer, trials: Sequence[Trial], right: Sequence[Array]
) -> str:
    """Return the mistake that is mended by telling another number of the step."""
    for told, late in ((FROM_ZERO, 1), (AHEAD_OF_TIME, -1)):
        if _same((_path(rule, true, trial, late) for trial in trials), right, trials):
            return told
    return ""


def _known(rule: Rule, true: Optimizer, trials: Sequence[Trial]) -> str:
    """Return the mistake that leads along the same paths in all trials."""
    candidates = _candidates(type(true).__name__)
    return next((told for told, text in candidates if _leads_as(rule, text, true, trials)), "")


def _leads_as(rule: Rule, text: str, true: Optimizer, trials: Sequence[Trial]) -> bool:
    """Tell whether a rule goes the way of another text, asked as long as it does."""
    paths = (_led(text, true, trial) for trial in trials)
    return _same(paths, (_path(rule, true, trial) for trial in trials), trials)


def _same(some: Iterable[Array], others: Iterable[Array], trials: Sequence[Trial]) -> bool:
    """Tell whether paths are the same, up to where both overflow, and take a step at all."""
    moves = False
    for one, other, trial in zip(some, others, trials, strict=False):
        finite: npt.NDArray[np.bool_] = np.asarray(np.isfinite(one).all(axis=1))
        if (finite != np.isfinite(other).all(axis=1)).any():
            return False
        if (_off(other, one)[finite] > trial.tolerance).any():
            return False
        moves |= bool(np.isfinite(one[1]).all())
    return moves


@lru_cache
def _candidates(name: str) -> tuple[tuple[str, str], ...]:
    """Return the known mistakes of a rule: its own, then those of writing another rule."""
    others = (
        (f"This is another rule: {OPTIMIZERS[other].title}.", text)
        for other, text in TEXTS.items()
        if other != name
    )
    return (*MISTAKES.get(name, ()), *others)


def _told(departure: Departure, title: str) -> str:
    """Say where the rules part."""
    k = departure.coordinate
    axis = AXES[k] if len(departure.right) <= len(AXES) else f"coordinate {k + 1}"
    theirs, right = departure.theirs[k], departure.right[k]
    where = ", ".join(f"{x:.6g}" for x in departure.before)
    if not np.isfinite(theirs):
        told = "no number" if np.isnan(theirs) else "an infinite number"
        return (
            f"Step {departure.step} from ({where}) makes {told} of {axis}, where {title} makes it"
            f" {right:.6g}: it divides by zero, takes a root of what is negative, or overflows."
        )
    digits = next((d for d in DIGITS if f"{theirs:.{d}g}" != f"{right:.{d}g}"), DIGITS[-1]) + 1
    return (
        f"Step {departure.step} from ({where}) leads to {axis} = {theirs:.{digits}g}, and with"
        f" {title} to {axis} = {right:.{digits}g}."
    )


def _hints(rule: Rule, true: Optimizer, departure: Departure, trial: Trial) -> Iterator[str]:
    """Say what the first departure tells, and what the text leaves out."""
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
