"""Every comparison of batch sizes shows what its line says, on its own runs and over many seeds."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from core.arrays import norm
from experiments import run
from experiments.cost_axes import samples
from experiments.trajectory import Trajectory
from studies.batch_sizes.comparison import DEFAULT
from studies.batch_sizes.noise_ball import expected, measured
from studies.batch_sizes.scenes import COMPARISONS
from surfaces import MiniBatch

SEEDS = np.arange(32)


def excess(run: Trajectory) -> np.ndarray:
    """Return how far above the lowest loss a run is."""
    return run.value - run.problem.value(np.array(run.problem.minima[0]))


def first_near(run: Trajectory) -> int:
    """Return the first step at which all but a hundredth of the excess loss is gone."""
    return int(np.argmax(excess(run) < 0.01 * excess(run)[0]))


def batch_sizes_step_by_step(*runs):
    half = [int(np.argmax(excess(run) < 0.2 * excess(run)[0])) for run in runs]
    assert max(half) <= min(half) + 2, "all come down equally fast"
    radii = [measured(run).radius for run in runs]
    assert radii == sorted(radii, reverse=True)
    assert radii[0] > 4 * radii[1] > 20 * radii[-1]
    spent = {run.problem: samples(run)[first_near(run)] for run in (runs[2], runs[-1])}
    of_64, of_all = spent.values()
    assert runs[2].problem.batch_size == 64
    assert runs[-1].problem.samples == 1000
    assert of_all > 10 * of_64, "ten times sooner"


def four_times_the_batch_half_the_ball(*runs):
    *few, every = runs
    sizes = [run.problem.batch_size for run in few]
    assert np.all(np.diff(np.log2(sizes)) == 2), "four times the batch"
    many = [[measured(r).radius for r in over_seeds(run)] for run in few]
    radii = np.sqrt(np.mean(np.square(many), axis=1))
    np.testing.assert_allclose(radii[:-1] / radii[1:], 2, rtol=0.15)
    law = [expected(run).radius for run in few]
    np.testing.assert_allclose(radii, law, rtol=0.08)
    shown = [measured(run).radius for run in few]
    np.testing.assert_allclose(shown, law, rtol=0.2)  # one run each: that is by chance
    assert measured(every).radius < 1e-6
    assert norm(every.grad[-1]) < 1e-6, "the slope of the whole is gone"
    single = few[0].problem.at(1, 0)
    assert norm(single.grad(every.theta[-1][:, None]))[0] > 0.1, "but not that of a few"


def small_batches_leave_a_poor_minimum(*runs):
    poor, good = (runs[-1].value[-1], runs[0].problem.value(np.array(runs[0].problem.minima[0])))
    assert poor > 2 * good
    assert np.all(np.linalg.eigvalsh(runs[-1].problem.hess(runs[-1].theta[-1])) > 0.5)
    assert norm(runs[-1].grad[-1]) < 1e-9, "a minimum"
    assert np.abs(np.tanh(runs[-1].theta[-1] @ [1, 1]) - np.tanh(runs[-1].theta[-1][1])) < 0.2
    left = [run.value[-1] < 1.1 * good for run in runs]
    assert left[:3] == [True] * 3
    assert left[4:] == [False] * 3
    shares = [np.mean(over_seeds(run).value[-1] < 1.1 * good) for run in runs[:-1]]
    assert min(shares[:3]) >= 0.95, "up to 64 they lead out"
    assert 0.2 <= shares[3] <= 0.8, "at 128 it is luck"
    assert max(shares[4:]) == 0, "with more it stays"


def dealt_out_or_drawn_anew(dealt, drawn, every):
    assert (dealt.problem.replacement, drawn.problem.replacement) == (False, True)
    assert dealt.problem.batch_size == drawn.problem.batch_size == 4
    assert measured(drawn).radius > 2 * measured(dealt).radius > 0
    many = [
        np.sqrt(np.mean([measured(run).radius ** 2 for run in over_seeds(one)]))
        for one in (dealt, drawn)
    ]
    # A place is forgotten in some 120 steps: in all seeds together, 200 places. Four times 5 %.
    np.testing.assert_allclose(many, [expected(r).radius for r in (dealt, drawn)], rtol=0.2)
    assert measured(every).radius < 0.01


def over_seeds(shown: Trajectory) -> Trajectory:
    """Return the run that is shown with other batches: one for each seed."""
    return run(shown.optimizer, shown.problem, shown.theta[0], shown.steps, SEEDS)


TITLES = [scene.title for scene in COMPARISONS]
CLAIMS: list[Callable[..., None]] = [
    batch_sizes_step_by_step,
    four_times_the_batch_half_the_ball,
    small_batches_leave_a_poor_minimum,
    dealt_out_or_drawn_anew,
]


@pytest.mark.parametrize(
    ("scene", "claim"), list(zip(COMPARISONS, CLAIMS, strict=True)), ids=TITLES
)
def test_a_comparison_shows_what_it_says(scene, claim):
    letters = "".join(c if c.isalnum() else " " for c in scene.title.lower())
    assert claim.__name__ == "_".join(letters.split())
    claim(*scene.experiment.run())


def test_comparisons_have_names_of_their_own_and_one_line_to_look_for():
    assert COMPARISONS[0].experiment == DEFAULT
    assert len({scene.title for scene in COMPARISONS}) == len(COMPARISONS)
    assert len({scene.experiment for scene in COMPARISONS}) == len(COMPARISONS)
    assert all(0 < len(scene.look_for) < 260 for scene in COMPARISONS)


def test_seeds_in_one_run_are_the_runs_of_each_seed():
    shown = run(DEFAULT.optimizer, MiniBatch(DEFAULT.surface, 64), DEFAULT.start, 30, 7)
    assert np.array_equal(over_seeds(shown)[7].theta, shown.theta)
