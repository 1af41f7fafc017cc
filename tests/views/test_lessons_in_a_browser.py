"""A lesson walked through in a real browser: predicted, watched, exercised, and kept."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from playwright.sync_api import Locator, Page, expect

from experiments import Experiment
from lessons.course import course
from lessons.exercise import Exercise
from lessons.kinds import Drive
from tests.browser import fits, settled
from tests.views.driver import commit, field, race

pytestmark = pytest.mark.browser

COURSE = course()
WITH = {name: lesson for lesson in COURSE.lessons.values() for name in COURSE.of(lesson)}
FIRST = next(iter(COURSE.lessons.values()))
PHONE = {"width": 390, "height": 844}
NO_STORAGE = """Object.defineProperty(window, 'localStorage', {
  get() { throw new DOMException('denied', 'SecurityError'); },
});"""


BREAK = """for (const key of Object.keys({...localStorage})) {
  if (key.startsWith('loss-landscapes/')) localStorage.setItem(key, '{"answers": 7}');
}"""


def first(kind: str) -> Exercise:
    """Return the first exercise of a kind."""
    return next(posed for posed in map(COURSE.exercise, WITH) if posed.kind == kind)


def link(name: str) -> str:
    return urlencode({"lesson": WITH[name].name, "exercise": name})


def rated() -> Drive:
    """Return an exercise of which only the learning rate is free."""
    return next(
        posed
        for posed in map(COURSE.exercise, WITH)
        if isinstance(posed, Drive) and posed.kind == "drive" and posed.free == ("rate",)
    )


def option(page: Page, says: str) -> Locator:
    """Return what is clicked to choose something; formulas in it are left out."""
    radios = page.get_by_test_id("stRadio").locator("label").filter(has=page.get_by_role("radio"))
    return radios.filter(has_text=says.partition("$")[0].strip())


def check(page: Page, told: str) -> Locator:
    """Check the answer, and return what is said about it once that is there."""
    page.get_by_role("button", name="Check", exact=True).click()
    alert = page.get_by_test_id("stAlert").filter(has_text=told)
    expect(alert).to_be_visible()
    return alert


def keeps(page: Page, name: str) -> None:
    """Wait until the browser keeps something about an exercise."""
    kept = "(name) => Object.values({...localStorage}).some((text) => text.includes(name))"
    page.wait_for_function(kept, arg=name)


def heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()


def test_a_lesson_is_predicted_watched_and_exercised_and_kept(app):
    page = app(path="lessons")
    page.get_by_role("button", name=FIRST.title).click()
    heading(page, FIRST.title)
    page.wait_for_url(f"**lesson={FIRST.name}*")
    expect(page.get_by_role("button", name="See what happens")).to_be_disabled()
    expect(page.get_by_test_id("player")).to_have_count(0)
    (came,) = FIRST.right
    option(page, came.says).click()
    page.get_by_role("button", name="See what happens").click()
    race(page)
    expect(page.get_by_test_id("stAlert").filter(has_text="As you predicted")).to_be_visible()
    settled(page)
    page.get_by_role("button", name=COURSE.exercise(FIRST.exercises[0]).title).last.click()
    heading(page, COURSE.exercise(FIRST.exercises[0]).title)
    settled(page)
    page.reload()
    heading(page, COURSE.exercise(FIRST.exercises[0]).title)
    page.get_by_role("radio", name="Lesson").click()
    race(page)
    expect(page.get_by_test_id("stAlert").filter(has_text="As you predicted")).to_be_visible()


def test_a_number_is_checked_with_enter_and_kept_over_a_reload(app):
    exercise = first("number")
    page = app(link(exercise.name), "lessons")
    answer, _ = exercise.wrong_answers()[0]
    typed = page.get_by_role("textbox", name="Your answer")
    typed.fill(answer["number"])
    typed.press("Enter")
    expect(page.get_by_test_id("stAlert").filter(has_text="Attempt 1")).to_contain_text("Not yet")
    typed.fill(exercise.right_answers()[0]["number"])
    typed.press("Enter")
    expect(page.get_by_test_id("stAlert").filter(has_text="Attempt 2")).to_contain_text("Right")
    keeps(page, exercise.name)
    settled(page)
    page.reload()
    expect(page.get_by_test_id("stAlert").filter(has_text="Attempt 2")).to_contain_text("Right")
    expect(page.get_by_role("textbox", name="Your answer")).to_have_value(
        exercise.right_answers()[0]["number"]
    )


def test_a_race_is_driven_to_its_goal_by_its_fields_alone(app):
    exercise = rated()
    page = app(link(exercise.name), "lessons")
    race(page)
    expect(page.get_by_text("not yet").first).to_be_visible()
    check(page, "Attempt 1")
    (solved, *_) = map(Experiment.from_query, exercise.solved)
    commit(page, "optimizers.0.lr", f"{solved.optimizers[0].lr:g}")
    expect(page.get_by_text("reached").first).to_be_visible()
    expect(page.get_by_text("not yet:")).to_have_count(0)
    assert "optimizer" not in page.url, "the address bar tells the place, not the race"
    expect(check(page, "Attempt 2")).to_contain_text("Reached")
    page.get_by_role("button", name="Start over").click()
    begun = f"{exercise.begin.optimizers[0].lr:.6g}"
    expect(field(page, "optimizers.0.lr").locator("input[type=text]")).to_have_value(begun)
    settled(page)
    page.reload()
    race(page)
    kept = f"{solved.optimizers[0].lr:.6g}"
    expect(field(page, "optimizers.0.lr").locator("input[type=text]")).to_have_value(kept)


def test_a_cause_is_named(app):
    exercise = first("diagnose")
    page = app(link(exercise.name), "lessons")
    race(page)
    check(page, "Nothing is chosen yet")
    option(page, exercise.right_answers()[0]["choice"]).click()
    expect(check(page, "Attempt 1")).to_contain_text("50% of it is right")


def test_a_start_that_is_free_can_be_moved_and_no_other(app):
    driven = [posed for posed in map(COURSE.exercise, WITH) if isinstance(posed, Drive)]
    free = next(posed for posed in driven if "start" in posed.free)
    page = app(link(free.name), "lessons")
    race(page)
    settled(page)
    typed = field(page, "start.0").locator("input[type=text]")
    before = typed.input_value()
    page.get_by_role("button", name="Start point").press("ArrowRight")
    expect(typed).not_to_have_value(before)
    fixed = app(link(rated().name), "lessons")
    race(fixed)
    settled(fixed)
    expect(fixed.locator(".player-start").first).to_be_hidden()


def test_an_answer_is_chosen_and_checked_by_keyboard(app):
    page = app(link(first("predict").name), "lessons")
    page.get_by_test_id("stRadio").get_by_role("radio").first.press("Space")
    page.get_by_role("button", name="Check", exact=True).press("Enter")
    expect(page.get_by_test_id("stAlert").filter(has_text="Attempt 1")).to_be_visible()
    race(page)


def test_a_prediction_plays_its_race_after_the_answer(app):
    exercise = first("predict")
    page = app(link(exercise.name), "lessons")
    heading(page, exercise.title)
    option(page, exercise.right_answers()[0]["choice"]).click()
    expect(page.get_by_test_id("player")).to_have_count(0)
    check(page, "Attempt 1")
    expect(race(page)).to_have_attribute("data-steps", str(exercise.experiment.steps))


def test_a_rule_is_typed_checked_by_keyboard_and_raced(app):
    exercise = first("write")
    page = app(link(exercise.name), "lessons")
    lines = page.get_by_label("The rule, line by line")
    lines.fill("theta = theta + lr*g")
    lines.press("Control+Enter")
    expect(page.get_by_test_id("stAlert").filter(has_text="Attempt 1")).to_contain_text("Not yet")
    lines.fill(exercise.right_answers()[0]["rule"].replace("; ", "\n"))
    lines.press("Control+Enter")
    expect(page.get_by_test_id("stAlert").filter(has_text="Attempt 2")).to_contain_text("Right")
    page.get_by_text("Race it against the true rule").click()
    race(page)
    expect(page.locator(".player-chip")).to_have_count(2)


def test_what_another_window_kept_is_not_lost(app):
    one, other = [posed for posed in map(COURSE.exercise, WITH) if posed.kind == "number"][:2]
    page = app(link(one.name), "lessons")
    heading(page, one.title)
    settled(page)
    second = page.context.new_page()
    second.goto(f"{page.url.split('?')[0]}?{link(other.name)}")
    second.get_by_role("textbox", name="Your answer").fill("7")
    check(second, "Attempt 1")
    keeps(second, other.name)
    page.get_by_role("textbox", name="Your answer").fill("7")
    check(page, "Attempt 1")
    keeps(page, one.name)
    keeps(page, other.name)


def test_without_storage_the_page_works_and_says_so(app):
    exercise = first("number")
    page = app(path="lessons")
    settled(page)
    page.add_init_script(NO_STORAGE)
    page.goto(f"{page.url.split('?')[0]}?{link(exercise.name)}")
    expect(page.get_by_text("your progress is lost")).to_be_visible()
    page.get_by_role("textbox", name="Your answer").fill("7")
    check(page, "Attempt 1")


def test_what_was_kept_and_cannot_be_read_is_left_out_with_a_sentence(app):
    exercise = first("number")
    page = app(link(exercise.name), "lessons")
    page.get_by_role("textbox", name="Your answer").fill("7")
    check(page, "Attempt 1")
    keeps(page, exercise.name)
    settled(page)
    page.evaluate(BREAK)
    page.reload()
    expect(page.get_by_test_id("stAlert").filter(has_text="could not be read")).to_be_visible()
    page.get_by_role("textbox", name="Your answer").fill("7")
    check(page, "Attempt 1")


def test_a_phone_shows_everything_within_its_width(app):
    for kind in ("drive", "write"):
        page = app(link(first(kind).name), "lessons", viewport=PHONE)
        heading(page, first(kind).title)
        fits(page)
    page = app(f"lesson={FIRST.name}", "lessons", viewport=PHONE)
    page.get_by_role("button", name="Just show it").click()
    race(page)
    fits(page)
