import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surfaces import SURFACES, Cliff, DropWave, Noisy
from tests.surfaces.creases import CREASES, away, creases
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
        size = np.maximum(size, np.median(size))  # where it is small, large terms may cancel
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
    theta = points(surface, 64, seed=data.draw(st.integers(0, 1000)))
    both_agree(surface, away(surface, theta))


def test_derivatives_on_the_cliffs_bends():
    cliff = Cliff()
    top = cliff.height / cliff.steepness
    u = np.concatenate([np.linspace(-0.03, 0.03, 41), np.linspace(top - 0.03, top + 0.03, 41)])
    both_agree(cliff, np.array([u + 0.5 - 0.7, np.full_like(u, 0.7)]))


def test_derivatives_at_the_centre_of_the_drop_wave():
    angle, distance = np.linspace(0, 6, 40), np.concatenate([[0], np.geomspace(1e-7, 0.05, 39)])
    wave = DropWave()
    both_agree(wave, distance * np.array([np.cos(angle), np.sin(angle)]))
    assert np.array_equal(wave.grad(np.zeros(2)), np.zeros(2))
    np.testing.assert_allclose(wave.hess(np.zeros(2)), 72.5 * np.eye(2), rtol=1e-15)
    seam = 0.1 / 12  # from there to the centre a series is used
    inside, outside = (wave.hess(np.array([seam * side, 0.0])) for side in (1 - 1e-15, 1 + 1e-15))
    np.testing.assert_allclose(inside, outside, rtol=0, atol=1e-12)


@pytest.mark.parametrize("name", EVERY)
def test_a_noisy_sample_is_one_function(name):
    sample = Noisy(SURFACES[name](), sigma=3.0).at(t=5, seed=2)
    both_agree(sample, away(SURFACES[name](), points(SURFACES[name](), 32)))


@pytest.mark.parametrize("name", EVERY)
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_everything_is_finite_far_beyond_the_map(name, data):
    surface = data.draw(surfaces(name))
    theta = points(surface, 200, stretch=10.0)
    for asked in (surface.value, surface.grad, surface.hess):
        assert np.isfinite(asked(theta)).all()


def test_a_surface_says_so_if_it_is_not_smooth():
    assert set(CREASES) == {name for name in EVERY if SURFACES[name].kink}


@pytest.mark.parametrize("name", EVERY)
def test_the_gradient_breaks_across_the_creases_and_nowhere_else(name):
    """Along a line the gradient changes by as much as the Hessian adds up to."""
    surface = SURFACES[name]()
    start, end = points(surface, 8, seed=3).reshape(2, 2, 4)
    way = end - start
    theta = start[..., None] + way[..., None] * np.linspace(0, 1, 40_001)
    along = np.einsum("il,ijlt->jlt", way, surface.hess(theta)) / 40_000
    grad = surface.grad(theta)
    broken = np.abs(np.diff(grad) - (along[..., 1:] + along[..., :-1]) / 2)
    change = 1e-3 * (np.abs(along[..., 1:]) + np.abs(along[..., :-1]))
    rounding = 1e4 * EPS * np.abs(grad).max(axis=-1, keepdims=True)
    broken = (broken > change + rounding).any(axis=0)
    off = np.array([creases(surface, points) for points in np.moveaxis(theta, 1, 0)])
    crossed = np.sign(off[..., 1:]) != np.sign(off[..., :-1])
    step = np.linalg.norm(way, axis=0)[:, None, None] / 40_000
    smooth = (np.abs(off[..., 1:]) > 200 * step).all(axis=1)
    assert not broken[smooth].any()
    for crease in np.moveaxis(crossed, 1, 0):
        assert broken[crease].all()
