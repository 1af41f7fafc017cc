"""Straight lines of NumPy operations: listed once, carried out as often as you like.

A program is a list of ufuncs, and of the registers that they read and write; it has no branches.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from core.arrays import Array


class TapeLine(NamedTuple):
    """One operation: ``register[out] = ufunc(register[a], register[b])``, or of ``a`` alone."""

    ufunc: np.ufunc
    out: int
    a: int
    b: int | None


class GradientTape(NamedTuple):
    """A list of operations. Registers are used again, so that arrays are let go in time."""

    inputs: int
    """The first registers, which are filled in."""
    numbers: tuple[float, ...]
    """What the next registers hold."""
    work: int
    """How many more there are to work in."""
    lines: tuple[TapeLine, ...]
    results: tuple[int, ...]
    """The registers that hold them at the end."""

    def __call__(self, *inputs: Array) -> list[Array]:
        """Return all results; a constant one is a mere number."""
        registers: list[Any] = [*inputs, *self.numbers, *[None] * self.work]
        for ufunc, out, a, b in self.lines:
            if b is None:
                registers[out] = ufunc(registers[a])
            else:
                registers[out] = ufunc(registers[a], registers[b])
        return [registers[result] for result in self.results]

    def into(
        self, out: Sequence[Array] | Array, inputs: Sequence[Array] | Array, work: Sequence[Array]
    ) -> None:
        """Write all results to arrays ``out``, and make no new ones on the way.

        These, the inputs and the ``work`` arrays are of one shape, and share no memory.
        """
        registers: list[Any] = [*inputs, *self.numbers, *work]
        rows = list(zip(self.results, out, strict=True))
        for result, row in rows:
            if result >= self.inputs + len(self.numbers):
                registers[result] = row
        for ufunc, to, a, b in self.lines:
            if b is None:
                ufunc(registers[a], registers[to])
            else:
                ufunc(registers[a], registers[b], registers[to])
        for result, row in rows:
            if registers[result] is not row:  # an input, a number, or twice the same
                row[...] = registers[result]


class TapeOperation(NamedTuple):
    """A ufunc on what is at some places of a tape."""

    ufunc: np.ufunc
    operands: tuple[int, ...]


class Tape:
    """Lists inputs, numbers and operations, each once: they are spoken of by their places."""

    def __init__(self, inputs: int) -> None:
        """Start with the inputs."""
        self.list: list[float | TapeOperation | None] = [None] * inputs
        self.places: dict[float | TapeOperation, int] = {}

    def put(self, what: float | TapeOperation) -> int:
        """Return the place of a number or an operation, a new one if need be."""
        if what not in self.places:
            self.places[what] = len(self.list)
            self.list.append(what)
        return self.places[what]

    def program(self, results: Sequence[int]) -> GradientTape:
        """Give every place a register; what is read for the last time makes room for another."""
        last = {a: i for i, what in enumerate(self.list) for a in _operands(what)}
        last |= dict.fromkeys(results, len(self.list))
        given = [i for i, what in enumerate(self.list) if not isinstance(what, TapeOperation)]
        home = {place: register for register, place in enumerate(given)}
        used = len(given)
        lines: list[TapeLine] = []
        free: list[int] = []
        for place, what in enumerate(self.list):
            if isinstance(what, TapeOperation):
                a, *b = (home[operand] for operand in what.operands)
                done = {operand for operand in what.operands if last[operand] == place}
                free += [home[operand] for operand in done if _operands(self.list[operand])]
                if not free:
                    free.append(used)
                    used += 1
                home[place] = free.pop()
                lines.append(TapeLine(what.ufunc, home[place], a, b[0] if b else None))
        numbers = tuple(what for what in self.list if isinstance(what, float))
        registers = tuple(home[result] for result in results)
        return GradientTape(
            len(given) - len(numbers), numbers, used - len(given), tuple(lines), registers
        )


def _operands(what: float | TapeOperation | None) -> tuple[int, ...]:
    """Return the places that something reads; none if it is no operation."""
    return what.operands if isinstance(what, TapeOperation) else ()
