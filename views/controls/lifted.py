"""The fields of a race as those of a thing that holds one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from views.controls.groups import Card, Group, Section


def lifted(group: Group) -> Group:
    """Return the same fields for something with an ``experiment``, which is what they change."""
    if isinstance(group, Card):
        sections = [_section(section) for section in group.sections]
        return replace(group, head=_section(group.head), sections=sections)
    return _section(group)


def _section(section: Section) -> Section:
    fields = [_field(field) for field in section.fields]
    return replace(section, fields=fields, remove=section.remove and _field(section.remove))


def _field(field: Any) -> Any:
    def change(owner: Any, value: Any) -> Any:
        return replace(owner, experiment=field.change(owner.experiment, value))

    return replace(field, change=change)
