"""Step to where the parabola that fits the loss here is level, or at least to lower ground."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from core.loss import Loss
from optimizers.algebra import along, spectrum, times
from optimizers.base import Arithmetic, Optimizer
from optimizers.cards import second_order as cards
from optimizers.meanings import others

EPS = np.finfo(float).eps


@dataclass(frozen=True)
class Newton(Optimizer):
    r"""Step to where the parabola that fits the loss here has no slope.

    .. math:: (H_t + \lambda I)\, p_t = -g_t, \qquad \theta_t = \theta_{t-1} + \alpha\, p_t

    A quadratic is solved in one step, whatever its condition. Near a minimum the number of right
    digits doubles at every step, and the path does not depend on the units of the coordinates. But
    a parabola has no slope at a saddle or on a peak either: where the Hessian bends down, the step
    leads uphill and there. Damping shortens it, most where the curvature is small, and makes it
    lead downhill once :math:`\lambda` exceeds the most negative curvature; as it grows, the rule
    becomes gradient descent at the rate :math:`\alpha / \lambda`.

    Along directions in which the curvature is zero to rounding the equation has no solution, or
    many: the point does not move along them (the least-squares solution of least length).

    Nocedal and Wright (2006), section 3.3, https://doi.org/10.1007/978-0-387-40065-5; the damping
    as in Levenberg (1944), https://doi.org/10.1090/qam/10666

    PyTorch and Optax have no such rule; SciPy's ``Newton-CG`` solves the equation in part, and only
    as long as it leads downhill.
    """

    title: ClassVar[str] = "Newton"
    family = "Second order"
    card = cards.NEWTON
    whole_steps = True
    drawn_to_saddles = True
    asks: ClassVar[tuple[str, ...]] = ("grad", "hess")

    lr: Hyper = knob(1.0, r"\alpha", 1e-6, 10.0, others.WHOLE_PART, log=True)
    damping: Hyper = knob(0.0, r"\lambda", 0.0, 100.0, others.NEWTON_DAMPING)

    def steepest_held(self) -> Hyper:
        """Return any: errors are multiplied by 1 - lr, however steep the bowl is."""
        return np.where(np.less(self.lr, 2), np.inf, 0.0)

    def arithmetic(self, probes: float = 1.0) -> Arithmetic:
        """Count the axes of the Hessian."""
        return Arithmetic(50, matrices=15)

    def init(self, theta: Array) -> None:
        """Remember nothing."""

    def step(self, f: Loss, theta: Array, state: None, t: int) -> tuple[Array, None]:
        """Take step t, in the coordinates in which the Hessian is diagonal."""
        curvatures, axes = spectrum(f.hess(theta))
        slopes = along(axes, f.grad(theta))
        p = times(axes, -divided(slopes, curvatures + self.damping))
        return theta + self.lr * p, None


@dataclass(frozen=True)
class SaddleFreeNewton(Optimizer):
    r"""Newton's step with every curvature taken as positive: downhill in all directions.

    .. math:: (|H_t| + \lambda I)\, p_t = -g_t, \qquad \theta_t = \theta_{t-1} + \alpha\, p_t

    where :math:`|H|` has the eigenvectors of H and the absolute values of its eigenvalues. Along
    directions that bend up it is :class:`Newton`; along those that bend down it runs away from the
    saddle that Newton is drawn to, and the faster the less they bend: flat saddles take no longer
    than steep ones. Where a curvature changes its sign the steps are very long, unless damped.
    Along directions of zero curvature the point does not move.

    Dauphin, Pascanu, Gulcehre, Cho, Ganguli and Bengio (2014), Algorithm 1, with the whole Hessian
    rather than a Krylov subspace, https://arxiv.org/abs/1406.2572
    """

    title: ClassVar[str] = "Saddle-free Newton"
    family = "Second order"
    card = cards.SADDLE_FREE_NEWTON
    whole_steps = True
    asks: ClassVar[tuple[str, ...]] = ("grad", "hess")

    lr: Hyper = knob(1.0, r"\alpha", 1e-6, 10.0, others.WHOLE_PART, log=True)
    damping: Hyper = knob(0.0, r"\lambda", 0.0, 100.0, others.ABSOLUTE_DAMPING)

    def arithmetic(self, probes: float = 1.0) -> Arithmetic:
        """Count the axes of the Hessian."""
        return Arithmetic(50, matrices=15)

    def init(self, theta: Array) -> None:
        """Remember nothing."""

    def step(self, f: Loss, theta: Array, state: None, t: int) -> tuple[Array, None]:
        """Take step t, in the coordinates in which the Hessian is diagonal."""
        curvatures, axes = spectrum(f.hess(theta))
        slopes = along(axes, f.grad(theta))
        p = times(axes, -divided(slopes, np.abs(curvatures) + self.damping))
        return theta + self.lr * p, None


def divided(slopes: Array, curvatures: Array) -> Array:
    """Divide by curvatures, both ``(n, *batch)``; 0 where one is zero beside the largest."""
    size = np.abs(curvatures)
    level = size <= len(size) * EPS * np.maximum.reduce(size, axis=0)
    return np.where(level, 0.0, slopes / np.where(level, 1.0, curvatures))
