"""More runs whose end is known, labelled after the judging was finished, and tried on it as it was.

How many of them were named right at first sight is the fairer number of the two.
"""

from __future__ import annotations

from diagnosis import Cause
from optimizers import (
    BFGS,
    LBFGS,
    SAM,
    Adam,
    AdaMax,
    AMSGrad,
    Averaged,
    Clipped,
    ConjugateGradient,
    Decayed,
    GradientDescent,
    HeavyBall,
    Lion,
    Lookahead,
    Momentum,
    Nesterov,
    NesterovShifted,
    Newton,
    Penalized,
    QHAdam,
    RMSprop,
    Rprop,
    SaddleFreeNewton,
    Scheduled,
    SignDescent,
    TrustRegion,
)
from optimizers.schedules import CosineAnnealing
from surfaces import Booth, Matyas, Noisy, Quadratic, Saddle, Sphere
from tests.diagnosis.labelled_runs import (
    ARRIVED,
    AWAY,
    BOWL,
    CORNER,
    DENTED,
    DESCENDING,
    LEVEL,
    RIDGE,
    SHELF,
    STALLS,
    START,
    SWINGS,
    TWO_WELLS,
    Labelled,
    known,
)
from tests.experiments.grounds import HOLE, MONKEY, SLIDE, TWO_DENTS

LATER: tuple[Labelled, ...] = (
    *known(
        "Booth's Hessian has the eigenvalues 18 and 2: gradient descent turns at 2 / 18",
        (GradientDescent(lr=0.11), Booth(), (-5.0, 4.0), 1500, ARRIVED, Cause.NOTHING),
        (GradientDescent(lr=0.112), Booth(), (-5.0, 4.0), 1500, AWAY, Cause.LARGE_RATE),
        (GradientDescent(lr=0.05), Booth(), (-5.0, 4.0), 150, ARRIVED, Cause.NOTHING),
    ),
    *known(
        "the Hessian of Matyas has the eigenvalues 1 and 0.04: gradient descent turns at 2,"
        " momentum at 3.8, Nesterov's at 3.8 / 2.8 = 1.357",
        (GradientDescent(lr=1.9), Matyas(), (5.0, -3.0), 400, ARRIVED, Cause.NOTHING),
        (GradientDescent(lr=2.0), Matyas(), (5.0, -3.0), 400, SWINGS, Cause.LARGE_RATE),
        (GradientDescent(lr=2.1), Matyas(), (5.0, -3.0), 400, AWAY, Cause.LARGE_RATE),
        (Momentum(lr=3.7), Matyas(), (5.0, -3.0), 600, ARRIVED, Cause.NOTHING),
        (Momentum(lr=3.9), Matyas(), (5.0, -3.0), 600, AWAY, Cause.LARGE_RATE),
        (HeavyBall(lr=3.9), Matyas(), (5.0, -3.0), 600, AWAY, Cause.LARGE_RATE),
        (Nesterov(lr=1.3), Matyas(), (5.0, -3.0), 600, ARRIVED, Cause.NOTHING),
        (Nesterov(lr=1.4), Matyas(), (5.0, -3.0), 600, AWAY, Cause.LARGE_RATE),
    ),
    *known(
        "x² + y² bends by 2 everywhere: solved in one step at 1/2, hopping at 1",
        (GradientDescent(lr=0.5), Sphere(), (3.0, 4.0), 3, ARRIVED, Cause.NOTHING),
        (GradientDescent(lr=1.0), Sphere(), (3.0, 4.0), 80, SWINGS, Cause.LARGE_RATE),
        (GradientDescent(lr=1.1), Sphere(), (3.0, 4.0), 80, AWAY, Cause.LARGE_RATE),
    ),
    *known(
        "past the edge of the steep axis, but no error on it to grow, or one of 1e-300",
        (GradientDescent(lr=0.21), BOWL, (1.9, 0.0), 100, ARRIVED, Cause.NOTHING),
        (GradientDescent(lr=0.21), BOWL, (1.9, 1e-300), 100, ARRIVED, Cause.NOTHING),
    ),
    *known(
        "it starts far off the map, on a bowl that has no end",
        (GradientDescent(lr=0.1), BOWL, (10.0, 4.0), 100, ARRIVED, Cause.NOTHING),
    ),
    *known(
        "a gradient of at most 1 can neither run away nor, past the edge, settle",
        (Clipped(Momentum(lr=0.39), norm=1.0), BOWL, START, 600, SWINGS, Cause.LARGE_RATE),
    ),
    *known(
        "clipping slows a fall, it does not end it",
        (Clipped(GradientDescent(lr=0.1), norm=0.5), SLIDE, (0.0, 1.0), 400, AWAY,
         Cause.FLOORLESS),
    ),
    *known(
        "with the penalty the minimum of a bowl of curvature 1 lies at 1.5 / (1 + λ)",
        (Penalized(GradientDescent(lr=0.1), l2=1.0), CORNER, (-1.5, -1.0), 300, STALLS,
         Cause.DECAY),
        (Penalized(Momentum(lr=0.05), l2=0.5), CORNER, (-1.5, -1.0), 400, STALLS, Cause.DECAY),
    ),
    *known(
        "the decay beside the step moves the point of rest to 1.5 / (1 + λ), Adam's to 1 / λ",
        (Decayed(GradientDescent(lr=0.1), weight_decay=0.5), CORNER, (-1.5, -1.0), 300,
         STALLS, Cause.DECAY),
        (Decayed(Adam(lr=0.1), weight_decay=1.0), CORNER, (0.2, 0.2), 1000, DESCENDING,
         Cause.DECAY),
    ),
    *known(
        "no step is longer than a few times lr in each coordinate: all fall short",
        (AMSGrad(lr=1e-4), BOWL, START, 200, DESCENDING, Cause.STEPS),
        (AdaMax(lr=1e-3), BOWL, START, 300, DESCENDING, Cause.STEPS),
        (QHAdam(lr=1e-4), BOWL, START, 200, DESCENDING, Cause.STEPS),
        (RMSprop(lr=1e-4), BOWL, START, 200, DESCENDING, Cause.STEPS),
    ),
    *known(
        "looking ρ uphill, gradient descent hops for ever at lr·λ·ρ / (2 - lr·λ): Bartlett, Long"
        " and Bousquet (2022), https://arxiv.org/abs/2210.01513",
        (SAM(GradientDescent(lr=0.1), rho=0.5), BOWL, START, 300, SWINGS, Cause.FIXED_STRIDE),
    ),
    *known(
        "a mean of points that arrive arrives, and so do points half way back",
        (Averaged(GradientDescent(lr=0.1)), BOWL, START, 1000, ARRIVED, Cause.NOTHING),
        (Lookahead(Momentum(lr=0.05)), BOWL, START, 600, ARRIVED, Cause.NOTHING),
    ),
    *known(
        "rates that add up to ten times the way and fall to zero",
        (Scheduled(Adam(lr=0.05), CosineAnnealing(400)), BOWL, START, 400, ARRIVED, Cause.NOTHING),
        (Scheduled(RMSprop(lr=0.1, decay=0.9), CosineAnnealing(300)), BOWL, START, 300, ARRIVED,
         Cause.NOTHING),
        (Scheduled(Lion(lr=0.1), CosineAnnealing(300)), BOWL, START, 300, ARRIVED, Cause.NOTHING),
    ),
    *known(
        "rules that only descend stay in the basin of the lesser dent",
        (LBFGS(), TWO_DENTS, (0.9, 0.4), 60, DENTED, Cause.DENT),
        (ConjugateGradient(), TWO_DENTS, (0.9, 0.4), 100, DENTED, Cause.DENT),
        (TrustRegion(), TWO_DENTS, (0.9, 0.4), 60, DENTED, Cause.DENT),
        (Rprop(lr=0.01), TWO_DENTS, (0.9, 0.4), 200, DENTED, Cause.DENT),
    ),
    *known(
        "between two wells, off the ridge, downhill",
        (GradientDescent(lr=0.1), TWO_WELLS, (-0.3, 1.0), 200, ARRIVED, Cause.NOTHING),
        (BFGS(), TWO_WELLS, (0.5, 1.0), 40, ARRIVED, Cause.NOTHING),
        (Newton(damping=5.0), Saddle(), (1.2, 0.3), 200, ARRIVED, Cause.NOTHING),
    ),
    *known(
        "a damping of 100 makes Newton's step gradient descent at 1/100: 0.99^50 = 61% is left",
        (Newton(damping=100.0), BOWL, START, 50, DESCENDING, Cause.SMALL_RATE),
    ),
    *known(
        "a whole step solves a quadratic; 1% of one leaves 99%, and 250% sends it past",
        (SaddleFreeNewton(), BOWL, START, 2, ARRIVED, Cause.NOTHING),
        (SaddleFreeNewton(lr=0.01), BOWL, START, 50, DESCENDING, Cause.SMALL_RATE),
        (SaddleFreeNewton(lr=2.5), BOWL, START, 100, AWAY, Cause.LARGE_RATE),
    ),
    *known(
        "noise at a constant rate, and strides that it turns about",
        (Adam(lr=0.05), Noisy(Quadratic(), sigma=1.0), START, 500, SWINGS, Cause.NOISE),
        (RMSprop(lr=0.05), Noisy(Quadratic(), sigma=1.0), START, 500, SWINGS, Cause.NOISE),
        (Nesterov(lr=0.02), Noisy(Quadratic(), sigma=1.0), START, 500, SWINGS, Cause.NOISE),
    ),
    *known(
        "on the ridge, and hopping along it across the saddle by lr",
        (RMSprop(lr=0.1, decay=0.9), Saddle(), (1.0, 0.0), 500, SWINGS, Cause.FIXED_STRIDE),
        (SignDescent(lr=0.1), Saddle(), (0.95, 0.0), 200, SWINGS, Cause.FIXED_STRIDE),
    ),
    *known(
        "on the ridge no step leads off it",
        (Rprop(lr=0.05), Saddle(), (-1.0, 0.0), 200, RIDGE, Cause.BALANCE),
        (NesterovShifted(lr=0.02), Saddle(), (1.0, 0.0), 600, RIDGE, Cause.BALANCE),
        (LBFGS(), TWO_WELLS, (0.0, 1.5), 60, RIDGE, Cause.BALANCE),
        (ConjugateGradient(), TWO_WELLS, (0.0, 1.5), 60, RIDGE, Cause.BALANCE),
        (Momentum(lr=0.1), MONKEY, (0.0, 0.0), 20, RIDGE, Cause.BALANCE),
    ),
    *known(
        "no slope, no step",
        (Momentum(lr=0.1), SHELF, (1.5, 1.0), 100, LEVEL, Cause.LEVEL_GROUND),
        (SignDescent(lr=0.1), SHELF, (1.5, 1.0), 100, LEVEL, Cause.LEVEL_GROUND),
        (LBFGS(), SHELF, (1.5, 1.0), 100, LEVEL, Cause.LEVEL_GROUND),
        (TrustRegion(), SHELF, (1.5, 1.0), 100, LEVEL, Cause.LEVEL_GROUND),
        (Adam(lr=0.1), HOLE, (8.0, 8.0), 300, LEVEL, Cause.LEVEL_GROUND),
    ),
    *known(
        "a sign is a sign, even of e^-64: it walks to the hole and hops in it",
        (SignDescent(lr=0.6), HOLE, (8.0, 8.0), 300, SWINGS, Cause.FIXED_STRIDE),
    ),
)  # fmt: skip
