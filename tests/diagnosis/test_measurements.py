"""What is measured along a run, against formulas and computations of its own."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from diagnosis import diagnose
from diagnosis.numbers_as_text import place
from diagnosis.saddle_escapes import escape_factor
from experiments import run
from optimizers import (
    AdaGrad,
    Adam,
    AdamW,
    Clipped,
    GradientDescent,
    HeavyBall,
    Momentum,
    Nesterov,
    NesterovShifted,
    Newton,
    Optimizer,
    RMSprop,
    Scheduled,
)
from optimizers.schedules import CosineAnnealing, ExponentialDecay, Warmup
from surfaces import SURFACES, Himmelblau, HolderTable, Noisy, Quadratic, Rosenbrock, Saddle
from tests.diagnosis.labelled_runs import BANANA, BOWL, START, TWO_WELLS
from tests.diagnosis.test_verdicts import radius
from tests.experiments.drawn import things
from tests.experiments.grounds import SLIDE

# Sharpness.


def test_sharpness_and_its_limit_are_those_of_each_step():
    rule = Scheduled(Momentum(lr=0.001, beta=0.8), Warmup(100))
    trajectory = run(rule, Rosenbrock(), BANANA, 150)
    found = diagnose(trajectory).sharpness
    assert not found.preconditioned
    np.testing.assert_array_equal(found.steps, np.arange(1, 151))
    largest = [
        np.linalg.eigvalsh(Rosenbrock().hess(point[:, None])[..., 0])[-1]
        for point in trajectory.theta[:-1]
    ]
    np.testing.assert_allclose(found.largest, largest, rtol=1e-12)
    rates = 0.001 * np.minimum(np.arange(1, 151) / 100, 1)
    np.testing.assert_allclose(found.limit, 3.6 / rates, rtol=1e-12)


def test_long_runs_are_glanced_at_from_the_first_step_to_the_last():
    steps = diagnose(run(GradientDescent(lr=0.001), BOWL, START, 5000)).sharpness.steps
    assert len(steps) == 400
    assert (steps[0], steps[-1]) == (1, 5000)


@pytest.mark.parametrize(
    "rule", [Adam(lr=0.2), Adam(lr=0.2, beta1=0.5), RMSprop(), AdaGrad(lr=0.3)]
)
def test_the_preconditioned_sharpness_is_that_of_the_step_written_out(rule):
    trajectory = run(rule, Rosenbrock(), BANANA, 40)
    found = diagnose(trajectory).sharpness
    assert found.preconditioned
    v = np.zeros(2)
    for t, (theta, g) in enumerate(zip(trajectory.theta, trajectory.grad, strict=True), 1):
        if t > 40:
            break
        if isinstance(rule, Adam):
            v = rule.beta2 * v + (1 - rule.beta2) * g * g
            p = (np.sqrt(v / (1 - rule.beta2**t)) + rule.eps) * (1 - rule.beta1**t)
        elif isinstance(rule, RMSprop):
            v = rule.decay * v + (1 - rule.decay) * g * g
            p = np.sqrt(v) + rule.eps
        else:
            v = v + g * g
            p = np.sqrt(v) + rule.eps
        hessian = Rosenbrock().hess(theta[:, None])[..., 0]
        own = np.max(np.linalg.eigvals(np.diag(1 / p) @ hessian).real)
        assert found.largest[t - 1] == pytest.approx(own, rel=1e-9)


@pytest.mark.parametrize("beta", [0.0, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("decay", [0.0, 0.5])
def test_the_bound_of_adam_is_where_a_step_with_its_divisors_held_still_turns(beta, decay):
    rule = AdamW(lr=0.3, beta1=beta, weight_decay=decay)
    edge = rule.preconditioned_bound()

    def spectral_radius(sharpness: float) -> float:
        pushed = (1 - beta) * sharpness  # m is scaled by the rate
        step = [[1 - 0.3 * decay - pushed, -beta], [pushed, beta]]
        return float(max(abs(np.linalg.eigvals(step))))

    assert spectral_radius(0.999 * edge) < 1 < spectral_radius(1.001 * edge)
    if not decay:
        assert edge == Adam(lr=0.3, beta1=beta).preconditioned_bound()


def test_adam_has_its_edge_at_38_over_the_rate():
    assert Adam().preconditioned_bound() == pytest.approx(38)
    found = diagnose(run(Adam(lr=0.1), BOWL, START, 10)).sharpness
    np.testing.assert_allclose(found.limit, 380)


def test_a_rule_that_divides_by_the_slope_comes_to_hover_at_the_edge():
    ratio = diagnose(run(RMSprop(lr=0.02), Rosenbrock(), BANANA, 2000)).sharpness.ratio
    assert np.median(ratio[-100:]) == pytest.approx(1, abs=0.1)
    assert (ratio[-100:] > 1).any()
    assert (ratio[-100:] < 1).any()


def test_no_limit_is_claimed_where_no_law_is_known():
    for rule in (Newton(), Clipped(Newton(), norm=1.0)):
        found = diagnose(run(rule, BOWL, START, 5)).sharpness
        assert np.isnan(found.limit).all()
        assert np.isfinite(found.largest).all()


# Steps, clipping, schedules.


def test_a_step_of_gradient_descent_is_the_rate_times_the_slope():
    found = diagnose(run(GradientDescent(lr=0.002), Rosenbrock(), BANANA, 200)).strides
    np.testing.assert_allclose(found.ratio, 1, rtol=1e-9)
    np.testing.assert_allclose(found.rates, 0.002, rtol=1e-9)


def test_on_a_steady_slope_momentum_adds_up_ten_of_them():
    found = diagnose(run(Momentum(lr=0.001, beta=0.9), SLIDE, (1.0, 0.0), 300)).strides
    assert found.ratio[0] == pytest.approx(1)
    assert found.ratio[-1] == pytest.approx(10)


def test_a_step_that_is_lost_in_rounding_has_no_rate():
    found = diagnose(run(GradientDescent(lr=0.1), Saddle(), (-1.0, 1e-6), 800)).strides
    np.testing.assert_allclose(found.ratio[np.isfinite(found.ratio)], 1, rtol=0.02)


@pytest.mark.parametrize("problem", [Rosenbrock(), Noisy(Quadratic(), sigma=5.0)], ids=str)
@pytest.mark.parametrize("inner", [GradientDescent(lr=0.001), Nesterov(lr=0.001), Adam(lr=0.1)])
@pytest.mark.parametrize("around", [{"norm": 6.0}, {"limit": 4.0}])
def test_clipping_is_found_where_it_acted(problem, inner, around):
    trajectory = run(Clipped(inner, **around), problem, problem.starts[0], 120, seed=3)
    found = diagnose(trajectory).clipping
    np.testing.assert_array_equal(found.steps, np.flatnonzero(trajectory.clipped) + 1)
    assert len(found.steps) > 0
    assert ((found.passed > 0) & (found.passed < 1)).all()


def test_what_clipping_let_pass_is_the_threshold_over_the_slope():
    trajectory = run(Clipped(GradientDescent(lr=0.001), norm=6.0), Rosenbrock(), BANANA, 120)
    found = diagnose(trajectory).clipping
    slopes = np.hypot(*trajectory.grad[found.steps - 1].T)
    np.testing.assert_allclose(found.passed, 6.0 / slopes, rtol=1e-12)
    twice = replace(trajectory.optimizer, inner=trajectory.optimizer, norm=9.0)
    outer = diagnose(run(twice, Rosenbrock(), BANANA, 120)).clipping
    np.testing.assert_array_equal(outer.steps, found.steps)
    assert diagnose(run(GradientDescent(lr=0.001), Rosenbrock(), BANANA, 9)).clipping is None


def test_a_starved_run_walks_no_farther_than_it_could_reach():
    rule = Scheduled(GradientDescent(lr=0.1), ExponentialDecay(rate=0.1))
    trajectory = run(rule, BOWL, START, 300)
    found = diagnose(trajectory).starvation
    rates = 0.1 * np.exp(-0.1 * np.arange(300))
    place = trajectory.theta[found.step]
    assert found.rates == pytest.approx(np.sum(rates[found.step :]))
    slope = np.hypot(*(place * [1, 10]))
    assert found.reach == pytest.approx(found.rates * slope)
    assert found.distance == pytest.approx(np.hypot(*place))
    assert found.unscheduled == pytest.approx(0.1 * (300 - found.step) * slope)
    walked = np.hypot(*(trajectory.theta[-1] - place))
    assert walked <= found.reach < found.distance < found.unscheduled


def test_nobody_is_starved_who_arrives_or_has_no_schedule_or_too_few_steps_at_any_rate():
    enough = Scheduled(GradientDescent(lr=0.1), CosineAnnealing(200))
    for rule, steps in ((enough, 200), (GradientDescent(lr=0.001), 200), (enough, 2)):
        assert diagnose(run(rule, BOWL, START, steps)).starvation is None


# Saddles.


@pytest.mark.parametrize("lr", [0.02, 0.1])
@pytest.mark.parametrize("offset", [1e-3, 1e-6, 1e-12])
def test_gradient_descent_leaves_a_saddle_when_theory_says(lr, offset):
    found = diagnose(run(GradientDescent(lr=lr), Saddle(), (-1.0, offset), 4000)).escape
    np.testing.assert_allclose(found.saddle, 0, atol=1e-9)
    assert found.curvature == pytest.approx(-1)
    assert found.theory == pytest.approx(1 + lr)
    assert found.growth == pytest.approx(1 + lr, rel=2e-3)
    stayed = found.left - found.entered
    assert abs(stayed - np.log(found.radius / found.offset) / np.log(1 + lr)) < 2
    assert stayed == pytest.approx(found.expected, abs=2)


def test_a_tenth_of_the_offset_costs_so_many_steps_more():
    left = [
        diagnose(run(GradientDescent(lr=0.1), Saddle(), (-1.0, offset), 4000)).escape.left
        for offset in (1e-4, 1e-8)
    ]
    assert left[1] - left[0] == pytest.approx(4 * np.log(10) / np.log(1.1), abs=1)


@pytest.mark.parametrize("rule", [Momentum, HeavyBall, Nesterov, NesterovShifted])
@pytest.mark.parametrize("beta", [0.3, 0.9])
def test_momentum_leaves_by_the_larger_root(rule, beta):
    optimizer = rule(lr=0.02, beta=beta)
    assert escape_factor(optimizer, 0.02, 1.0) == pytest.approx(radius(rule, -0.02, beta))
    found = diagnose(run(optimizer, Saddle(), (-0.1, 1e-9), 4000)).escape
    assert found.growth == pytest.approx(found.theory, rel=0.01)
    assert found.left - found.entered == pytest.approx(found.expected, rel=0.05)


def test_on_the_ridge_it_never_leaves():
    found = diagnose(run(GradientDescent(lr=0.05), Saddle(), (1.0, 0.0), 300)).escape
    assert (found.offset, found.left, found.expected) == (0.0, None, np.inf)


def test_a_peak_is_told_from_a_saddle_and_a_bowl_has_neither():
    found = diagnose(run(Newton(), Himmelblau(), (-0.3, -0.9), 20)).escape
    assert found.peak
    np.testing.assert_allclose(found.saddle, (-0.270844591, -0.923038525), atol=1e-6)
    assert found.theory is None
    assert not diagnose(run(Newton(), TWO_WELLS, (0.3, 1.0), 20)).escape.peak
    assert diagnose(run(GradientDescent(lr=0.1), BOWL, START, 100)).escape is None


# And for anything at all.


def test_a_batch_has_no_diagnosis_but_each_of_its_runs_has():
    both = run(GradientDescent(lr=np.array([0.1, 0.3])), BOWL, START, 100)
    with pytest.raises(ValueError, match=r"pick a run, trajectory\[k\]"):
        diagnose(both)
    assert diagnose(both[0]).sharpness.limit[-1] == pytest.approx(20)


def test_every_subject_is_told_with_its_numbers():
    def told(*run_of) -> dict[str, str]:
        return {d.subject: d.sentence for d in diagnose(run(*run_of)).details}

    hopping = told(Clipped(GradientDescent(lr=0.3), norm=1.0), BOWL, (0.0, 0.4), 200)
    assert hopping["Cycle"].startswith("From step 1 on it repeats every 2 steps, 0.3 wide")
    assert "acted at 200 of 200 steps, from step 1 to 200" in hopping["Clipping"]
    assert "was 10 all the way; the learning rate allows 6.67" in hopping["Sharpness"]
    assert "It was above that all the way" in hopping["Sharpness"]
    starved = told(Scheduled(GradientDescent(lr=0.1), ExponentialDecay(rate=0.1)), BOWL, START, 300)
    assert "add up to 0.951" in starved["Schedule"]
    leaving = told(GradientDescent(lr=0.1), Saddle(), (-1.0, 1e-6), 400)
    assert "left at step 126, after 108" in leaving["Saddle"]
    assert "108 steps by theory" in leaving["Saddle"]
    riding = told(RMSprop(lr=0.02), Rosenbrock(), BANANA, 500)
    assert "at the edge of stability" in riding["Sharpness"]


def test_a_run_without_steps_at_a_saddle_is_told_without_a_factor():
    found = diagnose(run(GradientDescent(lr=1.0), HolderTable(), HolderTable().starts[1], 0))
    assert found.escape is not None
    assert found.escape.theory is None
    (told,) = (d.sentence for d in found.details if d.subject == "Saddle")
    assert "off the ridge, and never left" in told
    assert "factor" not in told


@settings(max_examples=60, deadline=None)  # a busy machine is no failure
@example(rule=GradientDescent(lr=1.0), name="HolderTable", steps=0, noise=None, start=1)
@given(
    rule=things(Optimizer, levels=2),
    name=st.sampled_from([*SURFACES]),
    steps=st.integers(0, 60),
    noise=st.sampled_from([None, 5.0]),
    start=st.integers(0, 2),
)
def test_any_run_has_a_diagnosis_in_plain_words(rule, name, steps, noise, start):
    problem = SURFACES[name]() if noise is None else Noisy(SURFACES[name](), sigma=noise)
    point = problem.starts[min(start, len(problem.starts) - 1)]
    found = diagnose(run(rule, problem, point, steps))
    for detail in found.details:
        assert detail.sentence.endswith(".")
        assert not re.search(r"\b(nan|None)\b", detail.sentence)
    assert {d.subject for d in found.details} >= ({"Steps"} if found.last else set())


def test_points_of_many_coordinates_are_cut_short():
    assert place(np.arange(4.0)) == "(0, 1, 2, 3)"
    assert place(np.arange(100.0)) == "(0, 1, 2, 3, …)"
