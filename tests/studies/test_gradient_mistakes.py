"""Every mistake is a mistake, is found, and is told apart; puzzles and links."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from studies.gradient_check.cases import EACH, directions, loss_of, mistakes
from studies.gradient_check.differences import gradient_check
from studies.gradient_check.findings import FindingKind, findings
from studies.gradient_check.mistakes import Mistaken
from studies.gradient_check.network_mistakes import network_of, parts_of
from studies.gradient_check.puzzles import alike, puzzle
from studies.gradient_check.specification import DEFAULT, GradientCheckSpec
from surfaces import (
    FAMILIES,
    LinearRegression,
    LogisticRegression,
    MiniBatch,
    Noisy,
    Quadratic,
    Rosenbrock,
)
from surfaces.networks import NETWORKS, Perceptron, ReLU
from tests.surfaces.networks_in_torch import cost, module, put

NETWORK = Perceptron(layers="5,4", l2=0.03)
NORMED = Perceptron(layers="5,4", batch_norm=True)
PLACES = {
    "valley": (Rosenbrock(), (-1.2, 0.7)),
    "bowl": (Quadratic(angle=30), (-1.3, 0.4)),
    "data": (LogisticRegression(), (-1.1, 0.7)),
}


def wrong_kinds(surface, theta, mistake):
    """Return the findings on each part of a gradient with a mistake in it."""
    names, along = directions(surface, EACH)
    check = gradient_check(Mistaken(loss_of(surface), mistake), theta, along)
    return dict(zip(names, (found.kind for found in findings(check)), strict=True))


@pytest.mark.parametrize("where", PLACES)
@pytest.mark.parametrize("name", mistakes(LogisticRegression()))
def test_every_mistake_in_the_plane_is_found_where_it_is(where, name):
    surface, at = PLACES[where]
    mistake = mistakes(LogisticRegression())[name]
    kinds = wrong_kinds(surface, np.array(at), mistake)
    hidden = name == "side-y"  # y is positive: there it is right
    spoilt = {axis for axis, kind in kinds.items() if kind is not FindingKind.AGREES}
    if name == "float32":
        assert {kinds[axis] for axis in spoilt} == {FindingKind.INEXACT}
    elif mistake.where:
        assert spoilt == (set() if hidden else {mistake.where})
    else:
        assert spoilt == {"x", "y"}


def test_a_mistake_leaves_value_and_hessian_as_they_are():
    theta, loss = np.array([[-1.2, 0.3], [1.0, 2.0]]), Rosenbrock()
    wrong = Mistaken(loss, mistakes(loss)["sign-x"])
    assert np.array_equal(wrong.value(theta), loss.value(theta))
    assert np.array_equal(wrong.hess(theta), loss.hess(theta))
    before = loss.grad(theta).copy()
    gx, gy = wrong.grad(theta)
    assert np.array_equal([-gx, gy], before)
    assert np.array_equal(loss.grad(theta), before), "what was right is not changed"


@pytest.mark.parametrize("network", [NETWORK, NORMED, Perceptron(layers="4", activation=ReLU())])
def test_every_mistake_on_the_way_back_is_found_where_it_is(network):
    theta = np.array(network.initial(3)) + 0.1  # biases of 0 would hide some
    for name, mistake in mistakes(network).items():
        kinds = wrong_kinds(network, theta, mistake)
        spoilt = [part for part, kind in kinds.items() if kind is not FindingKind.AGREES]
        kind, _, part = name.partition("-")
        before = [p for p in kinds if int(p[1:]) <= int(part)] if part.isdigit() else []
        if kind == "slope":
            if network.batch_norm:
                assert spoilt[-1] == f"β{part}"
            assert spoilt == before
        elif kind == "statistics":
            assert spoilt == [p for p in before if p not in (f"γ{part}", f"β{part}")]
        elif kind in ("transposed", "bias"):
            assert spoilt == [part]
        elif name in ("sum", "penalty"):
            assert spoilt == list(kinds)
        else:
            assert name == "float32"
            assert spoilt
    assert {m.partition("-")[0] for m in mistakes(network)} >= {"slope", "transposed", "bias"}


def test_forgotten_statistics_are_those_that_pytorch_is_told_to_forget():
    """Detached, mean and variance are constants to autograd."""
    theta = np.array(NORMED.initial(2)) + 0.1
    loss = loss_of(NORMED)
    network = module(NORMED)
    put(network, theta)
    inputs, targets = torch.tensor(loss.mean.inputs.T), torch.tensor(loss.mean.criterion.targets)
    x = inputs
    norms = 0
    for layer in network:
        if isinstance(layer, torch.nn.BatchNorm1d):
            norms += 1
            mean, variance = x.mean(0), x.var(0, unbiased=False)
            if norms == 2:
                mean, variance = mean.detach(), variance.detach()
            x = layer.weight * (x - mean) / torch.sqrt(variance + layer.eps) + layer.bias
        else:
            x = layer(x)
    cost(NORMED, x, targets).backward()
    theirs = torch.nn.utils.parameters_to_vector([p.grad for p in network.parameters()]).numpy()
    ours = mistakes(NORMED)["statistics-2"].grad(loss, theta[:, None])[:, 0]
    np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-13)


def test_a_forgotten_slope_is_that_of_a_network_that_is_straight_on_the_way_back():
    class Straight(torch.autograd.Function):
        @staticmethod
        def forward(_, z):
            return torch.tanh(z)

        @staticmethod
        def backward(_, dy):
            return dy

    theta = np.array(NETWORK.initial(2)) + 0.1
    loss, network = loss_of(NETWORK), module(NETWORK)
    put(network, theta)
    x, hidden = torch.tensor(loss.mean.inputs.T), 0
    for layer in network:
        hidden += isinstance(layer, torch.nn.Tanh)
        x = Straight.apply(x) if isinstance(layer, torch.nn.Tanh) and hidden == 1 else layer(x)
    cost(NETWORK, x, torch.tensor(loss.mean.criterion.targets)).backward()
    theirs = torch.nn.utils.parameters_to_vector([p.grad for p in network.parameters()]).numpy()
    ours = mistakes(NETWORK)["slope-1"].grad(loss, theta[:, None])[:, 0]
    np.testing.assert_allclose(ours, theirs + NETWORK.l2 * theta, rtol=1e-9, atol=1e-13)


def test_the_parts_of_a_network_are_those_of_pytorch_in_order():
    for network in (NETWORK, NORMED):
        parts = parts_of(network_of(loss_of(network)))
        shapes = [tuple(p.shape) for p in module(network).parameters()]
        assert [part.shape for part in parts] == shapes
        ends = [part.place.stop for part in parts]
        assert [part.first for part in parts] == [0, *ends[:-1]]
        assert ends[-1] == network.count


def test_sums_in_the_place_of_means_are_of_the_samples_that_a_step_sees():
    few = MiniBatch(LogisticRegression(), batch_size=4)
    loss, theta = few.at(3), np.array([[0.4], [-0.7]])
    wrong = mistakes(few)["sum"].grad(loss, theta)
    np.testing.assert_allclose(wrong, 4 * loss.grad(theta))
    assert "sum" not in mistakes(Rosenbrock())
    assert "sum" not in mistakes(Noisy(Rosenbrock()))


@pytest.mark.parametrize("seed", range(40))
def test_a_puzzle_can_be_solved(seed):
    posed = puzzle(seed)
    examined = GradientCheckSpec(Rosenbrock(), find=seed)
    found = findings(examined.run())
    assert any(one.kind is not FindingKind.AGREES for one in found) == bool(posed.mistake)
    assert alike(posed)[0] == posed.mistake
    assert len(alike(posed)) <= 3
    assert examined.surface == posed.surface
    assert not posed.mistake or posed.mistake not in examined.to_query()


def test_another_point_of_a_puzzle_has_the_same_loss_and_mistake():
    for seed in range(12):
        first, second = puzzle(seed), puzzle(seed, 1)
        assert (first.surface, first.mistake) == (second.surface, second.mistake)
        assert (first.start, first.weights) != (second.start, second.weights)


def test_puzzles_vary():
    posed = [puzzle(seed) for seed in range(60)]
    assert sum(not one.mistake for one in posed) >= 3
    assert sum(not one.start for one in posed) >= 8
    assert len({one.mistake.partition("-")[0] for one in posed}) >= 9
    assert len({type(one.surface) for one in posed}) >= 12


@pytest.mark.parametrize(
    "query",
    [
        "",
        "surface=Rosenbrock(b=5)&at=1.5,-2&along=2&h=0.01&mistake=sign-y",
        "surface=Noisy(Rosenbrock())&at=1,2&step=7&seed=3",
        "surface=MiniBatch(LogisticRegression(),batch_size=4)&mistake=sum",
        "surface=Formula(text='x**2%2By')&at=1,2&along=random",
        "surface=Perceptron(layers='3,2',batch_norm=True)&weights=4&mistake=statistics-2",
        "surface=Perceptron(layers='3')&along=17",
        "surface=SoftmaxClassifier()",
        "find=17&point=3&h=1e-08",
    ],
)
def test_a_link_says_a_check(query):
    examined, problems = GradientCheckSpec.nearest(query)
    assert not problems
    assert GradientCheckSpec.nearest(examined.to_query()) == (examined, [])
    assert examined.run().analytic.shape == (len(examined.directions[0]),)


@pytest.mark.parametrize(
    ("query", "piece"),
    [
        ("surface=Rosenbrok()", "Rosenbrok"),
        ("surface=Perceptron(layers='99')", "99"),
        ("at=1", "needs 2 coordinates"),
        ("at=1,nan", "nan"),
        ("at=1,2000", "out of range"),
        ("surface=Formula(text='log(x)')&at=-1,1", "not finite there"),
        ("along=9", "along = 9: allowed each, random, or a number from 1 to 2"),
        ("along=²", "allowed each"),
        ("mistake=slope-1", "slope-1 cannot be made here"),
        ("h=5", "h = 5 is out of range"),
        ("find=abc", "abc"),
        ("find=1&point=100", "point = 100"),
        ("colour=red", "colour"),
        ("surface=" + "(" * 3000, "cannot be read"),
    ],
)
def test_what_a_link_may_not_say(query, piece):
    examined, problems = GradientCheckSpec.nearest(query)
    assert any(piece in problem for problem in problems), problems
    assert GradientCheckSpec.nearest(examined.to_query()) == (examined, [])


def test_an_examination_that_exists_is_valid():
    with pytest.raises(ValueError, match="cannot be made here"):
        GradientCheckSpec(Rosenbrock(), mistake="slope-1")
    with pytest.raises(ValueError, match="needs 2 coordinates"):
        GradientCheckSpec(Rosenbrock(), start=(1.0,))
    assert GradientCheckSpec(Rosenbrock()) == DEFAULT
    assert GradientCheckSpec(NETWORK, start=(1.0,) * NETWORK.count).start == ()


def test_of_noise_the_loss_of_one_step_is_checked():
    noisy = Noisy(Rosenbrock(), sigma=3.0)
    third = GradientCheckSpec(noisy, start=(1.0, 2.0), step=3).run()
    fourth = GradientCheckSpec(noisy, start=(1.0, 2.0), step=4).run()
    assert third.value != fourth.value
    assert all(found.kind is FindingKind.AGREES for found in findings(third))


@pytest.mark.parametrize(
    "surface",
    [
        *(kind() for family in FAMILIES.values() for kind in family.values()),
        *(k() for k in NETWORKS.values()),
    ],
    ids=lambda surface: type(surface).__name__,
)
def test_every_loss_can_be_examined(surface):
    examined = GradientCheckSpec(surface)
    check = examined.run()
    assert np.isfinite(check.value)
    for one in (
        examined,
        GradientCheckSpec(surface, along="random"),
        GradientCheckSpec(surface, along="2"),
    ):
        assert GradientCheckSpec.nearest(one.to_query()) == (one, [])


def test_data_of_the_link_are_part_of_it():
    galton, problems = GradientCheckSpec.nearest("surface=LinearRegression(data=Galton())&at=0,0")
    assert not problems
    assert galton.surface != LinearRegression()
