from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from surfaces import SURFACES, Himmelblau
from tests.surfaces.creases import STRAIGHTENED
from tests.surfaces.drawn import EVERY, surfaces

EPS = np.finfo(float).eps


def grid(surface, size, stretch=1.0):
    low, high = np.array(surface.domain.low), np.array(surface.domain.high)
    middle, reach = (low + high) / 2, stretch * (high - low) / 2
    return np.stack(np.meshgrid(*np.linspace(middle - reach, middle + reach, size).T))


def rounding(surface):
    """Return how well the lowest heights can be told: what a minimum's last digits do to them."""
    digits = EPS * np.mgrid[-8:9, -8:9].reshape(2, -1, 1)
    around = np.array(surface.minima).T[:, None]
    heights = surface.value(around + digits * np.abs(around))
    return 4 * np.ptp(heights) + 16 * EPS * np.abs(heights).max()


@pytest.mark.parametrize("name", EVERY)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_declared_minima_are_minima(name, data):
    surface = data.draw(surfaces(name))
    lowest = surface.value(np.array(surface.minima).T)
    assert np.ptp(lowest) <= rounding(surface)
    for minimum in np.array(surface.minima):
        hess = surface.hess(minimum)
        last_digits = 16 * EPS * np.linalg.norm(hess) * (1 + np.linalg.norm(minimum))
        assert np.linalg.norm(uphill(surface, minimum)) <= last_digits
        assert np.linalg.eigvalsh(hess).min() >= -EPS * np.linalg.norm(hess)
        assert surface.value(rings(surface, minimum)).min() >= lowest.min() - rounding(surface)
    for stretch in (0.2, 1.0) if surface.beyond else (0.2, 1.0, 5.0):
        ground = surface.value(grid(surface, 120, stretch))
        assert ground.min() >= lowest.min() - rounding(surface)


def uphill(surface, minimum):
    """Return the gradient at a minimum, without what points off the map at its edge."""
    low, high = np.array(surface.domain.low), np.array(surface.domain.high)
    gradient = surface.grad(minimum)
    gradient = np.where(minimum == high, np.maximum(gradient, 0), gradient)
    return np.where(minimum == low, np.minimum(gradient, 0), gradient)


def rings(surface, minimum):
    """Return points around a minimum, from far to next to it, that lie on the map."""
    low, high = np.array(surface.domain.low), np.array(surface.domain.high)
    angle = np.linspace(0, 2 * np.pi, 65)
    circle = np.array([np.cos(angle), np.sin(angle)]) * (high - low)[:, None]
    theta = minimum[:, None, None] + circle[:, None] * np.geomspace(1e-12, 0.1, 23)[:, None]
    return np.clip(theta.reshape(2, -1), low[:, None], high[:, None])


@pytest.mark.parametrize("name", [name for name in EVERY if SURFACES[name].beyond])
def test_lower_ground_lies_off_the_map_where_that_is_said(name):
    surface = SURFACES[name]()
    lowest = surface.value(np.array(surface.minima[0])) - rounding(surface)
    assert min(surface.value(grid(surface, 600, wide)).min() for wide in (4.0, 100.0)) < lowest


@pytest.mark.parametrize("name", EVERY)
def test_a_search_from_the_lowest_ground_finds_the_declared_minima_and_no_others(name):
    surface = SURFACES[name]()
    theta = grid(surface, 81).reshape(2, -1)
    starts = theta[:, np.argsort(surface.value(theta))[:40]].T
    minima, low, high = map(np.array, (surface.minima, surface.domain.low, surface.domain.high))
    lowest = surface.value(minima.T).min()
    reached = set()
    for start in starts:
        end = search(surface, start)
        height = surface.value(end)
        assert height >= lowest - rounding(surface)
        if height < lowest + max(1e-12, rounding(surface)):
            distances = np.linalg.norm(minima - end, axis=1)
            # Powell's canyon, being 1e-12 deep, is still 0.01 long.
            assert distances.min() < 1e-3 * np.linalg.norm(high - low)
            reached.add(int(distances.argmin()))
    assert reached == set(range(len(minima)))


def search(surface, start):
    """Return where a search ends that suits the surface: on the map if it is lower outside."""
    if not surface.kink and not surface.beyond:
        options = {"gtol": 1e-9}
        return minimize(surface.value, start, jac=surface.grad, method="BFGS", options=options).x
    place = STRAIGHTENED.get(type(surface).__name__, lambda x, y: np.array([x, y]))
    low, high = surface.domain.low, surface.domain.high
    found = minimize(
        lambda at: surface.value(place(*at)),
        start - place(*start) + start,
        method="Nelder-Mead",
        bounds=list(zip(low, high, strict=True)),
        options={"xatol": 1e-12, "fatol": 1e-15, "maxfev": 2000},
    )
    return place(*found.x)


@pytest.mark.parametrize("name", EVERY)
def test_starts_and_default_minima_lie_on_the_map_and_apart(name):
    surface = SURFACES[name]()
    low, high = np.array(surface.domain.low), np.array(surface.domain.high)
    for point in np.array(surface.starts + surface.minima):
        assert (low <= point).all()
        assert (point <= high).all()
    assert len(set(surface.starts)) == len(surface.starts) >= 3
    for start in np.array(surface.starts):
        apart = np.abs(np.array(surface.minima) - start) / (high - low)
        assert apart.max(axis=1).min() > 0.03


@pytest.mark.parametrize("minimum", Himmelblau().minima)
def test_himmelblaus_minima_are_right_to_the_last_digit(minimum):
    """Newton's step in exact arithmetic is within half of the last digit of what is declared."""
    x, y = map(Fraction, minimum)
    p, q = x * x + y - 11, x + y * y - 7
    determinant = 4 * x * y - 1  # of the Jacobian ((2x, 1), (1, 2y))
    steps = ((2 * y * p - q) / determinant, (2 * x * q - p) / determinant)
    for coordinate, step in zip(minimum, steps, strict=True):
        assert abs(step) <= Fraction(float(np.spacing(abs(coordinate)))) / 2
