"""Pictures of the laboratory taken away in a real browser: saved, and seen without the app."""

from __future__ import annotations

import base64
import io
import re
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from figures.basin_svg import painted
from figures.basins import step_range
from figures.styles import STYLES
from studies.basin_maps.map_spec import BasinMap
from studies.basin_maps.shares import coordinates
from studies.sweeps.sensitivity import Sensitivity
from tests.browser import fits, settled
from tests.views.driver import saved

pytestmark = pytest.mark.browser

RATES = (
    "surface=Sphere()&knob=lr&against=none&values=9&starts=5&steps=40&seed=1"
    "&optimizer=GradientDescent()&optimizer=Adam()"
)
MAPS = (
    "surface=Himmelblau()&size=64&steps=120&seed=0"
    "&optimizer=GradientDescent()&optimizer=Momentum(lr=0.05)"
)
SVG = "{http://www.w3.org/2000/svg}"


def rgb(color: str) -> tuple[int, ...]:
    return tuple(int(color[i : i + 2], 16) for i in (1, 3, 5))


def pulled(page: Page) -> None:
    """Pull the drawer out."""
    page.get_by_text("Take away").click()
    expect(page.locator(".save-buttons-row").first).to_be_visible()


def alone(visit, path: Path, **options) -> Page:
    """Open a saved page from the disk; it may ask for nothing but itself and what lies beside."""
    page = visit("about:blank", **options)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    expect(page.locator("#picture > *").first).to_be_visible()
    page.wait_for_load_state()
    beside = path.parent.as_uri()
    assert [url for url in asked if not url.startswith((beside, "blob:", "data:"))] == []
    return page


def pixels(path: Path) -> np.ndarray:
    return np.asarray(Image.open(path).convert("RGB")).astype(int)


def has(picture: np.ndarray, color: str) -> int:
    """How many pixels have a colour."""
    return int((np.abs(picture - rgb(color)).max(axis=-1) <= 2).sum())


@pytest.mark.parametrize(("scheme", "width"), [("light", 1300), ("dark", 390)])
def test_a_sensitivity_is_taken_away_as_png_svg_and_a_page(app, visit, tmp_path, scheme, width):
    look = {"viewport": {"width": width, "height": 1000}, "color_scheme": scheme}
    page = app(RATES, "sensitivity", **look)
    pulled(page)
    picture = pixels(saved(page, "Final loss over lr: save as PNG", tmp_path))
    colors = [style.dark_color if scheme == "dark" else style.color for style in STYLES[:2]]
    assert picture.shape[1] == 1920
    assert tuple(picture[0, 0]) == ((14, 17, 23) if scheme == "dark" else (255, 255, 255))
    assert min(has(picture, color) for color in colors) > 1000

    drawing = ET.parse(saved(page, "Final loss over lr: save as SVG", tmp_path)).getroot()  # noqa: S314 - our own drawing
    told = Sensitivity.from_query(RATES).run().sentence
    assert told in (drawing.find(f"{SVG}desc").text or "")
    words = "".join(drawing.itertext())
    for word in ("Gradient descent", "Adam", "learning rate", "final loss above the minimum"):
        assert word in words

    whole = saved(page, "Complete page", tmp_path)
    assert whole.stat().st_size < 6_000_000
    away = alone(visit, whole, **look)
    expect(away.locator("#picture")).to_have_attribute("data-ready", "true")
    figure = away.get_by_role("img", name=told)
    expect(figure.locator(".scatterlayer .trace")).to_have_count(6)
    expect(away.locator("p", has_text=told)).to_be_visible()
    away.get_by_text("Final loss over lr, as a table").click()
    expect(away.get_by_role("rowheader", name="Adam").first).to_be_visible()
    drawn = np.asarray(Image.open(io.BytesIO(figure.screenshot())).convert("RGB")).astype(int)
    assert min(has(drawn, color) for color in colors) > 50
    fits(away)
    fits(page)

    with zipfile.ZipFile(saved(page, "Small page", tmp_path)) as packed:
        packed.extractall(tmp_path / "small")
    small = alone(visit, tmp_path / "small" / "sensitivity.html", **look)
    expect(small.locator("#picture")).to_have_attribute("data-ready", "true")


def test_maps_are_taken_away_as_png_svg_and_a_page(app, visit, tmp_path):
    page = app(MAPS, "basins")
    maps = BasinMap.from_query(MAPS).run()
    pulled(page)
    page.get_by_test_id("stExpander").get_by_role("radio", name="Steps").click()
    expect(page.get_by_role("button", name="Steps: save as PNG")).to_be_visible()
    settled(page)
    drawing = ET.parse(saved(page, "Steps: save as SVG", tmp_path)).getroot()  # noqa: S314 - our own drawing
    images = [*drawing.iter(f"{SVG}image")]
    for one, image in zip(maps, images, strict=True):
        held = Image.open(io.BytesIO(base64.b64decode(image.get("href").partition(",")[2])))
        np.testing.assert_array_equal(held, painted(one, "steps", step_range(maps)))
    picture = pixels(saved(page, "Steps: save as PNG", tmp_path))
    assert picture.shape[1] == 2 * int(drawing.get("width"))
    for one, image, group in zip(maps, images, drawing.iter(f"{SVG}g"), strict=False):
        left, top = map(float, group.get("transform")[10:-1].split())
        cell = 2 * int(image.get("width")) / one.size
        middles = (cell * (np.arange(one.size) + 0.5)).astype(int)
        corner = [2 * int(top), 2 * int(left)]
        shown = picture[corner[0] + middles][:, corner[1] + middles]
        wanted = painted(one, "steps", step_range(maps)).astype(int)
        exact = (shown == wanted).all(axis=-1)
        assert exact.mean() > 0.97, "all but what the marks of minima and the frame cover"

    whole = saved(page, "Page", tmp_path)
    away = alone(visit, whole, viewport={"width": 390, "height": 844})
    plots = away.get_by_role("application")
    expect(plots).to_have_count(2)
    legend = away.locator(".maps-legend")
    expect(legend.get_by_role("img", name="Steps, from")).to_be_visible()
    away.get_by_role("radio", name="Minimum").check()
    expect(legend).to_contain_text(coordinates(maps[0], 0))
    shown = away.evaluate(
        "[...document.querySelectorAll('.maps-plot canvas:first-child')].map((canvas) => [..."
        "canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data])"
    )
    for one, data in zip(maps, shown, strict=True):
        there = np.array(data, np.uint8).reshape(one.size, one.size, 4)[..., :3]
        np.testing.assert_array_equal(there, painted(one, "minimum", step_range(maps)))
    plots.first.focus()
    away.keyboard.press("ArrowRight")
    expect(away.locator(".maps-tooltip")).to_contain_text("minimum")
    expect(plots.first).not_to_have_attribute("aria-label", re.compile("race"))
    away.keyboard.press("Enter")
    expect(away.get_by_role("cell", name="%").first).to_be_visible()
    fits(away)
