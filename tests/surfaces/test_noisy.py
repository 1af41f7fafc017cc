import pickle
from dataclasses import replace

import numpy as np
import pytest

from surfaces import Himmelblau, Noisy, Rosenbrock, Schwefel
from tests.surfaces.drawn import points

THETA = points(Rosenbrock(), 6)


def tilt(problem, t, seed=0):
    at = np.zeros((2, 1))
    return (problem.at(t, seed).grad(at) - problem.grad(at))[:, 0]


def test_the_noise_is_a_pure_function_of_seed_and_step():
    problem = Noisy(Rosenbrock(), sigma=0.7)
    again = Noisy(Rosenbrock(), sigma=0.7)
    assert np.array_equal(problem.at(3, 1).grad(THETA), again.at(3, 1).grad(THETA))
    problem.at(4, 1)
    assert np.array_equal(problem.at(3, 1).grad(THETA), again.at(3, 1).grad(THETA))
    tilts = {tuple(tilt(problem, t, seed)) for t in range(1, 20) for seed in range(5)}
    assert len(tilts) == 19 * 5


def test_the_noise_is_the_same_on_every_surface_of_a_race():
    np.testing.assert_allclose(
        tilt(Noisy(Rosenbrock(), sigma=1.0), 8), tilt(Noisy(Himmelblau(), sigma=1.0), 8), rtol=1e-12
    )


def test_all_lanes_meet_the_same_noise_and_a_batch_equals_its_lanes():
    sample = Noisy(Rosenbrock(), sigma=2.0).at(7, seed=3)
    for asked in (sample.value, sample.grad, sample.hess):
        every = asked(THETA)
        for k in range(THETA.shape[1]):
            assert np.array_equal(every[..., k : k + 1], asked(THETA[:, k : k + 1]))
            assert np.array_equal(every[..., k], asked(THETA[:, k]))
    pushed = sample.grad(THETA) - Rosenbrock().grad(THETA)
    np.testing.assert_allclose(pushed, pushed[:, :1] * np.ones(THETA.shape[1]), rtol=1e-10)


def test_the_true_loss_stays_in_sight():
    inner = Rosenbrock(b=7.0)
    problem = Noisy(inner, sigma=5.0)
    for asked in ("value", "grad", "hess"):
        assert np.array_equal(getattr(problem, asked)(THETA), getattr(inner, asked)(THETA))
    for fact in ("title", "formula", "domain", "starts", "minima"):
        assert getattr(problem, fact) == getattr(inner, fact)
    assert np.array_equal(problem.at(2).hess(THETA), inner.hess(THETA))


def test_where_the_true_loss_breaks_or_falls_on_is_still_said():
    problem = Noisy(Schwefel(), sigma=5.0)
    assert (problem.kink, problem.beyond) == (Schwefel.kink, Schwefel.beyond)
    assert Noisy(Rosenbrock()).kink == Noisy.kink == ""


def test_no_noise_is_no_noise():
    problem = Noisy(Rosenbrock(), sigma=0.0)
    assert np.array_equal(problem.at(1).grad(THETA), Rosenbrock().grad(THETA))
    assert np.array_equal(problem.at(1).value(THETA), Rosenbrock().value(THETA))


def test_the_noise_is_white_and_as_large_as_asked():
    count = 4000
    problem = Noisy(Rosenbrock(), sigma=1.5)
    xi = np.array([tilt(problem, t) for t in range(1, count + 1)]) / 1.5
    five_sigma = 5 / np.sqrt(count)
    assert np.abs(xi.mean(axis=0)).max() < five_sigma
    assert np.abs((xi * xi).mean(axis=0) - 1).max() < five_sigma * np.sqrt(2)
    assert abs((xi[:, 0] * xi[:, 1]).mean()) < five_sigma
    assert np.abs((xi[1:] * xi[:-1]).mean(axis=0)).max() < five_sigma
    assert np.abs(xi).max() > 3


def test_sigma_can_be_swept():
    sigma = np.linspace(0, 3, THETA.shape[1])
    every = Noisy(Rosenbrock(), sigma=sigma).at(4)
    for k, s in enumerate(sigma):
        one = Noisy(Rosenbrock(), sigma=float(s)).at(4)
        at = THETA[:, k : k + 1]
        assert np.array_equal(every.grad(THETA)[:, k : k + 1], one.grad(at))
        assert np.array_equal(every.value(THETA)[k : k + 1], one.value(at))


def test_noise_on_noise_adds_up():
    twice = Noisy(Noisy(Rosenbrock(), sigma=1.0), sigma=2.0)
    np.testing.assert_allclose(tilt(twice, 3), 3 * tilt(Noisy(Rosenbrock(), sigma=1.0), 3))


@pytest.mark.parametrize("copied", [lambda p: pickle.loads(pickle.dumps(p)), replace])  # noqa: S301 - our own bytes
def test_copies_are_equal(copied):
    problem = Noisy(Rosenbrock(b=3.0), sigma=0.2)
    assert copied(problem) == problem
    assert copied(problem).starts == Rosenbrock.starts
