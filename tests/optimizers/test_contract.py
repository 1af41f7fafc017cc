"""What holds for every rule, whatever its mathematics."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import optimizers
from core.arrays import Array
from core.knobs import Knob, knobs
from optimizers import (
    OPTIMIZERS,
    SAM,
    WRAPPERS,
    Adam,
    Averaged,
    Clipped,
    Decayed,
    Lookahead,
    Nesterov,
    Optimizer,
    Penalized,
    Scheduled,
)
from optimizers.schedules import (
    SCHEDULES,
    Constant,
    CosineAnnealing,
    ExponentialDecay,
    Schedule,
    StepDecay,
    WarmRestarts,
    Warmup,
)
from tests.optimizers.losses import LOSSES, START, Slope, journey, walk

RULES: list[Optimizer] = [
    *(rule() for rule in OPTIMIZERS.values()),
    Scheduled(Adam(lr=0.1), CosineAnnealing(steps=20)),
    Clipped(Nesterov(), norm=0.8),
    Clipped(Nesterov(), limit=0.5),
    Lookahead(Adam(lr=0.1), k=4),
    SAM(Nesterov(), rho=0.3),
    Averaged(Adam(lr=0.1), after=5),
    Penalized(Nesterov(), l2=0.4),
    Decayed(Nesterov(), weight_decay=0.4),
    Scheduled(Clipped(Lookahead(Adam(lr=0.1)), norm=0.8), Warmup(5), knob="beta1"),
]
every_rule = pytest.mark.parametrize("rule", RULES, ids=str)
every_class = pytest.mark.parametrize(
    "cls", [*OPTIMIZERS.values(), *WRAPPERS.values()], ids=lambda cls: cls.__name__
)


def concrete(base: type) -> set[type]:
    """Collect the final classes of the room below a base."""
    for module in pkgutil.iter_modules(optimizers.__path__, "optimizers."):
        importlib.import_module(module.name)
    found, waiting = set(), [base]
    while waiting:
        children = [c for c in waiting.pop().__subclasses__() if c.__module__.startswith("optimi")]
        waiting += children
        found.update(c for c in children if "init" in vars(c) or "__call__" in vars(c))
    return found


def test_registries_are_complete_and_speak_of_classes_by_name():
    rules = {**OPTIMIZERS, **WRAPPERS}
    assert set(rules.values()) == concrete(Optimizer)
    assert set(SCHEDULES.values()) == concrete(Schedule)
    for name, cls in {**rules, **SCHEDULES}.items():
        assert cls.__name__ == name
    for name, cls in rules.items():
        assert getattr(optimizers, name) is cls


def test_titles_tell_rules_apart():
    titles = [cls.title for cls in (*OPTIMIZERS.values(), *WRAPPERS.values())]
    assert len(set(titles)) == len(titles)
    titles = [cls.title for cls in SCHEDULES.values()]
    assert len(set(titles)) == len(titles)


@every_class
def test_every_rule_names_its_formula_and_its_source(cls):
    text = inspect.getdoc(cls) or ""
    assert ".. math::" in text
    assert "https://" in text


@pytest.mark.parametrize("cls", [c for c in SCHEDULES.values() if c is not Constant])
def test_every_schedule_names_its_formula_and_its_source(cls):
    text = inspect.getdoc(cls) or ""
    assert ".. math::" in text
    assert "https://" in text
    for about in knobs(cls).values():
        assert about.symbol in cls.formula


@pytest.mark.parametrize("cls", [*OPTIMIZERS.values(), *SCHEDULES.values()])
def test_defaults_lie_within_their_bounds(cls):
    rule = cls()
    for name, about in knobs(cls).items():
        held = getattr(rule, name)
        assert about.optional if held is None else about.low <= held <= about.high


class ReadOnly:
    """A rule whose states, points and gradients cannot be written to."""

    def __init__(self, rule: Optimizer) -> None:
        self.rule = rule

    def __getattr__(self, name: str) -> Any:
        return getattr(self.rule, name)

    def init(self, theta: Array) -> Any:
        return frozen(self.rule.init(theta))

    def step(self, f: Slope, theta: Array, state: Any, t: int) -> tuple[Array, Any]:
        guarded = Slope(
            lambda at: frozen(f.grad(at)),
            value=lambda at: frozen(f.value(at)),
            hess=lambda at: frozen(f.hess(at)),
        )
        return frozen(self.rule.step(guarded, frozen(theta), state, t))


def frozen(held: Any) -> Any:
    """Forbid writing to every array of a state."""
    if isinstance(held, np.ndarray):
        held.setflags(write=False)
    elif isinstance(held, tuple):
        for part in held:
            frozen(part)
    return held


@every_rule
def test_nothing_that_a_rule_is_given_or_returned_is_written_to(rule):
    start = frozen(START.copy())
    path = walk(ReadOnly(rule), LOSSES["valley"], start, 30)
    np.testing.assert_array_equal(path, walk(rule, LOSSES["valley"], START, 30))
    np.testing.assert_array_equal(path[0], START)


@every_rule
def test_a_run_can_be_repeated(rule):
    first, second = (journey(rule, LOSSES["ripples"], START, 40) for _ in range(2))
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one, other)


@every_rule
def test_points_keep_shape_and_type_and_what_is_told_about_a_step_fits_the_batch(rule):
    start = np.random.default_rng(1).normal(size=(2, 3, 5))
    path, rates, clipped = journey(rule, LOSSES["bowl"], start, 12)
    assert path.shape == (13, 2, 3, 5)
    assert path.dtype == np.float64
    assert rates.shape == clipped.shape == (12, 3, 5)
    assert clipped.dtype == bool
    assert np.isfinite(rates).all()


MANY = 37  # odd: the last few numbers of an array take another path through vectorized code


def compared(count: int) -> list[int]:
    """Choose runs of a batch: every ninth, and all of the last eight, where a vector ends."""
    return sorted({*range(0, count, 9), *range(max(count - 8, 0), count)})


@every_rule
@pytest.mark.parametrize("slope", ["valley", "ripples"])
def test_many_starts_at_once_are_the_single_runs_bit_for_bit(rule, slope):
    starts = np.random.default_rng(2).normal(size=(2, MANY))
    with np.errstate(all="ignore"):  # some starts are too steep for some defaults
        batched = journey(rule, LOSSES[slope], starts, 60)
        for k in compared(MANY):
            alone = journey(rule, LOSSES[slope], starts[:, k : k + 1], 60)
            for many, one in zip(batched, alone, strict=True):
                np.testing.assert_array_equal(many[..., k : k + 1], one)


def spread(about: Knob) -> Array:
    """Return values all over the range of a knob, both ends among them."""
    space = np.geomspace if about.log else np.linspace
    values = space(about.low, about.high, MANY)
    return np.unique(values.astype(int)) if about.integer else values


def lively(rule: type[Any]) -> Optimizer:
    """Return a rule that gets somewhere in a few steps."""
    return rule(lr=0.1) if "lr" in knobs(rule) else rule()


SWEPT: list[tuple[Any, str]] = [
    *((lively(rule), name) for rule in OPTIMIZERS.values() for name in knobs(rule)),
    (Clipped(Nesterov(), norm=1.0), "norm"),
    (Clipped(Nesterov(), limit=1.0), "limit"),
    (Lookahead(Adam(lr=0.1), k=4), "alpha"),
    (SAM(Nesterov()), "rho"),
    (Averaged(Adam(lr=0.1)), "after"),
    (Penalized(Nesterov()), "l2"),
    (Decayed(Nesterov()), "weight_decay"),
]


@pytest.mark.parametrize(("rule", "name"), SWEPT, ids=[f"{r}-{n}" for r, n in SWEPT])
def test_a_swept_knob_is_the_single_runs_bit_for_bit(rule, name):
    values = spread(knobs(rule)[name])
    starts = np.repeat(START, len(values), axis=1)
    with np.errstate(all="ignore"):  # the ends of a range may well overflow
        batched = journey(replace(rule, **{name: values}), LOSSES["bowl"], starts, 60)
        for k in compared(len(values)):
            alone = replace(rule, **{name: float(values[k])})
            for many, one in zip(batched, journey(alone, LOSSES["bowl"], START, 60), strict=True):
                np.testing.assert_array_equal(many[..., k : k + 1], one)


CURVES: list[Schedule] = [
    Constant(),
    StepDecay(every=7, gamma=0.6),
    ExponentialDecay(rate=0.03),
    CosineAnnealing(steps=50, floor=0.1),
    WarmRestarts(period=9, growth=1.3, floor=0.05),
    Warmup(steps=6, then=WarmRestarts(period=8, growth=1.0)),
]
SWEPT_CURVES = [(curve, name) for curve in CURVES for name in knobs(curve)]


@pytest.mark.parametrize(("curve", "name"), SWEPT_CURVES, ids=[f"{c}-{n}" for c, n in SWEPT_CURVES])
def test_a_swept_schedule_is_the_single_runs_bit_for_bit(curve, name):
    values = spread(knobs(curve)[name])
    rule = Adam(lr=0.1)
    starts = np.repeat(START, len(values), axis=1)
    batched = journey(Scheduled(rule, replace(curve, **{name: values})), LOSSES["bowl"], starts, 60)
    for k, value in enumerate(values):
        alone = Scheduled(rule, replace(curve, **{name: value.item()}))
        for many, one in zip(batched, journey(alone, LOSSES["bowl"], START, 60), strict=True):
            np.testing.assert_array_equal(many[..., k : k + 1], one)


@pytest.mark.parametrize("curve", CURVES, ids=str)
def test_a_whole_curve_is_its_single_factors_bit_for_bit(curve):
    whole = curve(np.arange(301))
    assert whole.shape == (301,)
    assert whole.dtype == np.float64
    np.testing.assert_array_equal(whole, [curve(t) for t in range(301)])
