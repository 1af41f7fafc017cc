"""Basin maps as one SVG: their pixels as images, axes and legend as shapes and text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.arrays import Array
from figures.basins import (
    LISTED,
    OUTCOMES,
    Entry,
    Paint,
    Show,
    legend,
    minimum_paint,
    reached,
    scale_position,
    shade,
    step_colors,
    step_range,
    step_ticks,
)
from figures.race_svg import BELOW, GAP, LEFT, LETTER, RIGHT, ROW, TITLE, TOP
from figures.svg import INK, Ink, axes, document, pixels, text
from figures.thumbnail import Pixels, png_url
from studies import Basins, Ending
from surfaces.base import Box

SIDE = 512
"""Pixels along a map, or about so many: each start is a square of whole ones."""
STRIPES = 40
"""Across a map, where a kind of start is striped."""
PATCH = 12
MARKED = 200
"""Minima that are marked, the most reached first."""
SCALE = 260
"""Pixels of the scale of steps."""


def basin_svg(
    maps: Sequence[Basins], names: Sequence[str], show: Show, *, dark: bool = False, title: str = ""
) -> str:
    """Return an SVG of maps of one surface and one size, side by side, with a legend.

    ``title`` stands over them. Raises ``ValueError`` unless there are as many names as maps.
    """
    if not maps or len(maps) != len(names):
        raise ValueError(f"{len(maps)} maps need as many names, not {len(names)}")
    ink = INK["dark" if dark else "light"]
    side = maps[0].size * max(1, round(SIDE / maps[0].size))
    columns = min(len(maps), 2)
    width = LEFT + columns * side + (columns - 1) * (GAP + LEFT) + RIGHT
    scale = step_range(maps)
    box = extent(maps[0])
    top = TOP + (TITLE + 8 if title else 0)
    drawn = text(title, LEFT, TOP + 12, ink, 'font-size="16" font-weight="600"') if title else ""
    for k, (one, name) in enumerate(zip(maps, names, strict=True)):
        x = LEFT + k % columns * (side + GAP + LEFT)
        y = top + TITLE + k // columns * (side + TITLE + BELOW + GAP)
        image = png_url(painted(one, show, scale))
        drawn += (
            f'<g transform="translate({x} {y})">'
            + text(name, 0, -8, ink, 'font-weight="600"')
            + f'<image href="{image}" width="{side}" height="{side}"'
            ' preserveAspectRatio="none" style="image-rendering:pixelated"/>'
            + _marks(maps, box, side)
            + axes(box, side, side, ink)
            + "</g>"
        )
    rows = -(-len(maps) // columns)
    bottom = top + rows * (side + TITLE + BELOW) + (rows - 1) * GAP + 16
    entries, height = _legend(show, maps, scale, width - LEFT - RIGHT, ink)
    drawn += f'<g transform="translate({LEFT} {bottom})">{entries}</g>'
    bottom += height + 8
    about = f"Maps of where each start ends: {', '.join(names)}."
    return document(width, bottom, ink, title, about, drawn)


def painted(one: Basins, show: Show, scale: tuple[float, float]) -> Pixels:
    """Return the colour of every start ``(size, size, 3)``, the highest row first.

    ``scale`` is the fewest and the most steps on the scale of colours, see ``step_range``.
    """
    striped = np.add.outer(np.arange(one.size), np.arange(one.size))
    period = max(4, int(one.size / STRIPES + 0.5))
    stripe = (striped % period < period / 2).astype(int)
    ending = one.ending.astype(int)
    outcome = _palette([OUTCOMES[each] for each in Ending])[ending, stripe]
    if show == "outcome":
        return outcome[::-1]
    if show == "steps":
        paints, index = [Paint(color) for color in step_colors()], shade(one.arrived, *scale)
    else:
        paints = [minimum_paint(k) for k in range(max(1, one.minima.shape[1]))]
        index = np.maximum(one.label, 0)
    reaching = _palette(paints)[index.astype(int), 0]
    return np.where((one.label >= 0)[..., None], reaching, outcome)[::-1]


def extent(one: Basins) -> Box:
    """Return the part of the plane that a map shows, to the outer edges of its pixels."""
    x, y = one.x, one.y
    half = (x[1] - x[0]) / 2, (y[1] - y[0]) / 2
    low = float(x[0] - half[0]), float(y[0] - half[1])
    return Box(low, (float(x[-1] + half[0]), float(y[-1] + half[1])))


def _palette(paints: Sequence[Paint]) -> Pixels:
    """Return colours and the colours of their stripes, ``(paints, 2, 3)``."""
    both = [(one.color, one.stripe or one.color) for one in paints]
    return np.array(
        [[[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in one] for one in both], "u1"
    )


def _marks(maps: Sequence[Basins], box: Box, side: int) -> str:
    """Return a cross at each minimum that any start reaches, with its number if they are few."""
    order = reached(maps)
    few = len(order) <= LISTED
    arm = 4.0 if few else 2.2
    marks: list[str] = []
    crosses = pixels(maps[0].minima.T[order[:MARKED]], box, side, side)
    for k, (x, y) in zip(order, crosses.tolist(), strict=False):
        if not (0 <= x <= side and 0 <= y <= side):
            continue
        cross = (
            f"M{x - arm:.1f} {y - arm:.1f}l{2 * arm} {2 * arm}m0 {-2 * arm}l{-2 * arm} {2 * arm}"
        )
        for color, width in (("#ffffff", arm + 1), ("#111111", arm / 2)):
            marks.append(f'<path d="{cross}" stroke="{color}" stroke-width="{width:g}"/>')
        if few:
            right = x + 22 < side
            marks.append(
                f'<text x="{x + (8 if right else -8):.1f}" y="{y + 4.5:.1f}" font-size="13"'
                f' text-anchor="{"start" if right else "end"}" font-weight="600" fill="#111111"'
                f' stroke="#ffffff" stroke-width="3.5" paint-order="stroke">{k + 1}</text>'
            )
    return "".join(marks)


def _legend(
    show: Show, maps: Sequence[Basins], scale: tuple[float, float], width: float, ink: Ink
) -> tuple[str, float]:
    """Return what the colours mean, and how high that is."""
    drawn, top = _scale(*scale, ink) if show == "steps" else ("", 0.0)
    entries = legend(show, maps)
    words = [one.words for one in entries[:LISTED]]
    if len(entries) > LISTED:
        words.append(f"and {len(entries) - LISTED} more")
    if not words:
        return drawn, top
    wide = PATCH + 8 + LETTER * max(map(len, words)) + GAP
    columns = max(1, int(width // wide))
    for k, label in enumerate(words):
        x, y = k % columns * wide, top + k // columns * ROW
        if k < LISTED:
            drawn += _patch(entries[k], x, y)
        drawn += text(label, x + PATCH + 8, y + 10, ink)
    return drawn, top + -(-len(words) // columns) * ROW


def _patch(entry: Entry, x: float, y: float) -> str:
    """Return a square of a colour, with its stripes."""
    color, stripe = entry.paint.color, entry.paint.stripe
    square = (
        f'<rect x="{x:g}" y="{y:g}" width="{PATCH}" height="{PATCH}" fill="{color}"'
        ' stroke="#8a8f98" stroke-width="0.8"/>'
    )
    if not stripe:
        return square
    half = PATCH / 2
    line = f"M{x:g} {y + half:g}l{half:g} {-half:g}M{x:g} {y + PATCH:g}l{PATCH} -{PATCH}"
    return f'{square}<path d="{line}" stroke="{stripe}" stroke-width="3"/>'


def _scale(low: float, high: float, ink: Ink) -> tuple[str, float]:
    """Return the colour bar of the steps, and how high it is."""
    colors = step_colors()[:: len(step_colors()) // 64]
    wide = SCALE / len(colors)
    bar = "".join(
        f'<rect x="{k * wide:.2f}" width="{wide + 0.5:.2f}" height="{PATCH}" fill="{color}"/>'
        for k, color in enumerate(colors)
    )
    values = step_ticks(low, high)
    marked: Array = SCALE * scale_position(np.array(values), low, high)
    marks = "".join(
        text(str(value), at, PATCH + 15, ink, 'text-anchor="middle"')
        for value, at in zip(values, marked.tolist(), strict=True)
    )
    return f"{bar}{marks}{text('steps', SCALE + 16, PATCH - 1, ink)}", PATCH + 28
