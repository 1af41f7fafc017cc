"""The V of a gradient check: error over step size, with the branches that make it, by name."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from core.arrays import Array
from figures.styles import INK, STYLES, color_of
from studies.gradient_check.check import CENTRAL, COMPLEX, FORWARD, METHODS, Check

NAMES = {FORWARD: "forward", CENTRAL: "central", COMPLEX: "complex step"}
DASHES = {FORWARD: "dash", CENTRAL: "solid", COMPLEX: "dot"}
LOOKS = {FORWARD: STYLES[1], CENTRAL: STYLES[0], COMPLEX: STYLES[2]}
FAINT = ("#6d7783", "#9aa5b1")
NONE = 1e-17
"""Where an error of 0 is drawn: below the last digit."""
LARGEST = 1e2


def v_curve(check: Check, direction: int, h: float, *, dark: bool = False) -> go.Figure:
    """Draw the relative error of each method along a direction over h, both logarithmic.

    Thin lines are what theory predicts: truncation and rounding of each method, and its best h.
    A line stands at the ``h`` whose numbers are shown elsewhere. Errors of 0 lie at the bottom.
    """
    traces: list[go.Scatter] = []
    notes: list[dict[str, Any]] = []
    shapes: list[dict[str, Any]] = [_upright(h, INK[dark], "solid", 1.2)]
    for method in METHODS:
        errors = check.errors(method)
        if errors is None:
            continue
        color = color_of(LOOKS[method], dark)
        for branch in _branches(check, method, direction):
            traces.append(_branch(branch, check.h, color))
            notes.append(_named(branch, check.h, color))
        traces.append(_curve(check.h, errors[:, direction], method, color))
        best = float(check.optimum(method)[direction])
        if np.isfinite(best) and method != COMPLEX:
            shapes.append(_upright(best, color, DASHES[method], 1))
            notes.append(_best(best, method, color))
    notes = [note for note in notes if note]
    notes.append(
        {
            "x": float(np.log10(h)), "y": 0, "yref": "paper", "yanchor": "bottom",
            "xanchor": "left", "text": "table", "showarrow": False, "font": {"size": 12},
        }
    )  # fmt: skip
    return go.Figure(traces, _layout(notes, shapes, check, dark))


class Branch(NamedTuple):
    """A line that theory predicts."""

    name: str
    error: Array
    """``(H,)``."""
    at: float
    """Where on the h-axis its name stands."""


def _branches(check: Check, method: str, direction: int) -> list[Branch]:
    """Return the branches of a method; of rounding one is named, as two lie close together."""
    cut = check.truncation(method)[:, direction]
    lost = check.rounding(method)[:, direction]
    if method == FORWARD:
        return [Branch("truncation ½ h |f″|", cut, 1e-14), Branch("rounding ε F / h", lost, 1e-13)]
    if method == CENTRAL:
        return [Branch("truncation<br>⅙ h² |f‴|", cut, 3e-5), Branch("", lost, 1.0)]
    return []


def _branch(branch: Branch, h: Array, color: str) -> go.Scatter:
    shown = (branch.error > NONE) & (branch.error < LARGEST)
    return go.Scatter(
        x=h,
        y=np.where(shown, branch.error, np.nan),
        mode="lines",
        line={"color": color, "width": 1},
        opacity=0.55,
        hoverinfo="skip",
        showlegend=False,
    )


def _named(branch: Branch, h: Array, color: str) -> dict[str, Any]:
    """Write a branch's name beside it, above where it falls and below where it rises."""
    shown = np.flatnonzero((branch.error > 10 * NONE) & (branch.error < LARGEST / 10))
    if not (branch.name and len(shown)):
        return {}
    k = shown[np.argmin(np.abs(np.log(h[shown] / branch.at)))]
    rising = branch.error[0] > branch.error[-1]
    return {
        "x": float(np.log10(h[k])),
        "y": float(np.log10(branch.error[k])),
        "text": branch.name,
        "showarrow": False,
        "font": {"size": 12, "color": color},
        "xanchor": "left",
        "yanchor": "top" if rising else "bottom",
        "align": "left",
        "xshift": 6,
    }


def _curve(h: Array, error: Array, method: str, color: str) -> go.Scatter:
    drawn = np.where(np.isfinite(error), np.clip(error, NONE, LARGEST), np.nan)
    return go.Scatter(
        x=h,
        y=drawn,
        customdata=error,
        name=NAMES[method],
        mode="lines+markers",
        line={"color": color, "width": 2, "dash": DASHES[method]},
        marker={"size": 5, "symbol": LOOKS[method].marker},
        hovertemplate="h = %{x:.1e}, error %{customdata:.1e}",
    )


def _best(best: float, method: str, color: str) -> dict[str, Any]:
    """Name the h that theory says is best."""
    return {
        "x": float(np.log10(best)),
        "y": 1,
        "yref": "paper",
        "yanchor": "top",
        "xanchor": "left" if method == CENTRAL else "right",
        "text": f"best h {best:.0e}",
        "showarrow": False,
        "font": {"size": 12, "color": color},
    }


def _upright(x: float, color: str, dash: str, width: float) -> dict[str, Any]:
    line = {"color": color, "dash": dash, "width": width}
    return {
        "type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper",
        "line": line, "opacity": 0.6,
    }  # fmt: skip


def _layout(
    notes: list[dict[str, Any]], shapes: list[dict[str, Any]], check: Check, dark: bool
) -> go.Layout:
    axis = {"type": "log", "exponentformat": "power", "zeroline": False, "automargin": False}
    ends = np.log10([check.h[-1], check.h[0]])
    return go.Layout(
        xaxis={
            **axis,
            "title": {"text": "step size h"},
            "range": [ends[0] - 0.3, ends[1] + 0.3],
            "dtick": 4,
        },
        yaxis={
            **axis,
            "title": {"text": "relative error", "standoff": 4},
            "range": [np.log10(NONE) - 0.4, np.log10(LARGEST)],
            "tickvals": [NONE, 1e-12, 1e-8, 1e-4, 1],
            "ticktext": ["0", "10<sup>−12</sup>", "10<sup>−8</sup>", "10<sup>−4</sup>", "1"],
        },
        annotations=notes,
        shapes=shapes,
        height=430,
        margin={"l": 58, "r": 8, "t": 34, "b": 44, "autoexpand": False},
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0},
        font={"color": INK[dark]},
        hovermode="closest",
    )
