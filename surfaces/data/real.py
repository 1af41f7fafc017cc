"""Two small sets of measurements that made history; ``SOURCES.md`` says how they were checked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.arrays import Array
from core.knobs import knob
from surfaces import meanings
from surfaces.data.base import Dataset

HERE = Path(__file__).parent
SPECIES = ("setosa", "versicolor", "virginica")


@dataclass(frozen=True)
class Iris(Dataset):
    """Four lengths of 150 flowers of three species: one is easy to tell, the other two overlap.

    With two species only, these are the two that overlap. The values are Fisher's: the copy that
    most people have differs in two flowers (Bezdek et al. 1999, "Will the real iris data please
    stand up?", https://doi.org/10.1109/91.771092).

    Fisher (1936), "The use of multiple measurements in taxonomic problems", Table I,
    https://doi.org/10.1111/j.1469-1809.1936.tb02137.x
    """

    title = "Iris flowers"
    source = "Fisher (1936), Table I, https://doi.org/10.1111/j.1469-1809.1936.tb02137.x"
    licence = "Facts, in general use without a licence"
    features = ("sepal length", "sepal width", "petal length", "petal width")
    target = "species"

    species: int = knob(3, "k", 2, 3, meanings.SPECIES)

    def __post_init__(self) -> None:
        """Name the species, in the order of their targets."""
        object.__setattr__(self, "classes", SPECIES[-self.species :])

    def draw(self) -> tuple[Array, Array]:
        """Read the inputs ``(N, 4)`` in centimetres and the species ``(N,)``."""
        table = np.loadtxt(HERE / "iris.csv", str, delimiter=",", skiprows=1)
        inputs, named = table[:, :4].astype(float), table[:, 4]
        known = np.isin(named, self.classes)
        return inputs[known], np.array([self.classes.index(name) for name in named[known]], float)


@dataclass(frozen=True)
class Galton(Dataset):
    r"""Heights of 928 grown children over their parents': the fit that gave regression its name.

    The best line has a slope of 0.65: children of tall parents are tall, but less so. Heights vary
    by two inches around 68, far from zero; unless they are standardised first, slope and intercept
    can hardly be told apart, and the valley on the map is 2600 times as long as wide.

    Galton (1886), "Regression towards mediocrity in hereditary stature", Table I,
    https://doi.org/10.2307/2841583
    """

    title = "Galton's heights"
    source = "Galton (1886), Table I, https://doi.org/10.2307/2841583"
    licence = "Public domain"
    features = ("height of the parents",)
    target = "height of the child"

    def draw(self) -> tuple[Array, Array]:
        """Read the parents' mean heights ``(928, 1)`` and the children's ``(928,)``, in inches."""
        parents, child, count = np.loadtxt(HERE / "galton.csv", delimiter=",", skiprows=1).T
        times = count.astype(int)
        return np.repeat(parents, times)[:, None], np.repeat(child, times)
