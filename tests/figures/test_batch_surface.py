"""The loss of each step on a grid: what it is, and that it stays small."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.interpolate import RegularGridInterpolator

from figures.batch_surface import MOST, moves, sample_batch_surface
from figures.height_map import sample_heights
from surfaces import LinearRegression, LogisticRegression, MiniBatch, Noisy, Rosenbrock, TanhNeuron

LINE = LinearRegression()
DEALT = MiniBatch(LINE, 16)


def test_a_tilt_is_lifted_by_its_plane():
    problem = Noisy(Rosenbrock(), sigma=3.0)
    seen = sample_batch_surface(problem, 20, 7, problem.domain)
    for t, lift in zip(seen.steps, seen.lift, strict=True):
        slope = problem.at(int(t), 7).grad(np.zeros(2)) - problem.grad(np.zeros(2))
        plane = slope[0] * seen.x + slope[1] * seen.y[:, None]
        np.testing.assert_allclose(lift, plane, atol=2e-4)  # float32 beside heights of thousands


@pytest.mark.parametrize("loss", [LINE, LogisticRegression(), TanhNeuron()])
def test_the_batches_of_an_epoch_lift_each_other_away(loss):
    problem = MiniBatch(loss, 16)
    seen = sample_batch_surface(problem, problem.steps_an_epoch, 3, problem.domain)
    sizes = [len(problem.batch(int(t), 3)) for t in seen.steps]
    together = np.tensordot(sizes, seen.lift.astype(float), 1) / loss.samples
    np.testing.assert_allclose(together, 0, atol=1e-5 * np.abs(seen.lift).max())


@pytest.mark.parametrize("loss", [LINE, LogisticRegression(), TanhNeuron()])
def test_between_the_points_of_the_grid_a_picture_is_right_to_a_fifth_of_a_line(loss):
    problem = MiniBatch(loss, 8)
    land = sample_heights(loss)
    seen = sample_batch_surface(problem, 3, 5, problem.domain)
    points = np.array(np.meshgrid(land.x, land.y))
    heights = land.scaled(land.value)
    line = (heights.max() - heights.min()) / 15
    for t, lift in zip(seen.steps, seen.lift, strict=True):
        between = RegularGridInterpolator((seen.y, seen.x), lift)(points[::-1].T).T
        true = problem.at(int(t), 5).value(points)
        above = true > land.low  # below, each is as low as the map goes
        wrong = np.abs(land.scaled(land.value + between) - land.scaled(true))[above]
        assert np.quantile(wrong, 0.99) < line / 5


def test_long_runs_and_large_batches_stay_small():
    seen = sample_batch_surface(DEALT, 5000, 0, DEALT.domain)
    assert len(seen.steps) == MOST
    assert (seen.steps[0], seen.steps[-1]) == (1, 5000)
    assert (np.diff(seen.steps) > 0).all()
    assert seen.lift.nbytes == MOST * 50 * 50 * 4
    assert list(sample_batch_surface(DEALT, 3, 0, DEALT.domain).steps) == [1, 2, 3]
    large = MiniBatch(LINE, 20_000, replacement=True)
    assert len(sample_batch_surface(large, 50, 0, large.domain).steps) == 2


def test_the_same_is_computed_from_the_same():
    one, other = (sample_batch_surface(DEALT, 10, seed, DEALT.domain) for seed in (1, 1))
    np.testing.assert_array_equal(one.lift, other.lift)
    assert not np.array_equal(one.lift, sample_batch_surface(DEALT, 10, 2, DEALT.domain).lift)


def test_where_a_loss_is_not_finite_nothing_is_known():
    problem = Noisy(Rosenbrock(b=1e308), sigma=1.0)
    seen = sample_batch_surface(problem, 2, 0, problem.domain)
    assert np.isnan(seen.lift).any()
    assert np.isfinite(seen.lift).any()
    assert not np.isinf(seen.lift).any()


def test_what_looks_the_same_at_every_step_does_not_move():
    assert moves(DEALT)
    assert moves(Noisy(Rosenbrock()))
    assert not moves(Rosenbrock())
    assert not moves(MiniBatch(LINE, LINE.samples)), "a batch of all samples"


def test_no_steps_see_nothing():
    with pytest.raises(ValueError, match="no steps"):
        sample_batch_surface(DEALT, 0, 0, DEALT.domain)
