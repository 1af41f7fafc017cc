"""Ensembles: what they are made of, their text, and that each version is a race of its own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments import Experiment
from experiments.experiment import bounds
from optimizers import Adam, Momentum
from studies.seeds.ensemble import DEFAULT, MOST_STEPS, RUNS, SPREAD, TARGET, Ensemble
from surfaces import Formula, Himmelblau, LinearRegression, MiniBatch, Noisy, Quadratic, Rosenbrock
from tests.experiments.drawn import experiments, numbers
from tests.experiments.test_running import assert_same

NOISY = Experiment(Noisy(Rosenbrock(), sigma=0.5), (Adam(lr=0.1), Momentum()), (-1.2, 1.0), 40, 7)


def test_every_version_is_a_race_of_its_own_bit_for_bit():
    for race in (
        NOISY,
        Experiment(MiniBatch(LinearRegression(), 8), (Adam(lr=0.1),), (0.5, 0.5), 30),
        Experiment(Himmelblau(), (Adam(lr=0.1),), (0.0, 0.0), 30, 2**32 - 2),
    ):
        ensemble = Ensemble(race, 5, 0.1)
        together = ensemble.run()
        assert len(together) == len(race.optimizers)
        for k in range(5):
            member = ensemble.member(k)
            assert Experiment.from_query(member.to_query()) == member
            for of_all, alone in zip(together, member.run(), strict=True):
                assert_same(of_all[k], alone)


def test_seeds_count_up_and_start_anew_after_the_largest():
    assert Ensemble(NOISY, 3).seeds.tolist() == [7, 8, 9]
    last = replace(NOISY, seed=2**32 - 2)
    assert Ensemble(last, 4).seeds.tolist() == [2**32 - 2, 2**32 - 1, 0, 1]


def test_starts_are_spread_evenly_over_a_box_around_the_start():
    ensemble = Ensemble(replace(NOISY, seed=1), 256, 0.2)
    x, y = ensemble.starts - np.array(NOISY.start)[:, None]
    sides = 0.2 * 4.0  # the map is 4 by 4
    for apart in (x, y):
        assert np.abs(apart).max() <= sides / 2
        assert np.abs(apart.mean()) < 5 * sides / np.sqrt(12 * 256)
        counts = np.histogram(apart, 4, (-sides / 2, sides / 2))[0]
        assert (np.abs(counts - 64) < 5 * np.sqrt(48)).all()
    assert abs(np.corrcoef(x, y)[0, 1]) < 5 / 16
    assert (Ensemble(NOISY, 4, 0.0).starts == np.array(NOISY.start)[:, None]).all()


def test_more_runs_leave_the_first_ones_as_they_are():
    few, many = Ensemble(NOISY, 4, 0.1), Ensemble(NOISY, 9, 0.1)
    assert np.array_equal(few.starts, many.starts[:, :4])
    assert few.member(3) == many.member(3)
    assert not np.array_equal(few.starts, Ensemble(replace(NOISY, seed=8), 4, 0.1).starts)


def test_all_rules_start_alike_and_meet_the_same_noise():
    race = replace(NOISY, optimizers=(Adam(lr=0.1), Adam(lr=0.1)))
    one, other = Ensemble(race, 6, 0.1).run()
    assert np.array_equal(one.theta, other.theta)


def test_a_start_without_a_loss_is_drawn_closer():
    race = Experiment(Formula(text="log(x) + y**2"), (Adam(),), (0.02, 1.0), 3)
    ensemble = Ensemble(race, 64, 0.5)
    assert (ensemble.starts[0] > 0).all()
    assert len(np.unique(ensemble.starts[0])) == 64
    assert np.isfinite(ensemble.run()[0].value[0]).all()


def test_starts_stay_within_what_a_link_may_say():
    low = bounds(Rosenbrock())[0].low
    ensemble = Ensemble(replace(NOISY, start=(low, 1.0)), 16, 0.5)
    assert ensemble.starts[0].min() == low
    assert all(ensemble.member(k).start[0] >= low for k in range(16))


@settings(deadline=None, max_examples=40)  # a busy machine is no failure
@given(race=experiments(), runs=numbers(RUNS), spread=numbers(SPREAD), target=numbers(TARGET))
def test_its_text_says_all_of_it(race, runs, spread, target):
    each = race.steps * len(race.optimizers)
    ensemble = Ensemble(race, max(2, min(runs, MOST_STEPS // each)), spread, target)
    text = ensemble.to_query()
    assert text.startswith(race.to_query())
    assert Ensemble.from_query(text) == ensemble
    assert Ensemble.from_query(text).to_query() == text
    assert Ensemble.nearest(text) == (ensemble, [])


def test_what_is_not_said_has_its_default():
    assert Ensemble.from_query(NOISY.to_query()) == Ensemble(NOISY, 64, 0.0, None)
    assert Ensemble.from_query("?runs=8").experiment == DEFAULT.experiment
    assert Ensemble.nearest("") == Ensemble.nearest("?") == (DEFAULT, [])


@pytest.mark.parametrize(
    ("text", "said", "kept"),
    [
        ("runs=1", "runs = 1 is out of range: allowed 2 to 256", {"runs": 2}),
        ("runs=many", "many", {"runs": 64}),
        ("spread=3", "spread = 3 is out of range", {"spread": 0.5}),
        ("spread=-inf", "spread", {"spread": 0.0}),
        ("target=low", "low", {"target": None}),
        ("target=0.5&target=1", "target is given twice", {"target": 0.5}),
        ("spread=0.1&rnus=9", "rnus is no key", {"runs": 9}),
        ("optimizer=Adam()&steps=20000&runs=256", "allowed 100", {"runs": 100}),
    ],
)
def test_what_a_link_may_not_say_is_refused_or_mended(text, said, kept):
    with pytest.raises(ValueError, match=said):
        Ensemble.from_query(text)
    mended, complaints = Ensemble.nearest(text)
    assert any(said in complaint for complaint in complaints)
    for name, value in kept.items():
        assert getattr(mended, name) == value
    assert Ensemble.from_query(mended.to_query()) == mended


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=60)
def test_nearest_never_raises(text):
    mended, _ = Ensemble.nearest("runs=" + text)
    assert Ensemble.from_query(mended.to_query()) == mended


def test_one_that_exists_is_valid():
    with pytest.raises(ValueError, match="out of range"):
        Ensemble(NOISY, runs=257)
    with pytest.raises(ValueError, match="too many"):
        Ensemble(replace(NOISY, steps=20_000), runs=100)
    assert isinstance(Ensemble(NOISY, 8, 0).spread, float)


def test_progress_rises_and_an_exception_cancels():
    told: list[float] = []
    ensemble = Ensemble(Experiment(Quadratic(), (Adam(), Momentum()), (1.0, 1.0), 300), 4)
    ensemble.run(told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0

    def cancel(part: float) -> None:
        raise InterruptedError(part)

    with pytest.raises(InterruptedError):
        ensemble.run(cancel)
