"""Runs that retire before the last step end where they would have ended."""

import numpy as np
import pytest

from core.knobs import knobs
from optimizers import (
    LBFGS,
    OPTIMIZERS,
    SAM,
    AdaGrad,
    Adam,
    Averaged,
    Clipped,
    GradientDescent,
    HeavyBall,
    Lookahead,
    Momentum,
    Nesterov,
    Newton,
    RMSprop,
    Scheduled,
)
from optimizers.schedules import WarmRestarts
from studies.batched.retirement import settles
from surfaces import DropWave, Himmelblau, MonkeySaddle, Rosenbrock, SixHumpCamel
from tests.pairs import paired
from tests.studies.batched.together import spread, together


def ends_alike(rule, surface, start, steps):
    retiring = together(rule, surface, start, steps)
    lasting = together(rule, surface, start, steps, retire=False)
    assert np.array_equal(retiring.label, lasting.label)
    assert np.array_equal(retiring.ending, lasting.ending)
    return retiring


SHAPES = {kind.__name__: kind() for kind in (Himmelblau, Rosenbrock, SixHumpCamel)}


@pytest.mark.parametrize(("kind", "surface"), paired(OPTIMIZERS, SHAPES))
def test_where_runs_retire_they_would_have_ended(kind, surface):
    start, rule = spread(surface, 40), kind()
    rates = [rule]
    if any(knob == "lr" for knob in knobs(type(rule))):
        known = rule.lr
        rates = [rule.with_field("lr", min(factor * known, 1.0)) for factor in (1, 20)]
    for each in rates:
        ends_alike(each, surface, start, 700)


@pytest.mark.parametrize(
    "rule",
    [
        Scheduled(GradientDescent(lr=0.01), WarmRestarts(period=50)),
        Lookahead(GradientDescent(lr=0.01)),
        Lookahead(Scheduled(GradientDescent(lr=0.01), WarmRestarts(period=50))),
        SAM(GradientDescent(lr=0.01)),
        Clipped(Adam(lr=0.1), norm=1.0),
        AdaGrad(lr=1.0),
        RMSprop(lr=0.01),
    ],
    ids=str,
)
def test_what_no_minimum_is_known_to_hold_is_never_retired(rule):
    start = spread(Himmelblau(), 5) / 1e3 + np.array([[3.0], [2.0]])
    last = together(rule, Himmelblau(), start, 200).last
    assert (last == 200).all()


@pytest.mark.parametrize("rule", [GradientDescent(lr=0.3), Nesterov(lr=0.2, beta=0.5)], ids=str)
def test_a_minimum_too_steep_for_the_rate_holds_nobody_who_hits_its_middle(rule):
    """Along the flat axis runs fall in at once; along the steep one 1e-8 grows till they leave."""
    start = spread(MonkeySaddle(), 300, seed=5)
    ends = ends_alike(rule, MonkeySaddle(), start, 1000)
    finite = np.isfinite(ends.theta).all(axis=0)
    assert finite.sum() > 100
    assert (ends.last[finite] == 1000).all()


@pytest.mark.parametrize("rule", [Momentum(lr=0.3), Nesterov(lr=0.1)], ids=str)
def test_where_no_minimum_is_known_nobody_rests_before_the_last_step(rule):
    ends_alike(rule, DropWave(), spread(DropWave(), 300), 200)


@pytest.mark.parametrize(
    ("rule", "most"),
    [
        (GradientDescent(lr=0.1), 20),
        (Momentum(lr=0.1, beta=0.9), 38),
        (HeavyBall(lr=0.1, beta=0.5), 30),
        (Nesterov(lr=0.1, beta=0.5), 15),
        (Clipped(GradientDescent(lr=0.1), norm=1.0), 20),
        (Averaged(GradientDescent(lr=0.1)), 20),
        (Newton(lr=1.0), np.inf),
        (Newton(lr=2.5), 0),
        (LBFGS(), np.inf),
        (AdaGrad(), 0),
        (Lookahead(GradientDescent()), 0),
        (Scheduled(GradientDescent(), WarmRestarts()), 0),
    ],
    ids=str,
)
def test_the_steepest_minimum_that_holds_a_rule(rule, most):
    assert rule.steepest_held() == pytest.approx(most)
    assert settles(rule) == (most > 0)


def test_swept_rates_have_bounds_of_their_own():
    rates = np.array([0.01, 0.1])
    assert np.allclose(Momentum(lr=rates, beta=0.9).steepest_held(), 3.8 / rates)
    assert settles(Newton(lr=np.array([1.0, 3.0])))
