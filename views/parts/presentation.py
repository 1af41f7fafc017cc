"""Presenting a page: where to go next, and that the address bar says that it is presented."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from experiments.url_spec import UrlSpec
from views.state.url_state import Subject
from web.presentation.component import Slide, message, slides_of

PRESENT = {"present": ("0", "1")}
"""What a subject that can be presented adds to its ``looks``: then a link can say that it is."""


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
    slides_of(
        slides,
        current,
        own=own or Slide("", ""),
        noun=noun,
        fill=fill,
        wish=(presented(subject), subject.held.asked),
        key=key,
        on_told=partial(_heard, len(slides), go, subject, key),
    )
    return presented(subject)


def presented(subject: Subject[UrlSpec]) -> bool:
    """Return whether the subject is being presented."""
    return subject.held.looks.get("present") == "1"


def _heard(count: int, go: Callable[[int], None], subject: Subject[Any], key: str) -> None:
    """Do what the browser told; going comes last, since it may end the callback."""
    made = {one["key"]: one["value"] for one in message(key).get("made", [])}
    if "showing" in made:
        subject.look(present="1" if made["showing"] else "0")
    if 0 <= made.get("go", -1) < count:
        go(made["go"])
    elif subject.drawn:
        st.rerun([*subject.drawn])
