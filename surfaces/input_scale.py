"""Two weights on inputs of different size: a ravine, and how batch normalization rounds it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from core.arrays import Array
from surfaces.data import BadlyScaled, Dataset
from surfaces.data_loss import Indices
from surfaces.networks.batch_norm import normalized
from surfaces.neurons import inputs_of
from surfaces.regression import LeastSquares


@dataclass(frozen=True)
class UnscaledInputs(LeastSquares):
    r"""Two weights on two inputs as they come: a ravine as narrow as their sizes are different.

    .. math:: f(w) = \frac1N \sum_{i=1}^N (w_1 x_{i1} + w_2 x_{i2} - y_i)^2

    Along each axis the curvature is twice the mean square of an input. If one input is ten times
    as large as the other, the bowl is a hundred times as steep across as along, and the largest
    learning rate that the steep side bears is a hundred times too small for the other. The first
    two inputs are taken. ``NormalizedInputs`` is the same model after batch normalization.

    LeCun, Bottou, Orr and Müller (1998), "Efficient BackProp", sections 4.3 and 5,
    https://doi.org/10.1007/3-540-49430-8_2
    """

    title = "Inputs as they come"
    family = "From data"
    formula = r"\frac1N \sum_{i=1}^N (w_1 x_{i1} + w_2 x_{i2} - y_i)^2"
    teaches = "One input in larger numbers makes a ravine: curvature grows with their square."
    source = "LeCun, Bottou, Orr and Müller (1998), https://doi.org/10.1007/3-540-49430-8_2"

    data: Dataset = field(default_factory=BadlyScaled)

    def seen(self) -> tuple[Array, Array]:
        """Return the first two inputs, ``(2, N)``, and the targets ``(N,)``."""
        return inputs_of(self.data, 2, "a model of two weights"), self.data.points()[1]


@dataclass(frozen=True)
class NormalizedInputs(LeastSquares):
    r"""The same two weights after batch normalization of the inputs: the ravine is round.

    .. math::
        f(\gamma) = \frac1N \sum_{i=1}^N
        (\gamma_1 \hat x_{i1} + \gamma_2 \hat x_{i2} - y_i)^2, \qquad
        \hat x_{ij} = \frac{x_{ij} - \mu_j}{\sqrt{\sigma_j^2 + \epsilon}}

    with the mean and the variance of the batch. What is left of the ravine is the correlation
    :math:`\rho` of the inputs: the bowl is :math:`(1 + |\rho|) / (1 - |\rho|)` times as steep
    across as along, whatever their units. A mini-batch is normalised by its own mean and variance,
    so the answer to one sample depends on the others with it, and the mean over batches is not
    quite the full loss; with a batch of one, nothing is left of the inputs.

    Ioffe and Szegedy (2015), "Batch normalization", Algorithm 1, https://arxiv.org/abs/1502.03167
    """

    title = "Inputs after batch normalization"
    family = "From data"
    formula = (
        r"\frac1N \sum_{i=1}^N (\gamma_1 \hat x_{i1} + \gamma_2 \hat x_{i2} - y_i)^2, \quad"
        r" \hat x_{ij} = (x_{ij} - \mu_j) / \sqrt{\sigma_j^2 + \epsilon}"
    )
    teaches = "Normalised inputs have one size: the ravine is gone, and one learning rate fits."
    source = "Ioffe and Szegedy (2015), Algorithm 1, https://arxiv.org/abs/1502.03167"

    data: Dataset = field(default_factory=BadlyScaled)

    def seen(self) -> tuple[Array, Array]:
        """Return both inputs normalised over all samples, ``(2, N)``, and the targets ``(N,)``."""
        inputs = inputs_of(self.data, 2, "a model of two weights")
        return normalized(inputs), self.data.points()[1]

    def dealt(self, indices: Indices) -> tuple[Array, Array]:
        """Return a batch ``(…, B)``, normalised by its own mean and variance, and its targets."""
        inputs, targets = inputs_of(self.data, 2, "a model of two weights"), self.data.points()[1]
        return normalized(np.take(inputs, indices, axis=1)), targets[indices]
