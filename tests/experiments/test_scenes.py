"""Every scene shows what its line says: the claim is asserted on the run, not believed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from core.arrays import norm
from experiments.scenes import SCENES
from experiments.trajectory import Trajectory
from surfaces import Quadratic, Saddle

NEAR = 0.02
"""A distance that cannot be told from the minimum on the map."""


def distance(run: Trajectory) -> np.ndarray:
    """Return the distance to the nearest minimum along a run."""
    minima = np.array(run.problem.minima)
    return np.min([norm((run.theta - minimum).T) for minimum in minima], axis=0)


def arrival(run: Trajectory) -> float:
    """Return the step after which a run stays near a minimum, or infinity."""
    away = np.flatnonzero(distance(run) > NEAR)
    last_away = away[-1] if len(away) else -1
    return last_away + 1 if last_away < run.steps else np.inf


def down_the_banana_valley(*runs):
    floor = [np.abs(run.theta[:, 1] - run.theta[:, 0] ** 2) for run in runs]
    assert all(np.min(height[:60]) < 0.1 for height in floor), "all find the valley"
    reached = [run.theta[-1, 0] for run in runs]
    assert max(reached) > 0.95, "some walk to its end"
    assert min(reached) < 0.7, "some crawl"


def too_low_just_right_too_high(low, right, edge, high):
    assert distance(low)[-1] > 0.3
    assert arrival(right) < 40
    assert np.isinf(arrival(edge))
    assert edge.value[-1] < edge.value[0]
    assert np.all(np.diff(high.value[-30:]) > 0), "every step climbs"


def exactly_at_the_limit(edge, below):
    assert np.allclose(np.abs(edge.theta[:, 1]), 0.5), "neither grows nor shrinks"
    assert np.all(np.diff(np.sign(edge.theta[:, 1])) != 0), "lands on the other wall"
    assert distance(below)[-1] < NEAR


def momentum_in_a_ravine(plain, momentum):
    assert arrival(momentum) < plain.steps
    assert np.isinf(arrival(plain))
    _, steep = np.linalg.eigh(plain.problem.hess(np.zeros((2, 1)))[..., 0])[1].T
    assert abs(plain.theta[10] @ steep) < 0.02, "down the wall at once"


def nesterov_brakes(momentum, nesterov):
    _, steep = np.linalg.eigh(momentum.problem.hess(np.zeros((2, 1)))[..., 0])[1].T
    swings = [np.sum(np.diff(np.sign(run.theta[:60] @ steep)) != 0) for run in (momentum, nesterov)]
    assert swings[0] >= 4
    assert nesterov.value[60:].max() < momentum.value[60:].max() / 20
    assert arrival(nesterov) < arrival(momentum)


def two_momentums_under_a_schedule(momentum, heavy):
    assert np.allclose(momentum.theta[:20], heavy.theta[:20]), "twins while the rate is constant"
    strides = [norm(np.diff(run.theta, axis=0).T) for run in (momentum, heavy)]
    assert strides[0][20] < 0.2 * strides[0][19], "stops at once"
    assert strides[1][20] > 0.8 * strides[1][19], "coasts on"


def escaping_the_saddle(*runs):
    assert all(distance(run)[-1] < 0.05 for run in runs)
    lingered = [int(np.sum(norm(run.theta.T) < 0.5)) for run in runs]
    assert lingered[0] > 3 * lingered[1] > 0, "plain descent lingers longest"
    assert lingered[2] > 0
    assert lingered[3:] == [0, 0], "scaled by coordinate, the pass is never entered"


def noise_breaks_the_ridge(*runs):
    assert all(distance(run)[-1] < 0.5 for run in runs)
    calm = replace(SCENES[TITLES.index("Noise breaks the ridge")].experiment, surface=Saddle())
    for run in calm.run():
        assert np.all(run.theta[:, 1] == 0), "without noise nobody leaves"


def clipping_saves_the_cliff(plain, clipped, momentum, clipped_momentum):
    half = np.max(np.abs(plain.problem.domain.high))
    for thrown, saved in ((plain, clipped), (momentum, clipped_momentum)):
        assert np.abs(thrown.theta).max() > 3 * half
        assert np.abs(saved.theta).max() <= half
        assert saved.clipped.any()
        assert arrival(saved) < arrival(thrown)


def crossing_the_plateau(plain, momentum, adagrad, rmsprop):
    assert norm(plain.theta[-1] - plain.theta[0]) < 0.3, "stands still"
    assert momentum.theta[-1, 0] > 5, "coasts past the minimum"
    assert arrival(adagrad) < adagrad.steps
    assert arrival(rmsprop) < rmsprop.steps


def adagrads_dying_rate(adagrad, rmsprop, adam):
    strides = norm(np.diff(adagrad.theta, axis=0).T)
    assert strides[0] >= norm(np.diff(rmsprop.theta[:2], axis=0).T)[0]
    assert distance(adagrad)[-1] > 3 * distance(rmsprop)[-1]
    assert arrival(adam) < adam.steps


def adam_looks_along_the_axes(rmsprop, adam, momentum):
    assert arrival(momentum) < momentum.steps
    assert min(distance(rmsprop)[-1], distance(adam)[-1]) > 10 * NEAR
    scene = SCENES[TITLES.index("Adam looks along the axes")].experiment
    straight = replace(scene, surface=Quadratic(condition=100.0, angle=0.0)).run()
    assert distance(straight[1])[-1] < 0.2 * distance(adam)[-1], "at 0 degrees it helps"


def adam_and_adamw(plain, weak, strong):
    ends = [distance(run)[-1] for run in (plain, weak, strong)]
    assert ends[0] < 1e-4 < ends[1] < ends[2]
    assert norm(strong.theta[-1]) < norm(weak.theta[-1]) < norm(plain.theta[-1])


def one_start_two_valleys(*runs):
    assert all(distance(run)[-1] < NEAR for run in runs)
    assert len({tuple(np.round(run.theta[-1])) for run in runs}) == 2


def warm_restarts_leave_a_local_minimum(cosine, restarts):
    assert norm(cosine.grad[-1]) < 0.1
    assert cosine.value[-1] > 1
    assert restarts.value[-1] < 1e-6


def warm_up_saves_a_bold_rate(cold, warm):
    assert cold.diverged
    assert warm.value[-1] < 0.1


def the_noise_ball(constant, falling):
    spread = [run.value[-100:].mean() for run in (constant, falling)]
    assert spread[1] < spread[0] / 3


def lookahead_tames_a_bold_rate(momentum, lookahead):
    assert momentum.diverged
    assert arrival(lookahead) < lookahead.steps


TITLES = [scene.title for scene in SCENES]
CLAIMS: list[Callable[..., None]] = [
    down_the_banana_valley,
    too_low_just_right_too_high,
    exactly_at_the_limit,
    momentum_in_a_ravine,
    nesterov_brakes,
    two_momentums_under_a_schedule,
    escaping_the_saddle,
    noise_breaks_the_ridge,
    clipping_saves_the_cliff,
    crossing_the_plateau,
    adagrads_dying_rate,
    adam_looks_along_the_axes,
    adam_and_adamw,
    one_start_two_valleys,
    warm_restarts_leave_a_local_minimum,
    warm_up_saves_a_bold_rate,
    the_noise_ball,
    lookahead_tames_a_bold_rate,
]


@pytest.mark.parametrize(("scene", "claim"), list(zip(SCENES, CLAIMS, strict=True)), ids=TITLES)
def test_a_scene_shows_what_it_says(scene, claim):
    letters = "".join(c if c.isalnum() else " " for c in scene.title.lower().replace("'", ""))
    assert claim.__name__ == "_".join(letters.split())
    claim(*scene.experiment.run())


def test_scenes_have_names_of_their_own_and_one_line_to_look_for():
    assert len({scene.title for scene in SCENES}) == len(SCENES) >= 12
    assert len({scene.experiment for scene in SCENES}) == len(SCENES)
    assert all(0 < len(scene.look_for) < 260 for scene in SCENES)
