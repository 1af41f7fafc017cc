"""What happened in a run, and why, with the numbers that show it."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from core.arrays import norm
from diagnosis.causes import Cause
from diagnosis.evidence import Evidence, lasting
from diagnosis.explanations import explain
from diagnosis.motion import AWAY
from diagnosis.outcomes import Outcome, arrival, outcome
from diagnosis.stability import curvatures_at_end, stability
from experiments.trajectory import Trajectory


@dataclass(frozen=True)
class Verdict:
    """The outcome of one run. All numbers belong to its last finite point."""

    outcome: Outcome
    step: int | None
    """When it came to that: arrived for good, came to rest, overflowed or left; else None."""
    distance: float
    """To the nearest known minimum; NaN if none is known."""
    value: float
    grad_norm: float
    eigenvalues: tuple[float, ...]
    """The curvatures (of the Hessian), ascending; NaN if they overflowed."""
    sharpness: float | None
    """Last learning rate times largest curvature; None for rules that scale coordinates apart."""
    bound: float | None
    """What sharpness must stay below to settle in a bowl; None if no such law holds."""
    cause: Cause
    """What it is put down to."""
    reason: str


_judged: WeakKeyDictionary[Trajectory, Verdict] = WeakKeyDictionary()


def judge(trajectory: Trajectory) -> Verdict:
    """Say what became of a single run, and why.

    Raises ``ValueError`` for a batched run (pick one of its runs first, ``trajectory[k]``), and for
    a problem without a map.
    """
    if trajectory not in _judged:
        _judged[trajectory] = _verdict(trajectory)
    return _judged[trajectory]


def _verdict(trajectory: Trajectory) -> Verdict:
    with np.errstate(all="ignore"):  # the points of a run that diverged overflow in what they show
        e = Evidence(trajectory)
        found = outcome(e)
        law = stability(e)
        reason, cause = explain(e, found)
        return Verdict(
            outcome=found,
            step=_since(e, found),
            distance=float(e.distance[-1]),
            value=float(e.value[-1]),
            grad_norm=float(e.slope[-1]),
            eigenvalues=tuple(map(float, curvatures_at_end(e))),
            sharpness=law.sharpness,
            bound=law.bound,
            cause=cause,
            reason=reason,
        )


def _since(e: Evidence, found: Outcome) -> int | None:
    """Return the step at which a run came to its outcome."""
    if found is Outcome.DIVERGED:
        if e.last < e.run.steps:
            return e.last + 1
        return lasting((e.reach > AWAY) | (e.value > e.value[0]))
    if found is Outcome.CONVERGED and arrival(e) is not None:
        return arrival(e)
    if found in (Outcome.OSCILLATING, Outcome.DESCENDING):
        return None
    return lasting(norm((e.path - e.end).T) <= e.mark)
