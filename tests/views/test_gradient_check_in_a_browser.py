"""The gradient check in a real browser: a link, a slider, a puzzle, a narrow screen."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from studies.gradient_check.cases import mistakes
from studies.gradient_check.puzzles import puzzle
from tests.browser import box_of, fits, go_back, settled

pytestmark = pytest.mark.browser

SPOILT = "surface=Rosenbrock()&at=-1.2,1&mistake=sign-x"


@pytest.fixture
def checking(app):
    """Open the page at a link and wait for its curve."""

    def open_page(query: str = "", **options) -> Page:
        page = app(query, "gradient-check", **options)
        expect(page.locator(".st-key-gradient-curve .main-svg").first).to_be_visible()
        return page

    return open_page


def verdict(page: Page):
    return page.get_by_test_id("stAlert")


def test_a_link_a_knob_and_another_slope(checking):
    page = checking(SPOILT)
    expect(verdict(page)).to_contain_text("x: the gradient says 215.6, the differences -215.6")
    page.get_by_role("radio", name="y", exact=True).click()
    expect(page.locator("[aria-label*='along y'], [alt*='along y']").first).to_be_attached()
    page.get_by_label("Mistake in the gradient").select_option("none")
    expect(verdict(page)).to_contain_text("The gradient is right.")
    expect(page).not_to_have_url(re.compile("mistake"))
    point = page.get_by_label("Point x").first
    point.fill("2")
    point.press("Enter")
    expect(page.get_by_role("cell", name="2402")).not_to_have_count(0)
    settled(page)
    go_back(page)
    expect(page.get_by_role("cell", name="-215.6", exact=True)).to_be_visible()
    expect(page.get_by_label("Point x").first).to_have_value("-1.2")


def test_a_puzzle_is_solved(checking):
    page = checking("find=6")
    posed = puzzle(6)
    mistake = mistakes(posed.surface)[posed.mistake]
    expect(page.get_by_role("button", name="Answer")).to_be_visible()
    expect(verdict(page)).to_have_count(0)
    choice = page.get_by_role("combobox", name="What is wrong?")
    box_of(choice)  # an open list shuts when the page scrolls
    choice.click()
    page.get_by_role("option", name=f"{mistake.title}, in {mistake.where}").click()
    page.get_by_role("button", name="Answer").click()
    expect(verdict(page).first).to_contain_text("Right: ")
    expect(verdict(page).last).to_contain_text("The gradient is wrong.")
    page.get_by_role("button", name="Another point").click()
    expect(verdict(page)).to_have_count(0)
    page.wait_for_url("**point=1**")


def test_from_checking_to_finding(checking):
    page = checking(SPOILT)
    page.get_by_role("radio", name="Find the mistake").click()
    expect(page.get_by_role("button", name="Answer")).to_be_visible()
    page.wait_for_url("**find=*")
    page.get_by_role("radio", name="Check any gradient").click()
    expect(verdict(page)).to_contain_text("the differences -215.6")


@pytest.mark.parametrize("query", [SPOILT, "find=6", "surface=Perceptron()"])
def test_it_fits_a_narrow_dark_screen(checking, query):
    page = checking(query, viewport={"width": 390, "height": 844}, color_scheme="dark")
    fits(page)
    box = box_of(page.locator(".st-key-gradient-curve .main-svg").first)
    assert box["x"] + box["width"] <= 390


def test_the_reading_is_typeset(checking):
    page = checking()
    page.get_by_text("How to read the curve").click()
    expect(page.locator(".katex").nth(12)).to_be_attached()
    settled(page)
    unknown = page.locator(".katex-error, .katex-html [style*='rgb(204, 0, 0)']")  # KaTeX's red
    assert unknown.all_text_contents() == []
