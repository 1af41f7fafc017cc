"""Linear algebra on batches: coordinates first, and every run as if it were alone, bit for bit.

Sums run along the coordinates from the first to the last. ``np.add.reduce`` and BLAS group the
terms otherwise, from eight on, and not in the same way for one run as for many.
"""

from __future__ import annotations

import numpy as np

from core.arrays import Array


def total(terms: Array) -> Array:
    """Sum terms ``(n, *rest)`` over their first axis, one after the other: ``(*rest)``."""
    return np.add.accumulate(terms, axis=0)[-1]


def dot(a: Array, b: Array) -> Array:
    """Map two vectors ``(n, *batch)`` to their inner product ``(*batch)``."""
    return total(a * b)


def outer(a: Array, b: Array) -> Array:
    """Map vectors ``(m, *batch)`` and ``(n, *batch)`` to the matrix a bᵀ, ``(m, n, *batch)``."""
    return a[:, None] * b[None]


def times(matrix: Array, vector: Array) -> Array:
    """Map a matrix ``(m, n, *batch)`` and a vector ``(n, *batch)`` to A x, ``(m, *batch)``."""
    return total(np.swapaxes(matrix, 0, 1) * vector[:, None])


def along(axes: Array, vector: Array) -> Array:
    """Return a vector's coordinates along axes, the columns of ``(n, m, *batch)``: ``(m, *batch)``.

    If the axes are at right angles and of unit length, ``times`` takes them back.
    """
    return total(axes * vector[:, None])


def identity(n: int, scale: Array) -> Array:
    """Return the identity times a scale ``(*batch)``: ``(n, n, *batch)``."""
    return np.eye(n).reshape(n, n, *(1,) * scale.ndim) * scale


def spectrum(matrix: Array) -> tuple[Array, Array]:
    """Return the eigenvalues, ascending, and eigenvectors of symmetric matrices.

    Maps ``(n, n, *batch)`` to ``(n, *batch)`` and ``(n, n, *batch)``; the vectors are its columns,
    and of unit length. A matrix that is not finite, as the Hessian at a kink, counts as zero.
    """
    stack = np.moveaxis(matrix, (0, 1), (-2, -1))
    finite = np.isfinite(stack).all(axis=(-2, -1), keepdims=True)
    values, vectors = np.linalg.eigh(np.where(finite, stack, 0.0))
    return np.moveaxis(values, -1, 0), np.moveaxis(vectors, (-2, -1), (0, 1))
