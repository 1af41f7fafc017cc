"""How far to step: rates that are too low, too high, found on the way, or not needed."""

from __future__ import annotations

from experiments.experiment import DEFAULT
from experiments.scenes.scene import Scene, scene
from optimizers import (
    Adam,
    GradientDescent,
    HypergradientDescent,
    Lookahead,
    Momentum,
    PolyakStep,
    Prodigy,
)
from surfaces import Beale, Quadratic, Zakharov

RATES: tuple[Scene, ...] = (
    Scene(
        "Down the banana valley",
        "All of them find the valley at once. Then look who walks along its floor, and who crawls.",
        DEFAULT,
    ),
    scene(
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
    scene(
        "Exactly at the limit",
        "At lr·λ = 2 each step lands as high on the other wall: it bounces for ever, and neither"
        " grows nor shrinks. A hair less settles.",
        Quadratic(condition=10.0, angle=0.0),
        (-1.5, 0.5),
        60,
        GradientDescent(lr=0.2),
        GradientDescent(lr=0.19),
    ),
    scene(
        "A rate that learns itself",
        "All three set off with a rate far too low. Two of them raise it for as long as one slope"
        " agrees with the next; the bolder one goes too far, quarrels with itself, and comes back.",
        Quadratic(condition=10.0),
        (-1.8, 0.4),
        100,
        GradientDescent(lr=0.001),
        HypergradientDescent(lr=0.001, hyper_lr=1e-4),
        HypergradientDescent(lr=0.001, hyper_lr=1e-3),
    ),
    scene(
        "Nobody turned a knob",
        "All with their defaults, which are far too high here for gradient descent and far too low"
        " for Adam. Prodigy finds its rate on the way; Polyak's step needs none, as it knows how"
        " low the minimum is.",
        Zakharov(),
        (0.0, 8.0),
        150,
        GradientDescent(),
        Adam(),
        Prodigy(),
        PolyakStep(),
    ),
    scene(
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
