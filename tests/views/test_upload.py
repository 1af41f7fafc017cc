"""The visitor's own table in the app: brought, chosen, refused, linked."""

from __future__ import annotations

import tomllib
from collections import OrderedDict
from dataclasses import replace
from pathlib import Path

import pytest

from experiments import Experiment
from optimizers import Adam
from studies.normalization import DEFAULT, Normalization
from surfaces import LinearRegression, LogisticRegression, MiniBatch, Noisy, Rosenbrock
from surfaces.data import MOST_BYTES, BadlyScaled, Line, Standardized, Table, read_csv
from surfaces.data import table as shelf
from tests.views.test_pages import opened, settled, shown
from views.parts import grading, upload
from views.parts.paths import piece
from views.parts.upload import MOST_BROUGHT, data_path

ROOT = Path(__file__).parents[2]
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
        (b"a,b\n1,2\nnan,3\n4,5", "row 3, column 'a': a number is missing"),
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
    monkeypatch.setattr("views.parts.upload.decoded", lambda _: pytest.fail("was read"))
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
    app = opened(
        LINE.replace("()", "(data=Table('heights.csv','3f2a3f2a3f2a3f2a3f2a'))"), misread=True
    )
    assert "the table 'heights.csv' is not here, or no longer: upload" in app.warning[0].value
    assert shown(app).surface == LinearRegression()
    app.file_uploader(key=FILE).set_value(("heights.csv", HEIGHTS.encode(), "text/csv"))
    assert shown(settled(app.run())).surface.data.name == "heights.csv"


def test_where_nothing_is_learned_there_is_nothing_to_bring():
    assert not opened("surface=Rosenbrock()&optimizer=Adam()").file_uploader


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


def chosen(app, choice: str, value, kind: str = "selectbox", number: int = 1):
    getattr(app, kind)(key=f"race-upload-{choice}-{number}").set_value(value)
    return settled(app.run())


SIGNS = "height,weight,healthy\n1.7,60,-1\n1.8,90,1\n1.6,55,-1\n1.9,93,1\n"


def test_the_target_and_what_it_is_can_be_chosen():
    app = uploaded(CLASSES, SIGNS.encode())
    assert shown(app).surface.data.data == read_csv(SIGNS, "heights.csv")
    assert shown(app).surface.data.classes == ("-1", "1")
    app = uploaded(LINE, SIGNS.encode())
    app = chosen(app, "target", "weight")
    table = read_csv(SIGNS, "heights.csv", target="weight")
    assert shown(app).surface == LinearRegression(table)
    assert any("target `weight`, a quantity" in caption.value for caption in app.caption)
    app = chosen(app, "leave_out", ["healthy"], "multiselect")
    assert shown(app).surface.data.features == ("height",)
    app = chosen(app, "task", "classification", "radio")
    assert shown(app).surface.data.classes == ("55", "60", "90", "93")
    assert opened(shown(app).to_query()).warning == []


def test_what_cannot_be_read_is_mended_on_the_page():
    raw = "name;height;weight\nAnna;1,75;60\nBen;1,8;90\n;1,6;55\nCem;1,9;93\n"
    app = uploaded(LINE, raw.encode())
    assert "column 'name' holds words, such as 'Anna': leave it out" in told(app)
    assert shown(app).surface == LinearRegression()
    app = chosen(app, "leave_out", ["name"], "multiselect")
    assert not told(app)
    assert shown(app).surface.data.points()[0].ravel().tolist() == [1.75, 1.8, 1.6, 1.9]


def test_thousands_are_asked_about_and_what_was_left_out_is_told():
    app = uploaded(LINE, b'Id,x,y\n7,1,"1,000"\n8,2,"2,500"\n9,3,"9,125"\n12,,5\n')
    assert "'1,000' may be 1000 or 1: say whether decimals have a point or a comma" in told(app)
    app = chosen(app, "decimal", ".", "radio")
    assert not told(app)
    assert shown(app).surface.data.points()[1].tolist() == [1000, 2500, 9125]
    notes = [text.value for text in app.text]
    assert notes == [
        "A column that only numbers the rows was left out: 'Id'.",
        "1 row of 4 has a missing value and was left out: row 5.",
    ]
    app.file_uploader(key=FILE).set_value(("other.csv", HEIGHTS.encode(), "text/csv"))
    app = settled(app.run())
    assert app.radio(key="race-upload-decimal-2").value == "", "of another file nothing is chosen"
    assert not app.text


def test_names_of_columns_are_text():
    name = "![x](https://example.org/a.png) :red[a] $b$ <b>"
    app = uploaded(LINE, f'"{name}",y\n1,2\n2,3\n3,5\n'.encode(), f"{name}.csv")
    assert shown(app).surface.data.features == (name,)
    assert any(f"`{name[:39]}…`" in caption.value for caption in app.caption)
    written = [*app.markdown, *app.caption, *app.error]
    assert not any(name[:12] in text.value.replace(f"`{name[:12]}", "") for text in written)


def test_only_the_latest_tables_are_offered_again():
    app = opened(LINE)
    for k in range(MOST_BROUGHT + 3):
        raw = HEIGHTS.replace("60", str(60 + k)).encode()
        app.file_uploader(key=FILE).set_value((f"{k}.csv", raw, "text/csv"))
        settled(app.run())
    assert [*app.session_state["tables"]] == [f"{k}.csv" for k in range(3, MOST_BROUGHT + 3)]


def test_the_server_takes_no_file_that_no_page_would_read():
    settings = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
    assert settings["server"]["maxUploadSize"] == max(grading.MEGABYTES, upload.MEGABYTES)
