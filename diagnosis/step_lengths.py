r"""How long the steps were, beside what the rate and the slope alone would give.

A step of gradient descent is :math:`\alpha \|g\|` long. Momentum takes up to :math:`1 / (1 -
\beta)` times as much, clipping less, and rules that divide by the size of the slope something else
altogether.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np

from core.arrays import Array, norm
from core.loss import Loss
from diagnosis.causes import scheduled_rates
from diagnosis.evidence import Evidence, lasting
from diagnosis.inspection import Inspection
from diagnosis.recorders import Heard
from experiments.running import run as repeat
from optimizers import Clipped, Optimizer
from optimizers.wrappers import Wrapper

ROUNDING = 1e-13
"""Part of a coordinate: of a shorter step rounding has taken a percent or more."""


@dataclass(frozen=True, eq=False)
class Strides:
    """The steps that were taken, ``last`` of them."""

    length: Array
    r"""How far each went, :math:`\|\Delta\theta\|`, ``(last,)``."""
    plain: Array
    r"""What the rate and the slope that it met give, :math:`\alpha \|g\|`, ``(last,)``; or NaN."""
    rates: Array
    r"""By coordinate, :math:`|\Delta\theta_i| / |g_i|`, ``(last, n)``; NaN where the slope is 0."""
    grain: Array
    """The length below which rounding takes its part of a step, ``(last,)``."""

    @property
    def ratio(self) -> Array:
        """How many times as far each step went, ``(last,)``; NaN where there was no slope."""
        with np.errstate(all="ignore"):
            return np.where(self.plain > self.grain, self.length / self.plain, np.nan)


def strides(inspection: Inspection, e: Evidence) -> Strides:
    """Measure every step of a run, against the slope of the sample that it met, not clipped."""
    slopes = inspection.slopes[: e.last]
    with np.errstate(all="ignore"):
        plain = e.run.lr[: e.last] * norm(slopes.T)
        coarse = ROUNDING * np.abs(e.path[:-1])
        moved = np.abs(np.diff(e.path, axis=0))
        rates = np.where(moved > coarse, inspection.rates[: e.last], np.nan)
    return Strides(e.stride, plain, rates, norm(coarse.T))


@dataclass(frozen=True, eq=False)
class Clipping:
    """Where clipping acted, and how much of the slope it let pass."""

    steps: Array
    """The numbers of the steps, ``(k,)``; the first of a run is 1."""
    passed: Array
    """The part of the slope's length that was left, ``(k,)``: the least, if a step asked twice."""


def clipping(e: Evidence) -> Clipping | None:
    """Measure what clipping cut, by running once more; None where nothing clips."""
    passed: dict[int, float] = {}
    listening = _listening(e.run.optimizer, passed)
    if listening == e.run.optimizer:
        return None
    repeat(listening, e.run.problem, e.path[0], min(e.last + 1, e.run.steps), e.run.seed)
    steps = np.array([t for t, part in sorted(passed.items()) if part < 1], dtype=int)
    return Clipping(steps, np.array([passed[int(t)] for t in steps]))


@dataclass(frozen=True)
class Listening(Wrapper):
    """Hears, around a layer that clips, the slopes before they are clipped."""

    inner: Optimizer
    passed: dict[int, float]

    def init(self, theta: Array) -> Any:
        """Pass on."""
        return self.inner.init(theta)

    def step(self, f: Loss, theta: Array, state: Any, t: int) -> tuple[Array, Any]:
        """Pass on, and note the part of each slope that is left."""
        heard, clips = Heard(f), cast("Clipped", self.inner)
        reached = self.inner.step(heard, theta, state, t)
        for question in heard.questions:
            if question.kind == "grad":
                g = question.answer.reshape(len(theta), -1)
                whole = norm(g)
                part = norm(clips.clip(g)[0])[whole > 0] / whole[whole > 0]
                self.passed[t] = min(self.passed.get(t, 1.0), float(np.min(part, initial=1.0)))
        return reached

    def rate(self, state: Any, t: int) -> Any:
        """Ask the rule inside."""
        return self.inner.rate(state, t)


def _listening(optimizer: Optimizer, passed: dict[int, float]) -> Optimizer:
    """Put an ear around every layer that clips."""
    if isinstance(optimizer, Wrapper):
        optimizer = optimizer.with_field("inner", _listening(optimizer.inner, passed))
    return Listening(optimizer, passed) if optimizer.clips else optimizer


@dataclass(frozen=True)
class Starvation:
    """A schedule left too little rate to arrive, where the full rate would have sufficed."""

    step: int
    """From this iterate on."""
    rates: float
    """The sum of the learning rates that were still to come."""
    reach: float
    """How far they would lead with strides as long for their rate as the next one was."""
    distance: float
    """To the nearest known minimum, from there."""
    unscheduled: float
    """The reach, had the rate stayed at its highest."""


def starvation(e: Evidence) -> Starvation | None:
    r"""Find the iterate from which on the schedule kept a run from arriving; None if it did not.

    From :math:`\theta_t` on, strides that stay as long for their rate as the next one lead
    :math:`\sum_{u > t} \alpha_u \cdot \|\Delta\theta_{t+1}\| / \alpha_{t+1}` far: for gradient
    descent that is the sum of the rates times the slope. Where slopes only shrink, none leads
    farther. None also where no minimum is known.
    """
    rates = scheduled_rates(e)
    if rates is None or not len(e.minima) or e.last < 1 or e.distance[-1] <= e.mark:
        return None
    rates = rates[: e.last]
    to_come = np.cumsum(rates[::-1])[::-1]
    left = np.arange(e.last, 0, -1)
    with np.errstate(all="ignore"):
        stride = np.where(rates > 0, e.stride / rates, 0.0)
    reach, unscheduled = to_come * stride, left * np.max(rates) * stride
    since = lasting(cast("Any", reach < e.distance[:-1] - e.mark))
    if since is None or unscheduled[since] < e.distance[since]:
        return None
    return Starvation(
        since,
        float(to_come[since]),
        float(reach[since]),
        float(e.distance[since]),
        float(unscheduled[since]),
    )
