"""Whether minima hold runs of a rule that rest there, which may then end before the last step."""

from __future__ import annotations

import numpy as np

from optimizers import Adam, Optimizer


def settles(rule: Optimizer) -> bool:
    """Tell whether there are minima that are known to hold runs of a rule."""
    return type(rule) is Adam or bool(np.any(np.greater(rule.steepest_held(), 0)))
