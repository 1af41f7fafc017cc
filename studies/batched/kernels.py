"""Lanes that walk by a rule, and of which some may leave.

The rule in ``optimizers/`` is the definition. Beside gradient descent and Adam, which maps ask for
most, stands a form that works in place: it does the same arithmetic, bit for bit, or the same with
fewer passes; and it tells which lanes a minimum has caught, long before they are at rest.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from copy import copy
from dataclasses import fields, is_dataclass, replace
from functools import cached_property, reduce
from typing import Any, Generic, Protocol, Self, TypeVar, cast

import numpy as np

from core.arrays import Array
from core.loss import Loss
from experiments.running import Counted
from optimizers import Adam, GradientDescent, Optimizer
from studies.batched.endings import Mask, Whole

Rule = TypeVar("Rule", bound=Optimizer)


class Walker(Protocol):
    """Lanes at points ``theta``, ``(n, N)``."""

    theta: Array

    @property
    def rule(self) -> Optimizer:
        """The rule that they walk by."""
        ...

    def step(self, f: Loss, t: int) -> None:
        """Take step ``t``; the first is 1."""
        ...

    def copy(self) -> Self:
        """Return the same lanes, to walk on by themselves."""
        ...

    def kept(self, mask: Mask) -> Self:
        """Return those of the lanes where a mask ``(N,)`` is true."""
        ...


def walker(rule: Optimizer, theta: Array, exact: bool = True) -> Walker:
    """Return lanes that are about to take their first step."""
    if type(rule) is Adam:
        moments = np.zeros_like(theta), np.zeros_like(theta)
        return InPlaceAdam(rule, theta, exact and theta.dtype == np.float64, moments)
    if type(rule) is GradientDescent:
        return InPlaceDescent(rule, theta, exact)
    return Textbook(rule, theta)


def in_single_precision(rule: Optimizer) -> bool:
    """Tell whether a rule has a form for float32; all others are walked in float64."""
    return type(rule) is Adam


class Textbook:
    """Lanes that walk by the rule as it is written."""

    def __init__(self, rule: Optimizer, theta: Array) -> None:
        """Line up."""
        self.rule = rule
        self.theta = theta
        self.state = rule.init(theta)
        self.f = Counted()

    def step(self, f: Loss, t: int) -> None:
        """Take step t."""
        self.f.meet(f)
        self.theta, self.state = self.rule.step(self.f, self.theta, self.state, t)

    def copy(self) -> Self:
        """Return the same lanes: rules never write into what they are given."""
        other = copy(self)
        other.f = copy(self.f)
        return other

    def kept(self, mask: Mask) -> Self:
        """Return some of the lanes."""
        other = self.copy()
        other.rule, other.theta, other.state = chosen((self.rule, self.theta, self.state), mask)
        return other


class InPlace(ABC, Generic[Rule]):
    """Lanes whose arrays are written over at every step."""

    def __init__(
        self, rule: Rule, theta: Array, exact: bool, moments: tuple[Array, ...] = ()
    ) -> None:
        """Line up; the moments are arrays ``(n, N)``."""
        self.rule, self.theta, self.exact, self.moments = rule, theta, exact, moments

    @cached_property
    def scratch(self) -> tuple[Array, Array]:
        """Arrays to work in, which lanes need only if they walk on."""
        return np.empty_like(self.theta), np.empty_like(self.theta)

    @abstractmethod
    def step(self, f: Loss, t: int) -> None:
        """Take step t."""

    @abstractmethod
    def caught(self, off: Array, bends: Array, reach: float, t: int, steps: int) -> Mask:
        """Tell which lanes ``(N,)`` will stay near a minimum to the last step.

        They are ``off`` by ``(n, N)`` from minima with Hessians whose entries have the sizes
        ``bends`` ``(n, n, N)``, and stay if they swing no further than ``reach`` from there, or
        twice as far along each axis now and then.
        """

    def copy(self) -> Self:
        """Return the same lanes, in arrays of their own."""
        moments = tuple(moment.copy() for moment in self.moments)
        return type(self)(self.rule, self.theta.copy(), self.exact, moments)

    def kept(self, mask: Mask) -> Self:
        """Return some of the lanes."""
        rule, theta, moments = chosen((self.rule, self.theta, self.moments), mask)
        return type(self)(rule, theta, self.exact, moments)


class InPlaceDescent(InPlace[GradientDescent]):
    """Gradient descent without new arrays at every step."""

    def step(self, f: Loss, t: int) -> None:
        """Do what ``GradientDescent.step`` does."""
        self.theta -= np.multiply(self.rule.lr, f.grad(self.theta), out=self.scratch[0])

    def caught(self, off: Array, bends: Array, reach: float, t: int, steps: int) -> Mask:
        r"""Tell which lanes a minimum has caught.

        Within reach, the error along a direction of curvature :math:`\lambda` is multiplied by
        :math:`1 - \alpha\lambda` at every step, and shrinks if :math:`\alpha\lambda < 2`. A
        quarter of that is left to the curvature, which may be higher about the minimum.
        """
        slow = self.rule.lr * reduce(np.add, bends) <= 1.5
        return np.logical_and.reduce((np.abs(off) <= reach) & slow, axis=0)


class InPlaceAdam(InPlace[Adam]):
    r"""Adam without new arrays at every step.

    Where it need not be exact, the divisions by :math:`1 - \beta^t` and the factors
    :math:`1 - \beta` are folded into two numbers a step, as Kingma and Ba do at the end of their
    section 2:

    .. math::
        \theta_t = \theta_{t-1} - \alpha_t\, M_t / (\sqrt{V_t} + \epsilon_t), \qquad
        M_t = \beta_1 M_{t-1} + g_t, \quad V_t = \beta_2 V_{t-1} + g_t^2

    :math:`\alpha_t = \alpha \frac{1 - \beta_1}{1 - \beta_1^t}
    \sqrt{\frac{1 - \beta_2^t}{1 - \beta_2}}`,
    :math:`\epsilon_t = \epsilon \sqrt{\frac{1 - \beta_2^t}{1 - \beta_2}}`
    """

    def step(self, f: Loss, t: int) -> None:
        """Take step t."""
        g = f.grad(self.theta)
        if self.exact:
            self._as_written(g, t)
        else:
            self._folded(g, t)

    def _as_written(self, g: Array, t: int) -> None:
        """Do what ``Adam.step`` does, in its order."""
        lr, beta1, beta2, eps = self.rule.lr, self.rule.beta1, self.rule.beta2, self.rule.eps
        theta, (m, v), (a, b) = self.theta, self.moments, self.scratch
        m *= beta1
        m += np.multiply(1 - beta1, g, out=a)
        v *= beta2
        np.multiply(1 - beta2, g, out=a)
        v += np.multiply(a, g, out=a)
        np.divide(m, 1 - np.power(beta1, t), out=a)
        np.divide(v, 1 - np.power(beta2, t), out=b)
        np.sqrt(b, out=b)
        b += eps
        np.multiply(lr, a, out=a)
        a /= b
        theta -= a

    def _folded(self, g: Array, t: int) -> None:
        """Do the same with fewer passes."""
        lr, beta1, beta2, eps = self.rule.lr, self.rule.beta1, self.rule.beta2, self.rule.eps
        theta, (m, v) = self.theta, self.moments
        mine = g.dtype == theta.dtype and g.flags.owndata and g.flags.writeable
        a = g if mine else self.scratch[0]
        root = np.sqrt((1 - np.power(beta2, t)) / (1 - beta2))
        rate = lr * (1 - beta1) / (1 - np.power(beta1, t)) * root
        as_lanes = theta.dtype.type
        m *= as_lanes(beta1)
        m += g
        v *= as_lanes(beta2)
        np.multiply(g, g, out=a)
        v += a
        np.sqrt(v, out=a)
        a += as_lanes(eps * root)
        np.divide(m, a, out=a)
        a *= as_lanes(rate)
        theta -= a

    def caught(self, off: Array, bends: Array, reach: float, t: int, steps: int) -> Mask:
        r"""Tell which lanes a minimum has caught.

        Where the gradient is :math:`\lambda x`, at a distance x from a minimum, Adam is a heavy
        ball, :math:`x_{t+1} = (1 + \beta_1 - k) x_t - \beta_1 x_{t-1}` with
        :math:`k = (1 - \beta_1)\, r \lambda` and the rate :math:`r = \alpha / \sqrt{\hat v}`. The
        roots of the recurrence multiply to :math:`\beta_1`: swings shrink by :math:`\sqrt{\beta_1}`
        a step, at any rate up to :math:`r \lambda = 2 (1 + \beta_1) / (1 - \beta_1)`; and a
        step raises the rate by :math:`\beta_2^{-1/2}` at most. So a lane is caught if the highest
        rate that it may get is below half of that limit, and where it is, and how far its momentum
        would take it if no slope held it, are within reach.

        In s steps past the limit, the rate has risen above it by :math:`(1 - \beta_2) s / 2`, and
        swings grow by :math:`\gamma = (1 - \beta_2) s\, (1 + \beta_1) / (1 - \beta_1)` a step: to
        :math:`e^L` times their size if :math:`\gamma s = 2 L`. The burst ends when its squares,
        :math:`(1 - \beta_2) \lambda^2 x^2 / 2 \gamma` in all, make up for the part
        :math:`(1 - \beta_2) s` that :math:`\hat v` has lost of the :math:`\alpha^2 / r^2` of the
        limit: so it reaches

        .. math:: |x| = \alpha\, \frac{1 - \beta_1}{1 + \beta_1} \sqrt{L},

        whatever :math:`\lambda` and :math:`\beta_2` are. A lane is caught, too, if its rate is
        below the limit now and such bursts are small, L being counted from the smallest swing that
        it can shrink to in the steps that are left, or that floats can tell from none.

        Polyak (1964), "Some methods of speeding up the convergence of iteration methods",
        https://doi.org/10.1016/0041-5553(64)90137-5, for the limit of the heavy ball. The size of
        bursts is our own estimate; a test compares it with what Adam does.
        """
        lr, beta1, beta2 = self.rule.lr, self.rule.beta1, self.rule.beta2
        as_lanes, left = self.theta.dtype.type, steps - t
        limit = 2 * (1 + beta1) / (1 - beta1)
        smallest = lr * np.exp(-np.square(reach * limit / lr))
        rises = np.sqrt((1 - np.power(beta2, steps)) / (1 - np.power(beta2, t)))
        rises = as_lanes(rises * np.power(beta2, -left / 2))
        weight = (1.0, 1.0) if self.exact else (1 - beta1, 1 - beta2)  # which are folded otherwise
        rate = lr / (1 - np.power(beta1, t)) * np.sqrt((1 - np.power(beta2, t)) / weight[1])
        m, v = self.moments
        rate = as_lanes(rate) / np.sqrt(v)
        away, drift = np.abs(off), as_lanes(weight[0] * beta1 / (1 - beta1)) * rate * np.abs(m)
        root = np.sqrt(rate)
        stiffness = root * reduce(np.add, bends * root[:, None])
        steadily = (away + rises * drift <= reach) & (rises * stiffness <= limit / 2)
        swing = away + drift
        shrinks = swing * as_lanes(np.power(beta1, left / 2))
        small = (shrinks >= smallest) | (np.spacing(np.abs(self.theta)) >= smallest)
        bursting = (swing <= reach) & (stiffness <= limit) & small
        return np.logical_and.reduce(steadily, axis=0) | np.logical_and.reduce(bursting, axis=0)


def chosen(held: Any, mask: Mask) -> Any:
    """Return those lanes, of what is held for each, where a mask ``(N,)`` is true.

    Looks into tuples and dataclasses. ``take`` leaves arrays without gaps; those that a mask picks
    by would have strides, and be half as fast.
    """
    return _taken(held, np.flatnonzero(mask), len(mask))


def _taken(held: Any, index: Whole, lanes: int) -> Any:
    """Return the lanes that an index names, of what is held for each."""
    if isinstance(held, np.ndarray):
        array = cast("Array", held)
        mine = array.ndim and array.shape[-1] == lanes
        return np.take(array, index, axis=-1) if mine else array
    if isinstance(held, tuple):
        several = cast("Any", held)
        inside = [_taken(one, index, lanes) for one in several]
        return several._make(inside) if hasattr(several, "_fields") else tuple(inside)
    if is_dataclass(held) and not isinstance(held, type):
        swept = {f.name: _taken(getattr(held, f.name), index, lanes) for f in fields(held)}
        changed = {name: v for name, v in swept.items() if v is not getattr(held, name)}
        return replace(held, **changed) if changed else held
    return held
