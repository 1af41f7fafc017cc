"""Data that pull one way in the whole, and the other way in almost every small batch."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from core.knobs import knob
from surfaces import meanings
from surfaces.data.base import Dataset
from surfaces.data.synthetic import OURS, seeded


@dataclass(frozen=True)
class FarSamples(Dataset):
    r"""Two groups that a step between them tells apart, and a few samples far on the wrong side.

    .. math::
        x_i = c_i + \sigma \xi_i, \qquad
        c_i = 0 \;(\text{inner}), \quad c_i = 1 \;\text{or}\; {-d} \;(\text{outer}), \qquad
        \xi_i \sim N(0, 1)

    A part p of all samples is far, at -d; of the others one half is inner. What is far pulls with
    leverage: d times as hard as a sample at 1, and the other way. Where the pulls are about even, a
    neuron that gives the same answer to all sits in a minimum. It is a poor one: with a step
    between 0 and 1 only the far samples are answered wrongly. Batches without a far sample lead
    there, and once the neuron is sure, the far ones pull no more.

    On leverage: Hoaglin and Welsch (1978), "The hat matrix in regression and ANOVA",
    https://doi.org/10.1080/00031305.1978.10479237
    """

    title = "A few far samples"
    source = (
        "Made by formula; on leverage: Hoaglin and Welsch (1978), "
        "https://doi.org/10.1080/00031305.1978.10479237"
    )
    licence = OURS
    features = ("x",)
    target = "group"
    classes = ("outer", "inner")

    samples: int = knob(200, "N", 10, 2000, meanings.SAMPLES)
    share: float = knob(0.1, "p", 0.0, 0.5, meanings.FAR_SHARE)
    distance: float = knob(3.0, "d", 1.0, 10.0, meanings.FAR_DISTANCE)
    noise: float = knob(0.2, r"\sigma", 0.0, 1.0, meanings.GROUP_NOISE)
    seed: int = knob(0, "s", 0, 9999, meanings.DATA_SEED)

    def draw(self) -> tuple[Array, Array]:
        """Make the inputs ``(N, 1)`` and the targets ``(N,)``, first the far, then the inner."""
        far = round(self.share * self.samples)
        inner = (self.samples - far) // 2
        counts = far, inner, self.samples - far - inner
        centre = np.repeat([-self.distance, 0.0, 1.0], counts)
        xi = seeded(self.seed).standard_normal(self.samples)
        return (centre + self.noise * xi)[:, None], np.repeat([0.0, 1.0, 0.0], counts)
