"""How far to go along a direction: line searches, each a thing of its own."""

from optimizers.line_search.backtracking import Backtracking as Backtracking
from optimizers.line_search.backtracking import FixedStep as FixedStep
from optimizers.line_search.base import LineSearch as LineSearch
from optimizers.line_search.base import Mask as Mask
from optimizers.line_search.strong_wolfe import Probe as Probe
from optimizers.line_search.strong_wolfe import StrongWolfe as StrongWolfe
from optimizers.line_search.strong_wolfe import bottom as bottom

LINE_SEARCHES: dict[str, type[LineSearch]] = {
    "FixedStep": FixedStep,
    "Backtracking": Backtracking,
    "StrongWolfe": StrongWolfe,
}
"""Every line search by its class name, in the order in which they are taught."""
