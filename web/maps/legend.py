"""What the colours of maps mean, and the shares behind them, as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np

from figures.basins import (
    LISTED,
    OUTCOMES,
    Entry,
    Paint,
    Show,
    legend,
    scale_position,
    step_colors,
    step_range,
    step_ticks,
)
from studies import Basins
from studies.basin_maps.shares import border, percent
from web.tables import table


def legend_html(show: Show, maps: Sequence[Basins]) -> str:
    """Return what the colours mean, as HTML; the scale of steps first, where it is shown."""
    entries = legend(show, maps)
    listed = entries[:LISTED]
    pieces = [f"<span>{_swatch(one.paint)} {escape(one.words)}</span>" for one in listed]
    if len(entries) > len(listed):
        pieces.append(f"<span>and {len(entries) - len(listed)} more</span>")
    scale = _scale(maps) if show == "steps" else ""
    return f"<div class='basins-legend'>{scale}{''.join(pieces)}</div>"


def shares_html(names: Sequence[str], maps: Sequence[Basins]) -> str:
    """Return the shares of minima and other ends, map by map, as HTML."""
    entries = legend("minimum", maps)
    others = [one for one in entries if one.paint in OUTCOMES.values()]
    minima = [one for one in entries if one not in others]
    rows = [*minima[:LISTED]]
    if left := minima[LISTED:]:
        sums = tuple(map(sum, zip(*(one.shares for one in left), strict=True)))
        rows.append(Entry(Paint("transparent"), f"{len(left)} other minima", sums))
    rows += others
    told = [
        (f"{_swatch(one.paint)} {escape(one.words)}", *map(percent, one.shares)) for one in rows
    ]
    told.append(("On the border", *(percent(border(one)) for one in maps)))
    head = ("Minimum", *map(escape, names))
    return table(head, told, "Shares", "verdicts basins-table")


def _scale(maps: Sequence[Basins]) -> str:
    """Return the colour bar of the steps, as HTML."""
    low, high = step_range(maps)
    colors = step_colors()[:: len(step_colors()) // 16]
    ticks = step_ticks(low, high)
    places = 100 * scale_position(np.array(ticks), low, high)
    marks = "".join(
        f"<i style='left:{at:.1f}%'>{tick}</i>" for tick, at in zip(ticks, places, strict=True)
    )
    return (
        f"<div class='basins-scale' role='img' aria-label='Steps, from {ticks[0]} in dark blue to"
        f" {ticks[-1]} in yellow'><b style='background:linear-gradient(90deg,{','.join(colors)})'>"
        f"</b>{marks}</div>"
    )


def _swatch(paint: Paint) -> str:
    """Return a patch of a colour, with its stripes."""
    stripes = (
        f"repeating-linear-gradient(45deg,{paint.color} 0 3px,{paint.stripe} 3px 6px)"
        if paint.stripe
        else paint.color
    )
    return f'<i class="basins-patch" style="background:{stripes}"></i>'
