"""Figures as one HTML file: they can be zoomed and pointed at, with nobody to ask."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

import plotly.graph_objects as go  # pyright: ignore[reportMissingTypeStubs]

from figures.chart_table import table_excerpt
from figures.print_layout import printed
from web.modules import HERE
from web.standalone.page import page

ENTRY = HERE / "standalone" / "figures.js"
ROWS = 60
"""Of a table below the figures."""


@dataclass(frozen=True)
class Drawn:
    """A figure of a page, and what is said of it."""

    file: str
    """What its files are called, without an ending."""
    title: str
    alt: str
    """A sentence that stands for it."""
    draw: Callable[..., go.Figure]
    """Draws it, for ``dark=True`` or not."""

    def printed(self, *, dark: bool = False, still: bool = False) -> dict[str, object]:
        """Return what plotly.js draws, away from the page."""
        return printed(self.draw(dark=dark), self.title, dark=dark, still=still)

    @property
    def table(self) -> str:
        """Some of its numbers as a table in HTML."""
        (names, *numbers), _ = table_excerpt(self.draw(), ROWS)
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
        rows = "".join(
            f'<tr><th scope="row">{escape(first)}</th>'
            + "".join(f"<td>{escape(cell)}</td>" for cell in cells)
            + "</tr>"
            for first, *cells in numbers
        )
        return (
            f"<details><summary>{escape(self.title)}, as a table</summary><table>"
            f"<thead><tr>{head}</tr></thead>\n<tbody>{rows}</tbody></table></details>"
        )


def figure_page(figures: Sequence[Drawn], title: str, summary: str, *, small: bool = False) -> str:
    """Return an HTML file of figures, with a sentence, and their numbers as tables.

    A ``small`` file needs plotly.min.js in its folder (see ``pages.archive``).
    """
    held = [
        {"light": one.printed(), "dark": one.printed(dark=True), "alt": one.alt} for one in figures
    ]
    return page(
        title=title,
        summary=summary,
        tables="\n".join(one.table for one in figures),
        parts={"figures": json.dumps(held).encode()},
        entry=ENTRY,
        small=small,
    )
