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
from figures.height_map import HeightMap, sample_heights, surface_of
from figures.styles import MAP_COLORS, STYLES, Style, dash_of
from figures.thinning import Steps, evenly
from surfaces.base import Box, Surface

FRAMES = 121  # at most: each carries the paths so far
POINTS = 481  # of a path, at most
MILLISECONDS = 50  # a frame
LINES = "#8a99ad"  # between contours
FAR = 1e4  # widths of the map from it, beyond which single precision could overflow


def race(trajectories: Sequence[Trajectory], names: Sequence[str] | None = None) -> go.Figure:
    """Draw runs on one surface of two coordinates, with play and pause buttons and a step slider.

    The map is that of the first run. Runs of different lengths wait at their ends. By default a
    run is called by its rule's title and by what distinguishes it from the others.

    Raises ``ValueError`` for no runs, more than there are styles, batched runs, names that do not
    match, points that have not two coordinates, or a problem that is no surface.
    """
    if names is None:
        names = labels([run.optimizer for run in trajectories])
    _check(trajectories, names)
    surface = surface_of(trajectories[0].problem)
    heights = sample_heights(surface)
    shown = evenly(0, max(run.steps for run in trajectories), POINTS)
    paths = [_path(run, shown, heights.box) for run in trajectories]
    moments = evenly(0, len(shown) - 1, FRAMES)
    fixed = [each for style in STYLES[: len(paths)] for each in _fixed(style)]
    background = [_contours(heights), _minima(surface)]
    background += [
        _legend(name, style) for name, style in zip(map(in_plotly, names), STYLES, strict=False)
    ]

    def moving(moment: int) -> list[dict[str, Any]]:
        """Return what a frame changes: each path up to one of the points, and each head there."""
        return [
            part
            for run, path in zip(trajectories, paths, strict=True)
            for part in _so_far(run, path[:, : moment + 1], int(shown[moment]))
        ]

    last = moving(int(moments[-1]))
    ends = [go.Scatter(**each, **at) for each, at in zip(fixed, last, strict=True)]
    numbers = list(range(len(background), len(background) + len(ends)))
    frames = [
        go.Frame(name=str(shown[k]), data=[go.Scatter(**at) for at in moving(k)], traces=numbers)
        for k in moments.tolist()
    ]
    return go.Figure(
        data=[*background, *ends],
        frames=frames,
        layout=_layout(in_plotly(surface.title), heights.box, [frame.name for frame in frames]),
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


def _path(run: Trajectory, shown: Steps, box: Box) -> Array:
    """Return the iterates of the steps shown ``(2, points)``, small enough for single precision."""
    low, high = np.array(box.low)[:, None], np.array(box.high)[:, None]
    points = run.theta[np.minimum(shown, run.steps)].T
    reach = FAR * (high - low)
    return np.clip(points, low - reach, high + reach).astype(np.float32)


def _contours(heights: HeightMap) -> go.Contour:
    """Draw the map."""
    return go.Contour(
        x=heights.x,
        y=heights.y,
        z=heights.scaled(heights.value).astype(np.float32),
        customdata=heights.value.astype(np.float32),
        hovertemplate="(%{x:.4g}, %{y:.4g})<br>loss %{customdata:.4g}<extra></extra>",
        colorscale=MAP_COLORS["light"],
        ncontours=24,
        line={"width": 0.6, "color": LINES},
        showscale=False,
    )


def _minima(surface: Surface) -> go.Scatter:
    """Mark the known minima."""
    x, y = np.array(surface.minima).reshape(-1, 2).T
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


def _fixed(style: Style) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the properties of a path and of its head that no frame changes."""
    line = {"mode": "lines", "line": _line(style), "hoverinfo": "skip", "showlegend": False}
    return line, {"mode": "markers", "marker": _marker(style), "showlegend": False}


def _so_far(run: Trajectory, path: Array, step: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a path that has come to ``step``, and its head."""
    x, y = path
    step = min(step, run.steps)
    text = f"step {step}<br>loss {run.value[step]:.6g}<extra></extra>"
    return {"x": x, "y": y}, {"x": x[-1:], "y": y[-1:], "hovertemplate": text}


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
    paused, running = (
        {**at_once, "frame": {"duration": duration, "redraw": True}}
        for duration in (0, MILLISECONDS)
    )
    buttons = [
        {"label": "Play", "method": "animate", "args": [None, running]},
        {"label": "Pause", "method": "animate", "args": [[None], paused]},
    ]
    slider = [{"label": name, "method": "animate", "args": [[name], paused]} for name in steps]
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
