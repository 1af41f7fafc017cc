"""Slices: the loss itself on the plane, with derivatives, and the paths upon it."""

from __future__ import annotations

import numpy as np
import pytest

from core.arrays import norm
from experiments import run
from figures.height_map import sample_heights
from optimizers import Adam, GradientDescent, Momentum
from studies.networks import Training
from studies.networks.planes import Plane, principal_plane, random_plane
from studies.networks.slices import shadow, slice_around
from surfaces.data import Galton
from surfaces.networks import Perceptron
from web.player.payload import race_payload

TRAINING = Training(Perceptron(layers="4", l2=0.01), (Momentum(lr=0.1), Adam(lr=0.02)), steps=40)
NETWORK = TRAINING.network


@pytest.fixture(scope="module")
def runs():
    return TRAINING.run()


@pytest.fixture(scope="module", params=["pca", "filters", "plain"])
def ground(request, runs):
    end = runs[1].theta[-1]
    plane = (
        principal_plane(runs, end)
        if request.param == "pca"
        else random_plane(NETWORK, end, 3, filter_normalized=request.param == "filters")
    )
    return slice_around(NETWORK, plane, runs)


def test_heights_are_the_network_s_on_any_batch_and_on_an_open_grid(ground):
    p = np.random.default_rng(0).uniform(-1, 1, (2, 5, 3))
    for at in np.ndindex(5, 3):
        theta = ground.plane.origin + ground.plane.directions @ p[:, *at]
        assert np.isclose(ground.value(p)[at], NETWORK.value(theta), rtol=1e-12)
    x, y = np.linspace(-1, 1, 6), np.linspace(0, 1, 4)
    sparse = ground.value(np.meshgrid(x, y, sparse=True))
    assert np.array_equal(sparse, ground.value(np.array(np.meshgrid(x, y))))


def test_gradient_and_hessian_follow_the_chain_rule(ground):
    h, p = 1e-5, np.array([[0.1, -0.2], [0.3, 0.05]])
    for k, axis in enumerate(np.eye(2)):
        ahead, behind = p + h * axis[:, None], p - h * axis[:, None]
        slope = (ground.value(ahead) - ground.value(behind)) / (2 * h)
        assert np.allclose(ground.grad(p)[k], slope, rtol=1e-6, atol=1e-7)
        bend = (ground.grad(ahead) - ground.grad(behind)) / (2 * h)
        assert np.allclose(ground.hess(p)[:, k], bend, rtol=1e-5, atol=1e-6)


def test_the_map_holds_all_paths_and_is_not_slender(ground, runs):
    low, high = np.array(ground.domain.low), np.array(ground.domain.high)
    for one in runs:
        seen = ground.plane.project(one.theta.T)
        assert np.all(seen > low[:, None])
        assert np.all(seen < high[:, None])
    width, height = high - low
    assert 0.49 < width / height < 2.01
    land = sample_heights(ground, 21)
    assert land.value.shape == (21, 21)
    assert np.isfinite(land.value).all()


def test_a_map_reaches_as_far_around_the_origin_as_is_asked(runs):
    plane = random_plane(NETWORK, runs[0].theta[-1], 0)
    ground = slice_around(NETWORK, plane, runs, 1.0)
    assert min(ground.domain.high) > 1
    assert max(ground.domain.low) < -1


def test_a_shadow_keeps_the_loss_and_the_slope_of_its_run(ground, runs):
    for one in runs:
        seen = shadow(one, ground)
        assert seen.theta.shape == (one.steps + 1, 2)
        assert np.array_equal(seen.value, one.value)
        assert np.array_equal(norm(seen.grad.T), norm(one.grad.T))
        lifted = ground.plane.lift(seen.theta.T)
        assert np.allclose(norm(one.theta.T - lifted), ground.plane.distance(one.theta.T))
    race_payload([shadow(one, ground) for one in runs], ["a", "b"], ["", ""])


def test_where_a_path_meets_the_plane_its_loss_is_the_height_of_the_ground(ground, runs):
    seen = shadow(runs[1], ground)
    assert np.isclose(ground.value(seen.theta[-1]), runs[1].value[-1])


def test_runs_that_overflow_or_do_not_move_can_be_drawn():
    network = Perceptron(Galton(), layers="")
    start = np.array(network.initial(0))
    wild = run(GradientDescent(lr=10.0), network, start, 60)
    assert wild.diverged
    for runs in ([wild], [run(Adam(), network, start, 5), wild]):
        plane = principal_plane(runs, runs[0].theta[-1])
        ground = slice_around(network, plane, runs)
        assert np.isfinite([*ground.domain.low, *ground.domain.high]).all()
        assert shadow(wild, ground).theta.shape == (61, 2)
    still = run(GradientDescent(lr=1e-5), network, start, 0)
    ground = slice_around(network, Plane(start, np.eye(len(start))[:, :2]), [still])
    assert ground.domain.low < ground.domain.high
