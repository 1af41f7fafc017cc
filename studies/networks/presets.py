"""Trainings set up to show one thing each. What they claim is tested on their runs."""

from __future__ import annotations

from dataclasses import dataclass

from optimizers import (
    Adam,
    Decayed,
    GradientDescent,
    Momentum,
    Newton,
    Penalized,
    SaddleFreeNewton,
)
from studies.networks.training import DEFAULT, Training
from surfaces.data import BadlyScaled, Standardized, TwoMoons
from surfaces.networks import Perceptron


@dataclass(frozen=True)
class Preset:
    """A training with a name, and one line of what to look for."""

    title: str
    look_for: str
    training: Training


FEW_AND_NOISY = Perceptron(TwoMoons(samples=80, noise=0.35), held_out=0.5)

PRESETS = (
    Preset(
        "The plane that PCA picks",
        "Two of 114 directions hold nine tenths of what the paths do. Then switch to random"
        " directions: on those planes nobody seems to move.",
        DEFAULT,
    ),
    Preset(
        "Overfitting",
        "Adam's training loss goes to zero, while its validation loss turns around step 80 and"
        " ends almost three times as high: that is where early stopping would have stopped.",
        Training(FEW_AND_NOISY, (Momentum(lr=0.05), Adam(lr=0.02)), steps=400),
    ),
    Preset(
        "Smaller weights against overfitting",
        "A penalty in the loss, or a pull beside the step, keep the weights less than half as"
        " long, and the validation loss at the end less than half as high. Inside Adam the penalty"
        " is divided by the size of the gradient, and so spares the largest weights; decoupled"
        " decay shrinks all alike.",
        Training(
            FEW_AND_NOISY,
            (
                Adam(lr=0.02),
                Penalized(Adam(lr=0.02), l2=0.002),
                Decayed(Adam(lr=0.02), weight_decay=0.5),
            ),
            steps=400,
        ),
    ),
    Preset(
        "Saddles, not minima",
        "Newton's method comes to rest where the slope is zero, as it should. But there 8 of 42"
        " directions bend down, and the network only guesses. With every curvature taken as"
        " positive it finds a minimum.",
        Training(
            Perceptron(layers="8", l2=0.01),
            (Newton(lr=0.3), SaddleFreeNewton(damping=0.05), GradientDescent(lr=0.5)),
            start=2,
            steps=100,
        ),
    ),
    Preset(
        "The edge of stability",
        "Along the path of gradient descent the largest curvature rises until it reaches 2 / lr,"
        " and stays there: a smaller rate ends where the loss is sharper.",
        Training(
            Perceptron(Standardized(BadlyScaled()), held_out=0.0),
            (GradientDescent(lr=0.1), GradientDescent(lr=0.2)),
            steps=2000,
        ),
    ),
)
"""In teaching order."""
