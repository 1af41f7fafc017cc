"""The largest curvatures of a network at its initial points, with and without normalization."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from figures.styles import STYLES, color_of
from studies.initial_curvature import CurvatureRange

ROW = 52  # pixels


def sharpness(spectra: Sequence[CurvatureRange], *, dark: bool = False) -> go.Figure:
    """Draw a row of points for each kind of network, and a stroke at the median of each row.

    Networks with batch normalization have another colour and another symbol than those without.
    """
    traces: list[go.Scatter] = []
    for spectrum in spectra:
        style = STYLES[int(spectrum.batch_norm)]
        color, row = color_of(style, dark), network_name(spectrum)
        traces += [
            go.Scatter(
                x=spectrum.sharpness,
                y=[row] * len(spectrum.sharpness),
                mode="markers",
                marker={"color": color, "symbol": style.marker, "size": 10, "opacity": 0.6},
                hovertemplate="largest curvature %{x:.3g}<extra></extra>",
            ),
            go.Scatter(
                x=[np.median(spectrum.sharpness)],
                y=[row],
                mode="markers",
                marker={"symbol": "line-ns", "size": 26, "line": {"width": 3, "color": color}},
                hovertemplate="median %{x:.3g}<extra></extra>",
            ),
        ]
    return go.Figure(traces, _layout(len(spectra)))


def network_name(spectrum: CurvatureRange) -> str:
    """Name a kind of network."""
    return f"{spectrum.activation.title}, {'normalised' if spectrum.batch_norm else 'plain'}"


def _layout(rows: int) -> go.Layout:
    """Lay the rows out from top to bottom over one logarithmic axis."""
    return go.Layout(
        showlegend=False,
        height=ROW * rows + 70,
        margin={"l": 10, "r": 10, "t": 10, "b": 50},
        xaxis={
            "type": "log",
            "title": "largest curvature λ",
            "exponentformat": "power",
            "dtick": 1,
        },
        yaxis={"autorange": "reversed", "automargin": True},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
    )
