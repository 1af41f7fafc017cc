"""Performance profiles: the definition, checked by counting."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from optimizers import LBFGS, Adam, GradientDescent
from studies.fair_races.tuning import Protocol
from studies.profiles import DEFAULT, EVERY, Profile
from surfaces import FAMILIES

SMALL = Protocol(budget=50, trials=5, starts=2, judged=3)


@pytest.fixture(scope="module")
def result():
    rules = (GradientDescent(), Adam(), LBFGS())
    return Profile(rules, ("Bowls", "Saddles"), 1e-2, SMALL).run()


def test_every_surface_and_start_is_a_problem(result):
    kinds = [*FAMILIES["Bowls"].values(), *FAMILIES["Saddles"].values()]
    assert result.cost.shape == (3, 3 * len(kinds))
    assert [one.surface for one in result.solved[::3]] == [kind.title for kind in kinds]


def test_the_cheapest_rule_on_each_problem_has_ratio_one(result):
    solved = np.isfinite(result.ratio).any(axis=0)
    assert solved.any()
    np.testing.assert_array_equal(result.ratio[:, solved].min(axis=0), 1.0)
    assert np.all(result.ratio >= 1)


def test_the_profile_counts_problems(result):
    for k in range(3):
        ratios, shares = result.curve(k)
        for at in (1.0, 2.0, 5.0, 1e6):
            counted = np.mean(result.ratio[k] <= at)
            stair = shares[ratios <= at][-1] if np.any(ratios <= at) else 0.0
            assert stair == pytest.approx(counted)
            assert result.share(k, at) == pytest.approx(counted)


def test_the_best_start_of_each_problem_is_solved_by_somebody(result):
    assert np.isfinite(result.cost).any(axis=0).all(), "the lowest loss found meets its own target"


def test_the_table_holds_every_run(result):
    rows = [*csv.DictReader(io.StringIO(result.table()))]
    assert len(rows) == result.cost.size
    spent = [float(row["evaluations"] or "inf") for row in rows if row["optimizer"] == "Adam"]
    np.testing.assert_array_equal(spent, result.cost[1])
    assert {row["setting"].partition("(")[0] for row in rows} == {
        "GradientDescent",
        "Adam",
        "LBFGS",
    }


def test_a_tighter_tolerance_is_never_cheaper(result):
    tight = replace(result.profile, tolerance=1e-5).run()
    assert np.all(tight.cost >= result.cost)


def test_the_sentence_names_who_solves_most(result):
    first = result.names[result.order[0]]
    assert f"{first} solves most, {result.share(result.order[0]):.0%}" in result.sentence


def test_a_profile_survives_its_link():
    profile = Profile((Adam(lr=0.2),), ("Many minima",), 1e-4, SMALL)
    assert Profile.from_query(profile.to_query()) == profile
    assert Profile.nearest(DEFAULT.to_query()) == (DEFAULT, [])
    assert {*EVERY} == {*FAMILIES} - {"Your own"}


@pytest.mark.parametrize(
    ("text", "piece"),
    [("families=Hills,Bowls", "Hills"), ("tolerance=2", "out of range"), ("steps=3", "no key")],
)
def test_a_broken_link_is_mended_with_a_word(text, piece):
    profile, complaints = Profile.nearest(text)
    assert any(piece in complaint for complaint in complaints), complaints
    assert profile.surfaces
