"""Presenting as a Streamlit component: what there is to show out, where to go in.

The browser alone fills its window, enlarges the type and listens to keys and remote clickers; the
server is told where to go, and that the address bar is to say that something is presented.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import streamlit as st

from experiments.url_spec import UrlSpec
from player import assets
from views.state.url_state import Subject

FILES = assets.folder(
    f"{assets.COMMON.address}/presentation-assets", Path(__file__).parent / "static"
)
PRESENT = {"present": ("0", "1")}
"""What a subject that can be presented adds to its ``looks``: then a link can say that it is."""

_PRESENTATION = st.components.v2.component(
    "presentation", js=assets.loader(FILES), isolate_styles=False
)


class Slide(NamedTuple):
    """One of the things that are shown in turn."""

    title: str
    words: str
    """A sentence to say with it, plain text."""


def present(
    slides: Sequence[Slide],
    current: int | None,
    go: Callable[[int], None],
    subject: Subject[Any],
    *,
    noun: str = "Scene",
    own: Slide | None = None,
    fill: bool = False,
    key: str = "present",
) -> bool:
    """Draw a button that presents the page; return whether it is being presented.

    ``slides`` are shown in their order, ``current`` is the place of the one on the page, or None
    where that is another thing, of which ``own`` tells if there is something to be told.
    ``go(place)`` is called as a callback of a widget is, before the script runs, and may end with
    ``st.rerun`` of some parts, as ``subject.edit`` does. ``subject`` has ``PRESENT`` among its
    ``looks``.

    With ``fill`` the player of key ``player`` takes the whole window, and nothing else of the page
    is to be seen or reached; otherwise the page loses its header and its sidebar only. Call it once
    a page, in a part that is drawn again when ``current`` changes.
    """
    _PRESENTATION(
        key=key,
        data={
            "slides": [*map(list, slides)],
            "current": current,
            "own": list(own or ("", "")),
            "noun": noun,
            "fill": fill,
            "wish": [presented(subject), subject.held.asked],
            "seen": _told(key).get("seq", 0),
        },
        on_told_change=partial(_heard, len(slides), go, subject, key),
    )
    return presented(subject)


def presented(subject: Subject[UrlSpec]) -> bool:
    """Return whether the subject is being presented."""
    return subject.held.looks.get("present") == "1"


def _told(key: str) -> dict[str, Any]:
    """Return what the browser last told: numbered, with one or more wishes."""
    state: Any = st.session_state.get(key) or {}
    return state.get("told") or {}


def _heard(count: int, go: Callable[[int], None], subject: Subject[Any], key: str) -> None:
    """Do what the browser told; going comes last, since it may end the callback."""
    made = {one["key"]: one["value"] for one in _told(key).get("made", [])}
    if "showing" in made:
        subject.look(present="1" if made["showing"] else "0")
    if 0 <= made.get("go", -1) < count:
        go(made["go"])
    elif subject.drawn:
        st.rerun([*subject.drawn])
