"""Whole trajectories, in float64, against Optax, with its conventions where they differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import jax
import numpy as np
import optax
import pytest

from core.arrays import Array
from optimizers import (
    AdaGrad,
    Adam,
    AdamW,
    Clipped,
    GradientDescent,
    Lookahead,
    Momentum,
    Optimizer,
    RMSprop,
    RMSpropEpsInside,
    Scheduled,
)
from optimizers.schedules import (
    CosineAnnealing,
    ExponentialDecay,
    Schedule,
    StepDecay,
    WarmRestarts,
    Warmup,
)
from tests.optimizers.losses import SLOPES, START, journey, walk

STEPS = 220


@pytest.fixture(autouse=True)
def double_precision() -> Iterator[None]:
    """Let JAX keep 64 bits; it drops to 32 by default."""
    with jax.enable_x64(True):
        yield


PAIRS: list[tuple[Optimizer, optax.GradientTransformation]] = [
    (GradientDescent(lr=0.02), optax.sgd(0.02)),
    (Momentum(lr=0.004, beta=0.7), optax.sgd(0.004, momentum=0.7)),
    # Optax puts eps inside the root: without it the two conventions are one.
    (
        AdaGrad(lr=0.3, eps=0.0),
        optax.adagrad(0.3, initial_accumulator_value=0.0, eps=0.0),
    ),
    (
        RMSprop(lr=0.004, decay=0.8, eps=1e-2),
        optax.rmsprop(0.004, decay=0.8, eps=1e-2, eps_in_sqrt=False),
    ),
    (RMSpropEpsInside(), optax.rmsprop(1e-2)),
    (
        RMSpropEpsInside(lr=0.004, decay=0.8, eps=1e-3),
        optax.rmsprop(0.004, decay=0.8, eps=1e-3),
    ),
    (Adam(), optax.adam(1e-3)),
    (
        Adam(lr=0.03, beta1=0.7, beta2=0.98, eps=1e-2),
        optax.adam(0.03, b1=0.7, b2=0.98, eps=1e-2),
    ),
    (
        AdamW(lr=0.03, beta1=0.7, beta2=0.98, eps=1e-2, weight_decay=0.3),
        optax.adamw(0.03, b1=0.7, b2=0.98, eps=1e-2, weight_decay=0.3),
    ),
    (
        Clipped(Momentum(lr=0.01, beta=0.7), norm=1.5),
        optax.chain(optax.clip_by_global_norm(1.5), optax.sgd(0.01, momentum=0.7)),
    ),
    (
        Clipped(Adam(lr=0.03), limit=0.5),
        optax.chain(optax.clip(0.5), optax.adam(0.03)),
    ),
]


def optax_walk(rule: optax.GradientTransformation, slope: Callable[[Array], Array]) -> Array:
    """Return every point of Optax's run."""
    update = jax.jit(rule.update)
    state = rule.init(START)
    path = [START]
    for _ in range(STEPS):
        change, state = update(slope(path[-1]), state, path[-1])
        path.append(path[-1] + np.asarray(change))
    assert path[-1].dtype == np.float64
    return np.array(path)


@pytest.mark.parametrize("slope", ["bowl", "valley"])
@pytest.mark.parametrize(("optimizer", "theirs"), PAIRS, ids=[str(o) for o, _ in PAIRS])
def test_trajectory(optimizer, theirs, slope):
    path = walk(optimizer, SLOPES[slope], START, STEPS)
    assert np.ptp(path, axis=0).max() > 1e-2
    expected = optax_walk(theirs, SLOPES[slope])
    np.testing.assert_allclose(path, expected, rtol=1e-10, atol=1e-13)


def test_lookahead():
    rule = Lookahead(Momentum(lr=0.01, beta=0.7), k=6, alpha=0.3)
    path = walk(rule, SLOPES["valley"], START, STEPS)
    theirs = optax.lookahead(optax.sgd(0.01, momentum=0.7), sync_period=6, slow_step_size=0.3)
    points = optax.LookaheadParams.init_synced(START)
    state = theirs.init(points)
    update = jax.jit(theirs.update)
    expected = [START]
    for _ in range(STEPS):
        change, state = update(SLOPES["valley"](expected[-1]), state, points)
        points = optax.apply_updates(points, change)
        expected.append(np.asarray(points.fast))
    np.testing.assert_allclose(path, expected, rtol=1e-10, atol=1e-13)


SCHEDULES: list[tuple[Schedule, optax.Schedule]] = [
    (StepDecay(every=30, gamma=0.7), optax.exponential_decay(1.0, 30, 0.7, staircase=True)),
    (ExponentialDecay(rate=0.02), optax.exponential_decay(1.0, 1, np.exp(-0.02))),
    # Both stay at their floor past the end.
    (CosineAnnealing(steps=150, floor=0.2), optax.cosine_decay_schedule(1.0, 150, alpha=0.2)),
    (
        WarmRestarts(period=20, growth=1.5, floor=0.1),
        optax.join_schedules(
            [optax.cosine_decay_schedule(1.0, length, alpha=0.1) for length in (20, 30, 45, 67.5)],
            [20, 50, 95],
        ),
    ),
    (
        Warmup(steps=25, then=CosineAnnealing(steps=100, floor=0.0)),
        optax.join_schedules(
            [optax.linear_schedule(1 / 25, 1.0, 24), optax.cosine_decay_schedule(1.0, 100)], [25]
        ),
    ),
]


@pytest.mark.parametrize(("schedule", "theirs"), SCHEDULES, ids=[str(s) for s, _ in SCHEDULES])
def test_scheduled_trajectory(schedule, theirs):
    steps = 160  # as far as the list of warm restarts above reaches
    rule = Scheduled(AdamW(lr=0.03, weight_decay=0.3), schedule)
    path, rates, _ = journey(rule, SLOPES["valley"], START, steps)
    curve = [float(theirs(t)) for t in range(steps)]
    np.testing.assert_allclose(rates[:, 0] / 0.03, curve, rtol=1e-10, atol=1e-15)

    def rate(count: jax.Array) -> jax.Array:
        # Optax counts in int32, and some of its curves are then computed in 32 bits.
        return 0.03 * theirs(count.astype(np.float64))

    expected = optax_walk(optax.adamw(rate, weight_decay=0.3), SLOPES["valley"])
    np.testing.assert_allclose(path, expected[: steps + 1], rtol=1e-10, atol=1e-13)
