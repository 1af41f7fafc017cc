"""What a formula is made of: a tree of pieces, each with its text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, eq=False)
class Subexpression:
    """A piece of a formula: what it is, what it is made of, and its text.

    ``head`` is ``number``, ``x``, ``y``, ``pi``, ``e``, ``+`` and ``*`` (of any number of parts),
    ``-`` and ``/`` (of one: the negative, the inverse), ``**``, a comparison, ``where`` (of a
    condition and two more), or the name of a function.
    """

    head: str
    parts: tuple[Subexpression, ...]
    text: str
    number: float | None
    """Its value if neither x nor y is in it, and then finite."""

    @property
    def heads(self) -> set[str]:
        """What occurs in it."""
        return {self.head}.union(*(part.heads for part in self.parts))


def constant(number: float) -> Subexpression:
    """Return a number that nobody typed."""
    return Subexpression("number", (), f"{number:g}", number)
