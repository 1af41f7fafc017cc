"""How a formula grows when it is differentiated: counted by the rules of calculus, in advance.

A product of k factors has a second derivative of about k**3 pieces, a function nested k deep too:
this is what makes a short text a long computation, and it shows before anything is differentiated.
"""

from __future__ import annotations

from typing import NamedTuple


class Size(NamedTuple):
    """Pieces of a function and of its derivatives, written out without sharing."""

    value: int
    slope: int
    bend: int

    @property
    def total(self) -> int:
        """Pieces of the value, of both slopes and of the three bends."""
        return self.value + 2 * self.slope + 3 * self.bend


CONSTANT = Size(1, 0, 0)
VARIABLE = Size(1, 1, 0)


def plus(a: Size, b: Size) -> Size:
    """Return the size of a sum."""
    return Size(a.value + b.value + 1, a.slope + b.slope, a.bend + b.bend)


def times(a: Size, b: Size) -> Size:
    """Return the size of a product: the product rule, once and twice."""
    slope = _product(a.slope, b.value) + _product(a.value, b.slope)
    bend = _product(a.bend, b.value) + 2 * _product(a.slope, b.slope) + _product(a.value, b.bend)
    return Size(a.value + b.value + 1, slope, bend)


def through(a: Size) -> Size:
    """Return the size of a function of something: the chain rule, once and twice."""
    value = a.value + 1
    return Size(
        value, _product(value, a.slope), _product(value, 2 * a.slope) + _product(value, a.bend)
    )


def choice(a: Size, b: Size) -> Size:
    """Return the size of the larger or the smaller of two: each slope is switched on or off."""
    value = a.value + b.value + 1
    return Size(
        value,
        _product(value, a.slope) + _product(value, b.slope),
        _product(value, a.bend) + _product(value, b.bend),
    )


def chosen(condition: Size, a: Size, b: Size) -> Size:
    """Return the size of one or the other, by a condition; each of them is switched on or off."""
    switch = condition.value + 1
    return Size(
        2 * switch + a.value + b.value + 1,
        _product(switch, a.slope) + _product(switch, b.slope),
        _product(switch, a.bend) + _product(switch, b.bend),
    )


def level(a: Size) -> Size:
    """Return the size of what is level but for jumps, such as a comparison."""
    return Size(a.value + 2, 0, 0)


def _product(a: int, b: int) -> int:
    """Return the size of a product, which is nothing where a factor is zero."""
    return a + b if a and b else 0
