"""Second derivatives, asked for or learned: what a few well-chosen steps can do."""

from __future__ import annotations

from experiments.scenes.scene import Scene, scene
from optimizers import (
    BFGS,
    LBFGS,
    Adam,
    ConjugateGradient,
    GradientDescent,
    Newton,
    SaddleFreeNewton,
    TrustRegion,
)
from surfaces import PowellBadlyScaled, Quadratic, Rosenbrock, Saddle

CURVATURE: tuple[Scene, ...] = (
    scene(
        "One step, whatever the condition",
        "A ravine a thousand times as steep across as along. Newton's step solves it at once, and"
        " conjugate directions in two, one a dimension; gradient descent bounces from wall to wall"
        " and has hardly set out.",
        Quadratic(condition=1000.0),
        (-1.8, 0.4),
        60,
        GradientDescent(lr=0.0019),
        ConjugateGradient(),
        Newton(),
    ),
    scene(
        "Newton walks into the saddle",
        "Newton looks for a place without slope, and the pass is one. With the downward curvatures"
        " counted as upward, the same step leaves for the valley; gradient descent was never"
        " tempted.",
        Saddle(),
        (-1.5, 0.4),
        30,
        Newton(),
        SaddleFreeNewton(),
        GradientDescent(lr=0.2),
    ),
    scene(
        "Count the looks, not the steps",
        "Adam looks once a step, and nearly nine hundred times. BFGS looks along a line, a"
        " little more than once a step, and is there after some forty looks; L-BFGS, which"
        " remembers ten steps only, is no slower.",
        Rosenbrock(),
        (-1.2, 1.0),
        900,
        Adam(lr=0.1),
        BFGS(),
        LBFGS(),
    ),
    scene(
        "The hairline canyon",
        "The floor is a hundred-thousandth wide. Gradient descent is thrown out even at the lowest"
        " rate there is, and Adam does not get away from the start; rules that know the curvature"
        " walk to the far end.",
        PowellBadlyScaled(),
        (0.0, 1.0),
        150,
        GradientDescent(lr=1e-6),
        Adam(lr=0.01),
        BFGS(),
        TrustRegion(),
    ),
)
