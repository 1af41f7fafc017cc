"""Data measured from their own mean, in units of their own spread."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from core.arrays import Array
from surfaces.data.base import Dataset
from surfaces.data.synthetic import TwoMoons


@dataclass(frozen=True)
class Standardized(Dataset):
    r"""Another data set with every input, and every target that is a quantity, at mean 0, spread 1.

    .. math:: \frac{x_{ij} - \bar x_j}{s_j}, \qquad s_j^2 = \frac1N \sum_i (x_{ij} - \bar x_j)^2

    It costs nothing and takes away what stretches most valleys: means far from zero and units of
    different size. All samples take part, those too that are held out to validate.

    LeCun, Bottou, Orr and Müller (1998), "Efficient BackProp", section 4.3,
    https://doi.org/10.1007/3-540-49430-8_2
    """

    title = "Standardised"
    source = "LeCun, Bottou, Orr and Müller (1998), https://doi.org/10.1007/3-540-49430-8_2"
    licence = "As of the data inside"

    data: Dataset = field(default_factory=TwoMoons)

    def __post_init__(self) -> None:
        """Take over what the columns are called."""
        object.__setattr__(self, "title", f"{self.data.title}, standardised")
        for name in ("source", "licence", "features", "target", "classes"):
            object.__setattr__(self, name, getattr(self.data, name))

    def draw(self) -> tuple[Array, Array]:
        """Make the inputs ``(N, d)`` and the targets ``(N,)``."""
        inputs, targets = self.data.points()
        return _standardized(inputs), targets if self.classes else _standardized(targets)


def _standardized(columns: Array) -> Array:
    """Return columns ``(N, …)`` at mean 0 and spread 1; what is constant becomes 0."""
    apart = columns - columns.mean(axis=0)
    spread = np.sqrt(np.mean(apart * apart, axis=0))
    return apart / np.where(spread == 0, 1.0, spread)
