"""The search for the minima of a map that its surface does not name."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from core.arrays import Array, norm
from diagnosis.curvature import eigenvalues
from studies.batched.known_minima import KnownMinima, Mask
from surfaces.base import Surface
from surfaces.newton_polish import bottom

APART = 4.0
"""Markers' radii between two minima that a map tells apart."""
MARGIN = 0.25
"""Part of the map's width, beyond each of its edges, in which other minima are looked for."""
GRID = 384
"""Points along each side of the rectangle that is searched."""
MOST = 2000
"""Other minima, the lowest first, that a map tells apart."""
FOOT = 0.05
"""Part of the slope at a marker's edge: with more in its middle, there is no minimum."""
STIFF = 1e-6
"""Part of the largest curvature: a smaller one is none, and the surface is level that way."""


def known_minima(surface: Surface) -> KnownMinima:
    """Return the minima of a map, named and found, with what runs are measured by there."""
    try:
        return _cached(surface)
    except TypeError:  # a surface that holds arrays has no hash
        return _measured(surface)


@lru_cache(16)
def _cached(surface: Surface) -> KnownMinima:
    return _measured(surface)


def _measured(surface: Surface) -> KnownMinima:
    low, high = np.array(surface.domain.low), np.array(surface.domain.high)
    named = np.array(surface.minima, dtype=float).reshape(-1, len(low)).T
    spread = np.random.default_rng(0).random((len(low), 1024))
    with np.errstate(all="ignore"):
        slopes = norm(surface.grad(low[:, None] + spread * (high - low)[:, None]))
        slopes = slopes[np.isfinite(slopes) & (slopes > 0)]
        slope = float(np.median(slopes)) if slopes.size else 1.0
        known = KnownMinima(named, named.shape[1], low, high, slope, np.empty(0), np.empty(0))
        if len(low) == 2:
            known = replace(known, minima=_with_others(surface, known))
        curvatures = eigenvalues(surface, known.minima)
        bends = _bends(surface, known, bends_up(curvatures))
        return replace(known, bends=bends, steepest=curvatures[:, -1])


def _bends(surface: Surface, known: KnownMinima, bowl: Mask) -> Array:
    """Return the sizes of the entries of Hessians at minima, ``(n, n, m)``."""
    hess, grad = surface.hess(known.minima), surface.grad(known.minima)
    level = np.abs(grad) <= FOOT * known.mark * np.abs(hess).sum(axis=1)
    return np.where(bowl & level.all(axis=0), np.abs(hess), np.inf)


def _with_others(surface: Surface, bare: KnownMinima) -> Array:
    """Return the minima of a map, ``(2, m)``: the named ones, then those found, lowest first."""
    wide = bare.high - bare.low
    axes = np.linspace(bare.low - MARGIN * wide, bare.high + MARGIN * wide, GRID).T
    heights = np.array(surface.value(np.stack(np.meshgrid(*axes))))
    heights[~np.isfinite(heights)] = np.inf
    rows, columns = np.nonzero(_dents(heights))
    dents = np.array([axes[0][columns], axes[1][rows]])
    dents = dents[:, np.argsort(heights[rows, columns], kind="stable")[: 2 * MOST]]
    found = bottom(surface, dents) if dents.size else dents
    near = norm(found - dents) <= np.max(wide) / GRID * 8  # it is the bottom of this very dent
    found = found[:, near & bends_up(eigenvalues(surface, found))]
    found = found[:, np.argsort(surface.value(found), kind="stable")]
    kept = list(bare.minima.T)
    for point in found.T:
        if len(kept) >= MOST:
            break
        if not kept or norm(np.array(kept).T - point[:, None]).min() > APART * bare.mark:
            kept.append(point)
    return np.array(kept).reshape(-1, 2).T


def _dents(heights: Array) -> Mask:
    """Tell which points of a grid are inside it and lower than all eight around."""
    rows, columns = heights.shape
    inner = heights[1:-1, 1:-1]
    around = [
        heights[i : rows - 2 + i, j : columns - 2 + j]
        for i, j in ((0, 0), (0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1), (2, 2))
    ]
    # Of equal neighbours the first counts, so that a minimum between two points is seen once.
    dents = (inner < np.minimum.reduce(around[:4])) & (inner <= np.minimum.reduce(around[4:]))
    return np.pad(dents, 1)


def bends_up(curvatures: Array) -> Mask:
    """Tell where the ``eigenvalues`` of Hessians, ``(k, n)``, are positive: every way leads up."""
    return curvatures[:, 0] > STIFF * np.abs(curvatures[:, -1])
