"""Buttons that save pictures as PNG and SVG: the browser draws them, nothing else is needed.

A figure is drawn by the same plotly.js that the player uses, away from the page; a drawing is
already an SVG, of which a PNG is made pixel by pixel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from player import assets

FILES = assets.Files(
    f"{assets.COMMON.address}/prints-assets",
    (
        *assets.folder("", Path(__file__).parent / "static").paths,
        assets.HERE / "static" / "plotly.js",
    ),
)
_PRINTS = st.components.v2.component("prints", js=assets.loader(FILES), isolate_styles=False)


@dataclass(frozen=True)
class Print:
    """A picture that can be saved."""

    file: str
    """What its files are called, without an ending."""
    title: str
    alt: str
    figure: dict[str, Any] | None = None
    """What plotly.js draws; else it is a drawing."""
    svg: str = ""


def prints(pictures: Sequence[Print], *, key: str) -> None:
    """Draw two buttons for each picture."""
    _PRINTS(key=key, data={"pictures": [vars(picture) for picture in pictures]})
