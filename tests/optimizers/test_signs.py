"""Rules that look at the signs of the slope only: what follows from that, and how they move."""

from __future__ import annotations

import numpy as np
import optax
import pytest

from core.arrays import Array
from optimizers import Adam, GradientDescent, RMSprop, Rprop, Scheduled, SignDescent
from optimizers.schedules import ExponentialDecay, StepDecay
from tests.optimizers.losses import SLOPES, START, Slope, journey, walk
from tests.optimizers.optax_runs import optax_walk

every_slope = pytest.mark.parametrize("slope", SLOPES.values(), ids=SLOPES)


@every_slope
def test_sign_descent_is_optaxs(slope):
    path = walk(SignDescent(lr=0.013), slope, START, 200)
    theirs = optax_walk(optax.sign_sgd(0.013), slope, 200)
    np.testing.assert_allclose(path, theirs, rtol=1e-10, atol=1e-13)


@every_slope
def test_optaxs_rprop_moves_one_step_late(slope):
    rule = Rprop(0.03, 0.4, 1.3, 1e-3, 0.2)
    theta, state, late = START, rule.init(START), np.zeros_like(START)
    path = [theta]
    for t in range(1, 201):
        there, state = rule.step(Slope(slope), theta, state, t)
        move = there - theta
        theta = theta + np.where(move == 0, 0, late)
        path.append(theta)
        late = move
    theirs = optax_walk(optax.rprop(0.03, 0.4, 1.3, 1e-3, 0.2), slope, 200)
    np.testing.assert_allclose(path, theirs, rtol=1e-10, atol=1e-13)


def bent(slope):
    """Return another slope with the same signs: of any size, and another one everywhere."""
    return lambda theta: slope(theta) * np.exp(20 * np.sin(7 * theta[::-1]) - 30)


@every_slope
@pytest.mark.parametrize("rule", [SignDescent(lr=0.013), Rprop()], ids=str)
def test_only_the_signs_of_a_slope_matter(rule, slope):
    path = walk(rule, slope, START, 120)
    np.testing.assert_array_equal(walk(rule, bent(slope), START, 120), path)
    plain = GradientDescent(lr=0.013)
    assert np.abs(walk(plain, bent(slope), START, 120) - walk(plain, slope, START, 120)).max() > 0.1


def test_sign_descents_steps_are_lr_long_along_every_axis_or_nothing():
    start = np.random.default_rng(0).normal(size=(2, 50))
    start[1, :10] = 0.0  # the ridge of the saddle, where its slope along y is zero
    steps = np.diff(walk(SignDescent(lr=0.03), SLOPES["saddle"], start, 20), axis=0)
    np.testing.assert_allclose(np.abs(steps[:, 0]), 0.03, rtol=1e-12)
    np.testing.assert_allclose(np.abs(steps[:, 1, 10:]), 0.03, rtol=1e-12)
    np.testing.assert_array_equal(steps[:, 1, :10], 0.0)


def test_sign_descent_hops_about_the_bottom_until_a_schedule_stops_it():
    end = np.abs(walk(SignDescent(lr=0.1), SLOPES["bowl"], START, 300)[-50:])
    assert 0.02 < end.max() < 0.2
    calmed = Scheduled(SignDescent(lr=0.1), ExponentialDecay(rate=0.02))
    assert np.abs(walk(calmed, SLOPES["bowl"], START, 600)[-1]).max() < 1e-3


@every_slope
@pytest.mark.parametrize(
    "rule", [Adam(lr=0.013, beta1=0, beta2=0, eps=0), RMSprop(lr=0.013, decay=0, eps=0)], ids=str
)
def test_adaptive_rules_without_memory_are_sign_descent(rule, slope):
    path = walk(SignDescent(lr=0.013), slope, START, 120)
    np.testing.assert_allclose(walk(rule, slope, START, 120), path, rtol=1e-11, atol=1e-13)


def test_on_a_slope_rprops_steps_grow_up_to_their_bound():
    rule = Rprop(lr=0.01, eta_plus=1.3, step_max=0.5)
    path, rates, _ = journey(rule, np.ones_like, START, 40)
    expected = np.minimum(0.01 * 1.3 ** np.arange(40), 0.5)
    np.testing.assert_allclose(rates[:, 0], expected, rtol=1e-12)
    np.testing.assert_allclose(-np.diff(path, axis=0)[:, 0, 0], expected, rtol=1e-9)


def follow(rule: Rprop, signs: list[float]) -> Array:
    """Return the moves of one coordinate whose slope has these signs, whatever it does."""
    theta = np.zeros((1, 1))
    state, path = rule.init(theta), [0.0]
    for t, sign in enumerate(signs, 1):
        slope = Slope(lambda _, sign=sign: np.full((1, 1), sign))
        theta, state = rule.step(slope, theta, state, t)
        path.append(float(theta[0, 0]))
    return np.diff(path)


def test_rprop_waits_for_a_step_after_a_flip_and_goes_on_with_a_smaller_one():
    rule = Rprop(lr=1.0, eta_minus=0.5, eta_plus=2.0)
    moves = follow(rule, [1, 1, -1, -1, -1, 1, 1, 0, 1, 1])
    np.testing.assert_allclose(moves, [-1, -2, 0, 1, 2, 0, -1, 0, -1, -2])


def test_rprops_steps_never_leave_their_bounds():
    flips = [1.0, -1.0] * 40
    moves = follow(Rprop(lr=1.0, eta_minus=0.5, step_min=0.01), flips)
    np.testing.assert_allclose(np.abs(moves[-4:]), [0.01, 0, 0.01, 0], rtol=1e-9)
    np.testing.assert_allclose(follow(Rprop(lr=1.0, step_max=0.3), [1, 1]), [-0.3, -0.3])
    np.testing.assert_allclose(follow(Rprop(lr=1e-3, step_min=0.3), [1, -1, -1]), [-0.3, 0, 0.3])


def test_rprop_finds_steps_of_the_right_size_from_any_first_one():
    """Along each axis for itself: the bowl without its tilt, a thousand times as steep in x."""
    for lr in (1e-5, 1e-2, 10.0):
        path = walk(Rprop(lr=lr), lambda x: x * np.array([[1e3], [1.0]]), START, 200)
        assert np.abs(path[-1]).max() < 1e-4


def test_a_schedule_of_rprops_lr_ends_with_the_first_step():
    rule = Rprop(lr=0.1)
    path = walk(Scheduled(rule, StepDecay(every=1, gamma=0.5)), SLOPES["valley"], START, 100)
    np.testing.assert_array_equal(path, walk(rule, SLOPES["valley"], START, 100))


def test_rprops_rate_is_the_longest_of_its_steps():
    path, rates, _ = journey(Rprop(lr=0.02), SLOPES["valley"], START, 60)
    moves = np.abs(np.diff(path, axis=0)).max(axis=1)
    assert (moves <= rates * (1 + 1e-9) + 1e-15).all()
    assert np.mean(moves > rates * (1 - 1e-6) - 1e-15) > 0.5
    assert rates.max() > 2 * 0.02 > 4 * rates[-1, 0]
