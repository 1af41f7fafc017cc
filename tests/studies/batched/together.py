"""Batches of runs, from starts that are spread over a map."""

from __future__ import annotations

from unittest.mock import patch

import numpy as np

from studies import Batch, ends


def spread(surface, count, seed=0):
    low, high = np.array(surface.domain.low), np.array(surface.domain.high)
    return low[:, None] + np.random.default_rng(seed).random((2, count)) * (high - low)[:, None]


def together(rule, surface, start, steps, progress=None, **options):
    return ends(Batch(rule, surface, start, steps, **options), progress)


def lasting(*asked):
    """Return how runs end that are looked at, but never retire."""
    with patch("studies.batched.runs.settles", return_value=False):
        return together(*asked)
