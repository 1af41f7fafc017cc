"""Losses with exact derivatives, filed by the difficulty that they teach."""

from surfaces.base import Box, Point, Surface
from surfaces.bowls import Quadratic
from surfaces.cliffs import Cliff
from surfaces.many_minima import Himmelblau, Rastrigin
from surfaces.noisy import Noisy
from surfaces.plateaus import Plateau
from surfaces.saddles import Saddle
from surfaces.valleys import Beale, Rosenbrock

FAMILIES: dict[str, dict[str, type[Surface]]] = {
    "Bowls": {
        "Quadratic": Quadratic,
    },
    "Valleys": {
        "Rosenbrock": Rosenbrock,
        "Beale": Beale,
    },
    "Saddles": {
        "Saddle": Saddle,
    },
    "Plateaus": {
        "Plateau": Plateau,
    },
    "Cliffs": {
        "Cliff": Cliff,
    },
    "Many minima": {
        "Himmelblau": Himmelblau,
        "Rastrigin": Rastrigin,
    },
}
"""The surfaces by what they teach, and by class name; every one can be made without arguments."""

SURFACES: dict[str, type[Surface]] = {
    name: surface for family in FAMILIES.values() for name, surface in family.items()
}
"""By class name, in teaching order."""

WRAPPERS: dict[str, type[Surface]] = {"Noisy": Noisy}
"""Surfaces that hold a surface."""

__all__ = [
    "FAMILIES",
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
