"""Assignments: from the teacher's page to the table of points, without a browser."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lessons.assignment import Assignment
from lessons.course import course
from lessons.hand_in import HandIn
from lessons.work import Work
from tests.views.pages import opened, settled
from views.pages import teachers
from views.parts import grading

NUMBER, PREDICT, DRIVE = (
    next(name for name in course().sources if course().exercise(name).kind == kind)
    for kind in ("number", "predict", "drive")
)
WEEK = Assignment("Week 3", (NUMBER, PREDICT), numbers="each")


def texts(app: AppTest) -> str:
    """Return all words on a page."""
    kinds = (
        "title",
        "header",
        "caption",
        "markdown",
        "info",
        "warning",
        "error",
        "success",
        "code",
    )
    return "\n".join(str(element.value) for kind in kinds for element in getattr(app, kind))


def student(name: str = "Ada", assignment: Assignment = WEEK) -> AppTest:
    """Open an assignment, and write a name."""
    app = opened("assignment", assignment.to_query())
    app.text_input(key="assignment-name").set_value(name).run()
    return settled(app)


def handed(app: AppTest) -> HandIn:
    """Return what the page would hand in."""
    return HandIn.from_text(next(code.value for code in app.code if '"format"' in code.value))


def answered(app: AppTest, text: str, exercise: str = NUMBER) -> AppTest:
    """Type a number, and have it checked."""
    app.text_input(key=f"assignment-{exercise}-number").set_value(text).run()
    app.button(key=f"check-assignment-{exercise}").click().run()
    return settled(app)


def test_without_a_link_the_page_says_what_it_is_for():
    app = opened("assignment")
    assert "opened by their link" in texts(app)
    assert not app.text_input


@pytest.mark.parametrize(
    ("link", "told"),
    [
        (f"exercises={NUMBER},nonsense&solutions=never", "nonsense is none of the exercises"),
        (f"exercises={NUMBER}&solutions=now", "choose from never, attempt, right"),
        (f"exercises={NUMBER}", "solutions are missing"),
        (WEEK.to_query()[:-1], "attemp is not known"),
        (WEEK.to_query().replace("seed=", "seed=1"), "does not fit"),
        (WEEK.terms.replace("solutions=", "solution="), "solutions"),
    ],
)
def test_terms_that_cannot_be_read_stop_the_page(link, told):
    app = opened("assignment", link)
    assert told in app.error[0].value
    assert "ask for it again" in app.error[0].value
    assert not app.text_input
    assert not app.code
    for key, text in parse_qsl(WEEK.to_query()):
        app.query_params[key] = text
    app.run()
    assert settled(app).title[0].value == WEEK.title, "the whole link opens it"


@pytest.mark.parametrize("junk", [".", ")", "\u201d", "\u200b", "&utm_source=chat&fbclid=1"])
def test_what_a_messenger_appends_is_told_and_changes_no_term(junk):
    app = opened("assignment", WEEK.to_query() + junk, misread=True)
    assert not app.error
    assert len(app.warning) == 1
    assert "that it says" in app.warning[0].value
    assert handed(app).assignment == WEEK


def test_a_teachers_draft_that_cannot_be_read_is_not_shown_as_another():
    app = opened("teachers", WEEK.to_query()[:-2])
    assert "attem is not known" in app.error[0].value
    assert not app.text_input
    app.button[0].click().run()
    assert settled(app).text_input(key="draft-title").value == "Assignment"


def test_numbers_wait_for_a_name_where_they_are_drawn_from_it():
    app = opened("assignment", WEEK.to_query())
    assert "Write your name first" in texts(app)
    assert not [button for button in app.button if button.label == "Check"]
    same = opened("assignment", replace(WEEK, numbers="same").to_query())
    assert [button for button in same.button if button.label == "Check"]


def test_a_student_answers_and_hands_in():
    app = student("Ada")
    posed = course().exercise(NUMBER, WEEK.seed_of("Ada"))
    assert posed.words in texts(app)
    assert posed.section("Solution") not in texts(app)
    wrong, told = posed.wrong_answers()[0]
    answered(app, wrong["number"])
    assert told in texts(app)
    assert posed.section("Solution") in texts(app)
    answered(app, posed.right_answers()[0]["number"])
    assert "1 right" in texts(app)
    hand_in = handed(app)
    assert hand_in.name == "Ada"
    assert hand_in.assignment == WEEK
    assert hand_in.work.attempts == {NUMBER: 2}


@pytest.mark.parametrize(("when", "tried", "right"), [("never", 0, 0), ("right", 0, 1)])
def test_a_solution_is_shown_when_the_teacher_says(when, tried, right):
    terms = replace(WEEK, solutions=when)
    app = student("Ada", terms)
    posed = course().exercise(NUMBER, terms.seed_of("Ada"))
    solution = posed.section("Solution")
    assert (solution in texts(answered(app, posed.wrong_answers()[0][0]["number"]))) == tried
    assert (solution in texts(answered(app, posed.right_answers()[0]["number"]))) == right


def test_another_name_has_other_numbers():
    others = [f"Bob {k}" for k in range(40)]
    words = course().exercise(NUMBER, WEEK.seed_of("Ada")).words
    other = next(n for n in others if course().exercise(NUMBER, WEEK.seed_of(n)).words != words)
    app = student("Ada")
    app.text_input(key="assignment-name").set_value(other).run()
    assert words not in texts(settled(app))


def test_locked_parts_are_not_to_be_changed():
    posed = course().exercise(DRIVE)
    open_to_all = Assignment("Drive", (DRIVE,))
    locked = replace(open_to_all, hidden=posed.free)
    app = student("Ada", locked)
    app.button(key=f"check-assignment-{DRIVE}").click().run()
    settled(app)
    answer = HandIn(locked, "Ada", Work({DRIVE: posed.right_answers()[0]}))
    assert grading.grade_all([("a", answer.to_text())], locked)[0].points == 0
    free = replace(answer, assignment=open_to_all)
    assert grading.grade_all([("a", free.to_text())], open_to_all)[0].points > 0


def brought(app: AppTest, name: str, text: str) -> AppTest:
    """Continue from a file."""
    file = (name, text.encode(), "application/json")
    app.file_uploader(key="assignment-file").set_value(file).run()
    return settled(app)


def test_work_goes_on_from_a_file():
    before = answered(student("Ada"), "7")
    app = opened("assignment", WEEK.to_query())
    brought(app, "week.json", handed(before).to_text())
    assert handed(app).name == "Ada"
    assert handed(app).work.answers == {NUMBER: {"number": "7"}}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "cannot be read as JSON"),
        ("\x00\ufffd" * 100, "cannot be read as JSON"),
        (HandIn(replace(WEEK, title="Week 4"), "Eve").to_text(), "another assignment, Week 4"),
    ],
)
def test_a_file_that_is_none_is_told(text, told):
    app = brought(student("Ada"), "week.json", text)
    assert told in texts(app)
    assert handed(app).name == "Ada"


def picked(app: AppTest, name: str) -> AppTest:
    """Tick an exercise on the teacher's page, or untick it."""
    box = app.checkbox(key=f"pick-{name}")
    box.set_value(not box.value).run()
    return settled(app)


def link(app: AppTest) -> Assignment:
    """Return what the link on the teacher's page says."""
    (code,) = [code.value for code in app.code if "exercises=" in code.value]
    return Assignment.from_query(urlsplit(code).query)


def with_lessons(*names: str, query: str = "") -> AppTest:
    """Open the teacher's page with the lessons of some exercises unfolded."""
    lessons = [title for title, those in course().by_lesson.items() if {*those} & {*names}]
    state: dict[str, Any] = {f"pick {title}": True for title in lessons}
    return opened("teachers", query, **state)


def test_a_teacher_picks_exercises_and_terms_and_gets_one_link():
    usual = Assignment.usual.exercises[0]
    app = with_lessons(DRIVE, PREDICT, usual)
    picked(picked(app, DRIVE), PREDICT)
    app.text_input(key="draft-title").set_value("  Week 7 ").run()
    app.radio(key="draft-numbers").set_value("each").run()
    app.number_input(key="draft-seed").set_value(12).run()
    app.radio(key="draft-solutions").set_value("never").run()
    part = app.multiselect(key="draft-fixed").options[0]
    app.multiselect(key="draft-fixed").set_value([part]).run()
    made = link(settled(app))
    assert {*made.exercises} == {usual, DRIVE, PREDICT}
    assert (made.title, made.numbers, made.seed, made.solutions) == ("Week 7", "each", 12, "never")
    assert [teachers.PARTS[one] for one in made.fixed] == [part]
    assert Assignment.from_query(urlsplit("?" + _address(app)).query) == made
    reopened = with_lessons(DRIVE, query=_address(app))
    assert reopened.checkbox(key=f"pick-{DRIVE}").value
    assert not picked(reopened, DRIVE).checkbox(key=f"pick-{DRIVE}").value


def _address(app: AppTest) -> str:
    pairs = {k: v if isinstance(v, str) else v[0] for k, v in app.query_params.items()}
    return "&".join(f"{key}={text}" for key, text in pairs.items())


def test_the_last_exercise_cannot_be_left_out():
    usual = Assignment.usual.exercises[0]
    app = picked(with_lessons(usual), usual)
    assert link(app).exercises == (usual,)
    assert "at least one" in app.toast[0].value


def test_a_teacher_sees_solutions_and_what_is_said_about_mistakes():
    app = with_lessons(NUMBER)
    posed = course().exercise(NUMBER)
    assert posed.section("Solution") in texts(app)
    assert posed.wrong_answers()[0][1] in texts(app)


def test_a_shared_server_can_do_without_the_teachers_page(monkeypatch):
    told: dict[str, Any] = {}
    navigation = st.navigation

    def noted(sections, **options):
        told.update(sections)
        return navigation(sections, **options)

    monkeypatch.setattr(st, "navigation", noted)
    for said, there in (("", True), ("on", True), ("OFF", False)):
        monkeypatch.setenv(teachers.SWITCH, said)
        opened()
        titles = [page.title for pages in told.values() for page in pages]
        assert ("Teachers" in titles) == there
        assert "Assignment" in titles


def graded(*files: tuple[str, bytes], query: str = "") -> AppTest:
    """Bring files to the teacher's page, and have them graded."""
    app = opened("teachers", f"{query or WEEK.to_query()}&page=grade")
    told = [(name, held, "application/octet-stream") for name, held in files]
    app.file_uploader(key="grading-files").set_value(told).run()
    if [button for button in app.button if button.key == "grading-begin"]:
        app.button(key="grading-begin").click().run()
    return settled(app)


def tables(app: AppTest) -> str:
    """Return the tables of a page as text."""
    return "\n".join(element.proto.body for element in app.get("html"))


def right(name: str) -> bytes:
    answers = {posed.name: posed.right_answers()[0] for posed in WEEK.posed(name)}
    return HandIn(WEEK, name, Work(answers)).to_text().encode()


def test_hand_ins_become_a_table():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("bob.json", right("Bob"))
        archive.writestr("notes/readme.txt", "hello")
    forged = json.dumps({**json.loads(right("Eve")), "points": 99, "answers": {}})
    app = graded(
        ("ada.json", right("Ada")),
        ("all.zip", packed.getvalue()),
        ("broken.zip", b"PK\x03\x04nothing"),
        ("eve.json", forged.encode()),
        ("<b>.json", b"\xff\xfe"),
    )
    told = tables(app)
    most = sum(posed.points for posed in WEEK.posed("Ada"))
    assert told.count(f"<td>{most:g} of {most:g}</td>") == 2
    assert f"<td>0 of {most:g}</td>" in told
    assert told.count("<td>none</td>") == 3
    assert "&lt;b&gt;.json" in told
    assert "3 of 6 files graded" in texts(app)
    assert "<td>2</td><td>2</td>" in told


def packed(*files: tuple[str, bytes], way: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP of files."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", way) as archive:
        for name, one in files:
            archive.writestr(name, one)
    return held.getvalue()


def test_the_page_grades_what_the_command_grades_and_says_what_it_skips():
    inner = packed(("Bob_1_assignsubmission_file_/bob.json", right("Bob")), (".DS_Store", b"x"))
    odd = json.loads(right("Eve"))
    odd["answers"][NUMBER] = {"number": "\ud800"}
    app = graded(
        ("class.zip", packed(("inner.zip", inner), ("__MACOSX/._a", b"x"), ("a.csv", b"a,b"))),
        ("eve.json", json.dumps(odd).encode()),
        ("huge.json", json.dumps({**odd, "name": "0x" + "f" * 290}).encode()),
        ("bomb.zip", packed(("a.json", b"{" + b" " * 9_000_000), way=zipfile.ZIP_LZMA)),
        ("Zo\u202e.json", b"{}"),
    )
    told = tables(app)
    most = sum(posed.points for posed in WEEK.posed("Ada"))
    assert told.count(f"<td>{most:g} of {most:g}</td>") == 1
    assert "class.zip/inner.zip/Bob_1_assignsubmission_file_/bob.json" in told
    assert "packed in an unusual way" in told
    assert "Zo\ufffd.json" in told
    assert "3 of 5 files graded" in texts(app)
    assert "Skipped, left by a computer: " in texts(app)
    assert "class.zip/inner.zip/.DS" in texts(app)
    assert "class.zip/a.csv" in texts(app)


def test_a_link_that_is_none_is_told():
    app = opened("teachers", "page=grade")
    app.text_input(key="grading-link").set_value("https://example.org/").run()
    assert "link of the assignment cannot be read" in texts(settled(app))


def test_hand_ins_of_another_assignment_are_rows_with_their_reason():
    other = replace(WEEK, seed=9)
    app = graded(("ada.json", right("Ada")), query=other.to_query())
    assert "another assignment" in tables(app)
