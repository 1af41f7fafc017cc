"""A table of one's own, and batch normalization, in a real browser."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from experiments.normalization import Normalization

pytestmark = pytest.mark.browser

APP = Path(__file__).parents[2] / "app.py"
TABLE = "Größe,Gewicht\n1.7,60\n1.8,90\n1.6,55\n1.9,93\n"
SLOW_MACHINE = 30_000  # milliseconds: how long anything may take before the test gives up


@pytest.fixture
def at(serve, visit):
    """Open a page of the app and wait for its player."""

    def open_page(link: str, **options) -> Page:
        page = visit(f"{serve(APP)}/{link}", **options)
        page.set_default_timeout(SLOW_MACHINE)
        expect.set_options(timeout=SLOW_MACHINE)
        expect(page.locator('[data-testid="player"][data-ready="true"]').first).to_be_visible()
        return page

    return open_page


def file(raw: bytes, name: str) -> dict:
    return {"name": name, "mimeType": "text/csv", "buffer": raw}


def test_a_table_is_uploaded_raced_on_and_linked_to(at):
    page = at("?surface=LinearRegression()&steps=40&optimizer=Adam(lr=0.1)")
    page.get_by_text("Your own data").click()
    page.locator("input[type=file]").set_input_files(file(b"a,b\n1,2\nx,3\n4,5", "bad.csv"))
    expect(page.get_by_text("row 3, column 'a': 'x' is not a number")).to_be_visible()
    assert "Table" not in page.url
    page.locator("input[type=file]").set_input_files(file(TABLE.encode("utf-16"), "heights.csv"))
    page.wait_for_url(re.compile("Table.*heights.csv"))
    data = page.get_by_role("combobox", name="Data", exact=True)
    expect(data.locator("option:checked")).to_have_text("heights.csv")
    expect(page.get_by_text("4 rows; inputs")).to_be_visible()
    expect(page.get_by_test_id("player")).to_have_attribute("data-step", "40")
    page.goto(page.url)
    expect(data.locator("option:checked")).to_have_text("heights.csv")
    expect(page.get_by_text("could not be read")).to_have_count(0)
    data.select_option(label="Galton's heights")
    page.wait_for_url(re.compile("Galton"))


def test_both_maps_start_from_one_model(at):
    page = at("batch-normalization?steps=60&optimizer=Adam(lr=0.1)")
    players = page.get_by_test_id("player")
    expect(players).to_have_count(2)
    before = page.url
    panel = page.locator(".player-plot").nth(1)
    box = panel.bounding_box()
    panel.click(position={"x": box["width"] * 0.3, "y": box["height"] * 0.3})
    page.wait_for_function(f"location.href != {before!r}")
    moved, complaints = Normalization.nearest(page.url.partition("?")[2])
    assert not complaints
    assert moved.start != Normalization.nearest(before.partition("?")[2])[0].start
    for player in (players.first, players.last):
        expect(player).to_have_attribute("data-step", "60")


def test_on_a_dark_phone_nothing_runs_over(at):
    page = at(
        "batch-normalization",
        viewport={"width": 390, "height": 844},
        has_touch=True,
        color_scheme="dark",
    )
    expect(page.get_by_role("heading", name="In a network")).to_be_attached()
    expect(page.locator(".js-plotly-plot").last).to_be_attached()
    assert page.evaluate("document.scrollingElement.scrollWidth - window.innerWidth") <= 0
    levels = page.evaluate(
        "[...document.querySelectorAll('[data-testid=stMain] :is(h1, h2, h3)')]"
        ".map((heading) => Number(heading.tagName[1]))"
    )
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
