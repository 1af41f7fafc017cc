"""The player and its server: what is sent, when, and what stays as it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Serve, Visit
from tests.player.driver import Player

pytestmark = pytest.mark.browser
PAGE = Path(__file__).with_name("page.py")
COUNT = """() => {
  const { player } = document.querySelector('.player');
  window.count = { receive: 0, contours: 0, scene: 0 };
  const { receive } = player;
  player.receive = (bytes) => { window.count.receive += 1; return receive.call(player, bytes); };
  const { react } = Plotly;
  Plotly.react = (figure, ...rest) => {
    if (figure.className.includes('player-contours')) window.count.contours += 1;
    if (figure.className.includes('player-scene')) window.count.scene += 1;
    return react(figure, ...rest);
  };
}"""


def told(page: Page) -> tuple[float, float, str]:
    """What the server says the start is."""
    text = page.get_by_text(re.compile("^start ")).inner_text()
    x, y, state = text.removeprefix("start ").split()
    return float(x), float(y), state


def test_a_click_puts_the_start_exactly_there(serve: Serve, visit: Visit) -> None:
    page = visit(f"{serve(PAGE)}/?n=2&steps=40")
    player = Player(page)
    box = player.plots.nth(1).bounding_box()
    # Rosenbrock's map shows [-2, 2] × [-1, 3].
    page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.25)
    expect(page.get_by_text("start 1.0")).to_be_visible()
    x, y, state = told(page)
    assert state == "still"
    assert abs(x - 1) < 4 / box["width"]
    assert abs(y - 2) < 4 / box["height"]
    player.settle()
    assert player.ask("[player.race.entrants[1].x[0], player.race.start[0]]") == pytest.approx(
        [x, x], abs=1e-4
    )


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
    expect(player.root).to_have_attribute("data-step", "13")
    player.settle()
    box = player.plots.first.bounding_box()
    expected = -1.2 + 80 * 4 / box["width"], 1 - 20 * 4 / box["height"]
    assert told(page)[:2] == pytest.approx(expected, abs=0.02)
    player.start.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "was => !document.body.innerText.includes(was)", arg=f"start {told(page)[0]:.4f}"
    )
    assert told(page)[0] == pytest.approx(expected[0] + 0.08, abs=0.02)


def test_dragging_in_3d_puts_the_start_under_the_pointer(serve: Serve, visit: Visit) -> None:
    page = visit(f"{serve(PAGE)}/?n=1&steps=40&dim=3d&surface=Himmelblau")
    player = Player(page)
    player.seek(0)
    box = player.plots.first.bounding_box()
    px, py = box["width"] * 0.45, box["height"] * 0.5
    page.mouse.click(box["x"] + px, box["y"] + py)
    page.wait_for_function("!document.body.innerText.includes('start 0.0000 0.0000')")
    player.settle()
    x, y = player.pixel(0, 0)
    assert (x, y) == pytest.approx((px, py), abs=2)


def test_a_drag_of_the_map_is_no_click(serve: Serve, visit: Visit) -> None:
    page = visit(f"{serve(PAGE)}/?n=2&steps=40")
    player = Player(page)
    box = player.plots.first.bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 240, box["y"] + 120, steps=4)
    page.mouse.up()
    assert player.ask("player.stage.lens.x0") == pytest.approx(-2 - 160 / box["width"], abs=0.02)
    assert told(page)[:2] == (-1.2, 1.0)
    expect(player.root.get_by_role("button", name="Reset view")).to_be_visible()
    page.mouse.dblclick(box["x"] + 200, box["y"] + 100)
    player.settle()
    assert player.ask("player.stage.lens.moved") is False
    assert told(page)[:2] == (-1.2, 1.0), "a double click is no way to lose the start"


def test_wheel_scrolls_the_page_unless_it_is_meant(serve: Serve, visit: Visit) -> None:
    page = visit(f"{serve(PAGE)}/?n=2&steps=40", viewport={"width": 1280, "height": 600})
    player = Player(page)
    box = player.plots.first.bounding_box()
    page.mouse.move(box["x"] + 100, box["y"] + 100)
    page.mouse.wheel(0, -100)
    assert player.ask("player.stage.lens.moved") is False
    player.plots.first.focus()
    page.mouse.wheel(0, -100)
    page.wait_for_function("document.querySelector('.player').player.stage.lens.moved")
    zoomed = player.ask("player.stage.lens.x1 - player.stage.lens.x0")
    assert zoomed < 4


@pytest.mark.parametrize("dim", ["2d", "3d"])
def test_a_change_of_numbers_touches_no_picture(serve: Serve, visit: Visit, dim: str) -> None:
    page = visit(f"{serve(PAGE)}/?n=2&steps=40&dim={dim}")
    player = Player(page)
    player.seek(9)
    player.ask(
        "player.stage.lens.zoom(2, 0.3, 0.3); player.stage.orbit.turn(0.2, 0.1); return player.stage.aim()"
    )
    view = "JSON.stringify([player.stage.lens, player.stage.orbit, player.clock.speed])"
    player.root.get_by_role("combobox", name="Speed").select_option("2×")
    before = player.ask(view)
    page.evaluate(COUNT)
    rate = page.get_by_label("Learning rate")
    rate.fill("0.001")
    rate.press("Enter")
    page.wait_for_function("window.count.receive > 0")
    player.settle()
    assert player.ask("player.race.entrants[0].lr") == pytest.approx(0.001)
    assert player.ask(view) == before
    assert player.step == 9
    assert page.evaluate("[window.count.contours, window.count.scene]") == [0, 0]
    assert page.evaluate("performance.getEntriesByName('player:picture').length") == 2


def test_a_rerun_that_changes_nothing_sends_nothing(serve: Serve, visit: Visit) -> None:
    page = visit(f"{serve(PAGE)}/?n=8&steps=500")
    received: list[int] = []
    player = Player(page)
    player.press("Pause")
    page.evaluate(COUNT)
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    client.on(
        "Network.webSocketFrameReceived",
        lambda e: received.append(len(e["response"]["payloadData"])),
    )
    page.get_by_role("button", name="Again").click()
    page.wait_for_timeout(700)
    assert received, "the script did not run"
    assert sum(received) < 20_000
    assert page.evaluate("window.count.receive") == 0


def test_another_surface_is_drawn_anew(serve: Serve, visit: Visit) -> None:
    page = visit(f"{serve(PAGE)}/?n=2&steps=40")
    player = Player(page)
    player.seek(9)
    page.evaluate(COUNT)
    page.get_by_role("combobox", name=re.compile("Surface")).click()
    page.get_by_role("option", name="Himmelblau").click()
    page.wait_for_function("window.count.contours > 0")
    player.settle()
    assert page.evaluate("window.count.contours") == 1, "one drawing serves all panels"
    assert player.ask("player.stage.lens.x1") == pytest.approx(
        player.ask("player.stage.terrain.x1")
    )
    assert player.step == 9


def test_it_says_so_when_its_files_are_missing(browser, serve: Serve) -> None:
    page = browser.new_page()  # unwatched: the failure is the point
    page.route("**/player-assets/**/main.js", lambda route: route.abort())
    page.goto(f"{serve(PAGE)}/?n=1&steps=40")
    expect(page.get_by_role("alert")).to_contain_text("could not be loaded")
    page.close()
