"""The rules after Adam: against their authors' code, retold coordinate by coordinate, and apart."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from math import sqrt

import numpy as np
import pytest

from core.arrays import Array
from optimizers import (
    AdaBelief,
    Adam,
    Adan,
    Clipped,
    Lion,
    Optimizer,
    QHAdam,
    SignDescent,
    Sophia,
    Yogi,
)
from tests.optimizers.losses import LOSSES, SLOPES, START, Slope, walk

every_loss = pytest.mark.parametrize("loss", LOSSES)
STEPS = 150


def retold(step: Callable[[list[float], list[float], list[float], int], list[float]], loss: str):
    """Return every point of a run whose step maps lists: point, slope, curvatures and time."""
    theta, path = START[:, 0].tolist(), [START]
    for t in range(1, STEPS + 1):
        here = np.array(theta)[:, None]
        slope = LOSSES[loss].grad(here)[:, 0].tolist()
        curvatures = np.diagonal(LOSSES[loss].hess(here))[0].tolist()
        theta = step(theta, slope, curvatures, t)
        path.append(np.array(theta)[:, None])
    return np.array(path)


@every_loss
@pytest.mark.parametrize("nus", [(0.7, 1.0), (0.4, 0.8), (0.2, 0.9)])
def test_qhadam_is_that_of_its_authors(nus, loss):
    """In qhoptim a mean is kept unbiased by the sum of the weights, not corrected afterwards."""
    rule = QHAdam(lr=0.02, beta1=0.9, beta2=0.98, nu1=nus[0], nu2=nus[1], eps=1e-2)
    weights, means = [0.0, 0.0], [[0.0, 0.0], [0.0, 0.0]]

    def step(theta, slope, *_):
        moved = []
        weights[0] = 1.0 + rule.beta1 * weights[0]
        weights[1] = 1.0 + rule.beta2 * weights[1]
        for i, (x, g) in enumerate(zip(theta, slope, strict=True)):
            for k, seen in enumerate((g, g * g)):
                means[k][i] += (seen - means[k][i]) / weights[k]
            mean = nus[0] * means[0][i] + (1.0 - nus[0]) * g
            size = sqrt(nus[1] * means[1][i] + (1.0 - nus[1]) * g * g)
            moved.append(x - rule.lr * mean / (size + rule.eps))
        return moved

    path = walk(rule, SLOPES[loss], START, STEPS)
    assert np.ptp(path, axis=0).max() > 0.1
    np.testing.assert_allclose(path, retold(step, loss), rtol=1e-10, atol=1e-12)


@every_loss
@pytest.mark.parametrize("decay", [0.0, 0.4])
def test_adan_is_that_of_its_authors(decay, loss):
    """Their code keeps the negative of the last gradient, and adds to it in place."""
    rule = Adan(lr=0.01, beta1=0.9, beta2=0.8, beta3=0.98, eps=1e-2, weight_decay=decay)
    m, v, n, held = ([0.0, 0.0] for _ in range(4))

    def step(theta, slope, _, t):
        moved = []
        for i, (x, g) in enumerate(zip(theta, slope, strict=True)):
            if t == 1:
                held[i] = -g
            held[i] += g
            m[i] = m[i] * rule.beta1 + (1 - rule.beta1) * g
            v[i] = v[i] * rule.beta2 + (1 - rule.beta2) * held[i]
            held[i] = held[i] * rule.beta2 + g
            n[i] = n[i] * rule.beta3 + (1 - rule.beta3) * held[i] ** 2
            size = sqrt(n[i]) / sqrt(1 - rule.beta3**t) + rule.eps
            down = rule.lr / (1 - rule.beta1**t) * m[i] / size
            down += rule.lr * rule.beta2 / (1 - rule.beta2**t) * v[i] / size
            moved.append((x - down) / (1 + rule.lr * decay))
            held[i] = -g
        return moved

    path = walk(rule, SLOPES[loss], START, STEPS)
    assert np.ptp(path, axis=0).max() > 0.1
    np.testing.assert_allclose(path, retold(step, loss), rtol=1e-10, atol=1e-12)


@every_loss
@pytest.mark.parametrize("every", [1, 7])
def test_sophia_is_its_paper_line_by_line(every, loss):
    rule = Sophia(lr=0.02, beta1=0.8, beta2=0.9, gamma=0.3, eps=1e-3, every=every, weight_decay=0.2)
    m, h = [0.0, 0.0], [0.0, 0.0]

    def step(theta, slope, curvatures, t):
        moved = []
        for i, (x, g) in enumerate(zip(theta, slope, strict=True)):
            m[i] = rule.beta1 * m[i] + (1 - rule.beta1) * g
            if t % every == 1 % every:
                h[i] = rule.beta2 * h[i] + (1 - rule.beta2) * curvatures[i]
            down = max(-1, min(1, m[i] / max(rule.gamma * h[i], rule.eps)))
            moved.append(x - rule.lr * rule.weight_decay * x - rule.lr * down)
        return moved

    path = walk(rule, LOSSES[loss], START, STEPS)
    assert np.ptp(path, axis=0).max() > 0.1
    np.testing.assert_allclose(path, retold(step, loss), rtol=1e-10, atol=1e-12)


# Rules that become one another


@every_loss
def test_qhadam_without_new_or_without_old_gradients_is_adam(loss):
    adam = {"lr": 0.03, "beta2": 0.98, "eps": 1e-5}
    path = walk(QHAdam(**adam, beta1=0.8, nu1=1.0, nu2=1.0), SLOPES[loss], START, STEPS)
    np.testing.assert_array_equal(path, walk(Adam(**adam, beta1=0.8), SLOPES[loss], START, STEPS))
    path = walk(QHAdam(**adam, beta1=0.8, nu1=0.0, nu2=1.0), SLOPES[loss], START, STEPS)
    np.testing.assert_array_equal(path, walk(Adam(**adam, beta1=0.0), SLOPES[loss], START, STEPS))


@every_loss
def test_adan_without_changes_is_adam(loss):
    path = walk(Adan(lr=0.03, beta1=0.8, beta2=0.0, beta3=0.97), SLOPES[loss], START, STEPS)
    expected = walk(Adam(lr=0.03, beta1=0.8, beta2=0.97), SLOPES[loss], START, STEPS)
    np.testing.assert_array_equal(path, expected)


@every_loss
def test_lion_without_memory_is_sign_descent(loss):
    path = walk(Lion(lr=0.01, beta1=0.0), SLOPES[loss], START, STEPS)
    np.testing.assert_array_equal(path, walk(SignDescent(lr=0.01), SLOPES[loss], START, STEPS))


# Character


def served(gradients: Iterable[float]) -> Slope:
    """Return a loss that answers with one gradient after the other, wherever it is asked."""
    answers = iter(gradients)
    return Slope(lambda theta: np.full_like(theta, next(answers)))


def lengths(rule: Optimizer, gradients: list[float]) -> Array:
    """Return how long the steps are on such a loss."""
    path = walk(rule, served(gradients), np.zeros((1, 1)), len(gradients))
    return np.abs(np.diff(path[:, 0, 0]))


def test_adabelief_strides_out_where_the_gradient_is_foreseen_and_is_adam_where_it_flips():
    steps = 60
    even = lengths(AdaBelief(lr=0.1), [3.0] * steps)
    assert (np.diff(even) > 0).all()
    # What the forecast misses is β1^t of the gradient, and the mean of the squares is geometric.
    t, b1, b2 = np.arange(1, steps + 1), 0.9, 0.999
    missed = (1 - b2) * (b2**t - b1 ** (2 * t)) / (b2 / b1**2 - 1) / (1 - b2**t)
    np.testing.assert_allclose(even, 0.1 / np.sqrt(missed), rtol=1e-6)
    np.testing.assert_allclose(lengths(Adam(lr=0.1), [3.0] * steps), 0.1, rtol=1e-6)

    flips = [3.0, -3.0] * steps
    belief, adam = lengths(AdaBelief(lr=0.1), flips)[30:], lengths(Adam(lr=0.1), flips)[30:]
    np.testing.assert_allclose(belief, adam, rtol=0.1)


def test_yogis_steps_grow_back_slowly_where_adams_leap_up():
    gradients = [1.0] * 100 + [0.01] * 300
    knobs = {"lr": 0.1, "beta1": 0.0, "beta2": 0.98, "eps": 1e-12}
    yogi, adam = (lengths(rule, gradients) for rule in (Yogi(**knobs), Adam(**knobs)))
    assert adam[-1] / adam[100] > 10
    assert yogi[-1] / yogi[100] < 1.2


def test_yogis_square_moves_by_a_share_of_the_new_square_up_or_down():
    rule, f = Yogi(beta2=0.9, initial=0.5), served([3.0, 1.0, 0.2, 0.2, 4.0])
    theta = np.zeros((1, 1))
    state, squares = rule.init(theta), [0.5]
    for t in range(1, 6):
        theta, state = rule.step(f, theta, state, t)
        squares.append(state.v.item())
    np.testing.assert_allclose(np.diff(squares), [0.9, -0.1, -0.004, -0.004, 1.6], rtol=1e-12)


@every_loss
def test_lion_steps_by_lr_in_every_coordinate_and_does_not_know_the_losses_scale(loss):
    rule = Lion(lr=0.013, beta1=0.8, beta2=0.95)
    path = walk(rule, SLOPES[loss], START, STEPS)
    np.testing.assert_allclose(np.abs(np.diff(path, axis=0)), 0.013, rtol=1e-12)
    scaled = walk(rule, lambda theta: 2.0**-30 * SLOPES[loss](theta), START, STEPS)
    np.testing.assert_array_equal(scaled, path)


def test_where_lion_has_neither_slope_nor_memory_it_stays():
    path = walk(Lion(lr=0.1), lambda theta: 0.0 * theta, START, 3)
    np.testing.assert_array_equal(path, np.broadcast_to(START, path.shape))


def test_lions_decay_settles_where_it_balances_the_sign():
    """From far out on a slope for ever, the pull grows until it is as strong as the step."""
    path = walk(Lion(lr=0.01, weight_decay=0.5), lambda x: 0 * x - 1.0, START, 2000)
    np.testing.assert_allclose(path[-1], 2.0, rtol=1e-3)


def test_adan_brakes_where_the_slope_is_about_to_turn():
    """The change of the gradient tells that the bottom comes near: less far up the other side."""
    start = np.array([[-1.0]])
    overshoots = [
        walk(Adan(lr=0.05, beta1=0.95, beta2=beta2), lambda x: 3.0 * x, start, 200).max()
        for beta2 in (0.0, 0.5, 0.9, 0.98)
    ]
    assert (np.diff(overshoots) < -0.005).all()


NEWTONIAN = {"beta1": 0.0, "beta2": 0.0, "gamma": 1.0, "every": 1}


def test_sophia_shrinks_steep_and_flat_coordinates_at_the_same_pace():
    scale = np.array([[1e-3], [1.0], [1e4]])
    f = Slope(lambda x: scale * x, hess=lambda _: (scale * np.eye(3))[..., None])
    path = walk(Sophia(lr=0.25, **NEWTONIAN), f, np.array([[0.9], [-0.5], [0.3]]), 20)
    np.testing.assert_allclose(path[1:] / path[:-1], 0.75, rtol=1e-12)


def test_sophia_leaves_a_saddle_by_the_sign_and_no_coordinate_ever_moves_further_than_lr():
    f, start = LOSSES["saddle"], np.array([[0.5], [1e-3]])
    path = walk(Sophia(lr=0.01, **NEWTONIAN), f, start, 40)
    np.testing.assert_allclose(np.diff(path[:, 1, 0]), 0.01, rtol=1e-12)
    for loss in LOSSES:
        steps = np.diff(walk(Sophia(lr=0.02, beta2=0.5), LOSSES[loss], START, STEPS), axis=0)
        assert np.abs(steps).max() <= 0.02 * (1 + 1e-12)


def test_sophia_asks_for_the_hessian_at_every_kth_step_only():
    asked: list[Array] = []

    def hess(theta: Array) -> Array:
        asked.append(theta)
        return LOSSES["valley"].hess(theta)

    path = walk(Sophia(every=4), Slope(SLOPES["valley"], hess=hess), START, 10)
    np.testing.assert_array_equal(asked, path[[0, 4, 8]])
    assert Clipped(Sophia(), norm=1.0).asks == Sophia.asks == ("grad", "hess")


@every_loss
def test_the_diagonal_is_what_hutchinsons_estimate_is_on_average(loss):
    hessian = LOSSES[loss].hess(START)[..., 0]
    signs = [np.array(u) for u in itertools.product([-1.0, 1.0], repeat=2)]
    estimates = [u * (hessian @ u) for u in signs]
    np.testing.assert_allclose(np.mean(estimates, axis=0), np.diagonal(hessian), atol=1e-12)
    assert np.ptp(estimates) > 0
