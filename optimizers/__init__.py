"""Update rules: they know a loss, never a surface.

What is imported here is offered, in this order, which is that in which rules are taught: a new one
needs its class and one line.
"""

from core.registry import by_family, concrete
from optimizers.base import Optimizer as Optimizer
from optimizers.line_search import LINE_SEARCHES as LINE_SEARCHES
from optimizers.wrappers import Wrapper as Wrapper

# isort: off

# First order
from optimizers.gradient_descent import GradientDescent as GradientDescent
from optimizers.momentum import Momentum as Momentum
from optimizers.momentum import HeavyBall as HeavyBall
from optimizers.momentum import Nesterov as Nesterov
from optimizers.momentum import NesterovShifted as NesterovShifted
from optimizers.signs import SignDescent as SignDescent
from optimizers.signs import Rprop as Rprop

# Adaptive
from optimizers.adaptive import AdaGrad as AdaGrad
from optimizers.adaptive import RMSprop as RMSprop
from optimizers.adaptive import RMSpropEpsInside as RMSpropEpsInside
from optimizers.adaptive import AdaDelta as AdaDelta
from optimizers.adam import Adam as Adam
from optimizers.adam_siblings import AdaMax as AdaMax
from optimizers.adam import AdamW as AdamW
from optimizers.amsgrad import AMSGrad as AMSGrad
from optimizers.amsgrad import AMSGradCorrectedFirst as AMSGradCorrectedFirst
from optimizers.amsgrad import AMSGradUncorrected as AMSGradUncorrected
from optimizers.nadam import NAdam as NAdam
from optimizers.nadam import NAdamConstantMomentum as NAdamConstantMomentum
from optimizers.adam_siblings import RAdam as RAdam
from optimizers.adabound import AdaBound as AdaBound
from optimizers.adabound import AMSBound as AMSBound
from optimizers.belief import AdaBelief as AdaBelief
from optimizers.belief import Yogi as Yogi
from optimizers.adan import Adan as Adan
from optimizers.lion import Lion as Lion
from optimizers.quasi_hyperbolic import QHAdam as QHAdam
from optimizers.sophia import Sophia as Sophia

# No learning rate
from optimizers.hypergradient import HypergradientDescent as HypergradientDescent
from optimizers.rate_free import Prodigy as Prodigy
from optimizers.rate_free import ScheduleFree as ScheduleFree
from optimizers.rate_free import PolyakStep as PolyakStep

# Second order
from optimizers.newton import Newton as Newton
from optimizers.newton import SaddleFreeNewton as SaddleFreeNewton
from optimizers.trust_region import TrustRegion as TrustRegion
from optimizers.conjugate_gradient import ConjugateGradient as ConjugateGradient
from optimizers.quasi_newton import BFGS as BFGS
from optimizers.quasi_newton import LBFGS as LBFGS

# Learned
from optimizers.learned import LearnedOptimizer as LearnedOptimizer

# Your own
from optimizers.rule import Rule as Rule

# Rules that hold a rule
from optimizers.wrappers import Scheduled as Scheduled
from optimizers.clipping import Clipped as Clipped
from optimizers.lookahead import Lookahead as Lookahead
from optimizers.sharpness import SAM as SAM
from optimizers.averaging import Averaged as Averaged
from optimizers.decay import Penalized as Penalized
from optimizers.decay import Decayed as Decayed

# isort: on

WRAPPERS: dict[str, type[Wrapper]] = concrete(globals(), Wrapper)
"""Every rule that holds a rule, by its class name."""

OPTIMIZERS: dict[str, type[Optimizer]] = {
    name: rule for name, rule in concrete(globals(), Optimizer).items() if name not in WRAPPERS
}
"""Every other rule by its class name, in the order in which they are taught."""

FAMILIES: dict[str, dict[str, type[Optimizer]]] = by_family(OPTIMIZERS)
"""The same by family."""
