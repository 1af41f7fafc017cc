"""Progress without accounts: the browser keeps a text, and hands it back after a reload.

What it hands back was in somebody's hands: it is read as a file from anybody would be.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

import streamlit as st

from core.verbatim import as_code
from lessons.work import LONGEST, Work
from player import assets
from views.classroom.student_session import Desk

FILES = assets.folder(f"{assets.COMMON.address}/classroom-assets", Path(__file__).parent / "static")

_KEEPER = st.components.v2.component("keeper", js=assets.loader(FILES), isolate_styles=False)

LONGEST_SENTENCE = 300

Write = Callable[[Work], str]
Read = Callable[[str], Work]


def keep(desk: Desk, write: Write, read: Read) -> None:
    """Keep the work on a desk in the browser, and put what it had kept on the desk.

    To be called once a page, outside of fragments, after the exercises are drawn. ``write`` makes
    the text that is kept; ``read`` makes work of such a text, and raises ``ValueError``, with a
    sentence, for what is none: that text is left out, and the sentence told.
    """
    name = blake2b(desk.key.encode(), digest_size=12).hexdigest()
    key = f"keeper-{name}"
    told = _found(key)
    _KEEPER(
        key=key,
        data={
            "name": name,
            "most": LONGEST,
            "text": write(desk.work) if desk.kept and desk.work.answers else None,
            "seen": told.get("seq", 0),
        },
        on_found_change=partial(_take, desk, key, read),
    )
    if desk.problem:
        st.warning(
            f"What this browser had kept of your work could not be read, and is left out: "
            f"{as_code(desk.problem)}",
            icon=":material/inventory_2:",
        )
    if desk.kept is False:
        st.caption(
            ":material/cloud_off: This browser keeps nothing for this page, as in a private"
            " window: your progress is lost when you close or reload it."
        )


def _found(key: str) -> dict[str, Any]:
    """Return what the browser last told: a numbered message."""
    state: Any = st.session_state.get(key) or {}
    found: Any = state.get("found")
    return found if isinstance(found, dict) else {}


def _take(desk: Desk, key: str, read: Read) -> None:
    """Put what the browser had kept on the desk, if it can be read."""
    found = _found(key)
    desk.kept, desk.problem = found.get("keeps") is True, ""
    text = found.get("text")
    if not isinstance(text, str) or not text:
        return
    try:
        desk.lay(read(text))
    except ValueError as error:
        desk.problem = str(error)[:LONGEST_SENTENCE]
