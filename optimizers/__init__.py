"""Update rules: they know a loss, never a surface."""

from optimizers.adam import Adam, AdamW
from optimizers.adaptive import AdaGrad, RMSprop, RMSpropEpsInside
from optimizers.base import Optimizer
from optimizers.gradient_descent import GradientDescent
from optimizers.momentum import HeavyBall, Momentum, Nesterov
from optimizers.wrappers import Clipped, Lookahead, Scheduled, Wrapper

FAMILIES: dict[str, dict[str, type[Optimizer]]] = {
    "First order": {
        "GradientDescent": GradientDescent,
        "Momentum": Momentum,
        "HeavyBall": HeavyBall,
        "Nesterov": Nesterov,
    },
    "Adaptive": {
        "AdaGrad": AdaGrad,
        "RMSprop": RMSprop,
        "RMSpropEpsInside": RMSpropEpsInside,
        "Adam": Adam,
        "AdamW": AdamW,
    },
}
"""The rules by family and class name, in the order in which they are taught."""

OPTIMIZERS: dict[str, type[Optimizer]] = {
    name: rule for family in FAMILIES.values() for name, rule in family.items()
}
"""Every rule by its class name, in the order in which they are taught."""

WRAPPERS: dict[str, type[Wrapper]] = {
    "Scheduled": Scheduled,
    "Clipped": Clipped,
    "Lookahead": Lookahead,
}
"""Every rule that holds a rule, by its class name."""

__all__ = [
    "FAMILIES",
    "OPTIMIZERS",
    "WRAPPERS",
    "AdaGrad",
    "Adam",
    "AdamW",
    "Clipped",
    "GradientDescent",
    "HeavyBall",
    "Lookahead",
    "Momentum",
    "Nesterov",
    "Optimizer",
    "RMSprop",
    "RMSpropEpsInside",
    "Scheduled",
]
