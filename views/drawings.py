"""Small pictures for the widgets: a swatch of a line style, a curve of a schedule."""

from __future__ import annotations

from html import escape

from core.arrays import Array
from figures.styles import Style


def swatch(style: Style) -> str:
    """Return an SVG of a line in the style of an entrant."""
    dash = " ".join(map(str, style.dash)) or "none"
    return (
        '<svg width="28" height="14" viewBox="0 0 28 14" aria-hidden="true">'
        f'<line x1="1" x2="27" y1="7" y2="7" stroke="{style.color}" stroke-width="3.5"'
        f' stroke-dasharray="{dash}"/></svg>'
    )


def curve(heights: Array, title: str, width: int = 240, height: int = 44) -> str:
    """Return an SVG of a curve ``(steps,)`` of numbers from 0 to 1, with its title to read out."""
    stride = max(1, len(heights) // width)
    shown = heights[::stride]
    top = max(1.0, float(shown.max()))
    points = " ".join(
        f"{i / max(1, len(shown) - 1) * width:.1f},{(1 - y / top) * (height - 4) + 2:.1f}"
        for i, y in enumerate(shown)
    )
    return (
        f'<svg role="img" aria-label="{escape(title)}" viewBox="0 0 {width} {height}"'
        f' style="width:100%;height:{height}px" preserveAspectRatio="none">'
        f'<polyline points="{points}" fill="none" stroke="currentColor" stroke-width="2"'
        ' vector-effect="non-scaling-stroke"/></svg>'
    )
