"""Networks are judged by few exact Hessians, and maps of two coordinates as ever."""

from __future__ import annotations

import numpy as np
import pytest

from diagnosis import Outcome, judge
from diagnosis.curvature import GLANCES, glances
from experiments import run
from optimizers import Adam, GradientDescent, SaddleFreeNewton
from surfaces.networks import Perceptron


@pytest.mark.parametrize("many", [1, 2, 255, 256, 257, 1024, 20_001])
def test_of_few_coordinates_there_are_as_many_glances_as_ever(many):
    points = np.random.default_rng(0).normal(size=(2, many))
    assert np.array_equal(glances(points), points[:, :: many // GLANCES + 1])


def test_a_network_of_hundreds_of_parameters_takes_few_hessians(monkeypatch):
    network = Perceptron(layers="16,16", held_out=0.5)
    path = run(Adam(lr=0.02), network, network.initial(0), 40)
    asked: list[int] = []
    hess = Perceptron.hess

    def counted(self, theta):
        asked.append(int(np.prod(theta.shape[1:])))
        return hess(self, theta)

    monkeypatch.setattr(Perceptron, "hess", counted)
    assert judge(path).reason
    assert network.count == 354
    assert sum(asked) <= 30


def test_a_network_at_rest_in_a_minimum_has_converged():
    network = Perceptron(layers="8", l2=0.01)
    start = network.initial(2)
    rested = run(SaddleFreeNewton(damping=0.05), network, start, 100)
    assert judge(rested).outcome is Outcome.CONVERGED
    falling = run(GradientDescent(lr=0.1), network, start, 20)
    assert judge(falling).outcome is Outcome.DESCENDING
