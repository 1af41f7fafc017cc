"""Speed: what it is good for, and how it is braked."""

from __future__ import annotations

from experiments.scenes.scene import Scene, scene
from optimizers import GradientDescent, HeavyBall, Momentum, Nesterov, Scheduled
from optimizers.schedules import StepDecay
from surfaces import Quadratic

MOMENTUM: tuple[Scene, ...] = (
    scene(
        "Momentum in a ravine",
        "Same learning rate. Gradient descent is down the wall at once and needs hundreds of steps"
        " along the floor; momentum adds up the floor's small slope.",
        Quadratic(condition=50.0),
        (-1.8, 0.4),
        150,
        GradientDescent(lr=0.01),
        Momentum(lr=0.01),
    ),
    scene(
        "Nesterov brakes",
        "Same rate, same momentum. Momentum swings through the minimum again and again; Nesterov"
        " looks where it is about to land, and slows down in time.",
        Quadratic(condition=10.0),
        (-1.8, 0.4),
        150,
        Momentum(lr=0.02, beta=0.95),
        Nesterov(lr=0.02, beta=0.95),
    ),
    scene(
        "Two momentums under a schedule",
        "Twins while the rate is constant. When it drops, one stops at once, for the rate"
        " multiplies its whole velocity; the other coasts on with the speed that it has.",
        Quadratic(condition=10.0),
        (-1.8, 0.4),
        120,
        Scheduled(Momentum(lr=0.02, beta=0.95), StepDecay(every=20, gamma=0.1)),
        Scheduled(HeavyBall(lr=0.02, beta=0.95), StepDecay(every=20, gamma=0.1)),
    ),
)
