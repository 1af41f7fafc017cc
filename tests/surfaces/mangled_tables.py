"""Tables mangled at random, seeded: none of them may raise anything but ``ValueError``.

``python -m tests.surfaces.mangled_tables 100000`` mangles so many, and tells the longest time, the
largest memory and how many were read.
"""

from __future__ import annotations

import sys
import time
import tracemalloc

import numpy as np

from surfaces.data import decoded, read_csv
from tests.surfaces.table_corpus import CORPUS

RAW = [case.raw for case in CORPUS.values()]
PIECES = [
    b",", b";", b"\t", b"|", b" ", b"\n", b"\r\n", b"\r", b'"', b'""', b"'", b"#", b"%", b"sep=;",
    b"NA", b"nan", b"?", b"1e999", b"-", b"1,000", b"1.000", b"1.234,5", b"0x1F", b"1_0", b"\x00",
    b"\xff", b"\xef\xbb\xbf", b"\xff\xfe",
    b"\xe2\x80\xa8", b"\xc2\x85", b"\xed\xa0\x80", b"1" * 400,
    b"x" * 1200, b",,,,,,,,", b"1000000000", b"=1+1", b"<b>", b"2020-01-01", b"\\N",
    b"y", b"0", b"1",
]  # fmt: skip
TASKS = ("", "", "regression", "classification")
MARKS = ("", "", ".", ",")


def mangled(generator: np.random.Generator) -> bytes:
    """Return a table of the corpus with a few pieces put in, cut out, repeated or changed."""
    raw = bytearray(RAW[generator.integers(len(RAW))])
    for _ in range(generator.integers(1, 4)):
        at = int(generator.integers(len(raw) + 1))
        until = at + int(generator.integers(1, 20))
        match generator.integers(6):
            case 0:
                raw[at:at] = PIECES[generator.integers(len(PIECES))]
            case 1:
                del raw[at:until]
            case 2:
                raw[at:until] = generator.bytes(int(generator.integers(1, 6)))
            case 3:
                raw[at:at] = raw[at:until] * int(generator.integers(1, 40))
            case 4:
                other = RAW[generator.integers(len(RAW))]
                raw[at:] = other[int(generator.integers(len(other) + 1)) :]
            case _:
                old, new = (PIECES[generator.integers(len(PIECES))] for _ in range(2))
                raw = raw.replace(old, new, int(generator.integers(1, 200)))
        raw = raw[:20_000]
    return bytes(raw)


def tried(generator: np.random.Generator) -> bool:
    """Read a mangled table with choices of chance; return whether that was possible.

    Anything but ``ValueError`` with a sentence goes through.
    """
    raw = mangled(generator)
    choices = {
        "task": TASKS[generator.integers(len(TASKS))],
        "decimal": MARKS[generator.integers(len(MARKS))],
        "target": (("",) * 6 + ("x", "y"))[generator.integers(8)],
    }
    try:
        table = read_csv(decoded(raw), **choices)
    except ValueError as error:
        told = str(error)
        assert 10 < len(told) < 400, (raw, told)
        assert told.isprintable(), (raw, told)
        return False
    inputs, targets = table.points()
    assert np.isfinite(inputs).all(), raw
    assert np.isfinite(targets).all(), raw
    assert 3 <= len(inputs) == len(targets) <= 5000, raw
    assert inputs.shape[1] == len(table.features) <= 32, raw
    assert all(table.features), raw
    assert not table.classes or {*targets} == {*range(len(table.classes))}, raw
    return True


def main(count: int) -> None:
    """Mangle so many tables, and tell about it."""
    generator = np.random.default_rng(0)
    tracemalloc.start()
    read, longest, most = 0, 0.0, 0
    for _ in range(count):
        tracemalloc.reset_peak()
        held, _ = tracemalloc.get_traced_memory()
        begun = time.perf_counter()
        read += tried(generator)
        longest = max(longest, time.perf_counter() - begun)
        most = max(most, tracemalloc.get_traced_memory()[1] - held)
    told = f"at most {longest:.2f} s and {most / 1e6:.1f} MB for one"
    sys.stdout.write(f"{count} tables, {read} read; {told}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
