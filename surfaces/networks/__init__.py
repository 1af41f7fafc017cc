"""Networks: losses of many parameters, learned from data."""

from surfaces.networks.activations import ACTIVATIONS, Activation, ReLU, Tanh
from surfaces.networks.learner import Learner
from surfaces.networks.perceptron import Perceptron
from surfaces.networks.softmax import SoftmaxClassifier

NETWORKS: dict[str, type[Learner]] = {
    "SoftmaxClassifier": SoftmaxClassifier,
    "Perceptron": Perceptron,
}
"""By class name; every one can be made without arguments."""

__all__ = [
    "ACTIVATIONS",
    "NETWORKS",
    "Activation",
    "Learner",
    "Perceptron",
    "ReLU",
    "SoftmaxClassifier",
    "Tanh",
]
