"""The rule that was trained: what its shape promises, what it learned, and how it was made."""

from __future__ import annotations

import json
from dataclasses import asdict, fields, replace

import numpy as np
import pytest

from core.knobs import knobs
from experiments import run
from optimizers import Adam, LearnedOptimizer
from optimizers.learned import FILE, LARGEST, SMALLEST, features, network, shipped
from studies.learned_optimizer import training
from studies.learned_optimizer.tasks import KINDS, LEAST, MOST, drawn
from studies.learned_optimizer.training import (
    DECIMALS,
    SHAPES,
    Candidates,
    Generation,
    Recipe,
    kept,
    newborn,
    trained,
    unfolded,
    validated,
)
from surfaces import Booth, Matyas, Noisy, Sphere, Zakharov
from tests.optimizers.losses import LOSSES, SLOPES, START, Slope, walk

TINY = Recipe(seed=3, generations=6, pairs=6, copies=1, steps=40, lr=0.05)


def flat_weights() -> np.ndarray:
    return np.concatenate([layer.ravel() for layer in shipped()])[:, None]


# What its shape promises, whatever the weights.


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("scale", [2.0**40, 2.0**-40])
def test_the_scale_of_the_loss_is_ignored_bit_for_bit(loss, scale):
    path = walk(LearnedOptimizer(), SLOPES[loss], START, 120)
    scaled = walk(LearnedOptimizer(), lambda theta: scale * SLOPES[loss](theta), START, 120)
    np.testing.assert_array_equal(path, scaled)
    assert np.ptp(path, axis=0).max() > 0.1


def test_ten_times_the_loss_takes_the_same_path():
    path = walk(LearnedOptimizer(), SLOPES["valley"], START, 30)
    tenfold = walk(LearnedOptimizer(), lambda theta: 10 * SLOPES["valley"](theta), START, 30)
    np.testing.assert_allclose(tenfold, path, rtol=1e-8)


@pytest.mark.parametrize("mirror", [(-1, 1), (1, -1), (-1, -1)])
def test_a_mirrored_loss_has_the_mirrored_path(mirror):
    mirror = np.array(mirror)[:, None]
    path = walk(LearnedOptimizer(), SLOPES["valley"], START, 120)
    seen = walk(
        LearnedOptimizer(),
        lambda theta: mirror * SLOPES["valley"](mirror * theta),
        mirror * START,
        120,
    )
    np.testing.assert_array_equal(mirror * seen, path)


def test_every_coordinate_is_alone():
    """Those of many losses in one are the runs of each, in whatever order they stand."""
    curvature = np.geomspace(0.1, 100.0, 40)[:, None]
    start = np.random.default_rng(0).normal(size=(40, 3))
    path = walk(LearnedOptimizer(), lambda theta: curvature * theta, start, 60)
    for k in (0, 17, 39):
        alone = walk(LearnedOptimizer(), lambda x, k=k: curvature[k] * x, start[k : k + 1, 1:2], 60)
        np.testing.assert_array_equal(path[:, k : k + 1, 1:2], alone)


def test_a_point_without_a_slope_stays():
    path = walk(LearnedOptimizer(), lambda theta: 0 * theta, START, 300)
    np.testing.assert_array_equal(path, np.broadcast_to(START, path.shape))


def test_no_mean_leans_towards_zero_and_every_feature_is_bounded():
    """They are Adam's corrected means, and a mean is at most as large as the root mean square."""
    rng, betas = np.random.default_rng(0), (0.5, 0.9, 0.99)
    slopes = rng.standard_normal((60, 2, 5)) * np.exp(rng.normal(0, 3, (60, 1, 1)))
    rule, theta, shown = LearnedOptimizer(), np.zeros((2, 5)), []
    state = rule.init(theta)
    for t, g in enumerate(slopes, start=1):
        theta, state = rule.step(Slope(lambda _, g=g: g), theta, state, t)
        for k, beta in enumerate(betas):
            weight = np.power(beta, np.arange(t)[::-1])[:, None, None]
            for held, seen in ((state[k], slopes[:t]), (state[3 + k], slopes[:t] ** 2)):
                mean = (weight * seen).sum(axis=0) / weight.sum()
                np.testing.assert_allclose(held, mean, rtol=1e-9, atol=1e-9 * np.abs(seen).max())
        m, v = np.array(state[:3]), np.array(state[3:6])
        shown.append(np.abs(m / np.sqrt(v)).max())
        assert (g * g <= 2 * v[0] * (1 + 1e-12)).all()
    assert max(shown) <= 1 + 1e-9
    assert (state.rho >= SMALLEST).all()
    assert (state.rho <= LARGEST).all()


def test_the_network_is_two_layers_retold_with_matrices():
    u = np.random.default_rng(0).uniform(-1, 1, (4, 2, 7))
    x = features(u, u[0] * u[1], u[2] * u[3], 20)
    assert x.shape == (14, 2, 7)
    weights = shipped()
    trust, growth = network(weights, x)
    for place in np.ndindex(2, 7):
        hidden = np.tanh(weights.hidden @ x[:, *place] + weights.hidden_bias)
        expected = weights.output @ hidden + weights.output_bias
        found = [*trust[:, *place], growth[*place]]
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


def test_a_population_is_its_networks_bit_for_bit():
    flat = flat_weights() + np.random.default_rng(0).normal(0, 0.1, (flat_weights().size, 5))
    starts = np.random.default_rng(1).normal(size=(2, 3, 5))
    together = walk(Candidates(flat=(flat,)), LOSSES["ripples"], starts, 60)
    for k in range(5):
        alone = Candidates(flat=(flat[:, k : k + 1],))
        path = walk(alone, LOSSES["ripples"], starts[..., k : k + 1], 60)
        np.testing.assert_array_equal(together[..., k : k + 1], path)
    kept_ones = walk(Candidates(flat=(flat_weights(),)), LOSSES["ripples"], starts, 60)
    np.testing.assert_array_equal(
        kept_ones, walk(LearnedOptimizer(), LOSSES["ripples"], starts, 60)
    )


def test_only_the_learning_rate_is_a_knob():
    assert [*knobs(LearnedOptimizer)] == [f.name for f in fields(LearnedOptimizer)] == ["lr"]
    assert str(LearnedOptimizer(lr=1)) == "LearnedOptimizer(lr=1)"


# What it learned.


@pytest.mark.parametrize("surface", [Sphere(), Booth(), Matyas(), Zakharov()], ids=str)
def test_it_descends_bowls_that_it_never_saw(surface):
    assert type(surface) not in KINDS
    starts = np.random.default_rng(0).uniform(-4, 4, (2, 20))
    value = run(LearnedOptimizer(), surface, starts, 200).value
    assert (value[-1] < 1e-6 * value[0]).all()
    adam = run(Adam(lr=0.3), surface, starts, 200).value
    assert np.median(value[-1]) < np.median(adam[-1])


@pytest.mark.parametrize("n", [10, 100])
def test_it_descends_in_many_dimensions_too(n):
    rng = np.random.default_rng(n)
    axes = np.linalg.qr(rng.normal(size=(n, n)))[0]
    hess = (axes * np.geomspace(1, 30, n)) @ axes.T
    path = walk(LearnedOptimizer(), lambda theta: hess @ theta, rng.normal(size=(n, 4)), 200)
    height = np.einsum("tib,ij,tjb->tb", path, hess, path)
    assert (height[-1] < 1e-4 * height[0]).all()


def growth(slopes: np.ndarray) -> np.ndarray:
    """Return how the log of one coordinate's steps has grown by each step, whatever it does."""
    rule, theta, grown = LearnedOptimizer(), np.zeros((1, 1)), []
    state = rule.init(theta)
    for t, g in enumerate(slopes, start=1):
        theta, state = rule.step(Slope(lambda _, g=g: np.full((1, 1), g)), theta, state, t)
        grown.append(state.rho[0, 0])
    return np.array(grown)


def test_steps_grow_while_slopes_agree_and_shrink_when_they_flip_or_are_noise():
    agree, flip = np.ones(20), (-1.0) ** np.arange(60)
    assert (np.diff(growth(agree)) > 0).all()
    assert (np.diff(growth(flip))[5:] < 0).all()
    noise = growth(np.random.default_rng(0).standard_normal(1000))
    assert (noise[400:] < -10).all()


def test_noise_does_not_throw_it_off():
    trajectory = run(LearnedOptimizer(), Noisy(Booth(), sigma=1.0), (5.0, -5.0), 400)
    assert trajectory.value[-50:].max() < 0.02 * trajectory.value[0]


def test_the_first_rate_hardly_matters():
    value = run(LearnedOptimizer(lr=np.array([0.01, 0.1, 1.0])), Booth(), (5.0, -5.0), 200).value
    assert (value[-1] < 1e-6 * value[0]).all()


# How it was made.


def test_the_file_is_small_and_says_how_it_was_made():
    assert FILE.stat().st_size < 30_000
    held = json.loads(FILE.read_text(encoding="utf-8"))
    made = {name: held["recipe"][name] for name in asdict(Recipe())}
    assert Recipe(**made) == Recipe(), "the weights are those of the default arguments"
    assert held["recipe"]["trained_on"] == [kind.__name__ for kind in KINDS]
    assert {name: np.shape(layer) for name, layer in held["weights"].items()} == SHAPES
    # Another machine may round an exponential otherwise, and some tasks are chaotic. If it is off
    # by more, the training surfaces or their knobs have changed: it is time to train again.
    assert held["recipe"]["meta_loss"] == pytest.approx(
        validated(flat_weights(), Recipe()), abs=0.05
    )


def test_training_helps_can_be_repeated_and_is_written_down_whole():
    told = []
    best = trained(TINY, told.append)
    assert [found.generation for found in told] == [0, TINY.generations]
    assert best is told[1]
    assert best.meta_loss == validated(best.flat, TINY) < told[0].meta_loss - 0.5
    again = trained(TINY, lambda _: None)
    np.testing.assert_array_equal(again.flat, best.flat)
    other = trained(replace(TINY, seed=4), lambda _: None)
    assert (other.flat != best.flat).any()
    held = json.loads(kept(best, TINY))
    assert held["recipe"]["best_generation"] == TINY.generations
    for name, layer in unfolded(best.flat)._asdict().items():
        np.testing.assert_array_equal(held["weights"][name], layer[..., 0])


def test_training_may_be_stopped_and_keeps_the_best():
    def stop(_):
        raise KeyboardInterrupt

    best = trained(TINY, stop)
    assert best.generation == 0
    np.testing.assert_array_equal(best.flat, np.round(newborn(TINY.seed), DECIMALS))


def test_a_generation_estimates_the_slope(monkeypatch):
    """Of a meta-loss with a known one; antithetic pairs see no curvature at all."""
    bend = np.linspace(0.0, 3.0, 325)[:, None]

    def bowl(rule, *_):
        return np.sum(bend * rule.flat[0] ** 2 / 2 + rule.flat[0], axis=0)

    monkeypatch.setattr(training, "meta_loss", bowl)
    theta = newborn(0)
    slope = Generation(Recipe(pairs=4000), 1).grad(theta)
    true = bend * theta + 1
    assert slope.shape == theta.shape == (325, 1)
    # Unbiased, and its variance in each weight is the squared length of the slope by the pairs.
    assert np.sum(slope * true) == pytest.approx(np.sum(true * true), rel=0.1)
    assert np.mean((slope - true) ** 2) == pytest.approx(np.sum(true * true) / 4000, rel=0.2)


def test_tasks_are_surfaces_turned_and_stretched():
    tasks, start = drawn((5,), 2)
    assert start.shape == (2, 2 * len(KINDS), 1)
    step = 1e-6 * np.ones(1) / tasks.scale
    for axis in (0, 1):
        aside = np.zeros((2, 1, 1))
        aside[axis] = 1.0
        rise = tasks.value(start + step * aside) - tasks.value(start - step * aside)
        slope = tasks.grad(start)
        size = np.abs(slope).max(axis=0)
        np.testing.assert_allclose(rise / (2 * step) / size, slope[axis] / size, atol=2e-3)
    assert (tasks.value(start) > tasks.lowest).all()
    assert len({type(part.surface) for part in tasks.parts}) == len(KINDS)
    digits = tasks.digits(np.stack([tasks.value(start), tasks.lowest, tasks.lowest + 1e300]))
    np.testing.assert_allclose(
        digits[:, :, 0].T, [[0, np.log10(LEAST), np.log10(MOST)]] * 14, atol=1e-9
    )


def test_slopes_are_noisy_in_some_tasks_only_and_the_same_when_asked_again():
    tasks, start = drawn((6,), 8)
    noise = tasks.at(3, 1).grad(start) - tasks.grad(start)
    moved = (noise != 0).any(axis=0)
    assert 0.1 < moved.mean() < 0.5
    np.testing.assert_array_equal(tasks.at(3, 1).grad(start) - tasks.grad(start), noise)
    assert (tasks.at(4, 1).grad(start) - tasks.grad(start) != noise).any()
