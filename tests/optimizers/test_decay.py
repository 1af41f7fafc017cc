"""A penalty in the loss, and decay beside the step: against PyTorch, Optax, and each other."""

from __future__ import annotations

from typing import Any

import numpy as np
import optax
import pytest
import torch

from experiments.running import run
from optimizers import (
    BFGS,
    SAM,
    Adam,
    AdamW,
    Averaged,
    Clipped,
    Decayed,
    GradientDescent,
    Lookahead,
    Momentum,
    Nesterov,
    Newton,
    Penalized,
    PolyakStep,
    RMSprop,
    Scheduled,
)
from optimizers.cached import Known, recall, unmoved
from optimizers.decay import PenalizedLoss
from optimizers.schedules import CosineAnnealing, ExponentialDecay, Warmup
from surfaces import LinearRegression, MiniBatch, Quadratic, Rosenbrock
from tests.optimizers.losses import LOSSES, SLOPES, START, Slope, journey, walk
from tests.optimizers.optax_runs import optax_walk

STEPS = 200
LAMBDA = 0.3
every_loss = pytest.mark.parametrize("loss", ["bowl", "valley", "saddle"])


def torch_walk(make: Any, slope: Any, schedule: Any = None) -> np.ndarray:
    """Return every point of a run of PyTorch's from the common start, ``(STEPS + 1, 2, 1)``."""
    theta = torch.nn.Parameter(torch.tensor(START))
    rule = make([theta])
    scheduler = schedule and torch.optim.lr_scheduler.LambdaLR(rule, schedule)
    path = [START]
    for _ in range(STEPS):
        theta.grad = torch.tensor(slope(theta.detach().numpy()))
        rule.step()
        if scheduler:
            scheduler.step()
        path.append(theta.detach().numpy().copy())
    return np.array(path)


# A penalty


COUPLED = [
    (
        Penalized(GradientDescent(lr=0.013), LAMBDA),
        lambda p: torch.optim.SGD(p, lr=0.013, weight_decay=LAMBDA),
    ),
    (
        Penalized(Momentum(lr=0.004, beta=0.8), LAMBDA),
        lambda p: torch.optim.SGD(p, lr=0.004, momentum=0.8, weight_decay=LAMBDA),
    ),
    (
        Penalized(Adam(lr=0.02, beta2=0.98, eps=1e-2), LAMBDA),
        lambda p: torch.optim.Adam(p, lr=0.02, betas=(0.9, 0.98), eps=1e-2, weight_decay=LAMBDA),
    ),
    (
        Penalized(RMSprop(lr=0.003, decay=0.9, eps=1e-2), LAMBDA),
        lambda p: torch.optim.RMSprop(p, lr=0.003, alpha=0.9, eps=1e-2, weight_decay=LAMBDA),
    ),
]


@every_loss
@pytest.mark.parametrize(("ours", "theirs"), COUPLED, ids=[str(o) for o, _ in COUPLED])
def test_a_penalty_is_pytorchs_weight_decay(ours, theirs, loss):
    path = walk(ours, SLOPES[loss], START, STEPS)
    np.testing.assert_allclose(path, torch_walk(theirs, SLOPES[loss]), rtol=1e-10, atol=1e-13)


@every_loss
def test_a_penalty_is_decayed_weights_before_optaxs_rule(loss):
    theirs = optax.chain(optax.add_decayed_weights(LAMBDA), optax.adam(0.02, b2=0.98, eps=1e-2))
    path = walk(Penalized(Adam(lr=0.02, beta2=0.98, eps=1e-2), LAMBDA), SLOPES[loss], START, STEPS)
    expected = optax_walk(theirs, SLOPES[loss], STEPS)
    np.testing.assert_allclose(path, expected, rtol=1e-10, atol=1e-13)


def test_the_rule_sees_a_value_a_gradient_and_a_hessian_that_fit_each_other():
    loss, lanes = PenalizedLoss(LOSSES["ripples"], np.array([0.0, 0.5, 3.0])), 3
    theta = np.random.default_rng(0).normal(size=(2, lanes))
    plain, h = LOSSES["ripples"].value(theta), 1e-5
    np.testing.assert_allclose(
        loss.value(theta) - plain, [0, 0.25, 1.5] * np.sum(theta * theta, axis=0), atol=1e-14
    )
    for k, axis in enumerate(np.eye(2)[..., None] * h):
        slope = (loss.value(theta + axis) - loss.value(theta - axis)) / (2 * h)
        np.testing.assert_allclose(loss.grad(theta)[k], slope, atol=1e-8)
        bend = (loss.grad(theta + axis) - loss.grad(theta - axis)) / (2 * h)
        np.testing.assert_allclose(loss.hess(theta)[:, k], bend, atol=1e-8)
    assert loss.hess(theta).shape == (2, 2, lanes)


def test_newton_lands_on_ridge_regression_in_one_step():
    bowl = LinearRegression()
    path = run(Penalized(Newton(), l2=1.0), bowl, (-0.4, 1.9), 1).theta
    h, w = bowl.hess(np.zeros(2)), np.array(bowl.minima[0])
    np.testing.assert_allclose(path[1], np.linalg.solve(h + np.eye(2), h @ w), rtol=1e-12)


def test_without_a_factor_both_change_nothing():
    for rule in (Nesterov(lr=0.004), Adam(lr=0.05), PolyakStep(), BFGS()):
        for wrapped in (Penalized(rule, 0.0), Decayed(rule, 0.0)):
            for mine, plain in zip(
                journey(wrapped, LOSSES["valley"], START, 60),
                journey(rule, LOSSES["valley"], START, 60),
                strict=True,
            ):
                np.testing.assert_array_equal(mine, plain)


# Decay beside the step


@every_loss
def test_around_adam_decay_is_adamw(loss):
    knobs: dict[str, Any] = {"lr": 0.02, "beta2": 0.98, "eps": 1e-2}
    ours, ours_rates, _ = journey(Decayed(Adam(**knobs), LAMBDA), SLOPES[loss], START, STEPS)
    adamw, rates, _ = journey(AdamW(**knobs, weight_decay=LAMBDA), SLOPES[loss], START, STEPS)
    # The same three terms, added up in another order.
    np.testing.assert_allclose(ours, adamw, rtol=1e-11, atol=1e-14)
    np.testing.assert_array_equal(ours_rates, rates)
    np.testing.assert_allclose(ours[1], adamw[1], rtol=0, atol=3e-16)
    theirs = torch_walk(
        lambda p: torch.optim.AdamW(p, lr=0.02, betas=(0.9, 0.98), eps=1e-2, weight_decay=LAMBDA),
        SLOPES[loss],
    )
    np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-13)


@every_loss
def test_around_momentum_decay_is_sgdw(loss):
    """Algorithm 1 of Loshchilov and Hutter; in Optax, decayed weights behind the momentum."""
    rule = Decayed(Momentum(lr=0.004, beta=0.8), LAMBDA)
    theirs = optax.chain(optax.trace(0.8), optax.add_decayed_weights(LAMBDA), optax.scale(-0.004))
    path = walk(rule, SLOPES[loss], START, STEPS)
    expected = optax_walk(theirs, SLOPES[loss], STEPS)
    np.testing.assert_allclose(path, expected, rtol=1e-10, atol=1e-13)


def test_a_schedule_lowers_the_decay_with_the_rate_as_pytorch_does():
    curve = CosineAnnealing(steps=150, floor=0.1)
    theirs = torch_walk(
        lambda p: torch.optim.AdamW(p, lr=0.02, eps=1e-2, weight_decay=LAMBDA),
        SLOPES["valley"],
        lambda t: float(curve(t)),
    )
    rule = Adam(lr=0.02, eps=1e-2)
    for ours in (
        Scheduled(Decayed(rule, LAMBDA), curve),
        Decayed(Scheduled(rule, curve), LAMBDA),
    ):
        path, rates, _ = journey(ours, SLOPES["valley"], START, STEPS)
        np.testing.assert_allclose(path, theirs, rtol=1e-9, atol=1e-12)
        np.testing.assert_array_equal(rates[:, 0], 0.02 * curve(np.arange(STEPS)))


def test_the_papers_factor_is_ours_times_the_rate():
    """Line 12 of Algorithm 2 multiplies the decay by the schedule's factor alone."""
    eta, lr = ExponentialDecay(rate=0.01), 0.02
    x, m, v = START, np.zeros_like(START), np.zeros_like(START)
    path = [x]
    for t in range(1, 61):
        g = SLOPES["valley"](x)
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        down = m / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
        x = x - eta(t - 1) * (lr * down + lr * LAMBDA * x)
        path.append(x)
    ours = walk(Scheduled(Decayed(Adam(lr=lr), LAMBDA), eta), SLOPES["valley"], START, 60)
    np.testing.assert_allclose(ours, path, rtol=1e-10)


@pytest.mark.parametrize("knob", ["l2", "weight_decay"])
def test_the_pull_itself_can_be_scheduled(knob):
    curve, rule = Warmup(20), GradientDescent(lr=0.01)
    wrap = Penalized(rule, LAMBDA) if knob == "l2" else Decayed(rule, LAMBDA)
    path = walk(Scheduled(wrap, curve, knob=knob), SLOPES["valley"], START, 40)
    x = START
    for t in range(40):
        x = x - 0.01 * SLOPES["valley"](x) - 0.01 * LAMBDA * curve(t) * x
        np.testing.assert_allclose(path[t + 1], x, rtol=1e-12)


# The two side by side


@every_loss
def test_only_under_gradient_descent_are_penalty_and_decay_the_same(loss):
    def apart(rule: Any) -> float:
        penalized, decayed = (
            walk(wrap(rule, LAMBDA), SLOPES[loss], START, STEPS) for wrap in (Penalized, Decayed)
        )
        return float(np.abs(penalized - decayed).max())

    assert apart(GradientDescent(lr=0.01)) < 1e-12
    for rule in (Momentum(lr=0.004), Adam(lr=0.02), RMSprop(lr=0.005)):
        assert apart(rule) > 1e-2


def test_adam_hardly_pulls_a_steep_coordinate_by_a_penalty_and_decay_pulls_both_alike():
    slope = np.array([[100.0], [0.1]])
    steep_and_flat = Slope(lambda theta: slope * np.sign(theta))
    start = np.array([[1.0], [1.0]])
    rule = Adam(lr=1e-3, beta1=0.0, eps=0.0)
    plain, penalized, decayed = (
        walk(r, steep_and_flat, start, 50)[-1]
        for r in (rule, Penalized(rule, 1.0), Decayed(rule, 1.0))
    )
    by_penalty, by_decay = plain - penalized, plain - decayed
    assert np.ptp(by_decay) < 1e-12
    assert (by_decay > 0.04).all()
    steep, flat = np.abs(by_penalty)[:, 0]
    assert flat < 0.02 * by_decay.min(), "divided by the size of the slope"
    assert steep < 0.02 * flat, "the more so where that is large"


# Among the other wrappers


RULES = [
    Clipped(Penalized(Momentum(lr=0.01), LAMBDA), norm=0.5),
    Penalized(Clipped(Momentum(lr=0.01), norm=0.5), LAMBDA),
    Lookahead(Decayed(Adam(lr=0.05), LAMBDA), k=3),
    Decayed(Lookahead(Adam(lr=0.05), k=3), LAMBDA),
    SAM(Penalized(Nesterov(lr=0.004), LAMBDA), rho=0.1),
    Penalized(SAM(Nesterov(lr=0.004), rho=0.1), LAMBDA),
    Averaged(Decayed(Adam(lr=0.05), LAMBDA), after=5),
    Scheduled(Decayed(Penalized(Adam(lr=0.05), 0.1), LAMBDA), Warmup(9)),
    Penalized(BFGS(), LAMBDA),
    Decayed(BFGS(), LAMBDA),
]


@pytest.mark.parametrize("rule", RULES, ids=str)
def test_nested_in_any_order_a_batch_is_its_single_runs_bit_for_bit(rule):
    starts = np.random.default_rng(3).normal(size=(2, 7))
    together = run(rule, Rosenbrock(), starts, 40)
    assert np.isfinite(together.theta).all()
    for k in range(7):
        alone = run(rule, Rosenbrock(), starts[:, k], 40)
        np.testing.assert_array_equal(together.theta[..., k], alone.theta)
        np.testing.assert_array_equal(together.lr[..., k], alone.lr)


def test_what_acted_inside_and_what_is_asked_is_told_outside():
    for wrap in (Penalized, Decayed):
        rule = wrap(Clipped(Newton(), limit=1e-3))
        assert rule.title == "Newton"
        assert rule.asks == Newton().asks
        assert journey(rule, LOSSES["valley"], START, 5)[2].all()
        assert wrap(Adam(lr=0.1)).scaled("lr", 0.5) == wrap(Adam(lr=0.05))


def test_decay_asks_nothing_and_a_penalty_asks_what_its_rule_asks():
    plain = run(BFGS(), Quadratic(), (1.0, 1.5), 12).evaluations
    for rule in (Penalized(BFGS(), 1e-9), Decayed(Adam(), LAMBDA), Penalized(Adam(), LAMBDA)):
        counts = run(rule, Quadratic(), (1.0, 1.5), 12).evaluations
        if isinstance(rule.inner, BFGS):
            for mine, theirs in zip(counts, plain, strict=True):
                np.testing.assert_array_equal(mine, theirs, "what is known is not asked again")
        else:
            np.testing.assert_array_equal(counts.grad, np.ones(12))
            assert not counts.value.any()


def test_what_is_known_holds_for_the_same_sample_under_the_same_penalty_only():
    f = LOSSES["bowl"]
    numbered = Slope(f.grad, f.value, f.hess)
    object.__setattr__(numbered, "sample", 4)
    plain = recall(numbered, START, Known(START))
    np.testing.assert_array_equal(plain.grad, f.grad(START))
    here = recall(PenalizedLoss(numbered, 0.5), START, plain.known())
    np.testing.assert_array_equal(here.grad, f.grad(START) + 0.5 * START)
    known = here.known()
    again = recall(PenalizedLoss(numbered, 0.5), START, known)
    assert again.grad is here.grad
    assert unmoved(again, known).all()
    assert "grad" not in vars(recall(PenalizedLoss(numbered, 0.25), START, known))
    assert "grad" not in vars(recall(PenalizedLoss(f, 0.5), START, known)), "has no number"


def test_a_scheduled_penalty_under_a_line_search_is_asked_anew_at_every_step():
    curve = ExponentialDecay(rate=0.5)
    rule = Scheduled(Penalized(BFGS(), 5.0), curve, knob="l2")
    path = run(rule, LinearRegression(), (-0.4, 1.9), 40).theta
    best = np.array(LinearRegression().minima[0])
    np.testing.assert_allclose(path[-1], best, atol=1e-5)  # the penalty is gone by then


def test_mini_batches_meet_the_penalty_whole():
    batches = MiniBatch(LinearRegression(), batch_size=5)
    rule = Penalized(GradientDescent(lr=0.01), LAMBDA)
    path = run(rule, batches, (-0.4, 1.9), 30, seed=2).theta
    for t in range(30):
        g = batches.at(t + 1, 2).grad(path[t]) + LAMBDA * path[t]
        np.testing.assert_allclose(path[t + 1], path[t] - 0.01 * g, rtol=1e-12)
