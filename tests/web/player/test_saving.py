"""The picture that a person saves, against what the page shows."""

from __future__ import annotations

import base64
import time

import numpy as np
import pytest
from playwright.sync_api import expect

from figures.styles import STYLES
from tests.browser import fits
from tests.web.player.driver import ALL, Player, rgb
from tests.web.player.saving import fetched
from web.player.view import View

pytestmark = pytest.mark.browser


PIXELS = """async (text) => {
  const image = new Image();
  image.src = `data:image/png;base64,${text}`;
  await image.decode();
  const { width, height } = image;
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  let letters = "";
  for (let k = 0; k < data.length; k += 8192)
    letters += String.fromCharCode(...data.subarray(k, k + 8192));
  return [width, height, btoa(letters)];
}"""


SHARPNESS = "[landscape.canvas.element.width, landscape.canvas.element.clientWidth]"


def saved(player: Player) -> tuple[str, np.ndarray]:
    """Save the picture; return its name and its pixels ``(height, width, 4)``."""
    name, raw = fetched(player, "Save picture")
    assert raw.startswith(b"\x89PNG")
    width, height, text = player.page.evaluate(PIXELS, base64.b64encode(raw).decode())
    pixels = np.frombuffer(base64.b64decode(text), np.uint8).reshape(height, width, 4)
    return name, pixels


def nearby(pixels: np.ndarray, x: float, y: float, color: tuple[int, int, int]) -> bool:
    """Whether a colour is to be found within three pixels of a place of the page."""
    i, j = round(2 * y), round(2 * x)
    there = pixels[i - 6 : i + 7, j - 6 : j + 7, :3].reshape(-1, 3).astype(int)
    return bool((np.abs(there - color).sum(axis=1) < 12).any())


def corner(player: Player, panel: int) -> tuple[float, float]:
    """Where a panel's picture begins, in pixels of the page within the saved picture."""
    left, top, width = player.ask(
        "const [left, top] = landscape.panels[given].corner;"
        "const { width } = player.element.getBoundingClientRect();"
        "return [left, top, width];",
        panel,
    )
    return left + 16, top + 16 + (26 if width >= 560 else 52)


@pytest.mark.parametrize("dimension", ["2d", "3d"])
def test_heads_are_where_the_page_has_them_at_twice_its_sharpness(opened, dimension):
    player = opened(View(dimension=dimension))
    player.seek(40)
    player.settle()
    name, pixels = saved(player)
    assert name == "rosenbrock-s-banana-valley-step-40.png"
    width = player.ask("player.element.getBoundingClientRect().width")
    assert pixels.shape[1] == round(2 * (width + 32))
    assert (pixels[..., 3] == 255).all()
    assert tuple(pixels[0, 0, :3]) == (255, 255, 255)
    for k, style in enumerate(STYLES[:3] if dimension == "2d" else ()):
        x, y = player.pixel(k, 40)
        left, top = corner(player, k)
        assert nearby(pixels, left + x, top + y, rgb(style.color)), style
    left, top = (round(2 * place) for place in corner(player, 0))
    place = player.ask("landscape.layout")
    panel = pixels[top : top + 2 * place["height"], left : left + 2 * place["width"], :3]
    shades = np.unique(panel.reshape(-1, 3), axis=0)
    assert len(shades) > 100, "the landscape is there"
    if dimension == "3d":
        scene = (
            "({ landscape: { layout, panels } }) =>"
            " ({ ...layout, canvases: [[panels[0].scene, 0, 0]] })"
        )
        shown = player.pixels(scene)[..., 3] > 200
        drawn = panel[::2, ::2].max(axis=2) < 250
        assert shown.mean() > 0.05
        assert (shown & drawn).sum() / (shown | drawn).sum() > 0.85, "seen from the same side"


def test_the_page_is_as_it_was_and_as_sharp_as_the_screen(opened):
    player = opened(View(layout="overlaid"))
    player.seek(25)
    player.settle()
    before = player.ask(SHARPNESS)
    shown = player.pixels(ALL)
    saved(player)
    player.settle()
    player.shows(25)
    player.plays(yes=False)
    assert player.ask(SHARPNESS) == before
    after = player.pixels(ALL)
    assert np.array_equal(shown, after)


def test_what_has_not_happened_yet_stays_faint_in_the_charts(opened):
    player = opened(View(layout="overlaid"))
    player.seek(30)
    player.settle()
    _, pixels = saved(player)
    left, top, width, height = player.ask(
        "const chart = player.charts.charts[0];"
        "const { left, top } = chart.body.getBoundingClientRect();"
        "const all = player.element.getBoundingClientRect();"
        "const panels = landscape.element.getBoundingClientRect();"
        "const { frame } = chart.geometry;"
        "return [left - all.left + frame.left + 16, top - panels.top + 42 + frame.top,"
        " frame.width, frame.height];"
    )
    rows = slice(round(2 * top), round(2 * (top + height)))
    middle, end = round(2 * (left + width / 2)), round(2 * (left + width))
    color = np.array(rgb(STYLES[1].color))

    def inked(columns: slice) -> int:
        there = pixels[rows, columns, :3].astype(int)
        return int((np.abs(there - color).sum(axis=-1) < 12).sum())

    assert inked(slice(round(2 * left), middle - 20)) > 200
    assert inked(slice(middle + 20, end)) == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_telephone_saves_a_picture_too(opened, scheme):
    player = opened(View(), viewport={"width": 390, "height": 844}, color_scheme=scheme)
    player.seek(60)
    player.settle()
    _, pixels = saved(player)
    assert tuple(pixels[0, 0, :3]) == ((23, 22, 20) if scheme == "dark" else (255, 255, 255))
    x, y = player.pixel(2, 60)
    left, top = corner(player, 2)
    style = STYLES[2]
    color = rgb(style.dark_color if scheme == "dark" else style.color)
    assert nearby(pixels, left + x, top + y, color)
    fits(player.page)


def test_where_a_screen_has_more_pixels_the_picture_and_the_canvas_have_them(opened):
    player = opened(View(layout="overlaid"), device_scale_factor=3)
    player.seek(60)
    player.settle()
    sizes = (
        "const { width, clientWidth } = landscape.canvas.element;"
        "return [width, clientWidth, landscape.element.clientWidth];"
    )
    pixels_of, width, whole = player.ask(sizes)
    assert width == whole
    assert pixels_of == pytest.approx(3 * width, abs=2)  # widths of the page may be fractions
    _, pixels = saved(player)
    assert pixels.shape[1] == pytest.approx(3 * (width + 32), abs=3)


FILMED = """async ([kind, text]) => {
  const video = Object.assign(document.createElement("video"), { muted: true });
  video.src = `data:${kind};base64,${text}`;
  await new Promise((done, failed) => { video.onloadeddata = done; video.onerror = failed; });
  const { videoWidth: width, videoHeight: height } = video;
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const shot = () => {
    context.drawImage(video, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    let letters = "";
    for (let k = 0; k < data.length; k += 8192)
      letters += String.fromCharCode(...data.subarray(k, k + 8192));
    return btoa(letters);
  };
  const first = shot();
  const ended = new Promise((done) => (video.onended = done));
  await video.play();
  await ended;
  return [width, height, video.currentTime, first, shot()];
}"""


def test_a_video_shows_the_race_from_its_start_to_its_end(opened, visit):
    player = opened(View(layout="overlaid"))
    player.root.get_by_label("Speed").select_option("4")
    player.seek(30)
    player.settle()
    video, began = player.root.locator("[data-act=video]"), time.monotonic()
    with player.page.expect_download() as download:
        player.press("Record video")
        expect(video).to_have_attribute("aria-pressed", "true")
    taken = time.monotonic() - began
    name = download.value.suggested_filename
    assert name in ("rosenbrock-s-banana-valley.mp4", "rosenbrock-s-banana-valley.webm")
    player.shows(60)
    player.plays(yes=False)
    expect(video).to_have_attribute("aria-pressed", "false")
    raw = base64.b64encode(download.value.path().read_bytes()).decode()
    screen = visit("about:blank")  # a file that plays a race loads nothing, no video either
    kind = f"video/{name.rpartition('.')[2]}"
    width, height, seconds, *shots = screen.evaluate(FILMED, [kind, raw])
    whole = player.ask("player.element.getBoundingClientRect().width")
    assert width == pytest.approx(whole + 32, abs=2)
    # 7 seconds at four times the speed and one for the end; longer where frames come late.
    assert 2 < seconds < max(6, taken)
    first, last = (
        np.frombuffer(base64.b64decode(shot), np.uint8).reshape(height, width, 4)[..., :3]
        for shot in shots
    )
    left, top = corner(player, 0)
    x, y = (round(place) for place in player.pixel(1, 60))
    square = (
        slice(round(top) + y - 2, round(top) + y + 3),
        slice(round(left) + x - 2, round(left) + x + 3),
    )
    color = np.array(rgb(STYLES[1].color))
    away = [
        np.abs(shot[square].reshape(-1, 3).mean(axis=0) - color).sum() for shot in (first, last)
    ]
    assert away[1] < 60 < 150 < away[0], "the second run's head, in the colours of a video"


def test_who_pauses_ends_the_video(opened):
    player = opened(View(layout="overlaid"))
    player.root.get_by_label("Speed").select_option("0.25")
    with player.page.expect_download() as download:
        player.press("Record video")
        player.page.wait_for_function("() => document.querySelector('.player').dataset.step > 1")
        player.press("Record video")
    assert player.step < 30
    assert download.value.path().stat().st_size > 1000
