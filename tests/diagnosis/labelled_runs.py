"""Runs of which mathematics says, before they are run, what becomes of them and why.

In all of them ``BOWL`` has the curvatures 1 and 10 and a map of half-width 2, whose marker has a
radius of 0.028: nearer than that is being there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from diagnosis import Cause, Outcome
from optimizers import (
    BFGS,
    LBFGS,
    AdaGrad,
    Adam,
    AdamW,
    Clipped,
    ConjugateGradient,
    GradientDescent,
    HeavyBall,
    Lion,
    Lookahead,
    Momentum,
    Nesterov,
    NesterovShifted,
    Newton,
    Optimizer,
    PolyakStep,
    RMSprop,
    Rprop,
    Rule,
    SaddleFreeNewton,
    Scheduled,
    SignDescent,
    TrustRegion,
)
from optimizers.line_search import FixedStep
from optimizers.schedules import CosineAnnealing, ExponentialDecay, Warmup
from surfaces import Himmelblau, Noisy, Quadratic, Rastrigin, Rosenbrock, Saddle
from tests.experiments.grounds import (
    HOLE,
    KINK,
    MONKEY,
    QUARTIC,
    SLIDE,
    TWO_DENTS,
    WALL,
    Ground,
    bowl,
)

ARRIVED, DESCENDING, SWINGS = Outcome.CONVERGED, Outcome.DESCENDING, Outcome.OSCILLATING
STALLS = Outcome.STALLED
AWAY, RIDGE, LEVEL, DENTED = (
    Outcome.DIVERGED,
    Outcome.SADDLE,
    Outcome.PLATEAU,
    Outcome.LOCAL_MINIMUM,
)
BOWL = bowl(1.0, 10.0)
START = (-1.8, 0.4)
BANANA = (-1.2, 1.0)
TOP = (-0.270844591, -0.923038525)
"""Of the hill between Himmelblau's four minima."""
PASS = (0.0866775046, 2.8842547010)
"""One of Himmelblau's saddles."""

SHELF = Ground(
    lambda x, y: np.minimum(x * x + y * y, 1.0),
    lambda x, y: (2 * x * (x * x + y * y < 1), 2 * y * (x * x + y * y < 1)),
    lambda x, y: (2.0 * (x * x + y * y < 1), 0 * x * y, 2.0 * (x * x + y * y < 1)),
    ((0.0, 0.0),),
)
"""A bowl in a shelf that is level to the last bit."""

TWO_WELLS = Ground(
    lambda x, y: (x * x - 1) * (x * x - 1) / 4 + y * y / 2,
    lambda x, y: (x * (x * x - 1), y),
    lambda x, y: (3 * x * x - 1, 0 * x * y, 1),
    ((-1.0, 0.0), (1.0, 0.0)),
)
"""Two wells with a curvature of 2 at the bottom, and a saddle between them."""

CORNER = Ground(
    lambda x, y: ((x - 1.5) * (x - 1.5) + (y - 1.5) * (y - 1.5)) / 2,
    lambda x, y: (x - 1.5, y - 1.5),
    lambda x, y: (1 + 0 * x, 0 * x * y, 1),
    ((1.5, 1.5),),
)
"""A round bowl away from the origin."""


class Labelled(NamedTuple):
    """A run, and what is known about it."""

    rule: Optimizer
    problem: Any
    start: tuple[float, ...]
    steps: int
    outcome: Outcome
    cause: Cause
    why: str
    """How it is known."""


Case = tuple[Optimizer, Any, tuple[float, ...], int, Outcome, Cause]


def known(why: str, *cases: Case) -> Iterator[Labelled]:
    """Label cases that are known for one reason."""
    for case in cases:
        yield Labelled(*case, why)


RUNS: tuple[Labelled, ...] = (
    *known(
        "below lr·λ = 2 gradient descent shrinks every error by |1 - lr·λ|",
        (GradientDescent(lr=0.15), BOWL, START, 100, ARRIVED, Cause.NOTHING),
        (GradientDescent(lr=2 / 11), BOWL, START, 100, ARRIVED, Cause.NOTHING),
        (GradientDescent(lr=0.199), BOWL, START, 5000, ARRIVED, Cause.NOTHING),
        (GradientDescent(lr=0.1), bowl(1, 10, known=False), START, 200, ARRIVED, Cause.NOTHING),
        (GradientDescent(lr=0.1), BOWL, (0.0, 0.0), 50, ARRIVED, Cause.NOTHING),
    ),
    *known(
        "the error along the flat axis is still 0.999^500 = 61% of what it was",
        (GradientDescent(lr=0.001), BOWL, START, 500, DESCENDING, Cause.SMALL_RATE),
    ),
    *known(
        "at lr·λ = 1.5 across, 0.0015 along: 0.9985^300 = 64% of the error is left along",
        (GradientDescent(lr=0.0015), bowl(1, 1000), START, 300, DESCENDING, Cause.VALLEY),
    ),
    *known(
        "at lr·λ = 2 the error is multiplied by -1 for ever",
        (GradientDescent(lr=0.2), BOWL, (0.0, 1.0), 300, SWINGS, Cause.LARGE_RATE),
        (GradientDescent(lr=0.5), bowl(1, 4), START, 300, SWINGS, Cause.LARGE_RATE),
    ),
    *known(
        "past lr·λ = 2 every step multiplies the error by more than 1",
        (GradientDescent(lr=0.25), BOWL, START, 200, AWAY, Cause.LARGE_RATE),
        (GradientDescent(lr=3.0), BOWL, START, 1000, AWAY, Cause.LARGE_RATE),
        (GradientDescent(lr=0.201), BOWL, (1.0, 0.001), 2000, AWAY, Cause.LARGE_RATE),
        (GradientDescent(lr=1.0), Quadratic(), START, 100, AWAY, Cause.LARGE_RATE),
        (Scheduled(GradientDescent(lr=0.3), Warmup(50)), BOWL, START, 300, AWAY, Cause.LARGE_RATE),
    ),
    *known(
        "the rate starts past 2/λ, and falls below it before the error has grown out of bounds",
        (Scheduled(GradientDescent(lr=0.22), ExponentialDecay(rate=0.01)), BOWL, START, 300,
         ARRIVED, Cause.NOTHING),
    ),
    *known(
        "momentum settles below lr·λ = 2 + 2β, where a root of z² - (1 + β - lr·λ) z + β is -1",
        (Momentum(lr=0.29, beta=0.5), BOWL, START, 200, ARRIVED, Cause.NOTHING),
        (Momentum(lr=0.31, beta=0.5), BOWL, START, 400, AWAY, Cause.LARGE_RATE),
        (Momentum(lr=0.38, beta=0.9), BOWL, START, 600, SWINGS, Cause.LARGE_RATE),
        (HeavyBall(lr=0.397, beta=0.99), BOWL, START, 3000, ARRIVED, Cause.NOTHING),
        (HeavyBall(lr=0.399, beta=0.99), BOWL, START, 2000, AWAY, Cause.LARGE_RATE),
        (HeavyBall(lr=0.1, beta=0.5), BOWL, START, 200, ARRIVED, Cause.NOTHING),
    ),
    *known(
        "Nesterov's method settles below lr·λ = (2 + 2β) / (1 + 2β)",
        (Nesterov(lr=0.135), BOWL, START, 4000, ARRIVED, Cause.NOTHING),
        (Nesterov(lr=0.38 / 2.8), BOWL, START, 600, SWINGS, Cause.LARGE_RATE),
        (NesterovShifted(lr=0.14), BOWL, START, 400, AWAY, Cause.LARGE_RATE),
        (NesterovShifted(lr=0.13), BOWL, START, 400, ARRIVED, Cause.NOTHING),
    ),
    *known(
        "the swings shrink by √β a step, and 0.999^100 = 90% of them are left",
        (Momentum(lr=0.01, beta=0.999), BOWL, START, 200, SWINGS, Cause.FRICTION),
        (HeavyBall(lr=0.02, beta=0.999), BOWL, (1.5, 0.0), 200, SWINGS, Cause.FRICTION),
    ),
    *known(
        "Lookahead comes back by half every five steps: (1 + (-1.1)^5) / 2 is inside (-1, 1)",
        (Lookahead(GradientDescent(lr=0.21), k=5), BOWL, START, 400, ARRIVED, Cause.NOTHING),
    ),
    *known(
        "x + lr (x - x³) settles at 1 up to lr = 1, hops between two points up to lr = √5 - 1, then"
        " among four",
        (GradientDescent(lr=1.1), TWO_WELLS, (0.8, 0.0), 600, SWINGS, Cause.LARGE_RATE),
        (GradientDescent(lr=1.27), TWO_WELLS, (0.8, 0.0), 600, SWINGS, Cause.LARGE_RATE),
        (GradientDescent(lr=0.9), TWO_WELLS, (0.8, 0.3), 600, ARRIVED, Cause.NOTHING),
    ),
    *known(
        "x - 2x³ grows where |x| > 1, hops where x = 1, and shrinks as 1 / (2√t) below",
        (GradientDescent(lr=0.5), QUARTIC, (1.1, 0.5), 60, AWAY, Cause.LARGE_RATE),
        (GradientDescent(lr=0.5), QUARTIC, (1.0, 0.0), 60, SWINGS, Cause.LARGE_RATE),
        (GradientDescent(lr=0.5), QUARTIC, (0.9, 0.5), 4000, ARRIVED, Cause.NOTHING),
    ),
    *known(
        "the gradient is cut to 1 and its steps to 0.3, so it cannot run away, and at"
        " lr·λ = 3 it cannot settle: from y = 0.4 it goes to 0.1, -0.2, 0.1, …",
        (Clipped(GradientDescent(lr=0.3), norm=1.0), BOWL, (0.0, 0.4), 200, SWINGS,
         Cause.LARGE_RATE),
    ),
    *known(
        "clipped or not, it settles at lr·λ = 1.5, once the gradient is short enough",
        (Clipped(GradientDescent(lr=0.15), norm=0.5), BOWL, START, 300, ARRIVED, Cause.NOTHING),
        (Clipped(GradientDescent(lr=0.15), limit=0.5), BOWL, START, 300, ARRIVED, Cause.NOTHING),
    ),
    *known(
        "200 steps of at most lr · norm = 1e-4 are a way of at most 0.02, of 1.8",
        (Clipped(GradientDescent(lr=0.1), norm=1e-3), BOWL, START, 200, DESCENDING,
         Cause.CLIPPING),
    ),
    *known(
        "the rates add up to about 1: at least e^-1.1 of x = 1.8 is left",
        (Scheduled(GradientDescent(lr=0.1), ExponentialDecay(rate=0.1)), BOWL, START, 300,
         STALLS, Cause.SCHEDULE),
        (Scheduled(GradientDescent(lr=0.1), CosineAnnealing(20)), BOWL, START, 200,
         STALLS, Cause.SCHEDULE),
        (Scheduled(Momentum(lr=0.01), CosineAnnealing(20)), BOWL, START, 200,
         STALLS, Cause.SCHEDULE),
    ),
    *known(
        "the rates add up to less than 1.1, and each coordinate moves by a rate a step: of 1.8,"
        " 0.7 is left",
        (Scheduled(SignDescent(lr=0.1), ExponentialDecay(rate=0.1)), BOWL, (1.8, 1.8), 300,
         STALLS, Cause.SCHEDULE),
        (Scheduled(Adam(lr=0.05), CosineAnnealing(30)), BOWL, (1.8, 1.8), 300,
         STALLS, Cause.SCHEDULE),
    ),
    *known(
        "the rates add up to 10: e^-10 is left",
        (Scheduled(GradientDescent(lr=0.1), CosineAnnealing(200)), BOWL, START, 200, ARRIVED,
         Cause.NOTHING),
    ),
    *known(
        "step t of AdaGrad, while slopes shrink, is no longer than lr/√t in each coordinate: in"
        " all less than 2·lr·√T",
        (AdaGrad(lr=0.01), BOWL, START, 500, DESCENDING, Cause.DYING_RATE),
        (AdaGrad(lr=0.05), BOWL, (1.8, 1.8), 300, DESCENDING, Cause.DYING_RATE),
        (AdaGrad(lr=0.02), CORNER, (-1.5, -1.5), 1000, DESCENDING, Cause.DYING_RATE),
    ),
    *known(
        "once past the bottom the sum of squares of AdaGrad stays finite, and so the rate above 0",
        (AdaGrad(lr=1.0), BOWL, START, 500, ARRIVED, Cause.NOTHING),
    ),
    *known(
        "strides of lr in each coordinate that never shrink: it hops across the bottom",
        (SignDescent(lr=0.1), BOWL, (0.95, 0.45), 100, SWINGS, Cause.FIXED_STRIDE),
        (SignDescent(lr=0.5), CORNER, (0.2, 0.3), 100, SWINGS, Cause.FIXED_STRIDE),
        (Adam(lr=1.0, beta1=0.0, beta2=0.0, eps=1e-12), bowl(1, 1), (0.5, 0.5), 100, SWINGS,
         Cause.FIXED_STRIDE),
        (Adam(lr=1.0, beta1=0.0, beta2=0.5), bowl(1, 1), (1.3, 0.7), 200, SWINGS,
         Cause.FIXED_STRIDE),
        (RMSprop(lr=0.1, decay=0.9), BOWL, START, 500, SWINGS, Cause.FIXED_STRIDE),
        (Lion(lr=0.1), BOWL, START, 300, SWINGS, Cause.FIXED_STRIDE),
        (GradientDescent(lr=0.3), KINK, (1.4, 1.0), 200, SWINGS, Cause.FIXED_STRIDE),
        (Momentum(lr=0.1, beta=0.5), KINK, (1.4, 1.0), 200, SWINGS, Cause.FIXED_STRIDE),
        (Adam(lr=0.5, beta1=0.0, beta2=0.0), KINK, (1.3, 1.1), 200, SWINGS, Cause.FIXED_STRIDE),
    ),
    *known(
        "the same strides, brought down to nothing by a schedule whose rates add up to 5",
        (Scheduled(SignDescent(lr=0.1), CosineAnnealing(100)), BOWL, START, 100, ARRIVED,
         Cause.NOTHING),
        (Scheduled(GradientDescent(lr=0.05), CosineAnnealing(200)), KINK, (1.4, 1.0), 200,
         ARRIVED, Cause.NOTHING),
    ),
    *known(
        "strides of lr that add up to less than the distance",
        (SignDescent(lr=0.001), BOWL, START, 500, DESCENDING, Cause.STEPS),
        (Adam(lr=1e-4), BOWL, START, 200, DESCENDING, Cause.STEPS),
        (Lion(lr=1e-3), BOWL, START, 500, DESCENDING, Cause.STEPS),
    ),
    *known(
        "strides halve wherever the slope flips, and flips bracket the bottom",
        (Rprop(lr=0.1), BOWL, START, 100, ARRIVED, Cause.NOTHING),
        (Rprop(lr=0.001), CORNER, (-1.5, -1.0), 100, ARRIVED, Cause.NOTHING),
    ),
    *known(
        "Adam and Polyak's step settle on a strongly convex bowl at such rates",
        (Adam(lr=0.1), BOWL, START, 1000, ARRIVED, Cause.NOTHING),
        (PolyakStep(), BOWL, START, 300, ARRIVED, Cause.NOTHING),
    ),
    *known(
        "the decay pulls by lr·θ and Adam pushes by at most about lr: they meet at θ = 1, short"
        " of the minimum at 1.5",
        (AdamW(lr=0.1, weight_decay=1.0), CORNER, (0.2, 0.2), 1000, DESCENDING, Cause.DECAY),
        (AdamW(lr=0.05, weight_decay=1.0), CORNER, (-0.5, 0.3), 1000, DESCENDING, Cause.DECAY),
        (Lion(lr=0.01, weight_decay=1.0), CORNER, (0.2, 0.2), 1000, DESCENDING, Cause.DECAY),
    ),
    *known(
        "Newton's step on a quadratic multiplies the error by 1 - lr, whatever its curvatures",
        (Newton(), BOWL, START, 3, ARRIVED, Cause.NOTHING),
        (Newton(lr=0.5), bowl(1, 1000), START, 60, ARRIVED, Cause.NOTHING),
        (Newton(lr=2.0), BOWL, START, 100, SWINGS, Cause.LARGE_RATE),
        (Newton(lr=2.5), BOWL, START, 100, AWAY, Cause.LARGE_RATE),
        (Newton(lr=0.01), BOWL, START, 50, DESCENDING, Cause.SMALL_RATE),
    ),
    *known(
        "Newton's step ends where the parabola is level: near a saddle or a peak, there",
        (Newton(), Saddle(), (1.2, -0.3), 20, RIDGE, Cause.PARABOLA),
        (Newton(), TWO_WELLS, (0.3, 1.0), 20, RIDGE, Cause.PARABOLA),
        (Newton(), Himmelblau(), (-0.3, -0.9), 20, RIDGE, Cause.PARABOLA),
        (Newton(), Himmelblau(), (0.1, 2.9), 20, RIDGE, Cause.PARABOLA),
        (Newton(), MONKEY, (1.0, 0.5), 60, RIDGE, Cause.PARABOLA),
    ),
    *known(
        "with the absolute value of every curvature the step leads off the saddle",
        (SaddleFreeNewton(), TWO_WELLS, (0.3, 1.0), 40, ARRIVED, Cause.NOTHING),
        (TrustRegion(), TWO_WELLS, (0.1, 1.0), 40, ARRIVED, Cause.NOTHING),
    ),
    *known(
        "on the ridge the slope has no part that leads off it, so no step has either",
        (GradientDescent(lr=0.05), Saddle(), (1.0, 0.0), 400, RIDGE, Cause.BALANCE),
        (Momentum(lr=0.05, beta=0.5), Saddle(), (1.0, 0.0), 400, RIDGE, Cause.BALANCE),
        (Nesterov(lr=0.05), TWO_WELLS, (0.0, 1.5), 800, RIDGE, Cause.BALANCE),
        (GradientDescent(lr=0.1), MONKEY, (0.0, 0.0), 10, RIDGE, Cause.BALANCE),
        (GradientDescent(lr=0.001), Himmelblau(), PASS, 20, RIDGE, Cause.BALANCE),
        (GradientDescent(lr=0.001), Himmelblau(), TOP, 20, RIDGE, Cause.BALANCE),
        (BFGS(), TWO_WELLS, (0.0, 1.5), 40, RIDGE, Cause.BALANCE),
    ),
    *known(
        "off the ridge by 1e-6 it leaves as 1e-6 · 1.1^t: after some 145 steps",
        (GradientDescent(lr=0.1), Saddle(), (-1.0, 1e-6), 400, ARRIVED, Cause.NOTHING),
    ),
    *known(
        "no slope at all, or e^-64: no rule that asks for slopes moves",
        (GradientDescent(lr=1.0), SHELF, (1.5, 1.0), 100, LEVEL, Cause.LEVEL_GROUND),
        (Adam(lr=0.1), SHELF, (1.5, 1.0), 100, LEVEL, Cause.LEVEL_GROUND),
        (Newton(), SHELF, (1.5, 1.0), 100, LEVEL, Cause.LEVEL_GROUND),
        (BFGS(), SHELF, (1.5, 1.0), 100, LEVEL, Cause.LEVEL_GROUND),
        (Rprop(lr=0.1), SHELF, (1.5, 1.0), 100, LEVEL, Cause.LEVEL_GROUND),
        (GradientDescent(lr=1.0), HOLE, (8.0, 8.0), 300, LEVEL, Cause.LEVEL_GROUND),
        (Momentum(lr=1.0), HOLE, (8.0, 8.0), 300, LEVEL, Cause.LEVEL_GROUND),
    ),
    *known(
        "the wall's curvature is a thousand times the bowl's: at a rate that suits the bowl, one"
        " step off it is longer than the map",
        (GradientDescent(lr=1.0), WALL, (1.5, 1.0), 30, DESCENDING, Cause.STEEP_PLACE),
        (GradientDescent(lr=1.5), WALL, (1.3, 0.5), 8, DESCENDING, Cause.STEEP_PLACE),
    ),
    *known(
        "the minimum of this basin is not the lowest, and steps that only descend stay in it",
        (GradientDescent(lr=0.05), TWO_DENTS, (0.5, 1.0), 300, DENTED, Cause.DENT),
        (Momentum(lr=0.01, beta=0.3), TWO_DENTS, (0.8, 0.5), 600, DENTED, Cause.DENT),
        (Newton(), TWO_DENTS, (1.2, 0.5), 20, DENTED, Cause.DENT),
        (GradientDescent(lr=0.001), Rastrigin(), (3.2, -2.2), 400, DENTED, Cause.DENT),
    ),
    *known(
        "at a constant rate noise keeps the point going by lr·σ²/(2 - lr·λ)/λ at least",
        (GradientDescent(lr=0.1), Noisy(Quadratic(), sigma=1.0), START, 500, SWINGS, Cause.NOISE),
        (Momentum(lr=0.02), Noisy(Quadratic(), sigma=1.0), START, 500, SWINGS, Cause.NOISE),
        (Clipped(GradientDescent(lr=0.1), norm=1.0), Noisy(Quadratic(), sigma=1.0), START, 500,
         SWINGS, Cause.NOISE),
        (SignDescent(lr=0.05), Noisy(Quadratic(), sigma=1.0), START, 500, SWINGS, Cause.NOISE),
    ),
    *known(
        "rates that fall to zero average the noise away",
        (Scheduled(GradientDescent(lr=0.1), CosineAnnealing(2000)),
         Noisy(Quadratic(), sigma=0.3), START, 2000, ARRIVED, Cause.NOTHING),
    ),
    *known(
        "the loss falls for ever along x",
        (GradientDescent(lr=0.1), SLIDE, (0.0, 1.0), 500, AWAY, Cause.FLOORLESS),
        (Momentum(lr=0.1), SLIDE, (0.0, 1.0), 100, AWAY, Cause.FLOORLESS),
        (LBFGS(), SLIDE, (0.0, 1.0), 60, AWAY, Cause.FLOORLESS),
    ),
    *known(
        "two line searches along conjugate directions solve a quadratic of two coordinates",
        (ConjugateGradient(), bowl(1, 1000), START, 20, ARRIVED, Cause.NOTHING),
        (BFGS(), bowl(1, 1000), START, 20, ARRIVED, Cause.NOTHING),
        (LBFGS(), bowl(1, 1000), START, 20, ARRIVED, Cause.NOTHING),
        (TrustRegion(), Rosenbrock(), BANANA, 60, ARRIVED, Cause.NOTHING),
    ),
    *known(
        "nothing checks the first step of BFGS, which is gradient descent's at lr·λ = 1000",
        (BFGS(search=FixedStep()), bowl(1, 1000), START, 1, SWINGS, Cause.UNCHECKED),
    ),
    *known(
        "no step is no descent",
        (GradientDescent(lr=0.1), BOWL, START, 0, DESCENDING, Cause.STEPS),
    ),
    *known(
        "a quartic outgrows any step: from y = 1, 200·10 is 2000, and its cube overflows",
        (GradientDescent(lr=10.0), Rosenbrock(), BANANA, 200, AWAY, Cause.LARGE_RATE),
        (Momentum(lr=0.1), Rosenbrock(), BANANA, 200, AWAY, Cause.LARGE_RATE),
    ),
    *known(
        "Polyak's rule takes no step from a point that is below what it is told is the lowest",
        (PolyakStep(lowest=100.0), BOWL, START, 50, STALLS, Cause.KNOB),
        (PolyakStep(lowest=0.5), TWO_DENTS, (-0.9, 0.4), 50, STALLS, Cause.KNOB),
    ),
    *known(
        "where nothing bends along x, Newton's method does not move along x",
        (Newton(), KINK, (1.4, 1.0), 60, STALLS, Cause.LEVEL_GROUND),
    ),
    *known(
        "the way down along a kink is none of the ways that a search along the slope tries",
        (ConjugateGradient(), KINK, (1.4, 1.0), 200, STALLS, Cause.KINK),
    ),
    *known(
        "one step of length 1/2 leads to the minimum, where there is no direction to go in: 0/0",
        (Rule("theta = theta - lr*g/norm(g)", lr=0.5), BOWL, (0.5, 0.0), 9, AWAY,
         Cause.UNDEFINED),
    ),
)  # fmt: skip
