"""One run from the side: how sharp its ground was for its rate, and how long its steps were."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import plotly.graph_objects as go

from core.arrays import Array
from diagnosis import Diagnosis
from figures.styles import INK, STYLES, Style, color_of

SHARP, LONG, CUT = STYLES[0], STYLES[3], STYLES[1]
POINTS = 1000
"""Of a curve, at most: of more steps, each bin shows its largest."""
HEIGHT = 430
FLOOR = 1e-300
"""What is smaller has no place on a logarithmic axis."""


def diagnosis_figure(diagnosis: Diagnosis, *, dark: bool = False) -> go.Figure:
    """Draw sharpness beside its limit above, step lengths beside lr·|g| below, both over steps.

    Both axes are logarithmic; what is not positive is a gap. Crosses mark the steps at which
    clipping acted, at the length that the slope would have given.
    """
    return go.Figure(
        [*_sharpness(diagnosis, dark), *_strides(diagnosis, dark)], _layout(diagnosis, dark)
    )


def _sharpness(diagnosis: Diagnosis, dark: bool) -> Iterator[go.Scatter]:
    """Draw the largest curvature, and what the rate allows."""
    found = diagnosis.sharpness
    yield _curve(found.steps, found.largest, "sharpness", _line(SHARP, dark), "y")
    if found.limited:
        line = {"color": INK[dark], "dash": "dash", "width": 2}
        yield _curve(found.steps, found.limit, "allowed", line, "y")


def _strides(diagnosis: Diagnosis, dark: bool) -> Iterator[go.Scatter]:
    """Draw how far the steps went, how far rate and slope would, and where that was clipped."""
    found = diagnosis.strides
    steps = np.arange(1, len(found.length) + 1)
    yield _curve(steps, found.length, "|Δθ|", _line(LONG, dark), "y2")
    if np.isfinite(found.plain).any():
        line = {"color": INK[dark], "dash": "dot", "width": 2}
        yield _curve(steps, found.plain, "lr·|g|", line, "y2")
    if diagnosis.clipping is not None and len(diagnosis.clipping.steps):
        cut = diagnosis.clipping.steps[diagnosis.clipping.steps <= len(steps)]
        at = found.plain[cut - 1] if np.isfinite(found.plain).any() else found.length[cut - 1]
        x, y = _thinned(cut, at)
        yield go.Scatter(
            x=x,
            y=_positive(y),
            yaxis="y2",
            name="clipped",
            mode="markers",
            marker={"symbol": "x-thin", "size": 7, "line": {**_line(CUT, dark), "width": 1.5}},
            hovertemplate="clipped<extra></extra>",
        )


def _curve(steps: Array, held: Array, name: str, line: dict[str, Any], axis: str) -> go.Scatter:
    """Draw one curve."""
    x, y = _thinned(steps, held)
    return go.Scatter(
        x=x,
        y=_positive(y),
        yaxis=axis,
        name=name,
        line=line,
        mode="lines" if len(x) > 2 else "lines+markers",
        hovertemplate="%{y:.3g}",
    )


def _line(style: Style, dark: bool) -> dict[str, Any]:
    return {"color": color_of(style, dark), "width": 2}


def _positive(held: Array) -> Array:
    """Leave a gap where a logarithm has no place."""
    return np.where(held > FLOOR, held, np.nan)


def _thinned(x: Array, y: Array) -> tuple[Array, Array]:
    """Keep of each bin of a long curve the largest, and the step at which it was."""
    if len(x) <= POINTS:
        return x, y
    filled = np.nan_to_num(y, nan=-np.inf)
    bins = np.array_split(np.arange(len(y)), POINTS)
    index = np.array([part[np.argmax(filled[part])] for part in bins])
    return x[index], y[index]


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
