"""Figures as they leave the page, and their numbers as tables."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
import plotly.graph_objects as go
import pytest

from figures.chart_table import chart_table, table_excerpt
from figures.print_layout import BELOW, TITLE, WIDTH, printed
from figures.sensitivity import over_knob, over_two
from figures.svg import INK
from optimizers import Adam, GradientDescent, Momentum
from studies.sweeps.sensitivity import Sensitivity, SweepNumbers
from surfaces import Sphere

FEW = SweepNumbers(values=9, starts=4, steps=30, seed=1)
RATES = Sensitivity(Sphere(), (GradientDescent(), Adam()), numbers=FEW).run()
TWO = Sensitivity(Sphere(), (Momentum(),), "lr", "beta", FEW).run()


@pytest.mark.parametrize("dark", [False, True])
def test_nothing_of_the_page_leaves_with_a_figure(dark):
    figure = over_knob(RATES, "loss", dark=dark)
    before = figure.to_json()
    away = printed(figure, "A title", dark=dark)
    assert figure.to_json() == before, "the page's own is as it was"
    assert "click to race" in before
    assert "click to race" not in json.dumps(away)
    assert all("customdata" not in trace for trace in away["data"])
    layout = away["layout"]
    assert layout["title"]["text"] == "A title"
    assert (layout["width"], layout["height"]) == (WIDTH, figure.layout.height + TITLE)
    ink = INK["dark" if dark else "light"]
    assert (layout["paper_bgcolor"], layout["font"]["color"]) == (ink.page, ink.text)


def test_a_picture_has_nothing_that_plays_it():
    figure = go.Figure(
        go.Scatter(x=[1], y=[2]),
        {
            "sliders": [{}],
            "updatemenus": [{}],
            "title": {"text": "own"},
            "height": 400,
            "margin": {"b": BELOW + 70},
        },
        [go.Frame(data=[go.Scatter(x=[3], y=[4])])],
    )
    plays, still = printed(figure), printed(figure, "other", still=True)
    assert len(plays["frames"]) == len(plays["layout"]["sliders"]) == 1
    assert plays["layout"]["title"]["text"] == "own"
    assert not still.get("frames")
    assert not still["layout"].get("sliders")
    assert not still["layout"].get("updatemenus")
    assert still["layout"]["title"]["text"] == "other"
    assert (still["layout"]["height"], still["layout"]["margin"]["b"]) == (330, BELOW)


def test_a_table_of_curves_has_every_point_and_reads_back():
    figure = over_knob(RATES, "loss")
    numbers = chart_table(figure)
    assert numbers.head == ("curve", "learning rate", "final loss above the minimum")
    lines = [trace for trace in figure.data if trace.mode == "lines+markers"]
    rows = [*csv.reader(io.StringIO(numbers.csv()))][1:]
    columns = json.loads(numbers.json())
    at = 0
    for line in lines:
        own = rows[at : at + len(line.x)]
        assert {row[0] for row in own} == {line.name}
        np.testing.assert_array_equal([float(row[1]) for row in own], line.x)
        np.testing.assert_array_equal([float(row[2] or "nan") for row in own], line.y)
        held = columns[numbers.head[2]][at : at + len(line.x)]
        np.testing.assert_array_equal([np.nan if v is None else v for v in held], line.y)
        at += len(line.x)
    assert at == len(rows)


def test_curves_over_the_same_values_stand_side_by_side():
    steps = np.arange(50.0)
    figure = go.Figure([go.Scatter(x=steps, y=k * steps, name=f"rule {k}") for k in (1, 2)])
    figure.update_layout(xaxis_title_text="step", yaxis_title_text="loss")
    figure.add_scatter(x=[1], y=[1], hoverinfo="skip")
    assert chart_table(figure).head == ("step", "loss, rule 1", "loss, rule 2")
    assert chart_table(figure).rows[3] == (3.0, 3.0, 6.0)
    (head, *rows), count = table_excerpt(figure, 8)
    assert (len(rows), count, head[0]) == (8, 50, "step")
    assert (rows[0], rows[-1]) == (["0", "0", "0"], ["49", "49", "98"])


def test_a_map_of_colours_is_told_in_its_own_units_and_shape():
    figure = over_two(TWO, 0, "loss")
    median = TWO.sweeps[0].median()[0]
    numbers = chart_table(figure)
    assert numbers.head == ("learning rate", "beta", "final loss above the minimum")
    knobs = TWO.sweeps[0].knobs
    for x, y, loss in numbers.rows:
        i, j = [*knobs["lr"]].index(x), [*knobs["beta"]].index(y)
        assert loss == max(median[i, j], 1e-16)
    (head, *rows), count = table_excerpt(figure, 5, columns=3)
    assert (len(rows), count) == (5, 9)
    assert head == ["beta", "learning rate 1e−06", "learning rate 0.00316", "learning rate 10"]
    assert [row[0] for row in rows] == ["0", "0.25", "0.499", "0.749", "0.999"]


def test_a_table_says_names_as_they_were_written():
    figure = go.Figure(go.Bar(x=["&amp;lt;"], y=[1.0]))  # somebody typed &lt;
    assert table_excerpt(figure, 5)[0][1] == ["&lt;", "1"]
    assert chart_table(figure).rows == [("&lt;", 1.0)]
