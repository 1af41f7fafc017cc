"""What the derivatives tell of the ground at some points: curvatures, their directions, poles."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from core.arrays import Array, norm
from core.loss import Problem

GLANCES = 256
"""Points of a path, and of the map, at which the curvature is looked up."""
ENTRIES, FEWEST = 100_000, 4
"""Entries of all those Hessians together, above which there are fewer; and how few at most."""
CLOSER = 1e-6
"""Part of a radius: so near to a minimum next to nothing is left to fall."""
JUMP = 0.2
"""Part of the difference of slopes that is left a millionth as far apart: a kink's."""
EXACT = 1e-12
"""Part of a loss: what differs by less is the same but for rounding."""


def poles(problem: Problem, points: Array, radius: float) -> npt.NDArray[np.bool_]:
    """Tell at which points ``(n, k)`` there is a pole rather than a minimum, ``(k,)``.

    Around a minimum the slope fits the rise to the rim: beside a pole it is so steep that it would
    make up for the whole of it within a millionth of the radius.
    """
    ways = np.hstack([np.eye(len(points)), -np.eye(len(points))])
    heights, slopes = problem.value(points), norm(problem.grad(points))
    rim = problem.value(points[:, :, None] + radius * ways[:, None]) - heights[:, None]
    rise = np.max(np.where(np.isfinite(rim), np.abs(rim), 0.0), axis=1, initial=0.0)
    level = EXACT * np.abs(heights)  # on which rounding leaves no rise
    return ~np.isfinite(heights) | (slopes * CLOSER * radius > np.maximum(rise, level))


def glances(points: Array) -> Array:
    """Return some of the points ``(n, k)``, evenly: fewer in many dimensions, ``(n, m)``."""
    n, k = points.shape
    most = int(np.clip(ENTRIES // (n * n), FEWEST, GLANCES))
    return points[:, :: k // most + 1]


def axes(problem: Problem, point: Array) -> tuple[Array, Array]:
    """Return the Hessian's eigenvalues, ascending, and eigenvectors at a point ``(n,)``.

    A Hessian that is not finite, as at a kink, counts as zero.
    """
    hessian = problem.hess(point[:, None])[..., 0]
    values, vectors = np.linalg.eigh(
        hessian if np.isfinite(hessian).all() else 0 * np.eye(len(point))
    )
    return values, vectors


def eigenvalues(problem: Problem, points: Array) -> Array:
    """Map points ``(n, k)`` to the eigenvalues of the Hessian there, ascending, ``(k, n)``."""
    hessians = np.moveaxis(problem.hess(points), -1, 0)
    bent = np.isfinite(hessians).all(axis=(1, 2))
    found = np.full(hessians.shape[:2], np.nan)
    found[bent] = np.linalg.eigvalsh(hessians[bent])
    return found


def kinked(problem: Problem, point: Array, radius: float) -> bool:
    """Tell whether the slope jumps at a point ``(n,)``: on both sides it stays different nearby."""
    ways = np.hstack([np.eye(len(point)), np.sqrt(0.5) * np.ones((len(point), 1))])
    far, near = (
        np.max(norm(slopes[:, 0] - slopes[:, 1]))
        for slopes in (
            problem.grad(point[:, None, None] + r * np.stack([ways, -ways], axis=1))
            for r in (radius, CLOSER * radius)
        )
    )
    return bool(near > JUMP * max(far, norm(problem.grad(point[:, None]))[0]))
