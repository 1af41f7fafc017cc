"""A race as one small still picture, for a card in a gallery."""

from __future__ import annotations

import struct
import zlib
from base64 import b64encode
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from experiments.trajectory import Trajectory
from figures.height_map import relief
from figures.styles import MAP_COLORS, STYLES
from figures.vector import pixels, points, stroke
from surfaces.base import Surface

WIDTH, HEIGHT = 320, 180  # pixels
BANDS = 14  # of height, so that their edges read as contour lines
Pixels = npt.NDArray[np.uint8]


def thumbnail(trajectories: Sequence[Trajectory], *, dark: bool = False) -> str:
    """Return an SVG of the paths of single runs over bands of height of the first one's surface."""
    surface: Surface = trajectories[0].problem  # type: ignore[assignment] - a surface has a map
    box = surface.domain
    ground = relief(surface, size=181)
    heights = ground.height(ground.value)[::-1]
    land = png(shaded(heights, MAP_COLORS["dark" if dark else "light"]))
    paths = "".join(
        f'<polyline points="{points(pixels(run.theta[: int(run.last) + 1], box, WIDTH, HEIGHT))}"'
        f" {stroke(style, 2.5, dark=dark)}/>"
        for run, style in zip(trajectories, STYLES, strict=False)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<image href="data:image/png;base64,{b64encode(land).decode()}" width="{WIDTH}"'
        f' height="{HEIGHT}" preserveAspectRatio="none"/>{paths}</svg>'
    )


def png(pixels: Pixels) -> bytes:
    """Return the PNG file of an image ``(height, width, 3)`` of bytes.

    PNG specification, third edition, https://www.w3.org/TR/png-3/: colour type 2, no filter.
    """
    height, width, _ = pixels.shape
    rows = np.concatenate([np.zeros((height, 1), np.uint8), pixels.reshape(height, -1)], axis=1)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes(), 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def shaded(height: Array, colors: tuple[tuple[float, str], ...]) -> Pixels:
    """Return heights ``(rows, columns)`` as bands of colour, holes in that of the highest."""
    low, high = np.nanmin(height), np.nanmax(height)
    band = np.floor((height - low) / max(high - low, 1e-300) * BANDS) / BANDS
    return colored(np.nan_to_num(band, nan=1.0), colors)


def colored(share: Array, colors: tuple[tuple[float, str], ...]) -> Pixels:
    """Return the colours ``(..., 3)`` of shares, 0 to 1, along a scale."""
    stops = [at for at, _ in colors]
    channels = np.array([[int(color[i : i + 2], 16) for i in (1, 3, 5)] for _, color in colors])
    return np.stack([np.interp(share, stops, c) for c in channels.T], axis=-1).astype(np.uint8)
