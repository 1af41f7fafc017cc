"""Spectra: counts and natures by hand, eigenvalues against PyTorch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
import torch

from experiments import run
from optimizers import Adam, GradientDescent
from studies.networks.spectra import FLAT, StationaryPoint, bends, glances, negative, spectrum
from surfaces.data import Galton
from surfaces.networks import Perceptron, SoftmaxClassifier
from tests.surfaces.networks_in_torch import loss as loss_in_torch


@dataclass(frozen=True)
class Parabola:
    """One half of the sum of b x^2, and 1."""

    bends: tuple[float, ...]

    def value(self, theta):
        return 1 + np.array(self.bends) @ (theta * theta) / 2

    def grad(self, theta):
        return np.array(self.bends)[:, None] * theta

    def hess(self, theta):
        return np.diag(self.bends)[..., None]


@pytest.mark.parametrize(
    ("loss", "at", "counts", "nature"),
    [
        (Parabola((1.0, 2.0, 3.0)), (0, 0, 0), (0, 0, 3), StationaryPoint.MINIMUM),
        (Parabola((-1.0, 2.0, 3.0)), (0, 0, 0), (1, 0, 2), StationaryPoint.SADDLE),
        (Parabola((-1.0, -2.0)), (0, 0), (2, 0, 0), StationaryPoint.MAXIMUM),
        (Parabola((0.0, 2.0)), (5, 0), (0, 1, 1), StationaryPoint.MINIMUM),
        (Parabola((FLAT, -FLAT, 2.0)), (0, 0, 0), (0, 2, 1), StationaryPoint.MINIMUM),
        (Parabola((1.0, 2.0)), (1, 1), (0, 0, 2), StationaryPoint.SLOPE),
        (Parabola((-1.0, 2.0)), (1e-3, 1e-3), (1, 0, 1), StationaryPoint.SADDLE),
    ],
)
def test_counts_and_natures(loss, at, counts, nature):
    found = spectrum(loss, np.array(at, dtype=float))
    assert (found.negative, found.flat, found.positive) == counts
    assert found.nature is nature
    assert f"{counts[0]} of {len(at)} directions bend down" in found.told
    assert ("saddle" in found.told) == (nature is StationaryPoint.SADDLE)
    assert ("level floor" in found.told) == (nature is StationaryPoint.MINIMUM and counts[1] > 0)


def test_what_is_promised_is_where_the_parabola_is_level():
    found = spectrum(Parabola((2.0, 4.0)), np.array([3.0, 1.0]))
    assert np.isclose(found.promise, found.value - 1), "to the bottom, which is at 1"
    assert np.isclose(found.slope, np.hypot(6, 4))


def test_a_slope_without_any_bend_is_no_critical_point():
    class Plane:
        def value(self, theta):
            return theta[0]

        def grad(self, theta):
            return np.ones_like(theta)

        def hess(self, theta):
            return np.zeros((1, 1, theta.shape[1]))

    found = spectrum(Plane(), np.zeros(1))
    assert found.promise == np.inf
    assert found.nature is StationaryPoint.SLOPE


@pytest.mark.parametrize("batch_norm", [False, True])
def test_the_spectrum_is_pytorch_s(batch_norm):
    network = Perceptron(layers="3,2", batch_norm=batch_norm, l2=0.01, held_out=0.0)
    theta = np.array(network.initial(1)) + 0.1
    inputs, targets = network.data.points()
    hessian = torch.autograd.functional.hessian(
        lambda point: loss_in_torch(network, inputs, targets, point), torch.tensor(theta)
    )
    expected = torch.linalg.eigvalsh(hessian).numpy()
    found = spectrum(network, theta)
    assert np.allclose(found.eigenvalues, expected, atol=1e-10)
    assert found.negative == int(np.sum(expected < -FLAT * np.abs(expected).max()))


def test_a_convex_loss_bends_down_nowhere():
    network = SoftmaxClassifier()
    path = run(Adam(lr=0.1), network, network.initial(0), 30)
    assert not bends(network, path).negative.any()


def test_bends_along_a_path_are_those_of_its_points():
    network = Perceptron(layers="4")
    path = run(Adam(lr=0.05), network, network.initial(0), 50)
    told: list[float] = []
    found = bends(network, path, told.append)
    assert found.steps[0] == 0
    assert found.steps[-1] == 50
    assert told == sorted(told)
    for step, row, count in zip(found.steps, found.eigenvalues, found.negative, strict=True):
        alone = spectrum(network, path.theta[step])
        assert np.allclose(row, alone.eigenvalues, atol=1e-12)
        assert count == alone.negative
    assert np.array_equal(found.sharpness, found.eigenvalues[:, -1])
    assert np.array_equal(negative(found.eigenvalues), found.negative)


def test_many_parameters_get_few_glances():
    small, large = Perceptron(layers="2"), Perceptron(layers="24,24")
    assert len(glances(small, 10_000)) > len(glances(large, 10_000)) >= 8
    assert list(glances(small, 0)) == [0]
    assert list(glances(small, 2)) == [0, 1, 2]


def test_points_beyond_all_bounds_are_left_out():
    network = Perceptron(Galton(), layers="")
    wild = run(GradientDescent(lr=10.0), network, network.initial(0), 60)
    assert wild.diverged
    found = bends(network, wild)
    assert len(found.steps) == len(found.eigenvalues) >= 1
    assert np.isfinite(found.eigenvalues).all()
    with pytest.raises(ValueError, match="not finite"):
        spectrum(network, np.full(network.count, 1e308))
