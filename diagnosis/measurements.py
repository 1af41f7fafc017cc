"""A closer look at one run: what was measured along it, each with a sentence that says so.

It runs the rule once more, to look at its state; so it costs about as much as the run itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.arrays import Array
from diagnosis.cycles import Cycle
from diagnosis.evidence import Evidence
from diagnosis.inspection import inspect
from diagnosis.numbers_as_text import FEW, place, say
from diagnosis.saddle_escapes import Escape, escape
from diagnosis.sharpness import Sharpness, sharpness
from diagnosis.step_lengths import Clipping, Starvation, Strides, clipping, starvation, strides
from experiments.trajectory import Trajectory

EDGE = 0.05
"""A run whose last quarter has its median sharpness so near to the limit, in shares, is at it."""

SAME = 1e-3
"""Part of a number: what differs by less is written the same."""


@dataclass(frozen=True)
class Detail:
    """One thing that was measured, in a sentence or two with its numbers."""

    subject: str
    sentence: str


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """What was measured along one run; None for what it did not do."""

    last: int
    """How many steps it took to its last finite point."""
    sharpness: Sharpness
    strides: Strides
    clipping: Clipping | None
    starvation: Starvation | None
    cycle: Cycle | None
    escape: Escape | None

    @cached_property
    def details(self) -> tuple[Detail, ...]:
        """Say all of it, what there is to say."""
        told = {
            "Sharpness": tell_sharpness(self.sharpness),
            "Steps": tell_strides(self.strides),
            "Clipping": tell_clipping(self.clipping, self.last) if self.clipping else "",
            "Schedule": tell_starvation(self.starvation) if self.starvation else "",
            "Cycle": tell_cycle(self.cycle) if self.cycle else "",
            "Saddle": tell_escape(self.escape) if self.escape else "",
        }
        return tuple(Detail(subject, said) for subject, said in told.items() if said)


def diagnose(trajectory: Trajectory) -> Diagnosis:
    """Measure a single run.

    Raises ``ValueError`` for a batched run (pick one of its runs first, ``trajectory[k]``), and for
    a problem without a map.
    """
    e = Evidence(trajectory)
    inspection = inspect(
        trajectory.optimizer, e.problem, e.path[0], trajectory.steps, int(np.max(trajectory.seed))
    )
    with np.errstate(all="ignore"):  # the points of a run that diverged overflow in what they show
        return Diagnosis(
            last=e.last,
            sharpness=sharpness(inspection),
            strides=strides(inspection, e),
            clipping=clipping(e),
            starvation=starvation(e),
            cycle=e.cycle,
            escape=escape(e),
        )


def tell_sharpness(s: Sharpness) -> str:
    """Say how the curvature went, and how often it was above what the rate allows."""
    seen = np.flatnonzero(np.isfinite(s.largest))
    if not len(seen):
        return ""
    name = "The preconditioned sharpness" if s.preconditioned else "The sharpness λmax"
    first, top, last = s.largest[seen[0]], np.max(s.largest[seen]), s.largest[seen[-1]]
    peak = f", {say(top)} at most," if top > max(first, last) else ""
    went = f"{name} went from {say(first)}{peak} to {say(last)}"
    if np.ptp(s.largest[seen]) <= SAME * abs(top):
        went = f"{name} was {say(last)} all the way"
    ratio = s.ratio[seen]
    if not np.isfinite(ratio).all():
        return f"{went}; no limit on it is known for this rule."
    share = float(np.mean(ratio >= 1))
    above = f"above that at {say(100 * share)}% of the steps" if share else "never above that"
    if share == 1:
        above = "above that all the way"
    late = float(np.median(ratio[-max(1, len(ratio) // 4) :]))
    edge = ", at the edge of stability" if abs(late - 1) <= EDGE else ""
    return (
        f"{went}; the learning rate allows {say(s.limit[seen[-1]])} at the end. It was {above}, and"
        f" in the last quarter at {say(late)} times what is allowed{edge}."
    )


def tell_strides(s: Strides) -> str:
    """Say how long the steps were, and what rate that is for each coordinate."""
    if not len(s.length):
        return ""
    sentence = (
        f"Steps went from {say(s.length[0])} to {say(s.length[-1])} in length, the longest was"
        f" {say(np.max(s.length))} (step {int(np.argmax(s.length)) + 1})"
    )
    late = slice(-max(1, len(s.length) // 4), None)
    ratio = s.ratio[late][np.isfinite(s.ratio[late])]
    if len(ratio):
        sentence += f"; in the last quarter {say(np.median(ratio))} times lr·|g|"
    sentence += "."
    early, end = _medians(s.rates[: len(s.rates) // 4 + 1]), _medians(s.rates[late])
    if np.isfinite([early, end]).all() and len(end) <= FEW:
        sentence += (
            f" The effective rate |Δθ|/|g| by coordinate went from {place(early)} in the first"
            f" quarter to {place(end)} in the last."
        )
    return sentence


def _medians(rates: Array) -> Array:
    """Return the median effective rate of each coordinate; NaN where it never had a slope."""
    columns = (column[np.isfinite(column)] for column in rates.T)
    return np.array([np.median(column) if len(column) else np.nan for column in columns])


def tell_clipping(c: Clipping, steps: int) -> str:
    """Say at how many steps it acted, and what it let pass."""
    if not len(c.steps):
        return "Clipping never acted."
    worst = int(np.argmin(c.passed))
    return (
        f"Clipping acted at {len(c.steps)} of {steps} steps, from step {c.steps[0]} to"
        f" {c.steps[-1]}: of the slope's length it let {say(100 * np.median(c.passed))}% pass there"
        f" (median), and {say(100 * c.passed[worst])}% at step {c.steps[worst]}."
    )


def tell_starvation(s: Starvation) -> str:
    """Say from where on the rates that were left could not have led to the minimum."""
    return (
        f"From step {s.step} on, the rates that the schedule still gave add up to {say(s.rates)}:"
        f" with strides as long for their rate as there, a reach of {say(s.reach)}, and the minimum"
        f" was {say(s.distance)} away. At the full rate it would have been {say(s.unscheduled)}."
    )


def tell_cycle(c: Cycle) -> str:
    """Say its period, its width, and how exactly it recurs."""
    return (
        f"From step {c.since} on it repeats every {c.period} steps, {say(c.width)} wide, each round"
        f" within {say(c.deviation)} of the last."
    )


def tell_escape(s: Escape) -> str:
    """Say when it came near a saddle, when it left, and how that compares with the theory."""
    kind = "peak" if s.peak else "saddle"
    came = f"It came within {say(s.radius)} of the {kind} at {place(s.saddle)} at step {s.entered}"
    if not s.entered:
        came = f"It started within {say(s.radius)} of the {kind} at {place(s.saddle)}"
    stayed = "and never left"
    if s.left is not None:
        stayed = f"and left at step {s.left}, after {s.left - s.entered}"
    told = f"{came}, {say(s.offset)} off the {'top' if s.peak else 'ridge'}, {stayed}."
    if s.theory is None or s.expected is None:
        return told
    grows = f"It should leave by a factor of {say(s.theory)} a step (λ₋ = {say(s.curvature)})"
    if np.isfinite(s.growth):
        grows += f", it did by {say(s.growth)}"
    if not np.isfinite(s.expected):
        return f"{told} {grows}; but nothing grows from zero."
    return f"{told} {grows}: {say(np.ceil(s.expected))} steps by theory."
