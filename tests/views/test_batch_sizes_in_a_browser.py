"""The page of batch sizes in a real browser, used as a visitor would."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from studies.batch_sizes.comparison import BatchSizes
from studies.batch_sizes.scenes import COMPARISONS
from tests.browser import box_of, fits, settled
from tests.views import driver
from tests.views.driver import commit
from tests.views.driver import race as player

pytestmark = pytest.mark.browser

SMALL = (
    "surface=LinearRegression(data=Line(samples=100))&sizes=1,10&start=-0.5,2&steps=300"
    "&optimizer=GradientDescent(lr=0.05)"
)


@pytest.fixture
def batches(app):
    """Open the page at a link."""

    def open_page(query: str = SMALL, path: str = "batch-sizes", **options) -> Page:
        return app(query, path, **options)

    return open_page


def wait_for(page: Page, found) -> None:
    """Wait until the address bar holds a comparison of which something is true."""
    driver.wait_for(page, found, BatchSizes)


def rows(page: Page):
    """Return the rows of the table."""
    return page.get_by_role("region", name="Batch sizes").locator("tbody tr")


def test_sizes_are_typed_run_and_summed_up(batches):
    page = batches()
    player(page)
    expect(rows(page)).to_have_count(3)
    commit(page, "sizes", "1, 4, ten")
    alert = page.locator('[data-key="sizes"]').get_by_role("alert")
    expect(alert).to_contain_text("ten is not a number")
    commit(page, "sizes", "1, 4, 20, 50")
    wait_for(page, lambda value: value.sizes == (1, 4, 20, 50))
    expect(alert).to_be_hidden()
    expect(rows(page)).to_have_count(5)
    expect(rows(page).nth(2)).to_contain_text("B = 20")
    expect(page.locator(".player-chip")).to_have_count(5)
    expect(page.locator(".js-plotly-plot .points path").first).to_be_attached()


def test_numbers_of_the_loss_and_the_optimizer_reach_the_comparison(batches):
    page = batches()
    player(page)
    commit(page, "surface.data.samples", "150")
    wait_for(page, lambda value: value.surface.samples == 150)
    expect(rows(page).last).to_contain_text("All 150")
    commit(page, "optimizers.0.lr", "0.01")
    wait_for(page, lambda value: value.optimizer.lr == 0.01)
    page.locator('[data-key="order"]').get_by_role("button", name="both").click()
    wait_for(page, lambda value: value.order == "both")
    expect(rows(page)).to_have_count(5)
    expect(rows(page).nth(1)).to_contain_text("B = 1, drawn anew")


def test_a_click_on_a_map_moves_the_start_of_all(batches):
    page = batches()
    player(page)
    panel = page.locator(".player-plot").first
    box = box_of(panel)
    panel.click(position={"x": box["width"] * 0.75, "y": box["height"] * 0.75})
    wait_for(page, lambda value: value.start[0] > 1 > value.start[1])
    expect(rows(page)).to_have_count(3)


def test_work_as_the_axis_stands_in_the_link(batches):
    page = batches()
    player(page)
    page.get_by_label("Horizontal axis of the charts").select_option("samples")
    page.wait_for_url("**axis=samples**")
    settled(page)
    page.reload()
    player(page)
    expect(page.get_by_label("Horizontal axis of the charts")).to_have_value("samples")


def test_the_gallery_opens_a_comparison(batches):
    page = batches("", "gallery")
    scene = COMPARISONS[1]
    page.get_by_role("link", name=scene.title).click()
    expect(player(page)).to_have_attribute("data-steps", str(scene.experiment.steps))
    wait_for(page, lambda value: value == scene.experiment)
    expect(page.get_by_text(scene.look_for)).to_be_visible()


def test_long_runs_show_progress_and_can_be_cancelled(batches):
    page = batches(SMALL.replace("sizes=1,10", "sizes=1,2,3,4,5,6,7,8,9,10"))
    player(page)
    wait_for(page, lambda value: value.steps == 300)
    commit(page, "steps", "20000")
    page.get_by_role("button", name="Cancel").click()
    wait_for(page, lambda value: value.steps == 300)
    expect(player(page)).to_have_attribute("data-steps", "300")


def test_a_phone_shows_it_without_scrolling_sideways(batches):
    page = batches(viewport={"width": 390, "height": 844}, has_touch=True)
    player(page)
    expect(rows(page)).to_have_count(3)
    expect(page.locator(".js-plotly-plot").last).to_be_visible()
    fits(page)
