"""A link's query: what it says by key, read with a complaint about each piece that is wrong.

What is given for a key is the text of a link, or, when a value is made in Python, what that says:
both are held to the same bounds by the same code.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Self, TypeVar, cast
from urllib.parse import quote

from core.knobs import Knob, knobs
from experiments.mangled import LONGEST_LINK, OPTIMIZER
from experiments.text import read, read_number, refuse, shorten, suggest, write
from optimizers import GradientDescent, Optimizer

T = TypeVar("T")
Complain = Callable[[str], object]
Pairs = Sequence[tuple[str, Any]]
"""What a link says, by key, in its order: things, numbers, words, and tuples of them."""

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
    "Which noise chance draws: every number gives another run of the same kind.",
    integer=True,
)
MOST_OPTIMIZERS = 12
UNENCODED = "!$'()*,;=:@/?"
"""What may stand in a query as it is (RFC 3986, section 3.4), but for ``&`` and ``+``."""


@dataclass(frozen=True)
class UrlQuery:
    """What a query gives for each key, and who is told what is wrong with it."""

    given: dict[str, list[Any]]
    complain: Complain

    @classmethod
    def read(cls, pairs: list[tuple[str, str]], keys: Collection[str], complain: Complain) -> Self:
        """Sort the texts of a link by their keys."""
        if (length := len(query(pairs))) > LONGEST_LINK:
            complain(f"the link has {length} characters: allowed {LONGEST_LINK}")
            while len(query(pairs)) > LONGEST_LINK:
                pairs = pairs[:-1]
        given: dict[str, list[Any]] = {key: [] for key in keys}
        for key, value in pairs:
            if not value:
                complain(f"{shorten(key + '=')} is not of the form key=value")
            elif key not in given:
                complain(f"{shorten(key)} is no key of a link: {suggest(key, [*keys])}")
            elif given[key] and key != OPTIMIZER:
                complain(f"{key} is given twice: {shorten(given[key][0])} and {shorten(value)}")
            else:
                given[key].append(value)
        return cls(given, complain)

    @classmethod
    def of(cls, pairs: Pairs, keys: Collection[str]) -> Self:
        """Sort what a value says by its keys."""
        given: dict[str, list[Any]] = {key: [] for key in keys}
        for key, value in pairs:
            given[key].append(value)
        return cls(given, refuse)

    def every(self, key: str, reading: Callable[[Any], T]) -> list[T]:
        """Read all that is given for a key, and leave out what cannot be read."""
        things: list[T] = []
        for value in self.given[key]:
            try:
                things.append(reading(value))
            except ValueError as error:
                self.complain(str(error))
        return things

    def one(self, key: str, reading: Callable[[Any], T], default: T) -> T:
        """Read what is given for a key; the default steps in where there is none to be read."""
        return next(iter(self.every(key, reading)), default)

    def number(self, key: str, allowed: Knob, default: T) -> float | T:
        """Read a number within the bounds of a knob."""
        return self.one(key, lambda text: read_number(text, allowed, key, self.complain), default)

    def word(
        self, key: str, options: Collection[str], default: str, problem: str = "is not known"
    ) -> str:
        """Read one of several words; ``problem`` says what is wrong with another one."""

        def known(text: Any) -> str:
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
        self, optimizers: Sequence[Optimizer], pairs: Callable[[Sequence[Optimizer]], Pairs]
    ) -> tuple[Optimizer, ...]:
        """Keep as many entrants as a link has room for."""
        kept = tuple(optimizers)
        while (length := len(query(pairs(kept)))) > LONGEST_LINK:
            self.complain(f"written out, the link has {length} characters: allowed {LONGEST_LINK}")
            kept = kept[:-1]
        return kept


def wholes(held: Any) -> Pairs:
    """Return what ``UrlQuery.wholes`` reads."""
    return [(name, getattr(held, name)) for name in knobs(held)]


def query(pairs: Pairs) -> str:
    """Write a query: keys and what is said for each, in their order."""
    return "&".join(f"{key}={quote(written(value), safe=UNENCODED)}" for key, value in pairs)


def written(value: Any) -> str:
    """Write what a link says for a key: words as they are, several things with commas."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return ",".join(map(written, cast("tuple[Any, ...]", value)))
    return write(value)


def several(value: Any) -> Sequence[Any]:
    """Take apart what stands with commas between."""
    return value.split(",") if isinstance(value, str) else value
