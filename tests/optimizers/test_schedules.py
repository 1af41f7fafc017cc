"""Curves over time: their ends, their jumps, and where rounding could hide a restart."""

from __future__ import annotations

from fractions import Fraction
from math import cos, pi

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from optimizers.schedules import (
    SCHEDULES,
    Constant,
    CosineAnnealing,
    ExponentialDecay,
    StepDecay,
    WarmRestarts,
    Warmup,
)


@pytest.mark.parametrize("cls", [c for c in SCHEDULES.values() if c is not Warmup])
def test_the_first_factor_is_one(cls):
    assert cls()(0) == 1.0


@pytest.mark.parametrize("cls", SCHEDULES.values())
def test_factors_lie_between_zero_and_one(cls):
    curve = cls()(np.arange(2000))
    assert (curve >= 0).all()
    assert (curve <= 1).all()


def test_constant():
    np.testing.assert_array_equal(Constant()(np.arange(5)), np.ones(5))


def test_step_decay_cuts_after_whole_stretches():
    curve = StepDecay(every=3, gamma=0.5)(np.arange(8))
    np.testing.assert_array_equal(curve, [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25])


def test_exponential_decay_adds_up_to_one_over_its_rate():
    curve = ExponentialDecay(rate=0.01)(np.arange(10_000))
    np.testing.assert_allclose(curve[1:] / curve[:-1], np.exp(-0.01))
    assert curve.sum() == pytest.approx(1 / 0.01, rel=0.01)


def test_cosine_annealing_passes_its_middle_lands_on_its_floor_and_stays_there():
    curve = CosineAnnealing(steps=40, floor=0.2)
    assert curve(20) == pytest.approx(0.6, rel=1e-15)
    np.testing.assert_array_equal(curve(np.arange(40, 200)), 0.2)
    assert (np.diff(curve(np.arange(41))) < 0).all()


def restarts_one_by_one(period: int, growth: str, floor: float, steps: int) -> list[float]:
    """Walk through the cycles in exact arithmetic."""
    start, length, curve = Fraction(0), Fraction(period), []
    for t in range(steps):
        while t >= start + length:
            start, length = start + length, length * Fraction(growth)
        curve.append(floor + (1 - floor) * (1 + cos(pi * float((t - start) / length))) / 2)
    return curve


@pytest.mark.parametrize("growth", ["1", "2", "3", "1.5", "1.1", "1.25", "7.3", "1.0009765625"])
@pytest.mark.parametrize("period", [7, 10, 50, 97])
def test_warm_restarts_are_the_cycles_walked_one_by_one(period, growth):
    curve = WarmRestarts(period=period, growth=float(growth), floor=0.1)(np.arange(1500))
    expected = restarts_one_by_one(period, growth, 0.1, 1500)
    np.testing.assert_allclose(curve, expected, rtol=0, atol=1e-10)


def test_warm_restarts_of_equal_length_restart_on_the_dot():
    """However many there were, and where a period is no binary fraction of the steps."""
    for period in (3, 7, 10, 49):
        curve = WarmRestarts(period=period, growth=1.0, floor=0.0)
        np.testing.assert_array_equal(curve(period * np.arange(20_000)), 1.0)


def test_warm_restarts_of_doubling_length_restart_on_the_dot():
    curve = WarmRestarts(period=10, growth=2.0, floor=0.0)
    starts = 10 * (2 ** np.arange(20) - 1)
    np.testing.assert_array_equal(curve(starts), 1.0)
    assert (curve(starts[1:] - 1) < 0.03).all()


@given(growth=st.floats(1.0, 10.0), period=st.integers(1, 1000), t=st.integers(0, 100_000))
def test_warm_restarts_are_finite_factors_everywhere(growth, period, t):
    assert 0 <= WarmRestarts(period=period, growth=growth)(t) <= 1


def test_warm_up_ramps_and_hands_over_at_the_full_rate():
    curve = Warmup(steps=4, then=StepDecay(every=2, gamma=0.5))(np.arange(9))
    np.testing.assert_array_equal(curve, [0.25, 0.5, 0.75, 1, 1, 1, 0.5, 0.5, 0.25])


def test_warm_up_holds_any_schedule_even_another_warm_up():
    curve = Warmup(steps=2, then=Warmup(steps=2))(np.arange(5))
    np.testing.assert_array_equal(curve, [0.5, 1, 0.5, 1, 1])
    annealed = Warmup(steps=5, then=CosineAnnealing(steps=10, floor=0.1))
    np.testing.assert_array_equal(
        annealed(np.arange(5, 40)), CosineAnnealing(steps=10, floor=0.1)(np.arange(35))
    )
