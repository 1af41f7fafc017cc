"""Every scene shows what its line says: the claim is asserted on the run, not believed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from core.arrays import norm
from core.knobs import knobs
from diagnosis import judge
from experiments import running
from experiments.experiment import Experiment
from experiments.scenes import SCENES
from experiments.trajectory import Trajectory
from optimizers import GradientDescent
from studies.batch_sizes.noise_ball import ball, pulls
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


def strides(run: Trajectory) -> np.ndarray:
    """Return the lengths of the steps of a run."""
    return norm(np.diff(run.theta, axis=0).T)


def looks(run: Trajectory, steps: int) -> int:
    """Return how often the first steps of a run asked for a gradient."""
    return int(np.sum(run.evaluations.grad[:steps]))


def scene_called(title: str) -> Experiment:
    return SCENES[TITLES.index(title)].experiment


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


def a_rate_that_learns_itself(plain, timid, bold):
    assert plain.lr[0] == timid.lr[0] == bold.lr[0] < 0.01 * 2 / 10, "far too low"
    assert np.all(np.diff(timid.lr[:40]) > 0), "one slope agrees with the next"
    assert bold.lr.max() > 1.5 * bold.lr[-1] > 50 * bold.lr[0], "too far, and comes back"
    assert np.isinf(arrival(plain))
    assert arrival(bold) < arrival(timid) < np.inf


def nobody_turned_a_knob(plain, adam, prodigy, polyak):
    for run in (plain, adam, prodigy, polyak):
        assert run.optimizer == type(run.optimizer)(), "with its defaults"
    assert plain.diverged
    assert distance(adam)[-1] > 0.9 * distance(adam)[0]
    assert prodigy.lr[-1] > 1e6 * prodigy.lr[0], "finds its rate on the way"
    assert max(arrival(prodigy), arrival(polyak)) < prodigy.steps
    lowest = polyak.problem.value(np.array(polyak.problem.minima).T)
    assert polyak.optimizer.lowest == lowest, "knows how low the minimum is"


def lookahead_tames_a_bold_rate(momentum, lookahead):
    assert momentum.diverged
    assert arrival(lookahead) < lookahead.steps


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
    assert strides(momentum)[20] < 0.2 * strides(momentum)[19], "stops at once"
    assert strides(heavy)[20] > 0.8 * strides(heavy)[19], "coasts on"


def adagrads_dying_rate(adagrad, rmsprop, adam):
    assert strides(adagrad)[0] >= strides(rmsprop)[0]
    assert distance(adagrad)[-1] > 3 * distance(rmsprop)[-1]
    assert arrival(adam) < adam.steps


def the_hare_and_the_tortoise(hare, tortoise):
    assert strides(hare)[0] > 10 * strides(tortoise)[0]
    assert np.all(np.diff(strides(hare)[:300]) < 0), "shorter steps ever after"
    assert strides(tortoise)[300] > 1.3 * strides(tortoise)[0], "gathers pace"
    slopes = norm(tortoise.grad[:300].T)
    assert slopes.max() < 1.2 * slopes.min(), "of one steepness"
    assert distance(hare)[200] < distance(tortoise)[200]
    assert distance(hare)[500] > distance(tortoise)[500], "overtakes"
    assert arrival(tortoise) < tortoise.steps
    assert distance(hare)[-1] > 0.5


def thrown_out_by_the_first_steps(adam, corrected, uncorrected):
    moves = [np.abs(np.diff(run.theta, axis=0)).max(axis=1) for run in (corrected, uncorrected)]
    assert moves[0].max() < 1.01 * corrected.lr[0]
    assert np.all(moves[1][:6] > 3 * uncorrected.lr[0])
    assert np.all(moves[1] < 5 * uncorrected.lr[0])
    assert norm((adam.theta - corrected.theta).T).max() < NEAR, "but for that, it is Adam here"
    assert max(arrival(adam), arrival(uncorrected)) < adam.steps
    assert norm(adam.theta[-1] - uncorrected.theta[-1]) > 3, "another valley"


def adam_looks_along_the_axes(rmsprop, adam, momentum):
    assert arrival(momentum) < momentum.steps
    assert min(distance(rmsprop)[-1], distance(adam)[-1]) > 10 * NEAR
    scene = scene_called("Adam looks along the axes")
    straight = replace(scene, surface=Quadratic(condition=100.0, angle=0.0)).run()
    assert distance(straight[1])[-1] < 0.2 * distance(adam)[-1], "at 0 degrees it helps"


def adam_and_adamw(plain, weak, strong):
    ends = [distance(run)[-1] for run in (plain, weak, strong)]
    assert ends[0] < 1e-4 < ends[1] < ends[2]
    assert norm(strong.theta[-1]) < norm(weak.theta[-1]) < norm(plain.theta[-1])


def l2_in_the_loss_is_not_weight_decay(penalized, decayed, in_adam, beside_adam):
    assert np.allclose(penalized.theta, decayed.theta, rtol=0, atol=1e-12), "one path"
    curvature = penalized.problem.hess(np.zeros(2))
    best, l2 = np.array(penalized.problem.minima[0]), penalized.optimizer.l2
    ridge = np.linalg.solve(curvature + l2 * np.eye(2), curvature @ best)
    for run in (penalized, decayed, in_adam):
        assert norm(run.theta[-1] - ridge) < NEAR, "where they do"
    kept = beside_adam.theta[-1] / best
    assert norm(beside_adam.theta[-1] - ridge) > 10 * NEAR
    assert np.all(kept < 0.9)
    assert np.ptp(kept) < 0.02, "by nearly the same part"
    assert np.ptp(ridge / best) > 0.5


def a_penalty_chooses_among_minima(plain, weak, strong):
    assert np.allclose(plain.value[50:], 0, atol=1e-12), "stops at the first such point"
    assert norm(plain.theta[-1] - plain.theta[0]) < 0.3
    for run in (weak, strong):
        lopsided = run.theta[:, 0] ** 2 - run.theta[:, 1] ** 2  # kept by the loss, not the penalty
        gone = np.exp(-2 * run.optimizer.l2 * 0.02 * np.arange(run.steps + 1))
        assert np.allclose(lopsided / lopsided[0], gone, atol=0.03), "the stronger, the sooner"
        ends = np.prod(run.theta[-1])
        assert 1 - run.optimizer.l2 < ends < 1, "a little below the floor"
    assert np.allclose(strong.theta[-1], np.sqrt(1 - strong.optimizer.l2 / 2), atol=1e-3)


def only_the_sign_counts(plain, adam, sign, rprop):
    assert norm(plain.grad[0]) > 0.9e5 * norm(sign.grad[-1])
    assert distance(plain)[-1] > 0.5, "a rate for the wall is none for the floor"
    scene = scene_called("Only the sign counts")
    (bolder,) = replace(scene, optimizers=(GradientDescent(lr=1e-4),)).run()
    assert bolder.diverged
    assert np.abs(np.diff(adam.theta[-50:], axis=0)).max() < 0.1 * adam.lr[0]
    assert adam.value[-1] > 100 > 1 > sign.value[-1], "Adam cannot forget the wall"
    assert np.allclose(np.abs(np.diff(sign.theta, axis=0)), sign.lr[0]), "as if it were level"
    assert arrival(rprop) < rprop.steps


def escaping_the_saddle(*runs):
    assert all(distance(run)[-1] < 0.05 for run in runs)
    lingered = [int(np.sum(norm(run.theta.T) < 0.5)) for run in runs]
    assert lingered[0] > 3 * lingered[1] > 0, "plain descent lingers longest"
    assert lingered[2] > 0
    assert lingered[3:] == [0, 0], "scaled by coordinate, the pass is never entered"


def noise_breaks_the_ridge(*runs):
    assert all(distance(run)[-1] < 0.5 for run in runs)
    calm = replace(scene_called("Noise breaks the ridge"), surface=Saddle())
    for run in calm.run():
        assert np.all(run.theta[:, 1] == 0), "without noise nobody leaves"


def crossing_the_plateau(plain, momentum, adagrad, rmsprop):
    assert norm(plain.theta[-1] - plain.theta[0]) < 0.3, "stands still"
    assert momentum.theta[-1, 0] > 5, "coasts past the minimum"
    assert arrival(adagrad) < adagrad.steps
    assert arrival(rmsprop) < rmsprop.steps


def clipping_saves_the_cliff(plain, clipped, momentum, clipped_momentum):
    half = np.max(np.abs(plain.problem.domain.high))
    for thrown, saved in ((plain, clipped), (momentum, clipped_momentum)):
        assert np.abs(thrown.theta).max() > 3 * half
        assert np.abs(saved.theta).max() <= half
        assert saved.clipped.any()
        assert arrival(saved) < arrival(thrown)


def one_start_two_valleys(*runs):
    assert all(distance(run)[-1] < NEAR for run in runs)
    assert len({tuple(np.round(run.theta[-1])) for run in runs}) == 2


def sam_walks_past_the_minimum(plain, near, far):
    assert arrival(plain) < plain.steps
    floor = np.array([x := np.linspace(-1.5, 1.5, 61), x * x])
    widest = np.argmin(np.linalg.eigvalsh(np.moveaxis(plain.problem.hess(floor), -1, 0))[:, 1])
    assert abs(floor[0, widest]) < 0.1, "around x = 0"
    for run in (near, far):
        assert distance(run)[:200].min() < 2 * NEAR, "passes the lowest point"
        # With tiny steps, on the floor, it descends on f + rho^2/2 times the steepest curvature,
        # which is 200 + 800 x^2: Wen, Ma and Li (2023), https://arxiv.org/abs/2211.05729
        stays = 1 / (1 + 400 * run.optimizer.rho**2)
        assert np.all(np.abs(run.theta[-200:, 0] - stays) < 0.12)


def warm_up_saves_a_bold_rate(cold, warm):
    assert cold.diverged
    assert warm.value[-1] < 0.1


def momentum_dips_while_the_rate_is_high(held, dipping):
    assert np.array_equal(held.lr, dipping.lr), "the same for both"
    betas = [dipping.optimizer.at(t).inner.beta for t in range(1, dipping.steps + 1)]
    assert np.argmin(betas) == np.argmax(dipping.lr)
    assert arrival(dipping) < dipping.steps / 2
    assert np.isinf(arrival(held))
    dips = int(np.argmin(betas))
    ways = [strides(run)[dips:].sum() / distance(run)[dips] for run in (held, dipping)]
    assert ways[0] > 2 * ways[1], "swings"


def lion_keeps_its_stride(lion, scheduled, adam):
    assert np.allclose(np.abs(np.diff(lion.theta, axis=0)), lion.lr[0]), "along each axis"
    assert np.allclose(*np.abs(np.diff(lion.theta[:8], axis=0)).T), "down the diagonal"
    assert distance(lion)[-50:].min() > 4 * NEAR, "to and fro across the minimum"
    assert len({*np.sign(lion.theta[-50:, 0])}) == 2
    assert max(arrival(scheduled), arrival(adam)) < lion.steps
    assert strides(adam)[-1] < 0.01 * strides(adam)[0]


def warm_restarts_leave_a_local_minimum(cosine, restarts):
    ends = restarts.value[[50, 100, 150, 200]]
    assert (ends[1:] < ends[:-1] / 3).all()  # each cycle comes to rest in a deeper dip
    assert ends[-1] < 1e-6
    assert judge(cosine).outcome == "local minimum"
    assert cosine.value[-1] == pytest.approx(ends[0], rel=0.05)


def the_noise_ball(constant, falling):
    spread = [run.value[-100:].mean() for run in (constant, falling)]
    assert spread[1] < spread[0] / 3


def the_mean_of_a_noisy_path(path, mean):
    begins = mean.optimizer.after
    assert np.array_equal(path.theta[: begins + 1], mean.theta[: begins + 1]), "the same path"
    so_far = np.mean(path.theta[begins + 1 :], axis=0)
    assert np.allclose(mean.theta[-1], so_far)
    assert len({*np.sign(path.theta[begins:, 0])}) == len({*np.sign(path.theta[begins:, 1])}) == 2
    assert mean.value[-100:].mean() < path.value[-100:].mean() / 20
    assert path.lr[0] == path.lr[-1]


def the_ball_shrinks_with_the_rate(constant, decayed):
    rates = [0.2, 0.2 / 4, 0.2 / 16]
    assert np.array_equal(decayed.lr[[0, 500, 1000]], rates), "twice to a quarter"

    def radii(run: Trajectory) -> list[float]:
        away = run.theta - np.array(run.problem.minima).reshape(1, 2, *[1] * run.last.ndim)
        return [np.sqrt(2 * np.mean(away[at : at + 300] ** 2)) for at in (200, 700, 1200)]

    wide, half, quarter = radii(decayed)
    assert 1.7 < wide / half < 2.5
    assert 1.7 < half / quarter < 2.5
    assert max(radii(constant)) < 1.2 * min(radii(constant)), "as wide as it was"
    loss = decayed.problem.loss
    law = [ball(pulls(loss, np.array(loss.minima[0])), lr, 4, replacement=False) for lr in rates]
    many = running.run(decayed.optimizer, decayed.problem, decayed.theta[0], 1500, np.arange(32))
    np.testing.assert_allclose(radii(many), [one.radius for one in law], rtol=0.1)


def one_step_whatever_the_condition(plain, conjugate, newton):
    assert arrival(newton) == 1
    assert arrival(conjugate) == 2
    _, steep = np.linalg.eigh(plain.problem.hess(np.zeros((2, 1)))[..., 0])[1].T
    assert np.all(np.diff(np.sign(plain.theta @ steep)) != 0), "from wall to wall"
    assert distance(plain)[-1] > distance(plain)[0] / 2, "hardly set out"


def newton_walks_into_the_saddle(newton, saddle_free, plain):
    assert np.allclose(newton.theta[-1], 0), "a place without slope"
    assert arrival(saddle_free) < arrival(plain) < plain.steps
    assert np.all(np.diff(np.abs(plain.theta[:15, 1])) > 0), "never tempted"


def count_the_looks_not_the_steps(adam, bfgs, lbfgs):
    assert 850 < looks(adam, int(arrival(adam))) < 900
    for run in (bfgs, lbfgs):
        steps = int(arrival(run))
        assert looks(run, steps) == np.sum(run.evaluations.value[:steps])
        assert 35 < looks(run, steps) < 45
        assert 1 < looks(run, steps) / steps < 1.5, "a little more than once a step"
    assert lbfgs.optimizer.memory == 10
    assert arrival(lbfgs) <= arrival(bfgs), "no slower"


def the_hairline_canyon(plain, adam, bfgs, trusting):
    assert plain.optimizer.lr == knobs(plain.optimizer)["lr"].low
    assert plain.diverged
    assert norm((adam.theta - adam.theta[0]).T).max() < 0.5, "does not get away"
    steep = np.linalg.eigvalsh(bfgs.problem.hess(bfgs.theta[-1][:, None])[..., 0])[1]
    assert 1 / np.sqrt(steep) < 1e-5, "the distance from the floor at which the loss is 1/2"
    for run in (bfgs, trusting):
        assert arrival(run) < run.steps
        assert run.theta[-1, 1] > 9, "the far end"


TITLES = [scene.title for scene in SCENES]
CLAIMS: list[Callable[..., None]] = [
    down_the_banana_valley,
    too_low_just_right_too_high,
    exactly_at_the_limit,
    a_rate_that_learns_itself,
    nobody_turned_a_knob,
    lookahead_tames_a_bold_rate,
    momentum_in_a_ravine,
    nesterov_brakes,
    two_momentums_under_a_schedule,
    adagrads_dying_rate,
    the_hare_and_the_tortoise,
    thrown_out_by_the_first_steps,
    adam_looks_along_the_axes,
    adam_and_adamw,
    l2_in_the_loss_is_not_weight_decay,
    a_penalty_chooses_among_minima,
    only_the_sign_counts,
    escaping_the_saddle,
    noise_breaks_the_ridge,
    crossing_the_plateau,
    clipping_saves_the_cliff,
    one_start_two_valleys,
    sam_walks_past_the_minimum,
    warm_up_saves_a_bold_rate,
    momentum_dips_while_the_rate_is_high,
    lion_keeps_its_stride,
    warm_restarts_leave_a_local_minimum,
    the_noise_ball,
    the_mean_of_a_noisy_path,
    the_ball_shrinks_with_the_rate,
    one_step_whatever_the_condition,
    newton_walks_into_the_saddle,
    count_the_looks_not_the_steps,
    the_hairline_canyon,
]


@pytest.mark.parametrize(("scene", "claim"), list(zip(SCENES, CLAIMS, strict=True)), ids=TITLES)
def test_a_scene_shows_what_it_says(scene, claim):
    letters = "".join(c if c.isalnum() else " " for c in scene.title.lower().replace("'", ""))
    assert claim.__name__ == "_".join(letters.split())
    claim(*scene.experiment.run())


def test_scenes_have_names_of_their_own_and_one_line_to_look_for():
    assert len({scene.title for scene in SCENES}) == len(SCENES) >= 12
    assert len({scene.look_for for scene in SCENES}) == len(SCENES)
    assert len({scene.experiment for scene in SCENES}) == len(SCENES)
    assert all(0 < len(scene.look_for) < 260 for scene in SCENES)
