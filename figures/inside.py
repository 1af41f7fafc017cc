"""One step of a rule on a map: the point, the gradients it used, its state, and the step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from core.arrays import Array
from diagnosis.inspection import Call, Inspection
from diagnosis.state_symmetry import Symmetry
from diagnosis.tracing import Question
from figures.arrows import Arrows
from figures.height_map import sample_heights, surface_of
from figures.styles import INK, MAP_COLORS, STYLES, Style, color_of
from surfaces.base import Box, Surface

GRADIENT, OTHERS = STYLES[1], tuple(STYLES[k] for k in (0, 3, 4, 6, 9, 5, 10, 2, 7))
LINES = ("#8a99ad", "#6d7d90")  # between contours, and of the path so far
ASKED = {"value": "circle-open", "grad": "diamond-open", "hess": "square-open"}
WORDS = {"value": "loss", "grad": "gradient", "hess": "Hessian"}
MOST_ARROWS = 3  # gradients drawn: where a step asks more often, the first and the last
ROOM = 1.35  # half the width of the map, in units of what it must show
CLOSEST = 1e-7  # half the width of the map, at least, in widths of the whole one
LARGEST = float(np.finfo(np.float32).max)


def field_styles(fields: Sequence[str]) -> dict[str, Style]:
    """Return the style of the gradient, by ``"grad"``, and of each field of a state, by name."""
    return {"grad": GRADIENT, **{name: OTHERS[i % len(OTHERS)] for i, name in enumerate(fields)}}


def step_map(
    inspection: Inspection,
    t: int,
    layer: int,
    natures: Mapping[str, Symmetry],
    *,
    dark: bool = False,
) -> go.Figure:
    """Draw step ``t`` of a layer on the true loss of two coordinates around it.

    Arrows show the negative gradients that the layer used, the directions in its state after the
    step, and the step; markers show where it evaluated the loss, and the points in its state. An
    arrow that would not fit, or not be seen, is drawn shorter or longer, and its name says so.
    """
    run, call = inspection.trajectory, inspection.at(t)[layer]
    surface = surface_of(run.problem)
    call = call or Call(run.optimizer, run.theta[t - 1], run.theta[t], (), ())
    fields = inspection.fields(layer)
    style = field_styles([*fields])
    kept = {name: fields[name][t] for name in natures if np.isfinite(fields[name][t]).all()}
    points = [call.theta, call.to, *(point for q in call.asked for point in _points(q))]
    points = [point for point in points if np.isfinite(point).all()]
    close = surroundings(points, surface)
    arrows = Arrows((close.high[0] - close.low[0]) / 2, dark)
    vectors, markers = [*_step(call, arrows)], list[go.Scatter]()
    for name, held in kept.items():
        if natures[name] is Symmetry.DIRECTION:
            minus, sign = ("−", -1) if _against(fields[name], run.theta) else ("", 1)
            vectors += arrows.drawn(minus + name, [(call.theta, sign * held)], style[name])
        elif natures[name] is Symmetry.PLACE and not np.array_equal(held, call.to):
            markers.append(_point(name, held, style[name], dark))
    used = [q for q in call.asked if q.kind == "grad" and q.point.ndim == 1]
    used = used if len(used) <= MOST_ARROWS else [used[0], used[-1]]
    vectors += arrows.drawn("−gradient", [(q.point, -q.answer) for q in used], style["grad"])
    ends = [end for vector in vectors for end in np.transpose([vector.x, vector.y])]
    box = surroundings([*points, *ends], surface)
    around = [*_contours(surface, box, dark), _path(run.theta[:t], dark), *_asked(call, dark)]
    return go.Figure([*around, *vectors, *markers], _layout(box))


def surroundings(points: Sequence[Array], surface: Surface) -> Box:
    """Return the square around points ``(2,)`` that a map of a step shows."""
    shown = np.array(points)
    whole = float(np.max(np.subtract(surface.domain.high, surface.domain.low)))
    middle = (shown.min(axis=0) + shown.max(axis=0)) / 2
    half = max(ROOM * float(np.max(np.ptp(shown, axis=0))) / 2, CLOSEST * whole)
    if len(points) < 2 or not np.ptp(shown, axis=0).any():  # nothing moved
        half = whole / 20
    return Box(tuple(map(float, middle - half)), tuple(map(float, middle + half)))


def _contours(surface: Surface, box: Box, dark: bool) -> Iterator[go.Contour]:
    """Draw the true loss close by; nothing where it is finite nowhere."""
    try:
        heights = sample_heights(surface, size=49, box=box)
    except ValueError:
        return
    height = heights.scaled(heights.value)
    yield go.Contour(
        x=heights.x,
        y=heights.y,
        z=_short(height - np.nanmin(height)),  # differences may be tiny close by
        customdata=_short(heights.value),
        hovertemplate="(%{x:.5g}, %{y:.5g})<br>loss %{customdata:.5g}<extra></extra>",
        colorscale=MAP_COLORS["dark" if dark else "light"],
        ncontours=18,
        line={"width": 0.6, "color": LINES[dark]},
        showscale=False,
    )


def _short(values: Array) -> Array:
    """Round to single precision, which has an end."""
    return np.clip(values, -LARGEST, LARGEST).astype(np.float32)


def _path(theta: Array, dark: bool) -> go.Scatter:
    """Draw where the run came from."""
    x, y = theta[-200:].T
    line = {"color": LINES[dark], "width": 1.5}
    return go.Scatter(
        x=x, y=y, mode="lines+markers", name="before", line=line, marker={"size": 4},
        hoverinfo="skip", showlegend=len(x) > 1,
    )  # fmt: skip


def _step(call: Call, arrows: Arrows) -> Iterator[go.Scatter]:
    """Draw where the layer stood, and its step."""
    ink = INK[arrows.dark]
    if np.isfinite(call.to).all() and not np.array_equal(call.theta, call.to):
        yield arrows.arrow("step", call.theta, call.to - call.theta, {"color": ink, "width": 7})
    yield go.Scatter(
        x=call.theta[:1],
        y=call.theta[1:],
        mode="markers",
        name="here",
        showlegend=False,
        marker={"size": 11, "color": ink, "line": {"width": 2, "color": INK[not arrows.dark]}},
        hovertemplate="before the step<br>(%{x:.5g}, %{y:.5g})<extra></extra>",
    )


def _asked(call: Call, dark: bool) -> Iterator[go.Scatter]:
    """Mark where the layer evaluated the loss, and in which order."""
    ink, lines = INK[dark], list[Any]()
    for kind, symbol in ASKED.items():
        of_kind = [(i, q) for i, q in enumerate(call.asked, 1) if q.kind == kind]
        spots = [(i, point) for i, q in of_kind for point in _points(q)]
        if not spots:
            continue
        lines += [xy for _, point in spots for xy in (call.theta, point, (np.nan, np.nan))]
        x, y = np.array([point for _, point in spots]).T
        yield go.Scatter(
            x=x,
            y=y,
            customdata=[i for i, _ in spots],
            mode="markers",
            name=f"{WORDS[kind]} evaluated",
            marker={"symbol": symbol, "size": 17, "color": ink, "line": {"width": 2}},
            hovertemplate="evaluation %{customdata}<br>(%{x:.5g}, %{y:.5g})<extra></extra>",
        )
    if lines:
        x, y = np.array(lines).T
        line = {"color": ink, "width": 1, "dash": "dot"}
        yield go.Scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", showlegend=False)


def _point(name: str, point: Array, style: Style, dark: bool) -> go.Scatter:
    """Mark a point in the state of the layer."""
    marker = {
        "symbol": "star",
        "size": 14,
        "color": color_of(style, dark),
        "line": {"width": 1, "color": INK[dark]},
    }
    text = f"{name}<br>(%{{x:.5g}}, %{{y:.5g}})<extra></extra>"
    return go.Scatter(
        x=point[:1], y=point[1:], mode="markers", name=name, marker=marker, hovertemplate=text
    )


def _points(question: Question) -> Array:
    """Return the points of an evaluation, one a row."""
    return question.point.reshape(2, -1).T


def _against(field: Array, theta: Array) -> bool:
    """Tell whether a direction points, on the whole, against the steps."""
    along = np.sum(field[1:] * np.diff(theta[: len(field)], axis=0), axis=1)
    return bool(np.nansum(np.sign(along)) < 0)


def _layout(box: Box) -> go.Layout:
    """Lay out a square map with its legend below."""
    axis = {"showgrid": False, "zeroline": False, "nticks": 5, "automargin": False}
    return go.Layout(
        height=470,
        margin={"l": 68, "r": 8, "t": 8, "b": 96, "autoexpand": False},
        xaxis={**axis, "range": [box.low[0], box.high[0]], "constrain": "domain"},
        yaxis={
            **axis,
            "range": [box.low[1], box.high[1]],
            "scaleanchor": "x",
            "constrain": "domain",
        },
        legend={"orientation": "h", "y": -0.1, "yanchor": "top", "x": 0},
    )
