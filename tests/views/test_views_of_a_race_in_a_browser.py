"""Ways to look at a race, from the player to the link and back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import Visit, settled
from tests.views.driver import race

pytestmark = pytest.mark.browser

DEALT = (
    "surface=MiniBatch(LinearRegression(),batch_size=8)&start=-0.4,1.9&steps=40"
    "&optimizer=Adam(lr=0.05)&optimizer=LBFGS()"
)


def test_the_axis_stands_in_the_link_and_each_step_shows_its_own_loss(app: Visit) -> None:
    page = app(f"{DEALT}&axis=epochs")
    player = race(page)
    axis = player.get_by_role("combobox", name="Horizontal axis of the charts")
    expect(axis).to_have_value("epochs")
    axis.select_option("Gradient evaluations")
    page.wait_for_url("**axis=gradients**")
    settled(page)
    page.reload()
    expect(axis).to_have_value("gradients")
    player.get_by_role("button", name="Show the batch's own surface").click()
    expect(player.locator(".player-step-losses")).to_contain_text("the mean over its own batch")
    axis.select_option("Steps")
    page.wait_for_function("!location.search.includes('axis')")
