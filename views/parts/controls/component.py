"""The controls of a page: the fields that its subject has, and what a person changes in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

from experiments.url_spec import UrlSpec
from views.parts.controls.fields import Options
from views.parts.controls.groups import Group
from views.parts.html import dark
from views.state.url_state import Subject
from web.controls.component import fields, message

MOST_CHANGES = 100
"""That one message makes: the browser sends one, or a few that were made in quick succession."""

T = TypeVar("T", bound=UrlSpec)
Describe = Callable[[T], Sequence[Group]]


def controls(describe: Describe[T], key: str, subject: Subject[T]) -> None:
    """Show the fields that a subject has, and make the changes that a person makes in them.

    While a slider is held, the change is only previewed; what is let go of, typed or chosen counts.
    """
    groups = describe(subject.shown)
    field, problem = subject.held.refusal or ("", "")
    lists: list[Options] = []
    fields(
        [group.told(lists) for group in groups],
        lists,
        refused=(field, problem) if field else None,
        dark=dark(),
        key=key,
        on_changes=partial(_changed, describe, key, subject),
    )


def _is_change(one: Any) -> bool:
    """Tell whether something that a browser sent names a field and has a value for it."""
    return isinstance(one, dict) and isinstance(one.get("key"), str) and "value" in one


def _changed(describe: Describe[T], key: str, subject: Subject[T]) -> None:
    """Make the changes in their order; a field that is gone meanwhile changes nothing."""
    told: Any = message(key).get("made")
    made = [one for one in told if _is_change(one)] if isinstance(told, list) else []
    if not made or len(made) > MOST_CHANGES:
        return

    def change(value: T) -> T:
        for one in made:
            offered = (field for group in describe(value) for field in group.everything())
            field = next((field for field in offered if field.key == one["key"]), None)
            value = field.change(value, one["value"]) if field else value
        return value

    if all(one.get("held") for one in made):
        subject.preview(change)
    else:
        subject.edit(change, field=made[-1]["key"])
