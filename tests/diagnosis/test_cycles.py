"""Cycles, against the cubic map of a double well, of which all is known."""

from __future__ import annotations

import numpy as np
import pytest

from diagnosis.cycles import cycle
from experiments import run
from optimizers import GradientDescent, Lion, SignDescent
from tests.diagnosis.labelled_runs import BOWL, START, TWO_WELLS


def hops(lr: float, steps: int = 4000):
    return cycle(run(GradientDescent(lr=lr), TWO_WELLS, (0.8, 0.0), steps).theta)


# x <- x + lr (x - x³) has the two-cycle x₁ x₂ = 1 / lr, (x₁ - x₂)² = 1 - 1 / lr, and after a round
# a disturbance is multiplied by 9 - 2 (1 + lr)²: below -1 from lr = √5 - 1 on.


@pytest.mark.parametrize("lr", [1.01, 1.1, 1.23])
def test_past_the_edge_a_double_well_has_a_cycle_of_two_as_wide_as_theory_says(lr):
    found = hops(lr)
    assert found.period == 2
    assert found.width == pytest.approx(np.sqrt(1 - 1 / lr), rel=1e-3)


def test_the_period_doubles_where_theory_says():
    edge = np.sqrt(5) - 1
    assert [hops(lr).period for lr in (edge - 0.004, edge + 0.004)] == [2, 4]
    assert hops(1.293).period == 8
    assert hops(0.99) is None
    assert hops(1.45) is None, "chaos has no period"


@pytest.mark.parametrize("period", [2, 3, 5, 12, 64])
def test_the_period_of_points_that_recur_is_found(period):
    points = np.random.default_rng(period).normal(size=(period, 3))
    found = cycle(np.tile(points, (2000 // period, 1)))
    assert (found.period, found.since, found.deviation) == (period, 0, 0.0)
    assert found.width <= max(np.linalg.norm(a - b) for a in points for b in points)


def test_it_begins_where_all_that_follows_recurs():
    way = np.linspace([5.0, 5.0], [0.0, 2.0], 40)
    round_trip = np.tile([[0.0, 0.0], [1.0, 0.0], [0.0, 2.0]], (50, 1))
    assert cycle(np.vstack([way, round_trip])).since == 39  # the last point of the way is in place


def test_what_does_not_recur_is_no_cycle():
    rng, t = np.random.default_rng(0), np.arange(800)
    assert cycle(rng.normal(size=(800, 2))) is None
    assert cycle(np.stack([t, 2.0 * t], axis=1)) is None
    assert cycle(np.stack([np.cos(t), np.sin(t)], axis=1)) is None, "one radian never comes round"
    shrinking = np.power(-0.999, t)[:, None] * np.ones(2)
    assert cycle(shrinking) is None, "a swing that dies away"
    assert cycle(np.ones((800, 2))) is None
    assert cycle(1 + 1e-15 * rng.normal(size=(800, 2))) is None, "rounding"


def test_rules_of_a_fixed_stride_hop():
    two = cycle(run(SignDescent(lr=0.1), BOWL, (0.95, 0.45), 100).theta)
    assert (two.period, two.since) == (2, 9)
    assert two.width == pytest.approx(0.1 * np.sqrt(2))
    assert cycle(run(Lion(lr=0.1), BOWL, START, 300).theta).period == 4
