"""The page of networks in a real browser: trained, watched on a plane, and cancelled."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import box_of, fits
from tests.views.driver import race

pytestmark = pytest.mark.browser

SMALL = (
    "network=Perceptron(layers='4')&start=1&steps=60&optimizer=Adam(lr=0.05)&optimizer=Momentum()"
)
LONG = (
    "network=Perceptron(data=Spirals(samples=1000),layers='20,20')&steps=3000"
    "&optimizer=Adam()&optimizer=Momentum()"
)


@pytest.fixture
def networks(app):
    """Open the page at a link and wait for its player."""

    def open_page(query: str = SMALL, *, ready: bool = True, **options) -> Page:
        page = app(query, "networks", **options)
        if ready:
            race(page)
        return page

    return open_page


def test_paths_are_played_on_a_plane_and_the_plane_is_chosen(networks):
    page = networks()
    expect(page.get_by_test_id("player")).to_have_attribute("data-steps", "60")
    expect(page.locator(".player-start").first).to_be_hidden()
    expect(page.get_by_text("as much as any plane can")).to_be_visible()
    page.get_by_role("radio", name="Filter-normalised").click()
    expect(page.get_by_text("Both directions are random")).to_be_visible()
    expect(page).to_have_url(re.compile("plane=filters"))
    page.get_by_role("button", name="3D").click()
    expect(page.get_by_test_id("player")).to_have_attribute("data-dimension", "3d")
    expect(page).to_have_url(re.compile("view=3d"))
    expect(page.locator(".verdicts tbody tr")).to_have_count(2)


def test_a_change_of_the_network_trains_it_anew(networks):
    page = networks()
    layers = page.get_by_role("textbox", name="Layers")
    layers.fill("3,2")
    layers.press("Enter")
    expect(page.get_by_text("23 parameters")).to_be_visible()
    expect(page).to_have_url(re.compile("layers%3D%273%2C2%27"))
    layers.fill("64,64")
    layers.press("Enter")
    expect(page.get_by_text("4482 parameters: allowed")).to_be_visible()


def test_a_long_training_shows_progress_and_is_cancelled(networks):
    page = networks(LONG, ready=False)
    expect(page.get_by_text(re.compile(r"Training \d of 2"))).to_be_visible()
    page.get_by_role("button", name="Cancel").click()
    expect(race(page)).to_have_attribute("data-steps", "300")
    expect(page).to_have_url(re.compile("steps=300"))


def test_a_phone_shows_all_of_it_without_scrolling_sideways(networks):
    page = networks(viewport={"width": 390, "height": 844})
    expect(page.locator(".verdicts tbody tr")).to_have_count(2)
    fits(page)
    for chart in page.locator(".stPlotlyChart").all():
        box = box_of(chart)
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
