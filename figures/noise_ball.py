"""The radius of the noise ball around the minimum, over the batch size."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from figures.styles import STYLES, color_of, dash_of
from studies.batch_sizes.facts import Facts
from studies.batch_sizes.noise_ball import Ball

ROUNDING = 1e-9
"""A smaller radius is that of a run without noise, and is left out."""


def balls(runs: Sequence[tuple[str, int, Facts]], *, dark: bool = False) -> go.Figure:
    """Draw the radius over the batch size, both logarithmic: measured as points, expected as rings.

    Each of ``runs`` is the order of its samples, its batch size, and its results; those without a
    noise ball are left out. Each order has its own colour, symbol and dashes.
    """
    traces: list[go.Scatter] = []
    for style, order in zip(STYLES, dict.fromkeys(order for order, _, _ in runs), strict=False):
        sizes = {size: facts for name, size, facts in runs if name == order}
        color = color_of(style, dark)
        law = _radii({size: facts.expected for size, facts in sizes.items()})
        seen = _radii({size: facts.measured for size, facts in sizes.items()})
        traces += [
            go.Scatter(
                x=[*law],
                y=[*law.values()],
                name=f"{order}, expected",
                mode="lines+markers",
                line={"color": color, "dash": dash_of(style), "width": 2},
                marker={"symbol": f"{style.marker}-open", "size": 16, "line": {"width": 1.5}},
                hovertemplate="expected %{y:.3g}<extra></extra>",
            ),
            go.Scatter(
                x=[*seen],
                y=[*seen.values()],
                name=f"{order}, measured",
                mode="markers",
                marker={"color": color, "symbol": style.marker, "size": 8},
                hovertemplate="measured %{y:.3g}<extra></extra>",
            ),
        ]
    sizes = sorted({size for trace in traces for size in trace.x})
    return go.Figure([trace for trace in traces if trace.x], _layout(sizes))


def _radii(balls: Mapping[int, Ball | None]) -> dict[int, float]:
    """Return the radii that can be shown on a logarithmic axis, by batch size."""
    return {
        size: ball.radius
        for size, ball in balls.items()
        if ball and ROUNDING < ball.radius < math.inf
    }


def _layout(sizes: Sequence[int]) -> go.Layout:
    """Lay out two logarithmic axes, with the legend below, where a phone has room for it."""
    axis = {"type": "log", "automargin": True}
    return go.Layout(
        height=340,
        margin={"l": 10, "r": 10, "t": 10, "b": 10},
        xaxis={**axis, "title": "batch size B", "tickvals": sizes, "ticktext": [*map(str, sizes)]},
        yaxis={**axis, "title": "radius of the ball", "exponentformat": "power"},
        legend={"orientation": "h", "yanchor": "top", "y": -0.25, "x": 0},
        hovermode="x",
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
    )
