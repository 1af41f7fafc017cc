"""The page "Seeds" in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

APP = Path(__file__).parents[2] / "app.py"
TWO = (
    "surface=Noisy(Quadratic(),sigma=1)&start=1,1&steps=40&seed=0"
    "&optimizer=Adam(lr=0.05)&optimizer=GradientDescent()&runs=16&spread=0.1"
)
SLOW_MACHINE = 30_000  # milliseconds: how long anything may take before the test gives up


@pytest.fixture
def seeds(serve, visit):
    """Open the page at a link and wait for its pictures."""

    def open_page(query: str = TWO, **options) -> Page:
        page = visit(f"{serve(APP)}/seeds?{query}", **options)
        page.set_default_timeout(SLOW_MACHINE)
        expect.set_options(timeout=SLOW_MACHINE)
        expect(page.locator(".js-plotly-plot")).to_have_count(3)
        return page

    return open_page


def heads(page: Page) -> list[float]:
    """Return where the runs of the first rule are drawn."""
    return page.evaluate(
        "() => { const shown = document.querySelector('.js-plotly-plot')._fullData;"
        " return Array.from(shown[shown.length - 2].x); }"
    )


def test_the_cloud_is_played_and_stepped_through(seeds):
    page = seeds()
    ends = heads(page)
    assert len(ends) == 16
    page.locator(".slider-rail-touch-rect").first.click(position={"x": 3, "y": 3})
    page.wait_for_function(
        "ends => { const shown = document.querySelector('.js-plotly-plot')._fullData;"
        " return Math.abs(shown[shown.length - 2].x[0] - ends[0]) > 0.3; }",
        arg=ends,
    )
    started = heads(page)
    assert all(0.5 < x < 1.5 for x in started), "around the start, and nowhere else"
    page.get_by_text("Play", exact=True).click()
    page.wait_for_function(
        "ends => { const shown = document.querySelector('.js-plotly-plot')._fullData;"
        " return Math.abs(shown[shown.length - 2].x[0] - ends[0]) < 1e-6; }",
        arg=ends,
    )
    assert heads(page) == ends


def test_a_number_reaches_pictures_table_and_address(seeds):
    page = seeds()
    field = page.locator('[data-key="runs"] input[type=text]')
    field.fill("32")
    field.press("Enter")
    page.wait_for_url("**runs=32**")
    expect(page.locator(".verdicts tbody tr").first).to_contain_text("of 32")
    page.locator('[data-key="optimizers.0.lr"] input[type=text]').fill("0.2")
    page.locator('[data-key="optimizers.0.lr"] input[type=text]').press("Enter")
    page.wait_for_url("**lr%3D0.2**")
    page.wait_for_url("**runs=32**")
    page.reload()
    expect(page.locator(".verdicts tbody tr").first).to_contain_text("of 32")


def test_one_run_is_watched_as_a_race(seeds):
    page = seeds()
    page.get_by_role("link", name="Watch this run as a race: seed 0").click()
    expect(page.locator('[data-testid="player"][data-ready="true"]')).to_be_visible()


def test_nothing_is_wider_than_a_telephone(seeds):
    page = seeds(viewport={"width": 390, "height": 844})
    wide = page.evaluate("() => document.querySelector('.stMainBlockContainer').scrollWidth")
    assert wide <= 390
