"""Whole trajectories, in float64, against Optax, with its conventions where they differ."""

from __future__ import annotations

from collections.abc import Iterator

import jax
import numpy as np
import optax
import pytest

from optimizers import (
    SAM,
    AdaBelief,
    AdaGrad,
    Adam,
    AdamW,
    Adan,
    Clipped,
    GradientDescent,
    Lion,
    Lookahead,
    Momentum,
    Optimizer,
    PolyakStep,
    Prodigy,
    RMSprop,
    RMSpropEpsInside,
    Scheduled,
    ScheduleFree,
    Sophia,
    Yogi,
)
from optimizers.schedules import (
    Constant,
    CosineAnnealing,
    ExponentialDecay,
    Schedule,
    StepDecay,
    WarmRestarts,
    Warmup,
)
from tests.optimizers.losses import LOSSES, LOWEST, SLOPES, START, journey, walk
from tests.optimizers.optax_runs import optax_walk

STEPS = 220
every_loss = pytest.mark.parametrize("loss", LOSSES)


@pytest.fixture(autouse=True)
def double_precision() -> Iterator[None]:
    """Let JAX keep 64 bits; it drops to 32 by default."""
    with jax.enable_x64(True):
        yield


def from_rest(lr: float, **knobs: float) -> optax.GradientTransformation:
    """Return Yogi whose mean of gradients starts at 0; Optax starts it where the squares start."""
    theirs = optax.scale_by_yogi(**knobs)

    def init(params: jax.Array) -> optax.OptState:
        state = theirs.init(params)
        return state._replace(mu=np.zeros_like(params))

    yogi = optax.GradientTransformation(init, theirs.update)
    return optax.chain(yogi, optax.scale(-lr))


def shrunk(share: float) -> optax.GradientTransformation:
    """Return the decay of Adan's paper: divide the new point by 1 + share."""

    def update(changes, state, params=None):
        return (params + changes) / (1 + share) - params, state

    return optax.GradientTransformation(lambda _: optax.EmptyState(), update)


def uncorrected(lr: float, beta1: float, beta2: float) -> optax.Schedule:
    """Return a rate that takes Adam's correction, which Optax adds to Prodigy, out again."""

    def rate(count: jax.Array) -> jax.Array:
        t = count.astype(np.float64) + 1
        return lr * (1 - beta1**t) / (1 - beta2**t) ** 0.5

    return rate


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
    (AdaBelief(), optax.adabelief(1e-3)),
    (
        AdaBelief(lr=0.02, beta1=0.7, beta2=0.98, eps=1e-3),
        optax.adabelief(0.02, b1=0.7, b2=0.98, eps=1e-3, eps_root=1e-3),
    ),
    (
        Yogi(),
        from_rest(1e-2, b1=0.9, b2=0.999, eps=1e-3, initial_accumulator_value=1e-6),
    ),
    (
        Yogi(lr=0.03, beta1=0.7, beta2=0.98, eps=1e-2, initial=0.1),
        from_rest(0.03, b1=0.7, b2=0.98, eps=1e-2, initial_accumulator_value=0.1),
    ),
    # Optax weighs the change of the gradient by 1 - b2 where the paper has what is b2 in code.
    (
        Adan(lr=0.02, beta1=0.9, beta2=0.5, beta3=0.99, eps=1e-2),
        optax.adan(0.02, b1=0.9, b2=0.5, b3=0.99, eps=1e-2, eps_root=0.0),
    ),
    (
        Adan(lr=0.02, beta1=0.7, beta2=0.5, beta3=0.98, eps=1e-2, weight_decay=0.3),
        optax.chain(
            optax.adan(0.02, b1=0.7, b2=0.5, b3=0.98, eps=1e-2, eps_root=0.0), shrunk(0.02 * 0.3)
        ),
    ),
    (Lion(lr=0.01), optax.lion(0.01, weight_decay=0.0)),
    (
        Lion(lr=0.013, beta1=0.7, beta2=0.95, weight_decay=0.4),
        optax.lion(0.013, b1=0.7, b2=0.95, weight_decay=0.4),
    ),
    (Prodigy(), optax.contrib.prodigy(uncorrected(1.0, 0.9, 0.999))),
    (
        Prodigy(lr=0.2, beta1=0.7, beta2=0.99, eps=1e-2, d0=1e-4),
        optax.contrib.prodigy(
            uncorrected(0.2, 0.7, 0.99), betas=(0.7, 0.99), eps=1e-2, estim_lr0=1e-4
        ),
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


@pytest.mark.parametrize("slope", ["bowl", "valley", "saddle"])
@pytest.mark.parametrize(("optimizer", "theirs"), PAIRS, ids=[str(o) for o, _ in PAIRS])
def test_trajectory(optimizer, theirs, slope):
    path = walk(optimizer, SLOPES[slope], START, STEPS)
    assert np.ptp(path, axis=0).max() > 1e-2
    expected = optax_walk(theirs, SLOPES[slope], STEPS)
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


@every_loss
@pytest.mark.parametrize(
    ("beta", "schedule"),
    [(0.9, Constant()), (0.3, Warmup(40)), (1.0, CosineAnnealing(150, floor=0.1))],
    ids=str,
)
def test_schedule_free_shows_what_optax_evaluates(beta, schedule, loss):
    curve = 0.03 * schedule(np.arange(STEPS + 1))

    def rate(count: jax.Array) -> jax.Array:
        return jax.numpy.asarray(curve)[count]

    # Optax's wrapper counts steps from 1, the rule inside from 0.
    theirs = optax.contrib.schedule_free(
        optax.sgd(rate), learning_rate=lambda count: rate(count - 1), b1=beta
    )
    y, state = START, theirs.init(jax.numpy.asarray(START))
    update = jax.jit(theirs.update)
    expected = [START]
    for _ in range(STEPS):
        change, state = update(SLOPES[loss](y), state, y)
        y = y + np.asarray(change)
        expected.append(np.asarray(optax.contrib.schedule_free_eval_params(state, y)))
    rule = Scheduled(ScheduleFree(lr=0.03, beta=beta), schedule)
    path, rates, _ = journey(rule, SLOPES[loss], START, STEPS)
    np.testing.assert_allclose(path, expected, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(rates[:, 0], curve[:STEPS])


@every_loss
@pytest.mark.parametrize("bound", [1.0, 0.04])
def test_polyaks_step(bound, loss):
    rule = PolyakStep(lowest=LOWEST[loss], max_lr=bound)
    theirs = optax.polyak_sgd(max_learning_rate=bound, f_min=LOWEST[loss], variant="sps+")
    state = theirs.init(START)
    expected = [START]
    steps = 16  # later the slopes are so short that Optax takes them for zero, or rounding shows
    for _ in range(steps):
        value = LOSSES[loss].value(expected[-1])[0]
        change, state = theirs.update(SLOPES[loss](expected[-1]), state, expected[-1], value=value)
        expected.append(expected[-1] + np.asarray(change))
    path, rates, _ = journey(rule, LOSSES[loss], START, steps)
    np.testing.assert_allclose(path, expected, rtol=1e-9, atol=1e-12)
    assert rates.max() <= bound


@every_loss
def test_sam(loss):
    """In its opaque mode Optax climbs inside a step, as the paper does."""
    climb = optax.chain(optax.contrib.normalize(), optax.sgd(0.07))
    theirs = optax.contrib.sam(optax.sgd(0.01, momentum=0.7), climb, opaque_mode=True)
    state = theirs.init(START)
    expected = [START]
    for _ in range(60):
        change, state = theirs.update(
            SLOPES[loss](expected[-1]),
            state,
            expected[-1],
            grad_fn=lambda params, _: SLOPES[loss](np.asarray(params)),
        )
        expected.append(expected[-1] + np.asarray(change))
    path = walk(SAM(Momentum(lr=0.01, beta=0.7), rho=0.07), SLOPES[loss], START, 60)
    np.testing.assert_allclose(path, expected, rtol=1e-9, atol=1e-12)


@every_loss
def test_sophia(loss):
    """Optax's, after two conventions are undone, with the exact diagonal as its estimator.

    It divides by the mean that the last step left, so it is shown the new diagonal first; and it
    corrects the momentum as Adam does, so what it divides by is corrected alike.
    """
    rule = Sophia(lr=0.02, beta1=0.8, beta2=0.9, gamma=0.3, eps=1e-3, every=7, weight_decay=0.2)
    exact = optax.GradientTransformationExtraArgs(
        lambda _: optax.EmptyState(),
        lambda _, state, **asked: (asked["diagonal"], state),
    )

    @jax.jit
    def update(t, g, state, theta, diagonal):
        correction = 1 - rule.beta1**t
        theirs = optax.contrib.sophia(
            rule.lr,
            b1=rule.beta1,
            b2=rule.beta2,
            eps=rule.eps / correction,
            gamma=rule.gamma / correction,
            update_interval=rule.every,
            weight_decay=rule.weight_decay,
            hessian_diagonal_fn=exact,
        )
        (shown, *_) = theirs.update(g, state, theta, diagonal=diagonal)[1]
        state = (state[0]._replace(nu=shown.nu), *state[1:])
        change, (after, *rest) = theirs.update(g, state, theta, diagonal=diagonal)
        return change, (after._replace(nu=shown.nu), *rest)

    state = optax.contrib.sophia(rule.lr, hessian_diagonal_fn=exact).init(START)
    expected = [START]
    for t in range(1, STEPS + 1):
        theta, f = expected[-1], LOSSES[loss]
        diagonal = np.diagonal(f.hess(theta)).T
        change, state = update(float(t), f.grad(theta), state, theta, diagonal)
        expected.append(theta + np.asarray(change))
    path = walk(rule, LOSSES[loss], START, STEPS)
    np.testing.assert_allclose(path, expected, rtol=1e-9, atol=1e-12)


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

    expected = optax_walk(optax.adamw(rate, weight_decay=0.3), SLOPES["valley"], STEPS)
    np.testing.assert_allclose(path, expected[: steps + 1], rtol=1e-10, atol=1e-13)
