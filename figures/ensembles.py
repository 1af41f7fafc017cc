"""Many runs of each rule: bands of the loss, and the part of the runs that has arrived."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from core.arrays import Array
from core.verbatim import in_plotly
from figures.curves import above, band, chart, curve, limit_y, loss_title
from figures.styles import STYLES
from figures.thinning import evenly
from studies.seeds.statistics import EnsembleStatistics

CURVE = 250  # points of a curve, at most


def loss_bands(
    ensembles: Sequence[EnsembleStatistics], names: Sequence[str], *, dark: bool = False
) -> go.Figure:
    """Draw the median loss of each rule, with the middle half and the middle 80 % of its runs.

    A band that leaves at the top holds runs that overflowed.
    """
    floor = ensembles[0].floor
    every = np.array([above(ensemble.bands, floor) for ensemble in ensembles])
    log = bool(every.min() > 0)
    low, high = _shown(every, log=log)
    roof = high * 1e3 if log else high + 10 * (high - low)
    traces: list[go.Scatter] = []
    for bands, style, name in zip([*every], STYLES, map(in_plotly, names), strict=False):
        shown = evenly(0, bands.shape[1] - 1, CURVE)
        x = shown.astype(np.float32)
        outer, inner, middle, over, top = np.minimum(bands[:, shown], roof).astype(np.float32)
        traces += [
            band(x, outer, top, style, name, dark=dark),
            band(x, inner, over, style, name, dark=dark),
            curve(x, middle, style, name, dark=dark),
        ]
        traces[-1].hovertemplate = f"{name}<br>step %{{x}}: median %{{y:.3g}}<extra></extra>"
    return limit_y(chart(traces, "step", loss_title(floor), log_y=log), low, high, log=log)


def _shown(bands: Array, *, log: bool) -> tuple[float, float]:
    """Return the losses from which to which an axis goes: not much above where the runs start."""
    low, start = float(bands.min()), float(bands[..., 0].max())
    most = 100 * start if log else start + 2 * (start - low)
    finite = bands[np.isfinite(bands)]
    high = min(float(finite.max()), most)
    return (low, high) if high > low else (low - 0.5 * abs(low) - 1e-12, 1.5 * abs(low) + 1e-12)


def arrivals(
    ensembles: Sequence[EnsembleStatistics], names: Sequence[str], *, dark: bool = False
) -> go.Figure:
    """Draw the part of the runs of each rule that has arrived by each step."""
    traces: list[go.Scatter] = []
    last = float(ensembles[0].steps[-1])
    for ensemble, style, name in zip(ensembles, STYLES, map(in_plotly, names), strict=False):
        steps, parts = ensemble.arrivals
        x = np.concatenate([[0.0], steps, [last]])
        y = 100 * np.concatenate([[0.0], parts, [ensemble.rate.part]])
        trace = curve(x, y, style, name, dark=dark)
        trace.line.shape = "hv"
        trace.hovertemplate = f"{name}<br>%{{y:.0f}} % by step %{{x}}<extra></extra>"
        traces.append(trace)
    figure = chart(traces, "step", "runs that have arrived, %", height=340)
    return figure.update_yaxes(range=[-3, 103])
