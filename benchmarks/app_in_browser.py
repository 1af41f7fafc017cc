"""The complete page in a real browser: frames, a change's way to the picture, bytes, loading.

Eight optimizers, 500 steps, the default race. A change is an arrow key on a learning rate's slider;
it is timed from the key to the frame after the new paths are drawn. Bytes are those of the messages
that the page receives. Loading is timed in a fresh browser context, with nothing cached.

    python -m benchmarks.app_in_browser
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from core.commands import command
from tests.browser import launch, serving

APP = Path(__file__).parents[1] / "app.py"
READY = "[data-testid=player][data-ready=true]"
SECONDS_OF_PLAY = 6
CHANGES = 30
LOADS = 5
SETTLING = 2000  # milliseconds that the browser's own new window takes to load, which is not ours

WATCH = """() => {
  window.pictures = [];
  const note = (key) => window.pictures.push(performance.now() - key);
  const drawn = (key) => requestAnimationFrame(() => setTimeout(() => note(key)));
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.name === "player:picture") drawn(window.keyed);
  }).observe({ type: "measure" });
  addEventListener("keydown", () => (window.keyed = performance.now()), true);
}"""
FRAMES = """(seconds) => new Promise((resolve) => {
  const times = [];
  const tick = (now) => {
    times.push(now);
    if (now - times[0] < seconds * 1000) requestAnimationFrame(tick);
    else resolve(times);
  };
  requestAnimationFrame(tick);
})"""


class Received:
    """Adds up the bytes of the messages that a page receives."""

    def __init__(self, page: Page) -> None:
        """Listen from now on."""
        self.bytes = 0
        session: CDPSession = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.webSocketFrameReceived", self._add)

    def _add(self, event: dict) -> None:
        frame = event["response"]
        binary = frame["opcode"] == 2  # then it is told in base64
        self.bytes += len(frame["payloadData"]) * 3 // 4 if binary else len(frame["payloadData"])

    def take(self) -> int:
        """Return what came since the last call."""
        taken, self.bytes = self.bytes, 0
        return taken


def new_page(browser: Browser) -> Page:
    """Open an empty page in a context of its own, with nothing cached."""
    return browser.new_context(viewport={"width": 1440, "height": 1000}).new_page()


def loading(browser: Browser, url: str) -> list[float]:
    """Return seconds from the address to the playing race, each in a fresh context."""
    seconds: list[float] = []
    for _ in range(LOADS):
        page = new_page(browser)
        page.wait_for_timeout(SETTLING)
        begin = time.perf_counter()
        page.goto(url)
        page.wait_for_selector(f"{READY}[data-playing=true]")
        seconds.append(time.perf_counter() - begin)
        page.context.close()
    return seconds


def playing(page: Page) -> np.ndarray:
    """Return the milliseconds of each frame while a race plays."""
    page.get_by_role("button", name="Restart").click()
    page.get_by_role("button", name="Play").click()
    page.wait_for_timeout(300)
    return np.diff(page.evaluate(FRAMES, SECONDS_OF_PLAY))


def changes(page: Page, received: Received) -> tuple[list[float], list[int]]:
    """Return milliseconds to the picture and bytes of each change of a learning rate."""
    page.evaluate(WATCH)
    page.get_by_role("slider", name="Learning rate 7").focus()
    sizes = []
    for change in range(CHANGES):
        received.take()
        page.keyboard.press("ArrowLeft" if change % 8 < 4 else "ArrowRight")
        page.wait_for_function(f"window.pictures.length > {change}")
        page.wait_for_timeout(600)
        sizes.append(received.take())
    return page.evaluate("window.pictures"), sizes


def main() -> None:
    """Print a table of everything."""
    with sync_playwright() as playwright, serving(APP) as url:
        browser = launch(playwright)

        seconds = statistics.median(loading(browser, url))
        print(f"cold load to the playing race     {seconds:6.2f} s median of {LOADS}")
        page = new_page(browser)
        received = Received(page)
        page.goto(url)
        page.wait_for_selector(READY)
        page.wait_for_timeout(2000)
        for layout, dimension in (
            ("Side by side", "2D"),
            ("Overlaid", "2D"),
            ("Side by side", "3D"),
        ):
            page.get_by_text(layout, exact=True).click()
            page.get_by_text(dimension, exact=True).click()
            page.wait_for_timeout(3000)
            frames = playing(page)
            print(
                f"{layout.lower():13} {dimension}   {1000 / np.median(frames):6.1f} frames/s,"
                f" frame time p95 {np.quantile(frames, 0.95):5.1f} ms"
            )
        page.get_by_text("2D", exact=True).click()
        page.wait_for_timeout(9000)
        milliseconds, sizes = changes(page, received)
        print(
            f"a change to its picture           {statistics.median(milliseconds):6.0f} ms median,"
            f" p95 {np.quantile(milliseconds, 0.95):.0f} ms, of {CHANGES}"
        )
        print(f"bytes for a change                {statistics.median(sizes):6.0f}")
        received.take()
        page.get_by_text("Overlaid", exact=True).click()  # told to the page, whose race is the same
        page.wait_for_timeout(2000)
        print(f"bytes for a rerun of nothing new  {received.take():6.0f}")
        browser.close()


if __name__ == "__main__":
    command(main)
