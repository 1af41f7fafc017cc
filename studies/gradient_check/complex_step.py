r"""A slope without a difference: a step into the complex plane, where nothing cancels.

.. math:: f'(\theta) = \frac{\operatorname{Im} f(\theta + i h)}{h} + \frac{h^2}{6} f''' + \dots

No two nearly equal numbers are subtracted, so h may be so small that the truncation is below the
last digit. All that is asked of f is that it computes with complex numbers as its formula says.

Squire and Trapp (1998), "Using complex variables to estimate derivatives of real functions",
https://doi.org/10.1137/S003614459631241X; Martins, Sturdza and Alonso (2003), "The complex-step
derivative approximation", https://doi.org/10.1145/838250.838251
"""

from __future__ import annotations

from typing import Any, cast

import numpy as np

from core.arrays import Array
from core.loss import Loss

ANALYTIC: set[np.ufunc] = {
    np.add, np.subtract, np.multiply, np.divide, np.matmul, np.negative, np.positive,
    np.square, np.sqrt, np.reciprocal, np.power,
    np.exp, np.exp2, np.expm1, np.log, np.log2, np.log10, np.log1p,
    np.sin, np.cos, np.tan, np.arcsin, np.arccos, np.arctan,
    np.sinh, np.cosh, np.tanh, np.arcsinh, np.arccosh, np.arctanh,
}  # fmt: skip
"""NumPy continues them into the complex plane."""
COMPARING: set[np.ufunc] = {
    np.maximum, np.minimum, np.less, np.less_equal, np.greater, np.greater_equal,
    np.equal, np.not_equal, np.isfinite, np.isnan, np.isinf,
}  # fmt: skip
"""By real part, NumPy compares complex numbers, and by imaginary part where that is the same."""


class Stepped(np.ndarray[Any, Any]):
    """Complex numbers that stand for real ones, a step away: |x| is x or -x, not a modulus.

    Where a piece ends, what counts is the piece on the side that the step leads to. An operation
    that is neither analytic nor a choice between pieces raises ``TypeError``.

    The rules of Martins, Sturdza and Alonso (2003), section 3, but for ties.
    """

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        """Compute as with real numbers, one step away."""
        plain: list[Any] = [_plain(one) for one in inputs]
        if "out" in options:
            options["out"] = tuple(_plain(one) for one in options["out"])
        if ufunc in ANALYTIC or ufunc in COMPARING:
            return _stepped(getattr(ufunc, method)(*plain, **options))
        match ufunc, method, plain:
            case ((np.absolute | np.fabs), "__call__", [z]):
                return _stepped(np.where(z >= 0, z, -z))
            case np.sign, "__call__", [z]:
                return np.where(z == 0, 0.0, np.where(z > 0, 1.0, -1.0))
            case np.hypot, "__call__", [a, b]:
                return _stepped(np.sqrt(a * a + b * b))
            case np.hypot, "reduce", [z]:
                return _stepped(np.sqrt(np.add.reduce(z * z, **options)))
            case _:
                return _one_step_away(ufunc, method, plain)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        """Keep what NumPy's other functions would turn into plain complex numbers."""
        return _stepped(super().__array_function__(func, types, args, kwargs))


def _one_step_away(ufunc: np.ufunc, method: str, plain: list[Any]) -> Any:
    """Compute what NumPy knows for real numbers only.

    Raises ``TypeError`` for what has no continuation.
    """
    match ufunc, method, plain:
        case np.heaviside, "__call__", [z, at]:
            return np.where(z == 0, at, np.where(z > 0, 1.0, 0.0))
        case ((np.floor | np.ceil), "__call__", [z]):
            return getattr(ufunc, method)(z.real)
        case np.logaddexp, "__call__", [a, b]:
            larger = cast("Any", np.where)(a >= b, a, b)
            less = cast("Any", np.where)(a >= b, b, a)
            beside: Any = np.log1p(np.exp(less - larger))
            return _stepped(larger + beside)
        case np.arctan2, "__call__", [a, b]:
            turn: Any = (np.real(b) * np.imag(a) - np.real(a) * np.imag(b)) / np.abs(
                b + 1j * a
            ) ** 2
            angle: Any = np.arctan2(a.real, b.real)
            return _stepped(angle + 1j * turn)
        case _:
            name = ufunc.__name__
            raise TypeError(f"{name} has no continuation into the complex plane")


def complex_step(loss: Loss, theta: Array, along: Array, h: Array) -> Array:
    """Return the slopes at a point ``(n,)`` along directions ``(n, k)``, for steps ``(H,)``.

    They are ``(H, k)``. Raises ``TypeError`` if the loss takes real numbers only. That a loss
    answers does not mean that it is right: what copies points into plain arrays copies them out of
    ``Stepped``, where ``np.abs`` is a modulus. Compare it with differences.
    """
    points = theta[:, None, None] + 1j * (along[:, None] * h[:, None])
    with np.errstate(all="ignore"):
        value = np.asarray(loss.value(points.reshape(len(theta), -1).view(Stepped)))
    if not np.iscomplexobj(value):
        raise TypeError("on the way to the value the imaginary part is dropped")
    return value.imag.reshape(len(h), -1) / h[:, None]


def _plain(what: Any) -> Any:
    return what.view(np.ndarray) if isinstance(what, Stepped) else what


def _stepped(answer: Any) -> Any:
    """Return arrays of complex numbers as ``Stepped``; all else as it is."""
    if isinstance(answer, np.ndarray) and np.iscomplexobj(cast("Any", answer)):
        return cast("Any", answer).view(Stepped)
    return cast("Any", answer)
