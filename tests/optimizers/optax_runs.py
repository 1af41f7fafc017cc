"""Optax's runs, in float64, to compare ours with."""

from __future__ import annotations

from collections.abc import Callable

import jax
import numpy as np
import optax

from core.arrays import Array
from tests.optimizers.losses import START


def optax_walk(
    rule: optax.GradientTransformation, slope: Callable[[Array], Array], steps: int
) -> Array:
    """Return every point of a run from the common start: ``(steps + 1, 2, 1)``."""
    with jax.enable_x64(True):  # JAX drops to 32 bits by default
        update, state, path = jax.jit(rule.update), rule.init(START), [START]
        for _ in range(steps):
            change, state = update(slope(path[-1]), state, path[-1])
            path.append(path[-1] + np.asarray(change))
    assert path[-1].dtype == np.float64
    return np.array(path)
