"""How the runs of a race ended, in a few words."""

from __future__ import annotations

from collections.abc import Sequence

from diagnosis.causes import Cause
from diagnosis.verdicts import judge
from experiments.trajectory import Trajectory


def note(trajectory: Trajectory) -> str:
    """Say in three or four words how a single run ended, to stand over its panel."""
    verdict = judge(trajectory)
    if trajectory.diverged and verdict.cause is Cause.UNDEFINED:
        return f"undefined at step {trajectory.last + 1}"
    if trajectory.diverged:
        return f"overflowed at step {trajectory.last + 1}"
    when = f" at step {verdict.step}" if verdict.outcome == "converged" and verdict.step else ""
    return f"{verdict.outcome}{when}, loss {verdict.value:.2g}"


def summary(names: Sequence[str], notes: Sequence[str], trajectories: Sequence[Trajectory]) -> str:
    """Say in a sentence who ended lowest, and how the others did: what a screen reader hears."""
    order = sorted(range(len(names)), key=lambda i: float(trajectories[i].value[-1]))
    best = order[0]
    told = "; ".join(f"{names[i]}: {notes[i]}" for i in order)
    return f"{names[best]} ends lowest. {told}."
