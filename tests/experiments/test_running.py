"""The loop: what it records, what it counts, and that a batch is its runs, bit for bit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.arrays import Array
from core.knobs import knobs
from experiments import Trajectory, run
from optimizers import (
    OPTIMIZERS,
    SAM,
    Adam,
    Clipped,
    GradientDescent,
    Lookahead,
    Momentum,
    Nesterov,
    Optimizer,
    Scheduled,
)
from optimizers.schedules import CosineAnnealing, Warmup
from surfaces import SURFACES, Noisy, Quadratic, Rosenbrock, Surface
from tests.experiments.drawn import things
from tests.experiments.grounds import bowl
from tests.pairs import paired

ALONG = ("theta", "value", "grad", "lr", "clipped", "last")
START = (-1.2, 1.0)


def assert_same(one: Trajectory, other: Trajectory) -> None:
    """Compare all that two runs recorded, to the last bit."""
    for name in ALONG:
        ours, theirs = np.asarray(getattr(one, name)), np.asarray(getattr(other, name))
        assert ours.shape == theirs.shape, name
        assert ours.dtype == theirs.dtype, name
        assert _bits(ours) == _bits(theirs), name
    for name in one.evaluations._fields:
        ours, theirs = getattr(one.evaluations, name), getattr(other.evaluations, name)
        np.testing.assert_array_equal(ours, theirs, err_msg=f"asked for {name}")


def _bits(array: Any) -> bytes:
    """Return the bits of an array; a NaN has a sign, which instructions set as they like."""
    return np.where(array != array, abs(array), array).tobytes()


def test_a_single_run_records_every_iterate_with_its_true_value_and_gradient():
    trajectory = run(Adam(lr=0.05), Rosenbrock(), start=START, steps=200, seed=0)
    shapes = {name: getattr(trajectory, name).shape for name in ALONG}
    assert shapes == {
        "theta": (201, 2),
        "value": (201,),
        "grad": (201, 2),
        "lr": (200,),
        "clipped": (200,),
        "last": (),
    }
    assert trajectory.steps == 200
    assert trajectory.clipped.dtype == bool
    np.testing.assert_array_equal(trajectory.theta[0], START)
    np.testing.assert_array_equal(trajectory.value, Rosenbrock().value(trajectory.theta.T))
    np.testing.assert_array_equal(trajectory.grad, Rosenbrock().grad(trajectory.theta.T).T)
    assert (trajectory.lr == 0.05).all()
    assert not trajectory.diverged


def test_gradient_descent_written_out_by_hand_takes_the_same_steps():
    x, y = START
    path = [(x, y)]
    for _ in range(30):
        r = y - x * x
        x, y = x - 0.001 * (-2 * (1 - x) - 400 * x * r), y - 0.001 * 200 * r
        path.append((x, y))
    trajectory = run(GradientDescent(lr=0.001), Rosenbrock(), START, 30)
    np.testing.assert_allclose(trajectory.theta, path, rtol=1e-12)


def test_a_thousand_starts_through_everything_that_wraps():
    optimizer = Clipped(
        Scheduled(Momentum(lr=0.01, beta=0.9), Warmup(10, CosineAnnealing(190))), norm=1.0
    )
    starts = np.random.default_rng(0).normal(size=(2, 1000))
    trajectory = run(optimizer, Noisy(Rosenbrock(), sigma=0.1), start=starts, steps=200)
    assert trajectory.theta.shape == trajectory.grad.shape == (201, 2, 1000)
    assert trajectory.value.shape == (201, 1000)
    assert trajectory.lr.shape == trajectory.clipped.shape == (200, 1000)
    assert trajectory.last.shape == trajectory.diverged.shape == (1000,)
    np.testing.assert_array_equal(trajectory.theta[0], starts)
    np.testing.assert_allclose(trajectory.lr[:10, 7], 0.01 * np.arange(1, 11) / 10, rtol=1e-12)
    np.testing.assert_allclose(
        trajectory.lr[10:, 0], 0.005 * (1 + np.cos(np.pi * np.arange(190) / 190)), rtol=1e-9
    )
    steep = np.linalg.norm(trajectory.grad[:-1], axis=1)
    assert trajectory.clipped[steep > 2].all()  # noise of 0.1 does not make up for that
    assert not trajectory.clipped[steep < 0.3].any()


def test_starts_and_knobs_may_have_many_axes_and_broadcast():
    starts = np.random.default_rng(0).normal(size=(2, 3, 1))
    trajectory = run(Adam(lr=np.geomspace(1e-3, 1, 4)), Quadratic(), starts, 5)
    assert trajectory.theta.shape == (6, 2, 3, 4)
    assert trajectory.value.shape == (6, 3, 4)
    np.testing.assert_array_equal(trajectory.lr[0, 2], np.geomspace(1e-3, 1, 4))


@pytest.mark.parametrize(("rule", "surface"), paired(OPTIMIZERS, SURFACES))
def test_a_batch_of_starts_is_its_runs_bit_for_bit(rule, surface):
    is_its_runs(rule(), surface())


@pytest.mark.parametrize(("rule", "surface"), paired(OPTIMIZERS, SURFACES, turn=17))
def test_a_batch_under_noise_is_its_runs_bit_for_bit(rule, surface):
    is_its_runs(rule(), Noisy(surface(), sigma=0.5))


def is_its_runs(rule: Optimizer, problem: Surface) -> None:
    """Run five starts at once and one by one, and compare."""
    low, high = np.array(problem.domain.low), np.array(problem.domain.high)
    starts = (low + (high - low) * np.random.default_rng(3).random((5, 2))).T
    together = run(rule, problem, starts, 9, seed=4)
    for k in range(5):
        assert_same(together[k], run(rule, problem, starts[:, k], 9, seed=4))


@settings(deadline=None, max_examples=200)  # a busy machine is no failure
@given(rule=things(Optimizer, levels=2), problem=things(Surface, levels=2), data=st.data())
def test_a_batch_is_its_runs_for_any_rule_and_any_surface(rule, problem, data):
    low, high = np.array(problem.domain.low), np.array(problem.domain.high)
    spread = np.random.default_rng(data.draw(st.integers(0, 99))).random((3, len(low)))
    starts = (low + (high - low) * spread).T
    together = run(rule, problem, starts, 12, seed=1)
    k = data.draw(st.integers(0, 2))
    assert_same(together[k], run(rule, problem, starts[:, k], 12, seed=1))


@dataclass(frozen=True)
class Grumbling(Optimizer):
    """Asks for two values and a Hessian every other step, and steps nowhere."""

    title = "Grumbling"

    def init(self, theta: Array) -> None:
        """Remember nothing."""

    def step(self, f: Any, theta: Array, state: None, t: int) -> tuple[Array, None]:
        """Ask, and stay."""
        if t % 2:
            f.value(theta), f.value(theta), f.hess(theta)
        return theta, state


@pytest.mark.parametrize(
    "rule", [*(rule() for rule in OPTIMIZERS.values()), Lookahead(Nesterov())], ids=str
)
def test_every_rule_asks_once_a_step_for_a_gradient_and_for_nothing_else(rule):
    counts = run(rule, Quadratic(), START, 7).evaluations
    asked = {name for name in counts._fields if getattr(counts, name).any()}
    assert asked == set(rule.asks)
    if rule.asks == ("grad",):
        np.testing.assert_array_equal(counts.grad, np.ones(7))


def test_what_a_step_asks_is_counted_step_by_step():
    counts = run(Grumbling(), Quadratic(), START, 5).evaluations
    np.testing.assert_array_equal(counts.value, [2, 0, 2, 0, 2])
    np.testing.assert_array_equal(counts.grad, [0, 0, 0, 0, 0])
    np.testing.assert_array_equal(counts.hess, [1, 0, 1, 0, 1])
    np.testing.assert_array_equal(counts.cost(2), [4, 0, 4, 0, 4])
    many = run(Grumbling(), Quadratic(), np.zeros((2, 4)), 5).evaluations
    np.testing.assert_array_equal(many.value, np.repeat(counts.value[:, None], 4, axis=1))
    assert np.isnan(run(Grumbling(), Quadratic(), START, 5).lr).all()


SEARCHING = ("BFGS", "LBFGS", "ConjugateGradient", "TrustRegion", "Sophia", "PolyakStep")
LANDS = ("Rosenbrock", "Beale", "Himmelblau", "Cliff", "Saddle")


@pytest.mark.parametrize(
    ("kind", "surface"),
    paired({n: OPTIMIZERS[n] for n in SEARCHING}, {n: SURFACES[n] for n in LANDS}),
)
def test_a_search_in_a_batch_pays_as_it_would_alone(kind, surface):
    ground = surface()
    low, high = ground.domain.low, ground.domain.high
    starts = np.random.default_rng(5).uniform(low, high, (6, 2)).T
    for rule in (kind(), SAM(kind(), rho=0.01)):
        together = run(rule, ground, starts, 60)
        for k in range(6):
            assert_same(run(rule, ground, starts[:, k], 60), together[k])


def test_a_budget_ends_a_run_once_every_lane_has_spent_it():
    whole = run(SAM(Adam(lr=0.1)), Rosenbrock(), START, 50)
    cut = run(SAM(Adam(lr=0.1)), Rosenbrock(), START, 50, budget=41)
    assert cut.steps == 21
    assert not cut.diverged
    np.testing.assert_array_equal(cut.theta, whole.theta[:22])
    np.testing.assert_array_equal(cut.evaluations.grad, whole.evaluations.grad[:21])
    uneven = run(
        OPTIMIZERS["BFGS"](), Rosenbrock(), np.array([[-1.2, 2], [1, -1.0]]), 99, budget=20
    )
    spent = uneven.evaluations.cost(2).sum(axis=0)
    assert spent.min() >= 20
    before = uneven.evaluations.cost(2)[:-1].sum(axis=0)
    assert before.min() < 20, "it ends no later than it must"


def test_recording_the_truth_is_not_counted_and_sees_no_noise():
    noisy = run(GradientDescent(lr=0.01), Noisy(Quadratic(), sigma=5.0), START, 40, seed=1)
    np.testing.assert_array_equal(noisy.value, Quadratic().value(noisy.theta.T))
    np.testing.assert_array_equal(noisy.grad, Quadratic().grad(noisy.theta.T).T)
    assert noisy.evaluations.value.sum() == 0
    steps = -np.diff(noisy.theta, axis=0) / 0.01
    noise = steps - noisy.grad[:-1]
    assert 4 < noise.std() < 6


def test_the_seed_alone_decides_the_noise():
    def path(seed: int, rule: Optimizer) -> Array:
        return run(rule, Noisy(Quadratic(), sigma=1.0), START, 20, seed).theta

    np.testing.assert_array_equal(path(3, Adam()), path(3, Adam()))
    assert (path(3, Adam())[-1] != path(4, Adam())[-1]).all()


# Running away.


def test_a_run_that_overflows_holds_its_last_finite_point():
    trajectory = run(GradientDescent(lr=1.0), bowl(1.0, 10.0), (0.3, 0.4), 400)
    # y is multiplied by -9 at every step, and 5 y² overflows before y does
    last = int((np.log(np.finfo(float).max) - np.log(5 * 0.4**2)) / np.log(81))
    assert trajectory.diverged
    assert int(trajectory.last) == last
    np.testing.assert_allclose(np.abs(trajectory.theta[last, 1]), 0.4 * 9.0**last, rtol=1e-9)
    for held in (trajectory.theta, trajectory.value, trajectory.grad):
        assert np.isfinite(held).all()
        assert (held[last:] == held[last]).all()
    assert (trajectory.lr[: last + 1] == 1.0).all(), "the step that overflowed is a step"
    assert np.isnan(trajectory.lr[last + 1 :]).all()
    np.testing.assert_array_equal(trajectory.evaluations.grad, np.arange(400) <= last)


def test_of_a_batch_each_run_overflows_by_itself():
    rates = np.array([0.1, 1.0, 1e3, 0.15])
    together = run(Momentum(lr=rates), bowl(1.0, 10.0), (0.3, 0.4), 300)
    np.testing.assert_array_equal(together.diverged, [False, True, True, False])
    assert together.last[0] == together.last[3] == 300
    assert together.last[2] < together.last[1] < 300
    np.testing.assert_array_equal(together.evaluations.grad[:, 0], np.ones(300))
    np.testing.assert_array_equal(
        together.evaluations.grad.sum(axis=0)[1:3], together.last[1:3] + 1
    )
    assert np.isnan(together.lr[:, 2]).sum() == 300 - together.last[2] - 1
    for k, rate in enumerate(rates):
        alone = run(Momentum(lr=rate), bowl(1.0, 10.0), (0.3, 0.4), 300)
        assert_same(together[k], alone)


def test_clipping_is_not_recorded_after_the_end():
    wild = Clipped(GradientDescent(lr=np.array([1e200, 1e-4])), norm=1.0)
    trajectory = run(wild, Rosenbrock(), START, 30)
    assert trajectory.last.tolist() == [0, 30]
    assert trajectory.clipped[:, 0].tolist() == [True] + [False] * 29
    assert trajectory.clipped[:, 1].all()


def test_a_batch_that_is_all_gone_stops_early_and_is_recorded_the_same():
    asked: list[float] = []
    rule = GradientDescent(lr=10.0)
    gone = run(rule, bowl(1.0, 10.0), np.ones((2, 3)), 5000, progress=asked.append)
    assert len(asked) < 10
    assert gone.theta.shape == (5001, 2, 3)
    assert gone.diverged.all()
    assert gone.evaluations.grad.shape == (5000, 3)
    np.testing.assert_array_equal(gone.evaluations.grad.sum(axis=0), gone.last + 1)


# The edges.


def test_no_steps_leave_the_start():
    trajectory = run(Adam(), Quadratic(), START, 0)
    assert trajectory.theta.tolist() == [list(START)]
    assert trajectory.lr.shape == (0,)
    assert not trajectory.diverged


def test_the_start_is_not_written_to():
    start = np.array([[0.5], [0.7]])
    run(Adam(lr=0.5), Quadratic(), start, 5)
    np.testing.assert_array_equal(start, [[0.5], [0.7]])


def test_progress_rises_and_an_exception_cancels():
    told: list[float] = []
    run(Adam(), Quadratic(), START, 1000, progress=told.append)
    assert told == sorted(told)
    assert len(told) > 10
    assert all(0 < part <= 1 for part in told)

    def cancel(part: float) -> None:
        if part > 0.4:
            raise InterruptedError(part)

    with pytest.raises(InterruptedError):
        run(Adam(), Quadratic(), START, 1000, progress=cancel)


@pytest.mark.parametrize(
    ("start", "steps", "said"),
    [
        ((np.nan, 0.0), 5, "a start is a point of finite coordinates"),
        ((0.0, np.inf), 5, "a start is a point of finite coordinates"),
        (3.0, 5, "a start is a point of finite coordinates"),
        ((1e200, 0.0), 5, "the loss or its gradient is not finite there"),
        (START, -1, "a run takes 0 steps or more"),
    ],
)
def test_what_cannot_be_run_is_refused(start, steps, said):
    with pytest.raises(ValueError, match=said):
        run(Adam(), Quadratic(), start, steps)


def test_knobs_and_starts_that_do_not_fit_each_other_are_refused():
    with pytest.raises(ValueError, match="shape"):
        run(Adam(lr=np.ones(3)), Quadratic(), np.zeros((2, 4)), 5)


def test_a_swept_surface_is_its_surfaces_bit_for_bit():
    bends = np.array([1.0, 10.0, 300.0])
    together = run(Adam(lr=0.1), Rosenbrock(b=bends), START, 50)
    for k, b in enumerate(bends):
        assert_same(together[k], run(Adam(lr=0.1), Rosenbrock(b=float(b)), START, 50))


@pytest.mark.parametrize("rule", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_a_sweep_is_its_runs_bit_for_bit(rule):
    knob, *_ = knobs(rule)  # the learning rate, of the rules that have one
    values = np.geomspace(1e-4, 0.5, 6)
    together = run(rule(**{knob: values}), Rosenbrock(), START, 40)
    for k, value in enumerate(values):
        one = {knob: float(value)}
        assert_same(together[k], run(rule(**one), Rosenbrock(), START, 40))
        assert_same(together[k], run(replace(rule(), **one), Rosenbrock(), START, 40))
