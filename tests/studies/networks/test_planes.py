"""Planes: projections against least squares, PCA against SVD, filters against the paper's code."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from core.arrays import norm
from experiments import run
from optimizers import Adam, GradientDescent, Momentum
from studies.networks import Training
from studies.networks.planes import Plane, filters, iterates, principal_plane, random_plane
from studies.networks.slices import slice_around
from surfaces import Quadratic
from surfaces.data import Galton, Iris, Standardized
from surfaces.networks import Perceptron, ReLU, SoftmaxClassifier
from tests.surfaces.networks_in_torch import module, put

TRAINING = Training(Perceptron(layers="5,4"), (Momentum(lr=0.1), Adam(lr=0.02)), steps=60)
NETWORKS = [
    Perceptron(layers="5,4"),
    Perceptron(Standardized(Iris()), layers="6", batch_norm=True),
    Perceptron(Standardized(Galton()), layers=""),
    Perceptron(layers="3,3", batch_norm=True),
    SoftmaxClassifier(),
]


@pytest.fixture(scope="module")
def runs():
    return TRAINING.run()


def test_projection_is_least_squares():
    draw = np.random.default_rng(0).normal
    plane = Plane(draw(size=9), draw(size=(9, 2)))
    theta = draw(size=(9, 3, 4))
    found = plane.project(theta)
    for at in np.ndindex(3, 4):
        apart = theta[:, *at] - plane.origin
        best, *_ = np.linalg.lstsq(plane.directions, apart, rcond=None)
        assert np.allclose(found[:, *at], best)
        rest = np.linalg.norm(apart - plane.directions @ best)
        assert np.isclose(plane.distance(theta)[at], rest)
    p = draw(size=(2, 5))
    assert np.allclose(plane.project(plane.lift(p)), p)
    assert np.allclose(plane.distance(plane.lift(p)), 0)


def test_pca_is_the_svd_of_the_differences_to_the_mean_wherever_they_are_taken_from(runs):
    plane = principal_plane(runs, runs[1].theta[-1])
    rows = np.concatenate([r.theta for r in runs]) - runs[1].theta[-1]
    _, sizes, axes = np.linalg.svd(rows - rows.mean(axis=0), full_matrices=False)
    assert np.allclose(np.abs(axes[:2] @ plane.directions), np.eye(2), atol=1e-8)
    assert np.allclose(plane.explained(iterates(runs)), (sizes**2 / np.sum(sizes**2))[:2])
    assert np.allclose(plane.directions.T @ plane.directions, np.eye(2))


def test_no_other_plane_holds_more_of_the_variance(runs):
    points = iterates(runs)
    best = principal_plane(runs, runs[0].theta[-1]).explained(points).sum()
    for seed in range(20):
        plane = random_plane(TRAINING.network, runs[0].theta[-1], seed)
        assert plane.explained(points).sum() < best


def test_the_plane_goes_through_its_origin_and_the_run_that_ends_there_goes_right_and_up(runs):
    for end in (0, 1):
        plane = principal_plane(runs, runs[end].theta[-1])
        seen = plane.project(runs[end].theta.T)
        assert np.allclose(seen[:, -1], 0)
        assert np.all(seen[:, 0] <= 0)
        assert np.isclose(plane.distance(runs[end].theta[-1]), 0)


def test_a_straight_path_is_held_by_one_direction():
    straight = run(GradientDescent(lr=0.1), Quadratic(condition=1), (1.0, 1.0), 30)
    parts = principal_plane([straight], straight.theta[-1]).explained(straight.theta.T)
    assert np.allclose(parts, [1, 0])


def test_runs_that_overflow_have_no_part_in_it():
    network = Perceptron(Galton(), layers="")
    start = network.initial(0)
    sound = run(Adam(), network, start, 20)
    wild = run(GradientDescent(lr=10.0), network, start, 60)
    assert wild.diverged
    assert np.array_equal(iterates([sound, wild]), sound.theta.T)
    assert np.isfinite(iterates([wild])).all()
    with pytest.raises(ValueError, match="needs a path"):
        iterates([])


def test_a_random_walk_in_many_dimensions_looks_as_if_two_held_it():
    """The shares are 6 / (pi k)^2 in the limit: Antognini and Sohl-Dickstein (2018)."""
    steps = np.random.default_rng(0).normal(size=(600, 3000))
    walk = np.cumsum(steps, axis=0)
    sizes = np.linalg.eigvalsh((walk - walk.mean(axis=0)) @ (walk - walk.mean(axis=0)).T)[::-1]
    shares = sizes[:2] / sizes.sum()
    assert np.allclose(shares, [6 / np.pi**2, 6 / (4 * np.pi**2)], atol=0.01)
    assert 0.75 < shares.sum() < 0.77


def test_points_that_are_all_the_same_explain_nothing():
    plane = Plane(np.zeros(3), np.eye(3)[:, :2])
    assert np.array_equal(plane.explained(np.ones((3, 4))), [0, 0])


@pytest.mark.parametrize("network", NETWORKS, ids=lambda n: f"{type(n).__name__} {n.count}")
def test_filters_are_the_rows_of_the_weight_matrices(network):
    reference = module(network)
    theta = np.arange(float(network.count))
    put(reference, theta)
    expected = [row.detach().numpy() for p in reference.parameters() if p.dim() > 1 for row in p]
    assert len(expected) == len(filters(network))
    for rows, row in zip(filters(network), expected, strict=True):
        assert np.array_equal(theta[rows], row)


@pytest.mark.parametrize("network", NETWORKS, ids=lambda n: f"{type(n).__name__} {n.count}")
def test_filter_normalisation_is_that_of_the_paper_s_program(network):
    """Its ``normalize_directions_for_weights`` with norm='filter' and ignore='biasbn'."""
    theta = np.random.default_rng(1).normal(size=network.count)
    plain = random_plane(network, theta, 7, filter_normalized=False).directions
    found = random_plane(network, theta, 7).directions
    weights, direction = module(network), module(network)
    put(weights, theta)
    for k in range(2):
        put(direction, plain[:, k])
        with torch.no_grad():
            for d, w in zip(direction.parameters(), weights.parameters(), strict=True):
                if d.dim() <= 1:
                    d.fill_(0)
                else:
                    for row, like in zip(d, w, strict=True):
                        row.mul_(like.norm() / (row.norm() + 1e-10))
        flat = torch.nn.utils.parameters_to_vector(direction.parameters()).detach().numpy()
        # theirs adds 1e-10 to the length of a row, which may be a single small number
        assert np.allclose(found[:, k], flat, rtol=1e-6, atol=1e-12)


def test_filter_normalised_slices_do_not_mind_how_weights_are_scaled():
    """With ReLU, twice the weights into a unit and half of those behind compute the same."""
    network = Perceptron(layers="4", activation=ReLU(), held_out=0.0)
    theta = np.array(network.initial(0))
    rows = filters(network)
    scaled = theta.copy()
    for unit in range(4):
        scaled[rows[unit]] *= 4.0
    for row in rows[4:]:
        scaled[row] /= 4.0
    p = np.array([[0.3, -0.5], [0.2, 0.9]])
    run_of = run(GradientDescent(lr=1e-4), network, theta, 1)

    def heights(at, *, normalized):
        plane = random_plane(network, at, 3, filter_normalized=normalized)
        return slice_around(network, plane, [run_of]).value(p)

    assert np.isclose(network.value(theta), network.value(scaled))
    assert np.allclose(heights(theta, normalized=True), heights(scaled, normalized=True))
    assert not np.allclose(heights(theta, normalized=False), heights(scaled, normalized=False))


def test_seeds_make_planes(runs):
    theta = runs[0].theta[-1]
    one, same, other = (random_plane(TRAINING.network, theta, seed) for seed in (1, 1, 2))
    assert np.array_equal(one.directions, same.directions)
    assert not np.allclose(one.directions, other.directions)
    plain = random_plane(TRAINING.network, theta, 1, filter_normalized=False)
    assert abs(norm(plain.directions[:, 0]) / np.sqrt(len(theta)) - 1) < 0.3
