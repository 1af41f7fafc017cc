"""NumPy operations that write themselves down, each once, and programs that carry them out.

An ``Operation`` stands for an outcome that is not known yet: ``u * v + 1`` writes down two. Numbers
are computed at once, and 0, 1 and signs are taken out of sums and products. No code is written and
none is run. Ufuncs round one number and the same number in an array alike; ``**`` does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from core.arrays import Array

Function = Callable[..., Any]
IMPOSSIBLE = (
    "comes out as no real function: a number in it, or in its derivatives, is infinite or not real,"
    " as in 1/(x - x)"
)


class Operation:
    """A function of what stands for other outcomes, or of numbers; without one, a coordinate."""

    __slots__ = ("function", "known", "operands", "place")

    def __init__(
        self, function: Function | None, operands: tuple[Entry, ...], known: Known
    ) -> None:
        """Take the next place among the operations of a formula."""
        self.function, self.operands, self.known, self.place = function, operands, known, len(known)

    def __add__(self, other: Entry) -> Entry:
        """Add; what is negative is subtracted."""
        if other == 0:
            return self
        if other is self:
            return 2.0 * self
        if isinstance(other, Operation) and other.function is np.negative:
            return self - other.operands[0]
        if self.function is np.negative:
            return other - self.operands[0]
        return record(np.add, self, other)

    def __sub__(self, other: Entry) -> Entry:
        """Subtract; what is negative is added."""
        if other == 0:
            return self
        if other is self:
            return 0.0
        if isinstance(other, Operation) and other.function is np.negative:
            return self + other.operands[0]
        return record(np.subtract, self, other)

    def __mul__(self, other: Entry) -> Entry:
        """Multiply; signs and numbers go last, and are drawn together."""
        match self.function, *self.operands:
            case np.negative, inside:
                return -(inside * other)
            case np.multiply, inside, float() as number:
                return (
                    (inside * other) * number
                    if isinstance(other, Operation)
                    else inside * (number * other)
                )
            case np.divide, float() as number, below:
                return (
                    (other / below) * number
                    if isinstance(other, Operation)
                    else (number * other) / below
                )
            case _ if isinstance(other, Operation):
                return other * self if other.factor else record(np.multiply, self, other)
            case _ if other in (0, 1, -1):
                return self if other == 1 else -self if other else 0.0
            case _:
                return record(np.multiply, self, float(other))

    def __truediv__(self, other: Entry) -> Entry:
        """Divide; what is divided by itself is 1."""
        match self.function, *self.operands:
            case _ if other == 1:
                return self
            case _ if other is self:
                return 1.0
            case np.negative, inside:
                return -(inside / other)
            case np.multiply, inside, float() as number if isinstance(other, Operation):
                return (inside / other) * number
            case _:
                return record(np.divide, self, other)

    @property
    def factor(self) -> bool:
        """Whether a number or a sign can be taken out of it as a factor."""
        match self.function, *self.operands:
            case (np.negative, _) | (np.multiply, _, float()) | (np.divide, float(), _):
                return True
            case _:
                return False

    def __neg__(self) -> Entry:
        """Turn the sign."""
        match self.function, *self.operands:
            case np.negative, inside:
                return inside
            case np.subtract, a, b:
                return b - a
            case np.multiply, a, float() as number:
                return a * -number
            case _:
                return record(np.negative, self)

    def __rsub__(self, other: float) -> Entry:
        """Subtract from a number."""
        return record(np.subtract, other, self) if other else -self

    def __rtruediv__(self, other: float) -> Entry:
        """Divide a number."""
        return record(np.divide, other, self) if other else 0.0

    __radd__, __rmul__ = __add__, __mul__


Entry = Operation | float
Known = dict[tuple[Function | Entry, ...], Operation]
"""The operations of a formula, each by what it does with what."""


def coordinates() -> tuple[Operation, Operation]:
    """Return x and y of a new formula."""
    known: Known = {}
    x = known[0.0,] = Operation(None, (), known)
    y = known[1.0,] = Operation(None, (), known)
    return x, y


def record(function: Function, *operands: Entry) -> Entry:
    """Return what stands for a function of some operands, or the number that it comes to.

    Raises ``ValueError`` where a number is infinite, or none.
    """
    operands = tuple(o if isinstance(o, Operation) else finite(float(o)) for o in operands)
    if function in (np.add, np.multiply):  # numbers last
        operands = tuple(sorted(operands, key=_order))
    recorded = [operand for operand in operands if isinstance(operand, Operation)]
    if not recorded:
        with np.errstate(all="ignore"):
            return finite(float(function(*operands)))
    known = recorded[0].known
    key = (function, *operands)
    if key not in known:
        known[key] = Operation(function, operands, known)
    return known[key]


def finite(number: float) -> float:
    """Return a number. Raises ``ValueError`` if it is infinite, or none."""
    if not np.isfinite(number):
        raise ValueError(IMPOSSIBLE)
    return number


def _order(operand: Entry) -> float:
    return operand.place if isinstance(operand, Operation) else np.inf


class Step(NamedTuple):
    """One operation: ``register[out] = function(register[a], register[b])``, or of ``a`` alone."""

    function: Function
    out: int
    a: int
    b: int | None


class Program:
    """A list of operations. Registers are used again, so that arrays are let go in time."""

    def __init__(self, results: Sequence[Entry]) -> None:
        """List what leads to some results; what is read for the last time makes room."""
        results = [r if isinstance(r, Operation) else finite(float(r)) for r in results]
        order = _needed(results)
        last = {operand: op for op in order for operand in op.operands}
        last |= dict.fromkeys(results)
        numbers = [entry for entry in last if isinstance(entry, float)]
        home: dict[Entry, int] = {number: 2 + k for k, number in enumerate(numbers)}
        self.numbers, self.steps, free = tuple(numbers), list[Step](), list[int]()
        self.registers = 2 + len(numbers)
        for op in order:
            if op.function is None:
                home[op] = op.place  # x in the first register, y in the second
                continue
            a, *b = (home[operand] for operand in op.operands)
            free += {home[o] for o in op.operands if last[o] is op and home[o] >= 2 + len(numbers)}
            if not free:
                free.append(self.registers)
                self.registers += 1
            home[op] = free.pop()
            self.steps.append(Step(op.function, home[op], a, b[0] if b else None))
        self.results = [home[result] for result in results]

    def __call__(self, x: Array, y: Array, steps: Iterable[Step] | None = None) -> list[Any]:
        """Return all results; a constant one is a mere number. ``steps`` stand in for its own."""
        work = self.registers - 2 - len(self.numbers)
        registers: list[Any] = [x, y, *self.numbers, *[None] * work]
        for function, out, a, b in self.steps if steps is None else steps:
            if b is None:
                registers[out] = function(registers[a])
            else:
                registers[out] = function(registers[a], registers[b])
        return [registers[result] for result in self.results]


def _needed(results: Sequence[Entry]) -> list[Operation]:
    """Return all operations that lead to some results, in the order in which they were written."""
    waiting, found = [*results], set[Operation]()
    while waiting:
        entry = waiting.pop()
        if isinstance(entry, Operation) and entry not in found:
            found.add(entry)
            waiting += entry.operands
    return sorted(found, key=lambda op: op.place)


def pieces(results: Sequence[Entry]) -> int:
    """Return how many pieces some results have, written out: what is used twice counts twice."""
    sizes = dict[Entry, int]()
    for op in _needed(results):
        sizes[op] = 1 + sum(sizes.get(operand, 1) for operand in op.operands)
    return sum(sizes.get(result, 1) for result in results)
