"""Losses with exact derivatives, filed by the difficulty that they teach.

What is imported here is offered, in this order, which is that in which surfaces are taught: a new
one needs its class and one line. Every one but the wrappers can be made without arguments.
"""

from core.registry import by_family, concrete
from surfaces.base import Box as Box
from surfaces.base import Point as Point
from surfaces.base import Surface as Surface

# isort: off

# Bowls
from surfaces.bowls import Sphere as Sphere
from surfaces.bowls import Quadratic as Quadratic
from surfaces.troughs import Booth as Booth
from surfaces.troughs import Matyas as Matyas
from surfaces.bowls import Zakharov as Zakharov

# Valleys
from surfaces.valleys import Rosenbrock as Rosenbrock
from surfaces.least_squares import Beale as Beale
from surfaces.least_squares import FreudensteinRoth as FreudensteinRoth
from surfaces.badly_scaled import PowellBadlyScaled as PowellBadlyScaled
from surfaces.badly_scaled import BrownBadlyScaled as BrownBadlyScaled
from surfaces.least_squares import JennrichSampson as JennrichSampson
from surfaces.camels import ThreeHumpCamel as ThreeHumpCamel
from surfaces.camels import SixHumpCamel as SixHumpCamel
from surfaces.diagonals import McCormick as McCormick
from surfaces.diagonals import GoldsteinPrice as GoldsteinPrice

# Saddles
from surfaces.saddles import Saddle as Saddle
from surfaces.saddles import MonkeySaddle as MonkeySaddle

# Plateaus
from surfaces.plateaus import Plateau as Plateau
from surfaces.plateaus import Easom as Easom
from surfaces.plateaus import Michalewicz as Michalewicz
from surfaces.rings import DropWave as DropWave

# Cliffs
from surfaces.cliffs import Cliff as Cliff

# Many minima
from surfaces.many_minima import Himmelblau as Himmelblau
from surfaces.many_minima import StyblinskiTang as StyblinskiTang
from surfaces.many_minima import Branin as Branin
from surfaces.ripples import Rastrigin as Rastrigin
from surfaces.ripples import Griewank as Griewank
from surfaces.ripples import LevyN13 as LevyN13
from surfaces.trends import Ackley as Ackley
from surfaces.trends import Schwefel as Schwefel
from surfaces.random_wells import GaussianWells as GaussianWells

# From data
from surfaces.regression import LinearRegression as LinearRegression
from surfaces.regression import LogisticRegression as LogisticRegression
from surfaces.tanh_neuron import TanhNeuron as TanhNeuron
from surfaces.input_scale import UnscaledInputs as UnscaledInputs
from surfaces.input_scale import NormalizedInputs as NormalizedInputs

# Rough
from surfaces.rough import AbsoluteValue as AbsoluteValue
from surfaces.rough import BukinN6 as BukinN6
from surfaces.rough import SchafferN2 as SchafferN2
from surfaces.tables import HolderTable as HolderTable
from surfaces.tables import CrossInTray as CrossInTray
from surfaces.egg_holder import Eggholder as Eggholder

# Your own
from surfaces.formula import Formula as Formula

# Surfaces that hold a surface
from surfaces.mini_batch import MiniBatch as MiniBatch
from surfaces.noisy import Noisy as Noisy

# isort: on

WRAPPERS: dict[str, type[Surface]] = {
    name: surface for name, surface in concrete(globals(), Surface).items() if surface.held
}
"""Surfaces that hold a surface, by class name."""

SURFACES: dict[str, type[Surface]] = {
    name: surface for name, surface in concrete(globals(), Surface).items() if not surface.held
}
"""All others, by class name, in teaching order."""

FAMILIES: dict[str, dict[str, type[Surface]]] = by_family(SURFACES)
"""The same by what they teach."""
