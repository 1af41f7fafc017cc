"""Verdicts on runs of which mathematics says what becomes of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnosis import Cause
from diagnosis.evidence import Evidence
from diagnosis.outcomes import Outcome
from diagnosis.stability import bound, round_down
from diagnosis.verdicts import judge
from experiments import run
from experiments.labels import layers
from experiments.text import write
from experiments.trajectory import Trajectory
from optimizers import (
    BFGS,
    LBFGS,
    OPTIMIZERS,
    AdaGrad,
    Adam,
    AdamW,
    Averaged,
    Clipped,
    ConjugateGradient,
    GradientDescent,
    HeavyBall,
    Lookahead,
    Momentum,
    Nesterov,
    NesterovShifted,
    Newton,
    Optimizer,
    RMSprop,
    SaddleFreeNewton,
    Scheduled,
    TrustRegion,
)
from optimizers.line_search import Backtracking, FixedStep, StrongWolfe
from optimizers.schedules import CosineAnnealing, ExponentialDecay, Warmup
from surfaces import (
    SURFACES,
    Beale,
    Cliff,
    Himmelblau,
    Noisy,
    Quadratic,
    Rastrigin,
    Rosenbrock,
    Saddle,
    Surface,
)
from tests.diagnosis.labelled_later import LATER
from tests.diagnosis.labelled_runs import RUNS, Labelled
from tests.experiments.drawn import things
from tests.experiments.grounds import (
    GULLY,
    HOLE,
    KINK,
    LEDGE,
    MONKEY,
    QUARTIC,
    SLIDE,
    TWO_DENTS,
    WALL,
    bowl,
)
from tests.pairs import paired

BOWL = bowl(1.0, 10.0)
START = (-1.8, 0.4)
BANANA = (-1.2, 1.0)
TOP = (-0.270844591, -0.923038525)  # of the hill between Himmelblau's minima

LABELLED = [
    # On a bowl with curvatures 1 and 10 gradient descent settles below lr = 2 / 10.
    (GradientDescent(lr=0.1), BOWL, START, 100, "converged"),
    (GradientDescent(lr=0.19), BOWL, START, 100, "converged"),
    (GradientDescent(lr=0.2), BOWL, START, 100, "oscillating"),
    (GradientDescent(lr=0.2), BOWL, (0.0, 0.4), 7, "oscillating"),
    (GradientDescent(lr=0.21), BOWL, START, 60, "diverged"),
    (GradientDescent(lr=0.21), BOWL, START, 5000, "diverged"),
    (GradientDescent(lr=0.3), BOWL, START, 4, "diverged"),
    (GradientDescent(lr=0.21), BOWL, (0.0, 0.01), 30, "diverged"),
    (GradientDescent(lr=0.01), BOWL, START, 100, "still descending"),
    (GradientDescent(lr=0.1), BOWL, START, 1, "still descending"),
    (GradientDescent(lr=0.5), BOWL, START, 1, "oscillating"),
    (GradientDescent(lr=0.1), BOWL, START, 0, "still descending"),
    (GradientDescent(lr=0.1), BOWL, (0.0, 0.0), 0, "converged"),
    (GradientDescent(lr=0.1), BOWL, (0.0, 0.0), 1, "converged"),
    (GradientDescent(lr=0.1), BOWL, (0.0, 0.0), 100, "converged"),
    # Momentum settles below lr·λ = 2 + 2β, Nesterov below (2 + 2β) / (1 + 2β).
    (Momentum(lr=0.37), BOWL, START, 400, "converged"),
    (HeavyBall(lr=0.37), BOWL, START, 400, "converged"),
    (Nesterov(lr=0.13), BOWL, START, 400, "converged"),
    (Momentum(lr=0.39), BOWL, START, 400, "diverged"),
    (HeavyBall(lr=0.39), BOWL, START, 400, "diverged"),
    (Nesterov(lr=0.14), BOWL, START, 400, "diverged"),
    (Momentum(lr=0.01, beta=0.999), BOWL, START, 200, "oscillating"),
    # No minimum is declared here, and yet there is one.
    (GradientDescent(lr=0.1), bowl(1.0, 10.0, known=False), START, 200, "converged"),
    (GradientDescent(lr=0.01), bowl(1.0, 10.0, known=False), START, 100, "still descending"),
    # A rate that falls to zero too early, or a sum of squares that grows too fast.
    (Scheduled(GradientDescent(lr=0.1), ExponentialDecay(rate=0.5)), BOWL, START, 200,
     "stalled on a slope"),
    (Scheduled(GradientDescent(lr=0.05), CosineAnnealing(steps=10)), BOWL, START, 200,
     "stalled on a slope"),
    (AdaGrad(lr=0.01), BOWL, START, 500, "still descending"),
    (AdamW(lr=0.1, weight_decay=1.0), bowl(1.0, 10.0, half=8.0), (7.0, 7.0), 300, "converged"),
    # Saddles: exactly on the ridge, a hair beside it, and one that the Hessian does not see.
    (GradientDescent(lr=0.1), Saddle(), (-1.5, 0.0), 200, "at a saddle"),
    (Adam(lr=0.1), Saddle(), (-1.5, 0.0), 400, "at a saddle"),
    (GradientDescent(lr=0.1), Saddle(), (-1.5, 0.001), 300, "converged"),
    (GradientDescent(lr=0.01), Himmelblau(), TOP, 3, "at a saddle"),
    (GradientDescent(lr=0.1), MONKEY, (0.0, 0.0), 10, "at a saddle"),
    # Level ground, far from the only hole.
    (GradientDescent(lr=0.1), HOLE, (6.0, 3.0), 300, "on a plateau"),
    (Momentum(lr=0.1), HOLE, (-7.0, 7.0), 300, "on a plateau"),
    (GradientDescent(lr=0.5), HOLE, (0.5, 0.5), 300, "converged"),
    (GradientDescent(lr=0.1), GULLY, (6.0, 1.0), 200, "on a plateau"),
    (Adam(lr=0.1), GULLY, (6.0, 1.0), 400, "on a plateau"),
    (GradientDescent(lr=0.1), GULLY, (3.2, 1.0), 200, "on a plateau"),
    (GradientDescent(lr=0.1), QUARTIC, (0.05, 0.05), 20, "still descending"),
    # Dents of an egg carton, the wrong and the right one of two wells.
    (GradientDescent(lr=0.002), Rastrigin(), (3.3, -2.4), 200, "local minimum"),
    (Adam(lr=0.1), Rastrigin(), (-4.4, 4.4), 400, "local minimum"),
    (GradientDescent(lr=0.002), Rastrigin(), (0.2, -0.1), 200, "converged"),
    (GradientDescent(lr=0.05), TWO_DENTS, (0.5, 1.0), 300, "local minimum"),
    (GradientDescent(lr=0.05), TWO_DENTS, (-0.5, 1.0), 300, "converged"),
    # Four minima: any of them will do.
    (GradientDescent(lr=0.01), Himmelblau(), (0.0, 0.0), 100, "converged"),
    (GradientDescent(lr=0.01), Himmelblau(), (-1.0, -4.5), 100, "converged"),
    # The banana: a long way at a safe rate, a bounce across at the edge, too much.
    (GradientDescent(lr=0.001), Rosenbrock(), BANANA, 200, "still descending"),
    (GradientDescent(lr=0.005), Rosenbrock(), BANANA, 500, "oscillating"),
    (GradientDescent(lr=0.01), Rosenbrock(), BANANA, 200, "diverged"),
    (AdamW(lr=0.3), Rosenbrock(), BANANA, 500, "still descending"),
    # Rules of a fixed step never settle in a kink, nor does noise ever let go.
    (GradientDescent(lr=0.3), KINK, (1.4, 1.0), 200, "oscillating"),
    (Adam(lr=0.1), SLIDE, (0.0, 1.0), 300, "diverged"),
    (GradientDescent(lr=0.1), Noisy(Quadratic(), sigma=1.0), START, 500, "oscillating"),
    (GradientDescent(lr=0.1), Noisy(Quadratic(), sigma=0.01), START, 500, "converged"),
    # A wall throws it off the map; from there it walks back.
    (GradientDescent(lr=1.0), WALL, (1.5, 1.0), 60, "still descending"),
    (Momentum(lr=1.0), WALL, (1.5, 1.0), 12, "diverged"),
    (Momentum(lr=1.0), WALL, (1.5, 1.0), 500, "diverged"),
    (GradientDescent(lr=0.1), LEDGE, (1.2, 1.0), 10, "still descending"),
    (GradientDescent(lr=0.1), LEDGE, (2.62, 1.0), 18, "still descending"),
    (Momentum(lr=0.1, beta=0.97), LEDGE, (1.2, 1.0), 2000, "oscillating"),
    (Clipped(GradientDescent(lr=1.0), norm=0.1), WALL, (1.5, 1.0), 300, "converged"),
    # Newton is done with a bowl at once, and drawn to saddles; others are not.
    (Newton(), BOWL, START, 2, "converged"),
    (Newton(), Saddle(), (-1.5, 0.3), 20, "at a saddle"),
    (SaddleFreeNewton(), Saddle(), (-1.5, 0.3), 20, "converged"),
    (TrustRegion(), Saddle(), (-1.5, 0.0), 20, "converged"),
    (Newton(), Rosenbrock(), BANANA, 20, "converged"),
    (TrustRegion(), Rosenbrock(), BANANA, 40, "converged"),
    (BFGS(), Rosenbrock(), BANANA, 60, "converged"),
    (LBFGS(), Rosenbrock(), BANANA, 60, "converged"),
    (ConjugateGradient(), Rosenbrock(), BANANA, 60, "converged"),
    (BFGS(search=Backtracking()), Rosenbrock(), BANANA, 60, "converged"),
    (BFGS(), Saddle(), (-1.5, 0.0), 60, "at a saddle"),
    (BFGS(), Rastrigin(), (3.3, -2.4), 60, "local minimum"),
    (LBFGS(), SLIDE, (0.0, 1.0), 60, "diverged"),
    (BFGS(), Beale(), (-2.0, 2.0), 60, "diverged"),
    (Newton(), KINK, (1.4, 1.0), 60, "stalled on a slope"),
    (ConjugateGradient(), KINK, (1.4, 1.0), 200, "stalled on a slope"),
    (BFGS(), Noisy(Quadratic(), sigma=1.0), START, 300, "oscillating"),
]  # fmt: skip


def named(case) -> str:
    optimizer, problem, start, steps, outcome = case
    return f"{type(optimizer).__name__}-{type(problem).__name__}-{start}-{steps}-{outcome}"


@pytest.mark.parametrize("case", LABELLED, ids=named)
def test_the_outcome_is_what_mathematics_says(case):
    optimizer, problem, start, steps, outcome = case
    verdict = judge(run(optimizer, problem, start, steps))
    assert verdict.outcome == outcome
    assert verdict.reason.endswith(".")
    assert not re.search(r"\b(nan|None|inf)\b", verdict.reason)


def test_every_outcome_is_among_them():
    assert {outcome for *_, outcome in LABELLED} == set(Outcome)


def told(known: Labelled) -> str:
    rule = write(known.rule)
    return f"{rule}-{type(known.problem).__name__}-{known.start}-{known.steps}"


@pytest.mark.parametrize("known", [*RUNS, *LATER], ids=told)
def test_outcome_and_cause_are_what_mathematics_says(known):
    verdict = judge(run(known.rule, known.problem, known.start, known.steps))
    assert (verdict.outcome, verdict.cause) == (known.outcome, known.cause), known.why


def test_the_labelled_runs_are_many_and_of_all_kinds():
    assert len(RUNS) + len(LATER) >= 150
    assert {known.outcome for known in RUNS} == set(Outcome)
    assert {known.cause for known in RUNS} == set(Cause)
    rules = {type(layer) for known in (*RUNS, *LATER) for layer in layers(known.rule)}
    assert len(rules) >= 25


PLAIN = (GradientDescent, Momentum, HeavyBall, Nesterov, NesterovShifted)


@pytest.mark.parametrize("scale", [1e-9, 1e9])
@pytest.mark.parametrize(
    "case", [c for c in LABELLED if c[1] is BOWL and isinstance(c[0], PLAIN)], ids=named
)
def test_the_outcome_does_not_depend_on_units(case, scale):
    optimizer, _, start, steps, outcome = case
    scaled = replace(optimizer, lr=optimizer.lr / scale)
    assert judge(run(scaled, bowl(scale, 10.0 * scale), start, steps)).outcome == outcome


def test_a_batch_has_no_verdict_but_each_of_its_runs_has():
    both = run(GradientDescent(lr=np.array([0.1, 0.3])), BOWL, START, 100)
    with pytest.raises(ValueError, match=r"pick a run, trajectory\[k\]"):
        judge(both)
    assert [judge(both[k]).outcome for k in range(2)] == ["converged", "diverged"]


def test_a_problem_without_a_map_has_no_verdict():
    mapless = run(GradientDescent(), BOWL, START, 3)
    object.__setattr__(mapless, "problem", object())
    with pytest.raises(ValueError, match="object has no map"):
        judge(mapless)


# The numbers, each from a formula or a computation of its own.


def test_all_numbers_belong_to_the_last_point():
    trajectory = run(GradientDescent(lr=0.001), Rosenbrock(), BANANA, 50)
    verdict = judge(trajectory)
    x, y = trajectory.theta[-1]
    hessian = [[2 - 400 * (y - 3 * x * x), -400 * x], [-400 * x, 200]]
    slope = [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)]
    half, root = (
        np.trace(hessian) / 2,
        np.sqrt((np.trace(hessian) / 2) ** 2 - np.linalg.det(hessian)),
    )
    np.testing.assert_allclose(verdict.eigenvalues, [half - root, half + root], rtol=1e-9)
    assert verdict.value == pytest.approx((1 - x) ** 2 + 100 * (y - x * x) ** 2, rel=1e-12)
    assert verdict.grad_norm == pytest.approx(np.hypot(*slope), rel=1e-9)
    assert verdict.distance == pytest.approx(np.hypot(x - 1, y - 1), rel=1e-12)
    assert verdict.sharpness == pytest.approx(0.001 * (half + root), rel=1e-9)
    assert verdict.bound == 2


def test_the_nearest_of_several_minima_counts():
    verdict = judge(run(GradientDescent(lr=1e-6), Himmelblau(), (-3.7, -3.2), 1))
    assert verdict.distance == pytest.approx(np.hypot(-3.779310 + 3.7, -3.283186 + 3.2), rel=1e-2)
    assert np.isnan(judge(run(GradientDescent(), SLIDE, (0.0, 1.0), 1)).distance)


def test_the_step_of_arrival_is_the_first_after_which_it_stays():
    trajectory = run(Momentum(lr=0.1, beta=0.9), BOWL, START, 300)
    inside = np.hypot(*trajectory.theta.T) <= 0.005 * np.hypot(4, 4)
    step = judge(trajectory).step
    assert inside[step:].all()
    assert not inside[step - 1]
    assert inside[:step].any(), "momentum passes through before it stays"


def test_the_step_of_divergence_is_the_one_that_overflowed():
    trajectory = run(GradientDescent(lr=1.0), BOWL, START, 400)
    assert judge(trajectory).step == trajectory.last + 1
    # y is multiplied by 1 - 10 at every step, and 5 y² overflows
    assert trajectory.last == int((np.log(np.finfo(float).max) - np.log(5 * 0.4**2)) / np.log(81))


def radius(rule: type[Optimizer], sharpness: float, beta: float) -> float:
    """Return the spectral radius of one step on a curvature, written out as a matrix."""
    c = 1 - sharpness
    step = {
        GradientDescent: [[c, 0], [0, 0]],
        Momentum: [[c, -beta], [sharpness, beta]],
        HeavyBall: [[c, -beta], [sharpness, beta]],
        Nesterov: [[c, -beta * c], [sharpness, beta * c]],
        NesterovShifted: [[c - beta * sharpness, -beta * beta], [sharpness, beta]],
    }[rule]
    return float(max(abs(np.linalg.eigvals(step))))


@pytest.mark.parametrize("beta", [0.0, 0.3, 0.9, 0.99])
@pytest.mark.parametrize("rule", PLAIN)
def test_the_bound_is_where_the_spectral_radius_passes_one_and_where_runs_turn(rule, beta):
    optimizer = rule() if rule is GradientDescent else rule(beta=beta)
    edge = bound(optimizer, 1)
    assert radius(rule, 0.999 * edge, beta) < 1 < radius(rule, 1.001 * edge, beta)
    assert radius(rule, edge, beta) == pytest.approx(1, abs=1e-9)
    rates = np.array([0.99, 1.01]) * edge / 10.0
    within, beyond = run(replace(optimizer, lr=rates), BOWL, (0.0, 1.0), 4000).value.T
    assert within[-1] < 1e-6 < 1e6 < beyond[-1]


def test_sharpness_and_bound_see_through_wrappers_to_the_rule_of_the_last_step():
    def of(optimizer: Optimizer):
        verdict = judge(run(optimizer, BOWL, START, 40))
        return verdict.sharpness, verdict.bound

    rule = Momentum(lr=0.02, beta=0.8)
    assert of(rule) == (pytest.approx(0.2), pytest.approx(3.6))
    assert of(Clipped(rule, norm=1.0)) == (pytest.approx(0.2), pytest.approx(3.6))
    half = Scheduled(rule, Warmup(80))
    assert of(half) == (pytest.approx(0.1), pytest.approx(3.6))
    assert of(Clipped(Scheduled(half, Warmup(80), knob="beta"), norm=1.0)) == (
        pytest.approx(0.1),
        pytest.approx(2.8),
    )
    assert of(Averaged(rule)) == (pytest.approx(0.2), pytest.approx(3.6))
    assert of(Lookahead(rule)) == (pytest.approx(0.2), None)
    assert of(Adam()) == of(Lookahead(RMSprop())) == (None, None)


def test_a_reason_knows_the_bound_of_the_last_step():
    rising = Scheduled(Momentum(lr=0.5, beta=0.8), Warmup(80), knob="beta")
    assert "and Momentum settles below 2.8." in judge(run(rising, BOWL, START, 40)).reason


def test_how_far_out_a_point_is_counts_in_half_maps():
    assert Evidence(run(GradientDescent(), bowl(1.0, 1.0, half=8.0), (4.0, -8.0), 1)).reach[0] == 1


def test_noise_is_not_taken_for_progress():
    noisy = Noisy(Quadratic(), sigma=1.0)
    for seed in range(12):
        verdict = judge(run(GradientDescent(lr=0.1), noisy, START, 500, seed))
        assert verdict.outcome == "oscillating"


def test_lookahead_does_tame_what_the_rule_inside_would_throw():
    wild = GradientDescent(lr=0.21)
    assert judge(run(wild, BOWL, START, 400)).outcome == "diverged"
    assert judge(run(Lookahead(wild, k=5), BOWL, START, 400)).outcome == "converged"


@pytest.mark.parametrize(
    ("number", "rounded"), [(0.00123, 0.0012), (0.1, 0.1), (999, 990), (3e-9, 3e-9), (0.57, 0.57)]
)
def test_settling_rates_are_rounded_down_to_two_digits(number, rounded):
    assert round_down(number) == rounded


# What shows a cause, in its numbers.


def told(text: str, name: str) -> float:
    found = re.search(rf"{name} = ([\d.e-]+\d)", text)
    assert found, text
    return float(found[1])


def test_a_rate_too_large_is_told_with_the_curvature_and_the_law():
    reason = judge(run(GradientDescent(lr=0.3), BOWL, START, 100)).reason
    assert reason.endswith(
        "Below its start lr·λmax is up to 3, and GradientDescent settles below 2."
    )


@pytest.mark.parametrize("rate", [0.001, 0.01])
def test_a_rate_far_below_the_law_is_told_so(rate):
    slow = judge(run(GradientDescent(lr=rate), BOWL, START, 50))
    assert slow.cause == Cause.SMALL_RATE
    assert f"lr·λmax is up to {10 * rate:.3g}, and" in slow.reason


def test_a_valley_is_told_with_its_condition():
    plain = judge(run(GradientDescent(lr=0.0008), Rosenbrock(), BANANA, 1000))
    bends = re.search(r"bends ([\d.e]+) times as much across as along", plain.reason)
    assert float(bends[1]) == pytest.approx(1001.6006 / 0.39936077, rel=2e-3)  # at (1, 1)


def test_a_zigzag_is_told_with_the_sharpness():
    hasty = judge(run(GradientDescent(lr=0.199), BOWL, START, 100))
    assert hasty.outcome == "still descending"
    assert "lr·λmax is 1.99 here" in hasty.reason


def test_the_friction_told_stops_the_swings():
    swinging = run(Momentum(lr=0.01, beta=0.999), BOWL, START, 300)
    beta = told(judge(swinging).reason, "beta")
    assert beta == pytest.approx((1 - (0.01 * 1.0) ** 0.5) ** 2, abs=0.005)
    calm = run(Momentum(lr=0.01, beta=beta), BOWL, START, 300)
    assert judge(calm).outcome == "converged"
    assert np.sum(np.diff(np.sign(calm.theta[:, 0])) != 0) <= 1


@pytest.mark.parametrize(
    ("rule", "problem", "cause"),
    [
        (GradientDescent(lr=0.1), Noisy(Quadratic(), sigma=1.0), Cause.NOISE),
        (GradientDescent(lr=0.37), KINK, Cause.FIXED_STRIDE),
        (Adam(lr=1.0, beta1=0.0, beta2=0.0), BOWL, Cause.FIXED_STRIDE),
    ],
)
def test_what_keeps_it_from_rest_is_what_a_schedule_takes_away(rule, problem, cause):
    restless = run(rule, problem, (-1.8, 0.4), 500)
    assert (judge(restless).outcome, judge(restless).cause) == ("oscillating", cause)
    resting = run(Scheduled(rule, CosineAnnealing(500)), problem, (-1.8, 0.4), 500)
    assert judge(resting).distance < judge(restless).distance
    assert judge(resting).outcome != "oscillating"


@pytest.mark.parametrize("rule", [GradientDescent(lr=1.0), GradientDescent(lr=0.3)], ids=str)
def test_one_steep_place_is_told_with_its_slope(rule):
    thrown = judge(run(rule, WALL, (1.5, 1.0), 60))
    assert f"Step 1 threw it {np.hypot(50.15, 0.1) * rule.lr:.3g} far." in thrown.reason
    assert thrown.cause == Cause.STEEP_PLACE
    assert "The slope is usually about" in thrown.reason


@pytest.mark.parametrize("problem", [Saddle(), Saddle(up=0.2, down=4.0)], ids=str)
def test_a_ridge_is_told_with_its_growth(problem):
    stuck = judge(run(GradientDescent(lr=0.01), problem, (-1.5, 0.0), 4000))
    assert (stuck.outcome, stuck.cause) == ("at a saddle", Cause.BALANCE)
    assert f"a factor of {1 + 0.01 * problem.down:.3g} a step" in stuck.reason


def test_the_rate_up_to_which_a_dent_holds_does_leave_it():
    for start in Rastrigin().starts:
        held = run(GradientDescent(lr=0.002), Rastrigin(), start, 200)
        leave = told(judge(held).reason, "lr") * 1.01
        beside = held.theta[-1] + 1e-4
        freed = run(GradientDescent(lr=leave), Rastrigin(), beside, 2000)
        assert judge(freed).outcome != "local minimum"
        kept = run(GradientDescent(lr=leave * 0.98), Rastrigin(), beside, 2000)
        assert judge(kept).outcome == "local minimum"


def test_steps_as_short_as_the_slope_are_told_on_a_plateau():
    stuck = judge(run(GradientDescent(lr=0.1), HOLE, (6.0, 3.0), 300))
    assert "Steps of GradientDescent are as short as the slope is small." in stuck.reason


def test_weight_decay_is_found_out():
    held = run(AdamW(lr=0.3), Rosenbrock(), BANANA, 500)
    assert "Weight decay draws it" in judge(held).reason
    free = run(AdamW(lr=0.3, weight_decay=0.0), Rosenbrock(), BANANA, 500)
    assert free.value[-1] < held.value[-1] / 10


def test_a_schedule_that_ends_too_early_is_found_out():
    early = run(Scheduled(GradientDescent(lr=0.05), CosineAnnealing(10)), BOWL, START, 200)
    assert "from 0.05 down to 0, and the steps with it." in judge(early).reason
    late = run(Scheduled(GradientDescent(lr=0.05), CosineAnnealing(200)), BOWL, START, 200)
    assert judge(late).outcome == "converged"


def test_a_loss_without_a_floor_is_found_out():
    fallen = judge(run(Adam(lr=0.1), SLIDE, (0.0, 1.0), 300))
    assert fallen.cause == Cause.FLOORLESS
    assert fallen.reason.endswith("The loss has no floor that way.")


# Rules that know the curvature, or try their steps before they take them.


def test_a_saddle_that_attracts_newton_is_found_out():
    problem, start = Saddle(down=2.5), (-1.5, 0.1)
    drawn = judge(run(Newton(), problem, start, 30))
    assert (drawn.outcome, drawn.cause) == ("at a saddle", Cause.PARABOLA)
    assert judge(run(Newton(damping=1.2), problem, start, 99)).outcome == "at a saddle"
    for rule in (Newton(damping=2.6), SaddleFreeNewton(), TrustRegion()):
        assert judge(run(rule, problem, start, 99)).outcome == "converged"
    assert judge(run(TrustRegion(), problem, (-1.5, 0.0), 30)).outcome == "converged"


def test_a_newton_that_climbs_is_found_out():
    start = (2.0, 1.0)  # where the hole bends down
    climbed = run(Newton(), HOLE, start, 50)
    assert climbed.value[-1] > climbed.value[0]
    assert judge(climbed).reason.endswith("Newton climbs where the ground bends down.")
    assert judge(run(TrustRegion(), HOLE, start, 50)).outcome == "converged"


def test_a_part_of_the_whole_step_is_told_and_a_whole_one_is_not():
    short = judge(run(Newton(lr=0.1), Rosenbrock(), BANANA, 30))
    assert short.reason.endswith("It takes 0.1 of each whole step, which is lr = 1.")
    assert judge(run(Newton(lr=1.0), Rosenbrock(), BANANA, 30)).outcome == "converged"
    for rule in (Newton(), BFGS(), ConjugateGradient(), TrustRegion()):
        hasty = judge(run(rule, Rosenbrock(), BANANA, 3))
        assert hasty.cause == Cause.STEPS
        assert "whole step" not in hasty.reason


@pytest.mark.parametrize("rule", [TrustRegion(), ConjugateGradient()], ids=str)
def test_steps_that_a_rule_shortens_itself_are_not_laid_to_a_schedule(rule):
    stuck = run(rule, KINK, (1.4, 1.0), 200)
    assert stuck.lr[-1] < 1e-6 * stuck.lr[0]
    assert "It finds no lower ground along its way any more" in judge(stuck).reason
    late = Scheduled(BFGS(search=FixedStep()), ExponentialDecay(rate=0.5))
    assert "has brought lr from 1 down" in judge(run(late, BOWL, START, 200)).reason


def test_the_damping_that_is_missing_where_the_ground_does_not_bend_moves_it():
    for rule in (Newton(), SaddleFreeNewton()):
        stuck = run(rule, KINK, (1.4, 1.0), 60)
        assert "it does not move: its damping is 0." in judge(stuck).reason
        moved = run(replace(rule, damping=1.0), KINK, (1.4, 1.0), 60)
        assert moved.value[-1] < stuck.value[-1] / 2


def test_the_search_that_is_missing_holds_a_step_that_nothing_checked():
    wild = run(BFGS(search=FixedStep()), Cliff(), (3.0, 1.5), 60)
    assert (judge(wild).outcome, judge(wild).cause) == ("diverged", Cause.UNCHECKED)
    assert "it has no line search." in judge(wild).reason
    assert judge(run(BFGS(search=StrongWolfe()), Cliff(), (3.0, 1.5), 60)).outcome == "converged"


def test_searches_that_believe_a_noisy_sample_are_found_out():
    noisy = Noisy(Quadratic(), sigma=1.0)
    rule = Scheduled(BFGS(search=FixedStep()), CosineAnnealing(500))
    for trusting in (BFGS(), LBFGS(), TrustRegion(), ConjugateGradient()):
        verdict = judge(run(trusting, noisy, START, 500))
        assert verdict.cause == Cause.NOISE
        assert "it believes the sample that a step asks" in verdict.reason
        near, far = (run(r, noisy, START, 500).value[-50:].mean() for r in (rule, trusting))
        assert near < far / 5


def test_a_loss_that_falls_for_ever_outwards_is_not_laid_to_the_rate():
    for rule in (BFGS(), LBFGS(), ConjugateGradient(), TrustRegion()):
        verdict = judge(run(rule, Beale(), (-2.0, 2.0), 60))
        assert (verdict.outcome, verdict.cause) == ("diverged", Cause.FLOORLESS)
        told = "The loss falls all the way out there, to no known minimum."
        assert verdict.reason.endswith(told)


def test_no_law_of_gradient_descent_is_held_against_a_second_order_rule():
    for rule in (Newton(), SaddleFreeNewton(), TrustRegion(), BFGS(), LBFGS(), ConjugateGradient()):
        verdict = judge(run(rule, bowl(1.0, 10.0), START, 40))
        assert (verdict.outcome, verdict.sharpness, verdict.bound) == ("converged", None, None)
        assert "λ" not in verdict.reason


# And for anything at all there is a verdict.


@settings(max_examples=100, deadline=None)  # a busy machine is no failure
@given(
    rule=things(Optimizer, levels=2),
    name=st.sampled_from([*SURFACES]),
    steps=st.integers(0, 70),
    noise=st.sampled_from([None, 0.0, 5.0]),
    data=st.data(),
)
def test_any_run_has_a_verdict_in_plain_words(rule, name, steps, noise, data):
    problem = SURFACES[name]() if noise is None else Noisy(SURFACES[name](), sigma=noise)
    low, high = problem.domain.low, problem.domain.high
    start = [data.draw(st.floats(10 * a, 10 * b)) for a, b in zip(low, high, strict=True)]
    trajectory: Trajectory = run(rule, problem, start, steps)
    verdict = judge(trajectory)
    assert verdict.outcome in Outcome
    assert (verdict.outcome == "diverged") or not trajectory.diverged
    assert verdict.step is None or 0 <= verdict.step <= steps
    assert verdict.value == trajectory.value[-1]
    assert not re.search(r"\b(nan|None)\b", verdict.reason)


@pytest.mark.parametrize(("rule", "surface"), paired(OPTIMIZERS, SURFACES))
def test_what_converged_lies_at_a_known_minimum_or_no_higher(rule, surface):
    lies_at_a_minimum(rule(), surface(), surface().starts)


@settings(max_examples=100, deadline=None)  # a busy machine is no failure
@given(rule=things(Optimizer, levels=1), name=st.sampled_from([*SURFACES]), data=st.data())
def test_whatever_converged_lies_at_a_known_minimum_or_no_higher(rule, name, data):
    problem = SURFACES[name]()
    sides = zip(problem.domain.low, problem.domain.high, strict=True)
    start = tuple(data.draw(st.floats(low, high)) for low, high in sides)
    lies_at_a_minimum(rule, problem, [start])


def lies_at_a_minimum(rule: Optimizer, problem: Surface, starts: Sequence[Sequence[float]]) -> None:
    """Check where runs end that are said to have converged."""
    runs = run(rule, problem, np.transpose(starts), 300)
    reach = 0.005 * np.hypot(*np.subtract(problem.domain.high, problem.domain.low))
    floor = np.min(problem.value(np.transpose(problem.minima)))
    for k in range(len(starts)):
        verdict = judge(runs[k])
        rounding = 1e-16 * Evidence(runs[k]).relief
        no_higher = verdict.value <= floor + 1e-6 * abs(floor) + rounding
        assert verdict.outcome != "converged" or verdict.distance <= reach or no_higher


def test_a_loss_that_hardly_fell_is_not_said_to_have_halved():
    slow = judge(run(GradientDescent(lr=1e-8), Rosenbrock(), BANANA, 50)).reason
    assert "The loss fell by no more than" in slow
    assert "would halve in" in slow
    assert "halved" not in slow
    quick = judge(run(GradientDescent(lr=0.01), BOWL, START, 100)).reason
    assert "lately halved every" in quick
