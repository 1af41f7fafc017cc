"""The page "Lessons" and the drawing of exercises, without a browser."""

from __future__ import annotations

import json
import re
from functools import partial
from urllib.parse import urlencode

import pytest
from google.protobuf.text_format import MessageToString
from streamlit.testing.v1 import AppTest

from experiments import Experiment
from lessons.course import course
from lessons.exercise import Answer, Exercise
from lessons.kinds import KINDS, Number
from tests.views import pages
from tests.views.pages import settled
from views.state.course_page import CoursePage
from views.state.student_session import PAUSE, Desk

COURSE = course()
WITH = {name: lesson for lesson in COURSE.lessons.values() for name in COURSE.of(lesson)}
OF_KIND = {COURSE.exercise(name).kind: name for name in reversed(WITH)}
"""An exercise of each kind, the first of the course."""

opened = partial(pages.opened, "lessons")


def at(name: str) -> AppTest:
    """Open the page at an exercise."""
    return opened(urlencode({"lesson": WITH[name].name, "exercise": name}))


def sent(app: AppTest) -> str:
    """Return all that the browser is sent."""
    protos = [element.proto for element in app.main if element.proto is not None]
    text = "\n".join(MessageToString(proto, as_utf8=True) for proto in protos)
    return re.sub(r"\\(.)", lambda escaped: {"n": "\n"}.get(escaped[1], escaped[1]), text)


def races(app: AppTest) -> int:
    """Count the races that players are sent."""
    payloads = [element.proto.bytes for element in app.get("bidi_component")]
    return sum(b'"kind":"race"' in payload for payload in payloads)


def feedback(app: AppTest) -> str:
    return "\n".join(alert.value for alert in (*app.success, *app.warning, *app.error, *app.info))


def fill(app: AppTest, exercise: Exercise, answer: Answer) -> None:
    """Put an answer into the fields of an exercise, as far as it has them."""
    place = f"lessons-{exercise.name}"
    if "number" in answer:
        app.text_input(key=f"{place}-number").set_value(answer["number"])
    if "choice" in answer:
        app.radio(key=f"{place}-choice").set_value(answer["choice"])
    if "rule" in answer:
        app.text_area(key=f"{place}-rule").set_value(answer["rule"])
    if "race" in answer:
        held = app.session_state[f"classroom lessons 0 {exercise.name} 0"]
        held.value = Experiment.from_query(answer["race"])


def check(app: AppTest, exercise: Exercise, answer: Answer) -> AppTest:
    """Answer an exercise."""
    fill(app, exercise, answer)
    return settled(app.button(key=f"check-lessons-{exercise.name}").click().run())


def test_the_list_has_all_lessons_in_their_order():
    app = opened()
    titles = [button.label for button in app.button]
    assert [title.strip("*").partition(". ")[2] for title in titles] == [
        lesson.title for lesson in COURSE.lessons.values()
    ]
    app.button[1].click().run()
    assert settled(app).title[0].value == [*COURSE.lessons.values()][1].title


@pytest.mark.parametrize(
    ("query", "piece"),
    [
        ("lesson=nowhere", "nowhere is no lesson"),
        ("exercise=nothing", "nothing is no exercise"),
        ("lesson=" + "(" * 3000, "is no lesson"),
        ("lesson=__import__('os')", "__import__"),
        ("colour=red", "colour"),
    ],
)
def test_a_broken_link_says_what_is_wrong_and_shows_the_list(query, piece):
    app = opened(query, misread=True)
    (warning,) = app.warning
    assert piece in warning.value
    assert app.title[0].value == "Lessons"


@pytest.mark.parametrize("name", COURSE.lessons)
def test_every_lesson_asks_before_it_shows(name):
    lesson = COURSE.lessons[name]
    app = opened(f"lesson={name}")
    assert app.title[0].value == lesson.title
    assert not app.warning
    assert not races(app)
    before = sent(app)
    for told in (lesson.afterwards, *(choice.because for choice in lesson.choices)):
        assert told not in before
    settled(app.button(key=f"show-{name}").click().run())
    assert races(app) == 1
    assert lesson.afterwards in [text.value for text in app.markdown]
    (came,) = lesson.right
    assert came.because in feedback(app)


def test_a_prediction_is_told_whether_it_came_true_and_why():
    name, lesson = next(iter(COURSE.lessons.items()))
    (came,) = lesson.right
    for choice in lesson.choices:
        app = opened(f"lesson={name}")
        assert app.button(key=f"check-{name}").disabled
        app.radio(key=f"predict-{name}").set_value(choice.says).run()
        settled(app.button(key=f"check-{name}").click().run())
        assert choice.because in feedback(app)
        assert came.because in feedback(app)
        assert len(app.success) == (choice is came)


def test_the_kinds_of_exercises_are_all_there():
    assert {*OF_KIND} == {*KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_a_right_answer_is_told_so_and_counts(kind):
    exercise = COURSE.exercise(OF_KIND[kind])
    app = at(exercise.name)
    check(app, exercise, exercise.right_answers()[0])
    assert len(app.success) == 1
    assert "Attempt 1" in app.success[0].value
    assert not app.error
    desk = app.session_state["desk lessons"]
    assert desk.state(exercise.name) == "right"
    assert any("right · 1 attempt" in caption.value for caption in app.caption)


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_answer_is_told_why(kind):
    exercise = COURSE.exercise(OF_KIND[kind])
    for answer, why in exercise.wrong_answers():
        app = at(exercise.name)
        check(app, exercise, answer)
        assert not app.success
        assert len([*app.error, *app.warning]) == 1
        assert why.removeprefix("Not yet.") in feedback(app)
        desk = app.session_state["desk lessons"]
        assert desk.state(exercise.name) == "tried"


@pytest.mark.parametrize("kind", KINDS)
def test_the_solution_is_not_sent_before_an_attempt(kind):
    exercise = COURSE.exercise(OF_KIND[kind])
    app = at(exercise.name)
    solution = exercise.section("Solution")
    assert exercise.words in sent(app)
    assert solution not in sent(app)
    assert not any(drawer.label == "Solution" for drawer in app.expander)
    check(app, exercise, exercise.wrong_answers()[0][0])
    assert solution in sent(app)


def test_the_race_of_a_prediction_is_shown_after_the_answer_only():
    exercise = COURSE.exercise(OF_KIND["predict"])
    app = at(exercise.name)
    assert not races(app)
    check(app, exercise, exercise.wrong_answers()[0][0])
    assert races(app) == 1


@pytest.mark.parametrize("kind", ["number", "predict", "diagnose"])
def test_nothing_answered_is_no_attempt(kind):
    exercise = COURSE.exercise(OF_KIND[kind])
    app = check(at(exercise.name), exercise, {})
    assert "yet" in app.info[0].value
    assert not app.session_state["desk lessons"].work.attempts


@pytest.mark.parametrize(
    "text", ["abc", "1e999", "1/0", "∞", "1,000", "__import__('os')", "$x$ `y` **", "((((", "\0"]
)
def test_what_is_no_number_is_asked_about_and_no_attempt(text):
    exercise = COURSE.exercise(OF_KIND["number"])
    app = check(at(exercise.name), exercise, {"number": text})
    assert "write it" in app.info[0].value
    assert not app.session_state["desk lessons"].work.attempts


def test_a_number_that_is_far_off_is_an_attempt():
    exercise = COURSE.exercise(OF_KIND["number"])
    app = check(at(exercise.name), exercise, {"number": "9" * 60})
    assert len(app.error) == 1


@pytest.mark.parametrize(
    "text",
    [
        *("import os", "theta", "((((" * 100, "v = v" + "*v" * 400, "θ = θ - α*q", "a = 1\n" * 100),
        *("theta = theta/0", "theta = theta - exp(exp(exp(g*g)))", "`rm` $x$ **"),
    ],
)
def test_no_rule_that_is_none_breaks_the_page(text):
    exercise = COURSE.exercise(OF_KIND["write"])
    app = check(at(exercise.name), exercise, {"rule": text})
    assert len(app.error) == 1


def test_what_stands_in_a_field_is_there_again():
    number, rule = OF_KIND["number"], OF_KIND["write"]
    app = at(number)
    app.text_input[0].set_value("7").run()
    for name in (rule, number):
        app.query_params.clear()
        app.query_params["lesson"] = WITH[name].name
        app.query_params["exercise"] = name
        settled(app.run())
        if name == rule:
            app.text_area[0].set_value("v = g").run()
    assert app.text_input[0].value == "7"


def test_an_answer_with_a_decimal_comma_or_as_a_fraction_counts():
    exercise = next(
        posed
        for posed in map(COURSE.exercise, WITH)
        if isinstance(posed, Number) and posed.right % 1 and posed.right == round(posed.right, 2)
    )
    right = float(exercise.right_answers()[0]["number"])
    for text in (f"{right:.2f}".replace(".", ","), f"{right * 8:.12g}/8"):
        app = check(at(exercise.name), exercise, {"number": text})
        assert len(app.success) == 1, text


def test_a_race_of_a_wrong_text_from_before_begins_as_given():
    exercise = COURSE.exercise(OF_KIND["drive"])
    desk = Desk("lessons")
    for race in ("", "nonsense", "surface=Sphere()&start=1,1&steps=5&optimizer=Adam()"):
        desk.work = desk.work.answered(exercise.name, {"race": race})
        app = opened(
            urlencode({"lesson": WITH[exercise.name].name, "exercise": exercise.name}),
            **{"desk lessons": desk},
        )
        assert races(app) == 1
        assert len(app.error) == 1


@pytest.mark.parametrize("name", WITH)
def test_every_exercise_can_be_drawn(name):
    app = at(name)
    assert app.header[0].value == COURSE.exercise(name).title
    assert races(app) == (COURSE.exercise(name).kind in ("drive", "diagnose"))


def test_a_place_is_its_link():
    for lesson in COURSE.lessons.values():
        for exercise in ("", *COURSE.of(lesson)):
            place = CoursePage(lesson.name, exercise)
            assert CoursePage.from_query(place.to_query()) == place
    assert CoursePage.from_query(CoursePage().to_query()) == CoursePage()


def test_long_pauses_are_no_work(monkeypatch):
    now = [0.0]
    monkeypatch.setattr("views.state.student_session.time.monotonic", lambda: now[0])
    desk = Desk("a")
    for moment in (100.0, 130.0, 130.0 + 10 * PAUSE):
        now[0] = moment
        desk.act()
    assert desk.work.minutes == pytest.approx((30 + PAUSE) / 60)


def test_what_the_browser_kept_goes_under_what_was_done_since():
    exercise = COURSE.exercise(OF_KIND["number"])
    right, wrong = exercise.right_answers()[0], exercise.wrong_answers()[0][0]
    desk, before = Desk("lessons"), Desk("lessons")
    before.answer(exercise, wrong)
    before.answer(exercise, wrong)
    desk.lay(before.work)
    assert desk.state(exercise.name) == "tried"
    assert desk.draft(exercise.name) == wrong
    desk.answer(exercise, right)
    desk.lay(before.work)
    assert desk.state(exercise.name) == "right"
    assert desk.attempts(exercise.name) == 3


KEPT = {"minutes": 1, "attempts": {}, "answers": {}}


@pytest.mark.parametrize(
    "text",
    [
        "no table",
        "[]",
        "[" * 100_000,
        "{}",
        json.dumps({**KEPT, "answers": []}),
        json.dumps({**KEPT, "answers": {OF_KIND["number"]: "4"}}),
        json.dumps({**KEPT, "answers": {OF_KIND["number"]: {"number": 4}}}),
        json.dumps({**KEPT, "answers": {OF_KIND["number"]: {"number": "4" * 10_000}}}),
        json.dumps({**KEPT, "answers": {}, "more": "x" * 300_000}),
    ],
    ids=lambda text: text[:60],
)
def test_what_is_kept_and_cannot_be_read_is_a_sentence(text):
    from views.pages.lessons import _read

    with pytest.raises(ValueError, match=r"."):
        _read(text)


def test_what_the_course_no_longer_has_is_left_out():
    from views.pages.lessons import _read

    name = OF_KIND["number"]
    held = {**KEPT, "answers": {name: {"number": "4"}, "gone": {"number": "4"}}}
    assert {*_read(json.dumps(held)).answers} == {name}
