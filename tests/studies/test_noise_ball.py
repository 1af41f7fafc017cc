"""The ball around a minimum: by algebra done otherwise, and by many runs."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.linalg import solve_discrete_lyapunov

from experiments import run
from optimizers import Adam, GradientDescent, Momentum, Scheduled
from optimizers.schedules import CosineAnnealing, StepDecay
from studies.batch_sizes.noise_ball import Pulls, ball, expected, measured, pulls, stationary
from surfaces import (
    LinearRegression,
    LogisticRegression,
    MiniBatch,
    NormalizedInputs,
    Quadratic,
    TanhNeuron,
)
from surfaces.data import FarSamples, Line

LINE = LinearRegression(Line(samples=90))
LR = 0.04


def even(samples: int, seed: int = 0) -> Pulls:
    """Return samples of three parameters that all have the same curvature."""
    generator = np.random.default_rng(seed)
    root = generator.normal(size=(3, 3))
    slopes = generator.normal(size=(samples, 3)) @ generator.normal(size=(3, 3))
    return Pulls(root @ root.T, slopes - slopes.mean(axis=0), np.zeros((samples, 3, 3)))


def at_the_minimum(loss):
    return pulls(loss, np.array(loss.minima[0]))


@pytest.mark.parametrize("batch_size", [1, 7, 40])
def test_with_noise_that_is_the_same_everywhere_the_covariance_solves_the_equation(batch_size):
    samples, lr = even(40), 0.1
    sigma = stationary(samples, lr, batch_size, replacement=True)
    h, c = samples.hess, samples.covariance / batch_size
    np.testing.assert_allclose(h @ sigma + sigma @ h - lr * h @ sigma @ h, lr * c, rtol=1e-10)
    shrink = np.eye(3) - lr * h
    np.testing.assert_allclose(sigma, solve_discrete_lyapunov(shrink, lr * lr * c), rtol=1e-10)


@pytest.mark.parametrize("batch_size", [1, 5, 8, 13, 20])
def test_a_reshuffled_epoch_is_summed_up_as_one_large_matrix_says(batch_size):
    """All noise of an epoch at once: batches overlap in no sample, so each pair is correlated."""
    count, lr = 20, 0.1
    samples = even(count)
    sizes = [min(batch_size, count - at) for at in range(0, count, batch_size)]
    shrink, c = np.eye(3) - lr * samples.hess, samples.covariance
    blocks = [
        [c * ((count - b) / b if j == k else -1) / (count - 1) for k in range(len(sizes))]
        for j, b in enumerate(sizes)
    ]
    noise = np.block(blocks)
    every = []
    for upto in range(1, len(sizes) + 1):
        powers = [np.linalg.matrix_power(shrink, upto - 1 - j) for j in range(upto)]
        way = -lr * np.hstack(powers)
        every.append(way @ noise[: 3 * upto, : 3 * upto] @ way.T)
    whole = np.linalg.matrix_power(shrink, len(sizes))
    first = solve_discrete_lyapunov(whole, every[-1])
    powers = [np.linalg.matrix_power(shrink, k + 1) for k in range(len(sizes))]
    mean = np.mean([p @ first @ p.T + q for p, q in zip(powers, every, strict=True)], axis=0)
    sigma = stationary(samples, lr, batch_size, replacement=False)
    np.testing.assert_allclose(sigma, mean, rtol=1e-8, atol=1e-14)


def test_excess_loss_goes_as_rate_over_batch_size():
    samples = at_the_minimum(LINE)

    def excess(lr, size):
        return ball(samples, lr, size, replacement=True).excess

    assert np.isclose(excess(2e-4, 4) / excess(1e-4, 4), 2, rtol=0.01)
    assert np.isclose(excess(1e-4, 4) / excess(1e-4, 8), 2, rtol=0.01)
    assert np.isclose(excess(2e-4, 8) / excess(1e-4, 4), 1, rtol=0.01)
    law = 1e-4 / 4 * np.trace(samples.covariance) / 4  # trace(H Sigma) = lr / (2 B) trace(C)
    assert np.isclose(excess(1e-4, 4), law, rtol=0.01)


def test_where_an_epoch_is_long_its_batches_are_as_good_as_drawn_without_replacement_anew():
    samples, lr, size = replace(even(4000), hess=np.diag([1.0, 2.0, 4.0])), 0.1, 4
    drawn = stationary(samples, lr, size, replacement=True) * (1 - (size - 1) / (4000 - 1))
    shuffled = stationary(samples, lr, size, replacement=False)
    np.testing.assert_allclose(shuffled, drawn, rtol=0.02)


def test_reshuffled_epochs_wander_less_and_a_step_on_all_samples_not_at_all():
    samples = at_the_minimum(LINE)
    for size in (1, 10, 30, 45):
        shuffled, drawn = (ball(samples, LR, size, replacement=r) for r in (False, True))
        assert shuffled.radius < drawn.radius
    assert ball(samples, LR, 90, replacement=False) == (0, 0)
    assert ball(samples, LR, 90, replacement=True).radius > 0


def test_one_sample_left_over_at_the_end_of_an_epoch_is_a_noisy_step():
    samples = at_the_minimum(LINE)
    assert ball(samples, LR, 89, replacement=False).radius > 5 * (
        ball(samples, LR, 45, replacement=False).radius
    )


def test_there_is_no_ball_where_the_rate_or_the_noise_is_too_large():
    samples = at_the_minimum(LINE)
    limit = 2 / np.linalg.eigvalsh(samples.hess)[-1]
    assert ball(samples, 1.01 * limit, 45, replacement=True).radius == np.inf
    assert ball(samples, 0.9 * limit, 45, replacement=True).radius < np.inf
    assert ball(samples, 0.9 * limit, 1, replacement=True).radius == np.inf
    assert ball(samples, 0.9 * limit, 1, replacement=False).radius == np.inf


@pytest.mark.parametrize("replacement", [True, False])
@pytest.mark.parametrize(
    ("loss", "lr", "batch_size", "steps"),
    [
        (LINE, LR, 4, 1500),
        (LINE, LR, 30, 1500),
        (LogisticRegression(l2=0.1), 0.2, 8, 1500),
        (TanhNeuron(FarSamples()), 0.02, 100, 1500),
    ],
    ids=["line, 4", "line, 30", "logistic", "poor minimum"],
)
def test_many_runs_wander_as_far_as_the_law_says(loss, lr, batch_size, steps, replacement):
    """The mean over 48 runs is within four of its standard errors, and those are small."""
    start = loss.minima[0] if not isinstance(loss, TanhNeuron) else (0.0, 0.0)
    batches = MiniBatch(loss, batch_size, replacement=replacement)
    runs = run(GradientDescent(lr=lr), batches, start, steps, seed=np.arange(48))
    found = np.array([measured(runs[k]) for k in range(48)])
    squares = np.array([found[:, 0] ** 2, found[:, 1]])
    error = squares.std(axis=1, ddof=1) / np.sqrt(48)
    radius, excess = expected(runs[0])
    law = np.array([radius**2, excess])
    assert np.all(error < 0.1 * law)
    leading_order = 0 if loss is LINE else 0.05  # the law is exact for squares only
    assert np.all(np.abs(squares.mean(axis=1) - law) < 4 * error + leading_order * law)


def test_what_is_measured_is_the_root_mean_square_distance_over_the_last_half():
    flat = run(GradientDescent(lr=LR), LINE, LINE.minima[0], 8)
    around = np.array([[3, 0], [-3, 0], [0, 4], [0, -4], [0, 0]]) / 100
    theta = flat.theta.copy()
    theta[4:] = LINE.minima[0] + around
    theta[:4] += 7
    held = replace(flat, theta=theta, value=LINE.value(theta.T))
    found = measured(held)
    assert np.isclose(found.radius, np.sqrt((9 + 9 + 16 + 16) / 5) / 100)
    (xx, _), (_, yy) = LINE.hess(np.array(LINE.minima[0]))
    assert np.isclose(found.excess, (9 * xx + 16 * yy) / 5 / 1e4)


def test_the_law_is_for_plain_gradient_descent_at_a_constant_rate():
    def told(optimizer, problem=LINE, steps=400):
        return expected(run(optimizer, MiniBatch(problem, 10), problem.starts[0], steps))

    plain = GradientDescent(lr=LR)
    assert told(plain) is not None
    assert told(Momentum(lr=LR)) is None
    assert told(Adam(lr=LR)) is None
    assert told(Scheduled(plain, CosineAnnealing(steps=400))) is None
    decayed = Scheduled(plain, StepDecay(every=150, gamma=0.1))
    assert told(decayed) is None, "the rate changes in the last half"
    assert told(decayed, steps=300) == pytest.approx(
        told(GradientDescent(lr=LR / 10), steps=300), rel=1e-9
    )


def test_where_samples_do_not_add_up_there_is_a_measure_but_no_law():
    loss = NormalizedInputs()
    one = run(GradientDescent(lr=LR), MiniBatch(loss, 10), loss.starts[0], 100)
    assert pulls(loss, np.array(loss.minima[0])) is None
    assert expected(one) is None
    assert measured(one).radius > 0


def test_what_is_no_mean_over_samples_or_overflowed_has_no_ball():
    bowl = run(GradientDescent(lr=0.1), Quadratic(), (1.0, 1.0), 20)
    assert measured(bowl) is None
    assert expected(bowl) is None
    lost = run(GradientDescent(lr=1.0), MiniBatch(LINE, 10), LINE.starts[0], 2000)
    assert lost.diverged
    assert measured(lost) is None
    assert expected(lost) is None
