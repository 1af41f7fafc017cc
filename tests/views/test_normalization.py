"""The page "Batch normalization", without a browser."""

from __future__ import annotations

from functools import partial

import pytest
from streamlit.testing.v1 import AppTest

from optimizers import Adam
from studies.normalization import DEFAULT, Normalization
from surfaces.data import BadlyScaled, Iris, Standardized, read_csv
from tests.views import pages
from tests.views.test_pages import address, settled

TABLE = "a,b,y\n1,20,3\n2,-10,1\n3,50,9\n4,10,5\n5,-30,1\n"


opened = partial(pages.opened, "normalization")


def shown(app: AppTest) -> Normalization:
    found, complaints = Normalization.nearest(address(app))
    assert not complaints
    return found


def tables(app: AppTest) -> list[str]:
    return [e.proto.body for e in app.get("html") if "verdicts small" in e.proto.body]


def test_first_sight_is_the_usual_pair():
    app = opened()
    assert shown(app) == DEFAULT
    assert not app.warning
    bowls, steps, network = tables(app)
    for number in ("98.5", "1.12", "0.0109", "0.947", ">171<", ">2<"):
        assert number in bowls
    assert steps.count("<th scope='row'>") == len(DEFAULT.optimizers)
    assert "overflows" in steps
    assert network.count("<th scope='row'>") == 4
    (equations,) = [
        text.value for text in app.markdown if r"\frac1m \sum_{i=1}^m x_i" in text.value
    ]
    for term in (r"\sigma^2 &=", r"\gamma \hat x_i + \beta", r"\frac{\hat x_i}{m} \sum_j"):
        assert term in equations
    assert "98.5" in " ".join(text.value for text in app.markdown)


@pytest.mark.parametrize("data", [BadlyScaled(ratio=50.0), Iris(), Standardized(Iris())], ids=repr)
def test_a_link_is_shown_as_it_is(data):
    one = Normalization(data, (Adam(lr=0.05),), (0.5, -0.25), 30)
    app = opened(one.to_query())
    assert shown(app) == one
    assert not app.warning


def test_both_players_run_both_races():
    payloads = [element.proto.bytes for element in opened().get("bidi_component")]
    races = [payload for payload in payloads if b'"kind":"race"' in payload]
    assert len(races) == 2
    assert races[0] != races[1]


def test_a_broken_link_shows_the_nearest_pair_and_says_why():
    app = opened("data=Line()&steps=30&optimizer=Adam(lr=0.05)", misread=True)
    assert "Line has 1 input" in app.warning[0].value
    assert shown(app).data == BadlyScaled()
    assert shown(app).steps == 30


def test_a_table_of_ones_own_takes_the_place_of_the_data():
    app = opened("steps=30&optimizer=Adam(lr=0.05)")
    app.file_uploader(key="normalization-upload-file").set_value(
        ("mine.csv", TABLE.encode(), "text/csv")
    )
    assert shown(settled(app.run())).data == read_csv(TABLE, "mine.csv")
    one_input = "\n".join(",".join(line.split(",")[1:]) for line in TABLE.splitlines())
    app.file_uploader(key="normalization-upload-file").set_value(
        ("less.csv", one_input.encode(), "text/csv")
    )
    settled(app.run())
    assert "less.csv has 1 input: a model of two weights needs 2" in app.error[0].value
    assert shown(app).data == read_csv(TABLE, "mine.csv")


def test_a_chart_says_in_words_what_it_shows():
    (chart,) = opened().get("plotly_chart")
    assert "ReLU, normalised: 9.07" in chart.proto.alt
