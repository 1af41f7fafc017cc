"""The controls as a Streamlit component: fields out, changes in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from web.common.mount import mount, told

_CONTROLS = mount("controls", "controls")


def fields(
    groups: Sequence[dict[str, Any]],
    lists: Sequence[Any],
    *,
    refused: tuple[str, str] | None,
    dark: bool,
    key: str,
    on_changes: Callable[[], None],
) -> None:
    """Show groups of fields, as ``panel.js`` takes them; a choice may name one of the ``lists``.

    ``refused`` is a field's key and what was wrong with what was made of it. ``on_changes`` is
    called as callbacks of widgets are: then ``message(key)`` has what was changed.
    """
    _CONTROLS(
        key=key,
        data={
            "groups": groups,
            "lists": lists,
            "dark": dark,
            "refused": {"key": refused[0], "text": refused[1]} if refused else None,
            "seen": message(key).get("seq", 0),
        },
        on_changes_change=on_changes,
    )


def message(key: str) -> dict[str, Any]:
    """Return what the browser last told: numbered, with one or more changes."""
    return told(key, "changes")
