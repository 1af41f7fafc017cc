"""The gallery: races set up to show one thing each. What they claim is tested on their runs."""

from __future__ import annotations

from dataclasses import dataclass

from experiments.experiment import DEFAULT, Experiment
from optimizers import (
    AdaGrad,
    Adam,
    AdamW,
    Clipped,
    GradientDescent,
    HeavyBall,
    Lookahead,
    Momentum,
    Nesterov,
    Optimizer,
    RMSprop,
    Scheduled,
)
from optimizers.schedules import (
    CosineAnnealing,
    ExponentialDecay,
    StepDecay,
    WarmRestarts,
    Warmup,
)
from surfaces import (
    Beale,
    Cliff,
    Himmelblau,
    Noisy,
    Plateau,
    Quadratic,
    Rastrigin,
    Rosenbrock,
    Saddle,
    Surface,
)


@dataclass(frozen=True)
class Scene:
    """A race with a name, and one line of what to look for."""

    title: str
    look_for: str
    experiment: Experiment


def _scene(
    title: str,
    look_for: str,
    surface: Surface,
    start: tuple[float, float],
    steps: int,
    *optimizers: Optimizer,
) -> Scene:
    return Scene(title, look_for, Experiment(surface, optimizers, start, steps))


SCENES: tuple[Scene, ...] = (
    Scene(
        "Down the banana valley",
        "All of them find the valley at once. Then look who walks along its floor, and who crawls.",
        DEFAULT,
    ),
    _scene(
        "Too low, just right, too high",
        "One rule, four learning rates. The steepest curvature is 10, so 2/10 is the limit: below"
        " it the path settles, above it every step climbs.",
        Quadratic(condition=10.0),
        (-1.8, 0.4),
        60,
        GradientDescent(lr=0.01),
        GradientDescent(lr=0.18),
        GradientDescent(lr=0.199),
        GradientDescent(lr=0.205),
    ),
    _scene(
        "Exactly at the limit",
        "At lr·λ = 2 each step lands as high on the other wall: it bounces for ever, and neither"
        " grows nor shrinks. A hair less settles.",
        Quadratic(condition=10.0, angle=0.0),
        (-1.5, 0.5),
        60,
        GradientDescent(lr=0.2),
        GradientDescent(lr=0.19),
    ),
    _scene(
        "Momentum in a ravine",
        "Same learning rate. Gradient descent is down the wall at once and needs hundreds of steps"
        " along the floor; momentum adds up the floor's small slope.",
        Quadratic(condition=50.0),
        (-1.8, 0.4),
        150,
        GradientDescent(lr=0.01),
        Momentum(lr=0.01),
    ),
    _scene(
        "Nesterov brakes",
        "Same rate, same momentum. Momentum swings through the minimum again and again; Nesterov"
        " looks where it is about to land, and slows down in time.",
        Quadratic(condition=10.0),
        (-1.8, 0.4),
        150,
        Momentum(lr=0.02, beta=0.95),
        Nesterov(lr=0.02, beta=0.95),
    ),
    _scene(
        "Two momentums under a schedule",
        "Twins while the rate is constant. When it drops, one stops at once, for the rate"
        " multiplies its whole velocity; the other coasts on with the speed that it has.",
        Quadratic(condition=10.0),
        (-1.8, 0.4),
        120,
        Scheduled(Momentum(lr=0.02, beta=0.95), StepDecay(every=20, gamma=0.1)),
        Scheduled(HeavyBall(lr=0.02, beta=0.95), StepDecay(every=20, gamma=0.1)),
    ),
    _scene(
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
    _scene(
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
    _scene(
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
    _scene(
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
    _scene(
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
    _scene(
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
    _scene(
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
    _scene(
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
    _scene(
        "Warm restarts leave a local minimum",
        "The cosine cools down once, in whatever dip it is by then. Each restart kicks the path out"
        " again, and it finds a deeper one.",
        Rastrigin(amplitude=5.0),
        (-2.9, 1.2),
        300,
        Scheduled(RMSprop(lr=0.2), CosineAnnealing(steps=300)),
        Scheduled(RMSprop(lr=0.2), WarmRestarts(period=60, growth=1.0)),
    ),
    _scene(
        "Warm-up saves a bold rate",
        "The walls at the start are too steep for this rate. Warmed up, the path is down in the"
        " valley before the rate is high.",
        Rosenbrock(),
        (-1.2, 1.0),
        400,
        Momentum(lr=0.004),
        Scheduled(Momentum(lr=0.004), Warmup(steps=100)),
    ),
    _scene(
        "The noise ball",
        "With noisy gradients a constant rate never settles: it wanders in a ball as wide as the"
        " rate allows. Let the rate fall, and the ball shrinks.",
        Noisy(Quadratic(condition=10.0), sigma=5.0),
        (-1.8, 0.4),
        400,
        GradientDescent(lr=0.1),
        Scheduled(GradientDescent(lr=0.1), ExponentialDecay(rate=0.01)),
    ),
    _scene(
        "Lookahead tames a bold rate",
        "This rate throws momentum off the map. Called half of the way back every five steps, the"
        " same rule with the same rate arrives.",
        Beale(),
        (1.0, 1.0),
        200,
        Momentum(lr=0.03),
        Lookahead(Momentum(lr=0.03), k=5, alpha=0.5),
    ),
)
"""In teaching order."""
