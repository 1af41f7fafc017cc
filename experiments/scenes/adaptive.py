"""A rate for each coordinate: what that buys, and what it costs."""

from __future__ import annotations

from experiments.scenes.scene import Scene, scene
from optimizers import (
    AdaDelta,
    AdaGrad,
    Adam,
    AdamW,
    AMSGrad,
    AMSGradUncorrected,
    Decayed,
    GradientDescent,
    Momentum,
    Penalized,
    RMSprop,
    Rprop,
    SignDescent,
)
from surfaces import Beale, Cliff, Formula, Himmelblau, LinearRegression, Quadratic

ADAPTIVE: tuple[Scene, ...] = (
    scene(
        "AdaGrad's dying rate",
        "AdaGrad divides by the sum of all squared gradients so far, which only grows: it starts"
        " as fast as the others and ends in steps too small to arrive.",
        Quadratic(condition=10.0),
        (-1.8, 0.4),
        300,
        AdaGrad(lr=0.1),
        RMSprop(lr=0.01),
        Adam(lr=0.05),
    ),
    scene(
        "The hare and the tortoise",
        "A long slope of one steepness. AdaGrad leaps off and takes shorter steps ever after;"
        " AdaDelta, which goes by the size of its own moves, creeps off, gathers pace, and"
        " overtakes.",
        Cliff(),
        (-3.5, -1.0),
        800,
        AdaGrad(lr=0.05),
        AdaDelta(),
    ),
    scene(
        "Thrown out by the first steps",
        "A mean that starts from zero is too small at first. Corrected for that, no coordinate"
        " moves by more than the rate in a step; uncorrected, it is three to five times the rate,"
        " and the path lands in another valley.",
        Himmelblau(),
        (2.5, -3.5),
        150,
        Adam(lr=0.1),
        AMSGrad(lr=0.1),
        AMSGradUncorrected(lr=0.1),
    ),
    scene(
        "Adam looks along the axes",
        "A ravine turned by 45 degrees. Each coordinate is scaled for itself, which helps only"
        " where the ravine lies along an axis: turn the angle to 0 and race again.",
        Quadratic(condition=100.0, angle=45.0),
        (-1.8, 0.4),
        200,
        RMSprop(lr=0.02),
        Adam(lr=0.05),
        Momentum(lr=0.01),
    ),
    scene(
        "Adam and AdamW",
        "Decay pulls the weights towards the origin, so the decoupled form settles beside the"
        " minimum: the stronger the decay, the further.",
        Himmelblau(),
        (0.0, 0.0),
        300,
        Adam(lr=0.1),
        AdamW(lr=0.1, weight_decay=0.1),
        AdamW(lr=0.1, weight_decay=0.5),
    ),
    scene(
        "L2 in the loss is not weight decay",
        "Under gradient descent a penalty in the loss and decay beside the step are one path. Adam"
        " divides the penalty's slope like any other and ends where they do; decay beside it"
        " shrinks both weights by nearly the same part.",
        LinearRegression(),
        (-0.4, 1.9),
        200,
        Penalized(GradientDescent(lr=0.05), l2=1.0),
        Decayed(GradientDescent(lr=0.05), weight_decay=1.0),
        Penalized(Adam(lr=0.05), l2=1.0),
        Decayed(Adam(lr=0.05), weight_decay=1.0),
    ),
    scene(
        "A penalty chooses among minima",
        "Wherever x y = 1 the loss is zero, and the plain path stops at the first such point. Under"
        " a penalty it slides along the valley floor to where the weights are smallest: the"
        " stronger the pull, the sooner, and a little below the floor.",
        Formula(text="(x*y - 1)**2"),
        (3.0, 0.1),
        600,
        GradientDescent(lr=0.02),
        Penalized(GradientDescent(lr=0.02), l2=0.1),
        Penalized(GradientDescent(lr=0.02), l2=0.5),
    ),
    scene(
        "Only the sign counts",
        "The wall is a hundred thousand times as steep as the floor. A rate for one is none for"
        " the other, and Adam cannot forget the wall; rules that see only signs walk down as if it"
        " were level, and Rprop finds the size of its steps too.",
        Beale(),
        (4.0, 4.0),
        150,
        GradientDescent(lr=1e-5),
        Adam(lr=0.1),
        SignDescent(lr=0.05),
        Rprop(lr=0.05),
    ),
)
