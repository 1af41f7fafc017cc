"""A measure in many draws of the noise, as a strip plot."""

from __future__ import annotations

import math

import numpy as np

from core.arrays import Array
from figures.styles import INK, STYLES, color_of

WIDTH, HEIGHT = 420, 74  # units of the picture
EDGE, TOP, FOOT = 12, 10, 50
ROWS = 7
"""Rows over which neighbours are dealt out, so that dots lie side by side."""
DECADES = 20.0
"""Largest value over smallest, from which on the axis is logarithmic."""


def strip(values: Array, limit: float, *, dark: bool = False) -> str:
    """Return an SVG of values ``(draws,)``, their mean as a stroke, and a bound as a dashed one.

    Values that are not finite lie at the right edge.
    """
    finite = values[np.isfinite(values)]
    shown = np.append(finite, limit)
    log = bool(shown.min() > 0 and shown.max() > DECADES * shown.min())
    low, high = float(shown.min()), float(shown.max())
    start, end = (math.log(low), math.log(high)) if log else (low, high)

    def across(value: float) -> float:
        if not math.isfinite(value):
            return WIDTH - EDGE
        part = ((math.log(value) if log else value) - start) / (end - start or 1.0)
        return EDGE + part * (WIDTH - 2 * EDGE)

    ink, blue = INK[dark], color_of(STYLES[0], dark)
    dots = "".join(
        f'<circle cx="{across(float(value)):.1f}" cy="{TOP + 5 * (k % ROWS):g}" r="2.2"/>'
        for k, value in enumerate(np.sort(values))
    )
    lines = [(limit, 'stroke-dasharray="4 3"', "goal")]
    if finite.size == values.size:
        lines.append((float(np.mean(values)), "", "mean"))
    (first, *_), *_ = sorted(lines)
    marks = "".join(
        f'<path d="M{across(at):.1f} 4V{FOOT}" stroke="{ink}" stroke-width="1.5" {dash}/>'
        f'<text x="{across(at):.1f}" y="{HEIGHT - (14 if at == first else 2)}" fill="{ink}"'
        f' text-anchor="{_anchor(across(at))}">{name} {at:.3g}</text>'
        for at, dash, name in lines
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' font-family="sans-serif" font-size="11">'
        f'<g fill="{blue}" fill-opacity="0.55">{dots}</g>{marks}</svg>'
    )


def _anchor(x: float) -> str:
    """Return on which side of a stroke its words stand, so that they stay in the picture."""
    return "start" if x < WIDTH / 4 else "end" if x > 3 * WIDTH / 4 else "middle"
