"""Colours, dashes and markers of runs, distinct for every eye, theme, and in greyscale print.

The twelve colours began at those of Okabe and Ito (https://jfly.uni-koeln.de/color/) and were moved
apart in OKLab under the simulated colour blindness of Machado, Oliveira and Fernandes (2009),
https://doi.org/10.1109/TVCG.2009.113; each has a contrast above 3 against its page. Dashes repeat
after four styles and markers after six, so no two of the twelve share both.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Style:
    """The look of one run."""

    color: str
    """On a white page, ``#rrggbb``."""
    dark_color: str
    """The same hue on a dark page, ``#rrggbb``."""
    dash: tuple[int, ...]
    """Lengths in pixels of the strokes and the gaps between them; empty for a solid line."""
    marker: str
    """A symbol's name in Plotly."""


SOLID, DASHED, DOTTED, DASH_DOT = (), (9, 4), (2, 3), (10, 3, 2, 3)

STYLES = (
    Style("#3b69ee", "#74bffc", SOLID, "circle"),
    Style("#e66356", "#f4715c", DASHED, "square"),
    Style("#2b511e", "#3dfbb1", DOTTED, "triangle-up"),
    Style("#b938aa", "#bd7bba", DASH_DOT, "x"),
    Style("#866409", "#f9d438", SOLID, "diamond"),
    Style("#27166d", "#9063f7", DASHED, "cross"),
    Style("#0c99cc", "#d0f3fe", DOTTED, "circle"),
    Style("#5c142b", "#9c6d8e", DASH_DOT, "square"),
    Style("#749584", "#88aca0", SOLID, "triangle-up"),
    Style("#c01e56", "#e14153", DASHED, "x"),
    Style("#41698f", "#9dcfd8", DOTTED, "diamond"),
    Style("#7e8806", "#cab52f", DASH_DOT, "cross"),
)
"""Enough for twelve runs; neighbours differ well."""

PAGE = ("#ffffff", "#14191e")
"""What lies behind a chart: on a light page, and on a dark one."""

INK = ("#1c2128", "#f3f5f8")
"""The colour of text and of lines that belong to no entrant: on a light page, and a dark one."""

MAP_COLORS = {
    "light": (
        (0.0, "#f8fafd"),
        (0.2, "#eaeef4"),
        (0.4, "#dbe2eb"),
        (0.6, "#cdd7e2"),
        (0.8, "#bfcbda"),
        (1.0, "#b1bfd1"),
    ),
    "dark": (
        (0.0, "#14191e"),
        (0.2, "#1f252d"),
        (0.4, "#2a323c"),
        (0.6, "#35404c"),
        (0.8, "#414e5d"),
        (1.0, "#4d5c6e"),
    ),
}
"""Heights as one blue-grey in equal steps of lightness, valleys close to the page's colour."""


def color_of(style: Style, dark: bool) -> str:
    """Return the colour of a style on a page."""
    return style.dark_color if dark else style.color


def dash_of(style: Style) -> str:
    """Return the dashes of a style as Plotly wants them."""
    return ",".join(f"{length}px" for length in style.dash) or "solid"
