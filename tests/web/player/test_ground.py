"""The loss that each step sees, drawn over the true one: its lines against the loss itself."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from core.arrays import Array
from figures.height_map import HeightMap, sample_heights
from surfaces import LogisticRegression, MiniBatch, Noisy, Rosenbrock, Surface
from tests.browser import Serve, Visit, box_of, eventually, fits
from tests.web.player.driver import GROUND, Player

pytestmark = pytest.mark.browser
PAGE = Path(__file__).with_name("page.py")
BATCHES = "rules=0&steps=30&lr=0.05&surface=LogisticRegression&batch=16"
NOISE = "rules=0&steps=30&lr=0.0005&surface=Rosenbrock&sigma=5"
LEVELS = 15


def switch(player: Player) -> Locator:
    return player.root.locator("[data-act=stepLosses]")


def switched_on(page: Page) -> Player:
    player = Player(page)
    player.seek(11)
    switch(player).click()
    page.wait_for_function("document.querySelector('.player').player.landscape.stepLosses.losses")
    player.settle()
    player.ask("player.draw()")
    return player


def heights(land: HeightMap, loss: Array) -> Array:
    """The heights to draw, going on below the lowest as they do above it."""
    if not land.log:
        return loss
    up = land.scaled(np.maximum(loss, land.low))
    return np.where(loss < land.low, -land.scaled(2 * land.low - loss), up)


@pytest.mark.parametrize(
    ("link", "problem"),
    [
        (BATCHES, MiniBatch(LogisticRegression(), 16)),
        (NOISE, Noisy(Rosenbrock(), sigma=5.0)),
    ],
)
@pytest.mark.parametrize("zoom", [1, 2])
def test_lines_lie_where_the_loss_of_the_step_has_its_levels(
    serve: Serve, visit: Visit, link: str, problem: Surface, zoom: int
) -> None:
    player = switched_on(visit(f"{serve(PAGE)}/?{link}"))
    player.ask("landscape.zoom(given, 0.4, 0.5); landscape.aim(); return player.draw()", zoom)
    expect(player.root.locator(".player-step-losses")).to_contain_text("the loss that step 12 sees")
    ink = player.pixels(GROUND)[..., 3] > 128
    x0, x1, y0, y1 = player.ask("['x0', 'x1', 'y0', 'y1'].map((side) => landscape.viewport[side])")
    rows, columns = ink.shape
    xs = x0 + (np.arange(columns) + 0.5) / columns * (x1 - x0)
    ys = y1 - (np.arange(rows) + 0.5) / rows * (y1 - y0)
    land = sample_heights(problem)
    drawn = land.scaled(land.value)
    spacing = (drawn.max() - drawn.min()) / LEVELS
    at = heights(land, problem.at(12, 0).value(np.array(np.meshgrid(xs, ys))))
    level = (at - drawn.min()) / spacing
    # What is inked is a level: as many pixels away as the slope says.
    off = np.abs(level - level.round())
    slope = np.hypot(*np.gradient(level))
    away = (off / np.maximum(slope, 1e-12))[ink]
    assert ink.sum() > 2000
    assert np.quantile(away, 0.99) < 2
    # And where a level is crossed, between a pixel and the next, there is ink close by.
    between = np.floor(level[:, 1:]) != np.floor(level[:, :-1])
    inside = np.abs(level[:, 1:] - LEVELS / 2) < LEVELS * 1.4
    clear = slope[:, 1:] < 0.2  # of lines closer than five pixels, each is not told from the next
    crossed = np.argwhere(between & inside & clear)
    near = [ink[max(0, r - 2) : r + 3, max(0, c - 1) : c + 4].any() for r, c in crossed]
    assert len(near) > 500
    assert np.mean(near) > 0.99


def test_it_is_sent_once_it_is_asked_for_and_only_then(serve: Serve, visit: Visit) -> None:
    page = visit(f"{serve(PAGE)}/?{BATCHES}")
    received: list[int] = []
    client = page.context.new_cdp_session(page)
    client.send("Network.enable")
    frame = "Network.webSocketFrameReceived"
    client.on(frame, lambda event: received.append(len(event["response"]["payloadData"]) * 3 // 4))
    player = Player(page)
    player.seek(5)
    expect(switch(player)).to_have_text("Show the batch's own surface")
    expect(switch(player)).to_have_attribute("aria-pressed", "false")
    expect(player.root.locator(".player-step-losses")).to_be_hidden()
    player.settle()
    received.clear()
    with player.answered():
        switch(player).focus()
        page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('.player').player.landscape.stepLosses.losses")
    expect(switch(player)).to_have_attribute("aria-pressed", "true")
    size = 30 * 50 * 50 * 4
    eventually(page, lambda: sum(received) > size)
    assert sum(received) < size + 40_000
    received.clear()
    with player.answered():
        page.get_by_label("Learning rate", exact=True).fill("0.03")
        page.get_by_label("Learning rate", exact=True).press("Enter")
    page.wait_for_function("document.querySelector('.player').player.race.entrants[0].lr < 0.04")
    assert 0 < sum(received) < 40_000, "the losses of the steps were sent again"
    expect(player.root.locator(".player-step-losses")).to_contain_text("the loss that step 6 sees")
    player.press("3D")
    expect(switch(player)).to_be_hidden()
    expect(player.root.locator(".player-step-losses")).to_be_hidden()
    player.press("2D")
    page.keyboard.press("Home")
    switch(player).click()
    expect(player.root.locator(".player-step-losses")).to_be_hidden()


def test_lines_follow_the_step_and_the_true_loss_stays(serve: Serve, visit: Visit) -> None:
    player = switched_on(visit(f"{serve(PAGE)}/?{BATCHES}&n=3"))
    map_before = player.ask("landscape.panels[0].map.dataset.shows")
    pictures = []
    for step in (0, 11, 30):
        player.seek(step)
        player.ask("player.draw()")
        told = f"the loss that step {min(step + 1, 30)} sees"
        expect(player.root.locator(".player-step-losses")).to_contain_text(told)
        pictures.append(player.pixels(GROUND)[..., 3] > 128)
    assert all((one != other).mean() > 0.01 for one, other in pairwise(pictures))
    assert player.ask("landscape.panels[0].map.dataset.shows") == map_before


def test_less_motion_and_a_narrow_dark_page(serve: Serve, visit: Visit) -> None:
    page = visit(
        f"{serve(PAGE)}/?{NOISE}",
        reduced_motion="reduce",
        color_scheme="dark",
        viewport={"width": 390, "height": 800},
    )
    player = Player(page)
    player.shows(30)
    expect(switch(player)).to_have_text("Show each step's own surface")
    switch(player).click()
    page.wait_for_function("document.querySelector('.player').player.landscape.stepLosses.losses")
    legend = player.root.locator(".player-step-losses")
    expect(legend).to_contain_text("the loss that step 30 sees, tilted by its own noise")
    player.settle()
    eventually(page, lambda: player.ask("player.playback.idle"))  # nothing moves by itself
    expect(legend).to_contain_text("step 30")
    player.plays(yes=False)
    fits(page)
    box = box_of(switch(player))
    assert box["height"] >= 40
    assert switch(player).evaluate("(button) => button.scrollHeight <= button.clientHeight + 2")
    assert box["x"] + box["width"] <= 390
    drawn = player.pixels(GROUND)
    assert drawn[drawn[..., 3] == 255][:, :3].mean() > 150, "light lines on a dark map"


def test_what_looks_the_same_at_every_step_offers_nothing(serve: Serve, visit: Visit) -> None:
    player = Player(visit(f"{serve(PAGE)}/?rules=0&steps=30&surface=LogisticRegression&batch=100"))
    expect(switch(player)).to_be_hidden()
