"""Sensitivity, fair race and profiles in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from studies.sweeps.sensitivity import Sensitivity
from tests.browser import fits, settled
from tests.views.driver import commit, field, race, shown

pytestmark = pytest.mark.browser

RATES = (
    "surface=Sphere()&knob=lr&against=none&values=9&starts=5&steps=40&seed=1"
    "&optimizer=GradientDescent()&optimizer=Adam()"
)
FAIR = (
    "surface=Sphere()&budget=40&trials=5&tuned=1&starts=2&judged=4&seed=3"
    "&optimizer=GradientDescent()&optimizer=Adam()"
)
FEW = (
    "families=Cliffs,Saddles&tolerance=0.01&budget=30&trials=3&tuned=1&starts=2&judged=3&seed=0"
    "&optimizer=GradientDescent()&optimizer=Adam()"
)
PLACE = """([curve, index]) => {
  const plot = document.querySelector('.js-plotly-plot');
  const { xaxis, yaxis } = plot._fullLayout;
  const box = plot.getBoundingClientRect();
  const shown = plot.calcdata.filter((one) => one[0].trace.customdata)[curve][index];
  return [
    box.left + xaxis._offset + xaxis.c2p(shown.x),
    box.top + yaxis._offset + yaxis.c2p(shown.y),
  ];
}"""


def charts(page: Page, count: int) -> None:
    """Wait until so many charts are drawn."""
    expect(page.locator(".js-plotly-plot:has(.main-svg)")).to_have_count(count)


def test_a_click_on_a_rate_opens_its_race(app):
    page = app(RATES, "sensitivity")
    charts(page, 1)
    settled(page)
    page.mouse.click(*page.evaluate(PLACE, [1, 6]))
    race(page)
    settled(page)
    opened = shown(page)
    one = Sensitivity.from_query(RATES).run().sweeps[1]
    assert opened.optimizers[1].lr == one.knobs["lr"][6]
    assert opened.run()[1].value[-1] == one.median()[0, 6]


def test_the_fair_race_is_changed_by_its_controls_and_the_link_follows(app):
    page = app(FAIR, "fair-race")
    charts(page, 2)
    commit(page, "protocol.trials", "7")
    expect(page.get_by_text("7 settings", exact=False)).to_be_visible()
    page.wait_for_url("**trials=7**")
    settled(page)
    page.get_by_role("link", name="Watch the tuned rules race").click()
    race(page)


def test_a_refused_number_is_told_beside_its_field(app):
    page = app(FAIR, "fair-race")
    charts(page, 2)
    commit(page, "protocol.budget", "1000000")
    expect(field(page, "protocol.budget")).to_contain_text("out of range")


def test_profiles_run_when_asked_and_can_be_taken_away(app):
    page = app(FEW, "profiles")
    page.get_by_role("button", name="Run 2 rules").click()
    charts(page, 2)
    page.get_by_text("Take away").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Every run as CSV").click()
    assert download.value.suggested_filename == "every-run.csv"


@pytest.mark.parametrize("path", ["sensitivity", "fair-race"])
def test_nothing_is_wider_than_a_phone(app, path):
    query = RATES if path == "sensitivity" else FAIR
    page = app(query, path, viewport={"width": 390, "height": 844})
    charts(page, 1 if path == "sensitivity" else 2)
    fits(page)
