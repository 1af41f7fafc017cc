"""Rules that find their rate: retold after their authors' code, and what they promise."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from core.arrays import Array
from optimizers import (
    Averaged,
    Clipped,
    GradientDescent,
    HypergradientDescent,
    Optimizer,
    PolyakStep,
    Prodigy,
    Scheduled,
    ScheduleFree,
)
from optimizers.schedules import StepDecay, Warmup
from tests.optimizers.losses import LOSSES, LOWEST, SLOPES, START, Slope, journey, walk

every_loss = pytest.mark.parametrize("loss", LOSSES)
STEPS = 150
MINIMUM = {"bowl": np.zeros((2, 1)), "valley": np.ones((2, 1))}


def tilted(theta: Array) -> Array:
    """The gradient of a slope that is the same everywhere; its square is 4.25."""
    return np.broadcast_to(np.array([[2.0], [-0.5]]), theta.shape)


# Hypergradient descent


@every_loss
@pytest.mark.parametrize("hyper_lr", [1e-6, 1e-4])
def test_hypergradient_descent_is_that_of_its_authors(hyper_lr, loss):
    path, rates, _ = journey(
        HypergradientDescent(lr=0.003, hyper_lr=hyper_lr), SLOPES[loss], START, STEPS
    )
    lr, before, theta = 0.003, np.zeros(2), START[:, 0]
    for t in range(STEPS):
        g = SLOPES[loss](theta[:, None])[:, 0]
        lr += hyper_lr * float(np.dot(g, before))
        theta, before = theta - lr * g, g
        np.testing.assert_allclose(path[t + 1, :, 0], theta, rtol=1e-11, atol=1e-14)
        np.testing.assert_allclose(rates[t], lr, rtol=1e-11)
    assert abs(lr / 0.003 - 1) > 1e-3


@every_loss
def test_the_hypergradient_is_the_derivative_of_the_loss_by_the_last_rate(loss):
    theta, nudge = START, 1e-6

    def after(lr: float) -> float:
        return LOSSES[loss].value(theta - lr * SLOPES[loss](theta))[0]

    derivative = (after(0.01 + nudge) - after(0.01 - nudge)) / (2 * nudge)
    rates = journey(HypergradientDescent(lr=0.01, hyper_lr=1e-3), SLOPES[loss], START, 2)[1]
    np.testing.assert_allclose(rates[1] - rates[0], -1e-3 * derivative, rtol=1e-6)


def test_on_a_slope_the_rate_climbs_by_the_same_amount_at_every_step():
    rates = journey(HypergradientDescent(lr=0.01, hyper_lr=1e-3), tilted, START, 40)[1]
    np.testing.assert_allclose(rates[:, 0], 0.01 + 1e-3 * 4.25 * np.arange(40), rtol=1e-12)


def test_between_two_walls_the_rate_falls_until_the_path_settles():
    """At lr·λ = 2.05 gradient descent leaves the bowl, step by step."""
    lr, curvature = 2.05 / 8, 8.0
    plain = walk(GradientDescent(lr=lr), lambda x: curvature * x, START, 300)
    assert np.abs(plain[-1]).max() > 1e3
    rule = HypergradientDescent(lr=lr, hyper_lr=1e-4)
    path, rates, _ = journey(rule, lambda x: curvature * x, START, 300)
    assert np.abs(path[-1]).max() < 1e-9
    assert rates[-1] < 2 / 8 < rates[0]


@every_loss
def test_a_rate_that_does_not_learn_is_gradient_descents(loss):
    path, rates, _ = journey(HypergradientDescent(lr=0.01, hyper_lr=0.0), SLOPES[loss], START, 80)
    np.testing.assert_array_equal(path, walk(GradientDescent(lr=0.01), SLOPES[loss], START, 80))
    np.testing.assert_array_equal(rates, 0.01)


def test_a_schedule_turns_the_first_rate_and_leaves_alone_what_was_learned():
    cut = StepDecay(every=10, gamma=0.5)
    rule = Scheduled(HypergradientDescent(lr=0.01, hyper_lr=1e-3), cut)
    rates = journey(rule, tilted, START, 40)[1]
    t = np.arange(40)
    np.testing.assert_allclose(rates[:, 0], 0.01 * cut(t) + 1e-3 * 4.25 * t, rtol=1e-12)


# Prodigy


@every_loss
@pytest.mark.parametrize(
    "rule", [Prodigy(), Prodigy(lr=0.3, beta1=0.8, beta2=0.99, eps=1e-3, d0=1e-3)], ids=str
)
def test_prodigy_is_that_of_its_authors(rule, loss):
    """In their code all sums are multiplied by d / d0, and (1 - √β2) is left out."""
    beta3 = sqrt(rule.beta2)
    start = START[:, 0]
    theta, d, numerator = start, rule.d0, 0.0
    m, v, s = np.zeros(2), np.zeros(2), np.zeros(2)
    path, rates, _ = journey(rule, SLOPES[loss], START, STEPS)
    for t in range(STEPS):
        g = SLOPES[loss](theta[:, None])[:, 0]
        dlr = d * rule.lr
        numerator = beta3 * numerator + d / rule.d0 * dlr * float(np.dot(g, start - theta))
        m = rule.beta1 * m + d * (1 - rule.beta1) * g
        v = rule.beta2 * v + d * d * (1 - rule.beta2) * g * g
        s = beta3 * s + d / rule.d0 * dlr * g
        d = max(d, numerator / np.abs(s).sum())
        theta = theta - dlr * m / (np.sqrt(v) + d * rule.eps)
        np.testing.assert_allclose(path[t + 1, :, 0], theta, rtol=1e-7, atol=1e-9)
        np.testing.assert_allclose(rates[t], dlr, rtol=1e-7)
    assert d > 30 * rule.d0


@every_loss
def test_prodigys_distance_never_falls_and_takes_few_steps_to_be_of_use(loss):
    rates = journey(Prodigy(), SLOPES[loss], START, STEPS)[1][:, 0]
    assert (np.diff(rates) >= 0).all()
    assert rates[0] == 1e-6
    assert 0.1 < rates[40] < 4


def test_on_a_convex_loss_prodigys_distance_stays_below_the_true_one():
    starts = np.random.default_rng(5).normal(size=(2, 400)) * np.geomspace(1e-3, 1e3, 400)
    rates = journey(Prodigy(), SLOPES["bowl"], starts, 300)[1]
    true = np.abs(starts).max(axis=0)
    assert (rates <= true).all()
    assert np.median(rates[-1] / true) > 0.1


def test_prodigy_knows_neither_the_losses_scale_nor_the_maps():
    rule = Prodigy(eps=0.0)
    path = walk(rule, SLOPES["valley"], START, STEPS)
    louder = walk(rule, lambda x: 2.0**20 * SLOPES["valley"](x), START, STEPS)
    np.testing.assert_array_equal(louder, path)
    wider = walk(Prodigy(eps=0.0, d0=1e-6 * 64), lambda x: SLOPES["valley"](x / 64), 64 * START, 80)
    np.testing.assert_allclose(wider / 64, path[:81], rtol=1e-6)


def test_without_a_slope_prodigy_stays_and_its_distance_too():
    path, rates, _ = journey(Prodigy(), lambda x: 0.0 * x, START, 5)
    np.testing.assert_array_equal(path, np.broadcast_to(START, path.shape))
    np.testing.assert_array_equal(rates, 1e-6)


# Schedule-free


@every_loss
@pytest.mark.parametrize("warmup", [1, 12])
def test_schedule_free_is_its_authors_reference(warmup, loss):
    rule = Scheduled(ScheduleFree(lr=0.03, beta=0.8), Warmup(warmup))
    path, rates, _ = journey(rule, SLOPES[loss], START, STEPS)
    x = y = z = START
    weight_sum, lr_max = 0.0, -1.0
    for t in range(STEPS):
        lr = 0.03 * ((t + 1) / warmup if t < warmup else 1.0)
        lr_max = max(lr, lr_max)
        weight_sum += lr_max**2
        share = lr_max**2 / weight_sum
        z = z - lr * SLOPES[loss](y)
        x = (1 - share) * x + share * z
        y = 0.8 * x + (1 - 0.8) * z
        np.testing.assert_allclose(path[t + 1], x, rtol=1e-10, atol=1e-13)
        np.testing.assert_allclose(rates[t], lr, rtol=1e-12)


@every_loss
def test_without_beta_it_is_the_plain_average_of_gradient_descent(loss):
    fast = walk(GradientDescent(lr=0.03), SLOPES[loss], START, STEPS)
    means = np.cumsum(fast[1:], axis=0) / np.arange(1, STEPS + 1).reshape(-1, 1, 1)
    path = walk(ScheduleFree(lr=0.03, beta=0.0), SLOPES[loss], START, STEPS)
    np.testing.assert_allclose(path[1:], means, rtol=1e-11, atol=1e-14)
    averaged = walk(Averaged(GradientDescent(lr=0.03)), SLOPES[loss], START, STEPS)
    np.testing.assert_allclose(averaged, path, rtol=1e-11, atol=1e-14)


@every_loss
def test_with_all_of_beta_the_slope_is_looked_up_at_the_average(loss):
    asked: list[Array] = []

    def slope(theta: Array) -> Array:
        asked.append(theta)
        return SLOPES[loss](theta)

    path = walk(ScheduleFree(lr=0.03, beta=1.0), slope, START, STEPS)
    np.testing.assert_array_equal(asked, path[:-1])
    theta, z = START, START
    for t in range(1, STEPS + 1):
        z = z - 0.03 * SLOPES[loss](theta)
        theta = theta + (z - theta) / t
        np.testing.assert_allclose(path[t], theta, rtol=1e-10, atol=1e-13)


def test_steps_of_no_length_at_first_weigh_nothing():
    """A schedule may begin at 0, and then there is nothing to average yet."""
    rule = Scheduled(ScheduleFree(lr=0.03), Late())
    path = walk(rule, SLOPES["valley"], START, 20)
    np.testing.assert_array_equal(path[:6], np.broadcast_to(START, (6, 2, 1)))
    expected = walk(ScheduleFree(lr=0.03), SLOPES["valley"], START, 15)
    np.testing.assert_array_equal(path[5:], expected)


class Late(Warmup):
    """No rate in the first five steps."""

    def __call__(self, t):
        return np.where(np.asarray(t) < 5, 0.0, 1.0)[()]


def test_noise_settles_without_a_schedule():
    """Under noise the average ends far closer to the minimum than gradient descent does."""
    ends = [
        np.abs(walk(rule, Noise(), np.full((2, 300), 1.0), 400)[-1]).mean()
        for rule in (GradientDescent(lr=0.05), ScheduleFree(lr=0.05))
    ]
    assert ends[1] < 0.4 * ends[0]


class Noise:
    """The gradient of a bowl, with noise, the same for whoever asks in the same order."""

    def __init__(self) -> None:
        self.draw = np.random.default_rng(8).normal

    def __call__(self, theta: Array) -> Array:
        return 4 * theta + self.draw(size=theta.shape)


# Polyak's step


def test_on_a_parabola_each_step_is_half_of_newtons():
    f = Slope(lambda x: 7.0 * x, value=lambda x: 3.5 * x[0] * x[0])
    path, rates, _ = journey(PolyakStep(), f, np.array([[3.0, -0.2]]), 30)
    np.testing.assert_allclose(path[:, 0, 0], 3.0 * 0.5 ** np.arange(31), rtol=1e-12)
    np.testing.assert_allclose(rates, 0.5 / 7.0, rtol=1e-12)


def test_at_a_kink_it_arrives_at_once_and_stays():
    f = Slope(lambda x: 5.0 * np.sign(x), value=lambda x: 5.0 * np.abs(x[0]) - 2.0)
    path, rates, _ = journey(PolyakStep(lowest=-2.0), f, np.array([[-3.0, 0.7]]), 5)
    np.testing.assert_allclose(path[1:], 0.0, atol=1e-15)
    assert np.isfinite(rates).all()


@pytest.mark.parametrize("loss", MINIMUM)
def test_where_the_loss_is_convex_no_step_leads_away_by_as_much_as_is_proven(loss):
    starts = np.random.default_rng(6).uniform(-1, 1, size=(2, 200))
    starts = starts if loss == "bowl" else 1 + 0.05 * starts
    path, rates, _ = journey(PolyakStep(), LOSSES[loss], starts, 250)
    away = ((path - MINIMUM[loss]) ** 2).sum(axis=1)
    heights = LOSSES[loss].value(np.moveaxis(path, 1, 0))
    assert (np.diff(away, axis=0) <= -rates * heights[:-1] + 1e-15).all()
    assert away[-1].max() < 1e-6


@every_loss
def test_it_steps_to_where_the_tangent_meets_the_lowest_height(loss):
    path, rates, _ = journey(PolyakStep(lowest=LOWEST[loss]), LOSSES[loss], START, 8)
    for t in range(8):
        value, g = LOSSES[loss].value(path[t]), SLOPES[loss](path[t])
        step = path[t + 1] - path[t]
        np.testing.assert_allclose(value + (g * step).sum(axis=0), LOWEST[loss], atol=1e-12)
        np.testing.assert_allclose(step, -rates[t] * g, rtol=1e-9, atol=1e-15)


def test_the_highest_rate_holds():
    """On a bowl that is higher than it was told, the slope vanishes before the gap does."""
    f = Slope(lambda x: x, value=lambda x: 1.0 + x[0] * x[0] / 2)
    free, held = (
        journey(PolyakStep(max_lr=highest), f, np.array([[1.0]]), 100)[1] for highest in (None, 0.7)
    )
    assert free.max() > 10
    np.testing.assert_array_equal(held[5:], 0.7)


def test_below_the_lowest_height_or_without_a_slope_it_stays_finite_and_put():
    below = Slope(SLOPES["bowl"], value=lambda x: -1.0 - x[0] * x[0])
    level = Slope(lambda x: 0.0 * x, value=lambda x: 3.0 + 0.0 * x[0])
    for f in (below, level):
        for highest in (None, 0.5):
            path, rates, _ = journey(PolyakStep(max_lr=highest), f, START, 3)
            np.testing.assert_array_equal(path, np.broadcast_to(START, path.shape))
            np.testing.assert_array_equal(rates, 0.0)


def test_short_and_long_slopes_whose_square_cannot_be_written_down_are_no_trouble():
    for size in (1e-180, 1e180):
        f = Slope(lambda x, s=size: s * x, value=lambda x, s=size: s * x[0] * x[0] / 2)
        path = walk(PolyakStep(), f, np.array([[1.0]]), 3)
        np.testing.assert_allclose(path[:, 0, 0], [1, 0.5, 0.25, 0.125], rtol=1e-12)


def test_polyak_asks_for_values_too_also_when_it_is_wrapped():
    assert PolyakStep.asks == Clipped(PolyakStep(), norm=1.0).asks == ("value", "grad")


# All


def chain(theta: Array) -> Array:
    """Each coordinate pulled to 1, and tied to the next: the gradient, for any number of them."""
    stiff = np.linspace(1.0, 20.0, len(theta)).reshape(-1, *(1,) * (theta.ndim - 1))
    ties = np.diff(theta, axis=0)
    pull = np.zeros_like(theta)
    pull[:-1] -= ties
    pull[1:] += ties
    return stiff * (theta - 1) + pull


MANY = Slope(chain, value=lambda theta: sum((theta - 1) * chain(theta)) / 2)


@pytest.mark.parametrize(
    "rule",
    [HypergradientDescent(lr=0.01, hyper_lr=1e-6), Prodigy(), ScheduleFree(), PolyakStep()],
    ids=str,
)
def test_many_coordinates_and_many_runs_at_once_are_the_single_runs_bit_for_bit(rule: Optimizer):
    starts = np.random.default_rng(3).normal(size=(61, 19))
    batched = journey(rule, MANY, starts, 60)
    assert np.abs(batched[0][-1] - 1).mean() < np.abs(starts - 1).mean() / 1.3
    for k in range(19):
        alone = journey(rule, MANY, starts[:, k : k + 1], 60)
        for many, one in zip(batched, alone, strict=True):
            np.testing.assert_array_equal(many[..., k : k + 1], one)
