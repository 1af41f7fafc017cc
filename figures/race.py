"""A race as one plain Plotly figure with frames, for notebooks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from core.arrays import Array
from core.verbatim import in_plotly
from experiments.labels import labels
from experiments.trajectory import Trajectory
from figures.height_map import Relief, relief
from figures.styles import MAP_COLORS, STYLES, Style, dash_of
from surfaces.base import Box

FRAMES = 120  # after the start, at most: each carries the paths so far
POINTS = 480  # of a path after its start, at most
MILLISECONDS = 50  # a frame
LINES = "#8a99ad"  # between contours
FAR = 1e4  # widths of the map from it, beyond which single precision could overflow


def race(trajectories: Sequence[Trajectory], names: Sequence[str] | None = None) -> go.Figure:
    """Draw runs on one surface of two coordinates, with play and pause buttons and a step slider.

    The map is that of the first run. Runs of different lengths wait at their ends. By default a
    run is called by its rule's title and by what tells it from the others.

    Raises ``ValueError`` for no runs, more than there are styles, batched runs, names that do not
    match, or points that have not two coordinates.
    """
    if names is None:
        names = labels([run.optimizer for run in trajectories])
    _check(trajectories, names)
    land = relief(trajectories[0].problem)
    box = Box((land.x[0], land.y[0]), (land.x[-1], land.y[-1]))
    shown = spread(max(run.steps for run in trajectories), POINTS)
    paths = [_path(run, shown, box) for run in trajectories]
    moments = spread(len(shown) - 1, FRAMES)
    looks = [look for style in STYLES[: len(paths)] for look in _looks(style)]
    still = [_contours(land), _minima(trajectories[0])]
    still += [
        _legend(name, style) for name, style in zip(map(in_plotly, names), STYLES, strict=False)
    ]

    def moving(moment: int) -> list[dict[str, Any]]:
        """Return what changes: each path up to one of the points shown, and each head there."""
        return [
            part
            for run, path in zip(trajectories, paths, strict=True)
            for part in _so_far(run, path[:, : moment + 1], int(shown[moment]))
        ]

    ends = [go.Scatter(**look, **at) for look, at in zip(looks, moving(moments[-1]), strict=True)]
    numbers = list(range(len(still), len(still) + len(ends)))
    frames = [
        go.Frame(name=str(shown[k]), data=[go.Scatter(**at) for at in moving(k)], traces=numbers)
        for k in moments
    ]
    return go.Figure(
        data=[*still, *ends],
        frames=frames,
        layout=_layout(
            in_plotly(trajectories[0].problem.title), box, [frame.name for frame in frames]
        ),
    )


def _check(trajectories: Sequence[Trajectory], names: Sequence[str]) -> None:
    """Raise ``ValueError`` for what cannot be drawn."""
    if not 1 <= len(trajectories) <= len(STYLES):
        raise ValueError(f"{len(trajectories)} runs: a race has 1 to {len(STYLES)}")
    if len(names) != len(trajectories):
        raise ValueError(f"{len(names)} names for {len(trajectories)} runs")
    for name, run in zip(names, trajectories, strict=True):
        if run.theta.shape[1:] != (2,):
            raise ValueError(
                f"{name}: iterates of shape {run.theta.shape[1:]}, not (2,); "
                "pick single runs out of a batch with trajectory[k]"
            )


def spread(last: int, intervals: int) -> Array:
    """Return whole numbers spread evenly from 0 to ``last``, at most ``intervals + 1`` of them."""
    return np.unique(np.linspace(0, last, min(last, intervals) + 1).round().astype(int))


def _path(run: Trajectory, shown: Array, box: Box) -> Array:
    """Return the iterates of the steps shown ``(2, points)``, small enough for single precision."""
    low, high = np.array(box.low)[:, None], np.array(box.high)[:, None]
    points = run.theta[np.minimum(shown, run.steps)].T
    reach = FAR * (high - low)
    return np.clip(points, low - reach, high + reach).astype(np.float32)


def _contours(land: Relief) -> go.Contour:
    """Draw the map."""
    return go.Contour(
        x=land.x,
        y=land.y,
        z=land.height(land.value).astype(np.float32),
        customdata=land.value.astype(np.float32),
        hovertemplate="(%{x:.4g}, %{y:.4g})<br>loss %{customdata:.4g}<extra></extra>",
        colorscale=MAP_COLORS["light"],
        ncontours=24,
        line={"width": 0.6, "color": LINES},
        showscale=False,
    )


def _minima(run: Trajectory) -> go.Scatter:
    """Mark the known minima."""
    x, y = np.array(run.problem.minima).reshape(-1, 2).T
    marker = {"symbol": "star", "size": 11, "color": "white", "line": {"width": 1.5}}
    return go.Scatter(x=x, y=y, mode="markers", name="minimum", marker=marker)


def _legend(name: str, style: Style) -> go.Scatter:
    """Show the line and the marker of a run side by side; on the map they are two traces."""
    return go.Scatter(
        x=[None],
        y=[None],
        mode="lines+markers",
        name=name,
        legendgroup=name,
        line=_line(style),
        marker=_marker(style),
    )


def _looks(style: Style) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what stays the same of a path and of its head."""
    line = {"mode": "lines", "line": _line(style), "hoverinfo": "skip", "showlegend": False}
    return line, {"mode": "markers", "marker": _marker(style), "showlegend": False}


def _so_far(run: Trajectory, path: Array, step: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what moves of a path that has come to ``step``, and of its head."""
    x, y = path
    step = min(step, run.steps)
    told = f"step {step}<br>loss {run.value[step]:.6g}<extra></extra>"
    return {"x": x, "y": y}, {"x": x[-1:], "y": y[-1:], "hovertemplate": told}


def _line(style: Style) -> dict[str, Any]:
    """Return a style as Plotly wants it for a line."""
    return {"color": style.color, "dash": dash_of(style), "width": 2.5}


def _marker(style: Style) -> dict[str, Any]:
    """Return a style as Plotly wants it for a marker."""
    edge = {"color": "white", "width": 1.5}
    return {"color": style.color, "symbol": style.marker, "size": 11, "line": edge}


def _layout(title: str, box: Box, steps: list[str]) -> go.Layout:
    """Lay the map out above its buttons and its slider."""
    at_once = {"mode": "immediate", "transition": {"duration": 0}, "fromcurrent": True}
    # Without a redraw, Plotly drops the contours as soon as a frame is shown.
    still, running = (
        {**at_once, "frame": {"duration": duration, "redraw": True}}
        for duration in (0, MILLISECONDS)
    )
    buttons = [
        {"label": "Play", "method": "animate", "args": [None, running]},
        {"label": "Pause", "method": "animate", "args": [[None], still]},
    ]
    slider = [{"label": name, "method": "animate", "args": [[name], still]} for name in steps]
    x_axis, y_axis = (
        {"range": [low, high], "title": name, "showgrid": False, "zeroline": False}
        for low, high, name in zip(box.low, box.high, "xy", strict=True)
    )
    return go.Layout(
        title=title,
        template="plotly_white",
        width=900,
        height=720,
        xaxis=x_axis,
        yaxis=y_axis,
        updatemenus=[
            {
                "type": "buttons",
                "direction": "left",
                "buttons": buttons,
                "showactive": False,
                "x": 0.0,
                "y": -0.12,
                "xanchor": "left",
                "yanchor": "top",
            }
        ],
        sliders=[
            {
                "steps": slider,
                "active": len(steps) - 1,
                "currentvalue": {"prefix": "step "},
                "x": 0.25,
                "y": -0.06,
                "len": 0.75,
            }
        ],
    )
