"""Which minima hold runs that rest there, so that they may retire before the last step."""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from optimizers import Adam, Optimizer
from studies.batched.adam_at_minimum import adam_stays
from studies.batched.batch import BatchState
from studies.batched.known_minima import KnownMinima, Mask, Whole


def settles(rule: Optimizer, noisy: bool = False) -> bool:
    """Tell whether there are minima that are known to hold runs of a rule."""
    return (type(rule) is Adam and not noisy) or bool(np.any(np.greater(rule.steepest_held(), 0)))


def stays(runs: BatchState, grad: Array, known: KnownMinima, at: Whole, t: int, steps: int) -> Mask:
    """Tell which runs ``(N,)``, each at rest at a minimum, will stay there to the last step."""
    if type(runs.rule) is Adam:  # which may leave again, even from rest
        return adam_stays(runs, grad, known, at, t, steps)
    return known.steepest[at] < np.broadcast_to(runs.rule.steepest_held(), at.shape)
