"""The visitor's own table in the app: brought, chosen, refused, linked."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

import pytest

from experiments import Experiment
from experiments.normalization import DEFAULT, Normalization
from optimizers import Adam
from surfaces import LinearRegression, LogisticRegression, MiniBatch, Noisy, Rosenbrock
from surfaces.data import MOST_BYTES, BadlyScaled, Line, Standardized, Table, read_csv
from surfaces.data import table as shelf
from tests.views.test_pages import opened, settled, shown
from views.pieces import piece
from views.upload import data_path

HEIGHTS = "height,weight\n1.7,60\n1.8,90\n1.6,55\n1.9,93\n"
PATIENTS = "height,weight,healthy\n1.7,60,yes\n1.8,90,no\n1.6,55,yes\n1.9,93,no\n"
LINE = "surface=LinearRegression()&steps=20&optimizer=Adam(lr=0.1)"
CLASSES = "surface=LogisticRegression()&steps=20&optimizer=Adam(lr=0.1)"
FILE, TEXT, USE = "race-upload-file", "race-upload-text", "race-upload-use"


@pytest.fixture(autouse=True)
def an_empty_shelf(monkeypatch):
    monkeypatch.setattr(shelf, "_shelf", OrderedDict())


def uploaded(query: str, raw: bytes, name: str = "heights.csv"):
    app = opened(query)
    app.file_uploader(key=FILE).set_value((name, raw, "text/csv"))
    return settled(app.run())


def told(app) -> str:
    return " ".join(error.value for error in app.error)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_an_uploaded_table_takes_the_place_of_the_data(encoding):
    app = uploaded(LINE, HEIGHTS.replace("height", "größe").encode(encoding))
    surface = shown(app).surface
    assert surface == LinearRegression(read_csv(HEIGHTS.replace("height", "größe"), "heights.csv"))
    assert not told(app)
    assert any("4 rows; inputs `größe`; target `weight`" in c.value for c in app.caption)
    again = opened(Experiment(*vars(shown(app)).values()).to_query())
    assert not again.warning, "its link works for others too"
    assert shown(again).surface == surface


def test_a_pasted_table_does_too():
    app = opened(LINE)
    app.text_area(key=TEXT).input(HEIGHTS)
    app.button(key=USE).click()
    assert shown(settled(app.run())).surface.data.name == "pasted.csv"


def test_standardised_data_stay_standardised_and_batches_stay():
    app = uploaded(CLASSES.replace("Regression()", "Regression(l2=0.1)"), PATIENTS.encode())
    table = read_csv(PATIENTS, "heights.csv")
    assert shown(app).surface == LogisticRegression(Standardized(table), l2=0.1)
    app = uploaded(
        LINE.replace("LinearRegression()", "Noisy(MiniBatch(LinearRegression(),batch_size=2))"),
        HEIGHTS.encode(),
    )
    inside = LinearRegression(read_csv(HEIGHTS, "heights.csv"))
    assert shown(app).surface == Noisy(MiniBatch(inside, batch_size=2))


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"PK\x03\x04\x00\x00", "save it as CSV"),
        (b"", "the table is empty"),
        (b"a\n1\n2\n3", "allowed 2 to 33"),
        (b"a,b\n1,2\nnan,3\n4,5", "row 3, column 'a': 'nan' is out of range"),
        (b'a,b\n1,2\n"3,4\n', "cannot be read"),
        (b"a,b\n`1`,2\n2,3\n3,4", "column 'a': ''1'' is not a number"),
    ],
)
def test_a_file_that_is_no_table_changes_nothing_and_says_why(raw, says):
    app = uploaded(LINE, raw)
    assert says in told(app)
    assert shown(app).surface == LinearRegression()
    assert not told(settled(app.run())), "said once"


def test_a_file_too_large_is_not_even_read(monkeypatch):
    monkeypatch.setattr("views.upload.decoded", lambda _: pytest.fail("was read"))
    app = uploaded(LINE, b"1,2\n" * (MOST_BYTES // 4 + 1))
    assert f"bytes: allowed {MOST_BYTES}" in told(app)


def test_a_surface_that_cannot_use_a_table_says_so_and_another_may():
    app = uploaded(CLASSES, HEIGHTS.encode())
    assert "heights.csv, standardised has no classes: logistic regression needs two" in told(app)
    assert shown(app).surface == LogisticRegression()
    other = opened(LINE)
    other.session_state["tables"] = app.session_state["tables"]
    settled(other.run())
    (use,) = [button for button in other.button if button.label == "Use heights.csv"]
    use.click()
    assert shown(settled(other.run())).surface == LinearRegression(read_csv(HEIGHTS, "heights.csv"))
    assert not any(button.label == "Use heights.csv" for button in other.button)


def test_a_link_to_a_table_that_is_not_here_asks_for_it():
    app = opened(LINE.replace("()", "(data=Table('heights.csv','3f2a3f2a3f2a3f2a3f2a'))"))
    assert "the table 'heights.csv' is not here, or no longer: upload" in app.warning[0].value
    assert shown(app).surface == LinearRegression()
    app.file_uploader(key=FILE).set_value(("heights.csv", HEIGHTS.encode(), "text/csv"))
    assert shown(settled(app.run())).surface.data.name == "heights.csv"


def test_where_nothing_is_learned_there_is_nothing_to_bring():
    assert not opened("surface=Rosenbrock()&optimizer=Adam").file_uploader


def test_the_data_are_found_wherever_they_sit():
    line, boxed = LinearRegression(), LogisticRegression(Standardized(Standardized()))
    race = Experiment(line, (Adam(),), (0.0, 0.0), 5)
    assert data_path(race) == ("surface", "data")
    assert data_path(replace(race, surface=Noisy(MiniBatch(line)))) == (
        "surface", "surface", "loss", "data",
    )  # fmt: skip
    deep = data_path(replace(race, surface=boxed))
    assert deep == ("surface", "data", "data", "data")
    assert piece(replace(race, surface=boxed), deep) == Standardized().data
    assert data_path(replace(race, surface=Rosenbrock())) is None
    assert data_path(DEFAULT) == ("data",)
    assert isinstance(DEFAULT, Normalization)
    assert {Table, Line, BadlyScaled} <= {
        type(read_csv(HEIGHTS)),
        type(line.data),
        type(DEFAULT.data),
    }
