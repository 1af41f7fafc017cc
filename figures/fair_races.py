"""Fair races: losses tuned and untuned, sensitivity to knobs, performance profiles."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from core.arrays import Array
from core.knobs import knobs
from core.verbatim import in_plotly
from experiments.labels import layers
from figures.curves import above, band, chart, curve, limit_y, loss_title, points
from figures.styles import STYLES, color_of
from studies.fair_races.fair_race import FairResult
from studies.fair_races.progress import Progress
from studies.profiles import ProfileResult

EVALUATIONS = "evaluations"
WIDEST_RATIO = 100.0
"""Larger ratios to the cheapest rule are drawn at the edge."""


def fair_race(result: FairResult, *, dark: bool = False) -> go.Figure:
    """Draw the losses over what they cost: tuned with its middle half, untuned thinner."""
    floor = result.race.surface.floor
    traces: list[go.Scatter] = []
    for k, (name, tuned, untuned) in enumerate(
        zip(map(in_plotly, result.names), result.tuned, result.untuned, strict=True)
    ):
        style = STYLES[k]
        low, middle, high = (above(q, floor) for q in _quartiles(tuned))
        traces.append(band(tuned.marks, low, high, style, name, dark=dark))
        traces.append(curve(tuned.marks, middle, style, name, dark=dark))
        before = curve(
            untuned.marks,
            above(_quartiles(untuned)[1], floor),
            style,
            f"{name}, not tuned",
            dark=dark,
            opacity=0.45,
            showlegend=False,
        )
        traces.append(before.update(line={"width": 1.2}))
    figure = chart(traces, EVALUATIONS, loss_title(floor), log_y=floor is not None, height=420)
    shown = np.concatenate(
        [above(_quartiles(ran)[k], floor) for ran in result.tuned for k in (0, 2)]
    )
    finite = shown[np.isfinite(shown)]
    if not finite.size:
        return figure
    return limit_y(figure, float(finite.min()), float(finite.max()), log=floor is not None)


def sensitivity(result: FairResult, *, dark: bool = False) -> go.Figure:
    """Draw the loss at the end of the budget over the first tuned knob, and who won.

    The band holds the middle half of the starts. A gap is a setting at which most runs overflow.
    """
    floor = result.race.surface.floor
    traces: list[go.Scatter] = []
    logarithmic = True
    for k, (name, tuning) in enumerate(
        zip(map(in_plotly, result.names), result.tunings, strict=True)
    ):
        if not tuning.knobs:
            continue
        about = knobs(layers(tuning.given)[-1])[tuning.knobs[0]]
        logarithmic &= about.log
        order = np.argsort(tuning.settings[:, 0])
        x = tuning.settings[order, 0]
        low, middle, high = (
            above(_finite_quantile(tuning.final[order], q), floor) for q in (0.25, 0.5, 0.75)
        )
        if len(tuning.knobs) == 1:
            traces.append(band(x, low, high, STYLES[k], name, dark=dark))
            traces.append(curve(x, middle, STYLES[k], name, dark=dark))
        else:
            tried = points(x, middle, STYLES[k], name, dark=dark)
            traces.append(tried.update(marker={"size": 7}))
        best = int(np.flatnonzero(order == tuning.best)[0])
        traces.append(
            points(
                [float(x[best])],
                [float(middle[best])],
                STYLES[k],
                name,
                dark=dark,
                showlegend=False,
                hovertemplate=f"{name}, chosen: %{{x:.3g}}<br>loss %{{y:.3g}}<extra></extra>",
            )
        )
    title = "learning rate" if all("lr" in t.knobs[:1] for t in result.tunings) else "first knob"
    return chart(
        traces, title, loss_title(floor), log_x=logarithmic, log_y=floor is not None, height=380
    )


def profile(result: ProfileResult, *, dark: bool = False) -> go.Figure:
    """Draw performance profiles: the share of problems solved at so many times the lowest cost."""
    traces: list[go.Scatter] = []
    for k, name in enumerate(map(in_plotly, result.names)):
        ratios, shares = result.curve(k)
        seen = ratios <= WIDEST_RATIO
        first = shares[ratios <= 1][-1:] if (ratios <= 1).any() else np.zeros(1)
        x = np.concatenate([[1.0], ratios[seen & (ratios > 1)], [WIDEST_RATIO]])
        last = shares[seen][-1:] if seen.any() else np.zeros(1)
        y = np.concatenate([first, shares[seen & (ratios > 1)], last])
        stair = curve(x, y, STYLES[k], name, dark=dark)
        traces.append(stair.update(line={"shape": "hv"}))
    figure = chart(
        traces, "times the evaluations of the cheapest", "share of problems solved", log_x=True
    )
    figure.update_yaxes(range=[0, 1.02], tickformat=".0%")
    figure.update_xaxes(
        range=[0, float(np.log10(WIDEST_RATIO))], tickvals=[1, 2, 5, 10, 20, 50, 100]
    )
    return figure


def successes(result: ProfileResult, *, dark: bool = False) -> go.Figure:
    """Draw a table of who solves what: surfaces down, rules across, the share of starts solved."""
    surfaces = list(dict.fromkeys(one.surface for one in result.solved))
    share = np.zeros((len(surfaces), len(result.names)))
    cost = np.full(share.shape, np.nan)
    for one in result.solved:
        solved = np.isfinite(one.cost)
        share[surfaces.index(one.surface), one.rule] = solved.mean()
        if solved.any():
            cost[surfaces.index(one.surface), one.rule] = np.median(one.cost[solved])
    page = "#0e1117" if dark else "#ffffff"
    cells = [
        [f"{s:.0%}" + (f" · {c:.0f}" if np.isfinite(c) else "") for s, c in zip(*row, strict=True)]
        for row in zip(share, cost, strict=True)
    ]
    figure = go.Figure(
        go.Heatmap(
            x=[*map(in_plotly, result.names)],
            y=surfaces,
            z=share,
            zmin=0,
            zmax=1,
            text=cells,
            texttemplate="%{text}",
            colorscale=[[0, page], [1, color_of(STYLES[6], dark)]],
            showscale=False,
            xgap=2,
            ygap=2,
            hovertemplate="%{y}, %{x}: %{text}<extra></extra>",
        )
    )
    figure.update_layout(
        height=60 + 24 * len(surfaces),
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        yaxis={"autorange": "reversed", "automargin": True, "showgrid": False},
        xaxis={"side": "top", "automargin": True, "showgrid": False},
    )
    return figure


def _quartiles(ran: Progress) -> tuple[Array, Array, Array]:
    """Return the quartiles of the losses over the starts, each ``(marks + 1,)``."""
    low, middle, high = (_finite_quantile(ran.value, q) for q in (0.25, 0.5, 0.75))
    return low, middle, high


def _finite_quantile(losses: Array, q: float) -> Array:
    """Return quantiles over the last axis; infinite where that many runs overflowed."""
    with np.errstate(invalid="ignore"):  # between infinities
        found = np.quantile(losses, q, axis=-1)
    return np.where(np.isnan(found), np.inf, found)
