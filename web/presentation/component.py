"""Presenting as a Streamlit component: what there is to show out, where to go in.

The browser alone fills its window, enlarges the type and listens to keys and remote clickers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from web.common.mount import mount, told

_PRESENTATION = mount("presentation", "presentation")


class Slide(NamedTuple):
    """One of the things that are shown in turn."""

    title: str
    words: str
    """A sentence to say with it, plain text."""


def slides_of(
    slides: Sequence[Slide],
    current: int | None,
    *,
    own: Slide,
    noun: str,
    fill: bool,
    wish: tuple[bool, int],
    key: str,
    on_told: Callable[[], None],
) -> None:
    """Draw a button that presents slides, called ``noun`` each, and the bar of a presentation.

    ``current`` is the place of the slide on the page, or None where that is ``own``. With ``fill``
    the player takes the whole window. ``wish`` is whether the page wants to be presented, and the
    number of that wish. ``on_told`` is called as callbacks of widgets are: then ``message(key)``
    has what a person wants.
    """
    _PRESENTATION(
        key=key,
        data={
            "slides": [*map(list, slides)],
            "current": current,
            "own": list(own),
            "noun": noun,
            "fill": fill,
            "wish": list(wish),
            "seen": message(key).get("seq", 0),
        },
        on_told_change=on_told,
    )


def message(key: str) -> dict[str, Any]:
    """Return what the browser last told: numbered, with one or more wishes."""
    return told(key, "told")
