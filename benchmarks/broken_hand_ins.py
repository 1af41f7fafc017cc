"""Grade hand-ins and ZIPs that are broken at random: no file may stop the others.

    python -m benchmarks.broken_hand_ins --files 200000 --seed 0

Each is broken in its bytes, its JSON, its answers, its names, or as a ZIP in its headers; some are
all of it. With every batch a good hand-in is graded, and has to get all of its points; the table
has to be UTF-8, a line for each row, with no cell that a spreadsheet computes. Seeded: the same
number makes the same files.
"""

from __future__ import annotations

import copy
import csv
import io
import json
import random
import re
import time
import zipfile
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from core.commands import command, whole_number
from lessons.assignment import Assignment
from lessons.course import course
from lessons.files import Skipped, hand_ins_in
from lessons.grading import PointsRow, grade_all, table
from lessons.hand_in import HandIn
from lessons.kinds import KINDS, WriteRule
from lessons.work import Work

BATCH = 100
"""Files whose rows make one table."""
RARELY = 20
"""One in so many files has an exercise that takes ten times as long as all others: a rule."""
TEXTS = (
    "", "0x" + "f" * 290, "-0x" + "f" * 290, "9**9**9", "1e999", "nan", "-" * 299 + "1", "(" * 150,
    "\ud800", "5\udcff", "x" * 4001, "１", "π", "=1+1", ";=1+1", "a\tb\r\n=c", "\u202e", "a\0b",
    "surface=Formula(text='x**x**x')", "surface=Rosenbrock()&steps=20000&optimizer=Adam()",
    "surface=Quadratic()&optimizer=" + "SAM(" * 8 + "Adam()" + ")" * 8,
    "theta = theta/0", "theta = theta - grad(grad(theta))", "m = m\n" * 24, "0or 1", "'\\d'",
)  # fmt: skip
VALUES = (
    None, True, -1, 10**400, -(10**400), float("nan"), float("inf"), 1e308, [], {}, "", [[[[]]]],
    {"number": None}, *TEXTS,
)  # fmt: skip
NAMES = (
    "ada.json", "ada.zip", "=cmd.json", "a;=b.json", "a\tb.txt", "\udcff.json", "\ud800", "a\nb",
    "../../a.json", "con", "", "x" * 300, "＝1.json", "__MACOSX/._ada.json", ".DS_Store", "é.json",
    "e\u0301.json", "\u200b.json", "points.csv", "a.xlsx", "a\0b.json", "'=1", "a|@b", 'a"=b.json',
)  # fmt: skip
COMPUTED = re.compile(r"[\s\"]*[=+\-@＝＋－＠]")


def example(kinds: Collection[str] = KINDS) -> HandIn:
    """Return a hand-in with an exercise of each kind, all of it right."""
    picked = [
        next(name for name in course().sources if course().exercise(name).kind == kind)
        for kind in kinds
    ]
    assignment = Assignment("Week 3", tuple(picked), seed=4, numbers="each")
    posed = assignment.posed("Ada")
    return HandIn(assignment, "Ada", Work({e.name: e.right_answers()[0] for e in posed}))


def broken(chance: random.Random, good: str) -> tuple[str, bytes]:
    """Return the name and the bytes of a file that is broken somehow."""
    held = good.encode()
    for change in chance.choice(((in_json,), (in_json,), (in_json, in_json), (in_bytes,), ())):
        held = change(chance, held)
    for _ in range(chance.choices((0, 1, 2, 4), weights=(6, 4, 2, 1))[0]):
        held = in_a_zip(chance, held)
        if chance.random() < 0.6:
            held = chance.choice((in_bytes, in_headers, in_headers))(chance, held)
    return chance.choice(NAMES), held


def in_bytes(chance: random.Random, held: bytes) -> bytes:
    """Change, cut, double or move some bytes."""
    bytes_ = bytearray(held)
    for _ in range(chance.choice((1, 1, 2, 8))):
        i, j = sorted(chance.randrange(len(bytes_) + 1) for _ in range(2))
        match chance.randrange(5):
            case 0 if bytes_:
                bytes_[min(i, len(bytes_) - 1)] = chance.randrange(256)
            case 1:
                del bytes_[i : min(j, i + 40)]
            case 2:
                bytes_[i:i] = bytes_[i : min(j, i + 40)]
            case 3:
                bytes_[i:i] = chance.randbytes(chance.randrange(9))
            case _ if chance.random() < 0.3:
                del bytes_[i:]
    return bytes(bytes_)


def in_json(chance: random.Random, held: bytes) -> bytes:
    """Put something else where a value, a key or an answer is."""
    try:
        top = json.loads(held)
    except (ValueError, RecursionError):
        return in_bytes(chance, held)
    for _ in range(chance.choice((1, 1, 2, 4))):
        answers = isinstance(top, dict) and top.get("answers")
        node, key = answers if answers and chance.random() < 0.7 else top, None
        while isinstance(node, dict) and node and (key is None or chance.random() < 0.8):
            within, key = node, chance.choice([*node])
            node = within[key]
        if key is None:
            return held
        match chance.randrange(4):
            case 0:
                within[chance.choice(TEXTS)] = within.pop(key)
            case 1 if isinstance(node, str):
                i = chance.randrange(len(node) + 1)
                within[key] = node[:i] + chance.choice(TEXTS) + node[i + chance.randrange(9) :]
            case 2:
                within[key] = chance.choice(TEXTS)
            case _:
                within[key] = copy.deepcopy(chance.choice(VALUES))
    return json.dumps(top, ensure_ascii=chance.random() < 0.8).encode("utf-8", "surrogatepass")


def in_a_zip(chance: random.Random, held: bytes) -> bytes:
    """Pack a file, with others, under odd names and in every way there is."""
    packed = io.BytesIO()
    ways = (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    with zipfile.ZipFile(packed, "w") as archive:
        for place in chance.choice((("",), ("",), ("", "Bob_1_file_/"))):
            name = chance.choice(NAMES).encode("utf-8", "replace").decode().replace("\0", "_")
            way = chance.choices(ways, weights=(16, 8, 1, 1))[0]
            archive.writestr(zipfile.ZipInfo(f"{place}{name}" or "a.json"), held, way)
    return packed.getvalue()


def in_headers(chance: random.Random, held: bytes) -> bytes:
    """Write something else into a header of a ZIP: sizes, places, ways of packing, names."""
    bytes_ = bytearray(held)
    for _ in range(chance.choice((1, 1, 2, 4))):
        sign = chance.choice((b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06"))
        at = bytes_.find(sign, chance.randrange(max(1, len(bytes_))))
        at = at if at >= 0 else bytes_.find(sign)
        if at >= 0:
            at += 4 + chance.randrange(46)
            wide = chance.choice((1, 2, 4))
            some = (0, 1, 0x800, 0xFFFF, 0xFFFFFFFF, chance.randrange(1 << 32))
            told = (chance.choice(some) & ((1 << 8 * wide) - 1)).to_bytes(wide, "little")
            bytes_[at : at + wide] = told
    return bytes(bytes_)


def graded(files: Sequence[tuple[str, bytes]]) -> tuple[list[PointsRow], list[Skipped]]:
    """Grade files as the command and the page do."""
    every = [one for name, held in files for one in hand_ins_in(name, io.BytesIO(held), len(held))]
    skipped = [one for one in every if isinstance(one, Skipped)]
    return grade_all(one for one in every if not isinstance(one, Skipped)), skipped


def wrong_with(rows: Sequence[PointsRow]) -> list[str]:
    """Say what is wrong with the rows of a batch, of which the last is that of a good file."""
    wrong: list[str] = []
    if rows[-1].problem or rows[-1].points != rows[-1].most:
        wrong.append(f"the good hand-in got {rows[-1]}")
    text = table(rows).encode().decode()
    lines = [*csv.reader(io.StringIO(text))]
    if len(lines) != len(rows) + 1 or len({len(line) for line in lines}) != 1:
        wrong.append(f"{len(rows)} rows became {len(lines)} lines")
    pieces = [piece for line in lines[1:] for cell in line for piece in cell.split(";")]
    return wrong + [f"{piece!r} is computed" for piece in pieces if COMPUTED.match(piece)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what became of so many files, and how long the slowest took."""
    parser = ArgumentParser("python -m benchmarks.broken_hand_ins", description=__doc__)
    parser.add_argument("--files", type=whole_number(1, 100_000_000), default=20_000)
    parser.add_argument("--seed", type=whole_number(0, 2**32), default=0)
    asked = parser.parse_args(arguments)
    good = example().to_text()
    quick = example([kind for kind in KINDS if kind != WriteRule.kind]).to_text()
    outcomes: Counter[str] = Counter()
    slowest: tuple[float, Any] = (0.0, None)
    wrong: list[str] = []
    for first in range(0, asked.files, BATCH):
        numbers = range(first, min(first + BATCH, asked.files))
        rows: list[PointsRow] = []
        for number in numbers:
            chance = random.Random(f"{asked.seed}/{number}")  # noqa: S311  (no secret depends on it)
            name, held = broken(chance, quick if number % RARELY else good)
            begin = time.perf_counter()
            try:
                some, skipped = graded([(name, held)])
            except Exception as error:
                wrong.append(f"file {number} raised {error!r}")
                continue
            slowest = max(slowest, (time.perf_counter() - begin, number))
            if not some and not skipped:
                wrong.append(f"file {number} is nowhere")
            outcomes["skipped"] += len(skipped)
            outcomes["graded"] += sum(not row.problem for row in some)
            outcomes["refused"] += sum(bool(row.problem) for row in some)
            outcomes["caught"] += sum("could not be graded" in f"{row.reasons}" for row in some)
            rows += some
        rows += graded([("good.json", good.encode())])[0]
        wrong += [f"{told}, files {numbers}" for told in wrong_with(rows)]
    print(f"{asked.files} files: " + ", ".join(f"{n} {what}" for what, n in outcomes.items()))
    print(f"the slowest took {slowest[0]:.2f} s: number {slowest[1]}")
    print(f"{len(wrong)} went wrong", *wrong[:20], sep="\n  ")
    return 1 if wrong else 0


if __name__ == "__main__":
    command(main)
