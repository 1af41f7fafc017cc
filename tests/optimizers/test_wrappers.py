"""Rules that hold rules: what they change, what they pass on, and how they nest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest

from optimizers import (
    AdaGrad,
    Adam,
    AdamW,
    Clipped,
    GradientDescent,
    Lookahead,
    Momentum,
    Nesterov,
    Optimizer,
    Scheduled,
)
from optimizers.schedules import Constant, CosineAnnealing, ExponentialDecay, StepDecay, Warmup
from tests.optimizers.losses import SLOPES, START, Slope, journey, walk

VALLEY = SLOPES["valley"]


def same(one: Optimizer, other: Optimizer, steps: int = 120) -> None:
    """Hold two rules to the same points, rates and clipping, bit for bit."""
    journeys = (journey(rule, VALLEY, START, steps) for rule in (one, other))
    for ours, theirs in zip(*journeys, strict=True):
        np.testing.assert_array_equal(ours, theirs)


@dataclass(frozen=True)
class AsksTwice(Optimizer):
    """Gradient descent on the mean of two slopes, one of them looked up far away."""

    title: ClassVar[str] = "Asks twice"
    asks: ClassVar[tuple[str, ...]] = ("value", "grad", "hess")

    def init(self, theta):
        return []

    def step(self, f, theta, state, t):
        heard = [f.grad(100 * theta), f.grad(theta), f.value(theta), f.hess(theta)]
        return theta - 0.01 * (heard[0] + heard[1]) / 2, heard


# Scheduled


def test_a_schedule_multiplies_the_rate_and_the_rate_is_told():
    decay = ExponentialDecay(rate=0.05)
    path, rates, _ = journey(Scheduled(GradientDescent(lr=0.02), decay), VALLEY, START, 50)
    np.testing.assert_array_equal(rates[:, 0], 0.02 * decay(np.arange(50)))
    theta = START
    for t in range(50):
        theta = theta - 0.02 * decay(t) * VALLEY(theta)
        np.testing.assert_array_equal(path[t + 1], theta)


def test_a_constant_schedule_changes_nothing():
    for knob in ("lr", "beta1", "beta2", "eps", "weight_decay"):
        same(Scheduled(AdamW(lr=0.02), Constant(), knob=knob), AdamW(lr=0.02))


def test_any_knob_can_be_scheduled():
    cut = StepDecay(every=20, gamma=0.5)
    rule = Scheduled(Momentum(lr=0.01, beta=0.8), cut, knob="beta")
    theta, v = START, np.zeros_like(START)
    path, rates, _ = journey(rule, VALLEY, START, 60)
    np.testing.assert_array_equal(rates, 0.01)
    for t in range(60):
        v = 0.8 * cut(t) * v + VALLEY(theta)
        theta = theta - 0.01 * v
        np.testing.assert_array_equal(path[t + 1], theta)


def test_schedules_of_schedules_multiply_whatever_stands_between():
    warmup, cut = Warmup(7), StepDecay(every=10, gamma=0.5)
    expected = 0.02 * cut(np.arange(50)) * warmup(np.arange(50))
    for rule in (
        Scheduled(Scheduled(Adam(lr=0.02), warmup), cut),
        Scheduled(Clipped(Scheduled(Adam(lr=0.02), warmup), norm=1.0), cut),
        Scheduled(Lookahead(Scheduled(Adam(lr=0.02), warmup)), cut),
    ):
        rates = journey(rule, VALLEY, START, 50)[1]
        np.testing.assert_allclose(rates[:, 0], expected, rtol=1e-15)


def test_the_order_of_a_schedule_and_another_wrapper_does_not_matter():
    anneal = CosineAnnealing(steps=100)
    rule = Momentum(lr=0.02, beta=0.8)
    same(Scheduled(Clipped(rule, norm=1.0), anneal), Clipped(Scheduled(rule, anneal), norm=1.0))
    same(Scheduled(Lookahead(rule), anneal), Lookahead(Scheduled(rule, anneal)))


def test_a_wrappers_own_knob_can_be_scheduled():
    anneal = CosineAnnealing(steps=30, floor=0.1)
    rule = Scheduled(Clipped(GradientDescent(lr=0.1), norm=2.0), anneal, knob="norm")
    path, rates, clipped = journey(rule, lambda theta: np.full_like(theta, 5.0), START, 40)
    lengths = np.linalg.norm(np.diff(path, axis=0), axis=1)[:, 0]
    np.testing.assert_allclose(lengths, 0.1 * 2.0 * anneal(np.arange(40)), rtol=1e-12)
    np.testing.assert_array_equal(rates, 0.1)
    assert clipped.all()

    half = Scheduled(Lookahead(Momentum(), alpha=0.8), StepDecay(every=1000), knob="alpha")
    same(half, Lookahead(Momentum(), alpha=0.8))


@pytest.mark.parametrize(
    ("inner", "knob", "says"),
    [
        (GradientDescent(), "beta", "GradientDescent has no knob 'beta'.*'lr'"),
        (AdaGrad(), "title", "AdaGrad has no knob 'title'.*'lr', 'eps'"),
        (Clipped(Adam(), norm=1.0), "beta", "Adam has no knob 'beta'"),
        (Clipped(Adam(), norm=1.0), "limit", "Clipped has its knob 'limit' switched off"),
        (Lookahead(Adam()), "k", "no knob 'k'"),
        (Scheduled(Adam(), Constant()), "schedule", "no knob 'schedule'"),
    ],
)
def test_a_knob_that_cannot_be_scheduled_is_named_at_once(inner, knob, says):
    with pytest.raises(ValueError, match=says):
        Scheduled(inner, Constant(), knob=knob)


def test_scaling_leaves_the_rule_itself_alone():
    rule = Clipped(Scheduled(Adam(lr=0.1), Constant()), norm=1.0)
    assert rule.scaled("lr", 0.5) == Clipped(Scheduled(Adam(lr=0.05), Constant()), norm=1.0)
    assert rule == Clipped(Scheduled(Adam(lr=0.1), Constant()), norm=1.0)


# Clipped


def test_clipping_needs_exactly_one_way_to_clip_and_says_so():
    with pytest.raises(ValueError, match=r"neither was given: write Clipped\(…, norm=1.0\)"):
        Clipped(Adam())
    with pytest.raises(ValueError, match="both was given"):
        Clipped(Adam(), norm=1.0, limit=1.0)


@pytest.mark.parametrize("how", ["norm", "limit"])
def test_a_threshold_that_is_never_reached_changes_nothing(how):
    rule = Nesterov(lr=0.005)
    path, _, clipped = journey(Clipped(rule, **{how: 1e6}), VALLEY, START, 200)
    np.testing.assert_array_equal(path, walk(rule, VALLEY, START, 200))
    assert not clipped.any()


def test_clipping_by_norm_keeps_the_direction_and_by_limit_does_not():
    g = np.array([[6.0, 0.3, -0.1], [-8.0, 0.4, 20.0]])
    short, acted = Clipped(Adam(), norm=1.0).clip(g)
    np.testing.assert_allclose(short, [[0.6, 0.3, -0.005], [-0.8, 0.4, 1.0]], atol=2e-5)
    np.testing.assert_array_equal(acted, [True, False, True])
    within, acted = Clipped(Adam(), limit=1.0).clip(g)
    np.testing.assert_array_equal(within, [[1.0, 0.3, -0.1], [-1.0, 0.4, 1.0]])
    np.testing.assert_array_equal(acted, [True, False, True])


@pytest.mark.parametrize("size", [1e-300, 1e-9, 1.0, 1e155, 1e200, 1.2e308])
def test_clipping_by_norm_survives_any_length_that_can_be_written_down(size):
    direction = np.array([[0.6, 1.0, 0.0], [-0.8, 0.0, 0.0]])
    clipped, acted = Clipped(Adam(), norm=1.0).clip(direction * size)
    np.testing.assert_allclose(clipped, direction * min(size, 1.0), rtol=1e-14)
    np.testing.assert_array_equal(acted, [size > 1, size > 1, False])


def test_a_gradient_of_exactly_the_threshold_is_left_alone():
    g = np.array([[3.0], [4.0]])
    clipped, acted = Clipped(Adam(), norm=5.0).clip(g)
    np.testing.assert_array_equal(clipped, g)
    assert not acted.any()


def test_each_run_of_a_batch_is_clipped_for_itself():
    starts = np.array([[1.01, -1.2, 0.9], [1.0, 0.7, 3.0]])
    state = (rule := Clipped(Momentum(), norm=1.0)).init(starts)
    assert not rule.clipped(state).any()
    _, state = rule.step(Slope(VALLEY), starts, state, 1)
    lengths = np.linalg.norm(VALLEY(starts), axis=0)
    np.testing.assert_array_equal(rule.clipped(state), lengths > 1.0)
    assert 0 < rule.clipped(state).sum() < 3


def test_every_gradient_that_a_rule_asks_for_is_clipped_and_other_answers_are_passed_on():
    f = Slope(lambda x: x, value=lambda x: 8 * x[0], hess=lambda x: x * x)
    rule = Clipped(AsksTwice(), norm=3.0)
    near, far = np.array([[0.4], [0.3]]), 100 * np.array([[0.4], [0.3]])
    _, state = rule.step(f, near, rule.init(near), 1)
    np.testing.assert_allclose(state.inner[0], 3.0 * far / 50.0)
    np.testing.assert_array_equal(state.inner[1], near)
    np.testing.assert_array_equal(state.inner[2], 8 * near[0])
    np.testing.assert_array_equal(state.inner[3], near * near)
    assert rule.clipped(state).all()  # the first of two answers was clipped, the last was not


def test_nesterov_is_clipped_where_it_looks():
    rule = Nesterov(lr=0.02, beta=0.9)
    theta, v = START, np.zeros_like(START)
    path = walk(Clipped(rule, norm=1.5), VALLEY, START, 40)
    for t in range(40):
        g = VALLEY(theta - 0.9 * v)
        v = 0.9 * v + 0.02 * g * min(1.0, 1.5 / np.linalg.norm(g))
        theta = theta - v
        np.testing.assert_allclose(path[t + 1], theta, rtol=1e-11)


def test_clipping_twice_is_clipping_to_the_smaller_threshold_and_both_are_told():
    tight = Clipped(Momentum(lr=0.02), norm=0.7)
    for rule in (Clipped(tight, norm=5.0), Clipped(Clipped(Momentum(lr=0.02), norm=5.0), norm=0.7)):
        same(rule, tight)


# Lookahead


def test_lookahead_that_never_comes_back_is_the_rule_inside():
    rule = Momentum(lr=0.01, beta=0.8)
    path = walk(Lookahead(rule, k=3, alpha=1.0), VALLEY, START, 200)
    np.testing.assert_allclose(path, walk(rule, VALLEY, START, 200), rtol=1e-12)


def test_lookahead_comes_a_part_of_the_way_back_every_k_steps():
    path = walk(Lookahead(GradientDescent(lr=0.01), k=4, alpha=0.25), VALLEY, START, 12)
    for start in (0, 4, 8):
        fast = walk(GradientDescent(lr=0.01), VALLEY, path[start], 4)
        np.testing.assert_array_equal(path[start + 1 : start + 4], fast[1:4])
        np.testing.assert_array_equal(path[start + 4], fast[0] + 0.25 * (fast[4] - fast[0]))


def test_lookahead_without_a_step_of_its_own_goes_nowhere():
    path = walk(Lookahead(Adam(lr=0.1), k=5, alpha=0.0), VALLEY, START, 20)
    np.testing.assert_array_equal(path[::5], np.broadcast_to(START, (5, 2, 1)))


# All


@pytest.mark.parametrize(
    "wrap",
    [
        lambda rule: Scheduled(rule, Constant()),
        lambda rule: Clipped(rule, norm=1.0),
        Lookahead,
        lambda rule: Scheduled(Clipped(Lookahead(rule), limit=1.0), Constant()),
    ],
    ids=["Scheduled", "Clipped", "Lookahead", "all"],
)
def test_a_wrapper_speaks_for_the_rule_inside(wrap):
    rule = wrap(Adam(lr=0.07))
    assert rule.title == "Adam"
    assert rule.asks == ("grad",)
    _, rates, clipped = journey(rule, VALLEY, START, 10)
    np.testing.assert_array_equal(rates, 0.07)
    assert clipped.any() == ("Clipped" in str(rule))


def test_a_wrapper_asks_what_the_rule_inside_asks():
    assert Clipped(AsksTwice(), norm=1.0).asks == ("value", "grad", "hess")
    assert Lookahead(Clipped(AsksTwice(), norm=1.0)).asks == ("value", "grad", "hess")
