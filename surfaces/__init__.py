"""Losses with exact derivatives, filed by the difficulty that they teach."""

from surfaces.base import Box, Point, Surface
from surfaces.bowls import Quadratic
from surfaces.cliffs import Cliff
from surfaces.many_minima import Himmelblau, Rastrigin
from surfaces.noisy import Noisy
from surfaces.plateaus import Plateau
from surfaces.saddles import Saddle
from surfaces.valleys import Beale, Rosenbrock

SURFACES: dict[str, type[Surface]] = {
    "Quadratic": Quadratic,
    "Rosenbrock": Rosenbrock,
    "Beale": Beale,
    "Saddle": Saddle,
    "Himmelblau": Himmelblau,
    "Rastrigin": Rastrigin,
    "Plateau": Plateau,
    "Cliff": Cliff,
}
"""By class name, in teaching order; every one can be made without arguments."""

WRAPPERS: dict[str, type[Surface]] = {"Noisy": Noisy}
"""Surfaces that hold a surface."""

__all__ = [
    "SURFACES",
    "WRAPPERS",
    "Beale",
    "Box",
    "Cliff",
    "Himmelblau",
    "Noisy",
    "Plateau",
    "Point",
    "Quadratic",
    "Rastrigin",
    "Rosenbrock",
    "Saddle",
    "Surface",
]
