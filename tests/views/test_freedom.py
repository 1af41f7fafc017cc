"""What of an exercise's race can be changed: fields for what is free, and for nothing else."""

from __future__ import annotations

import math

import pytest

from experiments import Experiment
from lessons.course import course
from lessons.kinds import Drive
from lessons.locks import PARTS, differing
from lessons.seeds import raced
from views.parts.classroom.parts import Freedom
from views.parts.controls.fields import Chips, ChoiceField, Field, NumberField

COURSE = course()
DRIVEN = [posed for posed in map(COURSE.exercise, COURSE.sources) if isinstance(posed, Drive)]
by_name = pytest.mark.parametrize("exercise", DRIVEN, ids=lambda exercise: exercise.name)


def fields(freedom: Freedom, race: Experiment) -> list[Field]:
    return [field for group in freedom.groups(race) for field in group.everything()]


def values(field: Field) -> list[object]:
    """Return what a person, or a hostile browser, may put into a field."""
    match field:
        case NumberField():
            middle = math.sqrt(field.low * field.high) if field.low > 0 else field.high / 2
            whole = round(middle) if field.whole else middle
            return [field.low, field.high, whole, None, "much", math.nan, 1e300]
        case ChoiceField():
            return [name for _, some in field.options for name, _ in some] + ["nothing"]
        case Chips():
            return [name for name, _ in field.options] + ["nothing"]
        case _:
            return ["theta = theta", "((("]


def after(field: Field, race: Experiment, value: object) -> Experiment | None:
    """Return the race after a change; None if it was refused."""
    try:
        return field.change(race, value)
    except ValueError:
        return None


@by_name
def test_no_field_breaks_the_rules(exercise):
    freedom = Freedom(exercise)
    found = fields(freedom, exercise.begin)
    assert len({field.key for field in found}) == len(found)
    assert found
    for field in found:
        races = [after(field, exercise.begin, value) for value in values(field)]
        assert any(race not in (None, exercise.begin) for race in races), field.key
        for race in filter(None, races):
            assert not exercise.against_the_rules(race), field.key
            assert differing(exercise.begin, race) <= {*exercise.free}


@by_name
def test_a_slider_goes_as_far_as_the_rules(exercise):
    for field in fields(Freedom(exercise), exercise.begin):
        if isinstance(field, NumberField) and field.key == "steps":
            assert after(field, exercise.begin, field.high) is not None
            assert field.high == exercise.most_steps


@by_name
def test_every_race_that_solves_it_has_fields_for_what_it_changes(exercise):
    freedom = Freedom(exercise)
    for text in exercise.solved:
        race = Experiment.from_query(text)
        assert fields(freedom, race)
        assert all(goal.holds for goal in exercise.reached(raced(text)))


@by_name
def test_what_is_locked_has_no_field(exercise):
    locked = Freedom(exercise, exercise.free)
    assert not fields(locked, exercise.begin)
    assert exercise.begin.surface.title or locked.given(exercise.begin)
    for part in exercise.free:
        freedom = Freedom(exercise, (part,))
        for field in fields(freedom, exercise.begin):
            for race in filter(None, (after(field, exercise.begin, v) for v in values(field))):
                assert part not in differing(exercise.begin, race)


def test_what_is_hidden_is_not_told():
    exercise = next(posed for posed in DRIVEN if "start" not in posed.free)
    begin = exercise.begin
    assert f"{begin.start[0]:g}" in Freedom(exercise).given(begin)
    assert "start" not in Freedom(exercise, (), ("start",)).given(begin)
    assert Freedom(exercise, PARTS, PARTS).given(begin) == ""


@by_name
def test_goals_are_told_in_words(exercise):
    told = exercise.reached(raced(exercise.begin.to_query()))
    assert not all(goal.holds for goal in told)
    for goal in told:
        assert "(" not in goal.asked.replace("(x, y)", "")
        assert "_" not in goal.asked
        assert goal.reached
