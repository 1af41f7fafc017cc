"""Many runs of each rule, their paths on one map a rule, as an animation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from core.arrays import Array
from figures.curves import see_through
from figures.height_map import HeightMap
from figures.styles import INK, MAP_COLORS, PAGE, STYLES, Style, color_of
from figures.thinning import evenly
from figures.thumbnail import png_url, shaded
from studies.seeds.statistics import EnsembleStatistics
from surfaces.base import Surface

COLUMNS, PANEL = 2, 300  # side by side, and pixels from the top of one to the top of the next
GAP = 46  # pixels between them, for the name of the lower one
DRAWN = 768  # runs on all maps together, at most
FRAMES, HEADS = 60, 12_000  # after the first, at most; and heads in all of them together
POINTS = 22_000  # of all paths together
FINENESS = 3  # pixels of the picture of a map for each of its heights
MILLISECONDS = 70  # a frame
FAR = 1e3  # widths of the map from it, beyond which nothing is drawn


def ensemble_animation(
    ensembles: Sequence[EnsembleStatistics],
    names: Sequence[str],
    surface: Surface,
    heights: HeightMap,
    *,
    dark: bool = False,
) -> go.Figure:
    """Draw the paths of the runs of each rule on a map of its own, and where the runs are.

    Play and the slider move the heads alone, so that the maps are drawn once; nothing moves by
    itself. Of many runs the first ones are shown, see ``runs_drawn``; of each point, its first two
    coordinates. Raises ``ValueError`` unless there are as many names as ensembles.
    """
    image, steps = _picture(heights, dark), ensembles[0].steps
    fixed: list[go.Scatter] = []
    heads: list[go.Scatter] = []
    some = runs_drawn(ensembles)
    paths = [_within(ensemble.paths[..., :some], heights) for ensemble in ensembles]
    runs = sum(path.shape[-1] for path in paths)
    thin = evenly(0, len(steps) - 1, 1 + max(8, POINTS // runs))
    stars = np.array(surface.minima, dtype=np.float32).reshape(-1, len(surface.domain.low))
    for k, (path, name) in enumerate(zip(paths, names, strict=True)):
        style, axes = STYLES[k], {"xaxis": f"x{k + 1}", "yaxis": f"y{k + 1}"}
        fixed += [_lines(path[thin], style, dark, axes), _stars(stars, dark, axes)]
        heads.append(_heads(path[-1], style, name, dark, axes))
    moments = evenly(0, len(steps) - 1, 1 + max(2, min(FRAMES, HEADS // runs)))
    numbers = list(range(len(fixed), len(fixed) + len(heads)))
    frames = [
        go.Frame(
            name=str(steps[m]),
            data=[go.Scatter(x=path[m, 0], y=path[m, 1]) for path in paths],
            traces=numbers,
        )
        for m in moments.tolist()
    ]
    titles = [_title(name, ensemble) for name, ensemble in zip(names, ensembles, strict=True)]
    layout = _layout(titles, heights, image, [frame.name for frame in frames])
    return go.Figure([*fixed, *heads], layout, frames)


def runs_drawn(ensembles: Sequence[EnsembleStatistics]) -> int:
    """Return how many runs of each rule are drawn."""
    return min(len(ensembles[0].overflowed), DRAWN // len(ensembles))


def _picture(heights: HeightMap, dark: bool) -> str:
    """Return the map as an image: bands of height, whose edges read as contour lines."""
    fine = _refined(_refined(heights.scaled(heights.value), heights.x).T, heights.y).T
    return png_url(shaded(fine[::-1], MAP_COLORS["dark" if dark else "light"]))


def _refined(values: Array, x: Array) -> Array:
    """Return rows of values at ``x``, interpolated to more of them."""
    finer = np.linspace(float(x[0]), float(x[-1]), FINENESS * len(x))
    rows: list[Array] = [*values]
    return np.array([np.interp(finer, x, row) for row in rows])


def _within(paths: Array, heights: HeightMap) -> Array:
    """Return the first two coordinates, small enough for single precision, ``(s, 2, runs)``."""
    low, high = (np.array(corner)[:, None] for corner in (heights.box.low, heights.box.high))
    reach = FAR * (high - low)
    return np.clip(paths[:, :2], low - reach, high + reach).astype(np.float32)


def _lines(path: Array, style: Style, dark: bool, axes: dict[str, str]) -> go.Scatter:
    """Draw all paths ``(s, 2, runs)`` as one line with gaps."""
    gap = np.full((1, *path.shape[1:]), np.nan, dtype=np.float32)
    x, y = np.concatenate([path, gap]).transpose(1, 2, 0).reshape(2, -1)
    faint = see_through(color_of(style, dark), 0.45 if path.shape[-1] <= 16 else 0.25)
    line = {"color": faint, "width": 1}
    return go.Scatter(x=x, y=y, mode="lines", line=line, hoverinfo="skip", showlegend=False, **axes)


def _stars(minima: Array, dark: bool, axes: dict[str, str]) -> go.Scatter:
    """Mark the known minima."""
    marker = {"symbol": "star-open", "size": 12, "color": INK[dark], "line": {"width": 1.5}}
    return go.Scatter(
        x=minima[:, 0],
        y=minima[:, 1],
        mode="markers",
        marker=marker,
        showlegend=False,
        hovertemplate="known minimum (%{x:.4g}, %{y:.4g})<extra></extra>",
        **axes,
    )


def _heads(ends: Array, style: Style, name: str, dark: bool, axes: dict[str, str]) -> go.Scatter:
    """Mark where the runs are, ``(2, runs)``."""
    edge = {"width": 0.75, "color": PAGE[dark]}
    marker = {"symbol": style.marker, "size": 7, "color": color_of(style, dark), "line": edge}
    return go.Scatter(
        x=ends[0],
        y=ends[1],
        mode="markers",
        marker=marker,
        showlegend=False,
        hovertemplate=f"{name}<br>(%{{x:.4g}}, %{{y:.4g}})<extra></extra>",
        **axes,
    )


def _title(name: str, ensemble: EnsembleStatistics) -> str:
    """Say over a map whose it is, and how many of its runs overflowed."""
    gone = int(ensemble.overflowed.sum())
    return f"<b>{name}</b>" + (f", {gone} overflowed" if gone else "")


def _layout(
    titles: Sequence[str], heights: HeightMap, image: str, steps: Sequence[str]
) -> go.Layout:
    """Lay the maps out in rows, the slider and the buttons below."""
    columns = min(COLUMNS, len(titles))
    rows = -(-len(titles) // columns)
    tall = rows * PANEL
    extent = {"sizex": heights.x[-1] - heights.x[0], "sizey": heights.y[-1] - heights.y[0]}
    axes: dict[str, Any] = {}
    images: list[dict[str, Any]] = []
    names: list[dict[str, Any]] = []
    for k, title in enumerate(titles):
        row, column = divmod(k, columns)
        left, right = (column + 0.03 * (column > 0)) / columns, (column + 0.97) / columns
        top = 1 - (row * PANEL + GAP - 12) / tall
        bottom = 1 - (row + 1) * PANEL / tall + 12 / tall
        quiet = {"showgrid": False, "zeroline": False, "nticks": 4, "fixedrange": True}
        small = {**quiet, "tickfont": {"size": 10}, "ticklabelposition": "inside"}
        axes[f"xaxis{k + 1}"] = {
            **small,
            "domain": [left, right],
            "anchor": f"y{k + 1}",
            "range": [heights.x[0], heights.x[-1]],
        }
        axes[f"yaxis{k + 1}"] = {
            **small,
            "domain": [bottom, top],
            "anchor": f"x{k + 1}",
            "range": [heights.y[0], heights.y[-1]],
        }
        at = {"xref": f"x{k + 1}", "yref": f"y{k + 1}", "x": heights.x[0], "y": heights.y[-1]}
        images.append({"source": image, "layer": "below", "sizing": "stretch", **at, **extent})
        paper = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom"}
        names.append({"text": title, "showarrow": False, "x": left, "y": top, **paper})
    return go.Layout(
        **axes,
        images=images,
        annotations=names,
        height=tall + 130,
        margin={"l": 8, "r": 8, "t": 0, "b": 130},
        hovermode="closest",
        sliders=[_slider(steps, tall)],
        updatemenus=[_buttons(tall)],
    )


def _slider(steps: Sequence[str], tall: int) -> dict[str, Any]:
    """Return the slider of the steps."""
    jump = {"mode": "immediate", "transition": {"duration": 0}}
    still = {**jump, "frame": {"duration": 0, "redraw": False}}
    marks = [{"label": step, "method": "animate", "args": [[step], still]} for step in steps]
    return {
        "steps": marks,
        "active": len(steps) - 1,
        "currentvalue": {"prefix": "step "},
        "pad": {"t": 0, "b": 0},
        "x": 0.0,
        "len": 1.0,
        "y": -4 / tall,
        "ticklen": 0,
        "minorticklen": 0,
        "font": {"size": 12},
    }


def _buttons(tall: int) -> dict[str, Any]:
    """Return the buttons that let the runs go and hold them."""
    smooth = {"mode": "immediate", "fromcurrent": True, "transition": {"duration": 0}}
    frame = {"duration": MILLISECONDS, "redraw": False}
    return {
        "type": "buttons",
        "direction": "left",
        "showactive": False,
        "buttons": [
            {"label": "Play", "method": "animate", "args": [None, {**smooth, "frame": frame}]},
            {
                "label": "Pause",
                "method": "animate",
                "args": [[None], {**smooth, "frame": {"duration": 0, "redraw": False}}],
            },
        ],
        "x": 0.0,
        "xanchor": "left",
        "y": -84 / tall,
        "yanchor": "top",
    }
