"""Races to take away: every rule with settings that settle, every surface, wrappers, chance.

Where a rule rattles about a minimum, rounding grows by the step: hence the settings.
"""

from __future__ import annotations

import numpy as np

from experiments import Experiment
from optimizers import (
    AdaBelief,
    AdaDelta,
    AdaGrad,
    Adam,
    AdaMax,
    AdamW,
    Adan,
    AMSGrad,
    AMSGradCorrectedFirst,
    AMSGradUncorrected,
    Clipped,
    Decayed,
    GradientDescent,
    HeavyBall,
    Lion,
    Lookahead,
    Momentum,
    NAdam,
    NAdamConstantMomentum,
    Nesterov,
    NesterovShifted,
    Penalized,
    Prodigy,
    RAdam,
    RMSprop,
    RMSpropEpsInside,
    Rprop,
    Scheduled,
    ScheduleFree,
    SignDescent,
)
from optimizers.schedules import (
    CosineAnnealing,
    ExponentialDecay,
    OneCycle,
    StepDecay,
    WarmRestarts,
    Warmup,
)
from surfaces import (
    SURFACES,
    Formula,
    LinearRegression,
    LogisticRegression,
    MiniBatch,
    Noisy,
    NormalizedInputs,
    Quadratic,
    Rosenbrock,
    TanhNeuron,
)
from surfaces.data import FarSamples, Iris, Outliers
from tests.surfaces.formula.formulas import TYPED

START = (-1.2, 0.7)
VALLEY = Rosenbrock(b=5.0)

RULES = [
    GradientDescent(lr=0.013),
    Momentum(lr=0.004, beta=0.83),
    HeavyBall(lr=0.004, beta=0.83),
    Nesterov(lr=0.004, beta=0.83),
    Nesterov(lr=0.005, beta=0.0),
    NesterovShifted(lr=0.004, beta=0.83),
    NesterovShifted(lr=0.006, beta=0.0),
    SignDescent(lr=0.003),
    Rprop(lr=0.03, eta_minus=0.4, eta_plus=1.3, step_min=1e-3, step_max=0.2),
    AdaGrad(lr=0.3, eps=1e-3),
    RMSprop(lr=0.003, decay=0.9, eps=1e-2),
    RMSpropEpsInside(lr=0.004, decay=0.8, eps=1e-3),
    AdaDelta(lr=0.1, decay=0.95, eps=1e-3),
    Adam(lr=0.05, beta1=0.8, beta2=0.95, eps=1e-3),
    AdaMax(lr=0.05, beta1=0.8, beta2=0.99, eps=1e-2),
    AdamW(lr=0.02, beta1=0.8, beta2=0.98, eps=1e-2, weight_decay=0.4),
    AMSGrad(lr=0.05, beta1=0.8, beta2=0.95, eps=1e-3),
    AMSGradCorrectedFirst(lr=0.05, beta1=0.8, beta2=0.95, eps=1e-3),
    AMSGradUncorrected(lr=0.05, beta1=0.8, beta2=0.95, eps=1e-3),
    NAdam(lr=0.02, beta1=0.8, beta2=0.98, eps=1e-2, momentum_decay=0.05),
    NAdamConstantMomentum(lr=0.02, beta1=0.8, beta2=0.98, eps=1e-2),
    RAdam(lr=0.02, beta1=0.8, beta2=0.98, eps=1e-2),
    AdaBelief(lr=0.02, beta1=0.7, beta2=0.98, eps=1e-3),
    Adan(lr=0.02, beta1=0.9, beta2=0.5, beta3=0.99, eps=1e-2),
    Lion(lr=0.003, beta1=0.7, beta2=0.95, weight_decay=0.4),
    Prodigy(lr=0.2, beta1=0.7, beta2=0.99, eps=1e-2, d0=1e-4),
    ScheduleFree(lr=0.03, beta=0.3),
]

ADAM = Adam(lr=0.05, beta1=0.8, beta2=0.95, eps=1e-3)
WRAPPED = [
    Clipped(Momentum(lr=0.01, beta=0.7), norm=1.5),
    Clipped(ADAM, limit=0.5),
    Clipped(Clipped(Momentum(lr=0.01, beta=0.7), limit=2.0), norm=2.5),
    Clipped(NesterovShifted(lr=0.004, beta=0.83), norm=3.0),
    Clipped(Nesterov(lr=0.004, beta=0.83), norm=3.0),
    Penalized(ADAM, l2=0.3),
    Penalized(AdamW(lr=0.02, eps=1e-2), l2=0.3),
    Penalized(Nesterov(lr=0.004, beta=0.83), l2=0.3),
    Clipped(Penalized(Momentum(lr=0.01, beta=0.7), l2=0.3), norm=1.5),
    Penalized(Clipped(Momentum(lr=0.01, beta=0.7), norm=1.5), l2=0.3),
    Penalized(Rprop(lr=0.03), l2=0.3),
    Decayed(GradientDescent(lr=0.013), weight_decay=0.3),
    Decayed(ADAM, weight_decay=0.3),
    Decayed(AdamW(lr=0.02, eps=1e-2), weight_decay=0.3),
    Decayed(AMSGrad(lr=0.02, eps=1e-2), weight_decay=0.3),
    Decayed(NAdam(lr=0.02, eps=1e-2), weight_decay=0.3),
    Decayed(RAdam(lr=0.02, eps=1e-2), weight_decay=0.3),
    Decayed(Momentum(lr=0.01, beta=0.7), weight_decay=0.3),
    Decayed(Lion(lr=0.003), weight_decay=0.3),
    Clipped(Decayed(Penalized(ADAM, l2=0.2), weight_decay=0.3), norm=2.0),
    Lookahead(Momentum(lr=0.01, beta=0.7), k=6, alpha=0.3),
    Lookahead(Clipped(Decayed(ADAM, weight_decay=0.1), norm=2.0), k=4, alpha=0.5),
    Scheduled(ADAM, Warmup(20, CosineAnnealing(60, 0.1))),
    Scheduled(Decayed(ADAM, weight_decay=0.3), StepDecay(every=30, gamma=0.7)),
    Scheduled(Momentum(lr=0.01, beta=0.7), WarmRestarts(13, 1.5, 0.2)),
    Scheduled(Scheduled(AdaMax(lr=0.05, eps=1e-2), ExponentialDecay(0.02)), OneCycle(120)),
    Scheduled(Clipped(Penalized(RMSprop(lr=0.01, eps=1e-2), l2=0.1), norm=2.0), Warmup(30)),
    Scheduled(Prodigy(lr=0.2, beta1=0.7, beta2=0.99, eps=1e-2, d0=1e-4), CosineAnnealing(100)),
    Clipped(ScheduleFree(lr=0.03, beta=0.3), norm=2.0),
]

STEEP = Experiment(Rosenbrock(), (GradientDescent(lr=1.0), ADAM), (-1.2, 1.0), 30)
"""Gradient descent overflows."""


def alone(optimizer, surface=VALLEY, start=START, steps=120, seed=0) -> Experiment:
    return Experiment(surface, (optimizer,), start, steps, seed)


def slow(surface, steps=30, seed=0) -> Experiment:
    """Descend from the steepest start, so slowly that what a fold does to rounding is not seen."""
    slopes = [float(np.hypot(*surface.grad(np.array(start)))) for start in surface.starts]
    slope, start = max(zip(slopes, surface.starts, strict=True))
    width = surface.domain.high[0] - surface.domain.low[0]
    lr = min(max(width / 500 / slope, 1e-6), 10.0)
    return Experiment(surface, (Momentum(lr=lr, beta=0.5),), start, steps, seed)


def into_kinks() -> list[Experiment]:
    """Return races that go through points where there is no gradient."""
    return [alone(GradientDescent(lr=0.25), *kink, steps=30) for kink in KINKS]


GROUNDS = [
    *(kind() for kind in SURFACES.values()),
    Quadratic(condition=37.0, angle=71.0),
    LinearRegression(Outliers(samples=20)),
    LogisticRegression(Iris(species=2), l2=0.1),
    TanhNeuron(FarSamples()),
]
OWN = [Formula("x**2 +\n\t y**2\r\n + 1"), *map(Formula, TYPED)]
KINKS = [
    (SURFACES["AbsoluteValue"](), (-1.5, 1.5)),
    *((Formula(text), start) for text, start in [
        ("abs(x)+3*abs(y)", (-1.5, 1.5)),
        ("max(x,-x,2*y,-2*y)", (1.0, 1.0)),
        ("relu(x)+relu(-x)+y**2", (1.0, 0.5)),
        ("hypot(x,y)", (1.0, 0.0)),
        ("atan2(y,x)+x**2+y**2", (0.0, 0.0)),
        ("(x**2+y**2)**0.3", (0.0, 0.0)),
        ("abs(x)**0.5+abs(y)", (0.0, 1.0)),
        ("where(x>0,sqrt(x),-x)+y**2", (-1.0, 1.0)),
        ("x**2 if x>0 and y>0 else abs(x)+abs(y)", (1.0, 1.0)),
        ("clip(x,-1,1)**2+floor(x)+y**2", (2.0, 0.5)),
        ("y**2*sqrt(x)+abs(y)", (0.0, 0.0)),
        ("acos(cos(x))+acosh(1+x**2)+y**2", (0.0, 1.0)),
        ("x**2/x+sqrt(x)**2+y**2", (0.0, 1.0)),
        ("(x>0)+(y>0)", (0.0, 1.0)),
    ]),
]  # fmt: skip
"""Grounds and starts from which steps of a quarter, exact in binary, lead into a kink."""
WALLS = [
    ("sqrt(x)+y**2", (0.25, 1.0), 0.25),
    ("sqrt(x-1)+y**2", (1.25, 1.0), 0.25),
    ("sqrt(2*x+2)+abs(y)", (1.0, 1.0), 4.0),
    ("pow(4*x,0.5)*(1+y**2)", (0.25, 0.0), 0.125),
]
"""Formulas, starts and rates whose first step ends where a root begins: its slope is infinite."""
CHANCE = [
    Noisy(Rosenbrock(b=5.0), sigma=0.3),
    Noisy(Noisy(Quadratic(), sigma=0.3), sigma=0.2),
    MiniBatch(LinearRegression(), batch_size=8),
    MiniBatch(LogisticRegression(), batch_size=16, replacement=True),
    MiniBatch(TanhNeuron(), batch_size=1000),
    MiniBatch(NormalizedInputs(), batch_size=7),
    Noisy(MiniBatch(LinearRegression(), batch_size=12), sigma=0.1),
]
