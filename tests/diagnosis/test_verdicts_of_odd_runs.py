"""Verdicts on runs that are easily taken for something else."""

from __future__ import annotations

import numpy as np
import pytest

from diagnosis import Cause, Outcome, judge
from diagnosis.curvature import poles
from diagnosis.evidence import Evidence
from diagnosis.run_summary import note
from experiments import run
from optimizers import (
    BFGS,
    SAM,
    AdaDelta,
    Adam,
    AdamW,
    Averaged,
    Clipped,
    ConjugateGradient,
    GradientDescent,
    Lion,
    Momentum,
    Newton,
    PolyakStep,
    QHAdam,
    RAdam,
    RMSprop,
    Rprop,
    Rule,
    SaddleFreeNewton,
    Scheduled,
    ScheduleFree,
    SignDescent,
    TrustRegion,
)
from optimizers.schedules import Constant, CosineAnnealing, ExponentialDecay, LinearDecay
from surfaces import (
    AbsoluteValue,
    DropWave,
    Eggholder,
    Formula,
    HolderTable,
    LevyN13,
    LinearRegression,
    Matyas,
    Michalewicz,
    MonkeySaddle,
    Noisy,
    Plateau,
    Quadratic,
    Rosenbrock,
    SchafferN2,
    SixHumpCamel,
    Sphere,
)
from tests.experiments.grounds import KINK, bowl

BANANA = (-1.2, 1.0)
BOWL = bowl(1.0, 10.0)
BOXBOD = Formula(
    "+".join(
        f"({y} - x*(1 - exp(-{t}*y)))**2"
        for t, y in ((1, 109), (2, 149), (3, 149), (5, 191), (7, 213), (10, 224))
    )
)
"""https://www.itl.nist.gov/div898/strd/nls/data/boxbod.shtml"""

BOXBOD_3 = Formula(
    "(109 - x*(1-exp(-y)))**2 + (149 - x*(1-exp(-2*y)))**2 + (149 - x*(1-exp(-3*y)))**2"
)


# What grew beyond measure, though no number overflowed.


@pytest.mark.parametrize(
    ("rule", "problem", "start", "steps"),
    [
        (RAdam(lr=0.02), Rosenbrock(), BANANA, 200),
        (RAdam(lr=0.02), Rosenbrock(), BANANA, 60),
        (Scheduled(GradientDescent(lr=0.6), LinearDecay(steps=40)), BOWL, (-1.8, 0.4), 60),
        (Scheduled(Momentum(lr=2.0), ExponentialDecay(rate=0.1)), BOWL, (-1.8, 0.4), 80),
    ],
)
def test_an_explosion_that_a_schedule_or_a_mean_of_squares_ended_is_one(
    rule, problem, start, steps
):
    trajectory = run(rule, problem, start, steps)
    assert trajectory.value[-1] > 1e4 * trajectory.value[0]
    assert not trajectory.diverged
    assert judge(trajectory).outcome is Outcome.DIVERGED


@pytest.mark.parametrize(
    ("rule", "problem", "start", "steps"),
    [
        (Scheduled(Momentum(lr=0.36), CosineAnnealing(20)), BOWL, (-1.8, 0.4), 25),
        (Scheduled(GradientDescent(lr=0.3), LinearDecay(steps=40)), BOWL, (-1.8, 0.4), 60),
    ],
)
def test_what_a_schedule_calmed_in_time_is_no_explosion(rule, problem, start, steps):
    trajectory = run(rule, problem, start, steps)
    assert trajectory.value[-1] < 1e4 * trajectory.value[0]
    assert judge(trajectory).outcome is not Outcome.DIVERGED


# What was not finite, when and where.


@pytest.mark.parametrize(
    ("rule", "problem", "start", "told"),
    [
        (GradientDescent(lr=1.0), Formula("sqrt(x) + y**2"), (0.2, 1.0), "the domain of sqrt(x)"),
        (Lion(lr=1.0), Formula("x*log(x) + y**2"), (1.5, 1.5), "the domain of log(x)"),
        (GradientDescent(lr=1.0), Formula("asin(x) + y**2"), (0.5, 0.0), "the domain of asin(x)"),
        (GradientDescent(lr=1.0), Formula("x**1.5 + y**2"), (0.5, 0.0), "the domain of x**1.5"),
        (
            Momentum(lr=1.0),
            Noisy(Formula("log(2 - x) + y**2"), sigma=0.0),
            (1.5, 0.0),
            "the domain of log(2 - x)",
        ),
        (
            Rule("theta = theta - lr*g/norm(g)", lr=0.5),
            Sphere(),
            (0.5, 0.0),
            "Step 2 itself became undefined, in line 1 of the rule, theta = theta - lr*g/norm(g)",
        ),
        (
            Clipped(Rule("s = g*g; u = g/s; theta = theta - lr*u"), norm=1.0),
            Sphere(),
            (0.5, 0.0),
            "Step 1 itself became undefined, in line 2 of the rule, u = g/s",
        ),
        (Rule("theta = theta - lr*log(abs(g))"), Sphere(), (0.5, 0.0), "infinite, in line 1"),
    ],
)
def test_what_became_undefined_is_named_with_step_and_place(rule, problem, start, told):
    trajectory = run(rule, problem, start, 60)
    verdict = judge(trajectory)
    assert verdict.outcome is Outcome.DIVERGED
    assert told in verdict.reason
    assert f"tep {trajectory.last + 1}" in verdict.reason
    assert "overflow" not in verdict.reason


def test_what_did_overflow_is_still_said_to():
    trajectory = run(GradientDescent(lr=1.0), Rosenbrock(), BANANA, 50)
    assert "The loss overflowed at step 4" in judge(trajectory).reason
    assert note(trajectory) == "overflowed at step 4"
    left = run(GradientDescent(lr=1.0), Formula("asin(x) + y**2"), (0.5, 0.0), 5)
    assert note(left) == f"undefined at step {left.last + 1}"


def test_the_iterate_that_was_not_finite_is_kept_for_each_run_of_a_batch():
    rates = np.array([0.1, 1.0])
    both = run(GradientDescent(lr=rates), Formula("asin(x) + y**2"), (0.5, 0.0), 5)
    single = run(GradientDescent(lr=1.0), Formula("asin(x) + y**2"), (0.5, 0.0), 5)
    assert both.stop.shape == (2, 2)
    np.testing.assert_array_equal(both[1].stop, single.stop)
    assert single.stop[0] < -1 < single.theta[-1, 0]
    assert both[0].last < 5 or (both[0].stop == both[0].theta[-1]).all()


# On its way, though slowly.


@pytest.mark.parametrize(
    ("rule", "problem", "start", "steps"),
    [
        (Adam(lr=1e-5), LevyN13(), (-1.6, 3.2), 50),
        (Adam(lr=1e-5), SchafferN2(), (-1.7, 0.5), 50),
        (SignDescent(lr=1e-5), DropWave(), (-1.4, 0.9), 50),
        (RAdam(lr=1e-5), Michalewicz(), (2.37, 0.38), 50),
        (AdaDelta(lr=0.001), Formula("1/x + y**2"), (1.2, -3.0), 60),
        (SignDescent(lr=0.005), Formula("x + 1/x + y**2"), (3.0, -4.0), 200),
    ],
)
def test_a_run_that_falls_on_a_slope_still_descends(rule, problem, start, steps):
    assert judge(run(rule, problem, start, steps)).outcome is Outcome.DESCENDING


def test_a_saddle_is_one_where_the_slope_is_small_only():
    for start in ((-1.6, 3.2), (2.1, 0.4), (5.0, -3.0)):
        verdict = judge(run(Adam(lr=1e-5), LevyN13(), start, 50))
        assert verdict.outcome is not Outcome.SADDLE


@pytest.mark.parametrize("steps", [60, 100, 300])
def test_what_crosses_level_ground_is_on_a_plateau(steps):
    verdict = judge(run(Averaged(QHAdam(lr=0.9)), Plateau(), (-5.0, 0.0), steps))
    assert verdict.outcome is Outcome.PLATEAU


@pytest.mark.parametrize(
    ("rule", "start", "steps"),
    [
        (Scheduled(Adam(lr=1.0), ExponentialDecay(rate=0.9)), (-9.71, 8.66), 60),
        (Scheduled(GradientDescent(lr=0.003), CosineAnnealing(60)), (-9.71, 8.66), 150),
        (Scheduled(Adam(lr=0.1), LinearDecay(50)), (-9.71, 8.66), 100),
        (Scheduled(GradientDescent(lr=1.0), ExponentialDecay(rate=0.7)), (4.15, -9.98), 60),
        (Scheduled(Adam(lr=0.03), CosineAnnealing(60)), (7.59, -8.72), 150),
        (Scheduled(Momentum(lr=0.1), ExponentialDecay(rate=0.9)), (7.44, -9.63), 60),
    ],
)
def test_a_rate_that_decayed_on_a_slope_has_not_converged(rule, start, steps):
    trajectory = run(rule, HolderTable(), start, steps)
    assert judge(trajectory).grad_norm > 2
    assert judge(trajectory).outcome in (Outcome.DESCENDING, Outcome.STALLED)


def test_a_rate_that_decayed_at_the_bottom_or_a_kink_has_converged():
    for problem, start in ((HolderTable(), (7.44, -9.63)), (AbsoluteValue(), (0.5, 0.2))):
        rule = Scheduled(GradientDescent(lr=0.03), CosineAnnealing(100))
        assert judge(run(rule, problem, start, 150)).outcome is Outcome.CONVERGED


# Where no slope vanishes, and where a fall is none.


@pytest.mark.parametrize(
    ("rule", "problem", "start", "steps", "outcomes"),
    [
        (ScheduleFree(lr=0.42), Michalewicz(), (1.89, 2.99), 220, ("still descending",)),
        (SaddleFreeNewton(lr=0.35), Michalewicz(), (2.4, 3.0), 13,
         ("still descending", "on a plateau", "stalled on a slope")),
        (Scheduled(Newton(lr=0.0362, damping=0.0), Constant(), knob="lr"), SixHumpCamel(),
         (1.51, 0.081), 23, ("stalled on a slope",)),
        (RMSprop(lr=0.00013), BOXBOD_3, (4.29, 2.41), 22, ("still descending",)),
        (Rprop(lr=0.0035), Formula("1/sin(x) + y**2"), (0.913, 4.9), 32, ("still descending",)),
        (Lion(lr=0.15), MonkeySaddle(reach=0.201), (1.2, 0.0), 66, ("on a plateau", "oscillating")),
        (Scheduled(AdamW(lr=0.058), CosineAnnealing(10)), Matyas(), (4.0, -3.0), 40,
         ("stalled on a slope",)),
        (PolyakStep(), Quadratic(), (-1.8, 0.4), 40, ("converged", "still descending")),
    ],
)  # fmt: skip
def test_the_name_and_its_reason_agree(rule, problem, start, steps, outcomes):
    verdict = judge(run(rule, problem, start, steps))
    assert verdict.outcome in outcomes
    if verdict.outcome is Outcome.DESCENDING:
        assert "did not fall" not in verdict.reason


# What stands on a slope.


@pytest.mark.parametrize(
    ("problem", "start", "lowest"),
    [
        (Eggholder(), (-501.0, -382.0), 0.0),
        (Michalewicz(), (1.7, 1.2), 0.0),
        (Quadratic(), (1.0, 1.0), 1e3),
    ],
)
def test_polyaks_rule_told_too_high_a_lowest_is_told_so(problem, start, lowest):
    verdict = judge(run(PolyakStep(lowest=lowest), problem, start, 40))
    assert (verdict.outcome, verdict.cause) == (Outcome.STALLED, Cause.KNOB)
    assert verdict.reason.startswith("It never moved")
    assert "Its knob lowest is" in verdict.reason


def test_a_search_that_stops_is_at_a_kink_only_where_there_is_one():
    for problem, start in ((KINK, (1.4, 1.0)), (AbsoluteValue(), (1.4, 1.0))):
        assert judge(run(ConjugateGradient(), problem, start, 100)).cause is Cause.KINK
    rested = judge(run(BFGS(), BOXBOD, (100.0, 0.75), 100))
    assert rested.outcome is Outcome.PLATEAU
    assert ("above the lowest" in rested.reason) == bool(len(BOXBOD.minima))
    for rule in (BFGS(), ConjugateGradient(), TrustRegion()):
        for text in ("1/(1 + x**2) + y**2", "x**2 - y**2", "sqrt(x - 1) + (y - 2)**2"):
            verdict = judge(run(rule, Formula(text), (3.0, -4.0), 60))
            assert verdict.cause is not Cause.KINK


def test_newton_on_straight_ground_never_moves():
    assert judge(run(Newton(), KINK, (1.4, 1.0), 60)).outcome is Outcome.STALLED


# Where no minimum is known, and at poles.


@pytest.mark.parametrize("text", ["1/x + y**2", "1/sin(x) + y**2", "x + 1/x + y**2"])
def test_a_pole_is_no_minimum(text):
    problem = Formula(text)
    assert not len(Evidence(run(GradientDescent(), problem, problem.starts[0], 1)).minima)
    verdict = judge(run(BFGS(), problem, (-0.5, 1.0), 40))
    assert verdict.outcome in (Outcome.DESCENDING, Outcome.DIVERGED)


def test_down_a_pole_the_loss_falls_without_a_floor():
    verdict = judge(run(BFGS(), Formula("log(x) + y**2"), (1.0, 1.0), 50))
    assert (verdict.outcome, verdict.cause) == (Outcome.DESCENDING, Cause.FLOORLESS)
    assert "pole" in verdict.reason


def test_kinks_and_narrow_holes_are_no_poles():
    for problem in (KINK, AbsoluteValue(), BOWL, Michalewicz(), HolderTable()):
        found = np.transpose(problem.minima)
        assert not poles(problem, found, 0.02).any()


@pytest.mark.parametrize("text", ["x + 1/x + y**2", "x - log(x) + y**2", "x*log(x) + y**2"])
def test_a_true_minimum_beside_a_pole_is_one(text):
    verdict = judge(run(GradientDescent(lr=0.05), Formula(text), (3.0, 1.0), 3000))
    assert verdict.outcome is Outcome.CONVERGED


@pytest.mark.parametrize("start", [(-18.0, -6.7), (-3.7, 17.8)])
def test_level_ground_without_a_known_minimum_is_a_plateau(start):
    problem = Formula("exp(-x**2 - y**2)")
    for rule in (SignDescent(lr=5e-4), Adam(lr=0.004), GradientDescent()):
        verdict = judge(run(rule, problem, start, 40))
        assert verdict.outcome is Outcome.PLATEAU
        assert "above the lowest" not in verdict.reason


# The edge of stability.


@pytest.mark.parametrize("steps", [200, 2000])
def test_at_the_edge_of_stability_nothing_has_converged(steps):
    problem = Formula("(1 - x**2*y**2)**2/4")
    verdict = judge(run(GradientDescent(lr=0.02), problem, (8.0, 0.05), steps))
    assert verdict.outcome in (Outcome.OSCILLATING, Outcome.DESCENDING)
    assert verdict.cause is Cause.LARGE_RATE
    assert "λmax is" in verdict.reason
    assert "lr = 0.02 allows 2/lr = 100" in verdict.reason


def test_climbing_inside_the_map_is_no_divergence():
    for rule, problem, start, steps in (
        (SAM(Adam(lr=0.9)), Rosenbrock(), (1.39, 2.85), 4),
        (Adam(lr=0.98), Rosenbrock(), (1.39, 2.85), 4),
        (Momentum(lr=0.001, beta=0.99), Rosenbrock(), BANANA, 8),
    ):
        trajectory = run(rule, problem, start, steps)
        if Evidence(trajectory).reach.max() <= 1.2:
            assert judge(trajectory).outcome is not Outcome.DIVERGED


@pytest.mark.parametrize(
    ("text", "start", "piece"),
    [
        ("where(x > 1, log(x - 1), log(x)) + y**2", (0.05, 1.0), "log(x)"),
        ("atan2(y, x) + sqrt(x) + hypot(x, y)", (0.05, 1.0), "sqrt(x)"),
        ("clip(asin(x), -1, 1) - 9*x + (y > 0)", (0.5, 1.0), "asin(x)"),
    ],
)
def test_a_domain_that_is_left_is_named_in_formulas_of_every_kind(text, start, piece):
    verdict = judge(run(GradientDescent(lr=0.5), Formula(text), start, 40))
    assert f"left the domain of {piece}" in verdict.reason


@pytest.mark.parametrize("problem", [Formula("x**6 - y**6 + x**4"), LinearRegression()])
def test_where_infinite_parts_cancel_the_loss_has_overflowed(problem):
    verdict = judge(run(GradientDescent(lr=10.0), problem, (2.0, 3.0), 2000))
    assert verdict.outcome is Outcome.DIVERGED
    assert "overflowed" in verdict.reason
