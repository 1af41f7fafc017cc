"""A real browser, servers for it to visit, and pages that fail on anything a person would not see.

A page is watched while a test uses it: an error in the console, an exception, a failed request or
a request to anywhere but this machine fails the test.
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
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Error, Page, Playwright, sync_playwright

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
# Opened at a deep link, Streamlit first looks for its server below that path, and is told 404.
EXPECTED = re.compile(r"/_stcore/(health|host-config)$")

Serve = Callable[[Path], str]
Visit = Callable[..., Page]


def launch(playwright: Playwright) -> Browser:
    """Launch the first browser there is: on the path, installed elsewhere, or Playwright's own.

    Raises ``RuntimeError``, saying how to mend it, if there is none.
    """
    on_path = [{"executable_path": path} for path in map(shutil.which, BROWSERS) if path]
    for choice in [*on_path, {"channel": "chrome"}, {"channel": "msedge"}, {}]:
        try:
            return playwright.chromium.launch(args=list(FLAGS), **choice)
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
def serving(script: Path) -> Iterator[str]:
    """Serve a Streamlit script for a while; yield its address."""
    url, process = _started(script)
    try:
        yield url
    finally:
        process.terminate()
        process.wait(timeout=10)


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
    """Open an address in a context of its own: ``visit(url, viewport=…, color_scheme=…, …)``."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def open_page(url: str, **options: Any) -> Page:
        options.setdefault("viewport", {"width": 1280, "height": 900})
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        watch(page, complaints)
        page.goto(url)
        return page

    yield open_page
    found = list(complaints)  # closing a page breaks off what it was loading: that is no complaint
    for context in contexts:
        context.close()
    assert not found, "\n".join(found)


def watch(page: Page, complaints: list[str]) -> None:
    """Collect everything about a page that should not happen."""
    page.on("console", lambda m: m.type == "error" and _complain(complaints, m.location, m.text))
    page.on("pageerror", lambda error: complaints.append(f"exception: {error}"))
    page.on("requestfailed", lambda r: complaints.append(f"failed: {r.url} {r.failure}"))
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


def _is_local(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("data", "blob", "about", "file") or parts.hostname in (
        "127.0.0.1",
        "localhost",
    )


def _started(script: Path) -> tuple[str, subprocess.Popen[bytes]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = {
        "server.port": port,
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    flags = [text for name, value in options.items() for text in (f"--{name}", str(value))]
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(script), *flags],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1):  # noqa: S310  (our own)
                return url, process
        except OSError:
            time.sleep(0.1)
    process.kill()
    raise RuntimeError(f"no server for {script} within a minute")


if __name__ == "__main__" and "--install" in sys.argv:
    install()
