"""Texts of others on real pages: nothing is fetched for them, and none is a link or a picture."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, expect

from lessons.assignment import Assignment
from lessons.course import course
from tests.browser import settled
from tests.hostile import TEXTS, words

pytestmark = pytest.mark.browser

PAGE = Path(__file__).with_name("every_hostile_text.py")
MEANT = "img, a, .katex, script, [data-testid=stIconMaterial], [data-testid=stMarkdownColoredText]"


def shown(place: Locator) -> list[str]:
    """Return what is written in some elements."""
    return [words(text) for text in place.all_text_contents()]


def test_a_text_is_shown_as_words_in_everything_that_draws_it(serve, visit):
    page = visit(serve(PAGE))
    expect(page.locator("#done")).to_be_visible()
    expect(page.locator(".js-plotly-plot .gtitle")).to_have_count(len(TEXTS))
    for k, text in enumerate(TEXTS):
        place = page.locator(f".st-key-text-{k}")
        alert = place.get_by_test_id("stAlert")
        inside = place.locator(MEANT)
        icons = inside.evaluate_all("them => them.map((one) => one.outerHTML.slice(0, 200))")
        assert [one for one in icons if "modebar" not in one] == [], text
        told = words(text)
        assert shown(place.locator("h1")) == [told]
        assert shown(place.locator("h3")) == [told]
        assert shown(place.locator("li"))[0] == told
        assert shown(place.get_by_test_id("stCaptionContainer").first.locator("p")) == [told]
        assert shown(place.locator(f".st-key-button-{k} button p")) == [told]
        assert told in shown(place.locator(f".st-key-box-{k} label p"))
        assert told in shown(place.locator(f".st-key-radio-{k} label p"))
        assert shown(alert.first.locator("code")) == [told.replace("`", "'")]
        assert shown(place.locator(".gtitle")) == [told]
        assert shown(place.locator(".legendtext")) == [told, told]


def test_the_title_of_an_assignment_and_what_a_link_says_are_shown_as_words(app):
    title = TEXTS[0] + " :red[x] $y$"
    page = app(replace(Assignment.usual, title=title).to_query(), path="assignment")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        title.replace(":", ":\u2060", 1).replace(":red", ":\u2060red")
    )
    settled(page)
    main = page.get_by_test_id("stMain")
    expect(main.locator("img")).to_have_count(0)
    links = main.locator("a").evaluate_all("them => them.map((one) => one.href)")
    (name,) = Assignment.usual.exercises
    own = course().exercise(name).section("Source")
    assert [link for link in links if link not in own] == []
    page = app(f"optimizer={quote(TEXTS[0])}&optimizer={quote(TEXTS[4])}&surface={quote(TEXTS[1])}")
    alert = page.get_by_test_id("stAlert").first
    expect(alert).to_contain_text("evil.example")
    expect(alert.locator("img, a, .katex")).to_have_count(0)
