"""Line searches: what they promise of a step, what they ask for it, and what cannot trip them."""

from __future__ import annotations

import inspect
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.arrays import Array
from core.knobs import knobs
from optimizers.cached import CachedPoint
from optimizers.line_search import (
    LINE_SEARCHES,
    Backtracking,
    FixedStep,
    LineSearch,
    Probe,
    StrongWolfe,
    bottom,
)

LANES = 9
unhurried = settings(deadline=None, max_examples=60)  # a busy machine is no failure


@dataclass
class Waves:
    """A bowl with waves on it, another one in each lane: bounded below, with many minima."""

    bend: Array
    height: Array
    length: Array

    def __post_init__(self) -> None:
        self.points: list[Array] = []
        self.values = self.grads = 0

    @classmethod
    def drawn(cls, seed: int, n: int) -> Waves:
        rng = np.random.default_rng(seed)
        size = (n, LANES)
        return cls(
            10.0 ** rng.uniform(-2, 2, size), rng.uniform(0, 3, size), rng.uniform(0.3, 5, size)
        )

    def lane(self, k: int) -> Waves:
        return Waves(*(a[:, k : k + 1] for a in (self.bend, self.height, self.length)))

    def value(self, theta: Array) -> Array:
        self.values += 1
        self.points.append(theta)
        waves = self.height * np.cos(self.length * theta)
        return np.add.accumulate(self.bend * theta * theta / 2 + waves)[-1]

    def grad(self, theta: Array) -> Array:
        self.grads += 1
        return self.bend * theta - self.height * self.length * np.sin(self.length * theta)


def along(a: Array, b: Array) -> Array:
    return np.add.accumulate(a * b)[-1]


def prepared(seed: int, n: int) -> tuple[Waves, Array, Array]:
    """Return a loss, points, and directions that lead downhill, but not along the gradient."""
    rng = np.random.default_rng(seed)
    f = Waves.drawn(seed, n)
    theta = rng.normal(size=(n, LANES)) * 3
    p = -(10.0 ** rng.uniform(-2, 2, (n, LANES))) * f.grad(theta)
    return Waves(f.bend, f.height, f.length), theta, p


def fell(f: Waves, search: LineSearch, theta: Array, p: Array, step: Array) -> Array:
    """Tell in which lanes a step satisfies the condition of Armijo."""
    slope = along(f.grad(theta), p)
    return f.value(theta + step * p) <= f.value(theta) + search.c1 * step * slope


@unhurried
@given(
    seed=st.integers(0, 10_000),
    n=st.integers(1, 6),
    c1=st.floats(1e-8, 1e-3),
    c2=st.floats(0.01, 0.99),
    first=st.floats(1e-4, 1e3),
)
def test_a_step_of_the_strong_wolfe_search_satisfies_both_conditions(seed, n, c1, c2, first):
    f, theta, p = prepared(seed, n)
    search = StrongWolfe(c1, c2, probes=60)
    step, there = search.search(CachedPoint(f, theta), p, first)
    assert (step > 0).all()
    assert fell(f, search, theta, p, step).all()
    slope, slope_there = along(f.grad(theta), p), along(f.grad(theta + step * p), p)
    assert (np.abs(slope_there) <= -c2 * slope).all()
    np.testing.assert_array_equal(there.theta, theta + step * p)


@unhurried
@given(
    seed=st.integers(0, 10_000),
    n=st.integers(1, 6),
    c1=st.floats(1e-8, 0.5),
    shrink=st.floats(0.05, 0.95),
    first=st.floats(1e-4, 1e3),
)
def test_backtracking_takes_the_first_step_of_its_row_that_satisfies_armijo(
    seed, n, c1, shrink, first
):
    f, theta, p = prepared(seed, n)
    search = Backtracking(c1, shrink, probes=100)
    step, _ = search.search(CachedPoint(f, theta), p, first)
    searched = step > 0
    assert shrink > 0.85 or searched.all()  # a hundred probes reach down to 1e-7
    tried, settled = np.full(LANES, first), np.zeros(LANES, dtype=bool)
    for _ in range(100):
        good = fell(f, search, theta, p, tried)
        np.testing.assert_array_equal(step[good & ~settled], tried[good & ~settled])
        settled |= good
        tried = shrink * tried
    np.testing.assert_array_equal(searched, settled)


@pytest.mark.parametrize(
    "search",
    [FixedStep(), Backtracking(), Backtracking(probes=8), StrongWolfe(), StrongWolfe(c2=0.05),
     StrongWolfe(c2=0.001, probes=3)],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("n", [2, 13])
def test_each_lane_searches_as_if_it_were_alone_bit_for_bit(search, n):
    for seed in range(4):
        f, theta, p = prepared(seed, n)
        step, there = search.search(CachedPoint(f, theta), p, 0.7)
        assert len(set(step)) > 1 or isinstance(search, FixedStep)
        for k in range(LANES):
            lane = slice(k, k + 1)
            alone, there_alone = search.search(
                CachedPoint(f.lane(k), theta[:, lane]), p[:, lane], 0.7
            )
            assert alone.tobytes() == step[lane].tobytes()
            for name in ("theta", "value", "grad"):
                one, many = getattr(there_alone, name), getattr(there, name)[..., lane]
                assert one.tobytes() == many.tobytes(), name


@pytest.mark.parametrize(
    ("search", "name", "values"),
    [
        (Backtracking(), "c1", [1e-8, 0.1, 0.5]),
        (Backtracking(), "shrink", [0.05, 0.5, 0.9]),
        (Backtracking(), "probes", [1, 3, 30]),
        (StrongWolfe(c2=0.01), "c1", [1e-8, 1e-5, 1e-3]),
        (StrongWolfe(), "c2", [0.001, 0.3, 0.99]),
        (StrongWolfe(c2=0.01), "probes", [1, 2, 20]),
    ],
)
def test_a_swept_knob_is_the_single_searches(search, name, values):
    f, theta, p = prepared(1, 3)
    for start in (0, 3, 6):
        lanes = slice(start, start + 3)
        three = Waves(f.bend[:, lanes], f.height[:, lanes], f.length[:, lanes])
        swept = replace(search, **{name: np.array(values)})
        together, _ = swept.search(CachedPoint(three, theta[:, lanes]), p[:, lanes], 2.0)
        for k, value in enumerate(values):
            lane = slice(start + k, start + k + 1)
            single = replace(search, **{name: value})
            alone, _ = single.search(
                CachedPoint(f.lane(start + k), theta[:, lane]), p[:, lane], 2.0
            )
            assert alone[0] == together[k]


# What is asked.


def test_the_fixed_step_asks_nothing_and_goes_uphill_too():
    f, theta, p = prepared(0, 2)
    step, there = FixedStep().search(CachedPoint(f, theta), -p, 0.3)
    assert (step == 0.3).all()
    np.testing.assert_array_equal(there.theta, theta - 0.3 * p)
    assert f.values == f.grads == 0


@pytest.mark.parametrize("probes", [1, 2, 5, 40])
@pytest.mark.parametrize("kind", [Backtracking, StrongWolfe])
def test_no_more_is_asked_than_the_knob_allows_and_nothing_twice(kind, probes):
    for seed in range(20):
        f, theta, p = prepared(seed, 3)
        here = CachedPoint(f, theta, grad=f.grad(theta), value=f.value(theta))
        f.values, f.grads, f.points = 0, 0, []
        _, there = kind(probes=probes).search(here, p, 3.0)
        assert 1 <= f.values <= probes
        assert f.grads == (0 if kind is Backtracking else f.values)
        asked = [{tuple(point[:, k]) for point in f.points} for k in range(LANES)]
        assert max(map(len, asked)) == f.values
        grads = f.grads
        np.testing.assert_array_equal(there.value, f.value(there.theta))
        np.testing.assert_array_equal(there.grad, f.grad(there.theta))
        assert f.grads == grads + (2 if kind is Backtracking else 1)  # the last is the test's own


def test_a_lane_that_has_found_its_step_is_not_moved_by_others_that_search_on():
    f, theta, p = prepared(3, 2)
    p[:, 0] *= 1e-9  # its slope hardly changes along a step of 1
    p[:, 1] *= 1e9
    step, _ = Backtracking().search(CachedPoint(f, theta), p, 1.0)
    assert step[0] == 1.0
    assert step[1] < 1e-3


# Parabolas, where all is known.


@unhurried
@given(bend=st.floats(1e-6, 1e6), slope=st.floats(1e-3, 1e3), first=st.floats(1e-3, 1e3))
def test_an_exact_search_ends_at_the_bottom_of_a_parabola(bend, slope, first):
    f = Waves(*(np.array([[x]]) for x in (bend, 0.0, 1.0)))
    theta, p = np.array([[slope / bend]]), np.array([[-1.0]])
    here = CachedPoint(f, theta)
    step, there = StrongWolfe(c2=1e-7, probes=60).search(here, p, first * slope / bend)
    assert step[0] == pytest.approx(slope / bend, rel=1e-6)
    assert abs(there.grad[0, 0]) <= 1e-7 * slope * (1 + 1e-9)
    near = 0.1 <= 1 / first <= 0.9  # inside, and not too close to either end
    assert f.values == 1 + 2 or not near  # one probe, and then the bottom


def test_steps_grow_until_the_slope_levels_out():
    f = Waves(np.array([[1.0]]), np.array([[0.0]]), np.array([[1.0]]))
    place = CachedPoint(f, np.array([[-1.0]]))
    step, _ = StrongWolfe(c2=0.1).search(place, np.array([[1.0]]), 1e-6)
    assert 0.9 <= step[0] <= 1.1
    assert f.values <= 1 + 9  # six powers of ten, up to one a probe, and then the bottom
    assert Backtracking().search(place, np.array([[1.0]]), 1e-6).step == 1e-6


@given(
    roots=st.tuples(st.floats(-5, 5), st.floats(-5, 5)),
    ends=st.tuples(st.floats(-6, 6), st.floats(-6, 6)),
)
def test_the_bottom_of_a_cubic_is_where_its_slope_is_zero_and_rising(roots, ends):
    low, high = min(roots), max(roots)
    (a, b), gap = ends, high - low
    if min(gap, abs(a - b)) < 0.05:
        return

    def probe(x: float) -> Probe:  # of the cubic with the slope (x - low)(x - high)
        value = x * x * x / 3 - (low + high) * x * x / 2 + low * high * x
        return Probe(*(np.array([v]) for v in (x, value, (x - low) * (x - high), 0.0)))

    part = bottom(probe(a), probe(b))
    assert a + part[0] * (b - a) == pytest.approx(high, abs=1e-6)


# Ground that is no help.


class Rough:
    """A loss of one coordinate made of plain functions, which remembers how often it was asked."""

    def __init__(self, height, slope) -> None:
        self.height, self.slope, self.asked = height, slope, 0

    def value(self, theta: Array) -> Array:
        self.asked += 1
        return np.asarray(self.height(theta[0]), dtype=float) + 0 * theta[0]

    def grad(self, theta: Array) -> Array:
        return np.asarray(self.slope(theta[0]), dtype=float) + 0 * theta


def beyond_two(x: Array, value: float) -> Array:
    return np.where(x > 2, value, -x)


def falling(x: Array) -> Array:
    return -1.0 + 0 * x


ROUGH = {
    "a wall of infinities": Rough(lambda x: beyond_two(x, np.inf), falling),
    "a hole of minus infinities": Rough(lambda x: beyond_two(x, -np.inf), falling),
    "no numbers at all beyond a point": Rough(lambda x: beyond_two(x, np.nan), falling),
    "slopes that are no numbers": Rough(lambda x: -x, lambda x: np.where(x > 2, np.nan, -1.0)),
    "a cliff down": Rough(lambda x: -x - 9e9 * (x > 2), falling),
    "a cliff up": Rough(lambda x: -x + 9e9 * (x > 2), falling),
    "a slope without end": Rough(lambda x: -x, falling),
    "a promise that is never kept": Rough(lambda x: x, falling),
    "level ground that claims a slope": Rough(lambda x: 0 * x, falling),
    "a kink": Rough(lambda x: np.abs(x - 1), lambda x: np.sign(x - 1)),
    "steps that overflow": Rough(lambda x: np.exp(x * x) - 3 * x, lambda x: 3 * falling(x)),
    "rounding": Rough(lambda x: 1e20 + (x - 1) ** 2, lambda x: 2 * (x - 1)),
}


@pytest.mark.parametrize("ground", ROUGH.values(), ids=ROUGH)
@pytest.mark.parametrize("search", [Backtracking(), StrongWolfe(), StrongWolfe(c2=0.001)], ids=str)
@pytest.mark.parametrize("first", [1e-9, 1.0, 5.0, 1e9, 1e300])
def test_whatever_the_ground_a_search_ends_no_higher_than_it_began(ground, search, first):
    ground.asked = 0
    here = CachedPoint(ground, np.zeros((1, 1)))
    step, there = search.search(here, np.ones((1, 1)), first)
    assert ground.asked <= search.probes + 1
    assert step[0] >= 0
    assert np.isfinite(there.value[0])
    assert there.value[0] <= here.value[0]
    assert (there.theta[0, 0] == 0) == (step[0] == 0)


@pytest.mark.parametrize("search", [Backtracking(), StrongWolfe()], ids=str)
@pytest.mark.parametrize("name", [name for name, g in ROUGH.items() if g.height(np.ones(1)) < 0])
def test_where_there_is_lower_ground_before_the_trouble_it_is_found(name, search):
    step, _ = search.search(CachedPoint(ROUGH[name], np.zeros((1, 1))), np.ones((1, 1)), 5.0)
    assert step[0] > 0


@pytest.mark.parametrize("search", [Backtracking(), StrongWolfe()], ids=str)
@pytest.mark.parametrize("p", [-1.0, 0.0, np.nan, np.inf, -np.inf])
def test_where_a_direction_does_not_lead_downhill_no_step_is_tried(search, p):
    ground = Rough(lambda x: -x, lambda x: np.where(np.isinf(x), 0.0, -1.0))
    step, there = search.search(CachedPoint(ground, np.zeros((1, 1))), np.full((1, 1), p), 1.0)
    assert step[0] == 0
    assert there.theta[0, 0] == 0
    assert ground.asked == 1


# The registry.


def test_every_search_is_registered_and_explains_itself():
    assert set(LINE_SEARCHES.values()) == set(LineSearch.__subclasses__())
    for name, kind in LINE_SEARCHES.items():
        assert kind.__name__ == name
        assert kind.title
        text = inspect.getdoc(kind)
        assert ".. math::" in text
        assert "https://" in text
        for field, about in knobs(kind).items():
            assert about.symbol in kind.formula
            assert about.low <= getattr(kind(), field) <= about.high
    assert len({kind.title for kind in LINE_SEARCHES.values()}) == len(LINE_SEARCHES)
