"""A race taken away in a real browser: its table, and a program that runs it again."""

from __future__ import annotations

import csv
from urllib.parse import urlsplit

import numpy as np
import pytest
from playwright.sync_api import expect

from experiments import Experiment
from tests.experiments.exports.runs import compare, executed
from tests.views.test_in_a_browser import app, race

pytestmark = pytest.mark.browser
__all__ = ["app"]  # a fixture

RIDES = "surface=Rosenbrock(b=5)&start=-1.2,0.7&steps=60&optimizer=Adam(lr=0.05)&optimizer=Newton()"


def saved(page, label, folder):
    """Press a button, and return the name and the content of the file that comes."""
    with page.expect_download() as download:
        page.get_by_role("button", name=label).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path.name, path.read_text()


@pytest.mark.parametrize("width", [1400, 390])
def test_the_table_and_the_program_are_those_of_the_race(app, tmp_path, width):
    page = app(RIDES, viewport={"width": width, "height": 1000})
    race(page)
    expect(page.get_by_role("button", name="CSV")).to_have_count(0)
    page.get_by_text("Take away").click()
    adam, newton = Experiment.from_query(RIDES).run()

    name, table = saved(page, "CSV", tmp_path)
    assert name == "race.csv"
    rows = [*csv.DictReader(line for line in table.splitlines() if not line.startswith("#"))]
    points = [[float(row["x"]), float(row["y"])] for row in rows]
    np.testing.assert_array_equal(points, [*adam.theta, *newton.theta])

    page.get_by_role("radio", name="PyTorch").click()
    sentence = page.get_by_role("listitem").filter(has_text="Newton: PyTorch has no such rule.")
    expect(sentence).to_be_visible()
    name, program = saved(page, "race_pytorch.py", tmp_path)
    assert name == "race_pytorch.py"
    ((paths, _),) = executed("PyTorch", [program])
    assert [*paths] == ["Adam"]
    compare(adam, paths["Adam"])

    link = page.get_by_test_id("stCode").first.inner_text().strip()
    assert urlsplit(link)[:2] == urlsplit(page.url)[:2]
    assert Experiment.from_query(urlsplit(link).query) == Experiment.from_query(RIDES)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
