"""What several pages draw: a height map, a stroke in a line style, an image."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

import numpy as np
import streamlit as st

from experiments import Experiment
from figures.batch_surface import BatchSurface, sample_batch_surface
from figures.height_map import HeightMap, sample_heights
from figures.styles import STYLES, Style, color_of
from surfaces import Surface

CHART = {"displayModeBar": False}
"""How charts are shown: without Plotly's own buttons."""


def dark() -> bool:
    """Tell whether the page is dark."""
    return st.context.theme.type == "dark"


def height_map_of(surface: Surface) -> HeightMap:
    """Return the height map of a surface; noise and batches do not change it."""
    true = surface.true
    return _cached_height_map(repr(true), true)


@st.cache_resource(max_entries=64, show_spinner=False)
def _cached_height_map(text: str, _surface: Surface) -> HeightMap:  # noqa: ARG001 - the cache key
    """Keep a height map by the text of its surface."""
    return sample_heights(_surface)


def batch_surface_of(experiment: Experiment) -> BatchSurface:
    """Return the loss of each step, whoever takes part in the race."""
    surface, steps, seed = experiment.surface, experiment.steps, experiment.seed
    return _cached_batch_surface(f"{surface!r}, {steps}, {seed}", surface, steps, seed)


@st.cache_resource(max_entries=16, show_spinner=False)
def _cached_batch_surface(text: str, _surface: Surface, _steps: int, _seed: int) -> BatchSurface:  # noqa: ARG001 - the cache key
    """Keep the loss of each step by the text of what decides it."""
    return sample_batch_surface(_surface, _steps, _seed, _surface.domain)


def counted(number: float, noun: str) -> str:
    """Return a number of things in words: ``1 point``, ``2 points``."""
    return f"{number:.10g} {noun}{'s' * (number != 1)}"


def swatch(style: Style) -> str:
    """Return a stroke in the style of an entrant, as HTML; its name stands beside it."""
    color = color_of(style, dark())
    edges = np.cumsum([0, *(style.dash or (1, 0))])
    strokes = ",".join(
        f"{color if i % 2 == 0 else '#0000'} {edges[i]}px {edges[i + 1]}px"
        for i in range(len(edges) - 1)
    )
    return f'<i class="swatch" style="background:repeating-linear-gradient(90deg,{strokes})"></i>'


def named(place: int, name: str) -> str:
    """Return the name of an entrant beside its stroke, as HTML."""
    return f"{swatch(STYLES[place])} {escape(name)}"


def image(svg: str, alt: str, css: str = "") -> str:
    """Return HTML that shows an SVG; the page would strip it if it stood there as it is."""
    return f'<img src="data:image/svg+xml,{quote(svg)}" alt="{escape(alt)}" style="{css}">'
