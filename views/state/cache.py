"""What was computed for the pages, for all visitors together, by its canonical text."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


def _one(_: object) -> int:
    """Count every thing alike."""
    return 1


class Cache(Generic[T]):
    """Things by their text; where they are too many, those not asked for longest are forgotten."""

    def __init__(self, most: int, size: Callable[[T], int] = _one) -> None:
        """Hold things up to so much in all, by their ``size``."""
        self.most, self.size = most, size
        self._held: OrderedDict[str, T] = OrderedDict()

    def __contains__(self, text: str) -> bool:
        """Tell whether a text is remembered."""
        return text in self._held

    @property
    def total(self) -> int:
        """The size of everything that is held."""
        return sum(self.size(thing) for thing in list(self._held.values()))

    def get(self, text: str) -> T | None:
        """Return what belongs to a text, if it is remembered."""
        return self._held.get(text)

    def recall(self, text: str, make: Callable[[], T], keep: int = 1) -> T:
        """Return what belongs to a text; make it if it is not remembered.

        The ``keep`` asked for last stay, however large: a page shows so many together.
        """
        thing = self._held.pop(text, None)
        if thing is None:
            thing = make()
        self._held[text] = thing  # the newest stands last
        while len(self._held) > keep and self.total > self.most:
            self._held.popitem(last=False)
        return thing

    def clear(self) -> None:
        """Forget everything."""
        self._held.clear()
