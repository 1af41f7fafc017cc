"""Runs of a batch end where single runs end, and everything leaves with a run that leaves."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from core.knobs import knobs
from experiments import run
from optimizers import (
    OPTIMIZERS,
    SAM,
    Adam,
    Averaged,
    Clipped,
    GradientDescent,
    Lookahead,
    Momentum,
    Scheduled,
)
from optimizers.schedules import CosineAnnealing
from studies import Ending
from studies.batched.batch import picked
from studies.batched.minimum_search import known_minima
from studies.batched.runs import LOOK_EVERY
from surfaces import (
    SURFACES,
    AbsoluteValue,
    Himmelblau,
    Noisy,
    Quadratic,
    Rosenbrock,
    Saddle,
    StyblinskiTang,
)
from tests.studies.batched.together import lasting, spread, together

RULES = [
    *(rule() for rule in OPTIMIZERS.values()),
    Adam(lr=0.3),
    GradientDescent(lr=0.5),
    Momentum(lr=0.03),
    Scheduled(Adam(lr=0.1), CosineAnnealing(steps=60)),
    Clipped(Momentum(lr=0.05), norm=1.0),
    Lookahead(Adam(lr=0.1), k=4),
    SAM(GradientDescent(), rho=0.1),
    Averaged(Adam(lr=0.1), after=5),
]


@pytest.mark.parametrize("rule", RULES, ids=str)
@pytest.mark.parametrize("surface", [Himmelblau(), Noisy(Rosenbrock(), sigma=0.3)], ids=str)
def test_a_run_of_a_batch_is_the_single_run_bit_for_bit_as_long_as_it_lasts(rule, surface):
    start, steps = spread(surface, 9), 110
    found = together(rule, surface, start, steps, seed=3)
    every = run(rule, surface, start, steps, seed=3)
    for k in range(9):
        alone = every[k]
        if alone.last < steps:
            assert found.ending[k] == Ending.DIVERGED
            assert np.isnan(found.theta[:, k]).all()
        else:
            assert np.array_equal(found.theta[:, k], alone.theta[found.last[k]])


def test_without_retiring_all_runs_that_stay_finite_last_to_the_end():
    surface = Himmelblau()
    start = spread(surface, 50)
    asked = GradientDescent(lr=0.01), surface, start, 300
    retired, lasts = together(*asked), lasting(*asked)
    assert (lasts.last == 300).all()
    assert (retired.last < 150).all()
    assert (retired.last % LOOK_EVERY == 0).all()
    for name in ("label", "arrived", "ending"):
        assert np.array_equal(getattr(lasts, name), getattr(retired, name))
    np.testing.assert_allclose(retired.theta, lasts.theta, atol=known_minima(surface).mark / 100)


def test_the_first_step_from_which_on_a_run_stays_is_that_of_its_path():
    surface = Himmelblau()
    start = spread(surface, 40)
    rule = Momentum(lr=0.01, beta=0.8)  # swings through, comes back, stays
    found = lasting(rule, surface, start, 200)
    path = run(rule, surface, start, 200).theta
    mark, minima = known_minima(surface).mark, np.array(surface.minima)
    passed = 0
    for k in range(40):
        inside = np.hypot(*(path[:, :, k] - minima[found.label[k]]).T) <= mark
        away = LOOK_EVERY * np.flatnonzero(~inside[::LOOK_EVERY])[-1]  # the last look at it outside
        window = inside[away : away + LOOK_EVERY + 1]
        assert found.arrived[k] == away + np.flatnonzero(~window)[-1] + 1
        passed += inside[: found.arrived[k]].any()
    assert passed  # some had been there before, and left again


def test_without_looks_between_the_runs_of_a_sweep_end_the_same():
    surface, start = Himmelblau(), spread(Himmelblau(), 60)
    rule = GradientDescent(lr=np.geomspace(1e-3, 0.1, 60))
    plain = together(rule, surface, start, 120, retire=False)
    looked = lasting(rule, surface, start, 120)
    for name in ("theta", "last", "label", "ending"):
        assert np.array_equal(getattr(plain, name), getattr(looked, name), equal_nan=True)
    assert (plain.last < 120).any()  # what has overflowed is still let go
    assert ((plain.arrived == 120) == (plain.label >= 0)).all()


def test_a_start_at_a_minimum_has_arrived_before_its_first_step():
    found = together(GradientDescent(lr=1e-3), Himmelblau(), np.array([[3.0], [2.0]]), 50)
    assert (found.label[0], found.arrived[0], found.ending[0]) == (0, 0, Ending.KNOWN_MINIMUM)


@pytest.mark.parametrize(
    ("rule", "surface", "start", "ending"),
    [
        (GradientDescent(lr=0.01), Himmelblau(), (4.0, 4.0), Ending.KNOWN_MINIMUM),
        (GradientDescent(lr=0.01), StyblinskiTang(), (4.0, 4.0), Ending.LOCAL_MINIMUM),
        (GradientDescent(lr=2.5), Quadratic(), (1.0, 1.0), Ending.DIVERGED),
        (GradientDescent(lr=1e-5), Rosenbrock(), (-1.0, 1.0), Ending.MOVING),
        (GradientDescent(lr=0.1), Saddle(), (1.0, 0.0), Ending.STALLED),
        (GradientDescent(lr=1e-6), Himmelblau(), (1e120, 0.0), Ending.DIVERGED),
        (GradientDescent(lr=1e-6), AbsoluteValue(), (1e5, 0.0), Ending.DIVERGED),
    ],
    ids=str,
)
def test_endings_that_mathematics_knows(rule, surface, start, ending):
    assert together(rule, surface, np.array([start]).T, 400).ending[0] == ending


def test_a_start_without_height_has_diverged_and_takes_no_others_along():
    surface = SURFACES["Formula"]("sqrt(x) + y**2 + x**2")
    found = together(Adam(lr=0.01), surface, np.array([[-1.0, 1.0], [1.0, 1.0]]), 20)
    assert list(found.ending) == [Ending.DIVERGED, Ending.MOVING]
    assert list(found.last) == [0, 20]


@pytest.mark.parametrize("rule", [Adam(), Momentum(), Clipped(Adam(), norm=2.0)], ids=str)
def test_swept_knobs_and_seeds_leave_with_their_runs(rule):
    surface = Noisy(Rosenbrock(), sigma=0.1)
    start, seeds = spread(surface, 12), np.arange(12)
    rates = np.geomspace(1e-3, 1.0, 12) if rule != Momentum() else np.geomspace(1e-4, 0.1, 12)
    inner = getattr(rule, "inner", rule).with_field("lr", rates)
    swept = rule.with_field("inner", inner) if hasattr(rule, "inner") else inner
    found = together(swept, surface, start, 90, seed=seeds)
    if isinstance(rule, Momentum):
        assert 0 < (found.ending == Ending.DIVERGED).sum() < 12  # some did leave
    for k in range(12):
        alone = (
            rule.with_field("inner", rule.inner.with_field("lr", float(rates[k])))
            if hasattr(rule, "inner")
            else rule.with_field("lr", float(rates[k]))
        )
        one = together(alone, surface, start[:, k : k + 1], 90, seed=k)
        for name in ("theta", "last", "label", "ending"):
            assert np.array_equal(getattr(one, name)[..., 0], getattr(found, name)[..., k], True)


def test_the_start_is_left_alone_and_picked_runs_have_no_gaps():
    start = spread(Himmelblau(), 30)
    before = start.copy()
    together(Adam(lr=0.1), Himmelblau(), start, 30)
    assert np.array_equal(start, before)
    every_third = np.arange(0, 30, 3)
    rule, points, count = picked((Adam(lr=np.arange(30.0) + 1), start, 7), every_third, 30)
    assert points.flags.c_contiguous
    assert np.array_equal(points, start[:, every_third])
    assert np.array_equal(rule.lr, every_third + 1.0)
    assert (count, rule.beta1) == (7, knobs(Adam) and 0.9)


def test_the_target_is_met_at_the_first_step_at_or_below_it():
    surface, start = Rosenbrock(), spread(Rosenbrock(), 20)
    rule = Momentum(lr=5e-4)
    target = 0.5
    found = together(rule, surface, start, 120, target=target, retire=False)
    value = run(rule, surface, start, 120).value
    there = value <= target
    expected = np.where(there.any(axis=0), there.argmax(axis=0), -1)
    assert np.array_equal(found.solved, expected)
    assert 0 < (expected < 0).sum() < 20


def test_memory_does_not_grow_with_the_steps():
    surface, start = Rosenbrock(), spread(Rosenbrock(), 20_000)

    def peak(steps):
        tracemalloc.start()
        together(Adam(lr=0.01), surface, start, steps)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(2)
    assert peak(300) < 1.2 * peak(50)  # one kept point a step would be 80 MB more


def test_progress_is_told_and_an_exception_there_cancels():
    told = []
    together(Adam(), Himmelblau(), spread(Himmelblau(), 3), 100, progress=told.append)
    assert told == [0.25, 0.5, 0.75, 1.0]

    def stop(part):
        told.append(part)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        together(Adam(), Himmelblau(), spread(Himmelblau(), 3), 100, progress=stop)
    assert told[-1] == 0.25


def test_wrong_arguments_get_a_sentence():
    with pytest.raises(ValueError, match="steps = -1"):
        together(Adam(), Himmelblau(), np.zeros((2, 1)), -1)
