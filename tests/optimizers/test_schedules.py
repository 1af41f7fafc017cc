"""Curves over time: their ends, their jumps, and where rounding could hide a restart."""

from __future__ import annotations

from dataclasses import fields, replace
from fractions import Fraction
from math import cos, pi

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.arrays import Array
from core.knobs import Knob, knobs
from optimizers import Momentum, Scheduled
from optimizers.schedules import (
    SCHEDULES,
    Constant,
    CosineAnnealing,
    Cyclic,
    ExponentialDecay,
    InverseSqrt,
    LinearDecay,
    Mirrored,
    OneCycle,
    OneCycleThreePhase,
    PolynomialDecay,
    Schedule,
    Sequential,
    StepDecay,
    WarmRestarts,
    Warmup,
    WarmupStableDecay,
)

CURVES: list[Schedule] = [
    Constant(),
    StepDecay(every=7, gamma=0.6),
    ExponentialDecay(rate=0.03),
    LinearDecay(steps=33, floor=0.1),
    PolynomialDecay(steps=47, power=0.9, floor=0.2),
    PolynomialDecay(steps=20, power=3.0),
    CosineAnnealing(steps=50, floor=0.1),
    WarmRestarts(period=9, growth=1.3, floor=0.05),
    Warmup(steps=6, then=WarmRestarts(period=8, growth=1.0)),
    InverseSqrt(warmup=13),
    WarmupStableDecay(steps=70, rise=0.13, fall=0.3, floor=0.05),
    Cyclic(period=14, floor=0.2),
    OneCycle(steps=61, rise=0.35, start=0.1, end=0.01),
    OneCycleThreePhase(steps=61, rise=0.35, start=0.1, end=0.01),
    Sequential(Cyclic(period=6), 20, Sequential(Constant(), 9, LinearDecay(11))),
    Mirrored(OneCycle(steps=50, start=0.0, end=0.0), low=0.85),
]
every_curve = pytest.mark.parametrize("curve", CURVES, ids=str)
every_schedule = pytest.mark.parametrize("cls", SCHEDULES.values(), ids=lambda cls: cls.__name__)
CLIMBING = {
    Warmup,
    InverseSqrt,
    WarmupStableDecay,
    Cyclic,
    OneCycle,
    OneCycleThreePhase,
    Mirrored,
}


@st.composite
def schedules(draw: st.DrawFn, levels: int = 3) -> Schedule:
    """Draw any schedule, that holds others at most so many levels deep."""
    plain = [cls for cls in SCHEDULES.values() if len(knobs(cls)) == len(fields(cls))]
    cls = draw(st.sampled_from([*SCHEDULES.values()] if levels else plain))
    return cls(
        **{
            f.name: draw(
                numbers(about) if (about := knobs(cls).get(f.name)) else schedules(levels - 1)
            )
            for f in fields(cls)
        }
    )


def numbers(about: Knob) -> st.SearchStrategy[float]:
    if about.integer:
        return st.integers(int(about.low), int(about.high))
    return st.floats(about.low, about.high)


# All


def test_there_is_a_curve_of_every_schedule():
    assert {type(curve) for curve in CURVES} == {*SCHEDULES.values()}


@every_schedule
def test_the_first_factor_is_one_unless_it_climbs(cls):
    assert (cls()(0) == 1.0) == (cls not in CLIMBING)


@every_schedule
def test_the_largest_factor_is_one(cls):
    if cls is not Mirrored:
        assert cls()(np.arange(300)).max() == 1.0


@settings(deadline=None)
@given(curve=schedules(), t=st.integers(0, 1_000_000))
def test_every_factor_is_a_number_from_zero_to_one(curve, t):
    assert 0 <= curve(t) <= 1
    assert np.ndim(curve(t)) == 0


@settings(deadline=None)
@given(curve=schedules(), steps=st.integers(1, 20_000))
def test_a_fitted_schedule_keeps_its_kind_its_levels_and_the_bounds_of_its_knobs(curve, steps):
    fitted = curve.fitted(steps)
    assert type(fitted) is type(curve)
    for name, about in knobs(curve).items():
        assert about.low <= getattr(fitted, name) <= about.high
        if name in ("floor", "low", "gamma", "growth", "power", "rise", "fall", "start", "end"):
            assert getattr(fitted, name) == getattr(curve, name)
    assert fitted.fitted(steps) == fitted


@every_curve
def test_a_whole_curve_is_its_single_factors_bit_for_bit(curve):
    whole = curve(np.arange(301))
    assert whole.shape == (301,)
    assert whole.dtype == np.float64
    np.testing.assert_array_equal(whole, [curve(t) for t in range(301)])


def spread(about: Knob) -> Array:
    """Return values all over the range of a knob, both ends among them."""
    space = np.geomspace if about.log else np.linspace
    values = space(about.low, about.high, 37)
    return np.unique(np.append(values.astype(int), range(1, 70))) if about.integer else values


SWEPT = [(curve, name) for curve in CURVES for name in knobs(curve)]


@pytest.mark.parametrize(("curve", "name"), SWEPT, ids=[f"{c}-{n}" for c, n in SWEPT])
def test_a_swept_knob_is_the_single_curves_bit_for_bit(curve, name):
    values = spread(knobs(curve)[name])
    times = np.arange(0, 150, 3)
    swept = replace(curve, **{name: values})
    at_once = swept(times[:, None])
    step_by_step = [swept(t) for t in times.tolist()]
    np.testing.assert_array_equal(at_once, step_by_step)
    for k, value in enumerate(values):
        np.testing.assert_array_equal(at_once[:, k], replace(curve, **{name: value.item()})(times))


# One by one


def test_constant():
    np.testing.assert_array_equal(Constant()(np.arange(5)), np.ones(5))


def test_step_decay_cuts_after_whole_stretches():
    curve = StepDecay(every=3, gamma=0.5)(np.arange(8))
    np.testing.assert_array_equal(curve, [1, 1, 1, 0.5, 0.5, 0.5, 0.25, 0.25])


def test_exponential_decay_adds_up_to_one_over_its_rate():
    curve = ExponentialDecay(rate=0.01)(np.arange(10_000))
    np.testing.assert_allclose(curve[1:] / curve[:-1], np.exp(-0.01))
    assert curve.sum() == pytest.approx(1 / 0.01, rel=0.01)


@pytest.mark.parametrize(
    "curve",
    [
        LinearDecay(steps=40, floor=0.2),
        PolynomialDecay(steps=40, power=2.0, floor=0.2),
        PolynomialDecay(steps=40, power=0.5, floor=0.2),
        CosineAnnealing(steps=40, floor=0.2),
    ],
    ids=str,
)
def test_a_decay_with_an_end_lands_on_its_floor_and_stays_there(curve):
    np.testing.assert_array_equal(curve(np.arange(40, 200)), 0.2)
    assert (np.diff(curve(np.arange(41))) < 0).all()


def test_decays_pass_their_middle_where_their_shape_says():
    assert LinearDecay(steps=40, floor=0.2)(20) == pytest.approx(0.6, rel=1e-15)
    assert CosineAnnealing(steps=40, floor=0.2)(20) == pytest.approx(0.6, rel=1e-15)
    assert PolynomialDecay(steps=40, power=3.0, floor=0.2)(20) == pytest.approx(0.3, rel=1e-15)


def test_polynomial_decay_of_the_first_power_is_linear_decay():
    times = np.arange(60)
    ours = PolynomialDecay(steps=47, power=1.0, floor=0.1)(times)
    np.testing.assert_array_equal(ours, LinearDecay(steps=47, floor=0.1)(times))


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


def test_inverse_sqrt_peaks_at_the_end_of_its_warm_up_and_loses_half_in_four_times_that():
    curve = InverseSqrt(warmup=16)
    np.testing.assert_array_equal(
        curve(np.array([0, 3, 15, 63, 255])), [1 / 16, 0.25, 1, 0.5, 0.25]
    )


def test_inverse_sqrt_has_the_shape_of_the_transformers_rate():
    n, width, warmup = np.arange(1, 20_000), 512, 4000
    rate = width**-0.5 * np.minimum(n**-0.5, n * warmup**-1.5)
    np.testing.assert_allclose(InverseSqrt(warmup=warmup)(n - 1), rate / rate.max(), rtol=1e-12)


def test_warm_up_stable_decay_is_its_three_parts_one_after_the_other():
    curve = WarmupStableDecay(steps=100, rise=0.1, fall=0.3, floor=0.2)
    parts = Warmup(10, Sequential(Constant(), 60, LinearDecay(30, floor=0.2)))
    np.testing.assert_allclose(curve(np.arange(150)), parts(np.arange(150)), rtol=1e-14)


def test_warm_up_stable_decay_without_a_rise_or_a_fall_steps_up_or_down_at_once():
    curve = WarmupStableDecay(steps=20, rise=0.0, fall=0.0, floor=0.1)(np.arange(40))
    np.testing.assert_array_equal(curve, [1.0] * 20 + [0.1] * 20)


def test_cyclic_swings_in_straight_lines():
    curve = Cyclic(period=8, floor=0.2)(np.arange(17))
    triangle = [0.2, 0.4, 0.6, 0.8, 1.0, 0.8, 0.6, 0.4]
    np.testing.assert_allclose(curve, [*triangle, *triangle, 0.2], rtol=1e-15)


def test_one_cycle_starts_low_peaks_after_its_rise_and_ends_lower():
    curve = OneCycle(steps=100, rise=0.3, start=0.04, end=0.001)(np.arange(150))
    assert curve[0] == pytest.approx(0.04)
    assert np.flatnonzero(curve == 1.0).tolist() == [29]
    assert (np.diff(curve[:30]) > 0).all()
    assert (np.diff(curve[29:100]) < 0).all()
    np.testing.assert_array_equal(curve[99:], 0.001)


def test_one_cycle_in_three_phases_is_back_at_its_start_before_it_goes_lower():
    curve = OneCycleThreePhase(steps=100, rise=0.3, start=0.04, end=0.001)(np.arange(150))
    np.testing.assert_allclose(curve[:30], curve[58:28:-1], rtol=1e-12)
    assert np.flatnonzero(curve == 1.0).tolist() == [29]
    assert (np.diff(curve[29:100]) < 0).all()
    np.testing.assert_array_equal(curve[99:], 0.001)


@pytest.mark.parametrize("rise", [0.0, 0.2, 0.5])
def test_a_cycle_too_short_to_climb_only_comes_down(rise):
    for steps in range(1, 6):
        once = OneCycle(steps=steps, rise=rise, start=0.1, end=0.0)(np.arange(10))
        thrice = OneCycleThreePhase(steps=steps, rise=rise, start=0.1, end=0.0)(np.arange(10))
        np.testing.assert_array_equal(once[max(steps - 1, 1) :], 0.0)
        np.testing.assert_array_equal(thrice[max(steps - 1, 1) :], 0.0)
        if rise * steps <= 1:
            assert (once[0], thrice[0]) == (1.0, 0.1)
            assert (np.diff(once) <= 0).all()
            assert (np.diff(thrice) <= 0).all()


def test_a_sequence_begins_each_of_its_parts_anew():
    curve = Sequential(StepDecay(every=2), 3, Sequential(LinearDecay(4), 2, Constant()))
    np.testing.assert_array_equal(curve(np.arange(7)), [1, 1, 0.5, 1, 0.75, 1, 1])


def test_a_sequence_may_stand_first_in_another():
    curve = Sequential(Sequential(Constant(), 1, LinearDecay(4)), 3, Warmup(2))
    np.testing.assert_array_equal(curve(np.arange(6)), [1, 1, 0.75, 0.5, 1, 1])


def test_mirrored_is_low_where_the_other_is_high():
    np.testing.assert_array_equal(Mirrored(Constant(), low=0.25)(np.arange(3)), 0.25)
    curve = Mirrored(LinearDecay(4), low=0.5)(np.arange(6))
    np.testing.assert_array_equal(curve, [0.5, 0.625, 0.75, 0.875, 1, 1])
    once = OneCycle(steps=40, start=0.0, end=0.0)
    np.testing.assert_allclose(
        Mirrored(Mirrored(once, low=0.0), low=0.0)(np.arange(60)), once(np.arange(60)), atol=1e-15
    )


def test_a_rate_and_its_momentum_cycle_in_opposite_ways():
    cycle = OneCycle(40, start=0.0, end=0.0)
    rate = Scheduled(Momentum(lr=0.1, beta=0.95), cycle)
    rule = Scheduled(rate, Mirrored(cycle, low=0.85 / 0.95), knob="beta")
    turned = [rule.at(t).at(t) for t in range(1, 41)]
    slowness = np.array([1 - step.lr / 0.1 for step in turned])
    momenta = np.array([step.beta for step in turned])
    assert momenta.min() == pytest.approx(0.85)
    assert momenta.max() == pytest.approx(0.95)
    np.testing.assert_allclose(momenta, 0.85 + 0.1 * slowness, rtol=1e-12)


# Fitted to a race


RACES = [10, 42, 97, 100, 200, 1000, 20_000]


@pytest.mark.parametrize("steps", RACES)
@pytest.mark.parametrize("cls", [LinearDecay, PolynomialDecay, CosineAnnealing, WarmupStableDecay])
def test_a_fitted_decay_lasts_the_race(cls, steps):
    curve = replace(cls(), floor=0.1).fitted(steps)(np.arange(steps + 1))
    assert (curve[steps // 2 : -1] > 0.1).all()
    assert curve[-1] == 0.1


@pytest.mark.parametrize("steps", RACES)
@pytest.mark.parametrize("cls", [OneCycle, OneCycleThreePhase])
def test_a_fitted_cycle_is_at_its_end_in_the_last_step_of_the_race(cls, steps):
    curve = cls().fitted(steps)(np.arange(steps))
    assert (curve[:-1] > 4e-6).all()
    assert curve[-1] == 4e-6


@pytest.mark.parametrize("steps", RACES)
def test_a_fitted_exponential_decay_comes_down_to_a_hundredth_or_so(steps):
    assert np.exp(-5.3) < ExponentialDecay().fitted(steps)(steps) < np.exp(-4.7)


@pytest.mark.parametrize("steps", RACES)
@pytest.mark.parametrize("cls", [Warmup, InverseSqrt, WarmupStableDecay])
def test_a_fitted_ramp_takes_a_tenth_of_the_race(cls, steps):
    top = int(np.argmax(cls().fitted(steps)(np.arange(steps)))) + 1
    assert steps / 10 <= top < steps / 10 + 1


@pytest.mark.parametrize("steps", RACES)
def test_a_fitted_step_decay_has_four_levels(steps):
    assert len(np.unique(StepDecay(gamma=0.5).fitted(steps)(np.arange(steps)))) == 4


@pytest.mark.parametrize("steps", [r for r in RACES if r > 10])
@pytest.mark.parametrize("growth", [1.0, 1.5, 2.0])
def test_fitted_warm_restarts_end_the_race_on_a_settled_point(growth, steps):
    curve = WarmRestarts(growth=growth).fitted(steps)(np.arange(steps))
    assert (np.diff(curve) > 0).sum() == 2
    assert curve[-1] < 0.15


@pytest.mark.parametrize("steps", RACES)
def test_fitted_cycles_rise_and_fall_twice(steps):
    curve = Cyclic().fitted(steps)(np.arange(steps))
    rising = np.diff(curve, prepend=1.0) > 0
    falling = np.diff(curve, prepend=0.0) < 0
    assert (np.diff(rising.astype(int)) > 0).sum() == 2
    assert (np.diff(falling.astype(int)) > 0).sum() == 2


def test_what_holds_others_is_fitted_with_them():
    assert Warmup(then=CosineAnnealing()).fitted(200) == Warmup(20, CosineAnnealing(180))
    assert Mirrored(OneCycle(start=0.0)).fitted(90) == Mirrored(OneCycle(90, start=0.0))
    relay = Sequential(StepDecay(gamma=0.3), then=Warmup(then=LinearDecay()))
    expected = Sequential(StepDecay(26, gamma=0.3), 101, Warmup(10, LinearDecay(90)))
    assert relay.fitted(201) == expected


def test_a_fitted_time_stays_one_that_a_text_can_say():
    for cls in SCHEDULES.values():
        for f in fields(cls().fitted(123)):
            held = getattr(cls().fitted(123), f.name)
            assert isinstance(held, (int, float, Schedule))
