"""The player and its server: what is sent, when, and what stays as it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import Serve, Visit
from tests.player.driver import Player

pytestmark = pytest.mark.browser
PAGE = Path(__file__).with_name("page.py")

# From now on, count what reaches the player and which pictures Plotly draws.
COUNT = """() => {
  const { player } = document.querySelector('.player');
  window.count = { received: 0, contours: 0, scene: 0 };
  const { receive } = player;
  player.receive = (bytes) => { window.count.received += 1; return receive.call(player, bytes); };
  const { react } = Plotly;
  Plotly.react = (figure, ...rest) => {
    if (figure.className.includes('player-contours')) window.count.contours += 1;
    if (figure.className.includes('player-scene')) window.count.scene += 1;
    return react(figure, ...rest);
  };
}"""


def told(page: Page) -> tuple[float, float, str]:
    """What the server says the start is, and whether it is being dragged."""
    x, y, state = page.get_by_text(re.compile("^start ")).inner_text().split()[1:]
    return float(x), float(y), state


def test_clicks_set_the_start_and_drags_move_the_map(serve: Serve, visit: Visit) -> None:
    page = visit(f"{serve(PAGE)}/?n=2&steps=40", viewport={"width": 1280, "height": 700})
    player = Player(page)
    player.seek(5)
    box = player.plots.nth(1).bounding_box()
    # Rosenbrock's map shows [-2, 2] × [-1, 3].
    page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.25)
    expect(page.get_by_text("start 1.0")).to_be_visible()
    x, y, state = told(page)
    assert state == "still"
    assert abs(x - 1) < 4 / box["width"]
    assert abs(y - 2) < 4 / box["height"]
    player.settle()
    started = player.ask("[player.race.entrants[1].x[0], player.race.entrants[1].y[0]]")
    assert started == pytest.approx([x, y], abs=1e-4)

    page.mouse.move(box["x"] + 200, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 240, box["y"] + 120, steps=4)
    page.mouse.up()
    expect(player.root.get_by_role("button", name="Reset view")).to_be_visible()
    assert player.ask("player.stage.lens.x0") == pytest.approx(-2 - 160 / box["width"], abs=0.02)
    page.mouse.dblclick(box["x"] + 200, box["y"] + 100)
    expect(player.root.get_by_role("button", name="Reset view")).to_be_hidden()
    player.settle()
    assert told(page)[:2] == (x, y), "a drag or a double click moved the start"

    page.evaluate("document.activeElement.blur()")
    page.mouse.move(box["x"] + 100, box["y"] + 100)
    page.mouse.wheel(0, -100)
    page.wait_for_timeout(100)
    assert player.ask("player.stage.moved") is False, "the wheel belongs to the page"
    player.plots.nth(1).focus()
    page.mouse.wheel(0, -100)
    page.wait_for_function("document.querySelector('.player').player.stage.moved")
    assert player.ask("player.stage.lens.x1 - player.stage.lens.x0") < 4


def test_dragging_the_start_is_followed_and_ends_where_it_is_let_go(
    serve: Serve, visit: Visit
) -> None:
    page = visit(f"{serve(PAGE)}/?n=2&steps=40")
    player = Player(page)
    player.seek(13)
    handle = player.start.bounding_box()
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for k in range(1, 21):
        page.mouse.move(x + 4 * k, y + k)
        page.wait_for_timeout(15)
    expect(page.get_by_text(re.compile("live$"))).to_be_visible()
    assert player.step == 40, "whole paths follow a dragged start"
    page.mouse.up()
    expect(page.get_by_text(re.compile("still$"))).to_be_visible()
    assert player.step == 13
    player.settle()
    box = player.plots.first.bounding_box()
    expected = -1.2 + 80 * 4 / box["width"], 1 - 20 * 4 / box["height"]
    assert told(page)[:2] == pytest.approx(expected, abs=0.02)
    text = page.get_by_text(re.compile("^start ")).inner_text()
    player.start.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text(text)).to_have_count(0)
    assert told(page)[0] == pytest.approx(expected[0] + 4 / 50, abs=0.02)


def change_rate(page: Page, rate: str) -> None:
    field = page.get_by_label("Learning rate")
    field.fill(rate)
    field.press("Enter")
    page.wait_for_function("window.count.received > 0")


@pytest.mark.parametrize("dim", ["2d", "3d"])
def test_a_change_of_numbers_touches_no_picture(serve: Serve, visit: Visit, dim: str) -> None:
    page = visit(f"{serve(PAGE)}/?n=2&steps=40&dim={dim}&surface=Himmelblau")
    player = Player(page)
    player.seek(9)
    player.root.get_by_role("combobox", name="Speed").select_option("2×")
    player.ask(
        "player.stage.zoom(2, 0.3, 0.3); player.stage.drag(0.1, 0.1); return player.stage.aim()"
    )
    view = "JSON.stringify([player.stage.lens, player.stage.orbit, player.clock.speed])"
    before = player.ask(view)
    page.evaluate(COUNT)
    change_rate(page, "0.001")
    player.settle()
    assert player.ask("player.race.entrants[0].lr") == pytest.approx(0.001)
    assert player.ask(view) == before
    assert player.step == 9
    assert page.evaluate("[window.count.contours, window.count.scene]") == [0, 0]
    assert page.evaluate("performance.getEntriesByName('player:picture').length") == 2
    # A click lands under the pointer, however the view was moved.
    box = player.plots.first.bounding_box()
    px, py = box["width"] * 0.45, box["height"] * 0.6
    page.mouse.click(box["x"] + px, box["y"] + py)
    expect(page.get_by_text("start 0.0000 0.0000")).to_have_count(0)
    player.settle()
    page.wait_for_function("window.count.received > 1")
    assert player.pixel(0, 0) == pytest.approx((px, py), abs=2)


def test_what_does_not_change_is_not_sent(serve: Serve, visit: Visit) -> None:
    page = visit(f"{serve(PAGE)}/?n=8&steps=500")
    player = Player(page)
    player.seek(9)
    page.evaluate(COUNT)
    received: list[int] = []
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    frame = "Network.webSocketFrameReceived"
    client.on(frame, lambda event: received.append(len(event["response"]["payloadData"])))
    page.get_by_role("button", name="Again").click()
    page.wait_for_timeout(800)
    assert received, "the script did not run"
    assert sum(received) < 20_000
    assert page.evaluate("window.count.received") == 0
    received.clear()
    change_rate(page, "0.001")
    player.settle()
    in_base64 = 4 / 3
    assert 60_000 < sum(received) / in_base64 < 100_000, "the paths, but not the relief"

    page.get_by_role("combobox", name=re.compile("Surface")).fill("Himmelblau")
    page.get_by_role("option", name="Himmelblau").click()
    page.wait_for_function("window.count.contours > 0")
    player.settle()
    assert page.evaluate("window.count.contours") == 1, "one drawing serves all panels"
    assert player.ask("player.stage.lens.x1 === player.stage.terrain.x1") is True
    assert player.step == 9


def test_it_says_so_when_its_files_are_missing(browser: Browser, serve: Serve) -> None:
    page = browser.new_page()  # not watched: the failure is the point
    page.route("**/player-assets/**/main.js", lambda route: route.abort())
    page.goto(f"{serve(PAGE)}/?n=1&steps=40")
    expect(page.get_by_role("alert")).to_contain_text("could not be loaded", timeout=20_000)
    page.close()
