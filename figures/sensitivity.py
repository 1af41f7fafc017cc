"""Sensitivity to a knob: the loss over its range with bands over starts, or a map over two."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import plotly.graph_objects as go

from core.arrays import Array
from core.verbatim import in_plotly
from figures.curves import above, band, chart, curve, limit_y, loss_title, points
from figures.print_layout import INVITATION
from figures.styles import STYLES, color_of
from studies import Ending, Sweep
from studies.sweeps.nested_knobs import about
from studies.sweeps.sensitivity import Picture

Measure = Literal["loss", "steps", "share"]
MEASURES: dict[str, str] = {
    "loss": "Final loss",
    "steps": "Steps until solved",
    "share": "Starts that reach a minimum",
}
ARRIVED = (Ending.KNOWN_MINIMUM, Ending.LOCAL_MINIMUM)
SCALE = {"light": ("#08306b", "#6baed6", "#f7fbff"), "dark": ("#f7fbff", "#4292c6", "#0b1a2b")}
"""Low to high: a low loss stands out from the page in either theme."""
PICKED = "picked"
"""Marks in ``customdata`` that a click on the point opens a run."""


def over_knob(picture: Picture, measure: Measure, *, dark: bool = False) -> go.Figure:
    """Draw a measure over one knob for every rule: the median and the middle half of the runs.

    A loss that overflows, and a start that is never solved, is beyond the upper end. Points carry
    the number of the rule and of the value in ``customdata``.
    """
    floor = picture.asked.surface.floor
    traces: list[go.Scatter] = []
    tops: list[float] = []
    logarithmic = True
    for k, (name, one) in enumerate(
        zip(map(in_plotly, picture.names), picture.sweeps, strict=True)
    ):
        entrant = picture.asked.taking_part[k]
        style, x = STYLES[entrant], one.knobs[picture.asked.knob]
        logarithmic &= about(picture.asked.optimizers[entrant], picture.asked.knob).log
        low, middle, high = _measured(one, measure, floor)
        tops += [float(v) for v in (*low, *middle) if np.isfinite(v)]
        if measure != "share":
            traces.append(band(x, low, high, style, name, dark=dark))
        traces.append(
            curve(x, middle, style, name, dark=dark).update(
                mode="lines+markers",
                marker={"size": 5, "symbol": style.marker},
                customdata=[[PICKED, entrant, i] for i in range(len(x))],
                hovertemplate=f"{name}<br>{picture.asked.knob} %{{x:.3g}}: %{{y:.3g}}{INVITATION}"
                "<extra></extra>",
            )
        )
        best = int(np.nanargmax(middle) if measure == "share" else np.nanargmin(middle))
        if np.isfinite(middle[best]):
            mark = points([float(x[best])], [float(middle[best])], style, name, dark=dark)
            traces.append(mark.update(showlegend=False, hoverinfo="skip"))
    log_y = measure == "steps" or (measure == "loss" and floor is not None)
    figure = chart(
        traces,
        _word(picture.asked.knob),
        _title(measure, floor),
        log_x=logarithmic,
        log_y=log_y,
        height=440,
    )
    if measure == "share":
        figure.update_yaxes(range=[-0.02, 1.02], tickformat=".0%")
    elif tops:
        high = float(np.quantile(tops, 0.9))  # runs about to overflow are far above
        limit_y(figure, min(tops), high, log=log_y, above=0.24)
    return figure


def over_two(picture: Picture, k: int, measure: Measure, *, dark: bool = False) -> go.Figure:
    """Draw a measure of one rule over two knobs as a heatmap; cells without a value stay empty.

    Cells carry the number of the rule, and of the values of both knobs, in ``customdata``.
    """
    floor = picture.asked.surface.floor
    one, asked = picture.sweeps[k], picture.asked
    entrant = asked.taking_part[k]
    rule = asked.optimizers[entrant]
    across, up = asked.turned
    x, y = one.knobs[across], one.knobs[up]
    _, middle, _ = _measured(one, measure, floor)
    cells = middle.T
    logarithmic = measure == "steps" or (measure == "loss" and floor is not None)
    shown = np.log10(cells) if logarithmic else cells
    shown = np.where(np.isfinite(shown), shown, np.nan)
    colors = SCALE["dark" if dark else "light"]
    colors = colors[::-1] if measure == "share" else colors
    grid_x, grid_y = np.meshgrid(x, y)
    figure = go.Figure(
        [
            go.Heatmap(
                x=x,
                y=y,
                z=shown,
                text=cells,
                colorscale=[[0, colors[0]], [0.5, colors[1]], [1, colors[2]]],
                colorbar={"title": {"text": _title(measure, floor), "side": "right"}}
                | _ticks(shown, logarithmic),
                hoverinfo="skip",
            ),
            go.Scatter(
                x=grid_x.ravel(),
                y=grid_y.ravel(),
                mode="markers",
                marker={"opacity": 0, "size": 12},
                text=[f"{v:.3g}" if np.isfinite(v) else "none" for v in cells.ravel()],
                customdata=[[PICKED, entrant, i, j] for j in range(len(y)) for i in range(len(x))],
                hovertemplate=f"{across} %{{x:.3g}}, {up} %{{y:.3g}}: %{{text}}"
                f"{INVITATION}<extra></extra>",
                showlegend=False,
            ),
        ]
    )
    if np.isfinite(shown).any():
        best = np.unravel_index(
            np.nanargmax(shown) if measure == "share" else np.nanargmin(shown), shown.shape
        )
        figure.add_trace(
            points(
                [float(x[best[1]])], [float(y[best[0]])], STYLES[entrant], "best", dark=dark
            ).update(showlegend=False, hoverinfo="skip")
        )
    axes: dict[str, Any] = {"showgrid": False, "zeroline": False, "exponentformat": "power"}
    figure.update_layout(
        xaxis={**axes, "title": {"text": _word(across)}, "type": _type(rule, across)},
        yaxis={**axes, "title": {"text": _word(up)}, "type": _type(rule, up)},
        height=420,
        margin={"l": 56, "r": 8, "t": 36, "b": 48},
        title={
            "text": in_plotly(picture.names[k]),
            "font": {"size": 15, "color": color_of(STYLES[entrant], dark)},
        },
    )
    return figure


def _measured(one: Sweep, measure: Measure, floor: float | None) -> tuple[Array, Array, Array]:
    """Return the quartiles of a measure over starts and seeds, each ``(*values)``."""
    if measure == "share":
        share = np.sum([one.share(ending) for ending in ARRIVED], axis=0)[0]
        return share, share, share
    if measure == "steps":
        low, middle, high = (one.spread(q, "solved")[0] for q in (0.25, 0.5, 0.75))
        return np.maximum(low, 1), np.maximum(middle, 1), np.maximum(high, 1)
    low, middle, high = (above(one.spread(q)[0], floor) for q in (0.25, 0.5, 0.75))
    return low, middle, high


def _title(measure: Measure, floor: float | None) -> str:
    if measure == "loss":
        return f"final {loss_title(floor)}"
    return MEASURES[measure].lower()


def _word(name: str) -> str:
    return "learning rate" if name == "lr" else name


def _type(rule: Any, name: str) -> str:
    return "log" if about(rule, name).log else "linear"


def _ticks(shown: Array, logarithmic: bool) -> dict[str, Any]:
    """Label a colour bar of logarithms with powers of ten."""
    finite = shown[np.isfinite(shown)]
    if not (logarithmic and finite.size):
        return {}
    low, high = int(np.floor(finite.min())), int(np.ceil(finite.max()))
    ticks = [*range(low, high + 1, max(1, (high - low) // 6))]
    return {"tickvals": ticks, "ticktext": [f"10<sup>{t}</sup>" for t in ticks]}
