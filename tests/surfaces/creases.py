"""Where the surfaces that are not smooth break: at the zeros of these functions of x and y."""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from surfaces import Surface

CREASES = {
    "Ackley": lambda x, y: [np.hypot(x, y)],
    "Schwefel": lambda x, y: [x, y],
    "AbsoluteValue": lambda x, y: [x, y],
    "BukinN6": lambda x, y: [y - x * x / 100, x + 10],
    "HolderTable": lambda x, y: [np.sin(x), np.cos(y), np.hypot(x, y) - np.pi],
    "CrossInTray": lambda x, y: [np.sin(x), np.sin(y), np.hypot(x, y) - 100 * np.pi],
    "Eggholder": lambda x, y: [x / 2 + y + 47, x - y - 47],
}

STRAIGHTENED = {"BukinN6": lambda x, u: np.array([x, u + x * x / 100])}
"""Points by coordinates in which a crease is straight: no search can follow the bent one."""


def creases(surface: Surface, theta: Array) -> Array:
    """Map points (2, count) to how far they are off each crease, (creases, count)."""
    name = type(surface).__name__
    return np.array(CREASES[name](*theta)) if name in CREASES else np.empty((0, theta.shape[1]))


def away(surface: Surface, theta: Array) -> Array:
    """Return those of the points (2, count) whose neighbourhood is smooth: nearly all."""
    smooth = (np.abs(creases(surface, theta)) > 0.01).all(axis=0)
    assert smooth.mean() > 0.8
    return theta[:, smooth]
