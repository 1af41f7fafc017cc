import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surfaces import SURFACES, Cliff, Noisy
from tests.surfaces.drawn import EVERY, points, surfaces

STEP = 1e-5
EPS = np.finfo(float).eps


def agree(exact, f, theta):
    """Compare (2, ...) derivatives with central differences of f, to what the differences can show.

    Halving the step must take away three quarters of the truncation error, so the change is a bound
    on what is left; below that lies the rounding of f itself.
    """
    for axis in range(2):
        along = np.zeros((2, 1))
        along[axis] = STEP
        wide = (f(theta + along) - f(theta - along)) / (2 * STEP)
        close = (f(theta + along / 2) - f(theta - along / 2)) / STEP
        size = np.max(np.abs(f(theta)), axis=tuple(range(f(theta).ndim - 1)))
        allowed = np.abs(wide - close) + 1e-8 * np.abs(exact[axis]) + 200 * EPS * (1 + size) / STEP
        np.testing.assert_array_less(np.abs(exact[axis] - close), allowed)


def both_agree(loss, theta):
    agree(loss.grad(theta), loss.value, theta)
    hess = loss.hess(theta)
    agree(hess, loss.grad, theta)
    assert np.array_equal(hess[0, 1], hess[1, 0])


@pytest.mark.parametrize("name", EVERY)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_gradient_and_hessian_are_those_of_the_value(name, data):
    surface = data.draw(surfaces(name))
    both_agree(surface, points(surface, 64, seed=data.draw(st.integers(0, 1000))))


def test_derivatives_on_the_cliffs_bends():
    cliff = Cliff()
    top = cliff.height / cliff.steepness
    u = np.concatenate([np.linspace(-0.03, 0.03, 41), np.linspace(top - 0.03, top + 0.03, 41)])
    both_agree(cliff, np.array([u + 0.5 - 0.7, np.full_like(u, 0.7)]))


@pytest.mark.parametrize("name", EVERY)
def test_a_noisy_sample_is_one_function(name):
    sample = Noisy(SURFACES[name](), sigma=3.0).at(t=5, seed=2)
    both_agree(sample, points(SURFACES[name](), 32))


@pytest.mark.parametrize("name", EVERY)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_everything_is_finite_far_beyond_the_map(name, data):
    surface = data.draw(surfaces(name))
    theta = points(surface, 200, stretch=10.0)
    for asked in (surface.value, surface.grad, surface.hess):
        assert np.isfinite(asked(theta)).all()
