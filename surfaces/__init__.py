"""Losses with exact derivatives, filed by the difficulty that they teach."""

from surfaces.badly_scaled import BrownBadlyScaled, PowellBadlyScaled
from surfaces.base import Box, Point, Surface
from surfaces.bowls import Quadratic, Sphere, Zakharov
from surfaces.camels import SixHumpCamel, ThreeHumpCamel
from surfaces.cliffs import Cliff
from surfaces.diagonals import GoldsteinPrice, McCormick
from surfaces.egg_holder import Eggholder
from surfaces.formula import Formula
from surfaces.input_scale import NormalizedInputs, UnscaledInputs
from surfaces.least_squares import Beale, FreudensteinRoth, JennrichSampson
from surfaces.many_minima import Branin, Himmelblau, StyblinskiTang
from surfaces.mini_batch import MiniBatch
from surfaces.noisy import Noisy
from surfaces.plateaus import Easom, Michalewicz, Plateau
from surfaces.random_wells import GaussianWells
from surfaces.regression import LinearRegression, LogisticRegression
from surfaces.rings import DropWave
from surfaces.ripples import Griewank, LevyN13, Rastrigin
from surfaces.rough import AbsoluteValue, BukinN6, SchafferN2
from surfaces.saddles import MonkeySaddle, Saddle
from surfaces.tables import CrossInTray, HolderTable
from surfaces.tanh_neuron import TanhNeuron
from surfaces.trends import Ackley, Schwefel
from surfaces.troughs import Booth, Matyas
from surfaces.valleys import Rosenbrock

FAMILIES: dict[str, dict[str, type[Surface]]] = {
    "Bowls": {
        "Sphere": Sphere,
        "Quadratic": Quadratic,
        "Booth": Booth,
        "Matyas": Matyas,
        "Zakharov": Zakharov,
    },
    "Valleys": {
        "Rosenbrock": Rosenbrock,
        "Beale": Beale,
        "FreudensteinRoth": FreudensteinRoth,
        "PowellBadlyScaled": PowellBadlyScaled,
        "BrownBadlyScaled": BrownBadlyScaled,
        "JennrichSampson": JennrichSampson,
        "ThreeHumpCamel": ThreeHumpCamel,
        "SixHumpCamel": SixHumpCamel,
        "McCormick": McCormick,
        "GoldsteinPrice": GoldsteinPrice,
    },
    "Saddles": {
        "Saddle": Saddle,
        "MonkeySaddle": MonkeySaddle,
    },
    "Plateaus": {
        "Plateau": Plateau,
        "Easom": Easom,
        "Michalewicz": Michalewicz,
        "DropWave": DropWave,
    },
    "Cliffs": {
        "Cliff": Cliff,
    },
    "Many minima": {
        "Himmelblau": Himmelblau,
        "StyblinskiTang": StyblinskiTang,
        "Branin": Branin,
        "Rastrigin": Rastrigin,
        "Griewank": Griewank,
        "LevyN13": LevyN13,
        "Ackley": Ackley,
        "Schwefel": Schwefel,
        "GaussianWells": GaussianWells,
    },
    "From data": {
        "LinearRegression": LinearRegression,
        "LogisticRegression": LogisticRegression,
        "TanhNeuron": TanhNeuron,
        "UnscaledInputs": UnscaledInputs,
        "NormalizedInputs": NormalizedInputs,
    },
    "Rough": {
        "AbsoluteValue": AbsoluteValue,
        "BukinN6": BukinN6,
        "SchafferN2": SchafferN2,
        "HolderTable": HolderTable,
        "CrossInTray": CrossInTray,
        "Eggholder": Eggholder,
    },
    "Your own": {
        "Formula": Formula,
    },
}
"""The surfaces by what they teach, and by class name; every one can be made without arguments."""

SURFACES: dict[str, type[Surface]] = {
    name: surface for family in FAMILIES.values() for name, surface in family.items()
}
"""By class name, in teaching order."""

WRAPPERS: dict[str, type[Surface]] = {"MiniBatch": MiniBatch, "Noisy": Noisy}
"""Surfaces that hold a surface."""

__all__ = [
    "FAMILIES",
    "SURFACES",
    "WRAPPERS",
    "AbsoluteValue",
    "Ackley",
    "Beale",
    "Booth",
    "Box",
    "Branin",
    "BrownBadlyScaled",
    "BukinN6",
    "Cliff",
    "CrossInTray",
    "DropWave",
    "Easom",
    "Eggholder",
    "Formula",
    "FreudensteinRoth",
    "GaussianWells",
    "GoldsteinPrice",
    "Griewank",
    "Himmelblau",
    "HolderTable",
    "JennrichSampson",
    "LevyN13",
    "LinearRegression",
    "LogisticRegression",
    "Matyas",
    "McCormick",
    "Michalewicz",
    "MiniBatch",
    "MonkeySaddle",
    "Noisy",
    "NormalizedInputs",
    "Plateau",
    "Point",
    "PowellBadlyScaled",
    "Quadratic",
    "Rastrigin",
    "Rosenbrock",
    "Saddle",
    "SchafferN2",
    "Schwefel",
    "SixHumpCamel",
    "Sphere",
    "StyblinskiTang",
    "Surface",
    "TanhNeuron",
    "ThreeHumpCamel",
    "UnscaledInputs",
    "Zakharov",
]
