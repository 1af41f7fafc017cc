"""Pictures taken away in a real browser: a page that plays without the app, and a drawing."""

from __future__ import annotations

import xml.etree.ElementTree as ET
import zipfile

import pytest
from playwright.sync_api import expect

from tests.browser import fits
from tests.views.driver import race, saved
from tests.web.player.driver import Player

pytestmark = pytest.mark.browser

WIDE = {"width": 1400, "height": 1000}
RIDES = "surface=Rosenbrock(b=5)&start=-1.2,0.7&steps=60&optimizer=Adam(lr=0.05)&optimizer=Newton()"


def test_a_race_is_taken_away_and_plays_elsewhere(app, visit, tmp_path):
    page = app(RIDES, viewport=WIDE)
    race(page)
    page.get_by_text("Take away").click()
    whole = saved(page, "Complete page", tmp_path)
    assert whole.name == "race.html"
    away = Player(visit(whole.as_uri(), viewport=WIDE))
    away.seek(60)
    expect(away.plots).to_have_count(2)

    packed = saved(page, "Small page", tmp_path)
    with zipfile.ZipFile(packed) as files:
        assert files.namelist() == ["race.html", "plotly.min.js"]

    page.get_by_role("slider", name="Step of the drawing").press("Home")
    drawing = saved(page, "SVG of step 0", tmp_path)  # the button says which step it has
    assert drawing.name == "race-step-0.svg"
    root = ET.parse(drawing).getroot()  # noqa: S314 - our own drawing
    assert root.find("{http://www.w3.org/2000/svg}title").text.endswith("step 0")

    picture = saved(page, "Save picture", tmp_path)
    assert picture.read_bytes().startswith(b"\x89PNG")
    fits(page)
    page.set_viewport_size({"width": 390, "height": 1000})
    fits(page)
