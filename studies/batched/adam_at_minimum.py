"""Whether Adam, once at a minimum, stays there: its rate goes up again as its gradients go down."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.arrays import Array
from studies.batched.batch import BatchState
from studies.batched.known_minima import KnownMinima, Mask, Whole

REACH = 1 / 3
"""Of a marker's radius: a run that swings less far about a minimum stays within that radius."""
BOWL = 1.25
"""Times the slope that the curvature at a minimum explains: with more, it is no bowl."""


def adam_stays(
    runs: BatchState, grad: Array, known: KnownMinima, at: Whole, t: int, steps: int
) -> Mask:
    """Tell which runs ``(N,)`` of Adam, each at a minimum, will stay there to the last step.

    They do in a bowl, where the gradient ``(n, N)`` is what the curvature of the minimum explains,
    if they do not swing too far.
    """
    off, bends = known.off(runs.theta, at), np.take(known.bends, at, axis=2)
    slope = np.sum(bends, axis=0) * np.max(np.abs(off), axis=0)
    bowl = (np.abs(grad) <= BOWL * slope).all(axis=0)
    return bowl & swings_little(runs, off, bends, REACH * known.mark, t, steps)


def swings_little(
    runs: BatchState, off: Array, bends: Array, reach: float, t: int, steps: int
) -> Mask:
    r"""Tell which runs ``(N,)`` of Adam will not swing out of reach in the steps that are left.

    They are ``off`` by ``(n, N)`` from minima with Hessians whose entries have the sizes ``bends``
    ``(n, n, N)``, and stay if they swing no further than ``reach`` from there, or twice as far
    along each axis now and then.

    Where the gradient is :math:`\lambda x`, at a distance x from a minimum, Adam is a heavy
    ball, :math:`x_{t+1} = (1 + \beta_1 - k) x_t - \beta_1 x_{t-1}` with
    :math:`k = (1 - \beta_1)\, r \lambda` and the rate :math:`r = \alpha / \sqrt{\hat v}`. The
    roots of the recurrence multiply to :math:`\beta_1`: swings shrink by :math:`\sqrt{\beta_1}`
    a step, at any rate up to :math:`r \lambda = 2 (1 + \beta_1) / (1 - \beta_1)`; and a
    step raises the rate by :math:`\beta_2^{-1/2}` at most. So a run stays if the highest
    rate that it may get is below half of that limit, and where it is, and how far its momentum
    would take it if no slope held it, are within reach.

    In s steps past the limit, the rate has risen above it by :math:`(1 - \beta_2) s / 2`, and
    swings grow by :math:`\gamma = (1 - \beta_2) s\, (1 + \beta_1) / (1 - \beta_1)` a step: to
    :math:`e^L` times their size if :math:`\gamma s = 2 L`. The burst ends when its squares,
    :math:`(1 - \beta_2) \lambda^2 x^2 / 2 \gamma` in all, make up for the part
    :math:`(1 - \beta_2) s` that :math:`\hat v` has lost of the :math:`\alpha^2 / r^2` of the
    limit: so it reaches

    .. math:: |x| = \alpha\, \frac{1 - \beta_1}{1 + \beta_1} \sqrt{L},

    whatever :math:`\lambda` and :math:`\beta_2` are. A run stays, too, if its rate is
    below the limit now and such bursts are small, L being counted from the smallest swing that
    it can shrink to in the steps that are left, or that floats can tell from none.

    Polyak (1964), "Some methods of speeding up the convergence of iteration methods",
    https://doi.org/10.1016/0041-5553(64)90137-5, for the limit of the heavy ball. The size of
    bursts is our own estimate; a test compares it with what Adam does.
    """
    rule: Any = runs.rule
    lr, beta1, beta2 = rule.lr, rule.beta1, rule.beta2
    m, v = runs.memory
    limit = 2 * (1 + beta1) / (1 - beta1)
    smallest = lr * np.exp(-np.square(reach * limit / lr))
    rises = np.sqrt((1 - np.power(beta2, steps)) / (1 - np.power(beta2, t)))
    rises = rises * np.power(beta2, (t - steps) / 2)
    rate = lr / (1 - np.power(beta1, t)) * np.sqrt(1 - np.power(beta2, t)) / np.sqrt(v)
    drift = beta1 / (1 - beta1) * rate * np.abs(m)
    root = np.sqrt(rate)
    stiffness = root * np.sum(bends * root[:, None], axis=0)
    swing = np.abs(off) + drift
    steadily = (np.abs(off) + rises * drift <= reach) & (rises * stiffness <= limit / 2)
    shrinks = swing * np.power(beta1, (steps - t) / 2)
    small = (shrinks >= smallest) | (np.spacing(np.abs(runs.theta)) >= smallest)
    bursting = (swing <= reach) & (stiffness <= limit) & small
    return steadily.all(axis=0) | bursting.all(axis=0)
