"""The maps of basins in a real browser: pixels, pointer, keyboard, telephone, dark theme."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

import numpy as np
import pytest
from playwright.sync_api import expect

from experiments import Experiment
from exports.maps import map_csv
from figures.basins import OUTCOMES, minimum_paint
from studies.basin_maps.map_spec import BasinMap
from studies.basin_maps.shares import end
from tests.browser import box_of, fits, go_back, settled
from tests.views.driver import race as player

pytestmark = pytest.mark.browser

TWO = (
    "surface=Himmelblau()&size=64&steps=200&seed=0&optimizer=GradientDescent()&optimizer=Momentum()"
)
READY = '.maps[data-ready="true"]'
PIXEL = """([map, row, column, size]) => {
  const canvas = document.querySelectorAll(".maps-plot > canvas:first-child")[map];
  return [...canvas.getContext("2d").getImageData(column, size - 1 - row, 1, 1).data].slice(0, 3);
}"""


@pytest.fixture
def opened(app):
    def open_page(query=TWO, size=64, **options):
        page = app(query, "basins", **options)
        expect(page.locator(f'{READY}[data-size="{size}"]')).to_be_visible()
        return page

    return open_page


@pytest.fixture(scope="module")
def maps():
    return BasinMap.from_query(TWO).run()


def place(page, plot, row, column, size=64):
    """Where the middle of a pixel is on a plot."""
    box = box_of(page.locator(".maps-plot").nth(plot))
    step = box["width"] / size
    return {"x": (column + 0.5) * step, "y": box["height"] - (row + 0.5) * step}


def said(text):
    """As the browser writes numbers: with a true minus."""
    return text.replace("e-0", "e-").replace("-", "−")


def test_every_pixel_has_the_colour_of_its_minimum(opened, maps):
    page = opened()
    rng = np.random.default_rng(0)
    for k, one in enumerate(maps):
        for row, column in rng.integers(0, 64, (12, 2)).tolist():
            label = int(one.label[row, column])
            if label < 0:
                continue
            color = minimum_paint(label).color
            expected = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
            assert page.evaluate(PIXEL, [k, row, column, 64]) == expected
    row, column = np.argwhere(maps[1].label < 0)[0].tolist()
    paint = OUTCOMES[maps[1].ending[row, column]]
    painted = "#{:02x}{:02x}{:02x}".format(*page.evaluate(PIXEL, [1, row, column, 64]))
    assert painted in (paint.color, paint.stripe)


def test_pointing_at_a_start_tells_where_it_ends_on_all_maps(opened, maps):
    page = opened()
    page.locator(".maps-plot").nth(1).hover(position=place(page, 1, 50, 20))
    tooltip = page.locator(".maps-tooltip")
    expect(tooltip).to_be_visible()
    for name, one in zip(("Gradient descent", "Momentum"), maps, strict=True):
        words = end(one, 50, 20).partition(", loss")[0]
        expect(tooltip).to_contain_text(f"{name}: {words}")
    page.mouse.move(5, 5)
    expect(tooltip).to_be_hidden()


def test_a_click_shows_the_path_and_leads_to_a_race_that_ends_as_the_map_says(opened, maps):
    page = opened()
    row, column = 55, 9
    page.locator(".maps-plot").nth(1).click(position=place(page, 1, row, column))
    expect(page.locator('.maps[data-paths="2"]')).to_be_visible()
    link = page.get_by_role("link", name="Race from here")
    expect(link).to_be_visible()
    x, y = maps[1].start(row, column)
    expect(page.get_by_text(f"Start ({x:.4g}, {y:.4g}).".replace("-", "−"))).to_be_visible()
    link.click()
    player(page)
    page.wait_for_url("**start=**")
    race = Experiment.from_query(urlencode(parse_qsl(urlsplit(page.url).query)))
    assert race.start == (x, y)
    for one, run in zip(maps, race.run(), strict=True):
        label = int(one.label[row, column])
        np.testing.assert_allclose(run.theta[-1], one.minima[:, label], atol=0.05)


def test_a_double_click_opens_the_race_at_once_and_back_does_not_again(opened):
    page = opened()
    page.locator(".maps-plot").first.dblclick(position=place(page, 0, 40, 40))
    player(page)
    settled(page)
    go_back(page)
    expect(page.locator(READY)).to_be_visible()
    settled(page)
    expect(page.locator(READY)).to_be_visible()


def test_the_keyboard_walks_speaks_and_picks(opened, maps):
    page = opened()
    page.locator(".maps-plot").first.focus()
    for key in ("ArrowRight", "ArrowUp", "Shift+ArrowLeft", "Shift+ArrowUp"):
        page.keyboard.press(key)
    row, column = 32 + 1 + 10, 32 + 1 - 10
    spoken = page.locator(".maps-spoken")
    words = end(maps[0], row, column).partition(", loss")[0]
    expect(spoken).to_contain_text(f"Gradient descent: {words}")
    expect(spoken).to_have_attribute("aria-live", "polite")
    page.keyboard.press("Enter")
    x, y = maps[0].start(row, column)
    expect(page.get_by_text(f"Start ({x:.4g}, {y:.4g}).".replace("-", "−"))).to_be_visible()
    expect(page.locator('.maps[data-paths="2"]')).to_be_visible()
    page.keyboard.press("Enter")
    player(page)
    page.wait_for_url("**start=**")


def test_a_coarse_map_is_there_before_the_fine_one_and_can_be_cancelled(opened):
    page = opened("surface=Rastrigin()&size=64&steps=1000&optimizer=GradientDescent(lr=1e-4)")
    size = page.get_by_label("Starts", exact=True)
    size.select_option("512")
    cancel = page.get_by_role("button", name="Cancel")
    expect(cancel).to_be_visible()
    expect(page.locator(f'{READY}[data-size="64"]')).to_be_visible()
    page.locator(".maps-plot").first.hover()
    expect(page.locator(".maps-tooltip")).to_be_visible()
    cancel.click()
    expect(size).to_have_value("64")
    page.wait_for_url("**size=64**")
    expect(cancel).to_be_hidden()


def test_what_is_too_much_is_refused_beside_its_field(opened):
    page = opened()
    page.get_by_label("Starts", exact=True).select_option("1024")
    expect(page.locator('[data-key="size"]').get_by_role("alert")).to_contain_text("allowed here")
    expect(page.locator(f'{READY}[data-size="64"]')).to_be_visible()


def test_what_the_colours_say_is_switched_and_stands_in_the_link(opened):
    page = opened()
    page.get_by_text("Steps", exact=True).last.click()
    expect(page.locator('.maps[data-show="steps"]')).to_be_visible()
    expect(page.locator(".basins-scale")).to_be_visible()
    page.wait_for_url("**show=steps**")
    settled(page)
    page.reload()
    expect(page.locator('.maps[data-show="steps"]')).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_telephone_needs_no_scrolling_sideways(opened, scheme):
    page = opened(viewport={"width": 390, "height": 844}, has_touch=True, color_scheme=scheme)
    fits(page)
    plot = page.locator(".maps-plot").first
    assert box_of(plot)["width"] > 280
    plot.tap(position=place(page, 0, 50, 40))
    expect(page.locator('.maps[data-paths="2"]')).to_be_visible()
    tooltip = box_of(page.locator(".maps-tooltip"))
    assert tooltip["x"] >= 0
    assert tooltip["x"] + tooltip["width"] <= 390


def test_a_map_is_downloaded(opened, maps, tmp_path):
    page = opened()
    page.get_by_text("Take away").click()
    for kind in ("CSV", "NPZ"):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=f"Momentum as {kind}").click()
        waiting.value.save_as(tmp_path / f"map.{kind.lower()}")
    assert (tmp_path / "map.csv").read_text() == map_csv(maps[1])
    np.testing.assert_array_equal(np.load(tmp_path / "map.npz")["label"], maps[1].label)
