"""Gradients that are reckoned by tangents are those that the formulas with sines have."""

from __future__ import annotations

import numpy as np
import pytest

from surfaces import Ackley, Rastrigin

TAU = 2 * np.pi


def by_sines(surface, theta):
    if isinstance(surface, Rastrigin):
        return 2 * theta + TAU * surface.amplitude * np.sin(TAU * theta)
    distance = np.hypot(*theta)
    dents = np.exp(np.cos(TAU * theta).sum(axis=0) / 2) * np.sin(TAU * theta) * np.pi
    slope = surface.depth * surface.decay / np.sqrt(2)
    return slope * np.exp(-surface.decay * distance / np.sqrt(2)) * theta / distance + dents


@pytest.mark.parametrize("surface", [Rastrigin(), Rastrigin(amplitude=30.0), Ackley()], ids=str)
def test_at_poles_at_zeros_and_everywhere_else(surface):
    quarters = np.arange(-20, 21) / 4 + 1 / 1024 * (np.arange(41) % 5 == 0)
    dense = np.random.default_rng(0).uniform(-5, 5, (2, 5000))
    for theta in (np.array(np.meshgrid(quarters, quarters)).reshape(2, -1), dense):
        expected = by_sines(surface, theta)
        off = np.abs(surface.grad(theta) - expected)
        assert np.max(off) <= 2e-12  # some hundred times the slope's last digit
        with np.errstate(over="ignore"):
            single = surface.grad(theta.astype(np.float32))
        assert single.dtype == np.float32
        assert np.max(np.abs(single - expected)) <= 2e-3


@pytest.mark.parametrize("surface", [Rastrigin(), Ackley()], ids=str)
def test_at_the_minimum_nothing_is_left(surface):
    assert not surface.grad(np.zeros((2, 1))).any()
