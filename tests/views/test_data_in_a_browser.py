"""A table of one's own, and batch normalization, in a real browser."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from studies.normalization import Normalization
from tests.browser import box_of, eventually, fits, settled
from tests.views.driver import levels, race

pytestmark = pytest.mark.browser

TABLE = "Größe,Gewicht\n1.7,60\n1.8,90\n1.6,55\n1.9,93\n"


@pytest.fixture
def at(app):
    """Open a page of the app and wait for its player."""

    def open_page(query: str = "", path: str = "", **options) -> Page:
        page = app(query, path, **options)
        race(page)
        return page

    return open_page


def file(raw: bytes, name: str) -> dict:
    return {"name": name, "mimeType": "text/csv", "buffer": raw}


def test_a_table_is_uploaded_raced_on_and_linked_to(at):
    page = at("surface=LinearRegression()&steps=40&optimizer=Adam(lr=0.1)")
    page.get_by_text("Your own data").click()
    page.locator("input[type=file]").set_input_files(file(b"a,b\n1,2\nx,3\n4,5", "bad.csv"))
    expect(page.get_by_text("row 3, column 'a': 'x' is not a number")).to_be_visible()
    assert "Table" not in page.url
    settled(page)
    page.locator("input[type=file]").set_input_files(file(TABLE.encode("utf-16"), "heights.csv"))
    page.wait_for_url(re.compile("Table.*heights.csv"))
    data = page.get_by_role("combobox", name="Data", exact=True)
    expect(data.locator("option:checked")).to_have_text("heights.csv")
    expect(page.get_by_text("4 rows; inputs")).to_be_visible()
    expect(page.get_by_test_id("player")).to_have_attribute("data-step", "40")
    settled(page)
    page.goto(page.url)
    expect(data.locator("option:checked")).to_have_text("heights.csv")
    expect(page.get_by_text("could not be read")).to_have_count(0)
    data.select_option(label="Galton's heights")
    page.wait_for_url(re.compile("Galton"))


def test_how_a_table_is_read_can_be_chosen_by_keyboard_alone(at):
    page = at("surface=LinearRegression()&steps=40&optimizer=Adam(lr=0.1)")
    page.get_by_text("Your own data").click()
    settled(page)
    raw = "name;height;sick\nAnna;1,7;-1\nBen;1,8;1\nCem;;1\nDu;1,6;-1\nEv;1,9;1\n".encode("utf-16")
    page.locator("input[type=file]").set_input_files(file(raw, "people.csv"))
    expect(page.get_by_text("column 'name' holds words, such as 'Anna': leave it")).to_be_visible()
    settled(page)
    page.get_by_role("radiogroup", name="The target is").get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")
    settled(page)
    page.get_by_role("combobox", name="Target column").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.type("height")
    page.keyboard.press("Enter")
    settled(page)
    page.get_by_role("combobox", name="Columns left out").focus()
    page.keyboard.type("name")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("Table.*people.csv"))
    told = page.get_by_text("4 rows; inputs")
    expect(told).to_contain_text("inputs sick; target height, a quantity")
    expect(page.get_by_text("1 row of 5 has a missing value and was left out")).to_be_visible()


def test_both_maps_start_from_one_model(at):
    page = at("steps=60&optimizer=Adam(lr=0.1)", "batch-normalization")
    players = page.get_by_test_id("player")
    expect(players).to_have_count(2)
    panel = page.locator(".player-plot").nth(1)
    box = box_of(panel)
    before = page.url
    panel.click(position={"x": box["width"] * 0.3, "y": box["height"] * 0.3})
    eventually(page, lambda: page.url != before)
    moved, complaints = Normalization.nearest(page.url.partition("?")[2])
    assert not complaints
    assert moved.start != Normalization.nearest(before.partition("?")[2])[0].start
    for player in (players.first, players.last):
        expect(player).to_have_attribute("data-step", "60")


def test_on_a_dark_phone_nothing_runs_over(at):
    page = at(
        path="batch-normalization",
        viewport={"width": 390, "height": 844},
        has_touch=True,
        color_scheme="dark",
    )
    expect(page.get_by_role("heading", name="In a network")).to_be_attached()
    expect(page.locator(".js-plotly-plot").last).to_be_attached()
    fits(page)
    told = levels(page)
    assert told[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(told))
