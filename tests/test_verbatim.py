"""Texts of others stay words in Markdown, in figures, in tables and on pages."""

from __future__ import annotations

import re

import numpy as np
import plotly.graph_objects as go
import pytest

from core.verbatim import as_code, in_markdown, in_plotly
from experiments import Experiment
from figures.chart_table import chart_table
from figures.networks import answers_figure
from figures.race import race
from lessons.assignment import Assignment
from lessons.grading import PointsRow
from optimizers import Adam
from studies.networks.answers import answers
from surfaces import Rosenbrock
from surfaces.data import read_csv
from surfaces.networks import Perceptron
from tests.hostile import TEXTS, words
from tests.views.pages import opened
from views.parts import grading

TAG = re.compile(r"<(?!br>|extra>|/extra>|sup>|/sup>)", re.IGNORECASE)


@pytest.mark.parametrize("text", TEXTS)
def test_in_markdown_every_sign_that_means_something_is_marked(text):
    said = in_markdown(text)
    assert "\n" not in said
    assert "\r" not in said
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_\[\]<>$~|]", said)
    assert not re.search(r":(?=[\w/])|@(?=\w)|www(?=\.)|^[#>+=-]|^\d+[.)]", said)
    code = as_code(text)
    assert code.count("`") == 2
    assert code == " ".join(code.split())


def test_plain_words_stay_as_they_are():
    for text in ("Week 3 (until Friday)", "Adam, lr 0.1", "What now? 50 % – it's done; a, b: c!"):
        assert in_markdown(text) == in_plotly(text) == text
        assert as_code(text) == f"`{text}`"


@pytest.mark.parametrize("text", TEXTS)
def test_in_a_figure_there_is_no_tag_and_no_place_for_numbers(text):
    said = in_plotly(text)
    assert not {*"<>{"} & {*said}
    figure = go.Figure(go.Scatter(x=[1], y=[2], name=said), {"xaxis": {"title": {"text": said}}})
    assert chart_table(figure).head[0] == words(text), "a table says it as it was written"


def test_columns_classes_and_names_of_runs_reach_figures_as_words():
    bad = "<a href='https://evil.example/'>a</a>"
    rows = "".join(f"{k % 3},{k % 5},{('%{y}' + bad, 'plain')[k % 2]}\n" for k in range(12))
    data = read_csv(f'"{bad}","x<br>y","target<b>"\n{rows}', "heights<b>.csv")
    network = Perceptron(data, layers="2")
    said = answers(network, np.array(network.initial(0)))
    assert said is not None
    drawn = str(answers_figure(said, data).to_dict())
    assert "evil.example" in drawn
    assert not TAG.search(drawn)
    rules = Adam(lr=0.1), Adam(lr=0.2)
    runs = Experiment(Rosenbrock(), rules, (0.0, 0.0), 3).run()
    raced = str(race(runs, [bad, "%{y}<img src=x>"]).to_dict())
    assert "evil.example" in raced
    assert not TAG.search(raced)


@pytest.mark.parametrize("text", TEXTS[:3])
def test_pages_show_titles_and_files_as_words(text):
    kept = Assignment(" ".join(text.split())[:80], Assignment.usual.exercises)
    app = opened("assignment", kept.to_query())
    assert app.title[0].value == in_markdown(kept.title)
    row = grading._cells(PointsRow(text, text, reasons={text: text}))
    assert not any(TAG.search(cell) for cell in row)
    refused = opened("assignment", kept.to_query().replace("title=", "title=x"))
    assert refused.error
    assert refused.error[0].value.count("`") == 2
