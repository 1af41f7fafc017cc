"""What a person does with the player, and what they see, as a few words for tests."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from playwright.sync_api import Locator, Page, expect

from tests.browser import settled

# Canvases, each drawn at a place, as [width, height, their bytes in base64].
COPY = """
  player.draw(); // what is shown now, and not when the machine next has time for a frame
  const { width, height, canvases } = given(player);
  const copy = Object.assign(document.createElement('canvas'), { width, height });
  const context = copy.getContext('2d', { willReadFrequently: true });
  for (const [canvas, left, top] of canvases) context.drawImage(canvas, left, top);
  const { data } = context.getImageData(0, 0, width, height);
  let text = '';
  for (let k = 0; k < data.length; k += 8192)
    text += String.fromCharCode(...data.subarray(k, k + 8192));
  return [width, height, btoa(text)];
"""


PANEL = """({ landscape }) => {
  const [left, top] = landscape.panels[%d].corner;
  return { ...landscape.layout, canvases: [[landscape.canvas.element, -left, -top]] };
}"""
CHART = """({ charts }) => {
  const { geometry: { width, height }, past, cursor } = charts.charts[%d];
  const strip = cursor.hidden ? 0 : cursor.getBoundingClientRect().left;
  const shown = [[past, 0, 0], [cursor, Math.round(strip - past.getBoundingClientRect().left), 0]];
  return { width, height, canvases: cursor.hidden ? shown.slice(0, 1) : shown };
}"""
GROUND = """({ landscape: { layout, stepLosses } }) => ({
  ...layout, canvases: [[stepLosses.losses.canvas, 0, 0]],
})"""
ALL = """({ landscape: { layout, canvas } }) => ({
  ...layout, canvases: [[canvas.element, 0, 0]],
})"""


class Player:
    """A player on a page, ready to be used."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.get_by_test_id("player")
        page.locator("[data-testid=player][data-ready=true]").wait_for()

    @property
    def step(self) -> int:
        return int(self.root.get_attribute("data-step") or -1)

    @property
    def plots(self) -> Locator:
        return self.root.locator(".player-plot")

    @property
    def start(self) -> Locator:
        return self.root.get_by_role("button", name="Start point")

    def shows(self, step: int) -> None:
        """Wait until it shows a step."""
        expect(self.root).to_have_attribute("data-step", str(step))

    def plays(self, *, yes: bool = True) -> None:
        """Wait until it plays, or does not."""
        expect(self.root).to_have_attribute("data-playing", str(yes).lower())

    def press(self, name: str) -> None:
        self.root.get_by_role("button", name=name, exact=True).click()

    def seek(self, step: int) -> None:
        self.root.get_by_role("slider", name="Step").fill(str(step))
        self.shows(step)

    def settle(self) -> None:
        """Wait until what was asked for is drawn, no event is on its way, and nothing moves."""
        self.page.wait_for_function(
            "() => { const p = document.querySelector('.player').player;"
            " return !p.start.outbox.pending('start'); }"
        )
        settled(self.page)
        self.ask("await player.refresh()")

    @contextmanager
    def answered(self) -> Iterator[None]:
        """Wait until the server has answered what is done meanwhile, to the last word of it."""
        ran = self.page.get_by_test_id("ran")
        settled(self.page)
        before = ran.inner_text()
        yield
        expect(ran).not_to_have_text(before)
        settled(self.page)

    def ask(self, body: str, given: Any = None) -> Any:
        """Evaluate JavaScript with ``player``, ``landscape`` at hand: an expression, or a body."""
        code = body if "return" in body else f"return ({body})"
        player = "const { player } = document.querySelector('.player');"
        player += "const { landscape } = player;"
        return self.page.evaluate(f"async (given) => {{ {player} {code} }}", given)

    def pixel(self, entrant: int, step: int) -> tuple[float, float]:
        """Where a run is at a step, in pixels of its panel, as the player computes it."""
        x, y = self.ask(
            "const { path } = landscape.runs[given[0]]; const t = given[1];"
            "return landscape.projection.project(path.x[t], path.y[t], path.z[t]);",
            [entrant, step],
        )
        return x, y

    def ink(self, panel: int, x: float, y: float) -> tuple[int, ...]:
        """The colour that the moving canvas of a panel has at a pixel."""
        return tuple(self.pixels(PANEL % panel)[round(y), round(x), :3].tolist())

    def colors(self, panel: int) -> set[tuple[int, ...]]:
        """All opaque colours on the moving canvas of a panel."""
        drawn = self.pixels(PANEL % panel)
        return {tuple(color) for color in drawn[drawn[..., 3] == 255][:, :3].tolist()}

    def pixels(self, canvases: str) -> np.ndarray:
        """What canvases show, ``(height, width, 4)``."""
        width, height, text = self.ask(COPY.replace("given", f"({canvases})"))
        return np.frombuffer(base64.b64decode(text), np.uint8).reshape(height, width, 4)


def rgb(color: str) -> tuple[int, int, int]:
    """Read ``#rrggbb``."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
