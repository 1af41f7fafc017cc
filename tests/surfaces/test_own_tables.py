"""Tables that people bring: files of all kinds, what is kept of them, and links that name them."""

from __future__ import annotations

import codecs
import io
import pickle
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments import Experiment, nearest
from experiments.text import read, write
from optimizers import Adam
from surfaces import LinearRegression, MiniBatch
from surfaces.data import (
    DATASETS,
    MOST_BYTES,
    BadlyScaled,
    Dataset,
    Iris,
    Line,
    Outliers,
    Standardized,
    Table,
    TwoMoons,
    decoded,
    read_csv,
)
from surfaces.data import table as shelf
from surfaces.data.limits import LONGEST

HEIGHTS = "Größe,Gewicht\n1.7,60\n1.8,90\n1.6,55\n"
unhurried = settings(deadline=None)  # the machine may be busy with something else


@pytest.fixture(autouse=True)
def an_empty_shelf(monkeypatch):
    monkeypatch.setattr(shelf, "_shelf", type(shelf._shelf)())


def numbered(k: int) -> Table:
    """Return a small table unlike all others."""
    return read_csv(f"x,y\n0,0\n1,2\n{k + 2},5", f"{k}.csv")


# Files


@pytest.mark.parametrize(
    "raw",
    [
        HEIGHTS.encode(),
        HEIGHTS.encode("utf-8-sig"),
        HEIGHTS.encode("utf-16"),
        codecs.BOM_UTF16_BE + HEIGHTS.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + HEIGHTS.encode("utf-32-le"),
        HEIGHTS.encode("latin-1"),
        HEIGHTS.encode("cp1252"),
        HEIGHTS.replace("\n", "\r\n").encode("latin-1"),
    ],
    ids=["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "latin-1", "cp1252", "windows"],
)
def test_a_file_says_the_same_in_every_usual_encoding(raw):
    table = read_csv(decoded(raw), "h.csv")
    assert (table.features, table.target) == (("Größe",), "Gewicht")
    assert table == read_csv(HEIGHTS, "h.csv"), "and has the same digest"


def archive() -> bytes:
    """Return what a spreadsheet program saves by itself."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        file.writestr("xl/worksheets/sheet1.xml", "<worksheet/>" * 99)
    return held.getvalue()


@pytest.mark.parametrize(
    ("raw", "complaint"),
    [
        (b"", "the table is empty"),
        (b",", "the table is empty"),
        (b" \n,\n\n , ", "the table is empty"),
        (b"\xef\xbb\xbf", "the table is empty"),
        pytest.param(archive(), "if it is a spreadsheet, save it as CSV", id="a spreadsheet"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "the file is no text"),
        (b"a,b\n1,2\n3,\x00\n4,5", "the file is no text"),
        (HEIGHTS.encode("utf-16-le"), "the file is no text"),  # without a mark nobody can be sure
        (codecs.BOM_UTF16_LE + b"a,b", "begins as UTF-16 does, but goes on otherwise"),
        (codecs.BOM_UTF8 + b"a,\xff\n", "begins as UTF-8-SIG does"),
        (b"1," * MOST_BYTES, f"the file has {2 * MOST_BYTES} bytes: allowed {MOST_BYTES}"),
        (b"1,2\n" * (LONGEST // 4 + 1), "characters: allowed 500000"),
        (b"a\n1\n2\n3\n", "row 1 has 1 columns"),
        (b"a,b\n1,2\nnan,3\n4,5", "row 3, column 'a': a number is missing; so it is in 1 of 3"),
        (b"a,b\n1,2\n1e-12,3\n4,5", "row 3, column 'a': '1e-12' is closer to 0 than 1e-09"),
        (b"a,b\n1,2\n1_000,3\n4,5", "row 3, column 'a': '1_000' is not a number"),
        ("a,b\n1,2\n\N{ARABIC-INDIC DIGIT ONE},3\n4,5".encode(), "is not a number"),
        (b'a,b\n1,2\n"3,4\n5,6', "cannot be read: unexpected end of data"),
        (
            b'a,b\n1,2\n"' + b"x" * 200_000 + b'",3\n5,6',
            "row 3 has too long a cell: allowed 1000 characters",
        ),
        (b"a,b\n1,=cmd|' /C calc'!A0\n2,3\n4,5", "'a': a number is missing|'b': \"=cmd"),
        (b"<script>,b\n<b>,2\n3,4\n5,6", "row 2, column '<script>': '<b>' is not a number"),
    ],
    ids=lambda it: ascii(it[:20]) if isinstance(it, bytes) else "",
)
def test_a_file_that_is_no_table_is_refused_in_a_short_sentence(raw, complaint):
    with pytest.raises(ValueError, match=complaint) as error:
        read_csv(decoded(raw))
    assert "\n" not in str(error.value)
    assert str(error.value).isprintable()
    assert len(str(error.value)) < 200
    assert not shelf._shelf, "nothing of it is kept"


@unhurried
@given(st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_no_file_whatsoever_gets_past_as_another_error(raw):
    with suppress(ValueError):
        inputs, targets = read_csv(decoded(raw)).points()
        assert np.isfinite(inputs).all()
        assert np.isfinite(targets).all()
        assert 3 <= len(inputs) == len(targets)


cells = st.floats(-1e6, 1e6).map(lambda x: round(x, 3))


@unhurried
@given(st.lists(st.tuples(cells, cells), min_size=3, max_size=20, unique_by=(lambda r: r[0],)))
def test_what_python_writes_is_what_is_read(rows):
    if len({y for _, y in rows}) == 1:
        return
    table = read_csv("\n".join(f"{x!r},{y!r}" for x, y in rows))
    np.testing.assert_array_equal(table.points()[0][:, 0], [x for x, _ in rows])
    np.testing.assert_array_equal(table.points()[1], [y for _, y in rows])


# Names and links


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("heights.csv", "heights.csv"),
        ("C:\\fakepath\\heights.csv", "heights.csv"),
        ("../../etc/passwd", "passwd"),
        ("Größe 'a'.csv", "Größe 'a'.csv"),
        ("a\x1b[31m\n.csv", "a_[31m_.csv"),
        ("x" * 300 + ".csv", "x" * 60),
        ("", "table.csv"),
        ("  ", "table.csv"),
        ("/", "table.csv"),
    ],
)
def test_a_table_is_called_as_its_file_and_says_so_in_a_link(given_name, kept):
    table = read_csv(HEIGHTS, given_name)
    assert table.title == table.name == kept
    assert write(table) == f"Table({kept!a},'{table.digest}')"
    assert len(table.digest) == 20
    race = Experiment(LinearRegression(table), (Adam(),), (0.5, 0.5), 5)
    again = Experiment.from_query(race.to_query())
    assert again == race
    np.testing.assert_array_equal(again.surface.data.points()[1], [60, 90, 55])


def test_tables_are_told_apart_by_what_they_say():
    one, spaced = read_csv(HEIGHTS), read_csv(HEIGHTS.replace(",", " ;\t ").replace("\n", "\r\n"))
    assert one == spaced
    for other in ("60.5", "61"):
        assert read_csv(HEIGHTS.replace("60", other)).digest != one.digest
    assert read_csv(HEIGHTS.replace("Gewicht", "weight")).digest != one.digest
    assert read_csv(HEIGHTS, "other.csv") != one
    assert read_csv(HEIGHTS, "other.csv").digest == one.digest


LINK = "surface={}&start=0.5,0.5&steps=40&optimizer=Adam(lr=0.05)"


def test_an_unknown_table_is_asked_for_and_the_nearest_race_is_shown():
    table = "Table('heights.csv','3f2a3f2a3f2a3f2a3f2a')"
    with pytest.raises(ValueError, match=r"the table 'heights\.csv' is not here"):
        read(table, Dataset)
    race, complaints = nearest(LINK.format(f"MiniBatch(LinearRegression(data={table}))"))
    assert race.surface == MiniBatch(LinearRegression())
    assert race.steps == 40
    (complaint,) = complaints
    assert "'heights.csv' is not here, or no longer: upload the file, then open" in complaint


@pytest.mark.parametrize(
    "text",
    [
        "Table",
        "Table()",
        "Table('a.csv')",
        "Table('a.csv','')",
        "Table('','3f2a3f2a3f2a3f2a3f2a')",
        "Table('" + "a" * 61 + "','3f2a3f2a3f2a3f2a3f2a')",
        "Table('a\\n.csv','3f2a3f2a3f2a3f2a3f2a')",
        "Table(1,2)",
        "Table(digest='../../secret',name='a.csv')",
    ],
)
def test_a_broken_name_of_a_table_is_refused(text):
    with pytest.raises(ValueError, match=r"^[^\n]{10,200}$"):
        read(text, Dataset)


def test_a_table_is_no_default_and_on_no_menu_of_data():
    assert Table not in DATASETS.values()
    assert {type(kind()) for kind in DATASETS.values()} == {*DATASETS.values()}


# What is kept


def test_the_least_used_table_is_forgotten_first():
    tables = [numbered(k) for k in range(shelf.MOST_TABLES)]
    assert read(write(tables[0]), Dataset) == tables[0], "used again"
    newest = numbered(shelf.MOST_TABLES)
    assert len(shelf._shelf) == shelf.MOST_TABLES
    for kept in (tables[0], tables[2], newest):
        assert read(write(kept), Dataset) == kept
    with pytest.raises(ValueError, match=r"the table '1.csv' is not here"):
        read(write(tables[1]), Dataset)
    np.testing.assert_array_equal(tables[1].points()[1], [0, 2, 5], "who holds it, has it")
    assert read_csv("x,y\n0,0\n1,2\n3,5", "1.csv") == tables[1]
    assert read(write(tables[1]), Dataset) == tables[1], "once brought again, the link works"


def test_the_largest_tables_together_stay_within_bounds():
    rows = "\n".join(",".join(str((i * k) % 97) for k in range(1, 34)) for i in range(5000))
    table = read_csv(rows)
    held = table.contents
    size = held.inputs.nbytes + held.targets.nbytes
    assert len(rows) < LONGEST
    assert size * shelf.MOST_TABLES < 90e6


def test_many_may_bring_tables_at_once():
    with ThreadPoolExecutor(8) as pool:
        tables = [*pool.map(numbered, [k % 40 for k in range(400)])]
    assert len({*tables}) == len(shelf._shelf) == 40
    for k, table in enumerate(tables):
        assert table.points()[0][2, 0] == k % 40 + 2


def test_a_table_goes_to_another_process_with_all_that_it_says():
    table = numbered(3)
    shelf._shelf.clear()
    again = pickle.loads(pickle.dumps(table))  # noqa: S301 - our own
    np.testing.assert_array_equal(again.draw()[0], [[0], [1], [5]])
    assert again == table


@pytest.mark.parametrize(
    "data", [Line(), Outliers(), BadlyScaled(), TwoMoons(), Iris(), Iris(species=2)], ids=write
)
def test_any_data_set_survives_the_way_through_a_file(data):
    inputs, targets = data.points()
    named = [data.classes[int(y)] if data.classes else repr(float(y)) for y in targets]
    lines = [",".join([*map(repr, map(float, x)), y]) for x, y in zip(inputs, named, strict=True)]
    table = read_csv("\n".join([",".join([*data.features, "target"]), *lines]))
    np.testing.assert_array_equal(table.points()[0], inputs)
    order = [table.classes.index(name) for name in data.classes]
    np.testing.assert_array_equal(
        table.points()[1], np.array(order)[targets.astype(int)] if order else targets
    )
    assert Standardized(table).features == data.features
