"""What a person does with the player, and what they see, as a few words for tests."""

from __future__ import annotations

import base64
from typing import Any

from playwright.sync_api import Locator, Page, expect

# A canvas as [width, height, its bytes in base64].
COPY = """
  const { width, height } = player.stage.place;
  const [left, top] = player.stage.panels[given].corner;
  const copy = Object.assign(document.createElement('canvas'), { width, height });
  const context = copy.getContext('2d', { willReadFrequently: true });
  context.drawImage(player.stage.ink, -left, -top);
  const { data } = context.getImageData(0, 0, width, height);
  let text = '';
  for (let k = 0; k < data.length; k += 8192)
    text += String.fromCharCode(...data.subarray(k, k + 8192));
  return [width, height, btoa(text)];
"""


class Player:
    """A player on a page, ready to be used."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.get_by_test_id("player")
        page.locator("[data-testid=player][data-ready=true]").wait_for(timeout=30_000)

    @property
    def step(self) -> int:
        return int(self.root.get_attribute("data-step") or -1)

    @property
    def playing(self) -> bool:
        return self.root.get_attribute("data-playing") == "true"

    @property
    def plots(self) -> Locator:
        return self.root.locator(".player-plot")

    @property
    def start(self) -> Locator:
        return self.root.get_by_role("button", name="Start point")

    def press(self, name: str) -> None:
        self.root.get_by_role("button", name=name, exact=True).click()

    def seek(self, step: int) -> None:
        self.root.get_by_role("slider", name="Step").fill(str(step))
        expect(self.root).to_have_attribute("data-step", str(step))

    def settle(self) -> None:
        """Wait until what was asked for is drawn and no event is on its way."""
        self.page.wait_for_function(
            "() => { const p = document.querySelector('.player').player;"
            " return !p.mailbox.pending; }"
        )
        self.ask("await player.stage.turn")

    def ask(self, body: str, given: Any = None) -> Any:
        """Evaluate JavaScript with ``player`` at hand; an expression, or a body with return."""
        code = body if "return" in body else f"return ({body})"
        player = "const { player } = document.querySelector('.player');"
        return self.page.evaluate(f"async (given) => {{ {player} {code} }}", given)

    def pixel(self, entrant: int, step: int) -> tuple[float, float]:
        """Where a run is at a step, in pixels of its panel, as the player computes it."""
        x, y = self.ask(
            "const { path } = player.stage.runs[given[0]]; const t = given[1];"
            "return player.stage.projection.project(path.x[t], path.y[t], path.z[t]);",
            [entrant, step],
        )
        return x, y

    def ink(self, panel: int, x: float, y: float) -> tuple[int, ...]:
        """The colour that the moving canvas of a panel has at a pixel."""
        width, _, data = self._pixels(panel)
        k = 4 * (round(y) * width + round(x))
        return tuple(data[k : k + 3])

    def colors(self, panel: int) -> set[tuple[int, ...]]:
        """All opaque colours on the moving canvas of a panel."""
        _, _, data = self._pixels(panel)
        return {tuple(data[k : k + 3]) for k in range(0, len(data), 4) if data[k + 3] == 255}

    def _pixels(self, panel: int) -> tuple[int, int, bytes]:
        width, height, text = self.ask(COPY, panel)
        return width, height, base64.b64decode(text)


def rgb(color: str) -> tuple[int, int, int]:
    """Read ``#rrggbb``."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
