"""A race taken away in a real browser: its table, and a program that runs it again."""

from __future__ import annotations

import csv
from urllib.parse import urlsplit

import numpy as np
import pytest
from playwright.sync_api import expect

from experiments import Experiment
from tests.browser import fits
from tests.exports.runs import compare, executed
from tests.views.driver import race, saved

pytestmark = pytest.mark.browser

RIDES = "surface=Rosenbrock(b=5)&start=-1.2,0.7&steps=60&optimizer=Adam(lr=0.05)&optimizer=Newton()"


def test_the_table_and_the_program_are_those_of_the_race(app, tmp_path):
    page = app(RIDES, viewport={"width": 1400, "height": 1000})
    race(page)
    expect(page.get_by_role("button", name="CSV")).to_have_count(0)
    page.get_by_text("Take away").click()
    adam, newton = Experiment.from_query(RIDES).run()

    table = saved(page, "CSV", tmp_path)
    assert table.name == "race.csv"
    lines = table.read_text().splitlines()
    rows = [*csv.DictReader(line for line in lines if not line.startswith("#"))]
    points = [[float(row["x"]), float(row["y"])] for row in rows]
    np.testing.assert_array_equal(points, [*adam.theta, *newton.theta])

    page.get_by_role("radio", name="PyTorch").click()
    sentence = page.get_by_role("listitem").filter(has_text="Newton: PyTorch has no such rule.")
    expect(sentence).to_be_visible()
    program = saved(page, "race_pytorch.py", tmp_path)
    assert program.name == "race_pytorch.py"
    ((paths, _),) = executed("PyTorch", [program.read_text()])
    assert [*paths] == ["Adam"]
    compare(adam, paths["Adam"])

    code = page.get_by_test_id("stCode").first
    expect(code).to_contain_text("surface=")
    link = code.inner_text().strip()
    assert urlsplit(link)[:2] == urlsplit(page.url)[:2]
    assert Experiment.from_query(urlsplit(link).query) == Experiment.from_query(RIDES)
    fits(page)
    page.set_viewport_size({"width": 390, "height": 1000})
    fits(page)
