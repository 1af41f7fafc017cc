"""The browser's own storage as a Streamlit component; where it is, Enter checks an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from web.common.mount import mount, told

_STORAGE = mount("exercises", "exercises")


def browser_storage(
    name: str, text: str | None, *, most: int, key: str, on_found: Callable[[], None]
) -> None:
    """Keep a text under a name in the browser; None keeps what is there.

    What was kept before, up to ``most`` characters and one, is told: ``on_found`` is called as
    callbacks of widgets are, and ``found(key)`` then has it.
    """
    _STORAGE(
        key=key,
        data={"name": name, "most": most, "text": text, "seen": found(key).get("seq", 0)},
        on_found_change=on_found,
    )


def found(key: str) -> dict[str, Any]:
    """Return what the browser last told: a numbered message."""
    return told(key, "found")
