"""What a unit makes of its weighted sum, and weights to start from that suit it."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from core.arrays import Array
from surfaces.networks.layers import Layer


class Activation(Layer):
    r"""A bent line :math:`a = \varphi(z)`, the same for every unit.

    .. math:: \partial f / \partial z = \varphi'(z)\, \partial f / \partial a
    """

    title: ClassVar[str]
    kink: ClassVar[str] = ""
    """One line, if it is not smooth: where, and which slope is taken there."""

    @property
    def count(self) -> int:
        """None: it has nothing to learn."""
        return 0

    @abstractmethod
    def bent(self, z: Array) -> Array:
        r"""Return :math:`a = \varphi(z)`."""

    @abstractmethod
    def slope(self, a: Array) -> Array:
        r"""Return :math:`\varphi'`, in terms of a."""

    @abstractmethod
    def bend(self, a: Array) -> Array | float:
        r"""Return :math:`\varphi''`, in terms of a."""

    @abstractmethod
    def weights(self, generator: np.random.Generator, units: int, inputs: int) -> Array:
        """Draw weights to start from, ``(units, inputs)``."""

    def forward(self, p: Array, x: Array) -> tuple[Array, Array]:
        """Return the activations, and keep them."""
        a = self.bent(x)
        return a, a

    def backward(self, p: Array, kept: Array, dy: Array) -> tuple[Array, Array]:
        """Multiply by the slope."""
        return self.slope(kept) * dy, np.empty((len(dy), 0))

    def forward_along(self, p: Array, v: Array, kept: Array, xv: Array) -> tuple[Array, Array]:
        """Multiply by the slope."""
        return self.slope(kept) * xv, xv

    def backward_along(
        self, p: Array, v: Array, kept: Array, kept_v: Array, dy: Array, dyv: Array
    ) -> tuple[Array, Array]:
        """Differentiate the product."""
        answer = self.slope(kept) * dyv + self.bend(kept) * kept_v * dy
        return answer, np.empty((len(answer), 0))


@dataclass(frozen=True)
class Tanh(Activation):
    r"""A step with soft edges between -1 and 1: smooth, and level far out.

    .. math:: \varphi(z) = \tanh z, \qquad \varphi' = 1 - a^2, \qquad \varphi'' = -2 a\, (1 - a^2)

    LeCun, Bottou, Orr and Müller (1998), "Efficient BackProp", section 4.4,
    https://doi.org/10.1007/3-540-49430-8_2
    """

    title = "tanh"

    def bent(self, z: Array) -> Array:
        """Return tanh z."""
        return np.tanh(z)

    def slope(self, a: Array) -> Array:
        """Return its slope: at most 1, and next to nothing where the unit is saturated."""
        return 1 - a * a

    def bend(self, a: Array) -> Array:
        """Return its curvature."""
        return -2 * a * (1 - a * a)

    def weights(self, generator: np.random.Generator, units: int, inputs: int) -> Array:
        """Draw them as Glorot and Bengio do."""
        return glorot(generator, units, inputs)


@dataclass(frozen=True)
class ReLU(Activation):
    r"""Nothing below zero, and all of it above: a kink, and no slope that fades.

    .. math:: \varphi(z) = \max(z, 0), \qquad \varphi' = [z > 0]

    The loss is then smooth in pieces. At a kink the slope 0 is taken, as in PyTorch.

    Glorot, Bordes and Bengio (2011), "Deep sparse rectifier neural networks",
    https://proceedings.mlr.press/v15/glorot11a.html
    """

    title = "ReLU"
    kink = "Wherever a unit turns on; the slope there is that of the unit off."

    def bent(self, z: Array) -> Array:
        """Return what is above zero."""
        return np.maximum(z, 0)

    def slope(self, a: Array) -> Array:
        """Return 1 where the unit is on, and 0 where it is off."""
        return (a > 0).astype(float)

    def bend(self, a: Array) -> float:
        """Return 0: a straight line does not bend."""
        return 0.0

    def weights(self, generator: np.random.Generator, units: int, inputs: int) -> Array:
        """Draw them as He, Zhang, Ren and Sun do."""
        return he(generator, units, inputs)


ACTIVATIONS: dict[str, type[Activation]] = {"Tanh": Tanh, "ReLU": ReLU}
"""By class name."""


def glorot(generator: np.random.Generator, units: int, inputs: int) -> Array:
    r"""Draw weights that keep the size of what goes forward and of what comes back.

    .. math:: W \sim U[-r, r], \qquad r = \sqrt{6 / (n_{in} + n_{out})}

    for units that are nearly linear around 0. PyTorch's ``xavier_uniform_``.

    Glorot and Bengio (2010), equation 16, https://proceedings.mlr.press/v9/glorot10a.html
    """
    reach = np.sqrt(6 / (inputs + units))
    return generator.uniform(-reach, reach, (units, inputs))


def he(generator: np.random.Generator, units: int, inputs: int) -> Array:
    r"""Draw weights twice as varied, since a rectifier lets half of the signal through.

    .. math:: W \sim N(0,\; 2 / n_{in})

    PyTorch's ``kaiming_normal_``.

    He, Zhang, Ren and Sun (2015), equation 10, https://arxiv.org/abs/1502.01852
    """
    return np.sqrt(2 / inputs) * generator.standard_normal((units, inputs))
