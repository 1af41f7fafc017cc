"""Progress without accounts: the browser keeps a text, and hands it back after a reload.

What it hands back was in somebody's hands: it is read as a file from anybody would be.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from hashlib import blake2b

import streamlit as st

from core.verbatim import as_code
from lessons.work import LONGEST, Work
from views.state.student_session import Desk
from web.exercises.component import browser_storage, found

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
    browser_storage(
        name,
        write(desk.work) if desk.kept and desk.work.answers else None,
        most=LONGEST,
        key=key,
        on_found=partial(_take, desk, key, read),
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


def _take(desk: Desk, key: str, read: Read) -> None:
    """Put what the browser had kept on the desk, if it can be read."""
    told = found(key)
    desk.kept, desk.problem = told.get("keeps") is True, ""
    text = told.get("text")
    if not isinstance(text, str) or not text:
        return
    try:
        desk.lay(read(text))
    except ValueError as error:
        desk.problem = str(error)[:LONGEST_SENTENCE]
