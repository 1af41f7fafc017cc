"""Looking uphill first, and showing the mean: what these wrappers change, and what they do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest

from core.arrays import Array
from optimizers import (
    SAM,
    Adam,
    Averaged,
    Clipped,
    GradientDescent,
    Lion,
    Lookahead,
    Momentum,
    Nesterov,
    Optimizer,
    PolyakStep,
    Scheduled,
    Sophia,
)
from optimizers.schedules import CosineAnnealing, StepDecay
from tests.optimizers.losses import LOSSES, SLOPES, START, Slope, journey, walk

every_loss = pytest.mark.parametrize("loss", LOSSES)
STEPS = 150
VALLEY = LOSSES["valley"]
INSIDE: list[Optimizer] = [
    GradientDescent(lr=0.02),
    Nesterov(lr=0.004, beta=0.8),
    Adam(lr=0.03),
    Sophia(lr=0.02, every=3),
    PolyakStep(lowest=-1.0, max_lr=0.1),
    Clipped(Momentum(lr=0.01), norm=1.0),
    Lookahead(Scheduled(Momentum(lr=0.01), StepDecay(20))),
]
every_rule = pytest.mark.parametrize("rule", INSIDE, ids=str)


# SAM


@every_loss
@every_rule
def test_without_a_climb_sam_is_the_rule_inside(rule, loss):
    ours, theirs = (journey(r, LOSSES[loss], START, STEPS) for r in (SAM(rule, rho=0.0), rule))
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_array_equal(one, other)


@every_loss
def test_sam_with_a_rule_that_looks_ahead_climbs_from_there(loss):
    path = walk(SAM(Nesterov(lr=0.004, beta=0.8), rho=0.1), SLOPES[loss], START, STEPS)
    theta, v = START, np.zeros_like(START)
    for t in range(STEPS):
        ahead = theta - 0.8 * v
        uphill = SLOPES[loss](ahead)
        v = 0.8 * v + 0.004 * SLOPES[loss](ahead + 0.1 * uphill / np.sqrt((uphill**2).sum()))
        theta = theta - v
        np.testing.assert_allclose(path[t + 1], theta, rtol=1e-9, atol=1e-12)


@dataclass(frozen=True)
class AsksAll(Optimizer):
    """A rule that stays, and remembers what it was told."""

    title: ClassVar[str] = "Asks all"
    asks: ClassVar[tuple[str, ...]] = ("value", "grad", "hess")

    def init(self, theta):
        return ()

    def step(self, f, theta, state, t):
        return theta, (f.value(theta), f.grad(theta), f.hess(theta))


@every_loss
def test_every_question_is_answered_at_the_climbed_point(loss):
    starts = np.random.default_rng(1).normal(size=(2, 3, 4))
    heard = SAM(AsksAll(), rho=0.2).step(LOSSES[loss], starts, (), 1)[1]
    uphill = SLOPES[loss](starts)
    top = starts + 0.2 * uphill / np.linalg.norm(uphill, axis=0)
    f = LOSSES[loss]
    for told, true in zip(heard, (f.value(top), f.grad(top), f.hess(top)), strict=True):
        np.testing.assert_allclose(told, true, rtol=1e-11)
    assert (heard[0] > f.value(starts)).mean() > 0.7  # it is uphill, but for the very tops


def test_a_step_looks_twice_at_the_one_sample_that_it_is_given():
    asked: list[Array] = []

    def slope(theta: Array) -> Array:
        asked.append(theta)
        return SLOPES["bowl"](theta)

    walk(SAM(GradientDescent(lr=0.01), rho=0.05), slope, START, 5)
    assert len(asked) == 10
    climbs = [np.linalg.norm(asked[i + 1] - asked[i]) for i in range(0, 10, 2)]
    np.testing.assert_allclose(climbs, 0.05, rtol=1e-12)


def test_a_point_without_a_slope_is_asked_about_as_it_is():
    f = Slope(lambda x: x, value=lambda x: 3.0 + 0 * x[0], hess=lambda x: np.array([x, x]))
    origin = np.zeros((2, 1))
    heard = SAM(AsksAll(), rho=0.2).step(f, origin, (), 1)[1]
    np.testing.assert_array_equal(heard[1], origin)
    assert np.isfinite(heard[0]).all()


@pytest.mark.parametrize(("lr", "rho"), [(0.1, 0.05), (0.02, 0.4)])
def test_at_the_bottom_of_a_bowl_sam_bounces_by_a_known_width(lr, rho):
    """From x the step is to x - lr λ (x + ρ), and to come out at -x, x is as below."""
    curvature = 5.0
    a = lr * curvature
    path = walk(SAM(GradientDescent(lr=lr), rho), lambda x: curvature * x, np.array([[2.0]]), 500)
    np.testing.assert_allclose(np.abs(path[-4:, 0, 0]), a * rho / (2 - a), rtol=1e-9)
    assert (path[-4:-1, 0, 0] * path[-3:, 0, 0] < 0).all()


def pits(theta: Array) -> Array:
    """The gradient of a wide bowl at 0 with a narrow pit in its side, at 1: its width is 0.1."""
    e = (theta - 1) / 0.1
    return theta + 0.6 * e / 0.1 * np.exp(-e * e / 2)


def test_sam_leaves_a_pit_narrower_than_its_climb_and_a_plain_rule_does_not():
    """It goes down the bowl until its climb, of 0.3, looks into the pit from below: as told."""
    start = np.array([[1.02]])
    plain, small, large = (
        walk(rule, pits, start, 3000)[-1].item()
        for rule in (
            GradientDescent(lr=0.005),
            SAM(GradientDescent(lr=0.005), rho=0.02),
            SAM(GradientDescent(lr=0.005), rho=0.3),
        )
    )
    assert abs(plain - 1) < 0.05
    assert abs(small - 1) < 0.05
    np.testing.assert_allclose(large, plain - 0.3, atol=1e-3)


@every_loss
def test_clipping_by_norm_acts_alike_inside_and_outside_of_sam(loss):
    rule, norm = Momentum(lr=0.01, beta=0.7), 1.2
    inside = journey(SAM(Clipped(rule, norm=norm), rho=0.1), SLOPES[loss], START, 60)
    outside = journey(Clipped(SAM(rule, rho=0.1), norm=norm), SLOPES[loss], START, 60)
    np.testing.assert_allclose(inside[0], outside[0], rtol=1e-9, atol=1e-12)
    assert inside[2].any()
    assert (inside[2] <= outside[2]).all()  # outside, a climb's slope that was cut is told too


def test_clipping_by_limit_outside_turns_the_climb_too():
    rule = GradientDescent(lr=0.01)
    inside = walk(SAM(Clipped(rule, limit=0.5), rho=0.3), SLOPES["valley"], START, 60)
    outside = walk(Clipped(SAM(rule, rho=0.3), limit=0.5), SLOPES["valley"], START, 60)
    assert np.abs(inside - outside).max() > 1e-3


def test_sam_needs_gradients_to_climb_by():
    @dataclass(frozen=True)
    class AsksForValues(AsksAll):
        asks: ClassVar[tuple[str, ...]] = ("value",)

    assert SAM(AsksForValues()).asks == ("value", "grad")
    assert SAM(Adam()).asks == ("grad",)
    assert SAM(Sophia()).asks == ("grad", "hess")


# Averaged


@every_loss
@every_rule
@pytest.mark.parametrize("after", [0, 40])
def test_what_is_shown_is_the_mean_of_where_the_rule_inside_was(after, rule, loss):
    path, rates, clipped = journey(Averaged(rule, after=after), LOSSES[loss], START, STEPS)
    fast, *told = journey(rule, LOSSES[loss], START, STEPS)
    np.testing.assert_array_equal(path[: after + 2], fast[: after + 2])
    for t in range(after + 1, STEPS + 1, 7):
        mean = fast[after + 1 : t + 1].mean(axis=0)
        np.testing.assert_allclose(path[t], mean, rtol=1e-11, atol=1e-13)
    np.testing.assert_array_equal(rates, told[0])
    np.testing.assert_array_equal(clipped, told[1])


def test_a_mean_that_begins_after_the_end_is_the_rule_inside():
    path = walk(Averaged(Adam(lr=0.1), after=STEPS), VALLEY, START, STEPS)
    np.testing.assert_array_equal(path, walk(Adam(lr=0.1), VALLEY, START, STEPS))


def test_the_mean_lies_in_the_middle_of_a_rattling_path():
    rule, here = Lion(lr=0.05), np.array([[0.3], [1.2]])
    for loss, lowest in (("bowl", 0.0), ("saddle", -0.25)):
        rattling, shown = (
            LOSSES[loss].value(np.moveaxis(walk(r, SLOPES[loss], here, 600), 1, 0))[-100:].mean()
            for r in (rule, Averaged(rule, after=100))
        )
        assert rattling - lowest > 10 * (shown - lowest)


def test_under_noise_the_mean_is_closer_by_about_the_root_of_the_steps():
    """On x²/2 the mean of T points of gradient descent has the variance σ² / T."""
    draw, sigma, lanes, steps = np.random.default_rng(4).normal, 0.3, 2000, 400

    def noisy(theta: Array) -> Array:
        return theta + sigma * draw(size=theta.shape)

    ends = walk(Averaged(GradientDescent(lr=0.2)), noisy, np.zeros((1, lanes)), steps)[-1]
    np.testing.assert_allclose(ends.std(), sigma / np.sqrt(steps), rtol=0.1)


def test_in_a_curved_valley_the_mean_lies_up_the_inside_of_the_bend():
    rule = Adam(lr=0.1)
    start = np.array([[-1.2], [1.44]])
    path = walk(rule, VALLEY, start, 60)
    x, y = walk(Averaged(rule), VALLEY, start, 60)[-1]
    assert np.ptp(path[:, 0]) > 1.5  # it went around the bend
    assert y > x * x + 0.2


def test_a_wrapper_outside_that_moves_the_point_moves_the_mean_only():
    path = walk(Lookahead(Averaged(GradientDescent(lr=0.02)), k=1, alpha=0.5), VALLEY, START, 2)
    fast = walk(GradientDescent(lr=0.02), VALLEY, START, 2)
    first = (START + fast[1]) / 2
    second = first + 0.5 * ((first + fast[2]) / 2 - first)
    np.testing.assert_allclose(path[1:], [first, second], rtol=1e-12)


# Both


@pytest.mark.parametrize("wrap", [SAM, Averaged])
def test_a_wrapper_speaks_for_the_rule_inside(wrap):
    rule = wrap(Clipped(Adam(lr=0.07), norm=0.5))
    assert rule.title == "Adam"
    assert rule.asks == ("grad",)
    _, rates, clipped = journey(rule, VALLEY, START, 10)
    np.testing.assert_array_equal(rates, 0.07)
    assert clipped.any()


@pytest.mark.parametrize("wrap", [SAM, Averaged])
def test_a_schedule_reaches_through_both_and_turns_their_own_knob_where_it_can(wrap):
    anneal = CosineAnnealing(steps=60, floor=0.1)
    rule = Momentum(lr=0.02, beta=0.8)
    ours = journey(Scheduled(wrap(rule), anneal), VALLEY, START, 60)
    theirs = journey(wrap(Scheduled(rule, anneal)), VALLEY, START, 60)
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_climb_can_be_annealed_away():
    rule = Scheduled(SAM(GradientDescent(lr=0.1), rho=0.2), CosineAnnealing(100), knob="rho")
    path = walk(rule, SLOPES["bowl"], START, 300)
    np.testing.assert_allclose(path[-1], 0.0, atol=1e-12)
    with pytest.raises(ValueError, match="no knob 'after'"):
        Scheduled(Averaged(GradientDescent()), CosineAnnealing(), knob="after")
