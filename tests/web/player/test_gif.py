"""The animated GIF that a person saves, as another program reads it."""

from __future__ import annotations

import base64
import io

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from figures.styles import STYLES
from tests.web.player.driver import rgb
from tests.web.player.saving import fetched
from web.assets import HERE
from web.player.view import View

pytestmark = pytest.mark.browser

PALETTE_ERROR = 12
"""Of a channel, for what is drawn in a single colour: a cell of the palette is 8 wide."""


def frames(raw: bytes) -> tuple[Image.Image, list[np.ndarray], list[int]]:
    """Read a GIF: what it says of itself, its frames ``(height, width, 3)``, and milliseconds."""
    image = Image.open(io.BytesIO(raw))
    pictures, times = [], []
    for k in range(image.n_frames):
        image.seek(k)
        pictures.append(np.asarray(image.convert("RGB")).astype(int))
        times.append(image.info["duration"])
    return image, pictures, times


@pytest.mark.parametrize(
    ("dimension", "scheme", "width"), [("2d", "light", 800), ("3d", "dark", 1500)]
)
def test_it_shows_the_race_from_its_start_to_its_end(opened, dimension, scheme, width):
    player = opened(
        View(layout="overlaid", dimension=dimension),
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
    )
    player.seek(25)
    name, raw = fetched(player, "Save animated GIF")
    assert name == "rosenbrock-s-banana-valley.gif"
    assert len(raw) < 8_000_000
    expect(player.root.locator(".player-told")).to_contain_text("GIF, ")
    expect(player.root).to_have_attribute("data-step", "25")  # the page is as it was
    image, pictures, times = frames(raw)
    assert (image.n_frames, image.info["loop"]) == (101, 0)
    assert times == [70] * 100 + [2500]
    assert image.width <= 900
    seen = player.ask("player.element.getBoundingClientRect().width") + 32
    assert image.width == pytest.approx(min(900, seen), abs=2)

    for step, frame in ((0, pictures[0]), (60, pictures[-1])):
        player.seek(step)
        _, png = fetched(player, "Save picture")
        sharp = Image.open(io.BytesIO(png)).convert("RGB")
        same = np.asarray(sharp.resize(image.size, Image.Resampling.BOX)).astype(int)
        away = np.abs(frame - same).max(axis=2)
        assert np.mean(away <= PALETTE_ERROR) > 0.9
        plain = np.ptp(np.stack([np.roll(same, k, axis) for k in (-2, -1, 0, 1, 2)
                                 for axis in (0, 1)]), axis=0).max(axis=2) == 0  # fmt: skip
        assert plain.mean() > 0.3
        assert np.percentile(away[plain], 99.9) <= PALETTE_ERROR, "where nothing is near an edge"
    assert np.abs(pictures[0] - pictures[-1]).max() > 100


def test_paths_keep_their_colours(opened):
    player = opened(View(), viewport={"width": 800, "height": 900})
    image, pictures, _ = frames(fetched(player, "Save animated GIF")[1])
    player.seek(60)
    for k, style in enumerate(STYLES[:3]):
        x, y = player.pixel(k, 60)
        left, top, width = player.ask(
            "return [...player.stage.panels[given].corner, player.element.offsetWidth];", k
        )
        scale = image.width / (width + 32)
        i, j = round((top + 42 + y) * scale), round((left + 16 + x) * scale)
        there = pictures[-1][i - 4 : i + 5, j - 4 : j + 5].reshape(-1, 3)
        assert np.abs(there - rgb(style.color)).max(axis=1).min() <= PALETTE_ERROR, style


def test_it_can_be_given_up_and_then_nothing_is_saved(opened):
    player = opened(View(layout="overlaid"))
    player.seek(40)
    downloads = []
    player.page.on("download", lambda one: downloads.append(one))  # noqa: PLW0108 - it is marked
    player.press("Save animated GIF")
    expect(player.root.locator(".player-told")).to_contain_text("%")
    player.press("Cancel GIF")
    expect(player.root.get_by_role("button", name="Save animated GIF")).to_be_visible()
    expect(player.root.locator(".player-told")).to_be_hidden()
    expect(player.root).to_have_attribute("data-step", "40")
    player.press("Save animated GIF")
    expect(player.root.locator(".player-told")).to_contain_text("%")
    player.seek(7)
    expect(player.root.get_by_role("button", name="Save animated GIF")).to_be_visible()
    assert player.step == 7, "whoever moves the race has it where they moved it"
    assert downloads == []


ENCODE = """async ([code, frames, width, height, colors]) => {
  const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const { Gif } = await import(address);
  const gif = new Gif(width, height, colors);
  for (const [text, time] of frames) {
    gif.add(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)), time);
  }
  const bytes = new Uint8Array(await gif.blob().arrayBuffer());
  let letters = "";
  for (let k = 0; k < bytes.length; k += 8192)
    letters += String.fromCharCode(...bytes.subarray(k, k + 8192));
  return btoa(letters);
}"""


@pytest.mark.parametrize("kind", ["chance", "flat", "runs", "one changed", "the same"])
def test_every_pixel_is_what_another_program_reads(visit, kind):
    """Chance fills the dictionary again and again; flat fields make the longest strings."""
    chance = np.random.default_rng(7)
    shape = (123, 217)
    first = chance.integers(0, 255, shape)
    second = {
        "chance": chance.integers(0, 255, shape),
        "flat": np.full(shape, 3),
        "runs": np.repeat(chance.integers(0, 4, (shape[0], 31)), 7, axis=1),
        "one changed": np.where(np.arange(shape[1]) == 40, 9, first),
        "the same": first,
    }[kind]
    colors = chance.integers(0, 256, (255, 3))
    page = visit("about:blank")
    given = [
        [base64.b64encode(frame.astype(np.uint8).tobytes()).decode(), time]
        for frame, time in ((first, 5), (second, 300))
    ]
    code = (HERE / "player" / "gif.js").read_text(encoding="utf-8")
    text = page.evaluate(ENCODE, [code, given, shape[1], shape[0], colors.tolist()])
    image, pictures, times = frames(base64.b64decode(text))
    assert (image.size, times) == (shape[::-1], [50, 3000])
    np.testing.assert_array_equal(pictures[0], colors[first])
    np.testing.assert_array_equal(pictures[1], colors[second])


def test_every_length_of_a_string_is_read(visit):
    """The last code may fall on where codes get longer: all lengths up to there and beyond."""
    page = visit("about:blank")
    chance = np.random.default_rng(1)
    code = (HERE / "player" / "gif.js").read_text(encoding="utf-8")
    colors = chance.integers(0, 256, (255, 3))
    for length in (1, 2, 253, 254, 255, 256, 257, 765, 766, 767, 768, 3836, 3837, 3838, 3839, 3840):
        pixels = chance.permutation(np.arange(length) * 97 % 255)[None]
        given = [[base64.b64encode(pixels.astype(np.uint8).tobytes()).decode(), 5]]
        text = page.evaluate(ENCODE, [code, given, length, 1, colors.tolist()])
        _, pictures, _ = frames(base64.b64decode(text))
        np.testing.assert_array_equal(pictures[0], colors[pixels])
