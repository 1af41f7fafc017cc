"""Lanes end where single runs end, and everything leaves with a lane that leaves."""

from __future__ import annotations

import tracemalloc
from functools import partial

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
from optimizers.adam import Moments
from optimizers.schedules import CosineAnnealing
from studies import Ending, walk
from studies.batched.endings import ground
from studies.batched.kernels import InPlace, Textbook, chosen, walker
from studies.batched.runs import LOOK_EVERY
from surfaces import (
    SURFACES,
    AbsoluteValue,
    Ackley,
    Booth,
    Eggholder,
    GoldsteinPrice,
    Himmelblau,
    Matyas,
    McCormick,
    Noisy,
    Quadratic,
    Rastrigin,
    Rosenbrock,
    Saddle,
    Sphere,
    StyblinskiTang,
)

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


def spread(surface, count, seed=0):
    low, high = np.array(surface.domain.low), np.array(surface.domain.high)
    return low[:, None] + np.random.default_rng(seed).random((2, count)) * (high - low)[:, None]


@pytest.mark.parametrize("rule", RULES, ids=str)
@pytest.mark.parametrize("surface", [Himmelblau(), Noisy(Rosenbrock(), sigma=0.3)], ids=str)
def test_a_lane_is_the_single_run_bit_for_bit_as_long_as_it_lasts(rule, surface):
    start, steps = spread(surface, 9), 110
    ends = walk(rule, surface, start, steps, seed=3)
    every = run(rule, surface, start, steps, seed=3)
    for k in range(9):
        alone = every[k]
        if alone.last < steps:
            assert ends.ending[k] == Ending.DIVERGED
            assert np.isnan(ends.theta[:, k]).all()
        else:
            assert np.array_equal(ends.theta[:, k], alone.theta[ends.last[k]])


def test_without_retiring_all_lanes_that_stay_finite_last_to_the_end():
    surface = Himmelblau()
    start = spread(surface, 50)
    ends = walk(GradientDescent(lr=0.01), surface, start, 300, retire=False)
    assert (ends.last == 300).all()
    retired = walk(GradientDescent(lr=0.01), surface, start, 300)
    assert (retired.last < 150).all()
    assert (retired.last % LOOK_EVERY == 0).all()
    for name in ("label", "arrived", "ending"):
        assert np.array_equal(getattr(ends, name), getattr(retired, name))
    np.testing.assert_allclose(retired.theta, ends.theta, atol=ground(surface).mark / 100)


def test_the_first_step_from_which_on_a_lane_stays_is_that_of_its_path():
    surface = Himmelblau()
    start = spread(surface, 40)
    rule = Momentum(lr=0.01, beta=0.8)  # swings through, comes back, stays
    ends = walk(rule, surface, start, 200, retire=False)
    path = run(rule, surface, start, 200).theta
    mark, minima = ground(surface).mark, np.array(surface.minima)
    passed = 0
    for k in range(40):
        inside = np.hypot(*(path[:, :, k] - minima[ends.label[k]]).T) <= mark
        away = LOOK_EVERY * np.flatnonzero(~inside[::LOOK_EVERY])[-1]  # the last look at it outside
        window = inside[away : away + LOOK_EVERY + 1]
        assert ends.arrived[k] == away + np.flatnonzero(~window)[-1] + 1
        passed += inside[: ends.arrived[k]].any()
    assert passed  # some had been there before, and left again


@pytest.mark.parametrize(
    "rule",
    [*(Adam(lr=lr) for lr in (0.02, 0.1, 0.5)), *(GradientDescent(lr=lr) for lr in (1e-3, 0.01))],
    ids=str,
)
@pytest.mark.parametrize(
    "surface",
    [Himmelblau(), Matyas(), Booth(), McCormick(), GoldsteinPrice(), Rastrigin(), Ackley()],
    ids=lambda surface: type(surface).__name__,
)
def test_a_minimum_that_has_caught_a_lane_does_not_let_it_go(surface, rule, monkeypatch):
    monkeypatch.setattr("studies.batched.runs.STIR", 0.0)  # being at rest does not count
    start, steps = spread(surface, 150), 900
    lasting = walk(rule, surface, start, steps, exact=False, retire=False)
    caught = walk(rule, surface, start, steps, exact=False)
    for name in ("label", "arrived", "ending"):
        assert np.array_equal(getattr(caught, name), getattr(lasting, name))
    left = (caught.last < steps) & np.isfinite(caught.theta).all(axis=0)
    assert (caught.label[left] >= 0).all()
    off = caught.theta - ground(surface).minima[:, caught.label]
    assert (np.hypot(*off[:, left]) < ground(surface).mark / 2).all()


@pytest.mark.parametrize("rule", [Adam(lr=0.1), GradientDescent(lr=0.01)], ids=str)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_lanes_that_need_not_be_exact_leave_as_soon_as_they_are_caught(dtype, rule):
    surface = Himmelblau()
    start = spread(surface, 300)
    exact = walk(rule, surface, start, 1000)
    caught = walk(rule, surface, start, 1000, dtype, exact=False)
    assert np.array_equal(caught.label, exact.label)
    assert caught.last.mean() < 0.7 * exact.last.mean()


def test_gradient_descent_is_caught_near_a_minimum_that_is_not_too_steep_for_it():
    lanes = walker(GradientDescent(lr=np.array([0.1, 0.1, 0.2])), np.zeros((2, 3)), exact=False)
    off = np.array([[0.01, 0.2, 0.01], [0.01, 0.01, 0.01]])
    bends = np.zeros((2, 2, 3)) + np.diag([1.0, 9.0])[..., None]
    assert list(lanes.caught(off, bends, 0.1, 25, 1000)) == [True, False, False]


def test_who_is_caught_and_who_is_not():
    surface, rule = Quadratic(), Adam(lr=0.1)
    (entries,) = np.moveaxis(ground(surface).bends, 2, 0)
    off = np.full((2, 5), 0.01)
    lanes = walker(rule, off.copy(), exact=False)
    lanes.moments = np.zeros((2, 5)), np.full((2, 5), 1e3)  # a rate of 0.1
    off[:, 1] = 0.2  # too far
    lanes.moments[0][:, 2] = 10.0  # too fast
    lanes.moments[1][0, 3] = 1e-3  # at a rate at which it would swing ever further
    bends = np.repeat(entries[..., None], 5, axis=2)
    bends[..., 4] = np.inf  # at a kink
    assert list(lanes.caught(off, bends, 0.1, 500, 600)) == [True, False, False, False, False]
    assert lanes.caught(off, bends, 0.1, 500, 60_000)[0]  # the rate has time to rise: to a burst
    assert not lanes.caught(off, bends, 0.015, 500, 60_000).any()  # which would lead out of reach
    written = walker(rule, off.copy())
    written.moments = 0.1 * lanes.moments[0], 0.001 * lanes.moments[1]  # as if not folded
    for steps in (600, 60_000):
        told = (one.caught(off, bends, 0.1, 500, steps) for one in (lanes, written))
        assert np.array_equal(*told)


@pytest.mark.parametrize("swing", [1e-4, 1e-16, 1e-60])
@pytest.mark.parametrize("beta2", [0.99, 0.999])
@pytest.mark.parametrize("beta1", [0.5, 0.9, 0.95])
def test_bursts_of_adam_are_as_long_as_is_claimed(beta1, beta2, swing):
    rule, bowl, limit = Adam(lr=1.0, beta1=beta1, beta2=beta2, eps=0), Sphere(), 2 * (1 + beta1)
    rate = np.geomspace(0.3, 0.99, 24) * limit / (1 - beta1)
    theta = np.full((2, 24), swing)
    v = np.square(2 / rate) + np.zeros((2, 24))  # the curvature of the bowl is 2
    state, furthest, late = Moments(np.zeros((2, 24)), v), 0.0, 100_000  # no bias any more
    for t in range(late, late + int(12 / (1 - beta2))):
        theta, state = rule.step(bowl, theta, state, t)
        theta = np.where(np.abs(theta) < swing, np.copysign(swing, theta), theta)
        furthest = max(furthest, np.max(np.abs(theta)))
    claimed = (1 - beta1) / (1 + beta1) * np.sqrt(np.log(1 / swing))
    assert 0.6 * claimed < furthest < 1.05 * claimed


def test_a_lane_that_bursts_now_and_then_is_caught_where_bursts_are_small():
    surface, start = Himmelblau(), np.array([[-0.72265625], [-2.16796875]])
    rule, mark = Adam(lr=0.1), ground(surface).mark
    path = run(rule, surface, start, 1000).theta[:, :, 0]
    off = np.hypot(*(path - np.array(surface.minima)[2]).T)
    assert off[850:].max() > 1e3 * off[800]  # it does burst
    assert off[150:].max() < mark / 2
    ends = walk(rule, surface, start, 1000, exact=False)
    assert (ends.label[0], ends.last[0] < 300) == (2, True)


def test_no_minimum_catches_where_every_step_looks_different_or_at_a_kink():
    rule = Adam(lr=0.01)
    start = spread(Himmelblau(), 20) / 100 + np.array([[3.0], [2.0]])
    noisy = walk(rule, Noisy(Himmelblau(), sigma=3.0), start, 150, exact=False)
    assert (walk(rule, Himmelblau(), start, 150, exact=False).last < 150).any()
    assert (noisy.last == 150).all()
    assert np.isinf(ground(AbsoluteValue()).bends).all()
    assert np.isfinite(ground(Himmelblau()).bends).all()
    assert np.isinf(ground(Eggholder()).bends[..., 0]).all()  # it lies on the edge of the map


def test_without_looks_between_a_sweeps_lanes_end_the_same():
    surface, start = Himmelblau(), spread(Himmelblau(), 60)
    rule = GradientDescent(lr=np.geomspace(1e-3, 0.1, 60))
    plain = walk(rule, surface, start, 120, timed=False, retire=False)
    looked = walk(rule, surface, start, 120, retire=False)
    for name in ("theta", "last", "label", "ending"):
        assert np.array_equal(getattr(plain, name), getattr(looked, name), equal_nan=True)
    assert (plain.last < 120).any()  # what has overflowed is still let go
    assert ((plain.arrived == 120) == (plain.label >= 0)).all()


def test_a_start_at_a_minimum_has_arrived_before_its_first_step():
    ends = walk(GradientDescent(lr=1e-3), Himmelblau(), np.array([[3.0], [2.0]]), 50)
    assert (ends.label[0], ends.arrived[0], ends.ending[0]) == (0, 0, Ending.KNOWN_MINIMUM)


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
    assert walk(rule, surface, np.array([start]).T, 400).ending[0] == ending


def test_a_start_without_height_has_diverged_and_takes_no_others_along():
    surface = SURFACES["Formula"]("sqrt(x) + y**2 + x**2")
    ends = walk(Adam(lr=0.01), surface, np.array([[-1.0, 1.0], [1.0, 1.0]]), 20)
    assert list(ends.ending) == [Ending.DIVERGED, Ending.MOVING]
    assert list(ends.last) == [0, 20]


@pytest.mark.parametrize("rule", [Adam(), Momentum(), Clipped(Adam(), norm=2.0)], ids=str)
def test_swept_knobs_and_seeds_leave_with_their_lanes(rule):
    surface = Noisy(Rosenbrock(), sigma=0.1)
    start, seeds = spread(surface, 12), np.arange(12)
    rates = np.geomspace(1e-3, 1.0, 12) if rule != Momentum() else np.geomspace(1e-4, 0.1, 12)
    inner = getattr(rule, "inner", rule).with_field("lr", rates)
    swept = rule.with_field("inner", inner) if hasattr(rule, "inner") else inner
    ends = walk(swept, surface, start, 90, seed=seeds)
    if isinstance(rule, Momentum):
        assert 0 < (ends.ending == Ending.DIVERGED).sum() < 12  # some did leave
    for k in range(12):
        alone = (
            rule.with_field("inner", rule.inner.with_field("lr", float(rates[k])))
            if hasattr(rule, "inner")
            else rule.with_field("lr", float(rates[k]))
        )
        one = walk(alone, surface, start[:, k : k + 1], 90, seed=k)
        for name in ("theta", "last", "label", "ending"):
            assert np.array_equal(getattr(one, name)[..., 0], getattr(ends, name)[..., k], True)


@pytest.mark.parametrize(
    "lr", [0.001, 0.1, np.geomspace(1e-3, 1, 300)], ids=["low", "high", "swept"]
)
@pytest.mark.parametrize("kind", [partial(Adam, beta1=0.8, beta2=0.99), GradientDescent], ids=str)
def test_in_place_is_the_textbooks_bit_for_bit(kind, lr):
    surface, start = Rastrigin(), spread(Rastrigin(), 300)
    rule = kind(lr=lr)
    fast, slow = walker(rule, start.copy()), Textbook(rule, start.copy())
    assert isinstance(fast, InPlace)
    for t in range(1, 401):
        fast.step(surface, t)
        slow.step(surface, t)
    assert np.array_equal(fast.theta, slow.theta)


def test_adam_folded_is_the_textbooks_to_a_few_units_in_the_last_place():
    surface, start = Quadratic(), spread(Quadratic(), 200)
    for lr in (0.003, np.geomspace(1e-3, 0.1, 200)):
        rule = Adam(lr=lr)
        fast, slow = walker(rule, start.copy(), exact=False), Textbook(rule, start.copy())
        for t in range(1, 26):
            fast.step(surface, t)
            slow.step(surface, t)
        assert not np.array_equal(fast.theta, slow.theta)
        scale = np.spacing(np.max(np.abs(start)))
        assert np.max(np.abs(fast.theta - slow.theta)) <= 16 * scale


def test_the_start_is_left_alone_and_chosen_lanes_have_no_gaps():
    start = spread(Himmelblau(), 30)
    before = start.copy()
    walk(Adam(lr=0.1), Himmelblau(), start, 30)
    assert np.array_equal(start, before)
    mask = np.arange(30) % 3 == 0
    rule, points, count = chosen((Adam(lr=np.arange(30.0) + 1), start, 7), mask)
    assert points.flags.c_contiguous
    assert np.array_equal(points, start[:, mask])
    assert np.array_equal(rule.lr, np.arange(30.0)[mask] + 1)
    assert (count, rule.beta1) == (7, knobs(Adam) and 0.9)


@pytest.mark.parametrize("every", [1, 7])
def test_what_is_recorded_is_the_path_and_a_lane_that_has_left_stands_still(every):
    surface, start = Himmelblau(), spread(Himmelblau(), 6)
    rule = GradientDescent(lr=0.01)
    ends = walk(rule, surface, start, 150, record=every)
    path = run(rule, surface, start, 150).theta
    assert len(ends.path) == 150 // every + 1
    for k in range(6):
        shown = np.minimum(np.arange(0, 151, every), ends.last[k])
        assert np.array_equal(ends.path[:, :, k], path[shown, :, k])


def test_the_target_is_met_at_the_first_step_at_or_below_it():
    surface, start = Rosenbrock(), spread(Rosenbrock(), 20)
    rule = Momentum(lr=5e-4)
    target = 0.5
    ends = walk(rule, surface, start, 120, target=target, retire=False)
    value = run(rule, surface, start, 120).value
    there = value <= target
    expected = np.where(there.any(axis=0), there.argmax(axis=0), -1)
    assert np.array_equal(ends.solved, expected)
    assert 0 < (expected < 0).sum() < 20


def test_memory_does_not_grow_with_the_steps():
    surface, start = Rosenbrock(), spread(Rosenbrock(), 20_000)

    def peak(steps):
        tracemalloc.start()
        walk(Adam(lr=0.01), surface, start, steps)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(2)
    assert peak(300) < 1.2 * peak(50)  # one kept point a step would be 80 MB more


def test_progress_is_told_and_an_exception_there_cancels():
    told = []
    walk(Adam(), Himmelblau(), spread(Himmelblau(), 3), 100, progress=told.append)
    assert told == [0.25, 0.5, 0.75, 1.0]

    def stop(part):
        told.append(part)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        walk(Adam(), Himmelblau(), spread(Himmelblau(), 3), 100, progress=stop)
    assert told[-1] == 0.25


def test_wrong_arguments_get_a_sentence():
    with pytest.raises(ValueError, match="choose float64, or float32"):
        walk(Adam(), Himmelblau(), np.zeros((2, 1)), 10, dtype="float16")
    with pytest.raises(ValueError, match="steps = -1"):
        walk(Adam(), Himmelblau(), np.zeros((2, 1)), -1)
