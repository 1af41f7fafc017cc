"""What many runs came to: quantiles, rates and arrivals, against SciPy and by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from experiments import Experiment, run
from optimizers import Adam, GradientDescent
from studies.seeds.ensemble import Ensemble
from studies.seeds.statistics import LEVELS, ArrivalRate, ensemble_statistics, goal, quantiles
from surfaces import Formula, Himmelblau, Noisy, Quadratic, Rosenbrock
from tests.experiments.grounds import bowl


@given(runs=st.integers(1, 500), data=st.data())
@settings(deadline=None)
def test_the_interval_is_scipys_wilson_interval(runs, data):
    rate = ArrivalRate(data.draw(st.integers(0, runs)), runs)
    theirs = stats.binomtest(*rate).proportion_ci(0.95, method="wilson")
    np.testing.assert_allclose(rate.interval, theirs, rtol=0, atol=1e-12)
    low, high = rate.interval
    assert 0 <= low <= rate.part <= high <= 1


def test_the_interval_holds_the_true_rate_19_times_in_20():
    chance, covered = np.random.default_rng(0), []
    for truth in (0.05, 0.3, 0.5, 0.9):
        seen = chance.binomial(64, truth, 2000)
        edges = np.array([ArrivalRate(int(k), 64).interval for k in seen])
        covered.append(np.mean((edges[:, 0] <= truth) & (truth <= edges[:, 1])))
    assert 0.93 < np.mean(covered) < 0.97


@pytest.mark.parametrize("count", [1, 2, 3, 10, 64, 100, 256])
def test_quantiles_are_numpys_inverted_cdf(count):
    values = np.random.default_rng(count).normal(size=(5, 3, count))
    theirs = np.quantile(values, LEVELS, axis=-1, method="inverted_cdf")
    assert np.array_equal(quantiles(values, LEVELS), theirs)


def test_infinite_values_are_values():
    values = np.array([3.0, np.inf, 1.0, np.inf])
    assert quantiles(values, [0.25, 0.5, 0.75, 1.0]).tolist() == [1.0, 3.0, np.inf, np.inf]


def test_runs_that_overflow_count_as_infinite_from_then_on_and_are_not_left_out():
    rates = np.array([0.1, 0.1, 1.0, 1.0])  # y is multiplied by 1 - 10 lr: two of four overflow
    runs = run(GradientDescent(lr=rates), bowl(1.0, 10.0), (0.3, 0.4), 300)
    assert runs.diverged.tolist() == [False, False, True, True]
    summed = ensemble_statistics(runs, None)
    gone = int(runs.last[2])
    assert np.isfinite(summed.bands[:, : gone + 1]).all()
    assert np.isfinite(summed.bands[2, gone + 1 :]).all(), "the second of four"
    assert np.isinf(summed.bands[3, gone + 1 :]).all()
    assert summed.overflowed.sum() == 2
    assert summed.rate == (0, 4)


def test_arrival_is_the_first_step_within_a_marker_of_a_minimum():
    start = np.array([[1.0, -2.0, 0.5], [0.0, 1.0, 0.001]])
    runs = run(GradientDescent(lr=0.05), bowl(1.0, 1.0), start, 200)
    reach = goal(runs[0])
    assert reach is not None
    summed = ensemble_statistics(runs, reach)
    distances = np.hypot(*np.moveaxis(runs.theta, 1, 0))
    for k in range(3):
        first = int(np.flatnonzero(distances[:, k] <= reach.radius)[0])
        assert summed.arrived[k] == first > 0
        # 0.95**t of the first distance is left
        left = np.log(reach.radius / distances[0, k]) / np.log(0.95)
        assert first == np.ceil(left)
    assert summed.rate.part == 1
    steps, parts = summed.arrivals
    assert parts[-1] == 1
    assert steps.tolist() == sorted(summed.arrived)
    assert summed.arrival(0.5) == np.sort(summed.arrived)[1]
    assert set(summed.endings()) == {0}


def test_a_target_loss_is_the_goal_where_one_is_given():
    runs = run(GradientDescent(lr=0.05), bowl(1.0, 1.0), np.array([[1.0, 8.0], [0.0, 0.0]]), 30)
    reach = goal(runs[0], 0.4)
    assert reach is not None
    assert reach.words == "its loss is 0.4 or less"
    summed = ensemble_statistics(runs, reach)
    assert summed.arrived[0] == np.flatnonzero(runs.value[:, 0] <= 0.4)[0]
    assert np.isinf(summed.arrived[1])
    assert summed.rate == (1, 2)
    assert np.isinf(summed.arrival(0.75))
    assert summed.arrivals[1].tolist() == [0.5]


def test_without_a_known_minimum_there_is_no_goal_but_a_target():
    runs = Ensemble(
        Experiment(Formula(text="x + y"), (Adam(lr=0.05),), (1.0, 1.0), 50), 4, 0.01
    ).run()
    assert goal(runs[0][0]) is None
    summed = ensemble_statistics(runs[0], None)
    assert summed.floor is None
    assert summed.endings() == {-1: 4}
    assert goal(runs[0][0], -1.0) is not None


def test_runs_end_at_different_minima():
    race = Experiment(Himmelblau(), (GradientDescent(lr=0.01),), (-0.2, -0.9), 400)
    (runs,) = Ensemble(race, 64, 0.3).run()
    summed = ensemble_statistics(runs, goal(runs[0]))
    minima = np.array(Himmelblau().minima)
    nearest = np.argmin(np.hypot(*(runs.theta[-1][:, None] - minima.T[:, :, None])), axis=0)
    assert np.array_equal(summed.ended, nearest), "all have come to rest"
    assert len(summed.endings()) >= 3
    assert sum(summed.endings().values()) == 64


def test_paths_are_thinned_to_some_steps_with_both_ends():
    (runs,) = Ensemble(Experiment(Quadratic(), (Adam(),), (1.0, 1.0), 1000), 3, 0.1).run()
    summed = ensemble_statistics(runs, None, most=50)
    assert (summed.steps[0], summed.steps[-1]) == (0, 1000)
    assert len(summed.steps) == 51
    assert np.array_equal(summed.paths, runs.theta[summed.steps])
    assert summed.bands.shape == (5, 1001)
    assert (np.diff(summed.bands, axis=0) >= 0).all()


def test_noise_spreads_what_is_one_without():
    race = Experiment(Noisy(Rosenbrock(), sigma=0.5), (Adam(lr=0.1),), (-1.2, 1.0), 100)
    (noisy,) = Ensemble(race, 16).run()
    (exact,) = Ensemble(replace(race, surface=Rosenbrock()), 16).run()
    assert np.ptp(ensemble_statistics(noisy, None).bands[:, -1]) > 0
    assert np.ptp(ensemble_statistics(exact, None).bands[:, -1]) == 0
