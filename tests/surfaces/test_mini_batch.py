"""Batches: pure, fair, and the same for PyTorch's optimizers, which then go the same way."""

import pickle
from dataclasses import replace

import numpy as np
import pytest
import torch

from experiments import run
from optimizers import Adam, GradientDescent, HeavyBall
from surfaces import Noisy, Rosenbrock, mini_batch
from surfaces.data import BadlyScaled, Galton, Iris, Line, Standardized, TwoMoons
from surfaces.input_scale import NormalizedInputs
from surfaces.mini_batch import MiniBatch
from surfaces.networks import Perceptron, ReLU, SoftmaxClassifier, Tanh
from surfaces.regression import LinearRegression, LogisticRegression
from surfaces.tanh_neuron import TanhNeuron
from tests.surfaces import networks_in_torch as theirs

LINE = LinearRegression(Line(samples=23))
ASKED = ("value", "grad", "hess")
SGD, TorchAdam = torch.optim.SGD, torch.optim.Adam


def batches(problem, steps, seed=0):
    return [problem.batch(t, seed) for t in range(1, steps + 1)]


def test_every_epoch_meets_each_sample_once_in_an_order_of_its_own():
    problem = MiniBatch(LINE, batch_size=5)
    assert problem.steps_an_epoch == 5
    seen = batches(problem, 15)
    assert [len(batch) for batch in seen] == [5, 5, 5, 5, 3] * 3
    epochs = [np.concatenate(seen[k : k + 5]) for k in (0, 5, 10)]
    for epoch in epochs:
        assert np.array_equal(np.sort(epoch), np.arange(23))
    assert len({tuple(epoch) for epoch in epochs}) == 3


def test_an_epochs_gradients_add_up_to_the_full_one():
    problem, theta = MiniBatch(LINE, batch_size=5), np.array([[0.3, -1.0], [2.0, 0.5]])
    sizes = [len(batch) for batch in batches(problem, 5)]
    parts = [problem.at(t).grad(theta) for t in range(1, 6)]
    mean = sum(size * part for size, part in zip(sizes, parts, strict=True)) / 23
    np.testing.assert_allclose(mean, LINE.grad(theta), rtol=1e-12)


@pytest.mark.parametrize("replacement", [False, True])
def test_the_batch_is_a_pure_function_of_seed_and_step(replacement):
    problem = MiniBatch(LINE, 4, replacement)
    first = {(t, seed): problem.batch(t, seed) for t in range(1, 30) for seed in range(3)}
    assert len({tuple(batch) for batch in first.values()}) > 85
    for epoch in range(2 * mini_batch.EPOCHS):  # more than are remembered
        problem.batch(1 + 6 * epoch, 9)
    for (t, seed), batch in reversed(first.items()):
        assert np.array_equal(MiniBatch(LINE, 4, replacement).batch(t, seed), batch)


def test_an_epoch_is_shuffled_once():
    problem = MiniBatch(LINE, 2)
    problem.batch(1, 77)
    before = mini_batch._order.cache_info().misses
    for t in range(1, problem.steps_an_epoch + 1):
        problem.batch(t, 77)
    assert mini_batch._order.cache_info().misses == before
    with pytest.raises(ValueError, match="read-only"):
        problem.batch(1, 77)[0] = 0


def test_with_replacement_every_sample_is_as_likely_at_every_place():
    problem = MiniBatch(LINE, 10, replacement=True)
    drawn = np.array(batches(problem, 4600))
    assert drawn.shape == (4600, 10)
    expected = 46_000 / 23
    chi_square = ((np.bincount(drawn.ravel(), minlength=23) - expected) ** 2 / expected).sum()
    assert 5 < chi_square < 50  # 22 degrees of freedom
    assert any(len(set(batch)) < 10 for batch in drawn.tolist())
    assert problem.steps_an_epoch == 3


def test_shuffled_samples_are_as_likely_at_every_place():
    first = [MiniBatch(LINE, 23 // 2).batch(1, seed)[0] for seed in range(2300)]
    chi_square = ((np.bincount(first, minlength=23) - 100) ** 2 / 100).sum()
    assert 5 < chi_square < 50


@pytest.mark.parametrize("size", [23, 24, 1000])
def test_a_batch_of_all_is_the_full_loss_bit_for_bit(size):
    problem, theta = MiniBatch(LINE, size), np.array([[0.3, -1.0], [2.0, 0.5]])
    for asked in ASKED:
        for t in (1, 2, 9):
            assert np.array_equal(getattr(problem.at(t), asked)(theta), getattr(LINE, asked)(theta))
    start = LINE.starts[0]
    full, same = (run(Adam(lr=0.1), p, start, 50) for p in (LINE, problem))
    assert np.array_equal(full.theta, same.theta)


def test_a_batch_of_one_is_one_sample():
    problem = MiniBatch(LINE, 1)
    (k,) = problem.batch(7, 3)
    inputs, targets = LINE.data.points()
    error = 2.0 * inputs[k, 0] - 0.5 - targets[k]
    np.testing.assert_allclose(problem.at(7, 3).value(np.array([2.0, -0.5])), error * error)


@pytest.mark.parametrize(
    "loss", [LINE, LogisticRegression(), Perceptron(TwoMoons(samples=40), "3", l2=0.01)]
)
def test_small_gradients_are_right_on_average_and_vary_as_statistics_says(loss):
    problem = MiniBatch(loss, 4, replacement=True)
    point = np.array(loss.starts[1])
    full, count = loss.grad(point), 4000
    drawn = np.array([problem.at(t).grad(point) for t in range(1, count + 1)])
    each = [loss.on(np.array([k])).grad(point) for k in range(loss.samples)]
    spread = np.std(each, axis=0) / 2  # of a mean of four
    assert (np.abs(drawn.mean(axis=0) - full) < 5 * spread / np.sqrt(count) + 1e-14).all()
    np.testing.assert_allclose(drawn.std(axis=0), spread, rtol=0.15, atol=1e-14)


def test_the_true_loss_and_its_map_stay_in_sight():
    problem, theta = MiniBatch(LINE, 3), np.array([[0.3, -1.0], [2.0, 0.5]])
    for asked in ASKED:
        assert np.array_equal(getattr(problem, asked)(theta), getattr(LINE, asked)(theta))
    for fact in ("title", "formula", "kink", "beyond", "domain", "starts", "minima"):
        assert getattr(problem, fact) == getattr(LINE, fact)


@pytest.mark.parametrize("loss", [LINE, Perceptron(TwoMoons(samples=40), "3")])
def test_batched_runs_equal_single_ones_bit_for_bit(loss):
    problem, starts = MiniBatch(loss, 6), np.array(loss.starts[:3]).T
    every = run(Adam(lr=0.05), problem, starts, 40, seed=2)
    for k in range(3):
        single = run(Adam(lr=0.05), problem, starts[:, k], 40, seed=2)
        assert np.array_equal(every.theta[..., k], single.theta)
        assert np.array_equal(every.value[..., k], single.value)


def test_noise_can_be_put_around_batches_but_not_inside():
    problem, theta = Noisy(MiniBatch(LINE, 3), sigma=0.5), np.ones((2, 1))
    pushed = problem.at(4).grad(theta) - MiniBatch(LINE, 3).at(4).grad(theta)
    assert np.abs(pushed).max() > 0.01
    for loss in (Noisy(LINE), Rosenbrock(), MiniBatch(LINE)):
        with pytest.raises(ValueError, match="is no mean over samples"):
            MiniBatch(loss)


@pytest.mark.parametrize("copied", [lambda p: pickle.loads(pickle.dumps(p)), replace])  # noqa: S301 - our own bytes
def test_copies_are_equal(copied):
    problem = MiniBatch(LINE, 7)
    problem.value(np.ones(2))
    assert copied(problem) == problem
    assert copied(problem).starts == LINE.starts


PAIRS = [
    (GradientDescent(lr=0.05), lambda p: SGD(p, lr=0.05)),
    (HeavyBall(lr=0.02, beta=0.9), lambda p: SGD(p, lr=0.02, momentum=0.9)),
    (Adam(lr=0.02), lambda p: TorchAdam(p, lr=0.02)),
]
NETWORKS = [
    SoftmaxClassifier(Standardized(Iris())),
    Perceptron(TwoMoons(samples=60), "5,4", Tanh(), l2=0.01),
    Perceptron(TwoMoons(samples=60), "5", ReLU()),
    Perceptron(Standardized(Iris()), "4", Tanh(), batch_norm=True, l2=0.001),
    Perceptron(Standardized(Galton()), "4", Tanh()),
]


@pytest.mark.parametrize(("ours", "torchs"), PAIRS, ids=lambda p: getattr(p, "title", ""))
@pytest.mark.parametrize("learner", NETWORKS, ids=lambda learner: learner.data.title)
def test_networks_trained_on_the_same_batches_go_pytorchs_way(learner, ours, torchs):
    problem, steps = MiniBatch(learner, 16), 120
    path = run(ours, problem, learner.starts[0], steps, seed=4).theta
    inputs, targets = learner.data.points()
    order = np.random.Generator(np.random.PCG64(0)).permutation(len(targets))
    kept = np.sort(order[: learner.samples])
    x, y = torch.tensor(inputs[kept]), torch.tensor(targets[kept])
    network = theirs.module(learner)
    theirs.put(network, learner.starts[0])
    parameters = list(network.parameters())
    optimizer, walked = torchs(parameters), [np.array(learner.starts[0])]
    for t in range(1, steps + 1):
        chosen = torch.tensor(problem.batch(t, seed=4))
        optimizer.zero_grad()
        penalty = sum((p * p).sum() for p in parameters) * float(learner.l2) / 2
        (theirs.cost(learner, network(x[chosen]), y[chosen]) + penalty).backward()
        optimizer.step()
        walked.append(torch.nn.utils.parameters_to_vector(parameters).detach().numpy().copy())
    assert np.abs(path[-1] - path[0]).max() > 0.05
    # What differs by rounding at one step is larger at the next, wherever the ground is curved.
    np.testing.assert_allclose(path, walked, rtol=0, atol=1e-9)


@pytest.mark.parametrize(("ours", "torchs"), PAIRS, ids=lambda p: getattr(p, "title", ""))
@pytest.mark.parametrize(
    "loss",
    [LINE, LogisticRegression(l2=0.1), TanhNeuron(), NormalizedInputs(BadlyScaled(samples=40))],
    ids=lambda loss: type(loss).__name__,
)
def test_two_parameters_go_pytorchs_way(loss, ours, torchs):
    problem, steps = MiniBatch(loss, 8), 120
    path = run(ours, problem, loss.starts[0], steps, seed=1).theta
    inputs, targets = map(torch.tensor, loss.data.points())
    w = torch.tensor(loss.starts[0], dtype=torch.float64, requires_grad=True)
    optimizer, walked = torchs([w]), [w.detach().numpy().copy()]
    for t in range(1, steps + 1):
        chosen = torch.tensor(problem.batch(t, seed=1))
        optimizer.zero_grad()
        in_torch(loss, inputs[chosen], targets[chosen], w).backward()
        optimizer.step()
        walked.append(w.detach().numpy().copy())
    np.testing.assert_allclose(path, walked, rtol=0, atol=1e-10)


def in_torch(loss, x, y, w):
    """Write a loss of two parameters once more."""
    if isinstance(loss, LinearRegression):
        return torch.mean((w[0] * x[:, 0] + w[1] - y) ** 2)
    if isinstance(loss, TanhNeuron):
        return torch.mean((torch.tanh(w[0] * x[:, 0] + w[1]) - 0.9 * (2 * y - 1)) ** 2)
    if isinstance(loss, LogisticRegression):
        fit = torch.nn.functional.binary_cross_entropy_with_logits(x @ w, y)
        return fit + loss.l2 / 2 * (w @ w)
    normal = torch.nn.BatchNorm1d(2, affine=False).double()
    return torch.mean((normal(x) @ w - y) ** 2)
