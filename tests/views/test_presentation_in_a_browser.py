"""Presenting in a real browser, as a teacher with a remote clicker would."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from experiments.scenes import SCENES
from tests.browser import box_of, eventually, settled
from tests.views.driver import commit, race, shown, typed, wait_for

pytestmark = pytest.mark.browser

MODE = "(document.documentElement.dataset.presenting ?? '')"
CUT = """() => [...document.querySelectorAll(
    '.presentation [role=heading], .presentation p, .player-chip b, .player-chip small,'
    + '.player-plot, .player-toolbar button, .player-chart:not([hidden]) .player-chart-body')]
  .filter((e) => e.getClientRects().length)
  .filter((e) => {
    const box = e.getBoundingClientRect();
    const text = e.matches('b, small') && e.scrollWidth > e.clientWidth + 1;
    const inside = box.left >= 0 && box.top >= 0
      && box.right <= innerWidth && box.bottom <= innerHeight;
    return text || !inside;
  }).map((e) => e.className + ' ' + e.textContent)"""


def presenting(page: Page, *, fills: bool) -> None:
    """Wait until the player fills the window, or no longer does."""
    page.wait_for_function(f"({MODE} === 'fill') === {str(fills).lower()}")


def title(page: Page):
    """Return the title of what is presented."""
    return page.locator(".presentation [role=heading]")


PROJECTORS = [(1280, 720), (1920, 1080), (1024, 768)]


@pytest.mark.parametrize("scene", [0, 3, 5])
def test_on_a_projector_nothing_is_cut_and_type_is_large(app, scene):
    page = app(f"{SCENES[scene].experiment.to_query()}&present=1", reduced_motion="reduce")
    for width, height in PROJECTORS:
        page.set_viewport_size({"width": width, "height": height})
        race(page)
        presenting(page, fills=True)
        expect(title(page)).to_have_text(SCENES[scene].title)
        nothing_is_cut(page, width, height)


def nothing_is_cut(page: Page, width: int, height: int) -> None:
    """Check what a projector shows."""
    settled(page)
    eventually(page, lambda: page.evaluate(CUT) == [])
    sizes = page.evaluate(
        "['[role=heading]', 'p', '.player-chip b', '.player-chip small'].map((what) => parseFloat("
        "getComputedStyle(document.querySelector(what.startsWith('.') ? what"
        " : '.presentation ' + what)).fontSize))"
    )
    assert min(sizes) > height / 48, "readable from the back of the room"
    canvas = page.evaluate("document.querySelector('.player').player.theme.scale")
    assert canvas == pytest.approx(min(width / 700, height / 480), abs=0.01)


def test_a_clicker_leads_through_the_scenes_and_escape_ends_it(app):
    page = app()
    race(page)
    page.get_by_role("button", name="Present", exact=True).click()
    presenting(page, fills=True)
    page.wait_for_url("**present=1**")
    expect(page.get_by_role("link", name="Gallery")).to_be_hidden()
    page.keyboard.press("PageDown")
    expect(title(page)).to_have_text(SCENES[1].title)
    wait_for(page, lambda e: e == SCENES[1].experiment)
    page.keyboard.press("n")
    wait_for(page, lambda e: e == SCENES[2].experiment)
    expect(page.locator(".presentation p")).to_have_text(SCENES[2].look_for)
    expect(page.get_by_text(f"Scene 3 of {len(SCENES)}")).to_be_visible()
    page.keyboard.press("PageUp")
    wait_for(page, lambda e: e == SCENES[1].experiment)
    page.get_by_role("button", name="Next scene").click()
    wait_for(page, lambda e: e == SCENES[2].experiment)
    page.keyboard.press("Escape")
    presenting(page, fills=False)
    eventually(page, lambda: "present" not in page.url)
    assert shown(page) == SCENES[2].experiment
    expect(page.get_by_role("link", name="Gallery")).to_be_visible()
    page.keyboard.press("n")
    settled(page)
    assert shown(page) == SCENES[2].experiment, "no key acts once nothing is presented"


def test_the_player_answers_wherever_the_focus_is(app):
    page = app(f"{SCENES[0].experiment.to_query()}&present=1")
    player = race(page)
    presenting(page, fills=True)
    expect(player).to_have_attribute("data-playing", "true")
    page.keyboard.press("Space")
    expect(player).to_have_attribute("data-playing", "false")
    page.keyboard.press("End")
    expect(player).to_have_attribute("data-step", str(SCENES[0].experiment.steps))
    page.keyboard.press("ArrowLeft")
    expect(player).to_have_attribute("data-step", str(SCENES[0].experiment.steps - 1))
    page.keyboard.press("r")
    expect(player).to_have_attribute("data-playing", "true")


def test_light_and_dark_and_the_list_of_keys(app):
    page = app(f"{SCENES[1].experiment.to_query()}&present=1", color_scheme="light")
    player = race(page)
    presenting(page, fills=True)
    expect(player).to_have_attribute("data-dark", "false")
    page.keyboard.press("l")
    expect(player).to_have_attribute("data-dark", "true")
    page.get_by_role("button", name="Light or dark").click()
    expect(player).to_have_attribute("data-dark", "false")
    keys = page.get_by_text("play from the start")
    expect(keys).to_be_hidden()
    page.keyboard.press("?")
    expect(keys).to_be_visible()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    assert page.evaluate(MODE) == "fill", "the list goes first"


def test_a_race_that_was_changed_says_so_and_next_goes_on_from_its_scene(app):
    page = app(f"{SCENES[4].experiment.to_query()}&present=1")
    player = race(page)
    presenting(page, fills=True)
    panel = player.locator(".player-plot").first
    box = box_of(panel)
    panel.click(position={"x": 0.8 * box["width"], "y": 0.8 * box["height"]})
    expect(page.get_by_text(f"Scene 5 of {len(SCENES)}, changed")).to_be_visible()
    page.keyboard.press("n")
    wait_for(page, lambda e: e == SCENES[5].experiment)


def test_no_key_acts_while_somebody_types(app):
    page = app(SCENES[1].experiment.to_query())
    race(page)
    page.get_by_role("button", name="Present", exact=True).focus()
    typed(page, "steps").press("n")
    commit(page, "steps", "50")
    wait_for(page, lambda e: e.steps == 50)
    assert page.evaluate(MODE) == ""


def test_a_phone_can_scroll_what_is_presented(app):
    page = app(
        f"{SCENES[0].experiment.to_query()}&present=1",
        viewport={"width": 390, "height": 844},
        has_touch=True,
    )
    player = race(page)
    presenting(page, fills=True)
    loss = player.get_by_role("img", name="Loss.")
    loss.scroll_into_view_if_needed()
    expect(loss).to_be_in_viewport()
    page.get_by_role("button", name="Stop presenting").tap()
    presenting(page, fills=False)
