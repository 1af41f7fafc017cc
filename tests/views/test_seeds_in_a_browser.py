"""The page "Seeds" in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import eventually, fits, settled
from tests.views.driver import commit, race

pytestmark = pytest.mark.browser

TWO = (
    "surface=Noisy(Quadratic(),sigma=1)&start=1,1&steps=40&seed=0"
    "&optimizer=Adam(lr=0.05)&optimizer=GradientDescent()&runs=16&spread=0.1"
)


@pytest.fixture
def seeds(app):
    """Open the page at a link and wait for its pictures."""

    def open_page(query: str = TWO, **options) -> Page:
        page = app(query, "seeds", **options)
        expect(page.locator(".js-plotly-plot:has(.main-svg)")).to_have_count(3)
        settled(page)
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

    def around_the_start() -> bool:
        return all(0.5 < x < 1.5 for x in heads(page))

    assert not around_the_start()
    page.locator(".slider-rail-touch-rect").first.click(position={"x": 3, "y": 3})
    eventually(page, around_the_start)
    page.get_by_text("Play", exact=True).click()
    eventually(page, lambda: heads(page) == ends)


def test_a_number_reaches_pictures_table_and_address(seeds):
    page = seeds()
    commit(page, "runs", "32")
    page.wait_for_url("**runs=32**")
    expect(page.locator(".verdicts tbody tr").first).to_contain_text("of 32")
    commit(page, "optimizers.0.lr", "0.2")
    page.wait_for_url("**lr%3D0.2**")
    page.wait_for_url("**runs=32**")
    settled(page)
    page.reload()
    expect(page.locator(".verdicts tbody tr").first).to_contain_text("of 32")


def test_one_run_is_watched_as_a_race(seeds):
    page = seeds()
    page.get_by_role("link", name="Watch this run as a race: seed 0").click()
    race(page)


def test_nothing_is_wider_than_a_telephone(seeds):
    page = seeds(viewport={"width": 390, "height": 844})
    fits(page)
