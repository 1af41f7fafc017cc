"""Sums and comparisons of headers: right, refused with a sentence, never evaluated as Python."""

from __future__ import annotations

import ast
import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments import Experiment
from lessons.expressions import Expression
from lessons.goals import broken, goals
from lessons.measures import MEASURES

RACE = Experiment.from_query(
    "surface=Quadratic(condition=10)&start=-1.8,0.4&steps=60"
    "&optimizer=GradientDescent(lr=0.05)&optimizer=Momentum(lr=0.02)&optimizer=Momentum(lr=5)"
)
RUNS = RACE.run()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("w - lr*2*w", 4.0),
        ("-w**2", -25.0),
        ("2**3**2", 512.0),
        ("1/(1 - 0.9)", 10.0),
        ("sqrt(abs(-16)) + min(3, 2, 4)", 6.0),
        ("round(2.6)", 3.0),
        ("lr < 0.2 < 1", True),
        ("lr > 1 or not w < 1", True),
        ("pi", math.pi),
    ],
)
def test_what_sums_come_to(text, value):
    assert Expression(text).value({"w": 5.0, "lr": 0.1}) == pytest.approx(value)


@pytest.mark.parametrize(
    "text", ["1/0", "(-1)**0.5", "sqrt(-1)", "log(0)", "9**9**9**9", "round(0/0)"]
)
def test_what_has_no_value_is_no_number(text):
    assert math.isnan(Expression(text).number({}))
    (told,) = broken(Expression(f"{text} < 1"), {}, ())
    assert told == f"that does not hold; asked is {ast.unparse(ast.parse(text))} < 1"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("__import__('os')", "no function"),
        ("w.real", "has no place"),
        ("lambda: 1", "has no place"),
        ("[1]", "has no place"),
        ("'a'", "is not a number"),
        ("True", "is not a number"),
        ("1j", "is not a number"),
        ("sin(1, 2)", "takes one number"),
        ("reached(1, 2, 3)", "takes an entrant"),
        ("los(1)", "loss"),
        ("(" * 200, "is no expression"),
        ("1" * 301, "allowed 300"),
        ("", "is no expression"),
        ("w :=1", "is no expression"),
        ("f(*w)", "no function"),
        ("loss(x=1)", "no function"),
    ],
)
def test_what_is_refused(text, told):
    with pytest.raises(ValueError, match=re.escape(told)):
        Expression(text)


def test_a_name_that_nobody_knows_is_told_with_its_neighbours():
    with pytest.raises(ValueError, match="did you mean slope"):
        Expression("slpe*2").check(["slope", "lr"])


@given(st.text(max_size=40))
def test_no_text_does_anything_but_be_read_or_refused(text):
    try:
        expression = Expression(text)
        expression.check(())
        expression.number({}, RUNS)
    except ValueError:
        pass


def test_measures_are_asked_of_an_entrant_by_class_by_number_or_of_the_only_one():
    def value(text, runs=RUNS):
        return Expression(text).value({}, runs)

    assert value("loss(GradientDescent)") == value("loss(1)") == RUNS[0].value[-1]
    assert value("loss", RUNS[:1]) == RUNS[0].value[-1]
    assert value("reached(1, 0.1)") == value("reached(0.1)", RUNS[:1])
    assert value("diverged(3) and not diverged(2)") is True


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("loss(Momentum)", "2 entrants"),
        ("loss", "3 entrants"),
        ("loss(4)", "takes no part"),
        ("loss(Momentun)", "did you mean Momentum"),
    ],
)
def test_an_entrant_that_is_none_or_several_is_told(text, told):
    with pytest.raises(ValueError, match=told):
        Expression(text).value({}, RUNS)


def test_what_does_not_hold_is_told_with_what_was_measured():
    goal = Expression("lowest(1) < 1e-9 and steps(1) <= 60 and arrived(3) < 50")
    low, arrives = broken(goal, {}, RUNS)
    assert low.startswith("Gradient descent: its lowest loss is ")
    assert low.endswith("asked is below 1e-09")
    assert arrives.startswith("Momentum: it does not arrive")
    assert broken(Expression("steps(1) == 60"), {}, RUNS) == []


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_says_what_it_is_and_measures(name):
    measure = MEASURES[name]
    assert len(measure.about) > 10
    for run in RUNS:
        value = measure.of(run, *[1.0] * measure.takes)
        assert isinstance(value, (bool, float))
        assert not math.isnan(value)
        given = [1.0] * measure.takes
        assert "{" not in measure.describe(run, *given) + measure.wanted("below 1", *given)


def test_goals_are_told_in_words():
    told = Expression("reached(2, 0.5) < 20 and not diverged(3) and turns(1, 2) >= 1")
    low, verdict, swing = goals(told, {}, RUNS)
    assert low.asked == "Momentum: its loss is below 0.5 at step: below 20"
    assert verdict.asked.startswith("Momentum: the verdict is not")
    assert (verdict.reached, verdict.holds) == ("Momentum: the verdict is “diverged”", False)
    assert swing.reached == "Gradient descent: the turns of coordinate 2 are 1"


def test_measures_measure_what_they_say():
    descent, momentum, wild = RUNS
    of = {name: measure.of for name, measure in MEASURES.items()}
    assert of["gradients"](descent) == of["steps"](descent) == 60
    assert of["rate"](descent) == of["highest_rate"](descent) == 0.05
    assert of["reached"](descent, 1e9) == 0
    assert of["reached"](descent, -1) == math.inf
    assert of["slopes_to"](descent, 0.1) == of["reached"](descent, 0.1)
    assert of["turns"](descent, 1) == 0 < of["turns"](momentum, 2)
    assert of["climbs"](descent) == 0 < of["climbs"](momentum)
    assert of["curvature"](descent) == pytest.approx(10 * of["least_curvature"](descent))
    assert of["furthest"](wild) > of["furthest"](descent)
    assert of["first_step"](descent) > of["last_step"](descent)
