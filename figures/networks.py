"""Networks in training: their losses, their curvatures, and what they predict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from core.arrays import Array
from core.verbatim import in_plotly
from figures.curves import chart, curve, points
from figures.styles import INK, PAGE, STYLES, color_of
from studies.networks.answers import Answers
from studies.networks.spectra import FLAT, Bends, Spectrum
from studies.networks.stopping import Stopping, ValidationCurves
from surfaces.data import Dataset

THIN, THICK = 1.2, 2.8


def losses(
    names: Sequence[str],
    seen: Sequence[ValidationCurves],
    stops: Sequence[Stopping | None],
    *,
    dark: bool = False,
) -> go.Figure:
    """Draw training losses thin and validation losses thick, with the steps to stop at marked."""
    traces: list[Any] = []
    for name, both, stop, style in zip(map(in_plotly, names), seen, stops, STYLES, strict=False):
        steps = np.arange(len(both.training))
        for what, values, width in (
            ("training", both.training, THIN),
            ("validation", both.validation, THICK),
        ):
            if not len(values):
                continue
            line = curve(
                steps,
                np.where(values > 0, values, np.nan),
                style,
                name,
                dark=dark,
                showlegend=width == THICK or not len(both.validation),
                hovertemplate=f"{name}, {what}<br>step %{{x}}, loss %{{y:.4g}}<extra></extra>",
            )
            traces.append(line.update(line_width=width))
        if stop:
            marker = points(
                [stop.best],
                [stop.lowest],
                style,
                f"{name}: kept",
                dark=dark,
                showlegend=False,
                hovertemplate=f"{name}: lowest validation loss, step %{{x}}<extra></extra>",
            )
            traces.append(marker.update(marker_size=13))
        if stop and stop.stopped is not None:
            end = float(both.validation[stop.stopped])
            wait = curve(
                np.array([stop.best, stop.stopped]),
                np.array([stop.lowest, stop.lowest]),
                style,
                name,
                dark=dark,
                showlegend=False,
                hovertemplate=f"{name}: patience runs out at step {stop.stopped}<extra></extra>",
            )
            traces.append(wait.update(line={"width": 1.5, "dash": "dot"}))
            cross = points([stop.stopped], [end], style, name, dark=dark, showlegend=False)
            traces.append(
                cross.update(
                    marker={
                        "symbol": "x-thin",
                        "size": 11,
                        "line_width": 2.5,
                        "line_color": color_of(style, dark),
                    },
                    hovertemplate=f"{name}: stopped here<extra></extra>",
                )
            )
    return chart(traces, "step", "loss", log_y=True, height=400)


def off_plane(names: Sequence[str], off: Sequence[Array], *, dark: bool = False) -> go.Figure:
    """Draw how far off the plane each path runs."""
    traces = [
        curve(
            np.arange(len(far)),
            far,
            style,
            name,
            dark=dark,
            hovertemplate=f"{name}<br>step %{{x}}: %{{y:.3g}} off<extra></extra>",
        )
        for name, far, style in zip(map(in_plotly, names), off, STYLES, strict=False)
    ]
    figure = chart(traces, "step", "distance from the plane", height=260)
    return figure.update_yaxes(rangemode="tozero")


def spectrum_figure(spectrum: Spectrum, *, dark: bool = False) -> go.Figure:
    """Draw all curvatures of a point as bars, from the most negative to the largest.

    Heights are logarithmic on both sides of zero, and start at what counts as flat.
    """
    bends = spectrum.eigenvalues
    unit = spectrum.tolerance or 1.0
    heights = np.sign(bends) * np.log10(np.maximum(np.abs(bends) / unit, 1.0))
    style = [STYLES[1] if h < 0 else STYLES[0] for h in heights]
    bars = go.Bar(
        x=np.arange(1, len(bends) + 1),
        y=heights,
        customdata=bends,
        marker={"color": [color_of(s, dark) for s in style], "line_width": 0},
        hovertemplate="direction %{x}: curvature %{customdata:.3g}<extra></extra>",
    )
    decades = range(0, round(-np.log10(FLAT)) + 1, 2)
    ticks = [*(-k for k in decades[:0:-1]), *decades]
    figure = chart([bars], "direction, by curvature", "curvature", height=320, bargap=0.12)
    figure.update_yaxes(tickvals=ticks, ticktext=[_tick(tick, unit) for tick in ticks])
    return figure.update_layout(showlegend=False)


def _tick(tick: int, unit: float) -> str:
    return "flat" if not tick else f"{'−' if tick < 0 else ''}{unit * 10.0 ** abs(tick):.1g}"


def negative_curvatures(
    names: Sequence[str], found: Sequence[Bends], *, dark: bool = False
) -> go.Figure:
    """Draw the number of directions of negative curvature along each path."""
    traces = [
        curve(
            bends.steps,
            bends.negative.astype(float),
            style,
            name,
            dark=dark,
            hovertemplate=f"{name}<br>step %{{x}}: %{{y}} negative curvatures<extra></extra>",
        )
        for name, bends, style in zip(map(in_plotly, names), found, STYLES, strict=False)
    ]
    figure = chart(traces, "step", "negative curvatures", height=320)
    return figure.update_yaxes(rangemode="tozero")


def sharpness(
    names: Sequence[str],
    found: Sequence[Bends],
    limits: Sequence[float | None],
    *,
    dark: bool = False,
) -> go.Figure:
    """Draw the largest curvature along each path, and the largest at which its rule is stable."""
    traces: list[Any] = []
    for name, bends, limit, style in zip(
        map(in_plotly, names), found, limits, STYLES, strict=False
    ):
        if not len(bends.steps):
            continue
        line = curve(bends.steps, bends.sharpness, style, name, dark=dark)
        traces.append(
            line.update(hovertemplate=f"{name}<br>step %{{x}}: %{{y:.3g}}<extra></extra>")
        )
        if limit is not None:
            ends = np.array([bends.steps[0], bends.steps[-1]])
            bound = curve(ends, np.full(2, limit), style, name, dark=dark, showlegend=False)
            text = f"{name}: stable below {limit:.3g}<extra></extra>"
            traces.append(bound.update(line={"width": 1.2, "dash": "dot"}, hovertemplate=text))
    return chart(traces, "step", "largest curvature", log_y=True, height=320)


def answers_figure(said: Answers, data: Dataset, *, dark: bool = False) -> go.Figure:
    """Draw what a network predicts all over its inputs, and the samples."""
    inputs, targets = data.points()
    if not len(said.y):
        traces = [_samples(np.column_stack([inputs[:, 0], targets]), 0, "samples", dark)]
        line = curve(said.x, said.said, STYLES[1], "the network", dark=dark)
        x, y = map(in_plotly, (data.features[0], data.target))
        return chart([*traces, line], x, y, height=320)
    traces: list[Any] = [_predictions(said, data, dark)]
    if data.classes:
        traces += [
            _samples(inputs[targets == k], k, in_plotly(name), dark)
            for k, name in enumerate(data.classes)
        ]
    else:
        traces.append(_samples(inputs, 0, "samples", dark))
    x, y = map(in_plotly, data.features[:2])
    figure = chart(traces, x, y, height=360)
    figure.update_xaxes(range=[said.x[0], said.x[-1]], showgrid=False)
    return figure.update_yaxes(range=[said.y[0], said.y[-1]], showgrid=False)


def _samples(samples: Array, number: int, name: str, dark: bool) -> go.Scatter:
    """Draw the samples ``(N, 2)`` of a class."""
    x, y = samples.T
    style = STYLES[number % len(STYLES)]
    drawn = points(x, y, style, name, dark=dark, hoverinfo="skip")
    return drawn.update(marker={"size": 7, "line": {"width": 1, "color": PAGE[dark]}})


def _predictions(said: Answers, data: Dataset, dark: bool) -> go.Contour | go.Heatmap:
    """Draw the predictions as a pale background."""
    colors = [color_of(style, dark) for style in STYLES]
    count = len(data.classes)
    drawn: dict[str, Any] = {"x": said.x, "y": said.y, "showscale": False, "opacity": 0.4}
    if count == 2:
        return go.Contour(
            **drawn,
            z=said.said,
            zmin=0,
            zmax=1,
            colorscale=[(0, colors[0]), (0.5, PAGE[dark]), (1, colors[1])],
            contours={"start": 0.1, "end": 0.9, "size": 0.1},
            line={"width": 0.4, "color": INK[dark]},
            hovertemplate=f"{in_plotly(data.classes[1])}: %{{z:.2f}}<extra></extra>",
        )
    if count:
        edges = [k / count for k in range(count + 1)]
        stops = [(edges[k + side], colors[k]) for k in range(count) for side in (0, 1)]
        scale = {"zmin": -0.5, "zmax": count - 0.5, "colorscale": stops, "hoverinfo": "skip"}
        return go.Heatmap(**drawn, **scale, z=said.said)
    return go.Contour(**drawn, z=said.said, colorscale=[(0, PAGE[dark]), (1, colors[0])])
