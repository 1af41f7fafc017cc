"""Arithmetic of typed rules, by coordinate, that rounds one number and many of them alike."""

from __future__ import annotations

from typing import Any

import numpy as np

BY_OTHER_MEANS = {2.0: np.square, 0.5: np.sqrt, -1.0: np.reciprocal}
"""Powers that NumPy works out in a better way, but only where one exponent is for all."""


def power(base: Any, exponent: Any) -> Any:
    """Raise to a power, which may be one for all lanes of a batch or one for each."""
    raised = np.power(base, exponent)
    if np.ndim(exponent):
        with np.errstate(all="ignore"):
            for special, function in BY_OTHER_MEANS.items():
                raised = np.where(exponent == special, function(base), raised)
    return raised


def where(condition: Any, yes: Any, no: Any) -> Any:
    """Return the one where a condition is not 0, and the other where it is."""
    return np.where(np.not_equal(condition, 0), yes, no)


def is_less(a: Any, b: Any) -> Any:
    """Return 1 where a is less, else 0."""
    return np.where(np.less(a, b), 1.0, 0.0)


def is_less_or_equal(a: Any, b: Any) -> Any:
    """Return 1 where a is less or the same, else 0."""
    return np.where(np.less_equal(a, b), 1.0, 0.0)


def is_same(a: Any, b: Any) -> Any:
    """Return 1 where both are the same, else 0."""
    return np.where(np.equal(a, b), 1.0, 0.0)
