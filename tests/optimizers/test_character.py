"""What the rules do, as physics: symmetries, speeds, thresholds, and when two are one."""

from __future__ import annotations

import numpy as np
import pytest

from core.arrays import Array
from optimizers import (
    AdaGrad,
    Adam,
    AdamW,
    Clipped,
    GradientDescent,
    HeavyBall,
    Lookahead,
    Momentum,
    Nesterov,
    RMSprop,
    RMSpropEpsInside,
    Scheduled,
)
from optimizers.schedules import Schedule, StepDecay
from tests.optimizers.losses import SLOPES, START, walk

ANGLE = 0.7
TURN = np.array([[np.cos(ANGLE), -np.sin(ANGLE)], [np.sin(ANGLE), np.cos(ANGLE)]])


def turned(theta: Array) -> Array:
    """The gradient of the valley, seen from turned coordinates."""
    return TURN.T @ SLOPES["valley"](TURN @ theta)


def deviation_when_turned(rule) -> float:
    """How far the path moves when the problem is turned and the path turned back."""
    path = walk(rule, SLOPES["valley"], START, 200)
    back = TURN @ walk(rule, turned, TURN.T @ START, 200)
    return float(np.abs(back - path).max())


@pytest.mark.parametrize(
    "rule",
    [
        GradientDescent(lr=0.01),
        Momentum(lr=0.005, beta=0.8),
        HeavyBall(lr=0.005, beta=0.8),
        Nesterov(lr=0.005, beta=0.8),
        Clipped(Nesterov(lr=0.005, beta=0.8), norm=1.0),
        Lookahead(Momentum(lr=0.005, beta=0.8)),
    ],
    ids=str,
)
def test_rules_made_of_gradients_do_not_know_the_axes(rule):
    assert deviation_when_turned(rule) < 1e-11


@pytest.mark.parametrize(
    "rule",
    [
        AdaGrad(lr=0.1),
        RMSprop(),
        RMSpropEpsInside(),
        Adam(lr=0.05),
        AdamW(lr=0.05),
        Clipped(Momentum(lr=0.005, beta=0.8), limit=1.0),
    ],
    ids=str,
)
def test_rules_that_work_by_coordinate_know_the_axes(rule):
    assert deviation_when_turned(rule) > 1e-2


@pytest.mark.parametrize(
    "rule",
    [AdaGrad(eps=0.0), RMSprop(eps=0.0), RMSpropEpsInside(eps=0.0), Adam(eps=0.0)],
    ids=str,
)
def test_adaptive_rules_without_eps_do_not_know_the_losses_scale(rule):
    path = walk(rule, SLOPES["bowl"], START, 200)
    doubled = walk(rule, lambda theta: 2.0**20 * SLOPES["bowl"](theta), START, 200)
    np.testing.assert_array_equal(doubled, path)  # a power of two rounds nothing
    scaled = walk(rule, lambda theta: 1e-5 * SLOPES["bowl"](theta), START, 60)
    np.testing.assert_allclose(scaled, path[:61], rtol=1e-9)


@pytest.mark.parametrize("rule", [GradientDescent(lr=0.01), Momentum(lr=0.01)], ids=str)
def test_gradient_rules_know_the_losses_scale(rule):
    path = walk(rule, SLOPES["bowl"], START, 50)
    assert np.abs(walk(rule, lambda x: 2 * SLOPES["bowl"](x), START, 50) - path).max() > 1e-2
    rule = type(rule)(lr=rule.lr / 2)
    np.testing.assert_array_equal(walk(rule, lambda x: 2 * SLOPES["bowl"](x), START, 50), path)


CURVATURE = 8.0


@pytest.mark.parametrize(
    ("rule", "threshold"),
    [
        (GradientDescent, 2.0),
        (lambda lr: Momentum(lr, beta=0.6), 2 + 2 * 0.6),
        (lambda lr: Momentum(lr, beta=0.9), 2 + 2 * 0.9),
        (lambda lr: HeavyBall(lr, beta=0.9), 2 + 2 * 0.9),
        (lambda lr: Nesterov(lr, beta=0.6), (2 + 2 * 0.6) / (1 + 2 * 0.6)),
        (lambda lr: Nesterov(lr, beta=0.9), (2 + 2 * 0.9) / (1 + 2 * 0.9)),
    ],
    ids=["gd", "momentum", "momentum", "heavy ball", "nesterov", "nesterov"],
)
def test_a_quadratic_turns_to_divergence_at_the_threshold(rule, threshold):
    start = np.array([[1.0], [-2.0]])
    for nearness, outcome in ((0.995, np.less), (1.005, np.greater)):
        path = walk(rule(nearness * threshold / CURVATURE), lambda x: CURVATURE * x, start, 4000)
        sizes = np.abs(path).max(axis=(1, 2))
        assert outcome(sizes[-200:].max(), 1e-3 if outcome is np.less else 1e3)


def test_adams_first_step_is_lr_long_in_each_coordinate():
    start = np.array([[-1.2, 3.0, 0.2], [0.7, 1.0, -40.0]])
    first = walk(Adam(lr=0.03), SLOPES["valley"], start, 1)
    np.testing.assert_allclose(np.abs(first[1] - first[0]), 0.03, rtol=1e-6)


def constant(theta: Array) -> Array:
    """The gradient of a slope that is the same everywhere."""
    return np.broadcast_to(np.array([[2.0], [-0.5]]), theta.shape)


@pytest.mark.parametrize("rule", [Momentum, HeavyBall, Nesterov])
def test_on_a_slope_momentum_is_gradient_descent_sped_up(rule):
    path = walk(rule(lr=0.01, beta=0.9), constant, START, 400)
    np.testing.assert_allclose(path[-1] - path[-2], -0.01 / (1 - 0.9) * constant(START))


def test_on_a_slope_adagrad_slows_down_as_one_over_the_root_of_t():
    path = walk(AdaGrad(lr=0.1), constant, START, 100)
    lengths = np.abs(np.diff(path, axis=0))[:, 0, 0]
    np.testing.assert_allclose(lengths, 0.1 / np.sqrt(np.arange(1, 101)), rtol=1e-8)


def test_rmsprops_first_step_is_longer_and_the_later_ones_lr_long():
    path = walk(RMSprop(lr=0.01, decay=0.99), constant, START, 3000)
    lengths = np.abs(np.diff(path, axis=0))[:, :, 0]
    np.testing.assert_allclose(lengths[0], 0.01 / np.sqrt(1 - 0.99), rtol=1e-6)
    np.testing.assert_allclose(lengths[-1], 0.01, rtol=1e-6)


def test_with_eps_inside_the_root_small_slopes_are_walked_as_by_gradient_descent():
    small = walk(RMSpropEpsInside(lr=0.01, eps=1e-2), lambda x: 1e-4 * constant(x), START, 50)
    plain = walk(GradientDescent(lr=0.1), lambda x: 1e-4 * constant(x), START, 50)
    np.testing.assert_allclose(np.diff(small, axis=0), np.diff(plain, axis=0), rtol=1e-5)


def test_adamw_settles_a_little_towards_the_origin():
    rule = AdamW(lr=0.01, weight_decay=0.5)
    end = walk(rule, lambda theta: theta - 1.0, START, 4000)[-1]
    assert (end < 0.999).all()
    assert (end > 0.2).all()


def test_momentum_without_memory_is_gradient_descent():
    expected = walk(GradientDescent(lr=0.02), SLOPES["valley"], START, 200)
    for rule in (Momentum, HeavyBall, Nesterov):
        path = walk(rule(lr=0.02, beta=0.0), SLOPES["valley"], START, 200)
        np.testing.assert_array_equal(path, expected)


def test_adamw_without_decay_is_adam():
    knobs = {"lr": 0.03, "beta1": 0.8, "beta2": 0.98, "eps": 1e-5}
    path = walk(AdamW(**knobs, weight_decay=0.0), SLOPES["valley"], START, 200)
    np.testing.assert_array_equal(path, walk(Adam(**knobs), SLOPES["valley"], START, 200))


def test_adam_without_momentum_is_rmsprop_with_the_lean_to_zero_undone():
    """The same quotient; RMSprop's mean starts at zero, so its steps are longer by a factor."""
    adam = walk(Adam(lr=0.01, beta1=0.0, beta2=0.9, eps=0.0), constant, START, 20)
    rmsprop = walk(RMSprop(lr=0.01, decay=0.9, eps=0.0), constant, START, 20)
    lean = np.sqrt(1 - 0.9 ** np.arange(1, 21)).reshape(-1, 1, 1)
    np.testing.assert_allclose(np.diff(adam, axis=0), lean * np.diff(rmsprop, axis=0), rtol=1e-12)


class Ratio(Schedule):
    """The ratio of a schedule's factor to the one before it."""

    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule

    def __call__(self, t):
        return self.schedule(t) / self.schedule(max(t - 1, 0))


def test_heavy_ball_and_momentum_part_ways_where_a_schedule_turns_the_rate():
    momentum, ball = Momentum(lr=0.01, beta=0.9), HeavyBall(lr=0.01, beta=0.9)
    expected = walk(momentum, SLOPES["valley"], START, 120)
    np.testing.assert_allclose(walk(ball, SLOPES["valley"], START, 120), expected, rtol=1e-11)

    cut = StepDecay(every=25, gamma=0.2)
    expected = walk(Scheduled(momentum, cut), SLOPES["valley"], START, 120)
    path = walk(Scheduled(ball, cut), SLOPES["valley"], START, 120)
    np.testing.assert_allclose(path[:26], expected[:26], rtol=1e-12)
    coasted, slowed = (np.linalg.norm(p[26] - p[25]) for p in (path, expected))
    assert coasted > 3 * slowed

    corrected = Scheduled(Scheduled(ball, cut), Ratio(cut), knob="beta")
    mended = walk(corrected, SLOPES["valley"], START, 120)
    np.testing.assert_allclose(mended, expected, rtol=1e-11)
