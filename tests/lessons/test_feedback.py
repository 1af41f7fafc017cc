"""What an answer is told is true of it: no advice that does not help, nothing about other runs."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import fields, replace
from functools import cache

import numpy as np
import pytest

from core.knobs import knobs
from diagnosis import Outcome, judge
from experiments import Experiment
from experiments.labels import layers
from lessons.course import course
from lessons.expressions import Expression
from lessons.kinds import Diagnose, Drive, Number, Predict, WriteRule
from lessons.seeds import raced
from optimizers import Clipped
from tests.lessons.plausible import answers

POSED = {name: course().exercise(name) for name in course().sources}
DRIVEN = [name for name, exercise in POSED.items() if isinstance(exercise, Drive)]
NUMBERS = [name for name, exercise in POSED.items() if isinstance(exercise, Number)]
KNOB = {"rate": "lr", "momentum": "beta", "decay": "decay"}
TURNS = (1.02, 1.05, 1.1, 1.2, 1.4, 2.0, 3.0, 5.0, 10.0, 30.0, 100.0, 1000.0)
"""How far a knob is turned to see whether an advice helps."""


@cache
def tried(name: str) -> list[Experiment]:
    """Return the answers that keep the rules of an exercise."""
    found = {race.to_query(): race for race in answers(POSED[name])}
    return [race for race in found.values() if not POSED[name].against_the_rules(race)]


def told(name: str, race: Experiment) -> dict | None:
    """Return the known mistake that an answer is told of."""
    exercise, runs = POSED[name], raced(race.to_query())
    if not exercise.missed(runs):
        return None
    said = exercise.feedback(runs)
    return next((m for m in exercise.mistakes if [m["feedback"]] == said), None)


def turned(race: Experiment, advice: str):
    """Return the races in which a knob is turned as an advice says, near and far."""
    knob, way = advice.split()
    (optimizer, *others) = race.optimizers
    for factor in TURNS:
        rule = layers(optimizer)[-1]
        if knob == "clipping":
            if not isinstance(optimizer, Clipped):
                optimizer = Clipped(optimizer, norm=1000.0)
            by = factor if way == "up" else 1 / factor
            given = {f.name: getattr(optimizer, f.name) for f in fields(optimizer)}
            key = "norm" if given["norm"] is not None else "limit"
            changed = replace(optimizer, **{key: given[key] * by})
        elif KNOB[knob] not in knobs(rule):
            return
        else:
            value = getattr(rule, KNOB[knob])
            if knob == "rate":
                value = value * factor if way == "up" else value / factor
            else:  # what is left to 1 counts
                value = (
                    1 - (1 - value) / factor if way == "up" else max(0.0, 1 - (1 - value) * factor)
                )
            new = replace(rule, **{KNOB[knob]: value})
            changed = _with_rule(optimizer, new)
        with suppress(ValueError):  # beyond what the knob allows
            yield replace(race, optimizers=(changed, *others))


def _with_rule(optimizer, rule):
    if hasattr(optimizer, "inner"):
        return replace(optimizer, inner=_with_rule(optimizer.inner, rule))
    return rule


def miss(name: str, race: Experiment) -> tuple:
    """Return how far an answer is from its goals: fewer goals missed first, then the loss."""
    runs = raced(race.to_query())
    loss = float(np.mean(runs[0].value[-1]))
    diverged = any(judge(run).outcome is Outcome.DIVERGED for run in runs if not run.last.ndim)
    return len(POSED[name].missed(runs)), diverged, loss


def helps(name: str, race: Experiment, advice: list[str]) -> bool:
    """Tell whether to turn one of these knobs, or all of them, brings a race nearer."""
    before = miss(name, race)
    if any(miss(name, one) < before for way in advice for one in turned(race, way)):
        return True
    both = (last for one in turned(race, advice[0]) for last in turned(one, advice[-1]))
    return len(advice) > 1 and any(miss(name, one) < before for one in both)


@pytest.mark.parametrize("name", DRIVEN)
def test_plausible_answers_are_told_what_is_true_of_them(name):
    exercise = POSED[name]
    assert len(tried(name)) >= 7
    for race in tried(name):
        runs = raced(race.to_query())
        mistake = told(name, race)
        if mistake is None:
            continue
        first = runs[0][0] if runs[0].last.ndim else runs[0]
        when = Expression(mistake["when"])
        assert when.value(exercise.numbers, runs) is True
        if judge(first).outcome is Outcome.DIVERGED:
            assert when.asks("diverged"), (race.to_query(), mistake["feedback"])
        if advice := mistake.get("advice"):
            assert helps(name, race, advice), (race.to_query(), mistake["feedback"])


@pytest.mark.parametrize("name", DRIVEN)
def test_a_choice_does_not_change_what_the_mending_is_told(name):
    exercise = POSED[name]
    if isinstance(exercise, Diagnose):
        for choice in exercise.choices:
            grade = exercise.grade({"choice": choice.says, "race": exercise.begin.to_query()})
            assert choice.because in grade.because
            assert grade.share == (0.5 if choice.holds(exercise.numbers, exercise.runs) else 0.0)


@pytest.mark.parametrize("name", NUMBERS)
def test_plausible_numbers_are_told_what_is_true_of_them(name):
    exercise = POSED[name]
    right, known = exercise.right, dict(exercise.mistakes)
    near = [right * (1 + part) for part in (-0.1, -0.03, 0.03, 0.1)]
    others = [2 * right, right / 2, 100 * right, right / 100, right + 1, right - 1, 10 * right]
    others += [1 / right, right * right, abs(right) ** 0.5, 1 - right, np.pi * right, 0.0]
    for value in [*near, *others, -right, *(-wrong for wrong in known), *(2 * w for w in known)]:
        grade = exercise.grade({"number": repr(float(value))})
        slack = max(exercise.tolerance, 1e-9)
        assert grade.right == (abs(value - right) <= slack * (abs(right) or 1.0)), value
        if "the sign is not" in grade.because:
            assert abs(value + right) <= slack * abs(right)
        said = [wrong for wrong, told in known.items() if told == grade.because]
        assert not said or any(abs(value - w) <= slack * (abs(w) or 1.0) for w in said), value


@pytest.mark.parametrize("name", [n for n, e in POSED.items() if isinstance(e, Predict)])
def test_exactly_one_prediction_is_right_and_each_is_told_its_own_reason(name):
    exercise = POSED[name]
    grades = [exercise.grade({"choice": choice.says}) for choice in exercise.choices]
    assert sum(grade.right for grade in grades) == 1
    assert [grade.because for grade in grades] == [c.because for c in exercise.choices]


def test_every_rule_to_write_has_its_known_mistakes():
    rules = [exercise for exercise in POSED.values() if isinstance(exercise, WriteRule)]
    assert all(len(exercise.wrong_answers()) >= 1 for exercise in rules)
