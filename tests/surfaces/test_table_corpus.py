"""Every table of the corpus is read as it should be, or refused for the right reason."""

from __future__ import annotations

import csv
import tracemalloc
from contextlib import suppress
from itertools import product

import numpy as np
import pandas as pd
import pytest

from experiments.text import read
from surfaces.data import Dataset, decoded, read_csv
from surfaces.data.limits import LONGEST, MOST_COLUMNS, MOST_ROWS
from tests.surfaces.mangled_tables import tried
from tests.surfaces.table_corpus import CORPUS


@pytest.mark.parametrize("case", CORPUS.values(), ids=CORPUS)
def test_a_table_is_read_as_it_should_be_or_refused(case):
    if not case.names:
        with pytest.raises(ValueError, match=r"^[^\n]{10,300}$") as error:
            read_csv(decoded(case.raw), **case.choices)
        assert case.says in str(error.value)
        return
    table = read_csv(decoded(case.raw), **case.choices)
    held = table.contents
    assert ",".join(held.names) == case.names
    inputs, targets = table.points()
    told = [table.classes[int(y)] for y in targets] if table.classes else targets.tolist()
    assert told == [row[-1] for row in case.rows]
    np.testing.assert_array_equal(inputs, [row[:-1] for row in case.rows])
    assert case.says in " ".join(held.notes)


WRITTEN = [
    dict(zip(("sep", "decimal", "index", "quoting"), values, strict=True))
    for values in product(",;\t|", ".,", (True, False), (csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
]


@pytest.mark.parametrize("how", WRITTEN, ids=repr)
def test_what_pandas_writes_is_read_as_it_was(how):
    generator = np.random.default_rng(0)
    frame = pd.DataFrame(generator.normal(size=(40, 3)) * [1, 1e3, 1e6], columns=["a", "b c", "ü"])
    frame["kind"] = np.where(frame["a"] > 0, "high, or so", "low; perhaps")
    table = read_csv(frame.to_csv(**how))
    assert table.features == ("a", "b c", "ü")
    np.testing.assert_array_equal(table.points()[0], frame[["a", "b c", "ü"]])
    assert [table.classes[int(y)] for y in table.points()[1]] == [*frame["kind"]]


EARLIER = {
    "small": ("Größe,Gewicht\n1.7,60\n1.8,90\n1.6,55\n", "086b4f7027c6e4f9ab6f"),
    "words": (
        "height,weight,healthy\n1.7,60,yes\n1.8,90,no\n1.6,55,yes\n",
        "310f2c579cd9f411527e",
    ),
    "no names": ("1;2\n3;4\n\n5;7\n", "5c6d4337d1a9f563fe5c"),
    "tabs": ("a\tb\n1\t-2e1\n3\t4\n5\t.5", "9d6f8a7b3fd38bfb3340"),
    "zero and one": ('"a, b", c\r\n1, 0\r\n3, 1\r\n5, 1', "855aa34d5af2ec31fbdb"),
    "one and two": ("x,y\n1,1\n2,2\n3,1\n4,2", "fa211f3664fae430464d"),
    "minus one and one": ("x,y\n1,-1\n2,1\n3,-1\n4,1", "385f5fc55c9bb5624e34"),
    "numbered": ("Id,x,y\n1,1.5,20\n2,2.5,30.25\n3,4,55\n", "9f3a8e6431ab3a014b4e"),
    "remark": ("# x,y\n1.5,20\n2.5,30.25\n4,55\n", "cf996fc28f89961f02a0"),
    "a mark": ("%change,y\n1.5,20\n2.5,30.25\n4,55\n", "9f1ed0212e5cbc4ddc25"),
    "NA is a class": ("x,y\n1,NA\n2,EU\n3,NA\n4,EU\n5,AS", "ccc2a56c659494ec4f53"),
    "three decimals": ("x,y\n1,1.000\n2,2.500\n3,9.125", "d48d10f95e56a5a3eeaa"),
}


@pytest.mark.parametrize("name", EARLIER)
def test_a_link_made_earlier_finds_what_was_then_read(name):
    text, digest = EARLIER[name]
    read_csv(text, "t.csv")
    inputs, targets = read(f"Table('t.csv','{digest}')", Dataset).points()
    assert len(inputs) == len(targets) >= 3


def test_mangled_tables_are_read_or_refused_in_a_sentence():
    generator = np.random.default_rng(1)
    some = [tried(generator) for _ in range(1500)]
    assert 100 < sum(some) < 1400, "both are met"


def rows(count: int, width: int, cell: str = "{}", by: str = ",") -> str:
    return "\n".join(
        by.join(cell.format((i * k) % 97, i % 10) for k in range(1, width + 1))
        for i in range(count)
    )


LARGE = {
    "a target of a billion": "x,y\n1,0\n2,1\n3,1000000000\n",
    "commas": "1" + "," * (LONGEST - 2),
    "the largest": rows(MOST_ROWS, MOST_COLUMNS),
    "a quote left open": 'x,y\n1,"' + "a\n" * (LONGEST // 2 - 10),
    "quotes": '"' * (LONGEST - 1),
    "spaces": "1 " * (LONGEST // 2 - 1),
    "digits": "1,2\n3,4\n5," + "9" * (LONGEST - 20),
    "thousands": "x;y\n" + ("1" + ",000" * 200 + ";1\n") * 500,
    "all separators": "1,2;3\t4|5 6\n" * (LONGEST // 12),
    "letters of four bytes": "\N{GRINNING FACE}" * LONGEST,
}


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_no_table_takes_much_memory(text):
    raw = text.encode()
    tracemalloc.start()
    with suppress(ValueError):
        read_csv(decoded(raw))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 60e6
