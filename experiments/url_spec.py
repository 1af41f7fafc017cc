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
from experiments.mangled import LONGEST_LINK, OPTIMIZER, cleaned
from experiments.pasted import MOST_PIECES
from experiments.text import read, read_number, refuse, shorten, suggest, write
from optimizers import GradientDescent, Optimizer

T = TypeVar("T")
Complain = Callable[[str], object]

STEPS = Knob(
    "T",
    1,
    20_000,
    "How many steps every run takes: few end it on its way, many take longer to work out.",
    log=True,
    integer=True,
)
SEED = Knob(
    r"\text{seed}",
    0,
    2**32 - 1,
    "Which noise and which samples chance draws: every number gives another run of the same kind.",
    integer=True,
)
MOST_OPTIMIZERS = 12
UNENCODED = "!$'()*,;=:@/?"
"""What may stand in a query as it is (RFC 3986, section 3.4), but for ``&`` and ``+``."""


@dataclass(frozen=True)
class UrlQuery:
    """The texts that a query gives for each key, and who is told what is wrong with them."""

    given: dict[str, list[str]]
    complain: Complain

    @classmethod
    def read(cls, text: str, keys: Collection[str], complain: Complain) -> UrlQuery:
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

    def word(
        self, key: str, options: Collection[str], default: str, problem: str = "is not known"
    ) -> str:
        """Read one of several words; ``problem`` says what is wrong with another one."""

        def known(text: str) -> str:
            if text not in options:
                refuse(f"{key} = {shorten(text)} {problem}: {suggest(text, [*options])}")
            return text

        return self.one(key, known, default)

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
        """Read the entrants of a race: the first ``MOST_OPTIMIZERS``, in order.

        Where none can be read, gradient descent stands in: the entrants of a usual race would look
        like those that somebody chose.
        """
        found = self.every(OPTIMIZER, lambda value: read(value, Optimizer, self.complain))
        if len(found) > MOST_OPTIMIZERS:
            self.complain(f"{len(found)} optimizers are too many: allowed {MOST_OPTIMIZERS}")
        if not found:
            self.complain("an optimizer is missing: a race needs at least one; was the link cut?")
        return found[:MOST_OPTIMIZERS] or [GradientDescent()]

    def fitting(
        self, optimizers: Sequence[Optimizer], written: Callable[[Sequence[Optimizer]], str]
    ) -> tuple[Optimizer, ...]:
        """Keep as many entrants as a link has room for."""
        kept = tuple(optimizers)
        while (length := len(written(kept))) > LONGEST_LINK:
            self.complain(f"written out, the link has {length} characters: allowed {LONGEST_LINK}")
            kept = kept[:-1]
        return kept


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
    of_any: ClassVar[frozenset[str]] = frozenset(
        [
            "against",
            "along",
            "at",
            "batch",
            "box",
            "budget",
            "check",
            "data",
            "exercise",
            "exercises",
            "families",
            "find",
            "fixed",
            "h",
            "hidden",
            "judged",
            "knob",
            "lesson",
            "mistake",
            "network",
            "numbers",
            "optimizer",
            "order",
            "point",
            "runs",
            "seed",
            "size",
            "sizes",
            "solutions",
            "spread",
            "start",
            "starts",
            "step",
            "steps",
            "surface",
            "target",
            "title",
            "tolerance",
            "trials",
            "tuned",
            "values",
            "weights",
        ]
    )
    """The keys of all links, whichever of them are imported: one of another page is no junk."""

    def __init_subclass__(cls) -> None:
        """Raise ``TypeError`` for keys that are not in ``of_any``."""
        if unknown := {*cls.keys} - cls.of_any:
            raise TypeError(f"{cls.__name__}: {', '.join(sorted(unknown))} is to stand in of_any")

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
        """Read a link: a query or a whole address, as a browser may have encoded it.

        What ``pieces`` says may be left out is as usual. What messengers do to a link and cannot
        change what it says is mended (see ``mangled``): keys that are none, signs behind it.

        Raises ``ValueError``, with a sentence that quotes the text, for whatever is not allowed,
        and for what may have been cut.
        """
        link = cleaned(text, cls.keys, cls.free, cls.of_any)
        for doubt in link.doubts:
            refuse(doubt)
        return cls(*cls.pieces(query(link.pairs)))

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
        return cls(*cls.pieces(query(own), complaints.append)), complaints


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
