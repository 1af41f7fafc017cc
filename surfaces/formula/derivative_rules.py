"""The first two derivatives of the functions of formulas: each rule of calculus, written once.

A rule is told what u stands for, an array or a symbol, and is given the functions of such things:
``f("cos", u)``, and ``f.power(u, -0.5)`` for a power with a number for an exponent.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Protocol

from surfaces.formula.subexpression import Subexpression

U = Any
"""What a function is of: it adds, subtracts, multiplies and divides."""


class Functions(Protocol):
    """The functions of formulas, of things of one kind."""

    def __call__(self, name: str, /, *arguments: U) -> U:
        """Return a function, by its name in a formula, of some arguments."""
        ...

    def constant(self, node: Subexpression, /) -> U:
        """Return a piece of a formula without x and y."""
        ...

    def power(self, base: U, exponent: float, /) -> U:
        """Return a power with a number for an exponent."""
        ...


def _tan(f: Functions, u: U) -> tuple[U, U]:
    tan = f("tan", u)
    return 1 + tan * tan, 2 * tan * (1 + tan * tan)


def _tanh(f: Functions, u: U) -> tuple[U, U]:
    tanh = f("tanh", u)
    return 1 - tanh * tanh, -2 * tanh * (1 - tanh * tanh)


def _asin(f: Functions, u: U) -> tuple[U, U]:
    return f.power(1 - u * u, -0.5), u * f.power(1 - u * u, -1.5)


def _acos(f: Functions, u: U) -> tuple[U, U]:
    first, second = _asin(f, u)
    return -first, -second


def _atan(f: Functions, u: U) -> tuple[U, U]:
    return f.power(1 + u * u, -1), -2 * u * f.power(1 + u * u, -2)


def _acosh(f: Functions, u: U) -> tuple[U, U]:
    """Differentiate what is real above 1 only, and so are its derivatives."""
    third = f.power(u - 1, -1.5) * f.power(u + 1, -1.5)
    return f.power(u - 1, -0.5) * f.power(u + 1, -0.5), -u * third


def _logarithm(base: float) -> Callable[[Functions, U], tuple[U, U]]:
    scale = math.log(base)
    return lambda f, u: (f.power(u * scale, -1), -f.power(u, -2) * (1 / scale))


def _sigmoid(f: Functions, u: U) -> tuple[U, U]:
    sigmoid, turned = f("sigmoid", u), f("sigmoid", -u)
    return sigmoid * turned, sigmoid * turned * (turned - sigmoid)


RULES: dict[str, Callable[[Functions, U], tuple[U, U]]] = {
    "sin": lambda f, u: (f("cos", u), -f("sin", u)),
    "cos": lambda f, u: (-f("sin", u), -f("cos", u)),
    "tan": _tan,
    "asin": _asin,
    "acos": _acos,
    "atan": _atan,
    "sinh": lambda f, u: (f("cosh", u), f("sinh", u)),
    "cosh": lambda f, u: (f("sinh", u), f("cosh", u)),
    "tanh": _tanh,
    "exp": lambda f, u: (f("exp", u), f("exp", u)),
    "expm1": lambda f, u: (f("exp", u), f("exp", u)),
    "log": lambda f, u: (f.power(u, -1), -f.power(u, -2)),
    "log10": _logarithm(10),
    "log2": _logarithm(2),
    "log1p": lambda f, u: (f.power(1 + u, -1), -f.power(1 + u, -2)),
    "asinh": lambda f, u: (f.power(1 + u * u, -0.5), -u * f.power(1 + u * u, -1.5)),
    "acosh": _acosh,
    "atanh": lambda f, u: (f.power(1 - u * u, -1), 2 * u * f.power(1 - u * u, -2)),
    "abs": lambda f, u: (f("sign", u), 0),
    "relu": lambda f, u: (f("heaviside", u, 0), 0),
    "softplus": lambda f, u: (f("sigmoid", u), f("sigmoid", u) * f("sigmoid", -u)),
    "sigmoid": _sigmoid,
}
"""The first and the second derivative. What is not in it, such as ``floor``, is level but for
jumps. At a kink the first is the mean of both sides, but of ``relu`` 0, as networks have it."""


def _greater(f: Functions, u: U, v: U) -> tuple[list[U], list[U]]:
    """Differentiate the larger of two: where they are equal, half of each."""
    return [f("heaviside", u - v, 0.5), f("heaviside", v - u, 0.5)], [0, 0, 0]


def _smaller(f: Functions, u: U, v: U) -> tuple[list[U], list[U]]:
    return [f("heaviside", v - u, 0.5), f("heaviside", u - v, 0.5)], [0, 0, 0]


def _power(f: Functions, u: U, v: U) -> tuple[list[U], list[U]]:
    """Differentiate a power whose exponent varies."""
    power, below, log = f("power", u, v), f("power", u, v - 1), f("log", u)
    mixed = below + v * (below * log)
    return [v * below, power * log], [
        v * ((v - 1) * f("power", u, v - 2)),
        mixed,
        power * log * log,
    ]


def _atan2(_: Functions, u: U, v: U) -> tuple[list[U], list[U]]:
    by_u, by_v = v / (u * u + v * v), -u / (u * u + v * v)
    return [by_u, by_v], [2 * by_u * by_v, by_v * by_v - by_u * by_u, -2 * by_u * by_v]


RULES_OF_TWO: dict[str, Callable[[Functions, U, U], tuple[list[U], list[U]]]] = {
    "max": _greater,
    "min": _smaller,
    "power": _power,
    "atan2": _atan2,
}
"""The derivatives by u and by v, and by uu, uv and vv."""
