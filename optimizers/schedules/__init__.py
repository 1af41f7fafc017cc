"""Factors that change with time, to multiply a knob with."""

from optimizers.schedules.base import Constant, Schedule, Steps
from optimizers.schedules.combined import Mirrored, Sequential
from optimizers.schedules.cosine import CosineAnnealing, WarmRestarts
from optimizers.schedules.cycles import Cyclic, OneCycle, OneCycleThreePhase
from optimizers.schedules.decays import (
    ExponentialDecay,
    LinearDecay,
    PolynomialDecay,
    StepDecay,
)
from optimizers.schedules.ramps import InverseSqrt, Warmup, WarmupStableDecay

SCHEDULES: dict[str, type[Schedule]] = {
    "Constant": Constant,
    "StepDecay": StepDecay,
    "ExponentialDecay": ExponentialDecay,
    "LinearDecay": LinearDecay,
    "PolynomialDecay": PolynomialDecay,
    "CosineAnnealing": CosineAnnealing,
    "WarmRestarts": WarmRestarts,
    "Warmup": Warmup,
    "InverseSqrt": InverseSqrt,
    "WarmupStableDecay": WarmupStableDecay,
    "Cyclic": Cyclic,
    "OneCycle": OneCycle,
    "OneCycleThreePhase": OneCycleThreePhase,
    "Sequential": Sequential,
    "Mirrored": Mirrored,
}
"""Every schedule by its class name, in the order in which they are taught."""

__all__ = [
    "SCHEDULES",
    "Constant",
    "CosineAnnealing",
    "Cyclic",
    "ExponentialDecay",
    "InverseSqrt",
    "LinearDecay",
    "Mirrored",
    "OneCycle",
    "OneCycleThreePhase",
    "PolynomialDecay",
    "Schedule",
    "Sequential",
    "StepDecay",
    "Steps",
    "WarmRestarts",
    "Warmup",
    "WarmupStableDecay",
]
