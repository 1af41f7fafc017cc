"""Mistakes in backpropagation: the forward pass is right, and something is lost on the way back."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from core.arrays import Array
from core.loss import Loss
from studies.gradient_check.mistakes import GradientMistake, NotAveraged, SinglePrecision
from surfaces.networks.activations import Activation
from surfaces.networks.batch_norm import BatchNorm, Normal
from surfaces.networks.layers import Affine, Layer
from surfaces.networks.learner import LearnerOn
from surfaces.networks.network import Network, NetworkLoss


@dataclass(frozen=True)
class LayerPart:
    """Parameters that belong together: the weights or the biases of a layer."""

    name: str
    first: int
    shape: tuple[int, ...]

    @property
    def place(self) -> slice:
        """Where they stand in a point."""
        return slice(self.first, self.first + int(np.prod(self.shape)))


def parts_of(network: Network) -> list[LayerPart]:
    """Return the parts of a network's parameters, in order: W1, b1, W2, …; γ1, β1 of a norm."""
    found = list[LayerPart]()
    at = number = 0
    for layer in network.layers:
        for letter, shape in _shapes(layer):
            number += letter == "W"
            found.append(LayerPart(f"{letter}{number}", at, shape))
            at += int(np.prod(shape))
    return found


def _shapes(layer: Layer) -> Iterator[tuple[str, tuple[int, ...]]]:
    match layer:
        case Affine():
            yield "W", (layer.units, layer.inputs)
            if layer.biased:
                yield "b", (layer.units,)
        case BatchNorm():
            yield "γ", (layer.units,)
            yield "β", (layer.units,)
        case _:
            pass


def network_of(loss: Loss) -> Network | None:
    """Return the network whose mean loss it is; ``None`` if it is none."""
    if isinstance(loss, LearnerOn) and isinstance(loss.mean, NetworkLoss):
        return loss.mean.network
    return None


@dataclass(frozen=True)
class Backward(GradientMistake):
    """A layer whose way back is wrong; a loss without such a layer stays right."""

    layer: int
    """Its place in the chain of layers."""

    @abstractmethod
    def broken(self, layer: Any) -> Layer:
        """Return the layer with a wrong way back."""

    def grad(self, loss: Loss, theta: Array) -> Array:
        """Pass the slopes back through the wrong layer."""
        network = network_of(loss)
        if network is None or not isinstance(loss, LearnerOn):
            return loss.grad(theta)
        layers = list(network.layers)
        layers[self.layer] = self.broken(layers[self.layer])
        mean: Any = loss.mean
        wrong: LearnerOn = replace(loss, mean=replace(mean, network=Network(tuple(layers))))
        return wrong.grad(theta)


@dataclass(frozen=True)
class SlopeForgotten(Backward):
    r"""Backward through an activation as if it were a straight line."""

    title = "the activation's derivative forgotten"
    why = "δ was passed back without φ'(z): all slopes before are wrong, those after it are right."

    hidden: int
    """The number of the hidden layer."""

    @property
    def where(self) -> str:
        """The layer that it is in."""
        return f"hidden layer {self.hidden}"

    def broken(self, layer: Activation) -> Layer:
        """Take the slope for 1."""
        return StraightBack(layer)


@dataclass(frozen=True)
class StatisticsForgotten(Backward):
    """Backward through batch normalization as if mean and variance were constants."""

    title = "batch mean and variance taken for constants"
    why = "Every sample has a part in both, and the slope must be passed back through them too."

    hidden: int

    @property
    def where(self) -> str:
        """The layer that it is in."""
        return f"hidden layer {self.hidden}"

    def broken(self, layer: BatchNorm) -> Layer:
        """Leave out two of the three terms."""
        return FixedNorm(layer.units, layer.known)


@dataclass(frozen=True)
class Transposed(GradientMistake):
    """The slopes of a layer's weights in the order of the transposed matrix."""

    title = "a weight gradient transposed"
    why = "a δᵀ in the place of δ aᵀ: the same numbers, each at another weight."

    part: LayerPart

    @property
    def where(self) -> str:
        """The weights."""
        return self.part.name

    def grad(self, loss: Loss, theta: Array) -> Array:
        """Lay the slopes out column by column."""
        g = np.array(loss.grad(theta))
        block = g[self.part.place].reshape(*self.part.shape, *theta.shape[1:])
        g[self.part.place] = block.swapaxes(0, 1).reshape(-1, *theta.shape[1:])
        return g


@dataclass(frozen=True)
class BiasForgotten(GradientMistake):
    """The slope of the biases from one sample in place of all."""

    title = "the sum in a bias gradient forgotten"
    why = "A bias acts on every sample, so its slope is a sum; the mean over them was taken again."

    part: LayerPart
    samples: int

    @property
    def where(self) -> str:
        """The biases."""
        return self.part.name

    def grad(self, loss: Loss, theta: Array) -> Array:
        """Divide by the number of samples once too often."""
        g = np.array(loss.grad(theta))
        g[self.part.place] /= self.samples
        return g


@dataclass(frozen=True)
class PenaltyForgotten(GradientMistake):
    """The loss has a penalty on the weights, the gradient has none."""

    title = "the penalty's gradient forgotten"
    why = "λ/2 ‖θ‖² stands in the loss, and λθ is missing in the gradient."

    l2: float

    def grad(self, loss: Loss, theta: Array) -> Array:
        """Take the penalty's gradient away."""
        return loss.grad(theta) - self.l2 * theta


@dataclass(frozen=True)
class StraightBack(Activation):
    """An activation that forgets its slope."""

    held: Activation

    def bent(self, z: Array) -> Array:
        """Bend as it should."""
        return self.held.bent(z)

    def slope(self, a: Array) -> Array:
        """Say that the line is straight."""
        return np.ones_like(a)

    def bend(self, a: Array) -> Array | float:
        """Return the right curvature."""
        return self.held.bend(a)

    def weights(self, generator: np.random.Generator, units: int, inputs: int) -> Array:
        """Draw them as it should."""
        return self.held.weights(generator, units, inputs)


@dataclass(frozen=True)
class FixedNorm(BatchNorm):
    """Batch normalization that takes mean and variance for constants on the way back."""

    def backward(self, p: Array, kept: Normal, dy: Array) -> tuple[Array, Array]:
        """Undo scale, shift and spread only."""
        _, slopes = super().backward(p, kept, dy)
        return kept.per_spread * p[:, : self.units, None] * dy, slopes


def network_mistakes(network: Network, samples: int, l2: float) -> dict[str, GradientMistake]:
    """Return the mistakes that can be made on the way back through a network, by short name."""
    found: dict[str, GradientMistake] = {}
    hidden = 0
    for at, layer in enumerate(network.layers):
        hidden += isinstance(layer, Affine)
        if isinstance(layer, Activation):
            found[f"slope-{hidden}"] = SlopeForgotten(at, hidden)
        if isinstance(layer, BatchNorm):
            found[f"statistics-{hidden}"] = StatisticsForgotten(at, hidden)
    for part in parts_of(network):
        if len(part.shape) == 2 and min(part.shape) > 1:
            found[f"transposed-{part.name}"] = Transposed(part)
        if part.name.startswith("b"):
            found[f"bias-{part.name}"] = BiasForgotten(part, samples)
    found["sum"] = NotAveraged(samples)
    if l2:
        found["penalty"] = PenaltyForgotten(l2)
    found["float32"] = SinglePrecision()
    return found
