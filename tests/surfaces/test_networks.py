"""Backpropagation, batch normalization and the Hessian, against PyTorch's autograd."""

import inspect
import pickle

import numpy as np
import pytest
import torch
from torch.nn import functional

from experiments import run
from optimizers import Adam
from surfaces import data_loss
from surfaces.data import Galton, Iris, Line, Spirals, Standardized, TwoMoons
from surfaces.networks import ACTIVATIONS, NETWORKS, Perceptron, ReLU, SoftmaxClassifier, Tanh
from surfaces.networks.activations import glorot, he
from surfaces.networks.batch_norm import normalized
from tests.surfaces import networks_in_torch as theirs

ASKED = ("value", "grad", "hess")
MOONS, IRIS, HEIGHTS = TwoMoons(samples=40), Standardized(Iris()), Standardized(Galton())
SHAPES = [(MOONS, ""), (MOONS, "1"), (MOONS, "4,3,5"), (IRIS, "5"), (HEIGHTS, "4,3")]
EVERY = [
    SoftmaxClassifier(),
    SoftmaxClassifier(MOONS, l2=0.3),
    *(
        Perceptron(data, layers, activation, batch_norm, l2=0.02)
        for data, layers in SHAPES
        for activation in (Tanh(), ReLU())
        for batch_norm in (False, True)
    ),
]


def named(learner):
    if isinstance(learner, SoftmaxClassifier):
        return f"softmax-{learner.data.title}"
    normal = "-normal" if learner.batch_norm else ""
    return f"{learner.data.title}-{learner.layers}-{learner.activation.title}{normal}"


def somewhere(learner, *batch, seed=0):
    """Return random points (n, *batch) not far from a start."""
    generator = np.random.default_rng(seed)
    start = np.array(learner.starts[seed % 4]).reshape(-1, *(1,) * len(batch))
    return start + 0.3 * generator.standard_normal((learner.count, *batch))


def learned(learner):
    """Return the samples that are learned from, (N, d) and (N,), by their own rule."""
    inputs, targets = learner.data.points()
    order = np.random.Generator(np.random.PCG64(0)).permutation(len(targets))
    kept = np.sort(order[: len(targets) - round(learner.held_out * len(targets))])
    return inputs[kept], targets[kept]


@pytest.mark.parametrize("learner", EVERY, ids=named)
def test_value_gradient_and_hessian_are_pytorchs(learner):
    inputs, targets = learned(learner)
    few = np.array([5, 2, 2, 17, 11])
    for ours, x, y in (
        (learner, inputs, targets),
        (learner.on(few), inputs[few], targets[few]),
    ):
        point = somewhere(learner, seed=2)
        theta = torch.tensor(point, requires_grad=True)
        value = theirs.loss(learner, x, y, theta)
        (grad,) = torch.autograd.grad(value, theta)
        near(ours.value(point), value)
        near(ours.grad(point), grad)
        hess = torch.autograd.functional.hessian(
            lambda at, x=x, y=y: theirs.loss(learner, x, y, at),
            torch.tensor(point),
        )
        near(ours.hess(point), hess)
        assert np.array_equal(ours.hess(point), ours.hess(point).T)


def near(ours, torchs):
    """Agree to 1e-10, in units of the largest number."""
    answer = torchs.detach().numpy()
    np.testing.assert_allclose(ours, answer, rtol=0, atol=1e-10 * (1 + np.abs(answer).max()))


@pytest.mark.parametrize("learner", EVERY, ids=named)
def test_the_gradient_is_that_of_the_value_by_differences_too(learner):
    point, step = somewhere(learner, seed=1), 1e-6
    along = np.random.default_rng(3).standard_normal(learner.count)
    rise = learner.value(point + step * along) - learner.value(point - step * along)
    slope = learner.grad(point) @ along
    assert abs(rise / (2 * step) - slope) < 1e-5 * (1 + abs(slope))


@pytest.mark.parametrize("learner", EVERY[::2], ids=named)
def test_batched_equals_looped_bit_for_bit(learner, monkeypatch):
    theta = somewhere(learner, 2, 3)
    for seen in (learner, learner.validation, learner.on(np.arange(1)), learner.on(np.arange(9))):
        every = [getattr(seen, asked)(theta) for asked in ASKED]
        monkeypatch.setattr(data_loss, "BLOCK", 2 * learner.samples * learner.count)
        for asked, answer in zip(ASKED, every, strict=True):
            ask = getattr(seen, asked)
            assert np.array_equal(ask(theta), answer)
            for k in range(2):
                for j in range(3):
                    assert np.array_equal(ask(theta[:, k, j]), answer[..., k, j])
                    assert np.array_equal(ask(theta[:, k, j : j + 1]), answer[..., k, j : j + 1])
        monkeypatch.undo()
        shapes = [getattr(seen, asked)(theta[:, 0, :0]).shape for asked in ASKED]
        assert shapes == [(0,), (learner.count, 0), (learner.count, learner.count, 0)]


def test_a_penalty_can_be_swept():
    l2 = np.array([0.0, 0.01, 0.1])
    swept, theta = Perceptron(MOONS, "3", l2=l2), somewhere(Perceptron(MOONS, "3"), 3)
    for asked in ASKED:
        every = getattr(swept, asked)(theta)
        for k in range(3):
            one = getattr(Perceptron(MOONS, "3", l2=float(l2[k])), asked)(theta[:, k : k + 1])
            assert np.array_equal(every[..., k : k + 1], one)


@pytest.mark.parametrize("data", [MOONS, IRIS])
def test_a_perceptron_without_hidden_layers_is_a_softmax_classifier(data):
    plain, one = SoftmaxClassifier(data, l2=0.05), Perceptron(data, "", l2=0.05)
    theta = somewhere(plain, 4)
    for asked in ASKED:
        np.testing.assert_allclose(
            getattr(plain, asked)(theta), getattr(one, asked)(theta), rtol=1e-12, atol=1e-14
        )


def test_the_one_minimum_of_a_softmax_classifier_is_found():
    for learner in (SoftmaxClassifier(), SoftmaxClassifier(MOONS, l2=1e-4)):
        minimum = np.array(learner.minima[0])
        assert np.abs(learner.grad(minimum)).max() < 1e-14
        assert np.linalg.eigvalsh(learner.hess(minimum)).min() >= 0.99 * float(learner.l2)
        assert (np.abs(minimum) < learner.domain.high).all()
    assert SoftmaxClassifier(l2=np.array([0.1, 0.2])).minima == ()
    assert Perceptron().minima == ()


@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("data", [MOONS, HEIGHTS])
def test_validation_is_the_loss_on_the_samples_held_out(data, batch_norm):
    """With the statistics of the samples learned from, as PyTorch's modules have in ``eval``."""
    learner = Perceptron(data, "4,3", batch_norm=batch_norm, l2=0.5, held_out=0.3)
    inputs, targets = data.points()
    kept, _ = learned(learner)
    out = [k for k, row in enumerate(inputs.tolist()) if row not in kept.tolist()]
    if data is MOONS:  # heights occur more than once
        assert len(out) == 12
        assert learner.samples == 28
    held = np.sort(np.random.Generator(np.random.PCG64(0)).permutation(len(targets))[len(kept) :])
    point = somewhere(learner)
    theta = torch.tensor(point, requires_grad=True)

    def scores(theta, x):
        """Return the scores of samples, (N, units)."""
        sizes = (4 * inputs.shape[1], 4, 4, 12, 3, 3) if batch_norm else None
        sizes = sizes or (4 * inputs.shape[1], 4, 12, 3)
        parts = torch.split(theta, [*sizes, 3 * learner.outputs, learner.outputs])
        known, x = torch.tensor(kept), torch.tensor(x)
        each = 3 if batch_norm else 2
        for first in range(0, 2 * each, each):
            weights = parts[first].reshape(-1, x.shape[1])
            known, x = known @ weights.T, x @ weights.T
            if batch_norm:
                mean, var = known.mean(0), known.var(0, correction=0)
                scale, shift = parts[first + 1 : first + 3]
                per_spread = scale / torch.sqrt(var + 1e-5)
                known, x = (per_spread * (z - mean) + shift for z in (known, x))
            else:
                known, x = known + parts[first + 1], x + parts[first + 1]
            known, x = torch.tanh(known), torch.tanh(x)
        return x @ parts[-2].reshape(-1, 3).T + parts[-1]

    value = theirs.cost(learner, scores(theta, inputs[held]), torch.tensor(targets[held]))
    near(learner.validation.value(point), value)
    near(learner.validation.grad(point), torch.autograd.grad(value, theta)[0])
    near(
        learner.validation.hess(point),
        torch.autograd.functional.hessian(
            lambda at: theirs.cost(learner, scores(at, inputs[held]), torch.tensor(targets[held])),
            torch.tensor(point),
        ),
    )
    many = somewhere(learner, 2)
    for k in range(2):
        expected = scores(torch.tensor(many[:, k]), inputs[:7]).numpy().T
        np.testing.assert_allclose(
            learner.scores(many, inputs[:7])[..., k], expected, rtol=1e-11, atol=1e-13
        )


def test_nothing_held_out_leaves_all_to_learn_from_and_nothing_to_validate():
    learner = Perceptron(MOONS, held_out=0.0)
    assert learner.samples == 40
    assert learner.validation is None


def test_a_softmax_classifiers_scores_are_those_of_its_layer():
    learner = SoftmaxClassifier()
    theta, inputs = somewhere(learner, 2), learner.data.points()[0]
    network = theirs.module(learner)
    for k in range(2):
        theirs.put(network, theta[:, k])
        scores = network(torch.tensor(inputs)).detach().numpy().T
        np.testing.assert_allclose(learner.scores(theta, inputs)[..., k], scores, atol=1e-14)


def test_normalised_samples_are_pytorchs():
    x = np.random.default_rng(0).normal(3, 5, (4, 30))
    expected = functional.batch_norm(torch.tensor(x.T), None, None, training=True).numpy().T
    np.testing.assert_allclose(normalized(x), expected, rtol=1e-13)
    assert np.array_equal(normalized(np.full((2, 7), 3.5)), np.zeros((2, 7)))


def test_batch_normalization_makes_the_size_of_weights_before_it_no_matter():
    learner = Perceptron(MOONS, "5", batch_norm=True)
    point, larger = somewhere(learner), somewhere(learner)
    larger[:10] *= 100
    np.testing.assert_allclose(learner.value(larger), learner.value(point), rtol=1e-3)
    inward = learner.grad(point)[:10] @ point[:10]
    assert abs(inward) < 1e-3 * np.linalg.norm(learner.grad(point)[:10])


def test_units_can_be_swapped_and_turned_round():
    learner = Perceptron(MOONS, "3")
    point = somewhere(learner)
    w, b, v, c = np.split(point, [6, 9, 15])
    order, turn = [2, 0, 1], np.array([1, -1, 1])
    swapped = np.concatenate(
        [
            (turn[:, None] * w.reshape(3, 2))[order].ravel(),
            (turn * b)[order],
            (turn * v.reshape(2, 3))[:, order].ravel(),
            c,
        ]
    )
    np.testing.assert_allclose(learner.value(swapped), learner.value(point), rtol=1e-14)
    assert not np.allclose(swapped, point)


@pytest.mark.parametrize("units", [3, 64])
def test_first_weights_are_as_varied_as_their_papers_say(units):
    inputs, count = 50, 400
    generator = np.random.default_rng(0)
    uniform = np.array([glorot(generator, units, inputs) for _ in range(count)])
    assert np.abs(uniform).max() <= np.sqrt(6 / (units + inputs))
    five_sigma = 5 / np.sqrt(uniform.size)
    assert abs(uniform.var() * (units + inputs) / 2 - 1) < 2 * five_sigma
    normal = np.array([he(generator, units, inputs) for _ in range(count)])
    assert abs(normal.var() * inputs / 2 - 1) < 2 * five_sigma
    assert abs(normal.mean()) < five_sigma


def test_starts_are_seeded_and_suit_the_activation():
    learner = Perceptron(MOONS, "30,20", ReLU(), batch_norm=True)
    assert learner.starts == tuple(learner.initial(k) for k in range(4))
    assert len(set(learner.starts)) == 4
    first, scale, shift, second = np.split(np.array(learner.initial(0)), [60, 90, 120])[:4]
    assert np.array_equal(scale, np.ones(30))
    assert np.array_equal(shift, np.zeros(30))
    assert 0.7 < first.std() < 1.3  # He: the square root of 2 / 2
    assert np.array(learner.initial(0, weights=glorot))[:60].std() < 0.4
    assert np.abs(np.array(Perceptron(MOONS, "30").initial(0))[:60]).max() < np.sqrt(6 / 32)
    assert len(second) == 600 + 40 + 40 + 2


@pytest.mark.parametrize(
    ("made", "complaint"),
    [
        (lambda: Perceptron(layers="8,x"), "'x' is no number of units, allowed 1 to 64"),
        (lambda: Perceptron(layers="8,,8"), "'' is no number of units"),
        (lambda: Perceptron(layers="0"), "'0' is no number of units"),
        (lambda: Perceptron(layers="65"), "'65' is no number of units"),
        (lambda: Perceptron(layers="9" * 5000), "is no number of units"),
        (lambda: Perceptron(layers="000000008888"), "is no number of units"),
        (lambda: Perceptron(layers="1,1,1,1,1,1,1"), "allowed 6 hidden layers"),
        (lambda: SoftmaxClassifier(Line()), "Line has no classes: a classifier needs two or more"),
    ],
)
def test_networks_that_make_no_sense_are_refused(made, complaint):
    with pytest.raises(ValueError, match=complaint) as error:
        made()
    assert len(str(error.value)) < 250


def test_layers_are_written_in_one_way():
    assert Perceptron(layers=" 8, 008 ") == Perceptron(layers="8,8")
    assert Perceptron(layers=" ").hidden == ()


def test_a_network_says_so_if_it_is_not_smooth():
    assert Perceptron(activation=ReLU()).kink
    assert not Perceptron().kink
    assert not Perceptron(layers="", activation=ReLU()).kink


@pytest.mark.parametrize("kind", {**NETWORKS, **ACTIVATIONS}.values())
def test_every_piece_explains_itself(kind):
    assert kind.title
    assert ".. math::" in inspect.getdoc(kind)
    assert "https://" in inspect.getdoc(kind)
    assert kind() == kind()
    assert {**NETWORKS, **ACTIVATIONS}[kind.__name__] is kind
    assert pickle.loads(pickle.dumps(kind())) == kind()  # noqa: S301 - our own bytes


def test_a_large_network_learns_two_spirals():
    """The gradient leads where it should: to a network that tells nearly all samples apart."""
    learner = Perceptron(Standardized(Spirals()), "16,16", ReLU(), held_out=0.0)
    end = run(Adam(lr=0.02), learner, learner.starts[0], 300).theta[-1]
    inputs, targets = learner.data.points()
    assert np.mean(learner.scores(end, inputs).argmax(axis=0) == targets) > 0.98
