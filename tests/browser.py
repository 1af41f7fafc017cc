"""A real browser, servers for it to visit, and pages that fail on anything a person would not see.

A page is watched while a test uses it: an error in the console, an exception, a failed request or
a request to anywhere but this machine fails the test.

Pages answer in their own time, longer on a busy machine. So a test never looks at once for what an
action brings: it waits with ``expect`` or ``eventually``, for as long as ``SLOW_MACHINE`` may need.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import IO, Any, TypeVar
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    Error,
    FloatRect,
    Locator,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

SLOW_MACHINE = 90_000
"""Milliseconds that anything may take before a test gives up: nothing is lost by waiting long."""
expect.set_options(timeout=SLOW_MACHINE)

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--enable-unsafe-swiftshader",  # WebGL without a graphics card
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ROOT = Path(__file__).parents[1]
APP = ROOT / "app.py"
# Opened at a deep link, Streamlit first looks for its server below that path, and is told 404.
EXPECTED = re.compile(r"/_stcore/(health|host-config)$")

# The script has ended, every player has drawn what stands still, and nothing has come, gone or
# moved from one frame to the next: as long as Playwright itself waits before it clicks.
SETTLED = """async (asked) => {
  for (const { player } of document.querySelectorAll('.player')) await player?.refresh();
  const app = document.querySelector('[data-testid=stApp]');
  const underway = app && (app.dataset.testScriptState !== 'notRunning' ||
    document.querySelector('[data-testid=stSkeleton]'));
  const parts = document.querySelectorAll('[data-testid=stMain], [data-testid=stSidebarContent]');
  const places = [...parts]
    .map((part) => [part.scrollHeight, part.scrollTop, part.getElementsByTagName('*').length]);
  const seen = String([scrollY, document.documentElement.scrollHeight, places]);
  const { rest = {} } = window;
  const still = !underway && document.fonts.status === 'loaded' && rest.since === asked &&
    rest.seen === seen;
  window.rest = { since: asked, seen, frames: still ? rest.frames + 1 : 0 };
  return window.rest.frames >= 2;
}"""
# Whether a page, or the part of it that Streamlit scrolls, is wider than what shows it.
FITS = """() => [document.scrollingElement, ...document.querySelectorAll('[data-testid=stMain]')]
  .every((part) => part.scrollWidth <= part.clientWidth)"""

Serve = Callable[[Path], str]
Visit = Callable[..., Page]
Found = TypeVar("Found")


def eventually(page: Page, found: Callable[[], Found]) -> Found:
    """Wait until something is found that is true, and return it."""
    deadline = time.monotonic() + SLOW_MACHINE / 1000
    while not (what := found()):
        if time.monotonic() > deadline:
            pytest.fail(f"it never came true: {page.url}")
        page.wait_for_timeout(50)
    return what


def settled(page: Page) -> None:
    """Wait until the page has come to rest: what is then clicked does not move away."""
    page.wait_for_function(SETTLED, arg=time.monotonic())


def go_back(page: Page) -> None:
    """Go back, as a person would: not within the moment in which an address may be outdated."""
    from views.state.url_state import ON_ITS_WAY

    page.wait_for_timeout(1000 * ON_ITS_WAY + 100)
    page.go_back()


def box_of(what: Locator) -> FloatRect:
    """Return where something is, once its page has come to rest with it in sight."""
    settled(what.page)
    what.scroll_into_view_if_needed()
    settled(what.page)
    box = what.bounding_box()
    assert box
    return box


def fits(page: Page) -> None:
    """Check that nothing runs over the sides of the screen, once the page has come to rest."""
    settled(page)
    assert page.evaluate(FITS), "something is wider than the screen"


def launch(playwright: Playwright) -> Browser:
    """Launch the first browser there is: on the path, installed elsewhere, or Playwright's own.

    Raises ``RuntimeError``, saying how to mend it, if there is none.
    """
    on_path = [{"executable_path": path} for path in map(shutil.which, BROWSERS) if path]
    for choice in [*on_path, {"channel": "chrome"}, {"channel": "msedge"}, {}]:
        try:
            return playwright.chromium.launch(args=list(FLAGS), timeout=SLOW_MACHINE, **choice)
        except Error:
            continue
    raise RuntimeError("no browser to test in: python -m tests.browser --install")


def install() -> None:
    """Make sure that there is a browser: the system's package where we may, else Playwright's."""
    with sync_playwright() as playwright:
        try:
            launch(playwright).close()
            return
        except RuntimeError:
            pass
    if shutil.which("apt-get") and getattr(os, "geteuid", lambda: 1)() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=False)
    if not any(map(shutil.which, BROWSERS)):
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)
    with sync_playwright() as playwright:
        launch(playwright).close()


@contextmanager
def serving(script: Path, log: IO[bytes] | None = None, **more: str) -> Iterator[str]:
    """Serve a Streamlit script for a while; yield its address.

    ``log`` takes what the server has to say. ``more`` are options of Streamlit's, with ``_`` for
    their dot.
    """
    url, process = _started(script, more, log)
    try:
        yield url
    finally:
        process.terminate()
        process.wait(timeout=SLOW_MACHINE / 1000)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Launch a browser for all tests."""
    with sync_playwright() as playwright:
        launched = launch(playwright)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def serve() -> Iterator[Serve]:
    """Start Streamlit on a script (once each) and return its address; stop all at the end."""
    with ExitStack() as servers:
        yield cache(lambda script: servers.enter_context(serving(script)))


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Open an address in a context of its own: ``visit(url, viewport=…, color_scheme=…, …)``.

    A page whose failure is the point is not ``watched``.
    """
    contexts: list[Any] = []
    complaints: list[str] = []

    def open_page(url: str, *, watched: bool = True, **options: Any) -> Page:
        options.setdefault("viewport", {"width": 1280, "height": 900})
        context = browser.new_context(**options)
        context.set_default_timeout(SLOW_MACHINE)
        contexts.append(context)
        page = context.new_page()
        if watched:
            watch(page, complaints)
        page.goto(url)
        return page

    yield open_page
    found = list(complaints)  # closing a page breaks off what it was loading: that is no complaint
    for context in contexts:
        context.close()
    assert not found, "\n".join(found)


@pytest.fixture
def app(serve: Serve, visit: Visit) -> Visit:
    """Open a page of the app at a link: ``app(query, path, viewport=…, …)``."""

    def open_app(query: str = "", path: str = "", **options: Any) -> Page:
        return visit(f"{serve(APP)}/{path}{'?' if query else ''}{query}", **options)

    return open_app


def watch(page: Page, complaints: list[str]) -> None:
    """Collect everything about a page that should not happen."""
    page.on("console", lambda m: m.type == "error" and _complain(complaints, m.location, m.text))
    page.on("pageerror", lambda error: complaints.append(f"exception: {error}"))
    page.on("requestfailed", lambda r: _failed(complaints, r.url, r.failure))
    page.on(
        "response", lambda r: r.status >= 400 and _complain(complaints, {"url": r.url}, r.status)
    )
    page.on(
        "request", lambda r: _is_local(r.url) or complaints.append(f"left the machine: {r.url}")
    )
    page.on(
        "websocket", lambda w: _is_local(w.url) or complaints.append(f"left the machine: {w.url}")
    )


def _complain(complaints: list[str], location: Any, what: Any) -> None:
    if not EXPECTED.search(location["url"]):
        complaints.append(f"{location['url']}: {what}")


def _failed(complaints: list[str], url: str, why: str | None) -> None:
    if why != "net::ERR_ABORTED":  # the page was left, or loaded anew, while it was still loading
        complaints.append(f"failed: {url} {why}")


def _is_local(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("data", "blob", "about", "file") or parts.hostname in (
        "127.0.0.1",
        "localhost",
    )


def _started(
    script: Path, more: Mapping[str, str], log: IO[bytes] | None
) -> tuple[str, subprocess.Popen[bytes]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = {
        "server.port": port,
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    } | {name.replace("_", "."): value for name, value in more.items()}
    flags = [text for name, value in options.items() for text in (f"--{name}", str(value))]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(script), *flags],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=log or subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + SLOW_MACHINE / 1000
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=10):  # noqa: S310  (our own)
                return url, process
        except OSError:
            time.sleep(0.1)
    process.kill()
    raise RuntimeError(f"no server for {script}: it ended, or took too long to start")


if __name__ == "__main__" and "--install" in sys.argv:
    install()
