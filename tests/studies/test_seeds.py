"""Seeds in a batch: every lane is the single run with its seed, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest

from experiments import Trajectory, run
from optimizers import (
    BFGS,
    OPTIMIZERS,
    SAM,
    Adam,
    Clipped,
    GradientDescent,
    Lookahead,
    Momentum,
    Nesterov,
    Newton,
)
from surfaces import (
    SURFACES,
    LinearRegression,
    LogisticRegression,
    MiniBatch,
    Noisy,
    NormalizedInputs,
    Rosenbrock,
    TanhNeuron,
    UnscaledInputs,
    mini_batch,
    noisy,
)
from surfaces.data import Galton, Iris, Line, Standardized, TwoMoons
from surfaces.data_loss import DataLoss
from surfaces.networks import Perceptron, ReLU, SoftmaxClassifier, Tanh
from tests.experiments.test_running import assert_same

SEEDS = np.array([7, 0, 2**32 - 1, 41])
START = (-1.2, 1.0)
LINE = LinearRegression(Line(samples=23))
NETWORKS = {
    "softmax": SoftmaxClassifier(Standardized(Iris())),
    "classes": Perceptron(TwoMoons(samples=40), "4,3", Tanh(), l2=0.01),
    "relu": Perceptron(TwoMoons(samples=40), "4", ReLU()),
    "batch norm": Perceptron(Standardized(Iris()), "4", Tanh(), batch_norm=True),
    "a quantity": Perceptron(Standardized(Galton()), "3", Tanh()),
}
DATA_LOSSES = {name: kind() for name, kind in SURFACES.items() if issubclass(kind, DataLoss)}


def assert_each_is_its_own(together: Trajectory, rule, problem, start, steps) -> None:
    """Compare every lane of a batch of seeds with the single run, and the lanes with each other."""
    for k, seed in enumerate(SEEDS.tolist()):
        alone = run(rule, problem, start, steps, seed)
        assert_same(together[k], alone)
        assert together[k].seed == alone.seed == seed
        assert isinstance(together[k].seed, int)


def apart(together: Trajectory) -> bool:
    """Tell whether any two lanes went different ways."""
    return len({lane.tobytes() for lane in np.moveaxis(together.theta, -1, 0)}) > 1


@pytest.mark.parametrize("rule", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_every_rule_under_noise(rule):
    problem, start = Noisy(Rosenbrock(), sigma=2.0), (1.0, 1.0)  # chance alone moves it
    together = run(rule(), problem, start, 30, SEEDS)
    assert_each_is_its_own(together, rule(), problem, start, 30)
    assert apart(together)


@pytest.mark.parametrize("rule", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_every_rule_on_batches(rule):
    problem, (start,) = MiniBatch(LINE, 4), LINE.minima
    together = run(rule(), problem, start, 14, SEEDS)
    assert_each_is_its_own(together, rule(), problem, start, 14)
    assert apart(together)


SAMPLE = {
    "Adam": Adam(lr=0.05),
    "Newton": Newton(),
    "BFGS": BFGS(),
    "wrapped": Clipped(Lookahead(SAM(Nesterov(lr=0.01))), norm=1.0),
}


@pytest.mark.parametrize("replacement", [False, True], ids=["epochs", "replacement"])
@pytest.mark.parametrize("rule", SAMPLE.values(), ids=SAMPLE)
@pytest.mark.parametrize("loss", DATA_LOSSES.values(), ids=DATA_LOSSES)
def test_every_loss_of_two_parameters(loss, rule, replacement):
    size = loss.samples // 3 + 1  # the last batch of an epoch is smaller
    problem = MiniBatch(loss, size, replacement)
    assert loss.samples % size
    together = run(rule, problem, loss.starts[1], 10, SEEDS)
    assert_each_is_its_own(together, rule, problem, loss.starts[1], 10)
    assert apart(together)


@pytest.mark.parametrize("replacement", [False, True], ids=["epochs", "replacement"])
@pytest.mark.parametrize("learner", NETWORKS.values(), ids=NETWORKS)
@pytest.mark.parametrize("rule", [Adam(lr=0.05), BFGS()], ids=["Adam", "BFGS"])
def test_networks(learner, rule, replacement):
    problem, start = MiniBatch(learner, 13, replacement), learner.starts[0]
    together = run(rule, problem, start, 8, SEEDS)
    assert_each_is_its_own(together, rule, problem, start, 8)
    assert apart(together)


@pytest.mark.parametrize("learner", NETWORKS.values(), ids=NETWORKS)
def test_the_hessian_of_each_lane_is_that_of_its_batch(learner):
    problem = MiniBatch(learner, 9)
    theta = np.array(learner.starts[:2]).T[:, :, None] * np.ones(len(SEEDS))
    together = problem.at(3, SEEDS).hess(theta)
    for k, seed in enumerate(SEEDS.tolist()):
        alone = problem.at(3, seed).hess(theta[..., k])
        assert np.array_equal(together[..., k], alone)


@pytest.mark.parametrize(
    "problem",
    [
        Noisy(MiniBatch(LINE, 5), sigma=0.3),
        Noisy(Noisy(Rosenbrock(), sigma=0.1), sigma=1.0),
        MiniBatch(LINE, 1),
        MiniBatch(LINE, 22, replacement=True),
        Noisy(LogisticRegression(), sigma=0.0),
    ],
    ids=str,
)
def test_chance_inside_chance(problem):
    together = run(Momentum(lr=0.01), problem, problem.starts[0], 12, SEEDS)
    assert_each_is_its_own(together, Momentum(lr=0.01), problem, problem.starts[0], 12)


@pytest.mark.parametrize(
    "problem",
    [
        Noisy(Rosenbrock(), sigma=0.2),
        MiniBatch(LINE, 4),
        MiniBatch(TanhNeuron(), 7, replacement=True),
        MiniBatch(NETWORKS["softmax"], 8),
    ],
    ids=lambda problem: f"{type(problem).__name__} {problem.title}",
)
def test_seeds_rates_and_starts_broadcast(problem):
    rates = np.array([1e-3, 1e-2, 0.3])
    starts = np.stack(problem.starts[:2], axis=1)[:, :, None, None]  # (n, starts, rates, seeds)
    rule = Adam(lr=rates[:, None])
    together = run(rule, problem, starts, 9, SEEDS)
    assert together.value.shape == (10, 2, 3, 4)
    for s in range(2):
        for r, rate in enumerate(rates.tolist()):
            for k, seed in enumerate(SEEDS.tolist()):
                alone = run(Adam(lr=rate), problem, starts[:, s, 0, 0], 9, seed)
                assert_same(together[s, r, k], alone)
    some = together[:, 1]
    assert np.array_equal(some.seed, np.broadcast_to(SEEDS, (2, 4)))
    assert_same(some[1, 2], run(Adam(lr=1e-2), problem, starts[:, 1, 0, 0], 9, int(SEEDS[2])))


def test_seeds_may_stand_on_an_axis_of_their_own():
    problem = MiniBatch(LogisticRegression(), 6)
    starts = np.random.default_rng(0).normal(size=(2, 5))
    together = run(Adam(lr=0.1), problem, starts, 6, SEEDS[:, None])
    assert together.theta.shape == (7, 2, 4, 5)
    for k in range(4):
        same_batches = run(Adam(lr=0.1), problem, starts, 6, int(SEEDS[k]))
        assert np.array_equal(together.theta[:, :, k], same_batches.theta)


def test_a_swept_penalty_stays_with_its_lane():
    swept = MiniBatch(LogisticRegression(l2=np.array([0.001, 0.01, 0.1, 1.0])), 5)
    together = run(GradientDescent(lr=0.5), swept, (1.0, 1.0), 9, SEEDS)
    for k, l2 in enumerate((0.001, 0.01, 0.1, 1.0)):
        one = MiniBatch(LogisticRegression(l2=l2), 5)
        assert_same(together[k], run(GradientDescent(lr=0.5), one, (1.0, 1.0), 9, int(SEEDS[k])))


@pytest.mark.parametrize("loss", [UnscaledInputs(), NormalizedInputs(), NETWORKS["classes"]])
def test_many_lanes_are_worked_on_in_blocks(loss, monkeypatch):
    problem, seeds = MiniBatch(loss, 8), np.arange(23)
    theta = np.random.default_rng(1).normal(size=(len(loss.starts[0]), 3, 23))
    whole = problem.at(2, seeds)
    asked = [whole.value(theta), whole.grad(theta)]
    monkeypatch.setattr("surfaces.data_loss.BLOCK", 500)
    again = problem.at(2, seeds)
    assert np.array_equal(again.value(theta), asked[0])
    assert np.array_equal(again.grad(theta), asked[1])
    assert again.grad(theta[:, :0]).shape == (len(theta), 0, 23)


def test_the_same_seed_is_the_same_run_wherever_it_stands():
    together = run(Adam(lr=0.1), Noisy(Rosenbrock(), sigma=1.0), START, 20, np.array([3, 5, 3]))
    assert np.array_equal(together.theta[..., 0], together.theta[..., 2])
    assert not np.array_equal(together.theta[..., 0], together.theta[..., 1])


def test_exact_surfaces_do_not_ask_for_seeds():
    together = run(Adam(lr=0.1), Rosenbrock(), START, 20, SEEDS)
    assert together.theta.shape == (21, 2, 4)
    assert_same(together[3], run(Adam(lr=0.1), Rosenbrock(), START, 20, 1))


def test_the_tilts_of_many_seeds_are_white_along_both():
    seeds, steps = np.arange(300), 300  # more steps than are drawn at once
    problem, zero = Noisy(Rosenbrock(), sigma=1.0), np.zeros((2, 300))
    true = problem.grad(zero)
    xi = np.array([problem.at(t, seeds).grad(zero) - true for t in range(1, steps + 1)])
    five_sigma = 5 / np.sqrt(steps * 300)
    assert abs(xi[:, 0].mean()) < five_sigma
    assert abs((xi[:, 0] ** 2).mean() - 1) < five_sigma * np.sqrt(2)
    assert abs((xi[1:] * xi[:-1]).mean()) < five_sigma
    assert abs((xi[..., 1:] * xi[..., :-1]).mean()) < five_sigma
    assert abs((xi[:, 0] * xi[:, 1]).mean()) < five_sigma
    assert len(np.unique(xi)) == xi.size


def test_what_is_remembered_of_many_seeds_is_bounded():
    lanes, problem = np.arange(50), MiniBatch(LINE, 4)
    for t in range(1, 200):
        problem.at(t, lanes)
        Noisy(Rosenbrock()).at(50 * t, lanes)
    assert mini_batch._order.cache_info().currsize <= mini_batch.EPOCHS
    assert noisy._directions.cache_info().currsize <= noisy.REMEMBERED


@pytest.mark.parametrize("seed", [-1, 0.5, np.array([1, -2]), np.array([0.0, 1.0]), "3"])
def test_what_is_no_seed_is_refused(seed):
    with pytest.raises(ValueError, match="a seed is a whole number from 0 on"):
        run(Adam(), Noisy(Rosenbrock()), START, 3, seed)


def test_seeds_that_do_not_fit_the_starts_are_refused():
    with pytest.raises(ValueError, match="shape"):
        run(Adam(), Noisy(Rosenbrock()), np.ones((2, 3)), 3, SEEDS)
