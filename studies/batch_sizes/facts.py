"""What runs on batches of different size cost, and where they came to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from diagnosis import judge
from diagnosis.outcomes import Outcome
from experiments.cost_axes import gradients, samples, samples_an_epoch
from experiments.trajectory import Trajectory
from studies.batch_sizes.noise_ball import Ball, expected, measured
from surfaces import Surface

BEYOND = 2.0
"""Times the distance of a run without noise."""


@dataclass(frozen=True)
class Facts:
    """What a run on batches of one size cost, and where it came to."""

    steps_an_epoch: int
    gradients: int
    """Gradient evaluations."""
    samples: int
    """Samples that they went through."""
    epochs: float
    early: float | None
    """The true loss after the first epoch, which is equal work for all; none if it took longer."""
    loss: float
    """The true loss at the end."""
    outcome: Outcome
    measured: Ball | None
    """How far noise lets it wander; none while it is on its way, or if it overflowed."""
    expected: Ball | None
    """The same by the law for plain gradient descent; none where that does not hold."""


def facts(runs: Sequence[Trajectory]) -> tuple[Facts, ...]:
    """Sum single runs up, on mini-batches of one loss and, the last of them, on all samples.

    What that last one, which has no noise, is away from the minimum, the others are not for their
    noise: a run wanders in a ball only where it is more than ``BEYOND`` times as far away.

    Raises ``ValueError`` for runs on anything else.
    """
    still = measured(runs[-1])
    return tuple(_facts(run, still) for run in runs)


def _facts(run: Trajectory, still: Ball | None) -> Facts:
    """Sum a run up; ``still`` is where a run without noise ends."""
    outcome, seen, ball = judge(run).outcome, samples(run), measured(run)
    if seen is None:
        raise ValueError(f"{run.problem} is no mean over samples: there are no batches")
    every = samples_an_epoch(run.problem)
    wanders = ball and still and ball.radius > BEYOND * still.radius
    if outcome == Outcome.DESCENDING or not wanders:
        ball = None
    return Facts(
        cast("Surface", run.problem).steps_an_epoch,
        int(gradients(run)[-1]),
        int(seen[-1]),
        float(seen[-1] / every),
        float(run.value[np.argmax(seen >= every)]) if seen[-1] >= every else None,
        float(run.value[-1]),
        outcome,
        ball,
        expected(run) if ball else None,
    )
