"""Data made by formula, each to show one difficulty, and the same for the same seed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.knobs import knob
from surfaces import meanings
from surfaces.data.base import Dataset

OURS = "MIT, as this project"
SLOPE, INTERCEPT = 0.7, 1.0
WIDTH = 4.0
"""Lines are measured between 0 and here."""


def seeded(seed: int) -> np.random.Generator:
    """Return a generator whose numbers do not depend on what NumPy's default one is."""
    return np.random.Generator(np.random.PCG64(seed))


@dataclass(frozen=True)
class Line(Dataset):
    r"""A straight line and even noise: what least squares is made for.

    .. math:: y_i = 1 + 0.7\, x_i + \sigma \xi_i, \qquad x_i \sim U[0, 4], \quad \xi_i \sim N(0, 1)

    The inputs are not centred, so slope and intercept pull at each other: a steeper line is nearly
    as good if it starts lower. On the map that is a slanting valley.

    Legendre (1805), *Nouvelles méthodes pour la détermination des orbites des comètes*
    """

    title = "Line"
    source = "Made by formula; least squares: Legendre (1805)"
    licence = OURS
    features = ("x",)
    target = "y"

    samples: int = knob(50, "N", 10, 2000, meanings.SAMPLES)
    noise: float = knob(0.5, r"\sigma", 0.0, 3.0, meanings.LINE_NOISE)
    seed: int = knob(0, "s", 0, 9999, meanings.DATA_SEED)

    def draw(self) -> tuple[Array, Array]:
        """Make the inputs ``(N, 1)`` and the targets ``(N,)``."""
        generator = seeded(self.seed)
        x = generator.uniform(0, WIDTH, self.samples)
        xi = generator.standard_normal(self.samples)
        return x[:, None], INTERCEPT + SLOPE * x + self.noise * xi


@dataclass(frozen=True)
class Outliers(Dataset):
    r"""The same line, with a few samples far above it: squares let them outvote the rest.

    .. math:: y_i = 1 + 0.7\, x_i + 0.3\, \xi_i + a\, [\, i \text{ is an outlier}\,]

    with :math:`x_i \sim U[0, 4]` and :math:`\xi_i \sim N(0, 1)`. A misfit counts by its square, and
    its gradient grows with it: one sample that is off by ten pulls like ten that are off by one.
    In small batches, those with an outlier have by far the longest gradients.

    Huber (1964), "Robust estimation of a location parameter",
    https://doi.org/10.1214/aoms/1177703732
    """

    title = "Line with outliers"
    source = "Made by formula; outliers: Huber (1964), https://doi.org/10.1214/aoms/1177703732"
    licence = OURS
    features = ("x",)
    target = "y"

    samples: int = knob(50, "N", 10, 2000, meanings.SAMPLES)
    share: float = knob(0.1, "p", 0.0, 0.5, meanings.OUTLIER_SHARE)
    lift: float = knob(8.0, "a", 0.0, 50.0, meanings.LIFT)
    seed: int = knob(0, "s", 0, 9999, meanings.DATA_SEED)

    def draw(self) -> tuple[Array, Array]:
        """Make the inputs ``(N, 1)`` and the targets ``(N,)``; the first ones are the outliers."""
        generator = seeded(self.seed)
        x = generator.uniform(0, WIDTH, self.samples)
        xi = generator.standard_normal(self.samples)
        outlier = np.arange(self.samples) < round(self.share * self.samples)
        return x[:, None], INTERCEPT + SLOPE * x + 0.3 * xi + self.lift * outlier


@dataclass(frozen=True)
class BadlyScaled(Dataset):
    r"""Two inputs that say equally much, one of them in far larger numbers.

    .. math::
        y_i = u_i + v_i + \tfrac{1}{2}\, \xi_i, \qquad x_i = (u_i,\; r\, v_i), \qquad
        u_i, v_i, \xi_i \sim N(0, 1)

    As if one length were given in metres and the other in decimetres. The weight of the larger
    input has r times the gradient and :math:`r^2` times the curvature of the other: no learning
    rate suits both.

    LeCun, Bottou, Orr and Müller (1998), "Efficient BackProp", section 4.3,
    https://doi.org/10.1007/3-540-49430-8_2
    """

    title = "Badly scaled inputs"
    source = (
        "Made by formula; on scaling inputs: LeCun, Bottou, Orr and Müller (1998), "
        "https://doi.org/10.1007/3-540-49430-8_2"
    )
    licence = OURS
    features = ("small", "large")
    target = "y"

    samples: int = knob(100, "N", 10, 2000, meanings.SAMPLES)
    ratio: float = knob(10.0, "r", 1.0, 100.0, meanings.RATIO, log=True)
    seed: int = knob(0, "s", 0, 9999, meanings.DATA_SEED)

    def draw(self) -> tuple[Array, Array]:
        """Make the inputs ``(N, 2)`` and the targets ``(N,)``."""
        u, v, xi = seeded(self.seed).standard_normal((3, self.samples))
        return np.column_stack([u, self.ratio * v]), u + v + xi / 2


@dataclass(frozen=True)
class TwoMoons(Dataset):
    r"""Two half circles that reach into each other: no straight line parts them, a bent one does.

    .. math::
        (\cos \varphi_i,\, \sin \varphi_i) + \sigma \xi_i \quad\text{and}\quad
        (1 - \cos \varphi_i,\, \tfrac12 - \sin \varphi_i) + \sigma \xi_i, \qquad
        \varphi_i \in [0, \pi]

    in even steps, with :math:`\xi_i \sim N(0, I)`. Without noise these are the points of
    scikit-learn's ``make_moons``.

    Pedregosa et al. (2011), "Scikit-learn: machine learning in Python",
    https://jmlr.org/papers/v12/pedregosa11a.html
    """

    title = "Two moons"
    source = (
        "Made by formula, as scikit-learn's make_moons: Pedregosa et al. (2011), "
        "https://jmlr.org/papers/v12/pedregosa11a.html"
    )
    licence = OURS
    features = ("x", "y")
    target = "moon"
    classes = ("upper", "lower")

    samples: int = knob(100, "N", 10, 2000, meanings.SAMPLES)
    noise: float = knob(0.2, r"\sigma", 0.0, 1.0, meanings.MOON_NOISE)
    seed: int = knob(0, "s", 0, 9999, meanings.DATA_SEED)

    def draw(self) -> tuple[Array, Array]:
        """Make the inputs ``(N, 2)`` and the targets ``(N,)``, the upper moon first."""
        upper = self.samples // 2
        up, low = (np.linspace(0, np.pi, count) for count in (upper, self.samples - upper))
        moons = np.vstack(
            [
                np.column_stack([np.cos(up), np.sin(up)]),
                np.column_stack([1 - np.cos(low), 0.5 - np.sin(low)]),
            ]
        )
        noise = seeded(self.seed).standard_normal(moons.shape)
        return moons + self.noise * noise, (np.arange(self.samples) >= upper) * 1.0


@dataclass(frozen=True)
class Spirals(Dataset):
    r"""Two spirals wound into each other: easy to see, and hard to learn for a small network.

    .. math::
        \pm\, s_i\, (\cos 2 \pi n p_i,\, \sin 2 \pi n p_i) + \sigma \xi_i, \qquad
        s_i = 1 - \tfrac{12}{13}\, p_i

    with :math:`p_i` from 0 to 1 in even steps and :math:`\xi_i \sim N(0, I)`. With three turns, 194
    samples and no noise these are the points of the classic benchmark, divided by 6.5.

    Lang and Witbrock (1988), "Learning to tell two spirals apart", Proceedings of the 1988
    Connectionist Models Summer School, Morgan Kaufmann
    """

    title = "Two spirals"
    source = "Made by formula: Lang and Witbrock (1988), Learning to tell two spirals apart"
    licence = OURS
    features = ("x", "y")
    target = "spiral"
    classes = ("one", "other")

    samples: int = knob(200, "N", 10, 2000, meanings.SAMPLES)
    turns: float = knob(1.5, "n", 0.25, 4.0, meanings.TURNS)
    noise: float = knob(0.02, r"\sigma", 0.0, 0.5, meanings.SPIRAL_NOISE)
    seed: int = knob(0, "s", 0, 9999, meanings.DATA_SEED)

    def draw(self) -> tuple[Array, Array]:
        """Make the inputs ``(N, 2)`` and the targets ``(N,)``, one whole spiral first."""
        first = (self.samples + 1) // 2
        p = np.linspace(0, 1, first)
        angle, radius = 2 * np.pi * self.turns * p, 1 - 12 / 13 * p
        arm = radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
        spirals = np.vstack([arm, -arm[: self.samples - first]])
        noise = seeded(self.seed).standard_normal(spirals.shape)
        return spirals + self.noise * noise, (np.arange(self.samples) >= first) * 1.0
