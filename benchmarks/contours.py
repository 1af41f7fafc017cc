"""The heights of a map: a surface on an open grid against the textbook's formula on a full one.

The textbook's side is the published formula with its powers, on the arrays of ``np.meshgrid``. The
surface has products for powers, and computes what depends on one coordinate alone once for each row
or column. Both make the grid and its heights, which agree to rounding.

    python -m benchmarks.contours
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks.timing import medians
from core.arrays import Array
from core.commands import command
from figures.height_map import FINE_GRID
from surfaces import SURFACES, Surface

ROUNDS = 201
PI, E, cos, sin, exp, sqrt = np.pi, np.e, np.cos, np.sin, np.exp, np.sqrt

PUBLISHED: dict[str, Callable[[Array, Array], Array]] = {
    "Rosenbrock": lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
    "Beale": lambda x, y: (
        (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2
    ),
    "Himmelblau": lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    "StyblinskiTang": lambda x, y: (x**4 - 16 * x**2 + 5 * x + y**4 - 16 * y**2 + 5 * y) / 2,
    "Branin": lambda x, y: (
        (y - 5.1 / (4 * PI**2) * x**2 + 5 / PI * x - 6) ** 2 + 10 * (1 - 1 / (8 * PI)) * cos(x) + 10
    ),
    "Rastrigin": lambda x, y: 20 + x**2 - 10 * cos(2 * PI * x) + y**2 - 10 * cos(2 * PI * y),
    "Ackley": lambda x, y: (
        -20 * exp(-0.2 * sqrt((x**2 + y**2) / 2))
        - exp((cos(2 * PI * x) + cos(2 * PI * y)) / 2)
        + 20
        + E
    ),
    "Eggholder": lambda x, y: (
        -(y + 47) * sin(sqrt(abs(x / 2 + y + 47))) - x * sin(sqrt(abs(x - y - 47)))
    ),
}


def compare(surface: Surface, formula: Callable[[Array, Array], Array]) -> dict[str, float]:
    """Return the median seconds of both sides."""
    axes = np.linspace(surface.domain.low, surface.domain.high, FINE_GRID).T

    def open_grid() -> Array:
        return surface.value(np.meshgrid(*axes, sparse=True))

    def full_grid() -> Array:
        return formula(*np.meshgrid(*axes))

    heights = full_grid()
    np.testing.assert_allclose(open_grid(), heights, rtol=1e-9, atol=1e-9 * np.abs(heights).max())
    return medians(ROUNDS, open=open_grid, full=full_grid)


def main() -> None:
    """Print the milliseconds of both sides and their ratio, for each surface."""
    print(f"{FINE_GRID} x {FINE_GRID} points, medians of {ROUNDS}")
    for name, formula in PUBLISHED.items():
        seconds = compare(SURFACES[name](), formula)
        print(
            f"{name:15} open, products {seconds['open'] * 1e3:6.3f} ms"
            f"   full, powers {seconds['full'] * 1e3:6.3f} ms"
            f"   {seconds['full'] / seconds['open']:5.1f} x"
        )


if __name__ == "__main__":
    command(main)
