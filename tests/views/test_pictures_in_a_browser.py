"""Pictures taken away in a real browser: a page that plays without the app, and a drawing."""

from __future__ import annotations

import xml.etree.ElementTree as ET
import zipfile

import pytest

from tests.player.driver import Player
from tests.views.test_in_a_browser import app, race

pytestmark = pytest.mark.browser
__all__ = ["app"]  # a fixture

RIDES = "surface=Rosenbrock(b=5)&start=-1.2,0.7&steps=60&optimizer=Adam(lr=0.05)&optimizer=Newton()"


def saved(page, label, folder):
    """Press a button, and return the file that comes."""
    with page.expect_download() as download:
        page.get_by_role("button", name=label).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


@pytest.mark.parametrize("width", [1400, 390])
def test_a_race_is_taken_away_and_plays_elsewhere(app, visit, tmp_path, width):
    page = app(RIDES, viewport={"width": width, "height": 1000})
    race(page)
    page.get_by_text("Take away").click()
    whole = saved(page, "Complete page", tmp_path)
    assert whole.name == "race.html"
    away = Player(visit(whole.as_uri(), viewport={"width": width, "height": 1000}))
    away.seek(60)
    assert away.plots.count() == 2

    packed = saved(page, "Small page", tmp_path)
    with zipfile.ZipFile(packed) as files:
        assert files.namelist() == ["race.html", "plotly.min.js"]

    page.get_by_role("slider", name="Step of the drawing").press("Home")
    page.get_by_test_id("stDownloadButton").filter(has_text="SVG").wait_for()
    page.wait_for_timeout(500)  # the button is then one for step 0
    drawing = saved(page, "SVG", tmp_path)
    assert drawing.name == "race-step-0.svg"
    root = ET.parse(drawing).getroot()  # noqa: S314 - our own drawing
    assert root.find("{http://www.w3.org/2000/svg}title").text.endswith("step 0")

    picture = saved(page, "Save picture", tmp_path)
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
