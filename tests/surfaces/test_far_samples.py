"""A few far samples: where they are, and the two minima that they make."""

from __future__ import annotations

import numpy as np

from core.arrays import norm
from surfaces import TanhNeuron
from surfaces.data import FarSamples
from surfaces.newton_polish import bottom


def test_without_noise_the_samples_are_where_the_formula_says():
    inputs, group = FarSamples(samples=20, share=0.1, distance=4.0, noise=0.0).points()
    assert np.array_equal(inputs[:, 0], [-4] * 2 + [0] * 9 + [1] * 9)
    assert np.array_equal(group, inputs[:, 0] == 0)


def test_noise_is_as_large_as_asked_and_another_seed_is_another_draw():
    still, noisy = (FarSamples(samples=2000, noise=s).points()[0] for s in (0.0, 0.3))
    assert np.abs((noisy - still).std() / 0.3 - 1) < 5 / np.sqrt(2 * 2000)
    other = FarSamples(samples=2000, noise=0.3, seed=1).points()[0]
    assert not np.allclose(noisy, other)


def test_the_same_answer_for_all_is_a_minimum_and_a_poor_one():
    loss = TanhNeuron(FarSamples())
    poor, best = bottom(loss, np.zeros((2, 1)))[:, 0], np.array(loss.minima[0])
    assert norm(loss.grad(poor)) < 1e-10
    assert np.all(np.linalg.eigvalsh(loss.hess(poor)) > 0.5)
    answers = np.tanh(loss.seen()[0].T @ poor)
    assert np.ptp(answers) < 0.6, "about the same answer for all, of -0.9 and 0.9"
    assert loss.value(poor) > 1.8 * loss.value(best)
    step, (_, targets) = np.tanh(loss.seen()[0].T @ best), loss.seen()
    wrong = step * targets < 0
    assert np.mean(wrong[:20]) == 1, "the far ones are answered wrongly"
    assert np.mean(wrong[20:]) < 0.05, "and hardly any other"


def test_without_far_samples_there_is_no_such_minimum():
    loss = TanhNeuron(FarSamples(share=0.0))
    reached = bottom(loss, np.zeros((2, 1)))[:, 0]
    assert norm(reached - np.array(loss.minima[0])) < 1e-6
