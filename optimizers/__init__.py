"""Update rules: they know a loss, never a surface."""

from optimizers.adabound import AdaBound, AMSBound
from optimizers.adam import Adam, AdamW
from optimizers.adam_siblings import AdaMax, RAdam
from optimizers.adan import Adan
from optimizers.adaptive import AdaDelta, AdaGrad, RMSprop, RMSpropEpsInside
from optimizers.amsgrad import AMSGrad, AMSGradCorrectedFirst, AMSGradUncorrected
from optimizers.averaging import Averaged
from optimizers.base import Optimizer
from optimizers.belief import AdaBelief, Yogi
from optimizers.conjugate_gradient import ConjugateGradient
from optimizers.decay import Decayed, Penalized
from optimizers.gradient_descent import GradientDescent
from optimizers.hypergradient import HypergradientDescent
from optimizers.learned import LearnedOptimizer
from optimizers.line_search import LINE_SEARCHES
from optimizers.lion import Lion
from optimizers.momentum import HeavyBall, Momentum, Nesterov, NesterovShifted
from optimizers.nadam import NAdam, NAdamConstantMomentum
from optimizers.newton import Newton, SaddleFreeNewton
from optimizers.quasi_hyperbolic import QHAdam
from optimizers.quasi_newton import BFGS, LBFGS
from optimizers.rate_free import PolyakStep, Prodigy, ScheduleFree
from optimizers.rule import Rule
from optimizers.sharpness import SAM
from optimizers.signs import Rprop, SignDescent
from optimizers.sophia import Sophia
from optimizers.trust_region import TrustRegion
from optimizers.wrappers import Clipped, Lookahead, Scheduled, Wrapper

FAMILIES: dict[str, dict[str, type[Optimizer]]] = {
    "First order": {
        "GradientDescent": GradientDescent,
        "Momentum": Momentum,
        "HeavyBall": HeavyBall,
        "Nesterov": Nesterov,
        "NesterovShifted": NesterovShifted,
        "SignDescent": SignDescent,
        "Rprop": Rprop,
    },
    "Adaptive": {
        "AdaGrad": AdaGrad,
        "RMSprop": RMSprop,
        "RMSpropEpsInside": RMSpropEpsInside,
        "AdaDelta": AdaDelta,
        "Adam": Adam,
        "AdaMax": AdaMax,
        "AdamW": AdamW,
        "AMSGrad": AMSGrad,
        "AMSGradCorrectedFirst": AMSGradCorrectedFirst,
        "AMSGradUncorrected": AMSGradUncorrected,
        "NAdam": NAdam,
        "NAdamConstantMomentum": NAdamConstantMomentum,
        "RAdam": RAdam,
        "AdaBound": AdaBound,
        "AMSBound": AMSBound,
        "AdaBelief": AdaBelief,
        "Yogi": Yogi,
        "Adan": Adan,
        "Lion": Lion,
        "QHAdam": QHAdam,
        "Sophia": Sophia,
    },
    "No learning rate": {
        "HypergradientDescent": HypergradientDescent,
        "Prodigy": Prodigy,
        "ScheduleFree": ScheduleFree,
        "PolyakStep": PolyakStep,
    },
    "Second order": {
        "Newton": Newton,
        "SaddleFreeNewton": SaddleFreeNewton,
        "TrustRegion": TrustRegion,
        "ConjugateGradient": ConjugateGradient,
        "BFGS": BFGS,
        "LBFGS": LBFGS,
    },
    "Learned": {
        "LearnedOptimizer": LearnedOptimizer,
    },
    "Your own": {
        "Rule": Rule,
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
    "SAM": SAM,
    "Averaged": Averaged,
    "Penalized": Penalized,
    "Decayed": Decayed,
}
"""Every rule that holds a rule, by its class name."""

__all__ = [
    "BFGS",
    "FAMILIES",
    "LBFGS",
    "LINE_SEARCHES",
    "OPTIMIZERS",
    "SAM",
    "WRAPPERS",
    "AMSBound",
    "AMSGrad",
    "AMSGradCorrectedFirst",
    "AMSGradUncorrected",
    "AdaBelief",
    "AdaBound",
    "AdaDelta",
    "AdaGrad",
    "AdaMax",
    "Adam",
    "AdamW",
    "Adan",
    "Averaged",
    "Clipped",
    "ConjugateGradient",
    "Decayed",
    "GradientDescent",
    "HeavyBall",
    "HypergradientDescent",
    "LearnedOptimizer",
    "Lion",
    "Lookahead",
    "Momentum",
    "NAdam",
    "NAdamConstantMomentum",
    "Nesterov",
    "NesterovShifted",
    "Newton",
    "Optimizer",
    "Penalized",
    "PolyakStep",
    "Prodigy",
    "QHAdam",
    "RAdam",
    "RMSprop",
    "RMSpropEpsInside",
    "Rprop",
    "Rule",
    "SaddleFreeNewton",
    "ScheduleFree",
    "Scheduled",
    "SignDescent",
    "Sophia",
    "TrustRegion",
    "Yogi",
]
