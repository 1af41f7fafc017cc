"""What a class says of itself is so: each fact, held against what the rule does."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from core.arrays import Array
from core.knobs import knobs
from optimizers import (
    LINE_SEARCHES,
    OPTIMIZERS,
    WRAPPERS,
    Clipped,
    GradientDescent,
    Momentum,
    Optimizer,
    Scheduled,
)
from optimizers.base import in_use
from optimizers.line_search import FixedStep
from optimizers.schedules import StepDecay
from tests.optimizers.losses import LOSSES, START, Slope, walk

every_rule = pytest.mark.parametrize("name", OPTIMIZERS)


def parabola(x_bend: float, y_bend: float) -> Slope:
    """Return (a x² + b y²) / 2."""
    bends = np.array([[x_bend], [y_bend]])
    return Slope(
        lambda at: bends * at,
        value=lambda at: (bends * at * at).sum(axis=0) / 2,
        hess=lambda at: np.eye(2)[..., None] * bends + 0 * at[0],
    )


def around(name: str, inner: Optimizer) -> Optimizer:
    """Put a wrapper around a rule."""
    if name == "Scheduled":
        return Scheduled(inner, StepDecay())
    return Clipped(inner, norm=1.0) if name == "Clipped" else WRAPPERS[name](inner)


@every_rule
def test_who_is_plain_steps_by_the_rate_times_the_slope(name):
    rule, f = OPTIMIZERS[name](), LOSSES["valley"]
    path = walk(rule, f, START, 3)
    plain = [at - getattr(rule, "lr", 0.0) * f.grad(at) for at in path[:-1]]
    assert rule.plain == np.allclose(path[1:], plain, rtol=1e-12)


@every_rule
def test_who_has_a_law_settles_below_its_bound_and_diverges_above(name):
    rule = OPTIMIZERS[name]()
    bound = rule.stability_bound()
    if bound is None:
        assert rule.law is None
        return
    reached = [
        np.abs(walk(replace(rule, lr=part * bound / 4.0), parabola(4.0, 1.0), START, 3000)[-1])
        for part in (0.98, 1.02)
    ]
    assert reached[0].max() < 1e-6
    assert reached[1].max() > 1e6
    assert rule.steepest_held() == pytest.approx(bound / rule.lr)


@every_rule
def test_a_law_knows_from_which_beta_on_it_swings_and_how_fast_it_leaves_a_ridge(name):
    law = OPTIMIZERS[name].law
    if law is None:
        return
    start = np.array([[1.0], [1e-9]])
    rule, lr = OPTIMIZERS[name](), 0.05
    critical = law.critical_beta(lr)
    for beta, swings in ((0.97, False), (1.03, True)) if critical is not None else ():
        calm = replace(rule, lr=lr, beta=beta * critical)
        path = walk(calm, parabola(1.0, 1.0), start, 400)[:, 0]
        assert (path < 0).any() == swings
    path = walk(replace(rule, lr=lr), parabola(1.0, -1.0), start, 300)[:, 1, 0]
    beta = getattr(rule, "beta", 0.0)
    assert path[-1] / path[-2] == pytest.approx(law.escape_factor(beta, lr), rel=1e-6)


@every_rule
def test_who_is_drawn_to_saddles_steps_there(name):
    rule = OPTIMIZERS[name]()
    path = walk(rule, parabola(2.0, -1.0), START, 1)
    assert rule.drawn_to_saddles == (np.abs(path[-1]).max() < 1e-12)


@every_rule
@pytest.mark.parametrize("loss", ["valley", "ripples"])
def test_who_is_monotone_takes_no_step_uphill(name, loss):
    rule = OPTIMIZERS[name]()
    if rule.monotone:
        heights = LOSSES[loss].value(walk(rule, LOSSES[loss], START, 40).swapaxes(0, 1))
        assert (np.diff(heights, axis=0) <= 0).all()
    assert rule.searches_lines == ("search" in {f.name for f in fields(rule)})
    if rule.searches_lines:
        assert not replace(rule, search=FixedStep()).monotone


@pytest.mark.parametrize("name", LINE_SEARCHES)
def test_which_search_tries_its_steps(name):
    assert LINE_SEARCHES[name].monotone == (LINE_SEARCHES[name]().most_asked().value > 0)


@every_rule
def test_who_accumulates_takes_shorter_and_shorter_steps_down_a_plane(name):
    rule = OPTIMIZERS[name]()
    if rule.accumulates:
        path = walk(rule, lambda at: 0 * at + 3.0, START, 400)
        steps = np.abs(np.diff(path[:, 0, 0]))
        assert steps[-1] == pytest.approx(steps[0] / 20, rel=1e-6)  # as one over the root of 400


@every_rule
def test_below_the_floor_that_a_knob_says_there_is_no_step(name):
    rule = OPTIMIZERS[name]()
    if rule.floor_knob:
        above = rule.with_field(rule.floor_knob, 1e3)
        np.testing.assert_array_equal(walk(above, LOSSES["bowl"], START, 3)[-1], START)


@every_rule
def test_a_step_of_who_says_by_what_it_divides_is_that_quotient(name):
    rule = OPTIMIZERS[name]()
    if rule.preconditioned_bound() is None:
        return
    still = {"beta1": 0.0, "weight_decay": 0.0}
    rule = replace(rule, **{knob: still[knob] for knob in knobs(rule) if knob in still})
    f, theta, state = LOSSES["valley"], START, rule.init(START)
    for t in range(1, 6):
        to, state = rule.step(f, theta, state, t)
        divisor = rule.divisor(state.v, np.array(float(t)))
        np.testing.assert_allclose(to - theta, -rule.lr * f.grad(theta) / divisor, rtol=1e-9)
        theta = to


@every_rule
def test_whole_steps_solve_a_parabola(name):
    """At once where the curvature is asked for, and once it is known where it is learned."""
    rule = OPTIMIZERS[name]()
    if rule.whole_steps:
        assert rule.lr == 1
        steps = 1 if "hess" in rule.asks else 12
        assert np.abs(walk(rule, parabola(5.0, 1.0), START, steps)[-1]).max() < 1e-6


@pytest.mark.parametrize("name", WRAPPERS)
def test_what_a_wrapper_keeps_and_changes(name):
    inner = Momentum(lr=0.1, beta=0.5)
    wrapper = around(name, inner)
    times = wrapper.most_asked().grad / inner.most_asked().grad
    assert wrapper.times_asked == times
    assert (wrapper.acting(1) is wrapper) != wrapper.keeps_loss
    law = 3.0 if wrapper.keeps_law or wrapper.turns else None
    assert wrapper.stability_bound(1) == law
    assert wrapper.steepest_held() == (30.0 if wrapper.keeps_law else 0.0)
    for _ in wrapper.either:
        assert len({*wrapper.either} & {*in_use(wrapper)}) == 1
    if wrapper.clips:
        long = np.array([[3.0], [4.0]])
        np.testing.assert_allclose(wrapper.clip(long)[0], long / 5)


@pytest.mark.parametrize("name", WRAPPERS)
def test_what_pulls_towards_the_origin(name):
    """On level ground nothing else moves the point."""
    wrapper = around(name, GradientDescent(lr=0.1))

    def end(one: Optimizer) -> Array:
        return walk(one, lambda at: 0 * at, START, 3)[-1]

    assert bool(wrapper.pull_knob) == (np.abs(end(wrapper)) < np.abs(START)).all()
    if wrapper.pull_knob:
        np.testing.assert_array_equal(end(wrapper.with_field(wrapper.pull_knob, 0.0)), START)
