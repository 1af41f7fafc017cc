"""Advice: what is said to help was tried, and helps whoever follows it."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from core.knobs import knobs
from diagnosis import advise, cost, search, wanting
from diagnosis.improvement import LEFT
from experiments import Experiment, run
from experiments.labels import layers
from optimizers import OPTIMIZERS, Adam, GradientDescent
from optimizers.base import in_use
from surfaces import Quadratic, Rosenbrock
from tests.experiments.drawn import numbers

BOWL, NOISY = (f"surface={s}&start=-1.8,0.4" for s in ("Quadratic()", "Noisy(Quadratic(),sigma=1)"))
STEEP = "StepDecay(every=3,gamma=0.2)"
KINDS = {
    "a rate too large": (
        "surface=Quadratic()&start=-1.8,0.4&steps=60&optimizer=GradientDescent(lr=0.205)",
        r"lr = [\d.e-]+ instead of 0\.205",
    ),
    "a rate too small": (
        "surface=Quadratic()&start=-1.8,0.4&steps=60&optimizer=GradientDescent(lr=0.0001)",
        r"lr = [\d.e-]+ instead of 0\.0001",
    ),
    "too little friction": (
        "surface=Quadratic()&start=-1.8,0.4&steps=150&optimizer=Momentum(lr=0.05,beta=0.99)",
        r"beta = [\d.]+ instead of 0\.99",
    ),
    "a schedule that starves it": (
        f"{BOWL}&steps=120&optimizer=Scheduled(GradientDescent(lr=0.1),{STEEP})",
        r"no schedule of lr",
    ),
    "weight decay": (
        "surface=Rosenbrock()&start=-1.2,1&steps=500&optimizer=AdamW(lr=0.3)",
        r"weight_decay = 0 instead of 0\.01",
    ),
    "a penalty": (
        "surface=Booth()&start=-5,5&steps=300&optimizer=Penalized(Momentum(lr=0.01),l2=5)",
        r"l2 = [\d.e-]+ instead of 5|no l2 penalty",
    ),
    "clipping that holds it back": (
        f"{BOWL}&steps=60&optimizer=Clipped(GradientDescent(lr=0.1),norm=0.01)",
        r"no gradient clipping|norm = [\d.]+ instead of 0\.01",
    ),
    "noise": (
        f"{NOISY}&steps=400&seed=3&optimizer=GradientDescent(lr=0.1)",
        r"CosineAnnealing\(steps=400\) on lr",
    ),
    "too few steps": (
        "surface=Rosenbrock()&start=-1.2,1&steps=500&optimizer=GradientDescent(lr=0.002)",
        r"\d+ steps instead of 500",
    ),
    "a wrong lowest loss": (
        "surface=Booth()&start=-5,5&steps=100&optimizer=PolyakStep(lowest=100)",
        r"lowest = -?[\d.e-]+ instead of 100",
    ),
    "a start on the ridge": (
        "surface=Saddle()&start=1,0&steps=100&optimizer=Newton()",
        r"instead of Newton|the start \(",
    ),
}
"""What holds a run up, in a link, and the change that is to be given."""


def outcome(query: str):
    (trajectory,) = Experiment.from_query(query).run()
    return trajectory


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_trouble_gets_a_change_that_helps_when_followed(kind):
    query, change = KINDS[kind]
    race = Experiment.from_query(query)
    before = outcome(query)
    advice = advise(before)
    assert advice is not None
    assert re.fullmatch(f".*({change}).*", advice.change), advice.change
    followed = Experiment.from_query(advice.applied(race, 0).to_query())
    after = outcome(followed.to_query())
    floor = race.surface.floor
    if advice.seeds:  # on seeds that the search has not seen
        seeds = np.arange(1000, 1030)
        ends = [
            np.median(run(r.optimizers[0], r.surface, r.start, r.steps, seeds).value[-1])
            for r in (race, followed)
        ]
        assert ends[1] - floor <= (ends[0] - floor) * LEFT
        assert f"over {advice.seeds} other seeds" in advice.sentence
    else:
        assert after.value[-1] == pytest.approx(advice.after, rel=1e-9, abs=1e-300)
        if floor is not None:
            assert after.value[-1] - floor <= (before.value[-1] - floor) * LEFT
        assert "seeds" not in advice.sentence


@pytest.mark.parametrize(
    "query",
    [
        "surface=Quadratic()&start=-1.8,0.4&steps=200&optimizer=GradientDescent(lr=0.1)",
        "surface=Sphere()&start=0,0&steps=50&optimizer=Adam()",
        "surface=Rosenbrock()&start=-1.2,1&steps=50&optimizer=Newton()",
        # A loss without a floor: no change of the rule brings it to rest.
        "surface=Formula(text='x')&start=1,1&steps=200&optimizer=GradientDescent(lr=10)",
    ],
)
def test_a_run_that_needs_none_gets_none(query):
    trajectory = outcome(query)
    assert not wanting(trajectory)
    assert advise(trajectory) is None


@settings(
    max_examples=20, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(st.data())
def test_what_is_said_is_what_comes_of_it_and_every_knob_named_exists(data):
    kind = data.draw(st.sampled_from([*OPTIMIZERS.values()]))
    rate = {"lr": data.draw(numbers(knobs(kind)["lr"]))} if "lr" in knobs(kind) else {}
    surface = data.draw(st.sampled_from(["Rosenbrock()", "Himmelblau()", "Cliff()", "Ackley()"]))
    race = Experiment.from_query(f"surface={surface}&steps=80&optimizer=Adam()")
    rule = kind(**rate)
    (trajectory,) = Experiment(race.surface, (rule,), race.start, 80).run()
    advice = advise(trajectory)
    assume(advice is not None)
    for name, value in re.findall(r"(\w+) = ([^ ]+) instead", advice.change):
        owner = next(layer for layer in layers(advice.optimizer) if name in knobs(layer))
        assert getattr(owner, name) == float(value)
        assert name in in_use(owner) or getattr(rule, name, 0) is None
    asked = Experiment.from_query(advice.applied(race, 0).to_query())
    (after,) = asked.run()
    assert after.value[-1] == pytest.approx(advice.after, rel=1e-9, abs=1e-300)
    floor, worth = race.surface.floor, min(trajectory.value[0], trajectory.value[-1])
    assert after.value[-1] - floor <= (worth - floor) * LEFT or advice.arrives


def test_the_search_stays_within_its_budget_and_says_the_same_every_time():
    trajectory = outcome(KINDS["weight decay"][0])
    budget = 20 * cost(trajectory)
    spent = list(search(trajectory, budget))
    assert 0 < sum(spent) <= budget
    assert advise(trajectory) == advise(trajectory)
    assert advise(trajectory, budget=cost(trajectory) / 2) is None


def test_the_steps_stay_within_what_the_page_allows():
    query = KINDS["too few steps"][0]
    advice = advise(outcome(query), most_steps=900)
    assert advice is None or advice.steps <= 900


def test_advice_for_one_entrant_leaves_the_others_as_they_are():
    pair = Experiment(Quadratic(), (Adam(), GradientDescent(lr=1e-4)), (1.0, 1.0), 60)
    advice = advise(pair.run()[1])
    followed = advice.applied(pair, 1)
    assert followed.optimizers == (Adam(), advice.optimizer)
    assert (followed.start, followed.steps) == (pair.start, pair.steps)


def test_a_batch_is_refused():
    with pytest.raises(ValueError, match="batch"):
        advise(run(Adam(lr=np.array([0.1, 0.2])), Rosenbrock(), (-1.2, 1.0), 10))
