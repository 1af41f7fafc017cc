"""Figures on a page: each with a sentence and a table that stand for it, and a way to be saved."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape
from typing import Any

import streamlit as st

from figures.chart_table import chart_table as numbers_of
from figures.chart_table import table_excerpt
from views.parts.export_panel import File, buttons
from views.parts.html import CHART, dark
from web.save_buttons.component import PictureFile, save_buttons
from web.standalone.figures import Drawn, figure_page
from web.standalone.page import archive
from web.tables import table

ROWS = 24
"""Of a table on a page; the files have all."""


def show(one: Drawn, *, key: str, tabled: bool = True, **more: Any) -> Any:
    """Draw a figure, and its numbers as a table for who asks for it; return what was clicked.

    Without ``tabled`` where another table on the page says the same.
    """
    happened = st.plotly_chart(one.draw(dark=dark()), key=key, config=CHART, alt=one.alt, **more)
    if not tabled:
        return happened
    numbers = st.expander("The same as a table", key=f"{key}-numbers", on_change="rerun")
    if numbers.open:
        (head, *rows), count = table_excerpt(one.draw(), ROWS)
        escaped = [[escape(cell) for cell in row] for row in rows]
        numbers.html(table(map(escape, head), escaped, escape(f"{one.title}, numbers")))
        if len(rows) < count:
            numbers.caption(f"{len(rows)} of {count} rows, evenly chosen.")
    return happened


def tables(figures: Sequence[Drawn]) -> list[File]:
    """Return the numbers of figures as files."""
    kinds = {"CSV": ("text/csv", "csv"), "JSON": ("application/json", "json")}
    return [
        File(
            f"{one.title} as {kind}",
            lambda one=one, write=write: getattr(numbers_of(one.draw()), write)(),
            f"{one.file}.{write}",
            mime,
        )
        for one in figures
        for kind, (mime, write) in kinds.items()
    ]


def save(figures: Sequence[Drawn], file: str, title: str, summary: str, *, key: str) -> None:
    """Draw buttons that save figures: pictures that the browser makes, and a page of them all."""
    st.markdown("**Pictures** for slides (PNG) and print (SVG), as they are shown here")
    night = dark()
    save_buttons(
        [
            PictureFile(one.file, one.title, one.alt, one.printed(dark=night, still=True))
            for one in figures
        ],
        key=f"{key}-prints",
    )
    st.markdown(
        "**Page** on which the figures can be zoomed and pointed at, without this app and without"
        " a network. Complete: one HTML file of about 2 MB. Small: a ZIP file with the page and"
        " `plotly.min.js`, which belongs into the same folder, so that many pages can share it."
    )
    whole = partial(figure_page, figures, title, summary)

    def small() -> bytes:
        return archive(whole(small=True), f"{file}.html")

    buttons(
        [
            File("Complete page", whole, f"{file}.html", "text/html"),
            File("Small page", small, f"{file}.zip", "application/zip"),
        ],
        key=key,
    )
