"""Small pictures for the widgets: a swatch of a line style, a curve of a schedule."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

import streamlit as st

from core.arrays import Array
from figures.styles import Style


def swatch(style: Style) -> str:
    """Return an image of a line in the style of an entrant; its name stands beside it."""
    color = style.dark_color if st.context.theme.type == "dark" else style.color
    dash = " ".join(map(str, style.dash)) or "none"
    return image(
        '<svg xmlns="http://www.w3.org/2000/svg" width="28" height="14">'
        f'<line x1="1" x2="27" y1="7" y2="7" stroke="{color}" stroke-width="3.5"'
        f' stroke-dasharray="{dash}"/></svg>',
        "",
    )


def curve(heights: Array, title: str, width: int = 240, height: int = 44) -> str:
    """Return an image of a curve ``(steps,)`` of numbers from 0 to 1; its title is read out."""
    shown = heights[:: max(1, len(heights) // width)]
    top = max(1.0, float(shown.max()))
    points = " ".join(
        f"{i / max(1, len(shown) - 1) * width:.1f},{(1 - y / top) * (height - 4) + 2:.1f}"
        for i, y in enumerate(shown)
    )
    return image(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<polyline points="{points}" fill="none" stroke="#808898" stroke-width="2"/></svg>',
        title,
    )


def image(svg: str, alt: str, css: str = "") -> str:
    """Return HTML that shows an SVG; the page would strip it if it stood there as it is."""
    return f'<img src="data:image/svg+xml,{quote(svg)}" alt="{escape(alt)}" style="{css}">'
