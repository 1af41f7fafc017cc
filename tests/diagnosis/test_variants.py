"""What may be changed about a run: within bounds, told as it is, and run as one batch."""

from __future__ import annotations

import numpy as np
import pytest

from core.knobs import knobs
from diagnosis.evidence import Evidence
from diagnosis.stacks import build, stacked
from diagnosis.trials import Trials
from diagnosis.variants import (
    around,
    given,
    longer,
    other_knobs,
    other_rules,
    pace_knob,
    turned,
    values,
)
from experiments import run
from experiments.text import read, write
from optimizers import OPTIMIZERS, Adam, Clipped, Momentum, Optimizer, Rule, Scheduled, TrustRegion
from optimizers.schedules import CosineAnnealing, StepDecay
from surfaces import Rosenbrock

START = (-1.2, 1.0)


def ran(optimizer: Optimizer, steps: int = 20):
    return run(optimizer, Rosenbrock(), START, steps)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_variant_of_every_rule_can_be_said_in_a_link(name):
    one = ran(OPTIMIZERS[name](), 3)
    places = [*filter(None, [pace_knob(one.optimizer)]), *other_knobs(one.optimizer)]
    variants = [v for place in places for v in turned(one, place, given(one))]
    for variant in [*variants[::7], *around(one, 10.0), *other_rules(one, noisy=True)[::9]]:
        assert read(write(variant.optimizer), Optimizer) == variant.optimizer
        assert variant.optimizer != one.optimizer
        assert variant.words


def test_values_are_round_within_bounds_and_never_what_is_held():
    rates = values(Adam(lr=0.1), "lr", ran(Adam(lr=0.1)))
    assert min(rates) == knobs(Adam)["lr"].low
    assert max(rates) == knobs(Adam)["lr"].high
    assert 0.1 not in rates
    assert np.max(np.diff(np.log10(rates))) < 0.22  # two rungs, where 0.1 is left out
    assert 0.9 not in values(Momentum(), "beta", ran(Momentum()))


def test_knobs_that_turn_nothing_are_left_alone():
    typed = ran(Rule(text="theta = theta - lr*g"))
    assert pace_knob(typed.optimizer) == (0, "lr")
    assert not other_knobs(typed.optimizer)
    clipped = ran(Clipped(Adam(), norm=1.0)).optimizer
    assert (0, "norm") in other_knobs(clipped)
    assert (0, "limit") not in other_knobs(clipped)
    assert pace_knob(TrustRegion()) == (0, "radius")


def test_what_is_around_a_rule_is_taken_off_fitted_and_put_on():
    scheduled = ran(Scheduled(Momentum(lr=0.001), StepDecay(every=3)), 40)
    told = {variant.words: variant.optimizer for variant in around(scheduled, 1.0)}
    assert told["no schedule of lr"] == Momentum(lr=0.001)
    assert "gradients clipped to norm 1" in told
    assert not any("on lr" in words for words in told)
    plain = {variant.words: variant.optimizer for variant in around(ran(Momentum(), 40), 1.0)}
    assert plain["CosineAnnealing(steps=40) on lr"] == Scheduled(Momentum(), CosineAnnealing(40))
    clipped = ran(Clipped(Momentum(), norm=1.0))
    assert not any("clipped" in variant.words for variant in around(clipped, 1.0))


def test_longer_runs_stop_at_what_is_allowed():
    assert [v.steps for v in longer(ran(Adam(), 20), 70)] == [40, 70]
    assert not longer(ran(Adam(), 20), 20)


def test_variants_of_one_build_run_as_a_batch_bit_for_bit():
    one = ran(Scheduled(Adam(lr=0.1), CosineAnnealing(20)))
    variants = [
        v
        for place in [pace_knob(one.optimizer), *other_knobs(one.optimizer)]
        for v in turned(one, place, given(one))[::5]
    ]
    assert len({build(v.optimizer) for v in variants}) == 1
    batch = run(stacked([v.optimizer for v in variants]), Rosenbrock(), START, 20)
    for i, variant in enumerate(variants):
        assert np.array_equal(batch.theta[:, :, i, 0], ran(variant.optimizer).theta, equal_nan=True)
    trials = Trials(one, Evidence(one), 1e9)
    pieces = trials.tried(variants, np.array([0]), np.zeros((2, 1)))
    while True:
        try:
            assert next(pieces) > 0
        except StopIteration as done:
            ends = done.value
            break
    alone = [ran(v.optimizer) for v in variants]
    lost = [bool(a.diverged) for a in alone]
    expected = [np.inf if gone else a.value[-1] for gone, a in zip(lost, alone, strict=True)]
    assert np.array_equal(ends.final[:, 0], expected)
    assert trials.left < 1e9
