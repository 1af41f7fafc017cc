"""What a network has learned to say, all over its inputs, where there are one or two of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from surfaces.networks import Learner
from surfaces.networks.criteria import softmax

GRID = 81
"""Points a side."""
LINE = 301
MARGIN = 0.08
"""Part of the width of the data that is shown beyond them."""


@dataclass(frozen=True, eq=False)
class Answers:
    """Answers on a line, or on a grid."""

    x: Array
    """The first input, ``(nx,)``."""
    y: Array
    """The second input, ``(ny,)``; empty if there is none."""
    said: Array
    """The quantity, the belief in the second of two classes, or the number of the class believed
    in most, ``(nx,)`` or ``(ny, nx)``."""


def answers(network: Learner, theta: Array) -> Answers | None:
    """Ask a network with parameters ``(n,)`` about inputs around its data; ``None`` if too many.

    Two inputs can be drawn, and one if the answer is a quantity.
    """
    inputs: Array = network.data.points()[0]
    least, most = np.min(inputs, axis=0), np.max(inputs, axis=0)
    beyond = MARGIN * np.where(most > least, most - least, 1.0)
    low, wide = least - beyond, most - least + 2 * beyond
    if inputs.shape[1] == 1 and not network.data.classes:
        x = low[0] + wide[0] * np.linspace(0, 1, LINE)
        return Answers(x, np.empty(0), network.scores(theta, x[:, None])[0])
    if inputs.shape[1] != 2:
        return None
    x, y = low[:, None] + wide[:, None] * np.linspace(0, 1, GRID)
    grid = np.column_stack([np.tile(x, GRID), np.repeat(y, GRID)])
    with np.errstate(all="ignore"):  # a run that left may have parameters beyond all bounds
        scores = network.scores(theta, grid)
        return Answers(x, y, _said(scores).reshape(len(y), len(x)))


def _said(scores: Array) -> Array:
    """Map scores ``(units, N)`` to what is drawn of them, ``(N,)``."""
    if len(scores) == 1:
        return scores[0]
    if len(scores) == 2:
        return softmax(scores[None])[0, 1]
    return np.argmax(scores, axis=0).astype(float)


def right(network: Learner, theta: Array) -> float | None:
    """Return the part of all samples whose class is believed in most; ``None`` if none have one."""
    if not network.data.classes:
        return None
    inputs, targets = network.data.points()
    with np.errstate(all="ignore"):
        believed = np.argmax(network.scores(theta, inputs), axis=0)
    return float(np.mean(np.equal(believed, targets)))
