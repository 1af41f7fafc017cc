"""Sensitivity: each rule over its own range, and what its link may say."""

from __future__ import annotations

import numpy as np
import pytest

from core.knobs import knobs
from experiments import run
from optimizers import Adam, Clipped, GradientDescent, Momentum, Scheduled
from optimizers.schedules import CosineAnnealing
from studies.sweeps.nested_knobs import grid, turnable, with_knob
from studies.sweeps.sensitivity import (
    DEFAULT,
    MOST_RUNS,
    SOLVED,
    Sensitivity,
    SweepNumbers,
    goal,
)
from surfaces import Formula, Noisy, Quadratic, Rosenbrock, Sphere

SMALL = SweepNumbers(values=7, starts=5, steps=30, seed=2)


def test_every_run_is_the_single_run():
    asked = Sensitivity(Noisy(Rosenbrock(), sigma=0.3), (Momentum(), Adam()), numbers=SMALL)
    picture = asked.run()
    for place, one in enumerate(picture.sweeps):
        values = one.knobs["lr"]
        for i, start, seed in ((0, 0, 0), (4, 3, 1), (6, 4, 0)):
            rule = with_knob(asked.optimizers[place], "lr", values[i])
            alone = run(rule, asked.surface, one.starts[:, start], 30, one.seeds[seed])
            expected = np.inf if alone.diverged else alone.value[-1]
            assert one.loss[0, i, start, seed] == expected


@pytest.mark.parametrize("rule", [GradientDescent(), Adam(), Clipped(Momentum(), norm=1.0)])
def test_each_knob_goes_from_end_to_end_of_its_slider(rule):
    for name in turnable(rule):
        owner = rule if name in knobs(rule) else rule.inner
        about, values = knobs(owner)[name], grid(rule, name, 9)
        assert (values[0], values[-1]) == (about.low, about.high)
        assert np.all(np.diff(values) > 0)


def test_the_knobs_of_the_rule_come_first_and_switched_off_ones_not_at_all():
    rule = Clipped(Scheduled(Momentum(), CosineAnnealing(20)), norm=1.0)
    assert turnable(rule) == ("lr", "beta", "norm")


def test_a_rule_without_the_knob_does_not_take_part():
    asked = Sensitivity(Sphere(), (GradientDescent(), Momentum()), "beta", numbers=SMALL)
    assert asked.taking_part == (1,)
    picture = asked.run()
    assert picture.names == ["Momentum"]
    assert asked.runs == picture.sweeps[0].loss.size


def test_solved_means_a_thousandth_of_the_way_is_left():
    starts = np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]])
    assert goal(Sphere(), starts) == pytest.approx(SOLVED * Sphere().value(starts[:, 1]))
    assert goal(Formula("x*y"), starts) is None


def test_the_width_is_the_part_of_the_range_that_solves_most_starts():
    picture = Sensitivity(Quadratic(), (GradientDescent(),), numbers=SweepNumbers(15, 5, 60)).run()
    one = picture.sweeps[0]
    solved = [np.mean(one.solved[0, i] >= 0) > 0.5 for i in range(15)]
    assert picture.width(0) == pytest.approx(np.mean(solved))
    assert 0 < picture.width(0) < 1


def test_the_sentence_names_the_lowest_and_its_knob():
    picture = Sensitivity(Sphere(), (GradientDescent(), Adam(lr=1e-4)), numbers=SMALL).run()
    lows = [one.median().min() for one in picture.sweeps]
    first = int(np.argmin(lows))
    assert picture.sentence.startswith(f"Lowest is {picture.names[first]} at lr ")
    assert picture.best(first).lr in picture.sweeps[first].knobs["lr"]


def test_two_knobs_make_a_map():
    asked = Sensitivity(Sphere(), (Momentum(),), "beta", "lr", SMALL)
    picture = asked.run()
    assert picture.sweeps[0].loss.shape == (1, 7, 7, 5, 1)
    assert [*picture.sweeps[0].knobs] == ["beta", "lr"]


def test_progress_runs_to_the_end_and_may_cancel():
    told = []
    DEFAULT.run(told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0

    def cancel(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        DEFAULT.run(cancel)


def test_a_picture_survives_its_link():
    asked = Sensitivity(
        Noisy(Sphere(), sigma=0.2), (Clipped(Adam(), norm=2.0),), "norm", "beta1", SMALL
    )
    assert Sensitivity.from_query(asked.to_query()) == asked
    assert Sensitivity.nearest(DEFAULT.to_query()) == (DEFAULT, [])


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("knob=speed&optimizer=Adam()", "no knob that can be turned here"),
        ("knob=lr&against=lr&optimizer=Adam()", "one of them has to be another"),
        ("knob=beta&against=beta2&optimizer=Adam()&optimizer=Momentum()", "has both"),
        ("knob=beta&optimizer=Adam()", "no knob that can be turned here"),
        ("values=200&against=beta&starts=128&optimizer=Momentum()", "runs are too many"),
        ("values=3&optimizer=Adam()", "out of range"),
        ("optimizer=Adam(lr=nan)", "nan"),
    ],
)
def test_a_broken_link_is_mended_with_a_word(text, piece):
    asked, complaints = Sensitivity.nearest(text)
    assert any(piece in complaint for complaint in complaints), complaints
    assert asked.runs <= MOST_RUNS
    assert asked.taking_part
    assert Sensitivity.from_query(asked.to_query()) == asked
    with pytest.raises(ValueError, match=r"."):
        Sensitivity.from_query(text)
