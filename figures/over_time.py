"""The state of a rule and its effective learning rates, over the steps of a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle, product
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from core.arrays import Array
from diagnosis.inspection import Inspection
from diagnosis.state_symmetry import Symmetry
from figures.inside import field_styles
from figures.styles import INK, color_of
from figures.thinning import Steps, extremes

RATE = ("#57606a", "#b6bec8")
DASHES = ("solid", "dash", "dot", "dashdot")
RATES = "Effective learning rate"
MOST = 9
"""Entries of a field that are drawn: one with more is left out."""
POINTS = 1500
"""Of a curve, at most: of a longer one, each bin keeps its least and its greatest value."""
SPAN = 1e3
"""Largest over smallest entry, from which on an axis is logarithmic."""
ROW = 130  # pixels


def over_time(
    inspection: Inspection,
    t: int,
    layer: int,
    natures: Mapping[str, Symmetry],
    *,
    dark: bool = False,
) -> go.Figure:
    """Draw the loss, the fields of a layer's state by entry, and the effective learning rates.

    The rate of a coordinate is how far a step moved it over the slope that it had there,
    ``inspection.rates``; where there was no slope is a gap. A cursor stands at step ``t``.
    """
    style = field_styles([*inspection.fields(layer)])
    steps = np.arange(inspection.steps + 1)
    curves = [
        TimeCurves(_titled(name, natures), steps, held, color_of(style[name], dark))
        for name, held in inspection.fields(layer).items()
        if is_drawable(held)
    ]
    last = int(inspection.trajectory.last)
    value = np.where(steps <= last, inspection.trajectory.value[: len(steps)], np.nan)
    curves.insert(0, TimeCurves("Loss", steps, value, INK[dark]))
    curves.append(TimeCurves(RATES, steps[1:], inspection.rates, RATE[dark]))
    traces = [trace for row, shown in enumerate(curves, 1) for trace in _traces(shown, row)]
    return go.Figure(traces, _layout(curves, t, dark))


class TimeCurves(NamedTuple):
    """What one row shows."""

    title: str
    steps: Steps
    """``(T,)``."""
    held: Array
    """``(T, *shape)``."""
    color: str


def _titled(name: str, natures: Mapping[str, Symmetry]) -> str:
    """Name a field, and say what it is."""
    return f"{name}: {natures[name]}" if name in natures else name


def _traces(curves: TimeCurves, row: int) -> Iterator[go.Scatter]:
    """Draw the entries of a field."""
    entries = curves.held.reshape(len(curves.held), -1).T
    for entry, name, dash in zip(entries, _names(curves.held.shape[1:]), cycle(DASHES)):
        kept = extremes(entry, POINTS)
        yield go.Scatter(
            x=curves.steps[kept],
            y=entry[kept],
            yaxis=f"y{row}",
            name=name,
            mode="lines" if len(kept) > 2 else "lines+markers",
            line={"color": curves.color, "dash": dash, "width": 2},
        )


def _layout(curves: Sequence[TimeCurves], t: int, dark: bool) -> go.Layout:
    """Lay the rows out above one axis of steps, with a cursor through all of them."""
    share = 1 / len(curves)
    tops = [1 - k * share for k in range(len(curves))]
    axes: dict[str, Any] = {
        f"yaxis{k}": {
            "domain": [top - 0.78 * share, top - 0.16 * share],
            "type": "log" if _spread(shown.held) else "linear",
            "nticks": 4,
            "zeroline": False,
            "exponentformat": "power",
            "automargin": False,
            "tickformat": "" if _spread(shown.held) else ".3~g",
        }
        for k, (top, shown) in enumerate(zip(tops, curves, strict=True), 1)
    }
    titles = [
        {
            "text": shown.title,
            "xref": "paper",
            "yref": "paper",
            "x": 0,
            "y": top,
            "yanchor": "middle",
            "showarrow": False,
            "font": {"size": 14},
        }
        for top, shown in zip(tops, curves, strict=True)
    ]
    cursor = {"type": "line", "x0": t, "x1": t, "y0": 0.22 * share, "y1": 1, "yref": "paper"}
    return go.Layout(
        **axes,
        xaxis={
            "title": {"text": "step"},
            "anchor": f"y{len(curves)}",
            "showgrid": False,
            "zeroline": False,
            "automargin": False,
        },
        annotations=titles,
        shapes=[{**cursor, "line": {"color": INK[dark], "width": 1.5}}],
        height=ROW * len(curves) + 60,
        margin={"l": 52, "r": 8, "t": 16, "b": 44, "autoexpand": False},
        hovermode="x unified",
        showlegend=False,
    )


def is_drawable(field: Array) -> bool:
    """Tell whether a field has few enough entries to be drawn over time, and any at all."""
    return 0 < int(np.prod(field.shape[1:])) <= MOST and bool(np.isfinite(field).any())


def _names(shape: tuple[int, ...]) -> list[str]:
    """Name the entries of a field: of a vector of two, as the axes of the map."""
    if not shape:
        return [""]
    if shape == (2,):
        return ["x", "y"]
    return ["".join(str(i + 1) for i in index) for index in product(*map(range, shape))]


def _spread(field: Array) -> bool:
    """Tell whether entries are positive and span decades."""
    known = field[np.isfinite(field) & (field != 0)]
    return bool(known.size and known.min() > 0 and known.max() > SPAN * known.min())
