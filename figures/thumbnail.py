"""A race as one small picture, for a card in a gallery."""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image

from core.arrays import Array
from experiments.trajectory import Trajectory
from figures.height_map import sample_heights, surface_of
from figures.styles import MAP_COLORS, STYLES
from figures.svg import pixels, points, stroke

WIDTH, HEIGHT = 320, 180  # pixels
BANDS = 14  # of height, so that their edges read as contour lines
Pixels = npt.NDArray[np.uint8]


def thumbnail(trajectories: Sequence[Trajectory], *, dark: bool = False) -> str:
    """Return an SVG of the paths of single runs over bands of height of the first one's surface."""
    surface = surface_of(trajectories[0].problem)
    box = surface.domain
    heights = sample_heights(surface, size=181)
    colors = MAP_COLORS["dark" if dark else "light"]
    image = png_url(shaded(heights.scaled(heights.value)[::-1], colors))
    paths = "".join(
        f'<polyline points="{points(pixels(run.theta[: int(run.last) + 1], box, WIDTH, HEIGHT))}"'
        f" {stroke(style, 2.5, dark=dark)}/>"
        for run, style in zip(trajectories, STYLES, strict=False)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<image href="{image}" width="{WIDTH}" height="{HEIGHT}"'
        f' preserveAspectRatio="none"/>{paths}</svg>'
    )


def png_url(image: Pixels) -> str:
    """Return an image ``(height, width, 3)`` as the ``data:`` URL of a PNG file."""
    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG", compress_level=9)
    return f"data:image/png;base64,{b64encode(file.getvalue()).decode()}"


def shaded(height: Array, colors: tuple[tuple[float, str], ...]) -> Pixels:
    """Return heights ``(rows, columns)`` as bands of colour, holes in that of the highest."""
    low, high = np.nanmin(height), np.nanmax(height)
    band = np.floor((height - low) / max(high - low, 1e-300) * BANDS) / BANDS
    return colored(np.nan_to_num(band, nan=1.0), colors)


def colored(share: Array, colors: tuple[tuple[float, str], ...]) -> Pixels:
    """Return the colours ``(..., 3)`` of shares, 0 to 1, along a scale."""
    stops = [at for at, _ in colors]
    channels = np.array([[int(color[i : i + 2], 16) for i in (1, 3, 5)] for _, color in colors])
    columns: list[Array] = [*channels.T]
    return np.stack([np.interp(share, stops, c) for c in columns], axis=-1).astype(np.uint8)
