"""The fair race: same price for all, judged where nobody was tuned, and honest about chance."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binomtest

from optimizers import Adam, Clipped, GradientDescent, Momentum, Newton
from studies.fair_races.duel import median, sign_test
from studies.fair_races.fair_race import DEFAULT, FairRace
from studies.fair_races.progress import course, drawn_starts
from studies.fair_races.tuning import Protocol
from surfaces import Noisy, Quadratic, Rosenbrock, Sphere

SMALL = Protocol(budget=60, trials=12, starts=4, judged=12)


@pytest.fixture(scope="module")
def result():
    rules = (GradientDescent(lr=1e-4), Newton(), Adam(lr=1e-4))
    return FairRace(Quadratic(), rules, SMALL).run()


def test_rules_are_judged_on_starts_that_none_was_tuned_on(result):
    every = drawn_starts(Quadratic(), 16, 0)
    for tuning, judged in zip(result.tunings, result.tuned, strict=True):
        again = course(tuning.tuned, Quadratic(), every[:, 4:], 60)
        np.testing.assert_array_equal(judged.final, again.final)
    assert not {*every[0, :4]} & {*every[0, 4:]}


def test_tuning_helps_where_the_given_rate_is_poor(result):
    for k in (0, 2):
        assert median(result.tuned[k].final) < median(result.untuned[k].final) / 100


def test_newton_wins_on_a_quadratic_and_the_sentence_says_so(result):
    assert result.order[0] == 1
    duel = result.duel(1, 2)
    assert (duel.ahead, duel.behind) == (12, 0)
    assert duel.chance == pytest.approx(2 / 2**12)
    assert result.sentence.startswith("Tuned alike, Newton ends lowest")
    assert "Adam (12 of 12)" in result.sentence


def test_twins_are_not_told_apart():
    result = FairRace(Rosenbrock(), (Adam(lr=0.1), Adam(lr=0.1)), SMALL).run()
    duel = result.duel(0, 1)
    assert (duel.ahead, duel.behind, duel.chance) == (0, 0, 1.0)
    assert "do not show that it is better" in result.sentence


@pytest.mark.parametrize(("ahead", "behind"), [(0, 0), (1, 0), (5, 5), (9, 3), (2, 30)])
def test_the_sign_test_is_the_binomial_one(ahead, behind):
    expected = binomtest(ahead, ahead + behind).pvalue if ahead + behind else 1.0
    assert sign_test(ahead, behind) == pytest.approx(expected)


def test_medians_between_infinities():
    assert median(np.array([np.inf, np.inf])) == np.inf
    assert median(np.array([1.0, np.inf])) == np.inf
    assert median(np.array([1.0, 2.0, np.inf])) == 2.0


def test_the_protocol_has_every_number():
    race = FairRace(Noisy(Sphere(), sigma=0.5), (Adam(),), replace(SMALL, tuned=2, seed=17))
    words = race.run().protocol
    price = 60 * 12 * 4
    for piece in ("Noisy(Sphere()", "seed 17", "60 evaluations", f"{price:,}", "Halton", "first 4"):
        assert piece in words, words


def test_a_best_value_at_the_end_of_its_range_is_named():
    race = FairRace(Sphere(), (Clipped(Momentum(lr=0.5), norm=1e-3),), SMALL)
    result = race.run()
    assert result.tunings[0].best
    assert result.at_the_edge(0) == ["lr"]


def test_progress_runs_to_the_end_and_may_cancel():
    told = []
    FairRace(Sphere(), (Adam(), Momentum()), SMALL).run(told.append)
    assert told == sorted(told)
    assert told[-1] > 0.9

    def cancel(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        DEFAULT.run(cancel)


@pytest.mark.parametrize(
    "race",
    [DEFAULT, FairRace(Noisy(Sphere(), sigma=0.2), (Clipped(Adam(), norm=1.0),), SMALL)],
    ids=["default", "wrapped"],
)
def test_a_race_survives_its_link(race):
    assert FairRace.from_query(race.to_query()) == race
    assert FairRace.nearest(race.to_query()) == (race, [])
    assert hash(race) == hash(FairRace.from_query(race.to_query()))


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("budget=1e9", "budget = 1e9 is out of range"),
        ("trials=none", "none"),
        ("judged=3.5", "whole number"),
        ("surface=Rosenbrok()", "did you mean Rosenbrock"),
        ("optimizer=exec('x')", "exec"),
        ("colour=red", "colour"),
    ],
)
def test_a_broken_link_is_mended_with_a_word(text, piece):
    race, complaints = FairRace.nearest(text)
    assert any(piece in complaint for complaint in complaints), complaints
    assert FairRace.from_query(race.to_query()) == race
    with pytest.raises(ValueError, match=r"."):
        FairRace.from_query(text)
