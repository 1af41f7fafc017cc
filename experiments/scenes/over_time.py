"""What changes in the course of a run: schedules, and what becomes of noise."""

from __future__ import annotations

from experiments.scenes.scene import Scene, scene
from optimizers import Adam, Averaged, GradientDescent, Lion, Momentum, Scheduled, SignDescent
from optimizers.schedules import (
    CosineAnnealing,
    ExponentialDecay,
    Mirrored,
    OneCycle,
    StepDecay,
    WarmRestarts,
    Warmup,
)
from surfaces import (
    Beale,
    LinearRegression,
    MiniBatch,
    Noisy,
    Quadratic,
    Rastrigin,
    Rosenbrock,
    Sphere,
)
from surfaces.data import Galton, Standardized

OVER_TIME: tuple[Scene, ...] = (
    scene(
        "Warm-up saves a bold rate",
        "The walls at the start are too steep for this rate. Warmed up, the path is down in the"
        " valley before the rate is high.",
        Rosenbrock(),
        (-1.2, 1.0),
        400,
        Momentum(lr=0.004),
        Scheduled(Momentum(lr=0.004), Warmup(steps=100)),
    ),
    scene(
        "Momentum dips while the rate is high",
        "One cycle of the rate, the same for both. With its momentum held, the path swings from"
        " wall to wall; with momentum that comes down as the rate goes up, it is home in half of"
        " the run.",
        Beale(),
        (1.0, 1.0),
        200,
        Scheduled(Momentum(lr=0.03, beta=0.95), OneCycle(steps=200)),
        Scheduled(
            Scheduled(Momentum(lr=0.03, beta=0.95), OneCycle(steps=200)),
            Mirrored(OneCycle(steps=200, start=0.0, end=0.0), low=0.9),
            knob="beta",
        ),
    ),
    scene(
        "Lion keeps its stride",
        "Every step of Lion is equally long along each axis: down the diagonal, then to and fro"
        " across the minimum for ever. A schedule makes it settle; Adam shortens its steps by"
        " itself.",
        Sphere(),
        (-4.0, 1.5),
        200,
        Lion(lr=0.15),
        Scheduled(Lion(lr=0.15), CosineAnnealing(steps=200)),
        Adam(lr=0.15),
    ),
    scene(
        "Warm restarts leave a local minimum",
        "The cosine cools down once, in whatever dip it is by then. Each restart kicks the path out"
        " again, and it finds a deeper one.",
        Rastrigin(amplitude=5.0),
        (-4.4, 4.4),
        200,
        Scheduled(SignDescent(lr=0.5), CosineAnnealing(steps=200)),
        Scheduled(SignDescent(lr=0.5), WarmRestarts(period=50, growth=1.0)),
    ),
    scene(
        "The noise ball",
        "With noisy gradients a constant rate never settles: it wanders in a ball as wide as the"
        " rate allows. Let the rate fall, and the ball shrinks.",
        Noisy(Quadratic(condition=10.0), sigma=5.0),
        (-1.8, 0.4),
        400,
        GradientDescent(lr=0.1),
        Scheduled(GradientDescent(lr=0.1), ExponentialDecay(rate=0.01)),
    ),
    scene(
        "The mean of a noisy path",
        "The same path twice, and its rate never falls. From step 50 on the second one shows the"
        " mean of where it has been: to all sides of the minimum, and so close to it.",
        Noisy(Quadratic(condition=10.0), sigma=5.0),
        (-1.8, 0.4),
        300,
        GradientDescent(lr=0.1),
        Averaged(GradientDescent(lr=0.1), after=50),
    ),
    scene(
        "The ball shrinks with the rate",
        "Heights of parents and children, four at a step. Twice the rate drops to a quarter, and"
        " the ball to about half of its radius; at a constant rate it stays as wide as it was.",
        MiniBatch(LinearRegression(Standardized(Galton())), 4),
        (-0.7, 1.0),
        1500,
        GradientDescent(lr=0.2),
        Scheduled(GradientDescent(lr=0.2), StepDecay(every=500, gamma=0.25)),
    ),
)
