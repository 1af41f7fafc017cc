"""Parts of SVG drawings: paths and symbols in the styles of runs, axes, text, the document."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

import numpy as np

from core.arrays import Array
from figures.styles import Style, color_of
from surfaces.base import Box

SMALLEST = 0.7  # pixels that a path moves before it gets another point
FAR = 10.0  # widths of the picture from it, beyond which no path is drawn
FONT = 'font-family="Helvetica, Arial, sans-serif" font-size="12"'


class Ink(NamedTuple):
    """The colours of a theme."""

    page: str
    text: str
    axis: str
    contour: str
    star: str


INK = {
    "light": Ink("#ffffff", "#1f2430", "#6b7280", "#8a99ad", "#b45309"),
    "dark": Ink("#0e1117", "#fafafa", "#a3a8b4", "#0b0e12", "#fcd34d"),
}


def document(width: float, height: float, ink: Ink, title: str, about: str, body: str) -> str:
    """Return a drawing as an SVG file; ``about`` describes it to screen readers."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}"'
        f' viewBox="0 0 {width:g} {height:g}" role="img" {FONT}>'
        f"<title>{escape(title or about)}</title><desc>{escape(about)}</desc>"
        f'<rect width="100%" height="100%" fill="{ink.page}"/>{body}</svg>'
    )


def text(words: str, x: float, y: float, ink: Ink, more: str = "") -> str:
    """Return a line of text; ``more`` are further attributes."""
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{ink.text}" {more}>{escape(words)}</text>'


def axes(
    box: Box, width: float, height: float, ink: Ink, *, below: bool = True, left: bool = True
) -> str:
    """Return the frame of a map, with numbers below it and on its left where asked for."""
    marks = [f'<rect width="{width:g}" height="{height:g}" fill="none" stroke="{ink.axis}"/>']
    for axis, numbered, length, spacing in ((0, below, width, 75), (1, left, height, 55)):
        low, high = box.low[axis], box.high[axis]
        for value in ticks(low, high, max(3, round(length / spacing))) if numbered else ():
            at = (value - low) / (high - low) * length
            number = f"{value + 0.0:.6g}".replace("-", "−")  # no -0
            if axis == 0:
                marks.append(f'<path d="M{at:.1f} {height:g}v5" stroke="{ink.axis}"/>')
                marks.append(text(number, at, height + 18, ink, 'text-anchor="middle"'))
            else:
                marks.append(f'<path d="M0 {height - at:.1f}h-5" stroke="{ink.axis}"/>')
                marks.append(text(number, -8, height - at + 4, ink, 'text-anchor="end"'))
    return "".join(marks)


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
