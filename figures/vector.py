"""What drawings in SVG are made of: paths in their styles, symbols, numbers along an axis."""

from __future__ import annotations

import numpy as np

from core.arrays import Array
from figures.styles import Style, color_of
from surfaces.base import Box

SMALLEST = 0.7  # pixels that a path moves before it gets another point
FAR = 10.0  # pictures beyond the picture, farther than which no path is drawn


def pixels(path: Array, box: Box, width: float, height: float) -> Array:
    """Map points ``(k, 2)`` of a box to the pixels of a picture of this size, upside down."""
    low, high = np.array(box.low), np.array(box.high)
    with np.errstate(over="ignore"):
        there = (path - low) / (high - low) * [width, -height] + [0, height]
    return np.clip(there, -FAR * width, FAR * width)


def points(path: Array) -> str:
    """Return pixels ``(k, 2)`` as SVG points, without moves too small to see."""
    moved = np.abs(np.diff(path, axis=0)).max(axis=1, initial=0).cumsum() // SMALLEST
    kept = np.concatenate([[True], np.diff(moved, prepend=-1) > 0])
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in path[kept])


def stroke(style: Style, width: float, *, dark: bool) -> str:
    """Return the attributes of a line in the style of a run."""
    dash = " ".join(map(str, style.dash)) or "none"
    return (
        f'fill="none" stroke="{color_of(style, dark)}" stroke-width="{width:g}"'
        f' stroke-dasharray="{dash}" stroke-linejoin="round"'
    )


def symbol(name: str, x: float, y: float, radius: float, look: str) -> str:
    """Return a symbol, by its name in Plotly, of about this radius: ``look`` is its attributes."""
    if name == "circle":
        return f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{radius:g}" {look}/>'
    corners = SYMBOLS[name] * radius + [x, y]
    return f'<polygon points="{" ".join(f"{u:.2f},{v:.2f}" for u, v in corners)}" {look}/>'


def ticks(low: float, high: float, about: int) -> list[float]:
    """Return about so many round numbers of a range: steps of 1, 2 or 5 times a power of ten."""
    rough = (high - low) / about
    power = 10.0 ** np.floor(np.log10(rough))
    step = power * next(m for m in (1, 2, 5, 10) if m * power >= rough * (1 - 1e-9))
    first, last = np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9)
    return [step * k for k in range(int(first), int(last) + 1)]


def _polygon(corners: int, turn: float, radius: float) -> Array:
    angle = turn + np.arange(corners) * 2 * np.pi / corners
    return radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def _plus(turn: float) -> Array:
    arm = np.array([[0.45, -0.45], [1.3, -0.45], [1.3, 0.45]])
    turns = turn + np.arange(4) * np.pi / 2
    turned = [[[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]] for a in turns]
    return np.concatenate([arm @ np.array(one) for one in turned])


SYMBOLS = {
    "square": _polygon(4, np.pi / 4, 1.2),
    "triangle-up": _polygon(3, -np.pi / 2, 1.35),
    "diamond": _polygon(4, 0.0, 1.3),
    "cross": _plus(0.0),
    "x": _plus(np.pi / 4),
    "star": _polygon(10, -np.pi / 2, 1.0) * np.where(np.arange(10) % 2, 0.42, 1.0)[:, None],
}
"""Corners ``(k, 2)`` on the unit circle's scale; the sizes look alike."""
