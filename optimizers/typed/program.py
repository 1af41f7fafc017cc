"""A typed rule as a whole: what it keeps between steps, what it asks, and how a step is taken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

import numpy as np

from core.arrays import Array
from core.loss import Asked, Loss
from core.typed import near, quoted
from optimizers.typed.colloquial import colloquial, without_remarks
from optimizers.typed.reading import RuleLine, RuleNode, read
from optimizers.typed.spelling import (
    KNOBS,
    KNOWN,
    MEANT,
    OF_VECTORS,
    QUESTIONS,
    RuleRow,
    checked,
    complaint,
    row,
    rows,
)

REMEMBERED = 256
"""Texts that are read once."""
MOST_QUESTIONS = 8
"""Gradients and values that a step may ask for."""


class Kept(tuple[Array, ...]):
    """What a typed rule keeps between its steps, by the names that it has in the text."""

    _fields: tuple[str, ...]

    def __new__(cls, fields: Sequence[str], held: Iterable[Array]) -> Self:
        """Keep arrays by their names."""
        kept = super().__new__(cls, held)
        kept._fields = tuple(fields)
        return kept

    def __getattr__(self, name: str) -> Array:
        """Return what has a name."""
        if name != "_fields" and name in self._fields:
            return self[self._fields.index(name)]
        raise AttributeError(name)

    def __getnewargs__(self) -> tuple[Sequence[str], tuple[Array, ...]]:
        """Be copied with the names."""
        return self._fields, tuple(self)

    def _make(self, held: Iterable[Array]) -> Kept:
        """Return something else by the same names, as a named tuple does."""
        return Kept(self._fields, held)


@dataclass(frozen=True, eq=False)
class RuleProgram:
    """A rule that was read and found to make sense."""

    lines: tuple[RuleLine, ...]
    states: Mapping[str, bool]
    """Names that are read before they are given a value: they keep the one of the step before,
    and start at 0. Whether each is a vector; else it is one number."""
    knobs: frozenset[str]
    """The knobs that it reads."""
    slope: bool
    """Whether it reads ``g`` before giving it a value: then the gradient is asked for first."""
    questions: Asked
    """How often a step asks for each."""

    @property
    def asks(self) -> tuple[str, ...]:
        """The kinds of what it asks for."""
        return tuple(kind for kind, often in self.questions._asdict().items() if often)

    @property
    def text(self) -> str:
        """The rule in one line."""
        return "; ".join(line.text for line in self.lines)

    def init(self, theta: Array) -> Kept:
        """Return what is kept before the first step at points ``(n, *batch)``: zeros."""
        return self.kept(dict.fromkeys(self.states, 0.0), theta)

    def names(
        self, f: Loss, theta: Array, state: Kept, t: int, knobs: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Return what all names hold when a step begins."""
        held: dict[str, Any] = {name: knobs[name] for name in self.knobs}
        held |= zip(self.states, state, strict=True)
        held |= {"theta": theta, "t": float(t), "grad": f.grad, "f": f.value}
        if self.slope:
            held["g"] = f.grad(theta)
        return held

    def kept(self, names: Mapping[str, Any], theta: Array) -> Kept:
        """Return what is kept for the next step, each in the shape that it has for good."""
        return Kept(
            tuple(self.states),
            (
                _shaped(names[name], theta.shape if vector else theta.shape[1:])
                for name, vector in self.states.items()
            ),
        )


@lru_cache(REMEMBERED)
def program(text: str) -> RuleProgram:
    """Read a rule, in its own words or, if that makes no sense, as people write one.

    Raises ``ValueError`` for a text that is none: which piece, where, and how to mend it.
    """
    checked(text)
    try:
        plain = rows(re.split(r"\r\n|[\r\n;]", text))
        return _program(text, [row(line, complaint(number)) for number, line in plain])
    except ValueError:
        spoken = colloquial([*rows(without_remarks(text))])
        return _program(text, [row(line.text, line.complain) for _, line in spoken])


def _program(text: str, found: Sequence[RuleRow]) -> RuleProgram:
    """Return what lines come to."""
    lines = tuple(read(one) for one in found)
    given = {line.name for line in lines}
    _check_names(lines, given)
    _check_sense(lines, given)
    first = _read_first(lines)
    states = _kinds(
        lines,
        [
            name
            for name in dict.fromkeys(line.name for line in lines)
            if name in first - {"theta", "g"}
        ],
    )
    heads = [node.head for line in lines for node in line.value]
    slope = "g" in first
    questions = [head for head in heads if head in QUESTIONS]
    if len(questions) + slope > MOST_QUESTIONS:
        problem = f"asks for too much: a step has up to {MOST_QUESTIONS} gradients and values"
        raise complaint(1)(text, 0, problem)
    kinds = [QUESTIONS[head] for head in questions] + ["grad"] * slope
    return RuleProgram(
        lines,
        states,
        frozenset(name for line in lines for name in line.value.reads if name in KNOBS),
        slope,
        Asked(value=kinds.count("value"), grad=kinds.count("grad")),
    )


def _shaped(held: Any, shape: tuple[int, ...]) -> Array:
    """Return what a name holds in a shape; a number is repeated."""
    return held if np.shape(held) == shape else np.array(np.broadcast_to(held, shape), dtype=float)


def _check_names(lines: Sequence[RuleLine], given: set[str]) -> None:
    """Refuse names that nothing gives a value."""
    for line in lines:
        for node in line.value:
            if node.head == "name" and node.name not in given and node.name not in KNOWN:
                meant = MEANT.get(node.name.lower())
                hint = f"did you mean {meant}?" if meant else near(node.name, {*given, *KNOWN})
                hint = hint or f"known are {', '.join(KNOWN)} and what a line gives a value"
                raise node.error(f"is nowhere given a value: {hint}")


def _check_sense(lines: Sequence[RuleLine], given: set[str]) -> None:
    """Refuse a rule that never moves the point, sets a name back, or works out what is not used."""
    if "theta" not in given:
        alike = [line for line in lines if near("theta", [line.name])]
        if alike:
            raise alike[-1].error("is not what a step moves: did you mean theta?")
        problem = "never moves the point: add a line that begins with theta ="
        raise complaint(1)(lines[0].text, 0, problem)
    for k, line in enumerate(lines):
        if not line.value.reads and any(later.name == line.name for later in lines[k + 1 :]):
            raise line.error(
                "would be set back at every step: names start at 0 by themselves, so leave out"
                f" {quoted(line.text)}"
            )
    live, before = {"theta"}, set[str]()
    while live != before:
        before = set(live)
        live |= {name for line in lines if line.name in live for name in line.value.reads}
    for line in lines:
        if line.name not in live:
            problem = "is worked out and never reaches theta: is it missing in a later line?"
            raise line.error(problem)


def _read_first(lines: Sequence[RuleLine]) -> set[str]:
    """Return the names that are read before they are given a value."""
    first, done = set[str](), set[str]()
    for line in lines:
        first |= line.value.reads - done
        done.add(line.name)
    return first


def _kinds(lines: Sequence[RuleLine], states: Sequence[str]) -> dict[str, bool]:
    """Tell which states are vectors: all that vectors go into, sooner or later.

    Raises ``ValueError`` where a number stands in the place of a vector.
    """
    vectors = {"theta", "g"}
    while True:
        held = set(vectors)
        for line in lines:
            if _is_vector(line.value, held):
                held.add(line.name)
            else:
                held.discard(line.name)
        grown = {name for name in states if name in held} - vectors
        if not grown:
            break
        vectors |= grown
    held = set(vectors)
    for line in lines:
        for node in line.value:
            for part in node.parts if node.head in {*OF_VECTORS, *QUESTIONS} else ():
                if not _is_vector(part, held):
                    problem = f"is one number: {node.head} takes a vector, such as theta or g"
                    raise part.error(problem)
        vector = _is_vector(line.value, held)
        if line.name == "theta" and not vector:
            raise line.value.error("is one number: theta needs one for each coordinate")
        held = held | {line.name} if vector else held - {line.name}
    return {name: name in vectors for name in states}


def _is_vector(node: RuleNode, vectors: set[str]) -> bool:
    """Tell whether a piece has an entry for each coordinate."""
    match node.head:
        case "name":
            return node.name in vectors
        case "grad":
            return True
        case "dot" | "norm" | "f":
            return False
        case _:
            return any(_is_vector(part, vectors) for part in node.parts)
