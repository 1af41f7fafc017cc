"""Verdicts that two points of a run, or a few steps, would get wrong."""

from __future__ import annotations

import pytest

from benchmarks.verdict_labels import judged
from diagnosis import Cause, Outcome, judge
from experiments import run
from optimizers import (
    AdaBelief,
    AdaGrad,
    Adam,
    AMSBound,
    Averaged,
    ConjugateGradient,
    Lion,
    Lookahead,
    Momentum,
    NAdamConstantMomentum,
    NesterovShifted,
    PolyakStep,
    Rprop,
    Scheduled,
    ScheduleFree,
    SignDescent,
    Yogi,
)
from optimizers.schedules import InverseSqrt, WarmRestarts, Warmup
from surfaces import (
    AbsoluteValue,
    Easom,
    Formula,
    FreudensteinRoth,
    GaussianWells,
    Griewank,
    LevyN13,
    McCormick,
    MonkeySaddle,
    Noisy,
    Plateau,
    PowellBadlyScaled,
    Quadratic,
    SchafferN2,
)

FALLS, SWINGS, STALLS, FLAT = (
    Outcome.DESCENDING,
    Outcome.OSCILLATING,
    Outcome.STALLED,
    Outcome.PLATEAU,
)


@pytest.mark.parametrize(
    ("rule", "problem", "start", "steps", "seed", "outcome"),
    [
        # It fell, and rose again: one point below another is no descent.
        (AMSBound(lr=0.77, final_lr=0.02), FreudensteinRoth(), (15.0, 3.0), 13, 0, SWINGS),
        (NesterovShifted(lr=0.07), Griewank(width=176), (-7.87, 18.6), 10, 0, SWINGS),
        (AdaBelief(lr=0.11), MonkeySaddle(reach=0.457), (-1.47, 1.0), 11, 0, SWINGS),
        (Scheduled(Momentum(lr=0.57), WarmRestarts(growth=6.13, floor=0.49)), Easom(), (4.5, 4.0),
         13, 0, SWINGS),
        # A fall smaller than it can be seen, on level ground.
        (Scheduled(NAdamConstantMomentum(lr=1.0), Warmup()), Easom(), (0.722, 6.11), 23, 0, FLAT),
        # It falls, though its last point is a little higher, or its swings go on.
        (Rprop(lr=0.09, step_min=2.13e-12, step_max=10.7), Plateau(target=0.654), (-3.52, -1.55),
         19, 0, FALLS),
        (ScheduleFree(), Quadratic(angle=131), (-0.468, -0.901), 92, 0, FALLS),
        # A height that halves at every half step is still falling, however low it is.
        (Scheduled(PolyakStep(), InverseSqrt(), knob="lowest"),
         Noisy(PowellBadlyScaled(), sigma=0.00257), (10.3, 6.42), 22, 444, FALLS),
        # Six steps and one pull back are no swing.
        (Lookahead(AMSBound(lr=3.3e-5, gamma=0.000538), k=6, alpha=0.2),
         Formula("1/(1 + x**2) + y**2"), (3.25, -3.64), 6, 0, STALLS),
        # Outside the map, and ever lower.
        (Yogi(lr=1.0, beta2=0.401, eps=1.92e-11), McCormick(), (-1.39, 3.06), 41, 0, FALLS),
        # A floor that nobody has named, and a way to go.
        (Averaged(Averaged(ConjugateGradient())), Formula("(1 - x**2*y**2)**2/4"), (-3.59, 0.42),
         19, 0, FALLS),
        # Creeping to the bottom of a dent too narrow for its slope to be small.
        (Averaged(AdaBelief(lr=0.021)), LevyN13(), (-1.46, 1.16), 268, 0, Outcome.LOCAL_MINIMUM),
        # Two points of a curved valley: no minimum, and no descent.
        (SignDescent(), SchafferN2(), (-1.74, -0.389), 26, 0, SWINGS),
    ],
)  # fmt: skip
def test_luck_is_no_trend(rule, problem, start, steps, seed, outcome):
    assert judge(run(rule, problem, start, steps, seed)).outcome == outcome


def test_a_dying_step_is_told_with_its_lengths_and_no_other_is_called_dying():
    creeping = judge(run(AMSBound(lr=3.3e-5, gamma=0.000538), Quadratic(), (-1.8, 0.4), 4))
    assert "shrunk" not in creeping.reason
    back_and_forth = judge(run(
        Lookahead(AMSBound(lr=3.3e-5, gamma=0.000538), k=6, alpha=0.2),
        Formula("1/(1 + x**2) + y**2"), (3.25, -3.64), 6,
    ))  # fmt: skip
    assert back_and_forth.reason.endswith("lead back and forth.")


def test_noise_that_is_weaker_than_the_slope_is_not_what_keeps_it_going():
    still, loud = (
        judge(run(SignDescent(lr=0.3), Noisy(AbsoluteValue(), sigma=sigma), (1.0, 1.0), 60))
        for sigma in (0.01, 10.0)
    )
    assert (still.outcome, loud.outcome) == (SWINGS, SWINGS)
    assert (still.cause, loud.cause) == (Cause.FIXED_STRIDE, Cause.NOISE)


def test_steps_that_have_not_shrunk_are_not_said_to_have_shrunk():
    few = judge(run(AdaGrad(lr=0.26), Formula("-exp(-x**2 - y**2)"), (-2.21, 2.7), 7))
    assert few.outcome == FALLS
    assert "shrunk" not in few.reason


def test_decay_that_has_brought_a_run_to_rest_is_named():
    rule, wells = Lion(lr=1.0, weight_decay=1.3), GaussianWells(seed=3040)
    verdict = judge(run(rule, wells, (-4.0, 4.0), 21))
    assert (verdict.outcome, verdict.cause) == (STALLS, Cause.DECAY)


def test_a_last_stay_that_is_short_but_deep_has_arrived():
    rule = Lookahead(Adam(lr=0.47, beta1=0.0696), k=3, alpha=0.8)
    trajectory = run(rule, MonkeySaddle(), (0.236, 1.31), 191)
    assert trajectory.value[-1] < 1e-6
    assert judge(trajectory).outcome is Outcome.CONVERGED


@pytest.mark.parametrize("number", [444, 721, 3226])
def test_the_labeller_agrees_on_runs_that_were_misnamed(number):
    case = judged(1002, number)
    assert case.verdict.outcome in case.true
    assert not case.false
