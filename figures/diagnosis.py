"""Sharpness beside its stability limit, and the lengths of the steps, over one run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import plotly.graph_objects as go

from core.arrays import Array
from diagnosis import Diagnosis
from figures.styles import INK, STYLES, Style, color_of
from figures.thinning import Steps, largest

SHARP, LONG, CUT = STYLES[0], STYLES[3], STYLES[1]
POINTS = 1000
"""Of a curve, at most: of more steps, each bin shows its largest."""
HEIGHT = 430
FLOOR = 1e-300
"""Smaller values are left out of a logarithmic axis."""


def diagnosis_figure(diagnosis: Diagnosis, *, dark: bool = False) -> go.Figure:
    """Draw sharpness beside its limit above, step lengths beside lr·|g| below, both over steps.

    Both axes are logarithmic; what is not positive is a gap. Crosses mark the steps at which
    clipping acted, at the length that the slope would have given.
    """
    return go.Figure(
        [*_sharpness(diagnosis, dark), *_step_lengths(diagnosis, dark)], _layout(diagnosis, dark)
    )


def _sharpness(diagnosis: Diagnosis, dark: bool) -> Iterator[go.Scatter]:
    """Draw the largest curvature, and its limit for stability."""
    found = diagnosis.sharpness
    yield _curve(found.steps, found.largest, "sharpness", _line(SHARP, dark), "y")
    if found.limited:
        line = {"color": INK[dark], "dash": "dash", "width": 2}
        yield _curve(found.steps, found.limit, "allowed", line, "y")


def _step_lengths(diagnosis: Diagnosis, dark: bool) -> Iterator[go.Scatter]:
    """Draw the lengths of the steps, those of lr·|g|, and the steps that were clipped."""
    found = diagnosis.strides
    steps = np.arange(1, len(found.length) + 1)
    yield _curve(steps, found.length, "|Δθ|", _line(LONG, dark), "y2")
    if np.isfinite(found.plain).any():
        line = {"color": INK[dark], "dash": "dot", "width": 2}
        yield _curve(steps, found.plain, "lr·|g|", line, "y2")
    if diagnosis.clipping is not None and len(diagnosis.clipping.steps):
        cut = diagnosis.clipping.steps[diagnosis.clipping.steps <= len(steps)].astype(int)
        y = found.plain[cut - 1] if np.isfinite(found.plain).any() else found.length[cut - 1]
        kept = largest(y, POINTS)
        yield go.Scatter(
            x=cut[kept],
            y=_positive(y[kept]),
            yaxis="y2",
            name="clipped",
            mode="markers",
            marker={"symbol": "x-thin", "size": 7, "line": {**_line(CUT, dark), "width": 1.5}},
            hovertemplate="clipped<extra></extra>",
        )


def _curve(x: Array | Steps, y: Array, name: str, line: dict[str, Any], axis: str) -> go.Scatter:
    """Draw one curve; of a long one each bin shows its largest value."""
    kept = largest(y, POINTS)
    return go.Scatter(
        x=x[kept],
        y=_positive(y[kept]),
        yaxis=axis,
        name=name,
        line=line,
        mode="lines" if len(kept) > 2 else "lines+markers",
        hovertemplate="%{y:.3g}",
    )


def _line(style: Style, dark: bool) -> dict[str, Any]:
    return {"color": color_of(style, dark), "width": 2}


def _positive(values: Array) -> Array:
    """Leave a gap where there is no logarithm."""
    return np.where(values > FLOOR, values, np.nan)


def _layout(diagnosis: Diagnosis, dark: bool) -> go.Layout:
    """Lay one row above the other, over one axis of steps, with the legend on top."""
    above = "Preconditioned sharpness" if diagnosis.sharpness.preconditioned else "Sharpness λmax"
    axis = {
        "type": "log",
        "nticks": 5,
        "exponentformat": "power",
        "zeroline": False,
        "automargin": False,
    }
    titles = [
        {
            "text": text,
            "xref": "paper",
            "yref": "paper",
            "x": 0,
            "y": y,
            "yanchor": "bottom",
            "showarrow": False,
            "font": {"size": 14, "color": INK[dark]},
        }
        for text, y in ((above, 1.01), ("Step length", 0.45))
    ]
    return go.Layout(
        height=HEIGHT,
        yaxis={**axis, "domain": [0.56, 1]},
        yaxis2={**axis, "domain": [0, 0.44]},
        xaxis={
            "title": {"text": "step"},
            "anchor": "y2",
            "showgrid": False,
            "zeroline": False,
            "automargin": False,
        },
        annotations=titles,
        legend={"orientation": "h", "x": 0, "y": -0.16, "yanchor": "top"},
        margin={"l": 56, "r": 8, "t": 28, "b": 96, "autoexpand": False},
        hovermode="x unified",
    )
