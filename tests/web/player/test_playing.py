"""Playing a race in a real browser: toolbar, keyboard, views, reading numbers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from figures.styles import STYLES
from tests.browser import Serve, Visit, box_of, eventually, fits, settled
from tests.web.player.driver import Player, rgb

pytestmark = pytest.mark.browser
PAGE = Path(__file__).with_name("page.py")

# What one frame writes and in which colours it strokes.
DRAWN = """
  const drawn = { texts: [], strokes: [] };
  const kind = CanvasRenderingContext2D.prototype;
  const { fillText, stroke } = kind;
  kind.fillText = function (text, ...at) { drawn.texts.push([text, ...at]); };
  kind.stroke = function () { drawn.strokes.push(this.strokeStyle); };
  player.draw();
  Object.assign(kind, { fillText, stroke });
  return drawn;
"""


def test_plays_by_itself_then_by_the_toolbar(serve: Serve, visit: Visit) -> None:
    player = Player(visit(f"{serve(PAGE)}/?n=2&steps=40"))
    player.plays()
    player.root.get_by_role("combobox", name="Speed").select_option("0.25×")
    expect(player.root).to_have_attribute("data-steps", "40")
    player.page.wait_for_function("document.querySelector('.player').dataset.step > 3")
    player.press("Pause")
    player.plays(yes=False)
    held = player.step
    player.press("Step forward")
    player.shows(held + 1)
    player.press("Step back")
    player.press("Step back")
    player.shows(held - 1)
    player.press("Restart")
    player.shows(0)
    player.seek(37)
    expect(player.root.locator("output")).to_have_text("step 37 / 40")
    player.root.get_by_role("combobox", name="Speed").select_option("10×")
    player.press("Loop")
    player.press("Play")
    player.page.wait_for_function("document.querySelector('.player').dataset.step < 37")
    player.press("Loop")
    expect(player.root).to_have_attribute("data-step", "40")
    expect(player.root).to_have_attribute("data-playing", "false")
    expect(player.root.locator("[aria-live=polite]")).to_contain_text("Finished. Gradient descent")
    eventually(player.page, lambda: player.ask("player.playback.idle"))  # nothing moves any more


def test_keys_and_names(serve: Serve, visit: Visit) -> None:
    page = visit(f"{serve(PAGE)}/?rules=0,5&steps=40&layout=overlaid")
    player = Player(page)
    root = player.root
    player.plots.first.focus()
    page.keyboard.press("Space")
    player.plays(yes=False)
    for name in ("Step forward", "Step back", "Restart", "Loop", "Overlaid", "Side by side"):
        expect(root.get_by_role("button", name=name, exact=True)).to_be_visible()
    expect(player.start).to_have_count(1)
    expect(
        root.get_by_role("group", name=re.compile("Gradient descent: loss.*Adam: loss"))
    ).to_be_visible()
    expect(root).to_contain_text("Known minimum at (1, 1), loss 0.")
    nameless = root.locator("button:not([aria-label])").filter(has_not_text=re.compile(r"\w"))
    expect(nameless).to_have_count(0)

    page.keyboard.press("End")
    player.shows(40)
    page.keyboard.press("ArrowLeft")
    player.shows(39)
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    player.shows(1)
    tooltip = root.locator(".player-tooltip")
    page.keyboard.press("ArrowDown")
    expect(tooltip).to_contain_text("Gradient descent")
    page.keyboard.press("ArrowDown")
    rows = "Adam.*step.*1.*point.*loss.*‖g‖.*learning rate.*0.002"
    expect(tooltip).to_contain_text(re.compile(rows, re.DOTALL))
    page.keyboard.press("Escape")
    expect(tooltip).to_be_hidden()
    # On a button, the space bar presses that button; elsewhere on the page, keys are not ours.
    root.get_by_role("button", name="Step forward").focus()
    page.keyboard.press("Space")
    player.shows(2)
    page.get_by_label("Learning rate", exact=True).focus()
    page.keyboard.press("End")
    assert player.step == 2


def test_pointing_at_paths_and_charts(serve: Serve, visit: Visit) -> None:
    page = visit(f"{serve(PAGE)}/?rules=0,5&steps=40&lr=0.05&surface=Himmelblau")
    player = Player(page)
    player.seek(40)
    player.settle()
    tooltip = player.root.locator(".player-tooltip")
    box = box_of(player.plots.nth(1))
    x, y = player.pixel(1, 25)
    page.mouse.move(box["x"] + x, box["y"] + y)
    expect(tooltip).to_contain_text("Adam")
    expect(tooltip.locator("dd").first).to_have_text("25")
    page.mouse.move(box["x"] + box["width"] - 3, box["y"] + 3)
    expect(tooltip).to_be_hidden()

    chart = player.root.locator("[data-chart=loss] .player-chart-body")
    frame = player.ask("player.charts.charts[0].geometry.frame")
    place = box_of(chart)
    middle = place["x"] + frame["left"] + frame["width"] / 2
    page.mouse.move(middle, place["y"] + 5)
    page.mouse.down()
    expect(player.root).to_have_attribute("data-step", "20")
    page.mouse.move(middle + frame["width"] / 4, place["y"] + 5)
    page.mouse.up()
    expect(player.root).to_have_attribute("data-step", "30")

    player.root.get_by_role("button", name="Gradient norm").click()
    expect(player.root.locator("[data-chart=slope] .player-chart-body")).to_be_hidden()
    settled(page)
    page.reload()
    again = Player(page).root.get_by_role("button", name="Gradient norm")
    expect(again).to_have_attribute("aria-expanded", "false")


def test_views_switch_at_once_and_keep_the_step(serve: Serve, visit: Visit) -> None:
    player = Player(visit(f"{serve(PAGE)}/?n=3&steps=40"))
    player.seek(21)
    expect(player.plots).to_have_count(3)
    player.press("Overlaid")
    expect(player.plots).to_have_count(1)
    player.press("3D")
    expect(player.root).to_have_attribute("data-dimension", "3d")
    player.settle()
    pressed = player.root.get_by_role("button", name="3D", exact=True)
    expect(pressed).to_have_attribute("aria-pressed", "true")
    player.shows(21)
    x, _ = player.pixel(0, 21)
    assert 0 < x < box_of(player.plots.first)["width"]
    player.press("Side by side")
    player.press("2D")
    player.settle()
    expect(player.plots).to_have_count(3)
    expect(player.root).to_have_attribute("data-layout", "side by side")
    expect(player.root).to_have_attribute("data-dimension", "2d")
    player.shows(21)


def test_what_left_the_map_what_was_clipped_and_what_stopped(serve: Serve, visit: Visit) -> None:
    player = Player(visit(f"{serve(PAGE)}/?rules=0,8&steps=40&lr=0.01"))
    player.seek(40)
    player.settle()
    drawn = player.ask(DRAWN)
    assert [text for text, *_ in drawn["texts"]] == ["→ 6.5e25"]
    _, x, y = drawn["texts"][0]
    box = box_of(player.plots.first)
    assert 0 < x < box["width"]
    assert 0 < y < box["height"]
    assert "#c81e1e" in drawn["strokes"], "no cross where the run overflowed"
    plain, clipped = player.ask("player.race.entrants.map((entrant) => entrant.clipped.length)")
    assert plain == 0 < clipped
    with_bars = drawn["strokes"].count(STYLES[1].color)
    player.ask("landscape.runs[1].clipped.length = 0")
    without = player.ask(DRAWN)["strokes"].count(STYLES[1].color)
    assert with_bars - without >= 2, "no bars where clipping acted"


def test_less_motion_and_dark_pages(serve: Serve, visit: Visit) -> None:
    page = visit(f"{serve(PAGE)}/?n=1&steps=40", color_scheme="dark", reduced_motion="reduce")
    player = Player(page)
    player.shows(40)
    player.plays(yes=False)
    assert rgb(STYLES[0].dark_color) in player.colors(0)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    expect(player.root).to_have_attribute("data-dark", "false")
    player.settle()
    assert rgb(STYLES[0].color) in player.colors(0)
    player.shows(40)
    player.press("Step back")
    player.shows(39)


def test_on_a_phone(serve: Serve, visit: Visit) -> None:
    page = visit(
        f"{serve(PAGE)}/?n=3&steps=40", viewport={"width": 360, "height": 740}, has_touch=True
    )
    player = Player(page)
    fits(page)
    for target in player.root.locator("button:visible, select, input[type=range]").all():
        box = target.bounding_box()
        assert box["height"] >= 40
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
    assert all(plot.bounding_box()["width"] >= 130 for plot in player.plots.all())
    before = player.start.get_attribute("data-x")
    box = box_of(player.plots.first)
    page.touchscreen.tap(box["x"] + 100, box["y"] + 60)
    expect(player.start).not_to_have_attribute("data-x", before)
