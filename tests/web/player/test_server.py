"""The player and its server: what is sent, when, and what stays as it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Serve, Visit, box_of, eventually
from tests.web.player.driver import Player

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


# Whether the race shown has this learning rate.
RATE = """(rate) => {
  const { lr } = document.querySelector('.player').player.race.entrants[0];
  return Math.abs(lr / rate - 1) < 1e-6;
}"""


# A message with another date, as the server might have sent it to where the player stands.
SEND = """async ([message, date]) => {
  const { parentElement, player } = document.querySelector('.player');
  const { name } = performance.getEntriesByType('resource')
    .find(({ name }) => /player\\/streamlit\\.js$/.test(name));
  const { show } = await import(name);
  const data = window[message].slice();
  new DataView(data.buffer).setFloat64(data.length - 8, date, true);
  await show({ data, key: 'test', parentElement, setStateValue: player.host.send });
}"""


def told(page: Page) -> tuple[float, float, str]:
    """What the server says at the moment the start is, and whether it is being dragged."""
    x, y, state = page.get_by_text(re.compile("^start ")).inner_text().split()[1:]
    return float(x), float(y), state


def test_clicks_set_the_start_and_drags_move_the_map(serve: Serve, visit: Visit) -> None:
    page = visit(f"{serve(PAGE)}/?n=2&steps=40", viewport={"width": 1280, "height": 700})
    player = Player(page)
    player.seek(5)
    box = box_of(player.plots.nth(1))
    # Rosenbrock's map shows [-2, 2] × [-1, 3].
    page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] * 0.25)
    expect(page.get_by_text("start 1.0")).to_be_visible()
    x, y, state = told(page)
    assert state == "still"
    assert abs(x - 1) < 4 / box["width"]
    assert abs(y - 2) < 4 / box["height"]
    started = "[player.race.entrants[1].x[0], player.race.entrants[1].y[0]]"
    eventually(page, lambda: player.ask(started) == pytest.approx([x, y], abs=1e-4))
    player.settle()

    page.mouse.move(box["x"] + 200, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + 240, box["y"] + 120, steps=4)
    page.mouse.up()
    expect(player.root.get_by_role("button", name="Reset view")).to_be_visible()
    assert player.ask("landscape.viewport.x0") == pytest.approx(-2 - 160 / box["width"], abs=0.02)
    page.mouse.dblclick(box["x"] + 200, box["y"] + 100)
    expect(player.root.get_by_role("button", name="Reset view")).to_be_hidden()
    player.settle()
    eventually(page, lambda: told(page)[:2] == (x, y))  # neither of them moved the start

    page.evaluate("document.activeElement.blur()")
    page.mouse.move(box["x"] + 100, box["y"] + 100)
    page.evaluate("addEventListener('wheel', () => { window.wheeled = true; })")
    page.mouse.wheel(0, -100)
    page.wait_for_function("window.wheeled")
    assert player.ask("landscape.moved") is False, "the wheel belongs to the page"
    player.plots.nth(1).focus()
    page.mouse.wheel(0, -100)
    page.wait_for_function("document.querySelector('.player').player.landscape.moved")
    assert player.ask("landscape.viewport.x1 - landscape.viewport.x0") < 4


def test_dragging_the_start_is_followed_and_ends_where_it_is_let_go(
    serve: Serve, visit: Visit
) -> None:
    page = visit(f"{serve(PAGE)}/?n=2&steps=40")
    player = Player(page)
    player.seek(13)
    handle = box_of(player.start)
    x, y = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 80, y + 20, steps=20)
    expect(page.get_by_text(re.compile("live$"))).to_be_visible()
    player.shows(40)  # whole paths follow a dragged start
    page.mouse.up()
    expect(page.get_by_text(re.compile("still$"))).to_be_visible()
    player.shows(13)
    player.settle()
    box = box_of(player.plots.first)
    expected = -1.2 + 80 * 4 / box["width"], 1 - 20 * 4 / box["height"]
    assert told(page)[:2] == pytest.approx(expected, abs=0.02)
    player.start.focus()
    page.keyboard.press("ArrowRight")
    eventually(page, lambda: told(page)[0] == pytest.approx(expected[0] + 4 / 50, abs=0.02))


def change_rate(page: Page, rate: str) -> None:
    field = page.get_by_label("Learning rate", exact=True)
    field.fill(rate)
    field.press("Enter")
    page.wait_for_function("window.count.received > 0")


@pytest.mark.parametrize("dim", ["2d", "3d"])
def test_a_change_of_numbers_touches_no_picture(serve: Serve, visit: Visit, dim: str) -> None:
    page = visit(f"{serve(PAGE)}/?n=2&steps=40&dim={dim}&surface=Himmelblau")
    player = Player(page)
    player.seek(9)
    player.root.get_by_role("combobox", name="Speed").select_option("2×")
    player.ask("landscape.zoom(2, 0.3, 0.3); landscape.drag(0.1, 0.1); return landscape.aim()")
    view = "JSON.stringify([landscape.viewport, landscape.orbit, player.playback.clock.speed])"
    before = player.ask(view)
    page.evaluate(COUNT)
    change_rate(page, "0.001")
    page.wait_for_function(RATE, arg=0.001)
    player.settle()
    assert player.ask(view) == before
    player.shows(9)
    assert page.evaluate("[window.count.contours, window.count.scene]") == [0, 0]
    page.wait_for_function("performance.getEntriesByName('player:picture').length === 2")
    # A click lands under the pointer, however the view was moved.
    box = box_of(player.plots.first)
    px, py = box["width"] * 0.45, box["height"] * 0.6
    page.mouse.click(box["x"] + px, box["y"] + py)
    expect(page.get_by_text("start 0.0000 0.0000")).to_have_count(0)
    eventually(page, lambda: player.pixel(0, 0) == pytest.approx((px, py), abs=2))


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
    with player.answered():
        page.get_by_role("button", name="Again").click()
    assert sum(received) < 20_000
    assert page.evaluate("window.count.received") == 0
    received.clear()
    with player.answered():
        change_rate(page, "0.001")
    in_base64 = 4 / 3
    eventually(page, lambda: sum(received) / in_base64 > 60_000)
    assert sum(received) / in_base64 < 100_000, "the paths, but not the relief"

    page.get_by_role("combobox", name=re.compile("Surface")).fill("Himmelblau")
    page.get_by_role("option", name="Himmelblau").click()
    page.wait_for_function("window.count.contours > 0")
    player.settle()
    assert page.evaluate("window.count.contours") == 1, "one drawing serves all panels"
    assert player.ask("landscape.viewport.x1 === landscape.map.x1") is True
    player.shows(9)


def test_a_race_that_comes_after_a_newer_one_is_not_shown(serve: Serve, visit: Visit) -> None:
    page = visit(f"{serve(PAGE)}/?n=2&steps=40")
    player = Player(page)
    page.evaluate(COUNT)
    player.ask("window.older = player.bytes")
    change_rate(page, "0.001")
    page.wait_for_function(RATE, arg=0.001)
    player.ask("window.newer = player.bytes")
    player.settle()
    received = page.evaluate("window.count.received")
    page.evaluate(SEND, ["newer", 2])
    page.evaluate(SEND, ["older", 1])
    assert page.evaluate("window.count.received") == received + 1
    page.evaluate(SEND, ["older", 3])
    page.wait_for_function(RATE, arg=0.002)


def test_it_says_so_when_its_files_are_missing(serve: Serve, visit: Visit) -> None:
    page = visit("about:blank", watched=False)
    page.route("**/web-assets/*/player/player.js", lambda route: route.abort())
    page.goto(f"{serve(PAGE)}/?n=1&steps=40")
    expect(page.get_by_role("alert")).to_contain_text("could not be loaded")
