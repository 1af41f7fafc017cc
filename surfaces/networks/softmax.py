"""One layer and its softmax: the last convex stop before networks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from surfaces import meanings
from surfaces.base import Box, Point
from surfaces.data import Dataset, Iris, Standardized
from surfaces.data_loss import Indices, blockwise, rows, shaped
from surfaces.networks.activations import glorot
from surfaces.networks.criteria import CrossEntropy, softmax
from surfaces.networks.learner import USUAL, Learner
from surfaces.newton_polish import bottom


@dataclass(frozen=True)
class SoftmaxClassifier(Learner):
    r"""A score for each class, linear in the inputs; the highest wins.

    .. math::
        s = W x + b, \qquad p_c = \frac{e^{s_c}}{\sum_k e^{s_k}}, \qquad
        f(W, b) = -\frac1N \sum_{i=1}^N \log p_{i, t_i} + \frac\lambda2 \|\theta\|^2

    Its slope in the scores is belief less truth, :math:`p - e_t`, and the scores are linear in the
    parameters, so the gradient is the mean of :math:`(p - e_t)\, \tilde x^\top` with
    :math:`\tilde x = (x, 1)`, and the Hessian that of
    :math:`(\operatorname{diag} p - p p^\top) \otimes \tilde x \tilde x^\top`: never negative. With
    the penalty there is one minimum, and every path leads to it. Without it the scores could all
    be raised alike and nothing would change, and where the classes can be told apart without
    error the loss would fall for ever.

    The parameters are those of PyTorch's ``Linear``: W row by row, then b. Raises ``ValueError``
    for data without classes.

    Böhning (1992), "Multinomial logistic regression algorithm",
    https://doi.org/10.1007/BF00048682
    """

    title = "Softmax classifier"
    formula = (
        r"-\frac1N \sum_{i=1}^N \log \frac{e^{w_{t_i}^\top x_i + b_{t_i}}}"
        r"{\sum_k e^{w_k^\top x_i + b_k}} + \frac\lambda2 \|\theta\|^2,"
        r" \quad q \text{ of the data held out}"
    )
    teaches = "Belief less truth, times the input: the gradient of every classifier's last layer."
    source = "Böhning (1992), https://doi.org/10.1007/BF00048682"

    data: Dataset = field(default_factory=lambda: Standardized(Iris()))
    l2: Hyper = knob(0.01, r"\lambda", 1e-4, 1.0, meanings.CLASSIFIER_L2, log=True)
    held_out: float = knob(0.25, "q", 0.0, 0.5, meanings.HELD_OUT)

    def __post_init__(self) -> None:
        """Check that there are classes, and find starts."""
        if not self.data.classes:
            raise ValueError(f"{self.data.title} has no classes: a classifier needs two or more")
        super().__post_init__()

    @property
    def count(self) -> int:
        """A weight for each class and input, and a bias for each class."""
        return self.outputs * (self.data.points()[0].shape[1] + 1)

    @property
    def minima(self) -> tuple[Point, ...]:
        """The one minimizer, by Newton's method; none if the penalty is swept."""
        return self._best

    def chart(self) -> Box:
        """Return a box with the minimum in it."""
        reach = max(USUAL, 1.5 * float(np.max(np.abs(self._best), initial=0.0)))
        return Box((-reach,) * self.count, (reach,) * self.count)

    def initial(self, seed: int) -> Point:
        """Draw weights as Glorot and Bengio do; biases are 0."""
        generator = np.random.Generator(np.random.PCG64(seed))
        weights = glorot(generator, self.outputs, self.count // self.outputs - 1)
        return (*weights.ravel().tolist(), *(0.0,) * self.outputs)

    def scores(self, theta: Array, inputs: Array) -> Array:
        """Map points ``(n, *batch)`` and inputs ``(N, d)`` to scores ``(classes, N, *batch)``."""
        points, batch = rows(theta)
        columns = _with_one(inputs.T)

        def ask(some: Array) -> Array:
            return _matrix(some, self.outputs) @ columns

        return shaped(blockwise(ask, points, self.outputs * len(inputs)), batch)

    def mean(self, inputs: Array, targets: Array) -> SoftmaxLoss:
        """Return the mean over samples, ``(…, d, N)`` and ``(…, N)``, without the penalty."""
        return SoftmaxLoss(_with_one(inputs), CrossEntropy(targets), self.outputs)

    @cached_property
    def _best(self) -> tuple[Point, ...]:
        if np.ndim(self.l2):
            return ()
        return (tuple(bottom(self, np.zeros(self.count)).tolist()),)


@dataclass(frozen=True, eq=False)
class SoftmaxLoss:
    """What the scores of some samples cost on average."""

    inputs: Array
    """``(d + 1, N)``, the last one always 1, or for each point its own, ``(points, d + 1, N)``."""
    criterion: CrossEntropy
    classes: int

    @property
    def numbers(self) -> int:
        """About how many numbers a point takes."""
        return 3 * self.classes * self.inputs.shape[-1]

    def of(self, lanes: Indices) -> SoftmaxLoss:
        """Return the mean over the samples of some lanes, in their order."""
        criterion = CrossEntropy(self.criterion.targets[lanes])
        return replace(self, inputs=self.inputs[lanes], criterion=criterion)

    def value(self, points: Array) -> Array:
        """Map points ``(points, n)`` to the cost, ``(points,)``."""
        return self.criterion.value(_matrix(points, self.classes) @ self.inputs)

    def grad(self, points: Array) -> Array:
        """Return its gradient, ``(points, n)``: belief less truth, times the inputs."""
        slope = self.criterion.slope(_matrix(points, self.classes) @ self.inputs)
        return _row(slope @ self.inputs.swapaxes(-1, -2))

    def hess(self, point: Array) -> Array:
        """Return its Hessian at a point ``(n,)``, ``(n, n)``."""
        x = self.inputs.reshape(*self.inputs.shape[-2:])
        (p,) = softmax(_matrix(point[None], self.classes) @ x)
        inner = np.eye(self.classes)[..., None] * p - p[:, None] * p
        blocks = (inner[:, :, None] * x) @ x.T / x.shape[1]  # (class, class, input, input)
        every = blocks.swapaxes(1, 2).reshape(len(point), len(point))
        rows = _row(every.reshape(-1, self.classes, len(x)))
        hess = _row(rows.T.reshape(-1, self.classes, len(x)))
        return (hess + hess.T) / 2  # they differ in the last digits


def _with_one(inputs: Array) -> Array:
    """Add the input 1, that the biases weigh."""
    return np.concatenate([inputs, np.ones_like(inputs[..., :1, :])], axis=-2)


def _matrix(points: Array, classes: int) -> Array:
    """Lay parameters ``(points, n)``, W and then b, side by side: ``(points, classes, d + 1)``."""
    weights = points[:, :-classes].reshape(len(points), classes, -1)
    return np.concatenate([weights, points[:, -classes:, None]], axis=-1)


def _row(matrices: Array) -> Array:
    """Do the reverse."""
    return np.hstack([matrices[..., :-1].reshape(len(matrices), -1), matrices[..., -1]])
