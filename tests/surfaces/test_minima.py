from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from surfaces import SURFACES, Himmelblau
from tests.surfaces.drawn import EVERY, surfaces

EPS = np.finfo(float).eps


def grid(surface, size, stretch=1.0):
    low, high = np.array(surface.domain.low), np.array(surface.domain.high)
    middle, reach = (low + high) / 2, stretch * (high - low) / 2
    return np.stack(np.meshgrid(*np.linspace(middle - reach, middle + reach, size).T))


@pytest.mark.parametrize("name", EVERY)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_declared_minima_are_minima(name, data):
    surface = data.draw(surfaces(name))
    lowest = [float(surface.value(np.array(m))) for m in surface.minima]
    for minimum in np.array(surface.minima):
        hess = surface.hess(minimum)
        rounding = 16 * EPS * np.linalg.norm(hess) * (1 + np.linalg.norm(minimum))
        assert np.linalg.norm(surface.grad(minimum)) <= rounding
        assert np.linalg.eigvalsh(hess).min() >= -EPS * np.linalg.norm(hess)
    assert max(lowest) - min(lowest) < 1e-20
    for stretch in (0.2, 1.0, 5.0):
        assert surface.value(grid(surface, 120, stretch)).min() >= max(lowest)


@pytest.mark.parametrize("name", EVERY)
def test_a_search_from_the_lowest_ground_finds_the_declared_minima_and_no_others(name):
    surface = SURFACES[name]()
    theta = grid(surface, 81)
    order = np.argsort(surface.value(theta), axis=None)[:40]
    starts = theta.reshape(2, -1)[:, order].T
    found = [
        minimize(surface.value, s, jac=surface.grad, method="BFGS", options={"gtol": 1e-9})
        for s in starts
    ]
    minima = np.array(surface.minima)
    lowest = surface.value(minima.T).max()
    reached = set()
    for end in found:
        assert end.fun >= lowest - 1e-20
        if end.fun < lowest + 1e-12:
            distances = np.linalg.norm(minima - end.x, axis=1)
            assert distances.min() < 1e-4
            reached.add(int(distances.argmin()))
    assert reached == set(range(len(minima)))


@pytest.mark.parametrize("name", EVERY)
def test_starts_and_default_minima_lie_on_the_map_and_apart(name):
    surface = SURFACES[name]()
    low, high = np.array(surface.domain.low), np.array(surface.domain.high)
    for point in np.array(surface.starts + surface.minima):
        assert (low <= point).all()
        assert (point <= high).all()
    assert len(set(surface.starts)) == len(surface.starts) >= 3
    for start in np.array(surface.starts):
        assert np.linalg.norm(np.array(surface.minima) - start, axis=1).min() > 0.5


@pytest.mark.parametrize("minimum", Himmelblau().minima)
def test_himmelblaus_minima_are_right_to_the_last_digit(minimum):
    """Newton's step in exact arithmetic is within half of the last digit of what is declared."""
    x, y = map(Fraction, minimum)
    p, q = x * x + y - 11, x + y * y - 7
    determinant = 4 * x * y - 1  # of the Jacobian ((2x, 1), (1, 2y))
    steps = ((2 * y * p - q) / determinant, (2 * x * q - p) / determinant)
    for coordinate, step in zip(minimum, steps, strict=True):
        assert abs(step) <= Fraction(float(np.spacing(abs(coordinate)))) / 2
