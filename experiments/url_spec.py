"""A value that a link can say: the canonical text of a link, and how it is read back."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Sequence
from dataclasses import fields
from functools import lru_cache
from typing import Any, ClassVar, Generic, Self, TypeVar, cast

from experiments.cost import Cost
from experiments.mangled import cleaned
from experiments.text import refuse
from experiments.url_query import Complain, Pairs, UrlQuery, query

T = TypeVar("T")


class UrlSpec(ABC):
    """A value that a link can say. Subclasses are frozen dataclasses; one that exists has a link.

    To make one raises ``ValueError`` for what no link may say: see ``from_query``.
    """

    usual: ClassVar[Any]
    """What an empty link says; of the same class."""
    keys: ClassVar[tuple[str, ...]]
    """The keys that its link may have."""
    free: ClassVar[tuple[str, ...]] = ()
    """Those of which the text may be any."""
    # fmt: off
    of_any: ClassVar[frozenset[str]] = frozenset([
        "against", "along", "at", "batch", "box", "budget", "check", "data", "exercise",
        "exercises", "families", "find", "fixed", "h", "hidden", "judged", "knob", "lesson",
        "mistake", "network", "numbers", "optimizer", "order", "point", "runs", "seed", "size",
        "sizes", "solutions", "spread", "start", "starts", "step", "steps", "surface", "target",
        "title", "tolerance", "trials", "tuned", "values", "weights"
    ])
    # fmt: on
    """The keys of all links, whichever of them are imported: one of another page is no junk."""

    def __init_subclass__(cls) -> None:
        """Raise ``TypeError`` for keys that are not in ``of_any``."""
        if unknown := {*cls.keys} - cls.of_any:
            raise TypeError(f"{cls.__name__}: {', '.join(sorted(unknown))} is to stand in of_any")

    def __post_init__(self) -> None:
        """Hold exactly what a link says: whole numbers as ``int``, all others as ``float``."""
        said = self.pieces(UrlQuery.of(self.pairs(), self.keys))
        for f, piece in zip(fields(cast("Any", self)), said, strict=True):
            object.__setattr__(self, f.name, piece)

    @abstractmethod
    def pairs(self) -> Pairs:
        """Return what its link says, by key."""

    def to_query(self) -> str:
        """Return the canonical text: equal values have equal texts."""
        return query(self.pairs())

    @property
    def cost(self) -> Cost:
        """What it costs to compute all that it asks for: nothing, if it asks for nothing."""
        return Cost()

    @classmethod
    @abstractmethod
    def pieces(cls, link: UrlQuery) -> Sequence[Any]:
        """Read the fields, in their order, and mend all that the link's ``complain`` lets pass."""

    @classmethod
    def said(cls, pairs: list[tuple[str, str]], complain: Complain = refuse) -> Self:
        """Return the value that the texts of a link say; what was read is not read again."""
        pieces = cls.pieces(UrlQuery.read(pairs, cls.keys, complain))
        value = object.__new__(cls)
        for f, piece in zip(fields(cast("Any", cls)), pieces, strict=True):
            object.__setattr__(value, f.name, piece)
        return value

    @classmethod
    def from_query(cls, text: str) -> Self:
        """Read a link: a query or a whole address, as a browser may have encoded it.

        What ``pieces`` says may be left out is as usual. What messengers do to a link and cannot
        change what it says is mended (see ``mangled``): keys that are none, signs behind it.

        Raises ``ValueError``, with a sentence that quotes the text, for whatever is not allowed,
        and for what may have been cut.
        """
        link = cleaned(text, cls.keys, cls.free, cls.of_any)
        for doubt in link.doubts:
            refuse(doubt)
        return cls.said(link.pairs)

    @classmethod
    def nearest(cls, text: str, beside: Collection[str] = ()) -> tuple[Self, list[str]]:
        """Return the valid value nearest to what a link says, and all that was wrong with it.

        What is valid is kept, a number out of range is held at its bound, and what cannot be read
        is left out; only where nothing is left does a default step in. An empty text says
        ``usual``, and nothing is wrong with it. Keys ``beside`` are somebody else's to read.
        """
        link = cleaned(text, (*cls.keys, *beside), cls.free, cls.of_any)
        complaints = [*link.told, *link.doubts]
        own = [(key, value) for key, value in link.pairs if key not in beside]
        if not own and not link.doubts:
            return cls.usual, complaints
        return cls.said(own, complaints.append), complaints


class Later(Generic[T]):
    """A class variable that is made when it is first asked for, as it takes a while."""

    def __init__(self, make: Callable[[], T]) -> None:
        """Say what makes it."""
        self.made = lru_cache(maxsize=1)(make)

    def __get__(self, instance: object, owner: type) -> T:
        """Return it."""
        return self.made()
