"""Two parameters fitted to data, against PyTorch, SciPy and the laws that hold for means."""

import tracemalloc

import numpy as np
import pytest
import torch
from scipy.optimize import minimize
from torch.nn.functional import batch_norm, binary_cross_entropy_with_logits

from surfaces import data_loss
from surfaces.data import (
    BadlyScaled,
    Galton,
    Iris,
    Line,
    Outliers,
    Spirals,
    Standardized,
    TwoMoons,
    read_csv,
)
from surfaces.input_scale import NormalizedInputs, UnscaledInputs
from surfaces.regression import LinearRegression, LogisticRegression
from surfaces.tanh_neuron import TanhNeuron

ASKED = ("value", "grad", "hess")
REGRESSIONS = [Line(), Outliers(), Galton(), Standardized(Galton()), BadlyScaled()]
CLASSES = [Standardized(), TwoMoons(samples=31), Standardized(Iris(species=2)), Spirals()]
LOSSES = [
    *(LinearRegression(data) for data in REGRESSIONS),
    *(LogisticRegression(data) for data in CLASSES),
    *(TanhNeuron(data) for data in (*REGRESSIONS, *CLASSES, Iris())),
    *(
        kind(data)
        for kind in (UnscaledInputs, NormalizedInputs)
        for data in (BadlyScaled(), Iris())
    ),
]


def named(loss):
    return f"{type(loss).__name__}({loss.data.title})"


def spread(loss, count, seed=0):
    """Return random points (2, count) of the map."""
    low, high = np.array(loss.domain.low), np.array(loss.domain.high)
    part = np.random.default_rng(seed).random((count, 2))
    return np.ascontiguousarray((low + part * (high - low)).T)


def in_torch(loss, inputs, targets, w):
    """Write a loss once more, of weights (2,) and samples (N, d) and (N,)."""
    x, y = torch.tensor(inputs), torch.tensor(targets)
    if isinstance(loss, LinearRegression):
        return torch.nn.functional.mse_loss(w[0] * x[:, 0] + w[1], y)
    if isinstance(loss, LogisticRegression):
        fit = binary_cross_entropy_with_logits(x[:, :2] @ w, y)
        return fit + loss.l2 / 2 * (w @ w)
    if isinstance(loss, UnscaledInputs):
        return torch.nn.functional.mse_loss(x[:, :2] @ w, y)
    if isinstance(loss, NormalizedInputs):
        return torch.nn.functional.mse_loss(batch_norm(x[:, :2], None, None, training=True) @ w, y)
    _, every = loss.data.points()
    wanted = 1.8 * (y - every.min()) / (every.max() - every.min()) - 0.9
    return torch.nn.functional.mse_loss(torch.tanh(w[0] * x[:, 0] + w[1]), wanted)


def compare(loss, ours, inputs, targets):
    for point in spread(loss, 4).T:
        w = torch.tensor(point, requires_grad=True)
        value = in_torch(loss, inputs, targets, w)
        (grad,) = torch.autograd.grad(value, w)
        hess = torch.autograd.functional.hessian(
            lambda w: in_torch(loss, inputs, targets, w), torch.tensor(point)
        )
        for asked, answer in zip(ASKED, (value, grad, hess), strict=True):
            theirs = answer.detach().numpy()
            size = 1 + np.abs(theirs).max()
            np.testing.assert_allclose(
                getattr(ours, asked)(point), theirs, rtol=0, atol=1e-12 * size
            )


@pytest.mark.parametrize("loss", LOSSES, ids=named)
def test_value_gradient_and_hessian_are_pytorchs(loss):
    inputs, targets = loss.data.points()
    compare(loss, loss, inputs, targets)
    few = np.array([3, 1, 7, 7, 0, 20])
    compare(loss, loss.on(few), inputs[few], targets[few])


# A batch of normalised inputs has a mean and a variance of its own.
@pytest.mark.parametrize(
    "loss", [loss for loss in LOSSES if not isinstance(loss, NormalizedInputs)], ids=named
)
def test_a_mean_is_the_mean_of_its_parts(loss):
    theta, every = spread(loss, 6), np.arange(loss.samples)
    for asked in ASKED:
        whole = getattr(loss, asked)(theta)
        assert np.array_equal(getattr(loss.on(every), asked)(theta), whole)
        parts = [getattr(loss.on(every[k : k + 1]), asked)(theta) for k in every]
        size = 1e-12 * np.abs(parts).max()
        np.testing.assert_allclose(np.mean(parts, axis=0), whole, rtol=0, atol=size)


@pytest.mark.parametrize("samples", [10, 17, 64, 133, 500])
@pytest.mark.parametrize("kind", [LinearRegression, LogisticRegression, TanhNeuron, UnscaledInputs])
def test_batched_equals_looped_bit_for_bit_for_any_number_of_samples(kind, samples, monkeypatch):
    data = {
        LinearRegression: Line(samples),
        UnscaledInputs: BadlyScaled(samples),
    }.get(kind, Standardized(TwoMoons(samples)))
    loss = kind(data)
    theta = spread(loss, 15).reshape(2, 3, 5)
    for seen in (loss, loss.on(np.arange(1)), loss.on(np.arange(7)), loss.on(np.arange(9))):
        every = [getattr(seen, asked)(theta) for asked in ASKED]
        monkeypatch.setattr(data_loss, "BLOCK", 4 * samples)
        for asked, answer in zip(ASKED, every, strict=True):
            ask = getattr(seen, asked)
            assert np.array_equal(ask(theta), answer)  # in blocks of four points
            for k in range(3):
                for j in range(5):
                    assert np.array_equal(ask(theta[:, k, j]), answer[..., k, j])
                    assert np.array_equal(ask(theta[:, k, j : j + 1]), answer[..., k, j : j + 1])
        monkeypatch.undo()


def test_a_large_map_takes_little_memory():
    loss = LinearRegression(Line(samples=500))
    theta = np.meshgrid(np.linspace(-3, 3, 200), np.linspace(-3, 3, 200), sparse=True)
    tracemalloc.start()
    loss.value(theta)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 50e6  # all at once, 200 x 200 x 500 numbers alone are 160 MB


def test_no_points_are_no_trouble():
    for loss in (LinearRegression(), TanhNeuron()):
        shapes = [getattr(loss, asked)(np.zeros((2, 0))).shape for asked in ASKED]
        assert shapes == [(0,), (2, 0), (2, 2, 0)]


@pytest.mark.parametrize("data", REGRESSIONS, ids=lambda data: data.title)
def test_the_best_line_solves_the_normal_equations(data):
    loss = LinearRegression(data)
    inputs, targets = data.points()
    np.testing.assert_allclose(loss.minima[0], np.polyfit(inputs[:, 0], targets, 1), atol=1e-9)


@pytest.mark.parametrize("loss", LOSSES, ids=named)
def test_the_minima_are_the_lowest_points_and_lie_on_the_map(loss):
    low, high = np.array(loss.domain.low), np.array(loss.domain.high)
    lowest = loss.value(np.array(loss.minima[0]))
    for minimum in np.array(loss.minima):
        assert (low < minimum).all()
        assert (minimum < high).all()
        slack = 1e-13 * np.linalg.norm(loss.hess(minimum)) * (1 + np.linalg.norm(minimum))
        assert np.abs(loss.grad(minimum)).max() <= slack
        assert np.linalg.eigvalsh(loss.hess(minimum)).min() > 0
        assert loss.value(minimum) <= lowest + 1e-12
    for reach in (1, 10):
        middle, half = (low + high) / 2, reach * (high - low) / 2
        wide = np.array(np.meshgrid(*np.linspace(middle - half, middle + half, 61).T))
        assert loss.value(wide).min() >= lowest - 1e-12 * abs(lowest)
    for start in loss.starts:
        found = minimize(loss.value, start, jac=loss.grad, method="BFGS")
        assert found.fun >= lowest - 1e-12 * abs(lowest)


def test_a_neuron_with_several_best_fits_names_them_all():
    """Samples that one step fits as well as the mirrored one, and better than none."""
    loss = TanhNeuron(read_csv("x,y\n-2,1\n-1,0\n0,0\n1,0\n2,1"))
    assert len(loss.minima) == 2
    (w, b), (u, c) = sorted(loss.minima)
    np.testing.assert_allclose((w, b), (-u, c), rtol=1e-9)


def test_classes_that_are_told_apart_are_held_by_the_penalty_alone():
    data = read_csv("a,b,y\n-2,-1,0\n-1,-2,0\n1,2,1\n2,1,1")
    reach = [np.linalg.norm(LogisticRegression(data, l2=l2).minima[0]) for l2 in (1, 1e-2, 1e-4)]
    assert 1.5 * reach[0] < reach[1] < reach[2] / 1.5
    for l2 in (1, 1e-2, 1e-4):
        loss = LogisticRegression(data, l2=l2)
        assert np.abs(loss.minima[0]).max() < np.max(loss.domain.high)
    swept = LogisticRegression(data, l2=np.array([1.0, 1e-2]))
    np.testing.assert_allclose(
        np.array(swept.minima[0])[:, 1], LogisticRegression(data, l2=1e-2).minima[0], rtol=1e-12
    )


def test_no_loss_or_slope_overflows_however_sure_a_wrong_answer_is():
    loss = LogisticRegression()
    far = np.array([[1e5, -1e5], [-1e5, 3e5]])
    for asked in ASKED:
        assert np.isfinite(getattr(loss, asked)(far)).all()


def test_the_ravine_of_unscaled_inputs_is_round_after_normalisation():
    for ratio in (3.0, 10.0, 100.0):
        data = BadlyScaled(ratio=ratio)
        (x, y), _ = data.points()[0].T, data.points()[1]
        rho = abs(np.corrcoef(x, y)[0, 1])
        assert 0.7 < UnscaledInputs(data).condition / (ratio * ratio) < 1.4
        np.testing.assert_allclose(
            NormalizedInputs(data).condition, (1 + rho) / (1 - rho), rtol=1e-4
        )
    np.testing.assert_allclose(
        NormalizedInputs().condition, np.linalg.cond(NormalizedInputs().hess(np.ones(2)))
    )


def test_what_a_batch_of_one_leaves_of_normalised_inputs():
    loss = NormalizedInputs().on(np.array([4]))
    assert np.array_equal(loss.grad(np.ones(2)), np.zeros(2))
    assert loss.value(np.ones(2)) == BadlyScaled().points()[1][4] ** 2


@pytest.mark.parametrize(
    ("made", "complaint"),
    [
        (lambda: LogisticRegression(Line()), "Line has no classes: logistic regression needs two"),
        (lambda: LogisticRegression(Iris()), "Iris flowers has 3 classes"),
        (lambda: UnscaledInputs(Galton()), "Galton's heights has 1 input: a model of two weights"),
        (lambda: LogisticRegression(read_csv("a,b\n1,0\n2,1\n3,0")), "has 1 input"),
    ],
)
def test_data_that_do_not_fit_a_model_are_refused(made, complaint):
    with pytest.raises(ValueError, match=complaint):
        made()
