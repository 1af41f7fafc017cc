"""Forms that share a name: that they differ as the page says, and that the numbers are right."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from experiments import Experiment
from optimizers import GradientDescent, Momentum
from studies.variants import VARIANTS, partings
from surfaces import Quadratic

BY_NAME = {one.name: one for one in VARIANTS}


@pytest.mark.parametrize("one", VARIANTS, ids=lambda one: one.name)
def test_namesakes_part_and_stay_finite(one):
    trajectories = one.experiment.run()
    assert not any(trajectory.diverged for trajectory in trajectories)
    for parting in partings(trajectories):
        assert parting.step is not None
        assert 0 < parting.step <= parting.widest_at
        assert parting.widest > 0.05, "a difference that can be seen"


def test_momentum_parts_only_when_the_schedule_cuts_the_rate():
    (parting,) = partings(BY_NAME["Momentum"].experiment.run())
    assert parting.step == 41
    experiment = BY_NAME["Momentum"].experiment
    bare = tuple(optimizer.inner for optimizer in experiment.optimizers)
    (parting,) = partings(replace(experiment, optimizers=bare).run())
    assert parting.step is None


def test_both_variables_of_nesterov_belong_to_one_run():
    shifted, plain = BY_NAME["Nesterov"].experiment.run()
    lr, beta = plain.optimizer.lr, plain.optimizer.beta
    # The shifted point is where the plain rule looks: θ - β v, with v its last move turned round.
    v = -np.diff(plain.theta, axis=0)
    assert shifted.theta[1:] == pytest.approx(plain.theta[1:] - beta * v, abs=1e-12)
    assert lr == shifted.optimizer.lr


def test_rmsprop_settles_with_epsilon_inside_and_rattles_with_it_outside():
    outside, inside = BY_NAME["RMSprop"].experiment.run()
    assert inside.value[-1] < 1e-12
    assert outside.value[-20:].min() > 1e-6


def test_amsgrad_is_slowed_for_good_where_it_corrects_before_the_maximum():
    plain, corrected_first, uncorrected = BY_NAME["AMSGrad"].experiment.run()
    assert plain.value[-1] < uncorrected.value[-1] < corrected_first.value[-1]
    first = np.abs(np.diff(uncorrected.theta[:2], axis=0))
    assert first == pytest.approx(uncorrected.optimizer.lr * 0.1 / np.sqrt(0.001), rel=1e-4)


def test_partings_are_measured_step_by_step():
    race = Experiment(Quadratic(), (GradientDescent(lr=0.1), Momentum(lr=0.1)), (1.0, 1.0), 30)
    slow, fast = race.run()
    (parting,) = partings((slow, fast))
    apart = np.linalg.norm(slow.theta - fast.theta, axis=1)
    assert parting.step == 2, "momentum's first step is gradient descent's"
    assert parting.widest == pytest.approx(apart.max())
    assert parting.widest_at == apart.argmax()
    assert parting.values == (slow.value[-1], fast.value[-1])
