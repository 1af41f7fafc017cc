"""The fields of a race as those of a thing that holds one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from views.parts.controls.groups import EntrantCard, Group


def lifted(group: Group) -> Group:
    """Return the same fields for something with an ``experiment``, which is what they change."""
    if isinstance(group, EntrantCard):
        sections = [section.through(_field) for section in group.sections]
        return replace(group, head=group.head.through(_field), sections=sections)
    return group.through(_field)


def _field(field: Any) -> Any:
    def change(owner: Any, value: Any) -> Any:
        return replace(owner, experiment=field.change(owner.experiment, value))

    return replace(field, change=change)
