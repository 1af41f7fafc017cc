"""Batches and noise: what few samples a step buy, and what they cost."""

from __future__ import annotations

from dataclasses import dataclass

from optimizers import GradientDescent
from studies.batch_sizes.comparison import DEFAULT, REPLACEMENT, BatchSizes
from surfaces import LinearRegression, TanhNeuron
from surfaces.data import FarSamples, Galton, Outliers, Standardized

HEIGHTS = LinearRegression(Standardized(Galton()))


@dataclass(frozen=True)
class Comparison:
    """Batch sizes compared, with a name, and one line of what to look for."""

    title: str
    look_for: str
    experiment: BatchSizes


COMPARISONS: tuple[Comparison, ...] = (
    Comparison(
        "Batch sizes, step by step",
        "Step by step all come down equally fast, and the smaller the batch, the farther from the"
        " minimum it wanders at the end. Now switch the axis to samples: for the same work, a batch"
        " of 64 is there ten times sooner than all 1000.",
        DEFAULT,
    ),
    Comparison(
        "Four times the batch, half the ball",
        "Near the minimum the slope of the whole is gone, but not that of a few samples: each"
        " batch size keeps its own ball. Its radius goes as one over the square root of the batch"
        " size, as the table's measure and the law agree.",
        BatchSizes(
            HEIGHTS,
            GradientDescent(lr=0.1),
            sizes=(1, 4, 16, 64, 256),
            steps=600,
            order=REPLACEMENT,
        ),
    ),
    Comparison(
        "Small batches leave a poor minimum",
        "A few far samples hold the neuron at one answer for all, a minimum twice as high as the"
        " other. Batches of up to 64 often have hardly any of them, and lead out; at 128 it is"
        " luck; with more, or all samples, it stays for good.",
        BatchSizes(
            TanhNeuron(FarSamples(samples=1000, noise=0.1)),
            GradientDescent(lr=0.2),
            start=(0.8, -0.6),
            steps=500,
        ),
    ),
    Comparison(
        "Dealt out, or drawn anew",
        "Four of forty samples at a step. Dealt out in epochs, each sample has its turn before one"
        " comes again, so the errors of an epoch nearly cancel; drawn anew at each step, they add"
        " up to a far wider ball.",
        BatchSizes(
            LinearRegression(Outliers(samples=40)),
            GradientDescent(lr=0.02),
            sizes=(4,),
            steps=1500,
            order="both",
        ),
    ),
)
