"""The whole app in a real browser, used as a visitor would."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from experiments.scenes import SCENES
from surfaces import Formula
from tests.browser import box_of, fits, go_back, settled
from tests.views.driver import commit, field, race, shown, typed, wait_for

pytestmark = pytest.mark.browser

TWO = "surface=Quadratic()&start=1,1&steps=40&optimizer=Adam(lr=0.05)&optimizer=GradientDescent()"


def opened_card(page: Page, place: int):
    """Open the card of an entrant."""
    card = page.get_by_role("group", name=f"Optimizer {place}:")
    card.locator("summary").click()
    return card


def test_the_first_sight_is_a_playing_race_of_eight(app):
    page = app()
    player = race(page)
    expect(player).to_have_attribute("data-playing", "true")
    expect(player).to_have_attribute("data-steps", "500")
    expect(page.locator(".verdicts tbody tr")).to_have_count(8)


def test_a_number_reaches_picture_address_and_verdict(app):
    page = app(TWO)
    expect(race(page)).to_have_attribute("data-steps", "40")
    commit(page, "steps", "60")
    expect(race(page)).to_have_attribute("data-steps", "60")
    wait_for(page, lambda e: e.steps == 60)
    commit(page, "optimizers.1.lr", "3")
    wait_for(page, lambda e: e.optimizers[1].lr == 3)
    expect(page.locator(".verdicts tbody tr").nth(1)).to_contain_text("diverged")


def test_arrow_keys_on_a_slider_change_the_learning_rate(app):
    page = app(TWO)
    race(page)
    settled(page)
    before = shown(page).optimizers[0].lr
    slider = page.get_by_role("slider", name="Learning rate 1")
    slider.focus()
    page.keyboard.press("ArrowRight")
    wait_for(page, lambda e: e.optimizers[0].lr > before)
    expect(slider).to_be_focused()
    expect(typed(page, "optimizers.0.lr")).to_have_value("0.056")


def test_a_slider_is_followed_while_it_is_held_and_kept_on_release(app):
    page = app(TWO)
    race(page)
    note = page.locator(".player-chip small").nth(1)
    slider = page.get_by_role("slider", name="Learning rate 2")
    box = box_of(slider)
    before, ended = page.url, note.inner_text()
    x, y = box["x"] + box["width"] * 0.3, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y, steps=4)
    expect(note).not_to_have_text(ended)
    assert page.url == before, "not kept while it is held"
    page.mouse.up()
    wait_for(page, lambda e: e.optimizers[1].lr < 0.01)
    expect(typed(page, "optimizers.1.lr")).to_have_value(f"{shown(page).optimizers[1].lr:.6g}")


def test_a_card_puts_a_schedule_and_clipping_around_its_rule(app):
    page = app(TWO)
    race(page)
    card = opened_card(page, 1)
    card.get_by_role("button", name="Schedule", exact=True).click()
    wait_for(page, lambda e: "CosineAnnealing(steps=40)" in e.to_query())
    expect(card.get_by_role("img")).to_be_visible()
    card.get_by_label("Schedule", exact=True).select_option("Warmup")
    wait_for(page, lambda e: "Warmup" in e.to_query())
    card.get_by_role("button", name="Clip by norm").click()
    wait_for(page, lambda e: "norm=1" in e.to_query())
    commit(page, "optimizers.0.norm", "0.5")
    wait_for(page, lambda e: "norm=0.5" in e.to_query())
    expect(page.locator(".verdicts tbody tr").first).to_be_visible()
    card.get_by_role("group", name="Remove schedule").get_by_role("button").click()
    wait_for(page, lambda e: "Warmup" not in e.to_query())


def test_entrants_are_added_changed_and_removed_by_keyboard(app):
    page = app(TWO)
    race(page)
    page.get_by_role("button", name="Add optimizer").focus()
    page.keyboard.press("Enter")
    wait_for(page, lambda e: len(e.optimizers) == 3)
    added = page.get_by_label("Optimizer 3", exact=True)
    expect(added).to_be_focused()
    added.select_option("RMSprop")
    wait_for(page, lambda e: type(e.optimizers[2]).__name__ == "RMSprop")
    opened_card(page, 3).get_by_role("button", name="Remove").press("Enter")
    wait_for(page, lambda e: len(e.optimizers) == 2)


def test_a_number_that_is_not_allowed_is_refused_beside_its_field(app):
    page = app(TWO)
    race(page)
    settled(page)
    before = page.url
    commit(page, "optimizers.0.lr", "50")
    alert = field(page, "optimizers.0.lr").get_by_role("alert")
    expect(alert).to_have_text("50 is out of range: allowed 1e-5 to 1")
    expect(typed(page, "optimizers.0.lr")).to_have_value("50")
    commit(page, "optimizers.0.lr", "fast")
    expect(alert).to_contain_text("fast is not a number")
    assert page.url == before
    commit(page, "optimizers.0.lr", "0,1")
    wait_for(page, lambda e: e.optimizers[0].lr == 0.1)
    expect(alert).to_be_hidden()


def test_a_click_on_a_map_moves_the_start_everywhere(app):
    page = app(TWO)
    race(page)
    panel = page.locator(".player-plot").first
    box = box_of(panel)
    panel.click(position={"x": box["width"] * 0.25, "y": box["height"] * 0.25})
    wait_for(page, lambda e: e.start[0] < 0 < e.start[1])
    moved = f"{shown(page).start[0]:.6g}"
    expect(typed(page, "start.0")).to_have_value(moved)


def test_dragging_the_start_is_followed_and_kept_on_release(app):
    page = app(TWO)
    race(page)
    note = page.locator(".player-chip small").first
    box = box_of(page.get_by_role("button", name="Start point").first)
    ended = note.inner_text()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 40, y, steps=5)
    expect(note).not_to_have_text(ended)
    assert shown(page).start == (1.0, 1.0), "not kept while it is held"
    page.mouse.up()
    wait_for(page, lambda e: e.start[0] < 0.95)
    assert shown(page).start[1] == pytest.approx(1.0, abs=0.1)


def test_reload_and_back_restore_the_race(app):
    page = app(TWO)
    race(page)
    wait_for(page, lambda e: e.steps == 40)
    commit(page, "steps", "60")
    wait_for(page, lambda e: e.steps == 60)
    expect(race(page)).to_have_attribute("data-steps", "60")
    settled(page)
    page.reload()
    expect(race(page)).to_have_attribute("data-steps", "60")
    wait_for(page, lambda e: e.steps == 60)
    settled(page)
    go_back(page)
    expect(race(page)).to_have_attribute("data-steps", "40")
    expect(typed(page, "steps")).to_have_value("40")


def test_layout_and_dimension_stand_in_the_link(app):
    page = app(TWO)
    player = race(page)
    page.get_by_text("Overlaid").click()
    expect(player).to_have_attribute("data-layout", "overlaid")
    page.wait_for_url("**layout=overlaid**")
    settled(page)
    page.reload()
    expect(race(page)).to_have_attribute("data-layout", "overlaid")


def test_a_broken_link_says_so_and_still_races(app):
    page = app(TWO.replace("Adam(lr=0.05)", "Adam(lr=50)") + "&colour=red")
    race(page)
    alert = page.get_by_role("alert").first
    expect(alert).to_contain_text("lr = 50 is out of range")
    expect(alert).to_contain_text("colour")
    wait_for(page, lambda e: e.optimizers[0].lr == 1)


def test_a_formula_is_typed_raced_and_mended(app):
    page = app(TWO)
    race(page)
    page.get_by_label("Surface", exact=True).select_option("Formula")
    line = field(page, "surface.text").locator("input")
    expect(line).to_be_visible()
    line.fill("x**2 + tann(y)")
    line.press("Enter")
    alert = field(page, "surface.text").get_by_role("alert")
    expect(alert).to_contain_text("tann")
    expect(line).to_have_value("x**2 + tann(y)")
    line.fill("x**2 + 3*y**4 + 1")
    line.press("Enter")
    wait_for(page, lambda e: e.surface == Formula("x**2 + 3*y**4 + 1"))
    expect(alert).to_be_hidden()
    expect(page.locator(".verdicts tbody tr")).to_have_count(2)
    page.get_by_text("Gradient and Hessian").click()
    expect(page.locator(".katex-display").nth(2)).to_be_visible()


def test_the_gallery_opens_a_scene(app):
    page = app(path="gallery")
    page.get_by_role("link", name=SCENES[3].title).click()
    expect(race(page)).to_have_attribute("data-steps", str(SCENES[3].experiment.steps))
    wait_for(page, lambda e: e == SCENES[3].experiment)
    expect(page.get_by_text(SCENES[3].look_for)).to_be_visible()


def test_a_long_race_shows_progress_and_can_be_cancelled(app):
    page = app(TWO + "&optimizer=Clipped(Scheduled(AdamW(),WarmRestarts()),norm=1)" * 10)
    race(page)
    commit(page, "steps", "20000")
    page.get_by_role("button", name="Cancel").click()
    wait_for(page, lambda e: e.steps == 40)
    expect(race(page)).to_have_attribute("data-steps", "40")


def test_narrow_screens_do_not_scroll_sideways(app):
    page = app(TWO, has_touch=True)
    for width in (360, 768):
        page.set_viewport_size({"width": width, "height": 740})
        race(page)
        fits(page)
        assert box_of(page.locator(".player-plot").first)["width"] > 0.4 * width


def test_the_dark_theme_reaches_the_player(app):
    page = app(TWO, color_scheme="dark")
    player = race(page)
    expect(player).to_have_attribute("data-dark", "true")
    expect(page.locator(".stApp")).to_have_css("color-scheme", "dark")
