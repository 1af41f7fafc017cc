"""A closer look at a run, opened with the keyboard alone in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import box_of, fits

pytestmark = pytest.mark.browser

RIDES = "surface=Rosenbrock()&start=-1.2,1&steps=500&optimizer=RMSprop(lr=0.02)&optimizer=Adam()"


def test_a_run_is_looked_at_with_the_keyboard(app):
    page = app(RIDES)
    choice = page.get_by_role("radio", name="RMSprop", exact=True)
    choice.focus()
    page.keyboard.press("Space")
    chart = page.get_by_role("figure", name="Sharpness and step length of RMSprop over its steps")
    expect(chart).to_be_visible()
    words = page.locator(".closer")
    expect(words).to_contain_text("at the edge of stability")
    for width in (1400, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert box_of(words)["width"] <= width
        fits(page)
