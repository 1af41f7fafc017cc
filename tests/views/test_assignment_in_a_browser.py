"""An assignment in a real browser: from the teacher's link to the table of points."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from lessons.assignment import Assignment
from lessons.course import course
from tests.browser import eventually, fits, settled
from tests.views.driver import saved

pytestmark = pytest.mark.browser

NUMBER, PREDICT, DRIVE = (
    next(name for name in course().sources if course().exercise(name).kind == kind)
    for kind in ("number", "predict", "drive")
)
USUAL = Assignment.usual.exercises[0]

# Whether the browser keeps a text that says so.
KEPT = "(what) => Object.values(localStorage).some((text) => text.includes(what))"


def lesson_of(name: str) -> str:
    """Return the title of the lesson that has an exercise."""
    return next(title for title, names in course().by_lesson.items() if name in names)


def pick(page: Page, name: str) -> None:
    """Tick an exercise on the teacher's page."""
    box = page.locator(f".st-key-pick-{name}")
    if not box.count():
        page.locator("summary").filter(has_text=lesson_of(name)).click()
    settled(page)
    box.locator("label").first.click()
    expect(box.get_by_role("checkbox")).to_be_checked()
    eventually(page, lambda: name in page.url)


def chosen(page: Page, name: str) -> None:
    """Go to an exercise of the assignment."""
    page.get_by_role("radio", name=course().exercise(name).title).click()
    expect(page.locator(f".st-key-check-assignment-{name}")).to_be_visible()
    settled(page)


def checked(page: Page, name: str) -> None:
    """Have the answer of an exercise checked."""
    page.locator(f".st-key-check-assignment-{name} button").click()


def told_of(secret: bytes, heard: list[str | bytes]) -> bool:
    """Tell whether what came from the server holds some words."""
    return any(isinstance(frame, bytes) and secret in frame for frame in heard)


def test_from_the_teachers_link_to_the_graded_table(app, tmp_path):
    teacher = app("", path="teachers")
    for name in (PREDICT, DRIVE):
        pick(teacher, name)
    teacher.get_by_label("Title").fill("Week 3")
    teacher.get_by_label("Title").press("Enter")
    eventually(teacher, lambda: "Week" in teacher.url)
    code = teacher.get_by_test_id("stCode").filter(has_text="assignment?").first
    expect(code).to_contain_text("Week%203")
    link = code.inner_text().strip()
    assignment = Assignment.from_query(urlsplit(link).query)
    assert {*assignment.exercises} == {USUAL, PREDICT, DRIVE}

    student = app(urlsplit(link).query, path="assignment")
    expect(student.get_by_role("heading", name="Week 3")).to_be_visible()
    student.get_by_label("Your name").fill("Ada Lovelace")
    student.get_by_label("Your name").press("Enter")

    chosen(student, USUAL)
    number = course().exercise(USUAL)
    wrong, told = number.wrong_answers()[0]
    student.get_by_role("textbox", name="Your answer").fill(wrong["number"])
    student.get_by_role("textbox", name="Your answer").press("Enter")
    expect(student.get_by_text(told)).to_be_visible()
    student.get_by_role("textbox", name="Your answer").fill(number.right_answers()[0]["number"])
    checked(student, USUAL)
    expect(student.get_by_text("2 attempts")).to_be_visible()

    attempts = f'"{USUAL}": 2'
    eventually(student, lambda: student.evaluate(KEPT, attempts))

    heard: list[str | bytes] = []
    student.on("websocket", lambda socket: socket.on("framereceived", lambda f: heard.extend([f])))
    student.reload()
    expect(student.get_by_label("Your name")).to_have_value("Ada Lovelace")
    expect(student.get_by_text("2 attempts")).to_be_visible()

    chosen(student, PREDICT)
    guess = course().exercise(PREDICT).right_answers()[0]["choice"]
    secret = course().exercise(PREDICT).section("Solution").split("\n")[0].encode()
    assert heard
    assert not told_of(secret, heard), "the solution came before an attempt"
    student.locator("label").filter(has_text=guess).click()
    checked(student, PREDICT)
    expect(student.get_by_text("1 attempt,")).to_be_visible()
    fits(student)
    eventually(student, lambda: told_of(secret, heard))
    settled(student)  # the file is that of the last drawing of the page
    file = saved(student, "Download what you hand in", tmp_path)
    assert file.name == "week-3-ada-lovelace.json"

    forged = json.loads(file.read_text("utf-8"))
    forged |= {"name": "Eve", "points": 99, "answers": {"another": {"number": "1"}}}
    (tmp_path / "eve.json").write_text(json.dumps(forged), "utf-8")
    teacher.get_by_role("radio", name="Grade hand-ins").click()
    teacher.locator("input[type=file]").set_input_files([file, tmp_path / "eve.json"])
    teacher.get_by_role("button", name="Grade 2 hand-ins").click()
    rows = teacher.get_by_role("region", name="Points of every hand-in").locator("tbody tr")
    expect(rows).to_have_count(2)
    ada = rows.filter(has_text="Ada Lovelace")
    most = sum(exercise.points for exercise in assignment.posed(""))
    points = number.points + course().exercise(PREDICT).points
    expect(ada).to_contain_text(f"{points:g} of {most:g}")
    expect(ada).to_contain_text("Not answered")
    expect(rows.filter(has_text="eve.json")).to_contain_text("another is no exercise here")
    table = saved(teacher, "Table as CSV", tmp_path).read_text("utf-8-sig")
    assert f",Ada Lovelace,{points:g},{most:g}," in table
    fits(teacher)


def test_an_assignment_on_a_phone(app):
    week = Assignment("Week 4", (NUMBER, DRIVE), numbers="each")
    page = app(week.to_query(), path="assignment", viewport={"width": 390, "height": 844})
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Your name").press("Enter")
    chosen(page, DRIVE)
    expect(page.locator('[data-testid="player"][data-ready="true"]').first).to_be_visible()
    fits(page)
