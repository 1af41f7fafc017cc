"""A race at one step as an SVG for print: contours, paths, symbols and a legend."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np

from core.arrays import Array
from experiments.trajectory import Trajectory
from figures.height_map import HeightMap
from figures.isolines import rings
from figures.styles import MAP_COLORS, STYLES, Style, color_of
from figures.svg import INK, Ink, axes, document, pixels, points, stroke, symbol, text
from figures.thumbnail import colored
from surfaces.base import Box, Point

Layout = Literal["overlaid", "side by side"]

BANDS = 15  # of height, as in the player
LEFT, RIGHT, TOP, BELOW = 46, 14, 12, 28  # pixels round a map, with the numbers of its axes
GAP = 20
TITLE = 20  # over a map that shows one run
ROW = 20  # of the legend
LETTER = 6.4  # estimated pixels of a letter
SWATCH = 40


class Frame(NamedTuple):
    """The size of a map in pixels, and the part of the plane that it shows."""

    width: float
    height: float
    box: Box

    def pixels(self, path: Array) -> Array:
        """Map points ``(k, 2)`` to pixels from the map's top left corner."""
        return pixels(path, self.box, self.width, self.height)


def race_svg(
    trajectories: Sequence[Trajectory],
    names: Sequence[str],
    heights: HeightMap,
    step: int | None = None,
    *,
    minima: Sequence[Point] = (),
    layout: Layout = "overlaid",
    dark: bool = False,
    title: str = "",
) -> str:
    """Return an SVG of single runs over the contours of a map, as far as they came at a step.

    Without a step, the whole runs. ``minima`` get a star; ``title`` is for screen readers.
    Raises ``ValueError`` unless there are 1 to 12 runs of two parameters, and as many names.
    """
    shapes = {run.theta.shape[1:] for run in trajectories}
    if not 1 <= len(trajectories) <= len(STYLES) or len(names) != len(trajectories):
        raise ValueError(f"a picture shows 1 to {len(STYLES)} runs with as many names")
    if shapes != {(2,)}:
        raise ValueError(f"a map shows single runs of two parameters, not {shapes}")
    step = max(run.steps for run in trajectories) if step is None else max(step, 0)
    ink = INK["dark" if dark else "light"]
    box = heights.box
    alone = layout == "side by side" and len(trajectories) > 1
    frame = Frame(300, 225, box) if alone else Frame(600, 450, box)
    columns = min(len(trajectories), 3 if len(trajectories) != 4 else 2) if alone else 1
    width = LEFT + columns * frame.width + (columns - 1) * GAP + RIGHT
    paths = [
        _run(*each, frame, step, ink, dark) for each in zip(trajectories, STYLES, strict=False)
    ]
    stars = _stars(minima, frame, ink)
    panels = [[path] for path in paths] if alone else [paths]
    drawn = ""
    top = TOP
    for k, panel in enumerate(panels):
        column, row = k % columns, k // columns
        x = LEFT + column * (frame.width + GAP)
        y = top + row * (frame.height + GAP + TITLE) + (TITLE if alone else 0)
        inside = f'<use href="#map"/><g clip-path="url(#frame)">{stars}{"".join(panel)}</g>'
        named = _entry(names[k], STYLES[k], 0, -10, ink, dark) if alone else ""
        lowest = k + columns >= len(panels)
        around = axes(box, frame.width, frame.height, ink, below=lowest, left=column == 0)
        drawn += f'<g transform="translate({x:g} {y:g})">{inside}{around}{named}</g>'
    rows = -(-len(panels) // columns)
    bottom = top + rows * (frame.height + (TITLE if alone else 0)) + (rows - 1) * GAP + BELOW
    if not alone:
        legend, lines = _legend(names, frame.width, ink, dark)
        drawn += f'<g transform="translate({LEFT} {bottom + 12})">{legend}</g>'
        bottom += lines * ROW + 4
    about = f"Paths of {', '.join(names)} after {step} steps, over contours of the loss."
    shared = (
        f'<defs><clipPath id="frame"><rect width="{frame.width}" height="{frame.height}"/>'
        f'</clipPath><g id="map">{_contours(heights, frame, ink, dark)}</g></defs>'
    )
    return document(width, bottom, ink, title, about, shared + drawn)


def _contours(heights: HeightMap, frame: Frame, ink: Ink, dark: bool) -> str:
    """Return bands of height, each over those below it; holes show the page."""
    height = heights.scaled(heights.value)
    low, high = float(np.nanmin(height)), float(np.nanmax(height))
    levels = [low, *np.linspace(low, high, BANDS + 1)[1:-1].tolist()] if high > low else [low]
    shades = colored(np.linspace(0, 1, BANDS), MAP_COLORS["dark" if dark else "light"])
    scale = np.array([frame.width / (len(heights.x) - 1), -frame.height / (len(heights.y) - 1)])
    bands = ""
    for shade, level in zip(shades, levels, strict=False):
        lines = [ring * scale + [0, frame.height] for ring in rings(height, level)]
        shape = "".join("M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in line) + "Z" for line in lines)
        fill = "#{:02x}{:02x}{:02x}".format(*shade)
        bands += f'<path d="{shape}" fill="{fill}"/>'
    return f'<g stroke="{ink.contour}" stroke-width="0.5" stroke-linejoin="round">{bands}</g>'


def _run(run: Trajectory, style: Style, frame: Frame, step: int, ink: Ink, dark: bool) -> str:
    """Return a path up to a step, with the run's symbol; a cross where it overflowed."""
    last = int(run.last)
    line = frame.pixels(run.theta[: min(step, last) + 1])
    x, y = line[-1]
    edge_x, edge_y = min(max(x, 0), frame.width), min(max(y, 0), frame.height)
    around = f'fill="none" stroke="{ink.page}" stroke-opacity="0.85" stroke-width="4.4"'
    look = f'fill="{color_of(style, dark=dark)}" stroke="{ink.page}" stroke-width="1.4"'
    path = points(line)
    head = symbol(style.marker, edge_x, edge_y, 5, look)
    if last < run.steps and step >= last:
        arms = f"M{edge_x - 6:.1f} {edge_y - 6:.1f}l12 12m0 -12l-12 12"
        head += f'<path d="{arms}" stroke="{"#ff6b6b" if dark else "#c81e1e"}" stroke-width="2.4"/>'
    return (
        f'<polyline points="{path}" {around} stroke-linejoin="round"/>'
        f'<polyline points="{path}" {stroke(style, 2.2, dark=dark)}/>{head}'
    )


def _stars(minima: Sequence[Point], frame: Frame, ink: Ink) -> str:
    """Return a star at each known minimum."""
    look = f'fill="{ink.star}" stroke="{ink.page}" stroke-width="1.2"'
    centres = frame.pixels(np.array(minima, float).reshape(-1, 2))
    return "".join(symbol("star", x, y, 8, look) for x, y in centres)


def _legend(names: Sequence[str], width: float, ink: Ink, dark: bool) -> tuple[str, int]:
    """Return a legend in columns as wide as its longest name, and how many rows it has."""
    longest = SWATCH + LETTER * max(map(len, names)) + GAP
    columns = min(len(names), max(1, int(width // longest)))
    entries = [
        _entry(name, style, k % columns * longest, k // columns * ROW, ink, dark)
        for k, (name, style) in enumerate(zip(names, STYLES, strict=False))
    ]
    return "".join(entries), -(-len(names) // columns)


def _entry(name: str, style: Style, x: float, y: float, ink: Ink, dark: bool) -> str:
    """Return a stroke and a symbol in the style of a run, and its name."""
    look = f'fill="{color_of(style, dark=dark)}"'
    return (
        f'<path d="M{x:g} {y:g}h32" {stroke(style, 2.2, dark=dark)}/>'
        + symbol(style.marker, x + 16, y, 4.5, look)
        + text(name, x + SWATCH, y + 4, ink)
    )
