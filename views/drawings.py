"""What several pages draw: the relief of a map, a swatch of a line style, an image."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

import numpy as np
import streamlit as st

from figures.relief import Relief, relief
from figures.styles import Style
from surfaces import Surface
from views.pieces import true_surface


def relief_of(surface: Surface) -> Relief:
    """Return the heights of a map; noise and batches do not change them."""
    true = true_surface(surface)
    return _remembered_relief(repr(true), true)


@st.cache_resource(max_entries=64, show_spinner=False)
def _remembered_relief(text: str, _surface: Surface) -> Relief:  # noqa: ARG001 - the cache key
    """Remember the heights of a map by the text of its surface."""
    return relief(_surface)


def swatch(style: Style) -> str:
    """Return a stroke in the style of an entrant, as HTML; its name stands beside it."""
    color = style.dark_color if st.context.theme.type == "dark" else style.color
    edges = np.cumsum([0, *(style.dash or (1, 0))])
    strokes = ",".join(
        f"{color if i % 2 == 0 else '#0000'} {edges[i]}px {edges[i + 1]}px"
        for i in range(len(edges) - 1)
    )
    return f'<i class="swatch" style="background:repeating-linear-gradient(90deg,{strokes})"></i>'


def image(svg: str, alt: str, css: str = "") -> str:
    """Return HTML that shows an SVG; the page would strip it if it stood there as it is."""
    return f'<img src="data:image/svg+xml,{quote(svg)}" alt="{escape(alt)}" style="{css}">'
