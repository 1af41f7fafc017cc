"""What a student hands in: one small text that says what was answered, and nothing it is worth."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

from lessons.assignment import Assignment
from lessons.names import tidy
from lessons.work import JsonObject, Work, read

FORMAT = "loss-landscapes hand-in 1"


@dataclass(frozen=True)
class HandIn:
    """What one student answered to one assignment."""

    assignment: Assignment
    name: str
    work: Work = field(default_factory=Work)

    def to_text(self) -> str:
        """Return the text that is handed in, and kept in the browser meanwhile."""
        held = {
            "format": FORMAT,
            "assignment": self.assignment.to_query(),
            "name": self.name,
            **self.work.to_table(),
        }
        return json.dumps(held, indent=1, ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> HandIn:
        """Read such a text. Raises ``ValueError``, with a sentence, for whatever is none."""
        try:
            held = read(text)
            if held.get("format") != FORMAT:
                raise ValueError(f'its format is not "{FORMAT}"')
            name = _text(held, "name")
            asked = _text(held, "assignment")
        except ValueError as error:
            raise ValueError(f"it is no hand-in: {error}") from None
        try:
            assignment = Assignment.from_query(asked)
        except ValueError as error:
            raise ValueError(f"its assignment cannot be read: {error}") from None
        return cls(assignment, tidy(name), Work.from_table(held, assignment.exercises))


def _text(held: JsonObject, key: str) -> str:
    found = held.get(key)
    if not isinstance(found, str):
        raise ValueError(f"{key} is missing, or no text")
    return found
