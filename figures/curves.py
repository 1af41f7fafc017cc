"""Curves and bands in the styles of the entrants, on axes that suit losses and rates."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from core.arrays import Array
from figures.styles import PAGE, Style, color_of, dash_of
from figures.thinning import Steps

SMALLEST = 1e-16
"""Heights above the minimum below this are rounding errors: a logarithmic axis ends here."""


def see_through(color: str, part: float) -> str:
    """Return a colour ``#rrggbb`` of which only a part covers what is behind it."""
    red, green, blue = (int(color[k : k + 2], 16) for k in (1, 3, 5))
    return f"rgba({red},{green},{blue},{part:g})"


def curve(
    x: Array | Steps, y: Array, style: Style, name: str, *, dark: bool = False, **more: Any
) -> go.Scatter:
    """Draw a curve; where it is not finite is a gap."""
    return go.Scatter(
        x=x,
        y=np.where(np.isfinite(y), y, np.nan),
        name=name,
        mode="lines",
        line={"color": color_of(style, dark), "dash": dash_of(style), "width": 2.5},
        legendgroup=name,
        **more,
    )


def band(
    x: Array, low: Array, high: Array, style: Style, name: str, *, dark: bool = False
) -> go.Scatter:
    """Fill what lies between two curves, where both are finite, in the colour of a style."""
    sound = np.isfinite(low) & np.isfinite(high)
    x, low, high = x[sound], low[sound], high[sound]
    return go.Scatter(
        x=np.concatenate([x, x[::-1]]),
        y=np.concatenate([high, low[::-1]]),
        fill="toself",
        fillcolor=see_through(color_of(style, dark), 0.16),
        line={"width": 0},
        mode="lines",
        name=name,
        legendgroup=name,
        showlegend=False,
        hoverinfo="skip",
    )


def points(
    x: Sequence[float] | Array,
    y: Sequence[float] | Array,
    style: Style,
    name: str,
    *,
    dark: bool = False,
    **more: Any,
) -> go.Scatter:
    """Draw points with the marker of a style."""
    marker = {
        "color": color_of(style, dark),
        "symbol": style.marker,
        "size": 11,
        "line": {"width": 1.5, "color": PAGE[dark]},
    }
    return go.Scatter(x=x, y=y, mode="markers", marker=marker, name=name, legendgroup=name, **more)


def chart(
    traces: Sequence[Any],
    x: str,
    y: str,
    *,
    log_x: bool = False,
    log_y: bool = False,
    height: int = 380,
    **more: Any,
) -> go.Figure:
    """Lay curves out over two axes with titles, their names in a row below."""
    figure = go.Figure(list(traces))
    axis = {"zeroline": False, "exponentformat": "power", "automargin": True}
    figure.update_layout(
        xaxis={**axis, "title": {"text": x}, "type": "log" if log_x else "linear"},
        yaxis={**axis, "title": {"text": y}, "type": "log" if log_y else "linear"},
        height=height,
        margin={"l": 56, "r": 12, "t": 12, "b": 48},
        legend={"orientation": "h", "yref": "container", "y": 0, "yanchor": "bottom", "x": 0},
        hovermode="closest",
        **more,
    )
    return figure


def above(value: Array, floor: float | None) -> Array:
    """Return heights above a floor, fit for a logarithmic axis; as they are if there is none."""
    return value if floor is None else np.maximum(value - floor, SMALLEST)


def loss_title(floor: float | None) -> str:
    """Return the title of an axis of losses."""
    return "loss" if floor is None else "loss above the minimum"


def limit_y(
    figure: go.Figure, low: float, high: float, *, log: bool, above: float = 0.06
) -> go.Figure:
    """Limit the vertical axis to a range, with a margin of 6 % below and a part of it above."""
    if log:
        low, high = float(np.log10(low)), float(np.log10(high))
    size = (high - low) or 1.0
    return figure.update_yaxes(range=[low - 0.06 * size, high + above * size])
