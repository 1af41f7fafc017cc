"""The price of a run, the settings tried, and which of them wins."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import qmc

from core.knobs import knobs
from experiments import run
from experiments.labels import layers
from optimizers import (
    OPTIMIZERS,
    SAM,
    Adam,
    Clipped,
    GradientDescent,
    Momentum,
    Newton,
    Scheduled,
)
from optimizers.base import scalable
from optimizers.schedules import CosineAnnealing
from studies.fair_races.progress import course, drawn_starts, seeds_for
from studies.fair_races.tuning import (
    NEVER_TUNED,
    Protocol,
    halton,
    settings,
    tunable,
    tune,
    winner,
    with_knobs,
)
from surfaces import SURFACES, Beale, MiniBatch, Noisy, Rosenbrock, Sphere

SMALL = Protocol(budget=40, trials=6, starts=3, judged=4)


@pytest.mark.parametrize(
    ("rule", "price"), [(Adam(lr=0.1), 1), (SAM(Adam(lr=0.1)), 2), (Newton(lr=0.1), 3)]
)
def test_a_step_costs_what_it_asks(rule, price):
    starts = drawn_starts(Rosenbrock(), 5, 0)
    ran = course(rule, Rosenbrock(), starts, 30, 0)
    np.testing.assert_array_equal(ran.spent[:, 0], price * np.arange(30 // price + 1))
    alone = run(rule, Rosenbrock(), starts[:, 2], 30 // price)
    assert ran.final[2] == alone.value[-1]


def test_the_loss_at_a_mark_is_that_of_the_last_step_that_could_be_paid():
    starts = drawn_starts(Beale(), 7, 1)
    ran = course(SAM(Momentum(lr=0.001)), Beale(), starts, 41, 0)
    for k in range(7):
        alone = run(SAM(Momentum(lr=0.001)), Beale(), starts[:, k], 41)
        for mark, value in zip(ran.marks, ran.value[:, k], strict=True):
            step = int(mark) // 2
            assert value == (alone.value[step] if step <= alone.last else np.inf)


def test_what_overflows_is_infinite_and_never_solved():
    ran = course(GradientDescent(lr=10.0), Rosenbrock(), np.array([[-1.2], [1.0]]), 50)
    assert ran.value[0, 0] == Rosenbrock().value(np.array([-1.2, 1.0]))
    assert np.isinf(ran.final[0])
    assert np.isinf(ran.cost(1e-9)[0])


def test_cost_is_counted_until_the_loss_is_first_low_enough():
    ran = course(SAM(GradientDescent(lr=0.1)), Sphere(), drawn_starts(Sphere(), 6, 0), 40)
    target = ran.path_value[0] / 100
    for k, cost in enumerate(ran.cost(target)):
        step = np.flatnonzero(ran.path_value[:, k] <= target[k])[0]
        assert cost == 2 * step
    assert np.all(np.isinf(ran.cost(-1.0)))
    np.testing.assert_array_equal(ran.cost(np.inf), np.zeros(6))


@pytest.mark.parametrize("name", SURFACES)
def test_starts_lie_on_the_map_and_are_the_same_however_many_are_drawn(name):
    surface = SURFACES[name]()
    few, many = drawn_starts(surface, 5, 3), drawn_starts(surface, 12, 3)
    np.testing.assert_array_equal(few, many[:, :5])
    assert np.all(surface.domain.low <= many.T)
    assert np.all(surface.domain.high >= many.T)
    assert np.isfinite(surface.value(many)).all()
    assert not np.array_equal(many, drawn_starts(surface, 12, 4))


def test_seeds_differ_where_steps_do():
    assert seeds_for(Rosenbrock(), (4,), 7) == 7
    np.testing.assert_array_equal(seeds_for(Noisy(Rosenbrock()), (4,), 7), [7, 8, 9, 10])
    batches = MiniBatch(SURFACES["LinearRegression"](), batch_size=4)
    np.testing.assert_array_equal(seeds_for(batches, (2,), 0), [0, 1])


@pytest.mark.parametrize("base", [2, 3, 5])
def test_the_sequence_is_haltons(base):
    column = (2, 3, 5).index(base)
    reference = qmc.Halton(3, scramble=False).random(50)[:, column]
    np.testing.assert_allclose(halton(np.arange(50), base), reference, atol=1e-15)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_rate_is_tuned_first_and_settings_stay_within_their_ranges(name):
    rule = OPTIMIZERS[name]()
    names = tunable(rule)
    assert not {*names} & {*NEVER_TUNED}
    assert "lr" not in names or names[0] == "lr"
    assert {*names} <= {*scalable(type(rule))}
    protocol = Protocol(trials=9, tuned=3)
    tried = settings(rule, names[:3], protocol)
    assert tried.shape == (9 if names else 1, len(names[:3]))
    for knob, column in zip(names, tried.T, strict=False):
        about = knobs(rule)[knob]
        assert column[0] == getattr(rule, knob)
        assert np.all((about.low <= column) & (column <= about.high))
        assert len({*column[1:]}) == 8, "no value is tried twice"


def test_one_knob_is_tried_from_end_to_end_of_its_slider():
    about = knobs(Adam)["lr"]
    tried = settings(Adam(), ("lr",), Protocol(trials=12))[1:, 0]
    assert (tried[0], tried[-1]) == (about.low, about.high)
    np.testing.assert_allclose(np.diff(np.log(tried)), np.diff(np.log(tried))[0], rtol=0.02)


def test_the_lowest_median_wins_and_ranks_break_ties():
    assert winner(np.array([[3.0, 3, 3], [1, 2, 90], [2, 2, 2]])) == 2
    assert winner(np.array([[3.0, 3, 3], [2, 9, 9], [0, 1, 90]])) == 2
    inf = np.inf
    assert winner(np.array([[inf, inf, inf], [inf, inf, 5.0], [inf, inf, inf]])) == 1
    assert winner(np.array([[inf, inf], [inf, inf]])) == 0


@pytest.mark.parametrize(
    "rule",
    [
        GradientDescent(lr=0.3),
        Adam(),
        Clipped(Scheduled(Momentum(), CosineAnnealing(40)), norm=1.0),
        OPTIMIZERS["LBFGS"](),
    ],
)
@pytest.mark.parametrize("surface", [Rosenbrock(), Noisy(Sphere(), sigma=0.3)], ids=str)
def test_a_tuning_says_what_single_runs_say(rule, surface):
    tuning = tune(rule, surface, SMALL)
    assert tuning.final.shape == (6, 3)
    starts = drawn_starts(surface, 3, 0)
    for trial in (0, 2, tuning.best):
        values = dict(zip(tuning.knobs, tuning.settings[trial], strict=True))
        for k in range(3):
            alone = course(with_knobs(rule, values), surface, starts[:, k : k + 1], 40, k)
            assert alone.final[0] == tuning.final[trial, k]
    best, given = (np.median(tuning.final[k]) for k in (tuning.best, 0))
    assert best <= given, "the given setting is among those tried"
    assert layers(tuning.tuned)[:-1] == [] or type(tuning.tuned) is type(rule)


def test_a_large_tuning_is_cut_into_parts_that_change_nothing(monkeypatch):
    whole = tune(Adam(), Beale(), SMALL)
    monkeypatch.setattr("studies.fair_races.tuning.AT_ONCE", 2 * 40 * 3)
    told = []
    parts = tune(Adam(), Beale(), SMALL, told.append)
    np.testing.assert_array_equal(whole.final, parts.final)
    assert told == [2 / 6, 4 / 6, 1.0]


def test_every_rule_pays_the_same_at_most():
    for rule in (Adam(), SAM(Adam()), Newton(), OPTIMIZERS["LBFGS"]()):
        tuning = tune(rule, Rosenbrock(), SMALL)
        assert tuning.spent.sum() <= SMALL.cost


def test_no_knob_is_tuned_if_none_is_to_be():
    tuning = tune(Adam(lr=0.2), Sphere(), Protocol(budget=20, tuned=0, starts=2))
    assert tuning.final.shape == (1, 2)
    assert tuning.tuned == Adam(lr=0.2)
