"""Maps as one HTML file: what is pointed at is told, with nobody to ask."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

import numpy as np

from figures.basins import SHOWN, Show
from studies import Basins
from studies.basin_maps.shares import sentence
from web.maps.component import facts
from web.maps.legend import legend_html, shares_html
from web.modules import HERE
from web.standalone.page import page

MOST = 512
"""Starts along a side: four such maps make a file of less than 6 MB."""
FINENESS = 1024
"""Of a loss that is told with two digits: what has more does not compress."""
STYLES = (
    HERE / "maps" / "maps.css",
    HERE / "maps" / "exported.css",
    HERE / "pages" / "basins.css",
)


def map_page(maps: Sequence[Basins], names: Sequence[str], show: Show, title: str) -> str:
    """Return an HTML file of maps of one surface and one size, opened at what is shown.

    Of maps with more than ``MOST`` starts along a side it holds every second one, or fewer; the
    sentence and the table are of all of them.
    """
    held = [thinned(one) for one in maps]
    legends = {
        name: {
            "html": legend_html(cast("Show", name), held),
            "words": words,
            "chosen": name == show,
        }
        for name, words in SHOWN.items()
    }
    return page(
        title=title,
        summary=" ".join(sentence(*one) for one in zip(names, maps, strict=True)),
        tables=shares_html(names, maps),
        parts={
            "maps": facts(held, names, of="page", name="page", about="page"),
            "legends": json.dumps(legends).encode(),
        },
        entry=HERE / "maps" / "exported.js",
        styles=STYLES,
        plotly=False,
    )


def thinned(one: Basins) -> Basins:
    """Return a map of every second start along each side, or fewer, where it has too many.

    Losses are rounded.
    """
    step = -(-one.size // MOST)
    part, power = np.frexp(one.value[::step, ::step])
    held = {name: getattr(one, name)[::step, ::step] for name in ("label", "arrived", "ending")}
    return replace(
        one,
        x=one.x[::step],
        y=one.y[::step],
        value=np.ldexp(np.rint(part * FINENESS) / FINENESS, power),
        end=one.end[:, ::step, ::step],
        **held,
    )
