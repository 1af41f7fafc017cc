"""What a visitor does with the pages of the app, and what they see, as a few words for tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from playwright.sync_api import Locator, Page, expect

from experiments import Experiment
from tests.browser import eventually
from views.state.session import VIEWS


def race(page: Page) -> Locator:
    """Return the player, once it shows a race."""
    player = page.locator('[data-testid="player"][data-ready="true"]').first
    expect(player).to_be_visible()
    return player


def shown(page: Page, kind: Any = Experiment) -> Any:
    """Return what the address bar holds."""
    pairs = parse_qsl(urlsplit(page.url).query)
    return kind.from_query(urlencode([(k, text) for k, text in pairs if k not in VIEWS]))


def wait_for(page: Page, found: Callable[[Any], bool], kind: Any = Experiment) -> None:
    """Wait until the address bar holds something of which this is true."""
    eventually(page, lambda: urlsplit(page.url).query and found(shown(page, kind)))


def field(page: Page, key: str) -> Locator:
    """Return a field of the controls."""
    return page.locator(f'[data-key="{key}"]')


def typed(page: Page, key: str) -> Locator:
    """Return where the number of a field is typed."""
    return field(page, key).locator("input[type=text]")


def commit(page: Page, key: str, text: str) -> None:
    """Type a number into a field and press Enter."""
    typed(page, key).fill(text)
    typed(page, key).press("Enter")


def levels(page: Page) -> list[int]:
    """Return the levels of the headings of the page, in their order."""
    return page.evaluate(
        "[...document.querySelectorAll('[data-testid=stMain] :is(h1, h2, h3)')]"
        ".map((heading) => Number(heading.tagName[1]))"
    )


def saved(page: Page, label: str, folder: Path) -> Path:
    """Press a button, and return the file that comes."""
    with page.expect_download() as download:
        page.get_by_role("button", name=label).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path
