"""The numbers of a figure as a table: for who cannot see it, and for other programs."""

from __future__ import annotations

import csv
import io
import json
from html import unescape
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from figures.thinning import evenly

Cell = str | float


class ChartTable(NamedTuple):
    """Rows below a head."""

    head: tuple[str, ...]
    rows: list[tuple[Cell, ...]]

    def csv(self) -> str:
        """Return comma-separated values; numbers read back as the same floats."""
        file = io.StringIO()
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(self.head)
        rows.writerows([("" if _missing(cell) else cell) for cell in row] for row in self.rows)
        return file.getvalue()

    def json(self) -> str:
        """Return the columns by their names; what is missing is ``null``."""
        columns = zip(*self.rows, strict=True) if self.rows else [()] * len(self.head)
        held = [[None if _missing(cell) else cell for cell in column] for column in columns]
        return json.dumps(dict(zip(self.head, held, strict=True)), allow_nan=False)


def table_excerpt(figure: go.Figure, rows: int, columns: int = 9) -> tuple[list[list[str]], int]:
    """Return up to so many rows of a figure's numbers as text, and how many there are in all.

    The first is the head. A heatmap is a table of its own shape, of evenly chosen rows and columns.
    """
    cells = _heatmap(figure)
    if cells is None:
        numbers = chart_table(figure)
        chosen = _chosen(len(numbers.rows), rows)
        shown = [[_formatted(cell) for cell in numbers.rows[k]] for k in chosen]
        return [[*numbers.head], *shown], len(numbers.rows)
    across, up, _ = _titles(figure, cells)
    values = cells.z if cells.text is None else cells.text
    wide, high = _chosen(len(cells.x), columns), _chosen(len(cells.y), rows)
    named = not isinstance(cells.x[0], str)  # text needs no name of its axis
    head = [f"{across} {_text(cells.x[i])}" if named else _text(cells.x[i]) for i in wide]
    body = [[_text(cells.y[j]), *(_text(values[j][i]) for i in wide)] for j in high]
    return [[up if named else "", *head], *body], len(cells.y)


def chart_table(figure: go.Figure) -> ChartTable:
    """Return the numbers of a figure: of its curves or bars, or of the cells of its heatmap.

    Curves over the same values stand side by side, others below each other. What only decorates,
    and has no text when pointed at, is left out.
    """
    cells = _heatmap(figure)
    if cells is not None:
        return _cells(figure, cells)
    curves = [
        trace
        for trace in figure.data
        if trace.type in ("scatter", "bar") and trace.hoverinfo != "skip" and trace.x is not None
    ]
    contours = [trace for trace in figure.data if trace.type == "contour"]
    if contours and not curves:
        return _cells(figure, contours[0])
    across, up = _title(figure.layout.xaxis, "x"), _title(figure.layout.yaxis, "y")
    names = [unescape(curve.name or f"curve {k + 1}") for k, curve in enumerate(curves)]
    first = [*curves[0].x] if curves else []
    if len({*names}) == len(names) and all([*curve.x] == first for curve in curves):
        columns = [[_plain(v) for v in values] for values in (first, *map(_heights, curves))]
        heads = [f"{up}, {name}" for name in names] if len(names) > 1 else [up]
        return ChartTable((across, *heads), [*zip(*columns, strict=True)])
    rows = [
        (name, _plain(x), _plain(y))
        for name, curve in zip(names, curves, strict=True)
        for x, y in zip(curve.x, _heights(curve), strict=True)
    ]
    return ChartTable(("curve", across, up), rows)


def _heights(curve: Any) -> Any:
    """Return the values of a curve; bars may have a scale of their own."""
    bars = curve.type == "bar" and curve.customdata is not None
    return curve.customdata if bars else curve.y


def _heatmap(figure: go.Figure) -> Any:
    """Return the heatmap of a figure, if it has one."""
    return next((trace for trace in figure.data if trace.type == "heatmap"), None)


def _cells(figure: go.Figure, cells: Any) -> ChartTable:
    """Return a row for each cell of a heatmap."""
    values = cells.z if cells.text is None else cells.text
    rows = [
        (_plain(x), _plain(y), _plain(values[j][i]))
        for j, y in enumerate(cells.y)
        for i, x in enumerate(cells.x)
    ]
    return ChartTable(_titles(figure, cells), rows)


def _titles(figure: go.Figure, cells: Any) -> tuple[str, str, str]:
    """Return what the columns, the rows and the values of a heatmap are called."""
    across, up = _title(figure.layout.xaxis, "column"), _title(figure.layout.yaxis, "row")
    return across, up, cells.colorbar.title.text or "value"


def _chosen(count: int, most: int) -> list[int]:
    return evenly(0, count - 1, most).tolist()


def _title(axis: Any, otherwise: str) -> str:
    return unescape(axis.title.text or otherwise)


def _plain(value: Any) -> Cell:
    return unescape(value) if isinstance(value, str) else float(value)


def _missing(cell: Cell) -> bool:
    return isinstance(cell, float) and not np.isfinite(cell)


def _text(value: Any) -> str:
    return _formatted(_plain(value))


def _formatted(cell: Cell) -> str:
    """Return a cell as text for a reader."""
    if isinstance(cell, str):
        return cell
    return f"{cell:.4g}".replace("-", "−") if np.isfinite(cell) else "none"
