"""Small pictures for the widgets: a swatch of a line style, a curve of a schedule."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

import numpy as np
import streamlit as st

from core.arrays import Array
from figures.styles import Style


def swatch(style: Style) -> str:
    """Return a stroke in the style of an entrant, as HTML; its name stands beside it."""
    color = style.dark_color if st.context.theme.type == "dark" else style.color
    edges = np.cumsum([0, *(style.dash or (1, 0))])
    strokes = ",".join(
        f"{color if i % 2 == 0 else '#0000'} {edges[i]}px {edges[i + 1]}px"
        for i in range(len(edges) - 1)
    )
    return f'<i class="swatch" style="background:repeating-linear-gradient(90deg,{strokes})"></i>'


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
