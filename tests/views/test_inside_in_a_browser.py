"""The page "Inside an optimizer" in a real browser: it follows the player."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from experiments import run
from optimizers import Adam
from surfaces import Quadratic
from tests.browser import box_of, fits, settled
from tests.views.driver import levels, race
from tests.web.player.driver import Player

pytestmark = pytest.mark.browser

FORMULAS = Path(__file__).with_name("every_formula.py")
TWO = (
    "surface=Quadratic()&start=1,1&steps=40"
    "&optimizer=Adam(lr=0.05)&optimizer=Clipped(Momentum(lr=0.01),norm=0.5)"
)


@pytest.fixture
def inside(app):
    """Open the page at a link and wait for its player."""

    def open_page(query: str = TWO, **options) -> Page:
        page = app(query, "inside", **options)
        race(page)
        return page

    return open_page


def shows(page: Page, step: int) -> None:
    """Wait until page and player agree on a step."""
    expect(page.get_by_role("heading", name=f"Step {step}, line by line")).to_be_visible()
    expect(page.get_by_test_id("player")).to_have_attribute("data-step", str(step))


def first_number(page: Page) -> str:
    """Return the first line of the numbers, as KaTeX keeps it for screen readers and copying."""
    return page.locator(".st-key-inside-lines annotation").first.text_content() or ""


def test_lines_and_numbers_follow_the_player(inside):
    page = inside()
    shows(page, 1)
    expect(page.get_by_test_id("player")).to_have_attribute("data-playing", "false")
    page.get_by_role("slider", name="Step").fill("17")
    shows(page, 17)
    trajectory = run(Adam(lr=0.05), Quadratic(), (1.0, 1.0), 40)
    expect(page.locator(".st-key-inside-lines annotation").first).to_contain_text(
        f"{trajectory.grad[16][0]:.4g}"
    )
    page.get_by_role("button", name="Step forward").click()
    shows(page, 18)
    page.locator(".player-plot").focus()
    page.keyboard.press("ArrowLeft")
    shows(page, 17)
    page.get_by_role("combobox", name="Speed").select_option("10×")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_test_id("player")).to_have_attribute("data-step", "40")
    shows(page, 40)
    page.get_by_role("button", name="Restart").click()
    expect(page.get_by_text("shown is the step that comes next")).to_be_visible()


def test_playing_tells_the_page_twice_a_second_at_most(inside):
    page = inside(TWO.replace("steps=40", "steps=2000"))
    shows(page, 1)
    page.evaluate("""() => {
        const { followed } = document.querySelector('.player').player.status;
        window.told = [];
        const { send } = followed;
        followed.send = (step) => { window.told.push([performance.now(), step]); send(step); };
    }""")
    page.get_by_role("combobox", name="Speed").select_option("0.25×")
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function("window.told.length > 4")
    page.get_by_role("button", name="Pause", exact=True).click()
    times, steps = zip(*page.evaluate("window.told.slice(0, 5)"), strict=True)
    assert (np.diff(times) > 490).all()
    assert (np.diff(steps) > 0).all()
    shows(page, Player(page).step)


def test_a_click_on_the_map_moves_the_start(inside):
    page = inside()
    shows(page, 1)
    panel = page.locator(".player-plot").first
    box = box_of(panel)
    before = first_number(page)
    panel.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.25})
    page.wait_for_url(re.compile(r"start=-"))
    expect(page.locator(".st-key-inside-lines annotation").first).not_to_have_text(before)
    shows(page, 1)


def test_another_layer_keeps_the_step(inside):
    page = inside()
    shows(page, 1)
    page.get_by_role("slider", name="Step").fill("9")
    shows(page, 9)
    settled(page)  # an open list shuts when the page scrolls
    page.get_by_role("combobox", name="Optimizer").click()
    page.get_by_role("option", name="Momentum").click()
    expect(page.get_by_role("heading", name="The rule: Momentum")).to_be_visible()
    shows(page, 9)
    page.get_by_text("Gradient clipping", exact=True).click()
    expect(page.get_by_role("heading", name="The rule: Gradient clipping")).to_be_visible()
    shows(page, 9)
    page.get_by_text("Inside Clipped.clip").click()
    expect(page.locator(".st-key-inside-lines details[open] .katex").first).to_be_visible()


def test_on_a_dark_phone_nothing_runs_over_and_headings_are_in_order(inside):
    page = inside(TWO, viewport={"width": 390, "height": 844}, has_touch=True, color_scheme="dark")
    shows(page, 1)
    expect(page.locator(".st-key-inside-time .main-svg").first).to_be_visible()
    fits(page)
    assert levels(page) == [1, 2, 2, 2, 2, 2]


def test_katex_knows_every_formula(serve, visit):
    page = visit(serve(FORMULAS))
    expect(page.get_by_role("heading", name="formulas")).to_be_visible()
    expect(page.locator(".katex .mrel").nth(300)).to_be_attached()
    settled(page)
    unknown = page.locator(".katex-error, .katex-html [style*='rgb(204, 0, 0)']")  # KaTeX's red
    assert unknown.all_text_contents() == []
