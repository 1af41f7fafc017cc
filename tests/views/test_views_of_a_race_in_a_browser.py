"""Ways to look at a race, from the player to the link and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import Serve, Visit

pytestmark = pytest.mark.browser

APP = Path(__file__).parents[2] / "app.py"
DEALT = (
    "surface=MiniBatch(LinearRegression(),batch_size=8)&start=-0.4,1.9&steps=40"
    "&optimizer=Adam(lr=0.05)&optimizer=LBFGS()"
)
SLOW_MACHINE = 20_000  # milliseconds


def test_the_axis_stands_in_the_link_and_each_step_shows_its_own_loss(
    serve: Serve, visit: Visit
) -> None:
    page = visit(f"{serve(APP)}/?{DEALT}&axis=epochs")
    page.set_default_timeout(SLOW_MACHINE)
    expect.set_options(timeout=SLOW_MACHINE)
    player = page.locator('[data-testid="player"][data-ready="true"]')
    axis = player.get_by_role("combobox", name="Horizontal axis of the charts")
    expect(axis).to_have_value("epochs")
    axis.select_option("Gradient evaluations")
    page.wait_for_url("**axis=gradients**")
    page.reload()
    expect(axis).to_have_value("gradients")
    player.get_by_role("button", name="Show the batch's own surface").click()
    expect(player.locator(".player-ground")).to_contain_text("the mean over its own batch")
    axis.select_option("Steps")
    page.wait_for_function("!location.search.includes('axis')")
