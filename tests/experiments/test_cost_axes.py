"""What a run has paid: counted against what the loss was really asked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from core.arrays import Array
from core.loss import Loss
from experiments.cost_axes import AXES, batch_sizes, epochs, evaluations, gradients, samples, steps
from experiments.running import run
from optimizers import (
    BFGS,
    LBFGS,
    SAM,
    Adam,
    ConjugateGradient,
    GradientDescent,
    Newton,
    TrustRegion,
)
from surfaces import LinearRegression, MiniBatch, Noisy, Rosenbrock

START = (-1.2, 1.0)
LINE = LinearRegression()


class Paying:
    """A loss that keeps a bill: gradients, all evaluations, samples."""

    bill: Array

    def __init__(self, loss: Loss, size: int) -> None:
        self.loss, self.size = loss, size

    def value(self, theta: Array) -> Array:
        self.bill += (0, 1, 0)
        return self.loss.value(theta)

    def grad(self, theta: Array) -> Array:
        self.bill += (1, 1, self.size)
        return self.loss.grad(theta)

    def hess(self, theta: Array) -> Array:
        self.bill += (2, 2, 0)  # two coordinates, a gradient each
        return self.loss.hess(theta)


@dataclass(frozen=True)
class Till:
    """A problem whose losses write down what they are asked, one line a step."""

    problem: object
    bills: dict[int, Array]
    losses: dict[int, Paying]

    def at(self, t: int, seed: int = 0) -> Loss:
        dealt = isinstance(self.problem, MiniBatch)
        size = len(self.problem.batch(t, seed)) if dealt else 0
        loss = self.problem.at(t, seed)
        # The same loss as the step before is the same object: rules that remember look at that.
        paying = self.losses.setdefault(0 if loss is self.problem else t, Paying(loss, size))
        paying.bill = self.bills.setdefault(t, np.zeros(3, dtype=int))
        return paying

    def __getattr__(self, name: str) -> object:
        return getattr(self.problem, name)


RULES = [
    Adam(lr=0.01),
    SAM(GradientDescent(lr=0.001), rho=0.05),
    Newton(),
    TrustRegion(),
    BFGS(),
    LBFGS(),
    ConjugateGradient(),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: type(rule).__name__)
@pytest.mark.parametrize("problem", [Rosenbrock(), MiniBatch(LINE, 16)], ids=["exact", "batches"])
def test_every_axis_is_what_the_loss_was_really_asked(rule, problem):
    bills: dict[int, Array] = {}
    start = START if isinstance(problem, Rosenbrock) else LINE.starts[0]
    run(rule, Till(problem, bills, {}), start, 25, seed=3)
    asked = np.cumsum([np.zeros(3, dtype=int), *(bills[t] for t in range(1, 26))], axis=0)
    told = run(rule, problem, start, 25, seed=3)
    np.testing.assert_array_equal(gradients(told), asked[:, 0])
    np.testing.assert_array_equal(evaluations(told), asked[:, 1])
    if isinstance(problem, MiniBatch):
        np.testing.assert_array_equal(samples(told), asked[:, 2])
        np.testing.assert_array_equal(epochs(told), asked[:, 2] / LINE.samples)


@pytest.mark.parametrize("size", [1, 7, 16, 50, 64])
@pytest.mark.parametrize("replacement", [False, True])
@pytest.mark.parametrize("noise", [False, True])
def test_batches_are_as_large_as_those_that_are_dealt(size, replacement, noise):
    problem = MiniBatch(LINE, size, replacement)
    dealt = [len(problem.batch(t, 5)) for t in range(1, 20)]
    told = batch_sizes(Noisy(problem) if noise else problem, 19)
    np.testing.assert_array_equal(told, dealt)


def test_an_epoch_is_over_when_every_sample_was_seen_once():
    told = run(Adam(lr=0.01), MiniBatch(LINE, 16), LINE.starts[0], 12)  # 16, 16, 16, 2 of 50
    np.testing.assert_allclose(epochs(told)[[0, 3, 4, 8, 12]], [0, 0.96, 1, 2, 3])
    full = run(Adam(lr=0.01), LINE, LINE.starts[0], 12)
    np.testing.assert_array_equal(epochs(full), np.arange(13))


def test_where_there_are_no_samples_there_are_no_epochs():
    told = run(Adam(lr=0.01), Noisy(Rosenbrock()), START, 12)
    assert samples(told) is None
    assert epochs(told) is None
    assert batch_sizes(told.problem, 3) is None


def test_nothing_is_paid_after_an_overflow():
    told = run(GradientDescent(lr=1.0), Rosenbrock(), START, 30)
    last = int(told.last)
    assert last < 30
    for axis in (gradients, evaluations):
        np.testing.assert_array_equal(axis(told)[: last + 2], np.arange(last + 2))
        assert axis(told)[-1] == last + 1, "the step that overflowed was paid, and none after it"


@pytest.mark.parametrize("axis", AXES.values(), ids=AXES)
def test_axes_start_at_zero_and_never_fall(axis):
    told = run(LBFGS(), MiniBatch(LINE, 7), LINE.starts[0], 20)
    along = axis(told)
    assert along.shape == (21,)
    assert along[0] == 0
    assert (np.diff(along) >= 0).all()


def test_a_run_of_no_steps_has_paid_nothing():
    told = run(Adam(), MiniBatch(LINE, 7), LINE.starts[0], 0)
    assert [list(axis(told)) for axis in AXES.values()] == [[0]] * len(AXES)
    np.testing.assert_array_equal(steps(told), [0])


@pytest.mark.parametrize("axis", [epochs, samples, gradients, evaluations])
def test_a_run_of_a_batch_has_paid_what_it_would_alone(axis):
    starts = np.array([LINE.starts[0], (1.5, 0.5), (0.1, 2.0)]).T
    together = run(LBFGS(), MiniBatch(LINE, 7), starts, 20)
    for k in range(3):
        np.testing.assert_array_equal(axis(together)[:, k], axis(together[k]))
