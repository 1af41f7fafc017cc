"""Statements about noise are statistics over many draws, and those that luck decides are told."""

from __future__ import annotations

import math

import numpy as np
import pytest

from experiments import Experiment
from lessons.check import main
from lessons.course import course
from lessons.expressions import Expression
from lessons.goals import certainty, goals
from lessons.seeds import SEEDS, error_of_share, jackknife, raced

NOISY = "surface=Noisy(Quadratic(condition=10),sigma=5)&start=-1.8,0.4&steps=40&seed=0"
RACE = Experiment.from_query(
    f"{NOISY}&optimizer=GradientDescent(lr=0.1)&optimizer=Momentum(lr=0.01)"
)
RUNS = raced(RACE.to_query())
ENDS = [RUNS[0].value[-1], RUNS[1].value[-1]]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("mean(loss(1))", np.mean(ENDS[0])),
        ("median(loss(2))", np.median(ENDS[1])),
        ("share(loss(1) < loss(2))", np.mean(ENDS[0] < ENDS[1])),
        ("mean(loss(1)/loss(2)) - 1", np.mean(ENDS[0] / ENDS[1]) - 1),
        ("highest_rate(1) + steps(2)", 40.1),
    ],
)
def test_statistics_are_over_all_draws(text, value):
    assert RUNS[0].last.shape == (SEEDS,)
    assert Expression(text).number({}, RUNS) == pytest.approx(float(value), rel=1e-12)


def test_a_draw_is_the_race_under_that_seed():
    one = Experiment.from_query(RACE.to_query().replace("seed=0", "seed=7")).run()[0]
    assert RUNS[0].value[-1, 7] == pytest.approx(one.value[-1], rel=1e-12)


def test_one_draw_is_not_asked():
    with pytest.raises(ValueError, match="mean"):
        Expression("loss(1)").value({}, RUNS)
    assert Expression("loss + mean(distance) < rate").of_one_draw == ["loss"]
    for text in ("mean(mean(loss))", "mean(loss, 2)"):
        with pytest.raises(ValueError, match="takes one expression"):
            Expression(text)


def test_standard_errors_are_those_of_the_draws():
    values = np.random.default_rng(0).normal(size=200)
    found = jackknife(lambda kept: float(np.mean(values[kept])), 200)
    assert found == pytest.approx(np.std(values) / math.sqrt(200), rel=0.5)
    assert error_of_share(1.0, 200) > 0.005
    mean = float(np.mean(ENDS[0]))
    for bound, least, most in ((mean * 1.01, 0, 1), (mean * 3, 5, math.inf)):
        sure = certainty(Expression(f"mean(loss(1)) < {bound}"), {}, RUNS)
        assert least < sure < most


def test_a_noisy_goal_is_told_with_its_spread():
    (goal,) = goals(Expression("mean(loss(1)) < 0.1"), {}, RUNS)
    assert "mean over 200 draws of the noise" in goal.asked
    assert "half of the draws lie between" in goal.reached
    assert goal.drawn is not None
    assert len(goal.drawn) == SEEDS
    (share,) = goals(Expression("share(loss(1) < 1) > 0.9"), {}, RUNS)
    assert "above 90 % of 200 draws" in share.asked


def checked(tmp_path, capsys, name, *pairs):
    (tmp_path / "exercises").mkdir(exist_ok=True)
    text = course().sources[name].text
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "exercises" / f"{name}.md").write_text(text, "utf-8")
    found = main(str(tmp_path))
    return found, capsys.readouterr().out


def test_the_checker_finds_luck_false_claims_and_missing_sources(tmp_path, capsys):
    for name, pair, told in (
        ("settle-in-noise", ("mean(loss) < 0.15", "loss < 0.15"), "one draw of the noise"),
        ("settle-in-noise", ("mean(loss) < 0.15", "mean(loss) < 0.08"), "depends on the draw"),
        ("banana-in-200", ('no = "lowest < 1e-3"', 'some = "lowest < 1e-3"'), "none of 50"),
        ("banana-in-200", ("[0.0018, 0.0021]", "[0.0018, 0.001]"), "lr = 0.001"),
        ("banana-in-200", ("lr={lr},beta=0.9", "lr=0.001,beta=0.9"), "over.lr changes nothing"),
        ("banana-in-200", ("\n## Source\n", "\n"), "no ## Source"),
    ):
        found, out = checked(tmp_path, capsys, name, pair)
        assert found >= 1
        assert told in out
        (tmp_path / "exercises" / f"{name}.md").unlink()


def test_who_answers_a_noisy_exercise_is_told_the_distribution():
    exercise = course().exercise("settle-in-noise")
    right = exercise.grade(exercise.right_answers()[0])
    assert right.right
    assert "half of the draws" in right.because
    wrong = exercise.grade({"race": exercise.begin.to_query()})
    assert "200 draws" in wrong.because
