"""Arithmetic of typed rules, by coordinate, that rounds one number and many of them alike."""

from __future__ import annotations

import numpy as np

from core.arrays import Array, Hyper

BY_OTHER_MEANS = {2.0: np.square, 0.5: np.sqrt, -1.0: np.reciprocal}
"""Powers that NumPy works out in a better way, but only where one exponent is for all."""


def power(base: Hyper, exponent: Hyper) -> Array:
    """Raise to a power, which may be one for all runs of a batch or one for each."""
    raised = np.asarray(np.power(base, exponent))
    if np.ndim(exponent):
        with np.errstate(all="ignore"):
            for special, function in BY_OTHER_MEANS.items():
                raised = np.where(np.equal(exponent, special), function(base), raised)
    return raised


def where(condition: Hyper, yes: Hyper, no: Hyper) -> Array:
    """Return the one where a condition is not 0, and the other where it is."""
    return np.where(np.not_equal(condition, 0), yes, no)


def is_less(a: Hyper, b: Hyper) -> Array:
    """Return 1 where a is less, else 0."""
    return np.where(np.less(a, b), 1.0, 0.0)


def is_less_or_equal(a: Hyper, b: Hyper) -> Array:
    """Return 1 where a is less or the same, else 0."""
    return np.where(np.less_equal(a, b), 1.0, 0.0)


def is_more(a: Hyper, b: Hyper) -> Array:
    """Return 1 where a is more, else 0."""
    return np.where(np.greater(a, b), 1.0, 0.0)


def is_more_or_equal(a: Hyper, b: Hyper) -> Array:
    """Return 1 where a is more or the same, else 0."""
    return np.where(np.greater_equal(a, b), 1.0, 0.0)


def is_same(a: Hyper, b: Hyper) -> Array:
    """Return 1 where both are the same, else 0."""
    return np.where(np.equal(a, b), 1.0, 0.0)
