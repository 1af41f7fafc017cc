"""Buttons that save pictures as PNG and SVG: the browser draws them, nothing else is needed.

A figure is drawn by the same plotly.js that the player uses, away from the page; a drawing is
already an SVG, of which a PNG is made pixel by pixel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from web.common.mount import mount

_BUTTONS = mount("save_buttons", "save_buttons")


@dataclass(frozen=True)
class PictureFile:
    """A picture that can be saved."""

    file: str
    """What its files are called, without an ending."""
    title: str
    alt: str
    figure: dict[str, Any] | None = None
    """What plotly.js draws; else it is a drawing."""
    svg: str = ""


def save_buttons(pictures: Sequence[PictureFile], *, key: str) -> None:
    """Draw two buttons for each picture."""
    _BUTTONS(key=key, data={"pictures": [vars(picture) for picture in pictures]})
