"""What a network has learned to say is what its scores say."""

from __future__ import annotations

import numpy as np

from experiments import run
from optimizers import Adam
from studies.networks.answers import answers, right
from surfaces.data import Galton, Iris, Spirals, Standardized
from surfaces.networks import Perceptron


def test_two_classes_of_two_inputs():
    network = Perceptron(Spirals(samples=40), layers="5", held_out=0.0)
    theta = np.array(network.initial(2))
    found = answers(network, theta)
    inputs, targets = network.data.points()
    assert found.x[0] < inputs[:, 0].min() < inputs[:, 0].max() < found.x[-1]
    point = np.array([[found.x[7], found.y[30]]])
    one, other = network.scores(theta, point)[:, 0]
    assert np.isclose(found.said[30, 7], 1 / (1 + np.exp(one - other)))
    scores = network.scores(theta, inputs)
    assert right(network, theta) == np.mean((scores[1] > scores[0]) == targets)


def test_training_makes_it_right():
    network = Perceptron(layers="8", held_out=0.0)
    path = run(Adam(lr=0.05), network, network.initial(0), 200)
    assert right(network, path.theta[-1]) > 0.95 > right(network, path.theta[0])


def test_a_quantity_of_one_input_is_a_curve_and_four_inputs_are_not_drawn():
    line = Perceptron(Standardized(Galton()), layers="3")
    found = answers(line, np.array(line.initial(0)))
    assert not len(found.y)
    assert found.said.shape == found.x.shape
    assert right(line, np.array(line.initial(0))) is None
    assert answers(Perceptron(Iris()), np.array(Perceptron(Iris()).initial(0))) is None


def test_parameters_beyond_all_bounds_give_some_answer():
    network = Perceptron(layers="3")
    assert answers(network, np.full(network.count, 1e300)).said.shape == (81, 81)
