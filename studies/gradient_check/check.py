r"""A gradient held against differences of the loss: the V that tells right from wrong.

For a direction v, with :math:`f'`, :math:`f''`, :math:`f'''` along it,

.. math::
    \frac{f(\theta + h v) - f(\theta)}{h} &= f' + \frac h2 f'' + \dots \\
    \frac{f(\theta + h v) - f(\theta - h v)}{2 h} &= f' + \frac{h^2}{6} f''' + \dots

Truncation falls with h; what rounding does to the loss, :math:`\varepsilon |f|`, is divided by h
and grows. In between lies the best h. The error of a right gradient falls along one branch and
rises along the other. A wrong gradient is another number: its error stays level.

Nocedal and Wright (2006), *Numerical Optimization*, section 8.1,
https://doi.org/10.1007/978-0-387-40065-5
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from core.arrays import Array

EPS = float(np.finfo(float).eps)
STEPS = np.geomspace(1.0, 1e-20, 81)
"""Four a decade."""
FORWARD, CENTRAL, COMPLEX = "forward", "central", "complex"
METHODS = (FORWARD, CENTRAL, COMPLEX)
DECADE = 4
LOST = 1e3 * EPS
"""A step that is a smaller part of the point than this is not the step that is taken."""
CONTRADICTED = 30.0
"""How many times the doubt of both two estimates must be apart, for the shorter step to prevail."""


@dataclass(frozen=True, eq=False)
class Check:
    """Slopes along k directions: what the gradient says, and differences for H steps h."""

    theta: Array
    """``(n,)``."""
    along: Array
    """Directions ``(n, k)``."""
    h: Array
    """``(H,)``, falling."""
    value: float
    analytic: Array
    """What the gradient says, ``(k,)``."""
    forward: Array
    """``(H, k)``; so are the next two."""
    backward: Array
    stepped: Array | None = None
    """By complex steps; ``None`` if they cannot be had."""
    refused: str = ""
    """Why they cannot, in words."""
    unproven: Array | None = None
    """What the shortest complex steps say if differences do not bear them out, ``(k,)``."""

    @cached_property
    def central(self) -> Array:
        """The mean of forward and backward differences, ``(H, k)``."""
        return (self.forward + self.backward) / 2

    def numeric(self, method: str) -> Array | None:
        """Return the slopes of a method, ``(H, k)``; ``None`` if it cannot be had."""
        return {FORWARD: self.forward, CENTRAL: self.central, COMPLEX: self.stepped}[method]

    def errors(self, method: str) -> Array | None:
        r"""Return relative errors ``(H, k)``, direction by direction.

        .. math:: \frac{|d - a|}{\max(|a|, |s|)}

        of a difference d against the analytic slope a. The scale does not depend on h: s is what
        the central differences settle at. Where both are 0 the error is absolute.
        """
        numeric = self.numeric(method)
        return None if numeric is None else np.abs(numeric - self.analytic) / self.scale

    def best(self, method: str) -> tuple[Array, Array] | None:
        """Return the h of the least error, ``(k,)``, and that error."""
        errors = self.errors(method)
        if errors is None:
            return None
        errors = np.where(np.isfinite(errors), errors, np.inf)
        at = errors.argmin(axis=0)
        return self.h[at], errors[at, np.arange(len(at))]

    def truncation(self, method: str) -> Array:
        """Return the relative error that the series is cut off with, ``(H, k)``."""
        h = self.h[:, None]
        if method == FORWARD:
            return h * np.abs(self.bend) / 2 / self.scale
        return h * h * np.abs(self.third) / 6 / self.scale

    def rounding(self, method: str) -> Array:
        r"""Return the relative error that rounding makes, ``(H, k)``.

        Each value is off by up to :math:`\varepsilon F / 2`, with :math:`F = |f| + |\theta| |f'|`,
        since the point is rounded too; central differences divide that by 2h. A complex step
        divides no difference: its last digit is all that is lost.
        """
        if method == COMPLEX:
            return np.broadcast_to(EPS * np.abs(self.slope) / self.scale, self.forward.shape)
        share = 1.0 if method == FORWARD else 0.5
        return share * EPS * self.size / self.h[:, None] / self.scale

    def optimum(self, method: str) -> Array:
        r"""Return the h with the least sum of both, ``(k,)``; NaN where nothing is cut off.

        .. math::
            \sqrt{2 \varepsilon F / |f''|}, \qquad \sqrt[3]{\tfrac32 \varepsilon F / |f'''|}, \qquad
            \sqrt{6 \varepsilon |f'| / |f'''|}

        for forward and central differences and complex steps, of which a smaller h is as good.
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            if method == FORWARD:
                best = np.sqrt(2 * EPS * self.size / np.abs(self.bend))
            elif method == CENTRAL:
                best = np.cbrt(1.5 * EPS * self.size / np.abs(self.third))
            else:
                best = np.sqrt(6 * EPS * np.abs(self.slope) / np.abs(self.third))
        return np.where(np.isfinite(best), best, np.nan)

    @property
    def slope(self) -> Array:
        """What the central differences settle at, ``(k,)``."""
        return self._settled[0]

    @property
    def doubt(self) -> Array:
        """How far off that may be, ``(k,)``: its change from step to step, and rounding."""
        return self._settled[1] + self.floor

    @cached_property
    def floor(self) -> Array:
        """What a slope may be and be 0, ``(k,)``: rounding makes as much of any other one."""
        moved = (1 + np.max(np.abs(self.theta))) * np.abs(self.bend)
        return 4 * EPS * (moved + max(_largest(self.analytic), _largest(self._settled[0])))

    @cached_property
    def shortest(self) -> float:
        """The step below which the rounding of the point is felt in the step itself."""
        return LOST * (1 + float(np.max(np.abs(self.theta))))

    @cached_property
    def scale(self) -> Array:
        """What errors are relative to, ``(k,)``."""
        larger = np.fmax(np.abs(self.analytic), np.abs(self.slope))
        return np.where((larger > 0) & np.isfinite(larger), larger, 1.0)

    @cached_property
    def size(self) -> Array:
        """What is rounded: the value, and what the rounding of the point does to it, ``(k,)``."""
        reach = np.abs(self.theta) @ np.abs(self.along)
        return np.abs(self.value) + reach * np.nan_to_num(np.abs(self.slope))

    @cached_property
    def bend(self) -> Array:
        """The second derivative, by differences, ``(k,)``; 0 if it is lost in rounding."""
        bends = (self.forward - self.backward) / self.h[:, None]
        noise = 4 * EPS * np.abs(self.value) / self.h[:, None] ** 2
        return self._unless_lost(*self._settle(bends, noise))

    @cached_property
    def third(self) -> Array:
        """The third derivative, by differences of differences, ``(k,)``; 0 if it is lost."""
        wide, close, h = self.central[:-DECADE], self.central[DECADE:], self.h[DECADE:, None]
        thirds = np.full_like(self.central, np.nan)
        ratio = float(self.h[0] / self.h[DECADE])
        thirds[DECADE:] = 6 * (wide - close) / ((ratio * ratio - 1) * h * h)
        noise = 6 * EPS * np.abs(self.value) / self.h[:, None] ** 3
        return self._unless_lost(*self._settle(thirds, noise))

    @cached_property
    def _settled(self) -> tuple[Array, Array]:
        most = np.abs(self.value) + _largest(self.theta) * _largest(self.analytic)
        noise = EPS * most / (2 * self.h[:, None])
        return self._settle(self.central, noise)

    def _settle(self, estimates: Array, noise: Array) -> tuple[Array, Array]:
        """Return the estimates that change least with h, and how far off they may be, ``(k,)``."""
        count, answers = estimates.shape[1], np.full(estimates.shape, np.inf)
        windows = np.lib.stride_tricks.sliding_window_view(estimates, 5, axis=0)
        with np.errstate(all="ignore"):
            answers[2:-2] = np.max(windows, axis=-1) - np.min(windows, axis=-1)
        known = (self.h[:, None] > self.shortest) & np.isfinite(answers)
        doubts = np.where(known, answers + noise, np.inf)
        steady = _borne_out(estimates, doubts)
        doubts = np.where(steady | ~steady.any(axis=0), doubts, np.inf)
        at = cast("tuple[Any, Any]", (doubts.argmin(axis=0), np.arange(count)))
        settled = np.isfinite(doubts[at])
        return np.where(settled, estimates[at], np.nan), doubts[at]

    @staticmethod
    def _unless_lost(estimate: Array, doubt: Array) -> Array:
        return np.where(doubt < np.abs(estimate), estimate, 0.0)


def _borne_out(estimates: Array, doubts: Array) -> npt.NDArray[np.bool_]:
    """Tell which estimates all those by shorter steps agree with, as far as these know, ``(H, k)``.

    Beyond a narrow well, or a pole, differences settle at the slope of something else.
    """
    borne = np.isfinite(doubts)
    held = np.where(borne, estimates, 0.0)
    for step in range(len(estimates)):
        off = np.abs(held[step] - held[step + 1 :])
        allowed = CONTRADICTED * (doubts[step] + doubts[step + 1 :])
        borne[step] &= ~(off > allowed).any(axis=0)
    return borne


def _largest(numbers: Array) -> float:
    """Return the largest size of those that are finite; 0 if none is."""
    return float(np.max(np.abs(numbers[np.isfinite(numbers)]), initial=0.0))
