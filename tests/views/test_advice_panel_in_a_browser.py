"""Advice followed with the keyboard alone, and taken back, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser import box_of, fits, go_back
from tests.views.driver import race, wait_for

pytestmark = pytest.mark.browser

SLOW = "surface=Quadratic()&start=-1.8,0.4&steps=60&optimizer=GradientDescent(lr=0.001)"


def test_advice_is_one_key_and_back_takes_it_back(app):
    page = app(SLOW)
    race(page)
    words = page.locator(".advice").first
    expect(words).to_contain_text("instead of 0.001: the loss ends at")
    for width in (1400, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert box_of(words)["width"] <= width
        fits(page)
    page.get_by_role("button", name="Try it: Gradient descent").focus()
    page.keyboard.press("Enter")
    wait_for(page, lambda shown: shown.optimizers[0].lr > 0.01)
    expect(page.locator(".advice")).to_have_count(0)
    expect(page.get_by_role("region", name="Verdicts")).to_contain_text("converged")
    go_back(page)
    wait_for(page, lambda shown: shown.optimizers[0].lr == 0.001)
    expect(page.locator(".advice").first).to_contain_text("instead of 0.001")


def test_a_search_that_was_asked_for_can_be_cancelled(app):
    noisy = "surface=Noisy(Rosenbrock(),sigma=0.5)&start=-1.2,1&steps=20000"
    rules = "".join(f"&optimizer=GradientDescent(lr=0.00{digit})" for digit in (1, 2, 3))
    page = app(noisy + rules)
    race(page)
    ask = page.get_by_role("button", name="Try out what would help")
    ask.focus()
    page.keyboard.press("Enter")
    cancel = page.get_by_role("button", name="Cancel")
    expect(cancel).to_be_visible()
    cancel.focus()
    page.keyboard.press("Enter")
    expect(cancel).to_have_count(0)
    expect(ask).to_be_visible()
