"""Sensitivity, fair race and profiles in a real browser."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from playwright.sync_api import Page, expect

from experiments import Experiment
from experiments.laboratory.sensitivity import Sensitivity

pytestmark = pytest.mark.browser

APP = Path(__file__).parents[2] / "app.py"
SLOW_MACHINE = 30_000  # milliseconds: how long anything may take before the test gives up
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


@pytest.fixture
def laboratory(serve, visit):
    """Open a page of the laboratory at a link."""

    def open_page(path: str, query: str, **options) -> Page:
        page = visit(f"{serve(APP)}/{path}?{query}", **options)
        page.set_default_timeout(SLOW_MACHINE)
        expect.set_options(timeout=SLOW_MACHINE)
        return page

    return open_page


def charts(page: Page, count: int) -> None:
    """Wait until so many charts are drawn."""
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    expect(page.locator(".js-plotly-plot")).to_have_count(count)


def test_a_click_on_a_rate_opens_its_race(laboratory):
    page = laboratory("sensitivity", RATES)
    charts(page, 1)
    page.wait_for_timeout(1000)
    page.mouse.click(*page.evaluate(PLACE, [1, 6]))
    expect(page.locator('[data-testid="player"][data-ready="true"]')).to_be_visible()
    pairs = parse_qsl(urlsplit(page.url).query)
    race = Experiment.from_query("&".join(f"{k}={quote(v)}" for k, v in pairs))
    one = Sensitivity.from_query(RATES).run().sweeps[1]
    assert race.optimizers[1].lr == one.knobs["lr"][6]
    assert race.run()[1].value[-1] == one.median()[0, 6]


def test_the_fair_race_is_changed_by_its_controls_and_the_link_follows(laboratory):
    page = laboratory("fair-race", FAIR)
    charts(page, 2)
    typed = page.locator('[data-key="protocol.trials"] input[type=text]')
    typed.fill("7")
    typed.press("Enter")
    expect(page.get_by_text("7 settings", exact=False)).to_be_visible()
    page.wait_for_url("**trials=7**")
    page.get_by_role("link", name="Watch the tuned rules race").click()
    expect(page.locator('[data-testid="player"][data-ready="true"]')).to_be_visible()


def test_a_refused_number_is_told_beside_its_field(laboratory):
    page = laboratory("fair-race", FAIR)
    charts(page, 2)
    typed = page.locator('[data-key="protocol.budget"] input[type=text]')
    typed.fill("1000000")
    typed.press("Enter")
    expect(page.locator('[data-key="protocol.budget"]')).to_contain_text("out of range")


def test_profiles_run_when_asked_and_can_be_taken_away(laboratory):
    page = laboratory("profiles", FEW)
    page.get_by_role("button", name="Run 2 rules").click()
    charts(page, 2)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download every run").click()
    assert download.value.suggested_filename == "profiles.csv"


@pytest.mark.parametrize("path", ["sensitivity", "fair-race"])
def test_nothing_is_wider_than_a_phone(laboratory, path):
    query = RATES if path == "sensitivity" else FAIR
    page = laboratory(path, query, viewport={"width": 390, "height": 844})
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
