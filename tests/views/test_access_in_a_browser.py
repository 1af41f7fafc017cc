"""Every page of the navigation on a phone, and for who cannot see its pictures."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import eventually, fits, settled
from tests.views.pages import PATHS

pytestmark = pytest.mark.browser

PAGES = ("", *PATHS)
PHONE = {"width": 390, "height": 844}
SMALLEST = 40
"""Pixels a side from which on something is a picture, and no icon of a control."""

# What is drawn on a page and has no name, of its own or from a group, figure or picture around it.
UNNAMED = """(smallest) => [...document.querySelectorAll('img, canvas, svg')]
  .filter((drawn) => !drawn.parentElement.closest('svg'))
  .filter((drawn) => {
    const { width, height, right } = drawn.getBoundingClientRect();
    return width >= smallest && height >= smallest && right > 0;
  })
  .filter((drawn) => !drawn.closest('.katex')) // formulas are read as MathML
  .filter((drawn) => {
    const around = drawn.closest('[aria-label]:not([aria-label=""]), [aria-labelledby]');
    const pictured = around?.matches(
      'img, svg, [role=img], [role=figure], [role=group], [role=application]');
    return !(drawn.getAttribute('alt') || pictured);
  })
  .map((drawn) => drawn.outerHTML.slice(0, 200))"""

# What can be reached by Tab and has no name to be told.
MUTE = """() => [...document.querySelectorAll(
    'button, input, select, textarea, a[href], [role=button], [role=slider], [tabindex="0"]')]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest('[inert]'))
  .filter((one) => one.tabIndex >= 0)
  .filter((one) => !(one.getAttribute('aria-label') || one.getAttribute('aria-labelledby')
    || one.title || one.textContent.trim() || one.labels?.length || one.alt))
  .map((one) => one.outerHTML.slice(0, 200))"""


def drawn(page: Page) -> None:
    """Wait until a page has drawn all that it draws by itself."""
    expect(
        page.get_by_test_id("stMain").locator("h1, h2").or_(page.locator(".player-plot")).first
    ).to_be_visible()
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    settled(page)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path or "race")
def test_every_page_fits_a_phone_and_every_picture_and_control_has_a_name(app, path):
    page = app(path=path, viewport=PHONE, has_touch=True, reduced_motion="reduce")
    drawn(page)
    fits(page)
    eventually(page, lambda: page.evaluate(UNNAMED, SMALLEST) == [])
    eventually(page, lambda: page.evaluate(MUTE) == [])


def test_what_moves_stands_still_for_who_prefers_that(app):
    page = app(reduced_motion="reduce")
    player = page.locator('[data-testid="player"][data-ready="true"]')
    expect(player).to_have_attribute("data-playing", "false")
    expect(player).to_have_attribute("data-step", "500")


def test_focus_is_seen_on_what_the_keyboard_reaches(app):
    page = app(reduced_motion="reduce")
    drawn(page)
    for name in ("Present", "Play"):
        page.get_by_role("button", name=name, exact=True).focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name=name, exact=True)).to_be_focused()
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", f"{name} has no ring"
