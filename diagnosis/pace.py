"""What the lengths of the last steps say of a run that goes nowhere, or back and forth."""

from __future__ import annotations

import numpy as np

from core.arrays import norm
from diagnosis.causes import Cause, Finding
from diagnosis.evidence import LATE, Evidence
from diagnosis.numbers_as_text import say

THROW = 10
"""Times the usual step: one that is longer throws a run."""
SHRUNK = 10
"""The first steps are so many times as long as the last ones of a run that dies out."""


def usual_steps(e: Evidence) -> list[float]:
    """Return the median step of each quarter of a run; of fewer than four steps, of all."""
    quarters = e.quarters(e.stride) if e.last >= 4 else 4 * [e.stride]
    return [float(np.median(quarter)) for quarter in quarters]


def strides_now(e: Evidence) -> Finding:
    """Say how long the last steps are where a run goes back and forth."""
    before, now = usual_steps(e)[2:]
    late = e.stride[e.last // 2 :]
    usual, longest = np.median(late), np.max(late)
    if longest > THROW * usual:
        return Cause.FIXED_STRIDE, (
            f"Most of its steps are about {say(usual)} long, and the longest is {say(longest)}."
        )
    if e.last >= LATE and now < before / 2:
        return Cause.STEPS, (
            f"Its steps shrink, lately from {say(before)} to {say(now)}: it may settle yet."
        )
    return Cause.FIXED_STRIDE, f"Its steps are {say(usual)} long and do not shrink by themselves."


def creeps(e: Evidence) -> Finding:
    """Say why a run that nothing holds back gets nowhere: its steps shrink, turn, or are short."""
    first, *_, last = usual_steps(e)
    if not np.any(e.stride):
        return Cause.DYING_RATE, "None of its steps has any length."
    if e.last >= 4 and last <= first / SHRUNK:
        return Cause.DYING_RATE, f"Its steps have shrunk from {say(first)} to {say(last)}."
    went = float(norm(e.end - e.path[e.last // 2]))
    pace = went / (e.last - e.last // 2)
    if pace <= last / 2:
        return Cause.FIXED_STRIDE, f"Its steps are {say(last)} long, and lead back and forth."
    return Cause.SMALL_RATE, (
        f"At {say(pace)} a step it would take {say(e.diagonal / pace)} of them to cross the map."
    )


def noise_drives(e: Evidence) -> bool:
    """Tell whether the slopes of the last samples are off by half of the true slopes, or more."""
    if not e.noisy or not e.last:
        return False
    steps = range(max(1, e.last - LATE + 1), e.last + 1)
    seen = [e.problem.at(t, e.run.seed).grad(e.path[t - 1][:, None]) for t in steps]
    off = norm((np.array(seen)[..., 0] - e.run.grad[steps[0] - 1 : e.last]).T)
    return bool(np.sqrt(np.mean(off * off)) >= np.median(e.slope[-LATE:]) / 2)
