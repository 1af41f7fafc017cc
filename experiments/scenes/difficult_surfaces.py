"""Hard ground: saddles, plateaus, cliffs, and more than one valley."""

from __future__ import annotations

from experiments.scenes.scene import Scene, scene
from optimizers import (
    SAM,
    AdaGrad,
    Adam,
    Clipped,
    GradientDescent,
    Momentum,
    Nesterov,
    RMSprop,
)
from surfaces import Cliff, Himmelblau, Noisy, Plateau, Rosenbrock, Saddle

DIFFICULT: tuple[Scene, ...] = (
    scene(
        "Escaping the saddle",
        "A start one thousandth beside the ridge. With one rate for all coordinates the path walks"
        " onto the pass and lingers; scaled coordinate by coordinate, the tiny slope counts as much"
        " as the large one, and the path leaves at once.",
        Saddle(),
        (-1.5, 0.001),
        200,
        GradientDescent(lr=0.05),
        Momentum(lr=0.05),
        Nesterov(lr=0.05),
        RMSprop(lr=0.05),
        Adam(lr=0.05),
    ),
    scene(
        "Noise breaks the ridge",
        "Started exactly on the ridge, nobody would ever leave it: set the noise to zero and see."
        " A little noise is enough.",
        Noisy(Saddle(), sigma=0.1),
        (-1.5, 0.0),
        250,
        GradientDescent(lr=0.05),
        Momentum(lr=0.05),
        Adam(lr=0.05),
    ),
    scene(
        "Crossing the plateau",
        "The loss is highest here, and the slope next to nothing. Gradient descent stands still;"
        " momentum, once it rolls, coasts past the minimum onto the next plateau; rules that divide"
        " by the gradient's size walk across.",
        Plateau(),
        (-4.0, 0.0),
        300,
        GradientDescent(lr=0.5),
        Momentum(lr=0.5),
        AdaGrad(lr=0.5),
        RMSprop(lr=0.1),
    ),
    scene(
        "Clipping saves the cliff",
        "One touch of the wall throws the path far off the map. Clipped, the same step keeps its"
        " direction and loses its length.",
        Cliff(),
        (-3.0, 2.8),
        300,
        GradientDescent(lr=0.2),
        Clipped(GradientDescent(lr=0.2), norm=1.0),
        Momentum(lr=0.02),
        Clipped(Momentum(lr=0.02), norm=1.0),
    ),
    scene(
        "One start, two valleys",
        "Four equal minima, one start near the top between them: the rule decides where it ends.",
        Himmelblau(),
        (-0.2, -0.9),
        150,
        GradientDescent(lr=0.01),
        Momentum(lr=0.01),
        RMSprop(lr=0.05),
        Adam(lr=0.1),
    ),
    scene(
        "SAM walks past the minimum",
        "The valley is widest around x = 0. Going by the slope a little up the wall, SAM passes the"
        " lowest point and stays where the walls are less steep: the farther it looks, the farther"
        " it goes.",
        Rosenbrock(),
        (1.3, 1.7),
        600,
        Nesterov(lr=0.0005, beta=0.97),
        SAM(Nesterov(lr=0.0005, beta=0.97), rho=0.03),
        SAM(Nesterov(lr=0.0005, beta=0.97), rho=0.05),
    ),
)
