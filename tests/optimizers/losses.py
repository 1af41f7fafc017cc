"""Small losses with known slopes, and the bare loop of the project."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.arrays import Array
from optimizers import Optimizer


@dataclass(frozen=True)
class Slope:
    """A loss of which the gradient is asked, and the rest where it is known."""

    grad: Callable[[Array], Array]
    value: Any = None
    hess: Any = None


def bowl(theta: Array) -> Array:
    """The gradient of 5 x² + x y + y²: convex, and not along the axes."""
    x, y = theta
    return np.array([10 * x + y, x + 2 * y])


def valley(theta: Array) -> Array:
    """The gradient of Rosenbrock's (1 - x)² + 5 (y - x²)²."""
    x, y = theta
    r = y - x * x
    return np.array([-2 * (1 - x) - 20 * x * r, 10 * r])


def saddle(theta: Array) -> Array:
    """The gradient of x² / 2 + y⁴ / 4 - y² / 2."""
    x, y = theta
    return np.array([x, y * y * y - y])


def ripples(theta: Array) -> Array:
    """The gradient of (x² + y²) / 2 + cos(3 x) cos(2 y)."""
    x, y = theta
    return np.array(
        [
            x - 3 * np.sin(3 * x) * np.cos(2 * y),
            y - 2 * np.cos(3 * x) * np.sin(2 * y),
        ]
    )


SLOPES = {"bowl": bowl, "valley": valley, "saddle": saddle, "ripples": ripples}
START = np.array([[-1.2], [0.7]])

HEIGHTS = {
    "bowl": lambda x, y: 5 * x * x + x * y + y * y,
    "valley": lambda x, y: (1 - x) ** 2 + 5 * (y - x * x) ** 2,
    "saddle": lambda x, y: x * x / 2 + y * y * y * y / 4 - y * y / 2,
    "ripples": lambda x, y: (x * x + y * y) / 2 + np.cos(3 * x) * np.cos(2 * y),
}
BENDS = {
    "bowl": lambda x, y: (10 + 0 * x, 1, 2 + 0 * y),
    "valley": lambda x, y: (2 - 20 * (y - 3 * x * x), -20 * x, 10),
    "saddle": lambda x, y: (1 + 0 * x, 0, 3 * y * y - 1),
    "ripples": lambda x, y: (
        1 - 9 * np.cos(3 * x) * np.cos(2 * y),
        6 * np.sin(3 * x) * np.sin(2 * y),
        1 - 4 * np.cos(3 * x) * np.cos(2 * y),
    ),
}
"""The second derivatives xx, xy and yy."""


def known(name: str) -> Slope:
    """Return one of the losses with all that a rule may ask of it."""

    def hess(theta: Array) -> Array:
        xx, xy, yy = np.broadcast_arrays(*BENDS[name](*theta))
        return np.array([[xx, xy], [xy, yy]])

    return Slope(SLOPES[name], value=lambda theta: HEIGHTS[name](*theta), hess=hess)


LOSSES: dict[str, Slope] = {name: known(name) for name in SLOPES}
LOWEST = {"bowl": 0.0, "valley": 0.0, "saddle": -0.25, "ripples": -0.51}
"""The height of the minimum, or for the ripples a little less."""


Asked = Slope | Callable[[Array], Array]
"""A loss, or its gradient where a rule asks for nothing else."""


def walk(optimizer: Optimizer, loss: Asked, start: Array, steps: int) -> Array:
    """Return every point of a run from ``(n, *batch)``: ``(steps + 1, n, *batch)``."""
    return journey(optimizer, loss, start, steps)[0]


def journey(
    optimizer: Optimizer, loss: Asked, start: Array, steps: int
) -> tuple[Array, Array, Array]:
    """Return the points, and each step's rate and where it clipped, both ``(steps, *batch)``."""
    theta, f = start, loss if isinstance(loss, Slope) else Slope(loss)
    state = optimizer.init(theta)
    path, rates, clipped = [theta], [], []
    for t in range(1, steps + 1):
        theta, state = optimizer.step(f, theta, state, t)
        path.append(theta)
        rates.append(np.broadcast_to(optimizer.rate(state, t), theta.shape[1:]))
        clipped.append(np.broadcast_to(optimizer.clipped(state), theta.shape[1:]))
    return np.array(path), np.array(rates), np.array(clipped)
