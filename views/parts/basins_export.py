"""What a visitor may take away from maps of basins: link, numbers, pictures, programs."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import cast

import streamlit as st

from experiments.labels import labels
from exports.maps import map_csv, map_json, map_npz, map_program
from figures.basin_svg import basin_svg
from figures.basins import SHOWN, Show
from studies import Basins
from studies.basin_maps.map_spec import BasinMap
from studies.basin_maps.shares import sentence
from views.parts.export_panel import ExportContents, File, buttons, drawer
from views.parts.html import dark
from web.maps.page import map_page
from web.save_buttons.component import PictureFile, save_buttons

KEY = "basins-away"
MOST_LINES = 512
"""Starts along a side that a table of text is offered for: that of a larger map is 150 MB."""
NPZ = "application/octet-stream"


def take_away(value: BasinMap, maps: Sequence[Basins], shown: Show) -> None:
    """Draw a drawer with all there is to be had of maps that are looked at in one of three ways."""
    drawer(lambda: _contents(value, maps, shown), key=KEY)


def _contents(value: BasinMap, maps: Sequence[Basins], shown: Show) -> ExportContents:
    names = labels(value.optimizers)
    files: list[File] = []
    for k, (name, one) in enumerate(zip(names, maps, strict=True), 1):
        if one.size <= MOST_LINES:
            write = partial(map_csv, one)
            files.append(File(f"{name} as CSV", write, f"basins-{k}.csv", "text/csv"))
        files.append(File(f"{name} as NPZ", partial(map_npz, one), f"basins-{k}.npz", NPZ))
    if value.size <= MOST_LINES:
        every = partial(map_json, value, maps)
        files.append(File("All as JSON", every, "basins.json", "application/json"))
    return ExportContents(
        "these maps",
        value.to_query(),
        "**Numbers:** for each start where it ends, at which minimum and after how many steps, how"
        " it ends, and its loss there. NPZ is NumPy's own",
        files,
        partial(_pictures, value, maps, names, shown),
        {"This library": ("basins.py", partial(map_program, value))},
    )


def _pictures(value: BasinMap, maps: Sequence[Basins], names: Sequence[str], shown: Show) -> None:
    """Draw the choice of what the colours say, and buttons for what shows it elsewhere."""
    st.markdown("**Pictures** for slides (PNG) and print (SVG), with what the colours mean")
    chosen = st.segmented_control(
        "Colours",
        [*SHOWN],
        default=shown,
        format_func=SHOWN.__getitem__,
        required=True,
        key=f"{KEY}-{shown}",  # another one is looked at: then that is offered first
        label_visibility="collapsed",
    )
    show = cast("Show", chosen)
    title = f"{value.surface.title}: where each start ends"
    told = " ".join(sentence(*one) for one in zip(names, maps, strict=True))
    drawing = basin_svg(maps, names, show, dark=dark(), title=title)
    picture = PictureFile(f"basins-{show}", SHOWN[show], told, svg=drawing)
    save_buttons([picture], key=f"{KEY}-prints")
    st.markdown(
        "**Page** on which each start can be pointed at, without this app and without a network:"
        " one HTML file"
    )
    page = partial(map_page, maps, names, show, title)
    buttons([File("Page", page, "basins.html", "text/html")], key=KEY)
