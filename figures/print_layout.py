"""A figure as it leaves the page: with a title, its own size, and the colours of a theme."""

from __future__ import annotations

import json
from typing import Any

import plotly.graph_objects as go

from core.verbatim import in_plotly
from figures.svg import INK

INVITATION = "<br>click to race"
"""Ends the hover text of a point that a click opens; files leave it out."""
WIDTH = 960
"""Of a picture for slides and print, in pixels."""
TITLE, BELOW = 44, 48
"""Pixels for a title, and below a figure without animation."""
FONT = "Helvetica, Arial, sans-serif"


def printed(
    figure: go.Figure, title: str = "", *, dark: bool = False, still: bool = False
) -> dict[str, Any]:
    """Return what plotly.js draws of a figure: its data, layout and frames, as plain JSON.

    What belongs to the page is left out: points that a click would open, and the page's own theme;
    of one that stands ``still``, also its animation.
    """
    ink = INK["dark" if dark else "light"]
    held = go.Figure(figure)
    for trace in held.data:
        trace.update(customdata=None)
        if trace.hovertemplate:
            trace.update(hovertemplate=trace.hovertemplate.replace(INVITATION, ""))
    line = "#3b424d" if dark else "#d3d8e0"
    axis = {"gridcolor": line, "linecolor": ink.axis, "tickcolor": ink.axis}
    held.update_layout(
        template="none",
        width=WIDTH,
        font={"family": FONT, "size": 13, "color": ink.text},
        paper_bgcolor=ink.page,
        plot_bgcolor=ink.page,
        hoverlabel={"bgcolor": ink.page, "font": {"color": ink.text}},
    )
    held.update_xaxes(**axis)
    held.update_yaxes(**axis)
    if still and held.frames:
        below = (held.layout.margin.b or BELOW) - BELOW  # where its controls stood
        held.layout.updatemenus, held.layout.sliders, held.frames = (), (), ()
        held.update_layout(height=held.layout.height - below, margin={"b": BELOW})
    if title:
        top = held.layout.margin.t or 0
        more = 0 if held.layout.title.text else TITLE  # there is room for one already
        held.update_layout(
            title={"text": in_plotly(title), "x": 0.01, "y": 1, "yanchor": "top", "pad": {"t": 14}},
            margin={"t": top + more},
            height=(held.layout.height or 450) + more,
        )
    return json.loads(held.to_json())
