"""Runs picked out of a batch are the runs that they were, with the knobs that they had."""

from __future__ import annotations

import numpy as np
import pytest

from diagnosis import judge
from experiments import run
from experiments.trajectory import swept_shape
from optimizers import Adam, Clipped, Lookahead, Momentum, Scheduled
from optimizers.schedules import CosineAnnealing, StepDecay, Warmup
from surfaces import Noisy, Quadratic, Rosenbrock

START = (-1.2, 1.0)
RATES = np.geomspace(1e-3, 0.1, 4)


def test_one_run_of_a_sweep_knows_its_own_knobs_through_all_wrappers():
    optimizer = Clipped(
        Lookahead(Scheduled(Adam(lr=RATES), Warmup(5, StepDecay(gamma=RATES * 5)))), norm=RATES * 9
    )
    problem = Noisy(Rosenbrock(b=RATES * 500), sigma=0.1)
    one = run(optimizer, problem, START, 6)[2]
    rate = float(RATES[2])
    assert one.optimizer == Clipped(
        Lookahead(Scheduled(Adam(lr=rate), Warmup(5, StepDecay(gamma=rate * 5)))), norm=rate * 9
    )
    assert one.problem == Noisy(Rosenbrock(b=rate * 500), sigma=0.1)
    assert one.theta.shape == (7, 2)
    assert one.last.shape == ()
    assert type(one.optimizer.norm) is float


def test_a_whole_number_that_is_swept_stays_whole():
    one = run(Scheduled(Adam(), StepDecay(every=np.array([3, 5]))), Quadratic(), START, 6)[1]
    assert one.optimizer.schedule.every == 5
    assert isinstance(one.optimizer.schedule.every, int)


def test_parts_of_a_batch_are_batches():
    starts = np.random.default_rng(0).normal(size=(2, 3, 1))
    every = run(Momentum(lr=RATES), Quadratic(), starts, 5)
    row, cell = every[1], every[1, 2]
    assert row.theta.shape == (6, 2, 4)
    assert row.last.shape == (4,)
    np.testing.assert_array_equal(row.optimizer.lr, RATES)
    np.testing.assert_array_equal(row[2].theta, cell.theta)
    np.testing.assert_array_equal(cell.theta, every.theta[:, :, 1, 2])
    assert cell.optimizer.lr == RATES[2]
    assert every[..., 0].theta.shape == (6, 2, 3)
    assert every[:, 1:3].optimizer.lr.shape == (3, 2)


def test_masks_pick_too():
    every = run(Momentum(lr=np.array([0.01, 100.0, 0.02])), Quadratic(), START, 400)
    settled = every[~every.diverged]
    np.testing.assert_array_equal(settled.optimizer.lr, [0.01, 0.02])
    assert not settled.diverged.any()


def test_what_is_picked_has_the_seed_and_its_own_evaluations():
    every = run(Adam(lr=RATES), Quadratic(), START, 5, seed=9)
    assert every[0].seed == 9
    np.testing.assert_array_equal(every[0].evaluations.grad, np.ones(5))
    assert every.evaluations.grad.shape == (5, 4)


def test_an_index_beyond_the_batch_is_an_error():
    every = run(Adam(lr=RATES), Quadratic(), START, 5)
    with pytest.raises(IndexError):
        every[4]
    with pytest.raises(IndexError):
        every[0][0]


def test_the_verdict_is_made_once():
    trajectory = run(Adam(lr=0.1), Quadratic(), START, 5)
    assert judge(trajectory) is judge(trajectory)


def test_the_shape_of_a_sweep_is_that_of_all_its_knobs_together():
    assert swept_shape(Adam()) == ()
    assert swept_shape(Adam(lr=RATES)) == (4,)
    assert swept_shape(Adam(lr=RATES, beta1=np.zeros((3, 1)))) == (3, 4)
    assert swept_shape(Scheduled(Adam(), CosineAnnealing(floor=RATES))) == (4,)
    with pytest.raises(ValueError, match="shape"):
        swept_shape(Adam(lr=RATES, beta1=np.zeros(3)))
