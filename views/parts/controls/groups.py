"""What stands together in the controls: sections with a title, and the card of an entrant."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from figures.styles import Style
from views.parts.controls.fields import Chips, Field, Options


@dataclass(frozen=True)
class Section:
    """Fields under one heading, perhaps with a curve, perhaps with a button that removes it."""

    title: str
    fields: Sequence[Field]
    curve: tuple[float, ...] = ()
    """Heights from 0 on, drawn as a small picture."""
    remove: Chips | None = None

    def told(self, lists: list[Options]) -> dict[str, Any]:
        """Return what the browser is told; see ``Field.told``."""
        told = {
            "title": self.title,
            "fields": [one.told(lists) for one in self.fields],
            "curve": self.curve,
            "remove": self.remove and self.remove.told(lists),
        }
        return {name: what for name, what in told.items() if what}

    def everything(self) -> Iterator[Field]:
        """Return every field in it."""
        yield from self.fields
        if self.remove:
            yield self.remove

    def through(self, way: Callable[[Any], Any]) -> Section:
        """Return it with every field as a way makes it."""
        fields = [way(field) for field in self.fields]
        return replace(self, fields=fields, remove=self.remove and way(self.remove))


@dataclass(frozen=True)
class EntrantCard:
    """One entrant: always its head, and the sections when it is opened."""

    title: str
    style: Style
    head: Section
    summary: str
    sections: Sequence[Section] = field(default_factory=tuple)

    def told(self, lists: list[Options]) -> dict[str, Any]:
        """Return what the browser is told; see ``Field.told``."""
        return {
            "title": self.title,
            "style": {
                "color": self.style.color,
                "dark": self.style.dark_color,
                "dash": self.style.dash,
            },
            "head": self.head.told(lists),
            "summary": self.summary,
            "sections": [section.told(lists) for section in self.sections],
        }

    def everything(self) -> Iterator[Field]:
        """Return every field in it."""
        for section in (self.head, *self.sections):
            yield from section.everything()


Group = Section | EntrantCard
