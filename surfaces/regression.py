"""Two parameters fitted to data, without a trap: a line, and a border between two classes."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from surfaces import meanings
from surfaces.base import Box, Point
from surfaces.data import Dataset, Line, Standardized
from surfaces.neurons import Neuron, around, inputs_of
from surfaces.newton_polish import bottom
from surfaces.sigmoid import sigmoid


class LeastSquares(Neuron):
    r"""A mean of squared errors :math:`(z_i - y_i)^2`: a bowl, whatever the data.

    Its Hessian, :math:`\frac2N \sum_i \varphi_i \varphi_i^\top`, does not depend on the point, nor
    on the targets: the inputs alone decide how stretched the valley is.
    """

    def losses(self, z: Array, t: Array) -> Array:
        """Return the squared errors, ``(points, N)``."""
        return (z - t) * (z - t)

    def slopes(self, z: Array, t: Array) -> Array:
        """Return their slopes, ``(points, N)``."""
        return 2 * (z - t)

    def bends(self, z: Array, t: Array) -> Array:
        """Return their curvatures, ``(points, N)``."""
        return np.full_like(z, 2)

    @property
    def minima(self) -> tuple[Point, ...]:
        """The one solution of the normal equations."""
        return (self._best,)

    @property
    def condition(self) -> float:
        """How many times as curved the bowl is across as along; infinite in a level gutter."""
        gentle, steep = np.linalg.eigvalsh(self.hess(np.zeros(2)))
        return float(steep / gentle) if gentle > 0 else np.inf

    def chart(self) -> Box:
        """Return a map with the minimum in its middle."""
        return around(self._best, 1.5 * max(1, *map(abs, self._best)))

    @cached_property
    def _best(self) -> Point:
        inputs, targets = self.seen()
        x, y = np.linalg.lstsq(inputs.T, targets)[0]
        return (float(x), float(y))


@dataclass(frozen=True)
class LinearRegression(LeastSquares):
    r"""The line that fits best: its slope and its height, by the mean of the squared errors.

    .. math:: f(w, b) = \frac1N \sum_{i=1}^N (w x_i + b - y_i)^2

    The chain rule: each error e changes by :math:`x_i` per unit of slope and by 1 per unit of
    height, so the gradient is the mean of :math:`2 e_i\,(x_i, 1)`. Where the inputs lie far from 0,
    both say nearly the same, and the valley is long and slanting. The minimum solves the normal
    equations. Of the inputs, the first one is taken.

    Legendre (1805) and Gauss (1809), in Stigler (1981), "Gauss and the invention of least squares",
    https://doi.org/10.1214/aos/1176345451
    """

    title = "Linear regression"
    family = "From data"
    formula = r"\frac1N \sum_{i=1}^N (w x_i + b - y_i)^2"
    teaches = "A gradient is a mean over samples; inputs far from 0 make a slanting valley."
    source = "Stigler (1981), https://doi.org/10.1214/aos/1176345451"

    data: Dataset = field(default_factory=Line)

    def seen(self) -> tuple[Array, Array]:
        """Return the first input and 1, ``(2, N)``, and the targets ``(N,)``."""
        (x,) = inputs_of(self.data, 1, "a regression")
        return np.array([x, np.ones_like(x)]), self.data.points()[1]


@dataclass(frozen=True)
class LogisticRegression(Neuron):
    r"""Two classes told apart by a weighted sum: the surer a wrong answer, the more it costs.

    .. math:: f(w) = \frac1N \sum_{i=1}^N \log\bigl(1 + e^{-s_i w^\top x_i}\bigr)
              + \frac\lambda2 \|w\|^2, \qquad s_i = \pm 1

    The slope of the loss in the sum z is :math:`\sigma(z) - y`: what the model believes less what
    is so. Right answers far from the border add nothing, and where all are right the loss falls
    for ever: only the penalty keeps the weights finite. It is convex, so every path leads to one
    place. The first two inputs are taken, and no constant: let the data be centred.

    Cox (1958), "The regression analysis of binary sequences",
    https://doi.org/10.1111/j.2517-6161.1958.tb00292.x
    """

    title = "Logistic regression"
    family = "From data"
    formula = (
        r"\frac1N \sum_{i=1}^N \log\bigl(1 + e^{-s_i w^\top x_i}\bigr) + \frac\lambda2 \|w\|^2"
    )
    teaches = "Convex, but level far out: samples that are told apart well no longer pull."
    source = "Cox (1958), https://doi.org/10.1111/j.2517-6161.1958.tb00292.x"

    data: Dataset = field(default_factory=Standardized)
    l2: Hyper = knob(0.01, r"\lambda", 1e-4, 1.0, meanings.CLASSIFIER_L2, log=True)

    def seen(self) -> tuple[Array, Array]:
        """Return the first two inputs, ``(2, N)``, and the classes as -1 and 1, ``(N,)``.

        Raises ``ValueError`` unless there are two inputs and two classes.
        """
        if len(self.data.classes) != 2:
            raise ValueError(
                f"{self.data.title} has {len(self.data.classes) or 'no'} classes:"
                " logistic regression needs two"
            )
        sides = 2 * self.data.points()[1] - 1
        return inputs_of(self.data, 2, "logistic regression"), sides

    def losses(self, z: Array, t: Array) -> Array:
        """Return the logarithms, without overflow, ``(points, N)``."""
        wrong, right = np.maximum(-t * z, 0), np.maximum(t * z, 0)  # abs(z), for complex z too
        return wrong + np.log1p(np.exp(-(wrong + right)))

    def slopes(self, z: Array, t: Array) -> Array:
        """Return their slopes, belief less truth, ``(points, N)``."""
        doubt, _, _ = sigmoid(-t * z)
        return -t * doubt

    def bends(self, z: Array, t: Array) -> Array:
        """Return their curvatures, ``(points, N)``."""
        return sigmoid(z)[1]

    @property
    def minima(self) -> tuple[Point, ...]:
        """The one minimizer, by Newton's method."""
        return (self._best,)

    def chart(self) -> Box:
        """Return a map with the origin and the minimum on it, for the least penalty if swept."""
        x, y = (float(np.ravel(c)[np.argmin(self.l2)]) for c in self._best)
        return around((x / 2, y / 2), 1.5 * max(1, abs(x), abs(y)))

    @cached_property
    def _best(self) -> Point:
        x, y = bottom(self, np.zeros((2, *np.shape(self.l2))))
        return (float(x), float(y)) if np.ndim(x) == 0 else (x, y)
