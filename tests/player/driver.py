"""What a person does with the player, and what they see, as a few words for tests."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect


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
            " return !p.mailbox.busy && !p.mailbox.waiting.size && !p.frame; }"
        )
        self.ask("await player.stage.turn")

    def ask(self, body: str, argument: Any = None) -> Any:
        """Evaluate JavaScript with ``player`` at hand; an expression, or a body with return."""
        code = body if "return" in body else f"return ({body})"
        return self.page.evaluate(
            f"async (given) => {{ const {{ player }} = document.querySelector('.player'); {code} }}",
            argument,
        )

    def pixel(self, entrant: int, step: int) -> tuple[float, float]:
        """Where a run is at a step, in pixels of its panel, as the player computes it."""
        x, y = self.ask(
            "const { path } = player.stage.runs[given[0]]; const t = given[1];"
            "return player.stage.projection.project(path.x[t], path.y[t], path.z[t]);",
            [entrant, step],
        )
        return x, y

    def ink(self, panel: int, x: float, y: float) -> tuple[int, int, int, int]:
        """The colour that the moving canvas of a panel has at a pixel."""
        return tuple(
            self.ask(
                "const [k, x, y] = given; const { ink } = player.stage.panels[k];"
                "const copy = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });"
                "const context = copy.getContext('2d', { willReadFrequently: true });"
                "context.drawImage(ink, -Math.round(x), -Math.round(y));"
                "return [...context.getImageData(0, 0, 1, 1).data];",
                [panel, x, y],
            )
        )

    def colors(self, panel: int) -> set[tuple[int, int, int]]:
        """All opaque colours on the moving canvas of a panel."""
        found = self.ask(
            "const { ink } = player.stage.panels[given];"
            "const { width, height } = ink;"
            "const copy = Object.assign(document.createElement('canvas'), { width, height });"
            "const context = copy.getContext('2d', { willReadFrequently: true });"
            "context.drawImage(ink, 0, 0);"
            "const data = context.getImageData(0, 0, width, height).data; const seen = new Set();"
            "for (let i = 0; i < data.length; i += 4)"
            "  if (data[i + 3] === 255) seen.add(data.slice(i, i + 3).join());"
            "return [...seen];",
            panel,
        )
        return {tuple(map(int, text.split(","))) for text in found}  # type: ignore[misc]  # three


def rgb(color: str) -> tuple[int, int, int]:
    """Read ``#rrggbb``."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
