"""A multilayer perceptron, with its gradient by backpropagation and its exact Hessian."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from core.loss import Loss
from surfaces import meanings
from surfaces.base import Point
from surfaces.data import Dataset, TwoMoons
from surfaces.data_loss import blockwise, rows, shaped
from surfaces.networks.activations import Activation, Tanh, glorot
from surfaces.networks.batch_norm import BatchNorm
from surfaces.networks.criteria import Criterion, CrossEntropy, SquaredError
from surfaces.networks.layers import Affine, Layer
from surfaces.networks.learner import Learner, LearnerOn
from surfaces.networks.network import Network, NetworkLoss

MOST_LAYERS, MOST_UNITS = 6, 64
LONGEST = 9
"""Digits of a number of units, zeros before it and all."""

Weights = Callable[[np.random.Generator, int, int], Array]
"""Draws weights ``(units, inputs)``."""


@dataclass(frozen=True)
class Perceptron(Learner):
    r"""Layers of units, each a bent weighted sum of those before: the usual small network.

    .. math::
        a_0 = x, \qquad z_l = W_l a_{l-1} + b_l, \qquad a_l = \varphi(z_l), \qquad
        s = W_L a_{L-1} + b_L

    with cross-entropy of the scores s for classes, and a squared error for a quantity. Backward,
    :math:`\delta_l = \partial f / \partial z_l` is

    .. math::
        \delta_L = \frac{\partial f}{\partial s}, \qquad
        \delta_l = \varphi'(z_l)\, W_{l+1}^\top \delta_{l+1}, \qquad
        \frac{\partial f}{\partial W_l} = \delta_l\, a_{l-1}^\top, \qquad
        \frac{\partial f}{\partial b_l} = \textstyle\sum_i \delta_l

    With batch normalization, it stands between sum and bend, and its shift takes the place of the
    bias. The parameters are those of PyTorch's ``Sequential`` of ``Linear``, ``BatchNorm1d`` and
    the activation, in the same order. Units can be swapped and, with tanh, turned round without
    any change: every minimum has many copies, and there are saddles between them.

    ``layers`` has the units of each hidden layer, ``"8,8"``; with none, it is a linear model.
    Raises ``ValueError`` for layers that are none, too many or too large.

    Rumelhart, Hinton and Williams (1986), "Learning representations by back-propagating errors",
    https://doi.org/10.1038/323533a0
    """

    title = "Multilayer perceptron"
    formula = (
        r"\frac1N \sum_{i=1}^N \ell\bigl(W_L \varphi(\cdots \varphi(W_1 x_i + b_1) \cdots) + b_L,"
        r" t_i\bigr) + \frac\lambda2 \|\theta\|^2, \quad q \text{ of the data held out}"
    )
    teaches = "Where gradients come from: the loss's slope, passed back layer by layer."
    source = "Rumelhart, Hinton and Williams (1986), https://doi.org/10.1038/323533a0"

    data: Dataset = field(default_factory=TwoMoons)
    layers: str = "8,8"
    activation: Activation = field(default_factory=Tanh)
    batch_norm: bool = False
    l2: Hyper = knob(0.0, r"\lambda", 0.0, 0.1, meanings.NETWORK_L2)
    held_out: float = knob(0.25, "q", 0.0, 0.5, meanings.HELD_OUT)

    def __post_init__(self) -> None:
        """Check the layers, and find starts."""
        object.__setattr__(self, "layers", ",".join(map(str, _units(self.layers))))
        object.__setattr__(self, "kink", self.activation.kink if self.layers else "")
        super().__post_init__()

    @property
    def hidden(self) -> tuple[int, ...]:
        """The units of each hidden layer."""
        return _units(self.layers)

    @property
    def count(self) -> int:
        """How many parameters there are."""
        return self._network.count

    def initial(self, seed: int, weights: Weights | None = None) -> Point:
        """Draw weights that suit the activation, or as is said; biases are 0, scales 1.

        The last layer, which does not bend, gets Glorot and Bengio's.
        """
        generator = np.random.Generator(np.random.PCG64(seed))
        drawn: list[Array] = []
        for layer in self._network.layers:
            if isinstance(layer, Affine):
                last = layer is self._network.layers[-1]
                draw = weights or (glorot if last else self.activation.weights)
                drawn.append(draw(generator, layer.units, layer.inputs).ravel())
                drawn.append(np.zeros(layer.units if layer.biased else 0))
            elif isinstance(layer, BatchNorm):
                drawn += [np.ones(layer.units), np.zeros(layer.units)]
        return tuple(np.concatenate(drawn).tolist())

    def scores(self, theta: Array, inputs: Array) -> Array:
        """Map points ``(n, *batch)`` and inputs ``(N, d)`` to scores ``(units, N, *batch)``.

        With batch normalization, by mean and variance of all samples that are learned from.
        """
        points, batch = rows(theta)
        network, columns = self._knowing(inputs.T)
        first = columns.shape[1] - len(inputs)
        answers = blockwise(
            lambda some: network.forward(some, columns)[0][..., first:],
            points,
            network.numbers(columns.shape[1]),
        )
        return shaped(answers, batch)

    def mean(self, inputs: Array, targets: Array) -> NetworkLoss:
        """Return the mean over samples, ``(…, d, N)`` and ``(…, N)``, without the penalty."""
        return NetworkLoss(self._network, inputs, self._criterion(targets))

    @property
    def validation(self) -> Loss | None:
        """The mean over the samples held out, without the penalty; ``None`` if there are none.

        With batch normalization, by mean and variance of all samples that are learned from.
        """
        _, (inputs, targets) = self._split
        if not len(targets):
            return None
        network, columns = self._knowing(inputs)
        return LearnerOn(NetworkLoss(network, columns, self._criterion(targets)), 0.0)

    def _criterion(self, targets: Array) -> Criterion:
        return CrossEntropy(targets) if self.data.classes else SquaredError(targets)

    def _knowing(self, inputs: Array) -> tuple[Network, Array]:
        """Return a network for inputs ``(d, N)``, and these behind all that it must know."""
        if not self.batch_norm:
            return self._network, inputs
        (learned, _), _ = self._split
        return Network(self._layers(learned.shape[1])), np.hstack([learned, inputs])

    @cached_property
    def _network(self) -> Network:
        return Network(self._layers(None))

    def _layers(self, known: int | None) -> tuple[Layer, ...]:
        """Chain the layers; batch normalization knows so many samples, or all."""
        layers: list[Layer] = []
        inputs = self.data.points()[0].shape[1]
        for units in self.hidden:
            layers.append(Affine(inputs, units, biased=not self.batch_norm))
            if self.batch_norm:
                layers.append(BatchNorm(units, known))
            layers.append(self.activation)
            inputs = units
        return (*layers, Affine(inputs, self.outputs))


def _units(layers: str) -> tuple[int, ...]:
    """Read the units of each hidden layer: ``"8,8"``."""
    texts = [text.strip() for text in layers.split(",")] if layers.strip() else []
    if len(texts) > MOST_LAYERS:
        raise ValueError(f"layers = {layers[:80]!r}: allowed {MOST_LAYERS} hidden layers")
    for text in texts:
        known = text.isascii() and text.isdigit() and len(text) <= LONGEST
        if not (known and 1 <= int(text) <= MOST_UNITS):
            raise ValueError(
                f"layers = {layers[:80]!r}: {text[:20]!r} is no number of units,"
                f" allowed 1 to {MOST_UNITS}, as in '8,8'"
            )
    return tuple(map(int, texts))
