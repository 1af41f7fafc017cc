"""A link's query: texts by key, taken apart with a complaint about each piece that is wrong."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, ClassVar, Generic, Self, TypeVar, cast
from urllib.parse import quote, unquote_plus

from core.knobs import Knob, knobs
from experiments.cost import Cost
from experiments.text import read, read_number, refuse, shorten, suggest, write
from optimizers import Optimizer

T = TypeVar("T")
Complain = Callable[[str], object]

OPTIMIZER = "optimizer"
"""The key that may stand in a link more than once."""
STEPS = Knob("T", 1, 20_000, log=True, integer=True)
SEED = Knob(r"\text{seed}", 0, 2**32 - 1, integer=True)
MOST_OPTIMIZERS = 12
LONGEST_LINK = 4000
"""Characters; browsers and proxies pass on about 8000."""
MOST_PIECES = 64
"""Pairs of key and value: more than any valid link has, and few enough to complain about each."""
UNENCODED = "!$'()*,;=:@/?"
"""What may stand in a query as it is (RFC 3986, section 3.4), but for ``&`` and ``+``."""


@dataclass(frozen=True)
class Link:
    """The texts that a query gives for each key, and who is told what is wrong with them."""

    given: dict[str, list[str]]
    complain: Complain

    @classmethod
    def read(cls, text: str, keys: Collection[str], complain: Complain) -> Link:
        """Take a query apart, as a browser may have encoded it, with or without its ``?``."""
        if len(text) > LONGEST_LINK:
            complain(f"the link has {len(text)} characters: allowed {LONGEST_LINK}")
            text = text[:LONGEST_LINK].rpartition("&")[0]
        text = text.strip().removeprefix("?")
        pairs = text.split("&") if text else []
        if len(pairs) > MOST_PIECES:
            complain(f"the link has {len(pairs)} pieces: allowed {MOST_PIECES}")
        given: dict[str, list[str]] = {key: [] for key in keys}
        for pair in pairs[:MOST_PIECES]:
            key, _, value = (unquote_plus(part).strip() for part in pair.partition("="))
            if not value:
                complain(f"{shorten(pair) or 'an empty piece'} is not of the form key=value")
            elif key not in given:
                complain(f"{shorten(key)} is no key of a link: {suggest(key, [*keys])}")
            elif given[key] and key != OPTIMIZER:
                complain(f"{key} is given twice: {shorten(given[key][0])} and {shorten(value)}")
            else:
                given[key].append(value)
        return cls(given, complain)

    def every(self, key: str, reading: Callable[[str], T]) -> list[T]:
        """Read all texts of a key, and leave out what cannot be read."""
        things: list[T] = []
        for value in self.given[key]:
            try:
                things.append(reading(value))
            except ValueError as error:
                self.complain(str(error))
        return things

    def one(self, key: str, reading: Callable[[str], T], default: T) -> T:
        """Read the text of a key; the default steps in where there is none to be read."""
        return next(iter(self.every(key, reading)), default)

    def number(self, key: str, allowed: Knob, default: T) -> float | T:
        """Read a number within the bounds of a knob."""
        return self.one(key, lambda text: read_number(text, allowed, key, self.complain), default)

    def whole(self, key: str, allowed: Knob, default: T) -> int | T:
        """Read a whole number within the bounds of a knob."""
        number = self.number(key, allowed, None)
        return default if number is None else int(number)

    def wholes(self, usual: T) -> T:
        """Read a dataclass whose fields are whole-numbered knobs, each under its own name."""
        known = {name: (allowed, getattr(usual, name)) for name, allowed in knobs(usual).items()}
        kind: Any = type(usual)
        return kind(**{name: self.whole(name, *about) for name, about in known.items()})

    def optimizers(self) -> list[Optimizer]:
        """Read the entrants of a race: the first ``MOST_OPTIMIZERS``, in order."""
        found = self.every(OPTIMIZER, lambda value: read(value, Optimizer, self.complain))
        if len(found) > MOST_OPTIMIZERS:
            self.complain(f"{len(found)} optimizers are too many: allowed {MOST_OPTIMIZERS}")
        if not found:
            self.complain("an optimizer is missing: a race needs at least one")
        return found[:MOST_OPTIMIZERS]

    def fitting(
        self, optimizers: Sequence[Optimizer], written: Callable[[Sequence[Optimizer]], str]
    ) -> tuple[Optimizer, ...]:
        """Keep as many entrants as a link has room for."""
        kept = tuple(optimizers)
        while (length := len(written(kept))) > LONGEST_LINK:
            self.complain(f"written out, the link has {length} characters: allowed {LONGEST_LINK}")
            kept = kept[:-1]
        return kept


class Linked(ABC):
    """A value that a link can say. Subclasses are frozen dataclasses; one that exists has a link.

    To make one raises ``ValueError`` for what no link may say: see ``from_query``.
    """

    usual: ClassVar[Any]
    """What an empty link says; of the same class."""

    def __post_init__(self) -> None:
        """Hold exactly what the link says: whole numbers as ``int``, all others as ``float``."""
        for f, piece in zip(fields(cast("Any", self)), self.pieces(self.to_query()), strict=True):
            object.__setattr__(self, f.name, piece)

    @abstractmethod
    def to_query(self) -> str:
        """Return the canonical text: equal values have equal texts."""

    @property
    def cost(self) -> Cost:
        """What it costs to compute all that it asks for: nothing, if it asks for nothing."""
        return Cost()

    @classmethod
    @abstractmethod
    def pieces(cls, text: str, complain: Complain = refuse) -> Sequence[Any]:
        """Read the fields, in their order, and mend all that ``complain`` lets pass."""

    @classmethod
    def from_query(cls, text: str) -> Self:
        """Read a link's query, as a browser may have encoded it, with or without its ``?``.

        What ``pieces`` says may be left out is as usual.

        Raises ``ValueError``, with a sentence that quotes the text, for whatever is not allowed.
        """
        return cls(*cls.pieces(text))

    @classmethod
    def nearest(cls, text: str) -> tuple[Self, list[str]]:
        """Return the valid value nearest to what a link says, and all that was wrong with it.

        What is valid is kept, a number out of range is held at its bound, and what cannot be read
        is left out; only where nothing is left does a default step in. An empty text says
        ``usual``, and nothing is wrong with it. Never raises.
        """
        if text.strip() in ("", "?"):
            return cls.usual, []
        complaints: list[str] = []
        return cls(*cls.pieces(text, complaints.append)), complaints


def write_wholes(held: Any) -> list[tuple[str, str]]:
    """Write what ``Link.wholes`` reads."""
    return [(name, write(getattr(held, name))) for name in knobs(held)]


class Later(Generic[T]):
    """A class variable that is made when it is first asked for, as it takes a while."""

    def __init__(self, make: Callable[[], T]) -> None:
        """Say what makes it."""
        self.made = lru_cache(maxsize=1)(make)

    def __get__(self, instance: object, owner: type) -> T:
        """Return it."""
        return self.made()


def query(pairs: Iterable[tuple[str, str]]) -> str:
    """Write a query: keys and texts, in their order."""
    return "&".join(f"{key}={quote(value, safe=UNENCODED)}" for key, value in pairs)
