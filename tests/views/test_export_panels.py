"""The drawers of the laboratory: what is in each, and that nothing is made while it is shut."""

from __future__ import annotations

import json
from html import unescape
from urllib.parse import urlsplit

import pytest

from studies.basin_maps.map_spec import BasinMap
from studies.basin_maps.shares import sentence
from studies.fair_races.fair_race import FairRace
from studies.profiles import Profile
from studies.seeds.ensemble import Ensemble
from studies.sweeps.sensitivity import Sensitivity
from tests.views import pages
from views.parts import basins_export, export_panel, figure_block
from web.maps import page as maps_page

RULES = "&optimizer=GradientDescent()&optimizer=Adam()"
CASES = {
    "sensitivity": (
        Sensitivity,
        f"surface=Sphere()&knob=lr&against=none&values=9&starts=5&steps=40&seed=1{RULES}",
        ["sensitivity"],
    ),
    "basins": (BasinMap, f"surface=Himmelblau()&size=64&steps=60&seed=0{RULES}", ["basins-steps"]),
    "fair": (
        FairRace,
        f"surface=Sphere()&budget=40&trials=5&tuned=1&starts=2&judged=4&seed=3{RULES}",
        ["fair-race", "tuning"],
    ),
    "seeds": (
        Ensemble,
        f"surface=Noisy(Sphere(),sigma=0.1)&runs=5&start=1,1&steps=9{RULES}",
        ["runs", "arrivals", "losses"],
    ),
}


@pytest.fixture
def prints(monkeypatch):
    """The pictures that a page offers."""
    found: list = []
    for page in (figure_block, basins_export):
        monkeypatch.setattr(page, "save_buttons", lambda pictures, **_: found.extend(pictures))
    return found


@pytest.fixture
def files(monkeypatch):
    """The files that a page offers, and what makes them."""
    found: dict = {}

    def keep(some, **_):
        found.update({one.file: one.make for one in some})

    for page in (figure_block, basins_export, export_panel):
        monkeypatch.setattr(page, "buttons", keep)
    return found


def open_drawer(app, key: str):
    app.session_state[f"{key}-away"] = True
    app.run()
    assert not app.exception, app.exception
    return app


@pytest.mark.parametrize("name", CASES)
def test_a_drawer_has_the_link_the_numbers_the_pictures_and_the_code(name, prints, files):
    kind, query, pictures = CASES[name]
    query += "&show=steps" if name == "basins" else ""
    app = pages.opened("fair_race" if name == "fair" else name, query)
    assert not files
    assert not prints
    assert not app.code
    open_drawer(app, name)
    link, code = [one.value for one in app.code]
    wanted = kind.from_query(query.removesuffix("&show=steps"))
    assert kind.from_query(urlsplit(link).query) == wanted
    assert [one.file for one in prints] == pictures
    for one in prints:
        assert one.svg.startswith("<svg") if name == "basins" else one.figure["data"]
        assert len(one.alt) > 40
    made = {file: make() for file, make in files.items()}
    assert all(made.values())
    assert made[next(file for file in made if file.endswith(".py"))].strip() == code.strip()
    for file, text in made.items():
        if file.endswith(".html"):
            assert len(text.encode()) < 6_000_000
            assert "http" not in text.partition("<body>")[2].partition('id="plotly"')[0]
        if file.endswith(".json"):
            json.loads(text)
    assert {file.rpartition(".")[2] for file in made} >= {"csv", "json", "html", "py"}


def test_a_fine_map_is_not_offered_as_text(monkeypatch, files):
    monkeypatch.setattr(basins_export, "MOST_LINES", 63)
    open_drawer(pages.opened("basins", CASES["basins"][1]), "basins")
    assert [*files] == ["basins-1.npz", "basins-2.npz", "basins.html", "basins.py"]


def test_each_figure_has_its_table_for_who_asks():
    app = pages.opened("sensitivity", CASES["sensitivity"][1])
    before = len(app.get("html"))
    app.session_state["sensitivity-chart-numbers"] = True
    app.run()
    told = app.get("html")
    assert len(told) == before + 1
    table = next(
        one.proto.body
        for one in told
        if "aria-label='Final loss over lr, numbers'" in one.proto.body
    )
    assert table.count("<tr>") == 1 + 18
    assert "<th scope='row'>Adam</th>" in table


def test_what_pytorch_lacks_is_said():
    query = CASES["sensitivity"][1].replace("Sphere()", "Noisy(Sphere(),sigma=0.1)")
    app = pages.opened("sensitivity", query)
    app.session_state["sensitivity-away-library"] = "PyTorch"
    open_drawer(app, "sensitivity")
    assert "There is no PyTorch code for these runs" in app.info[0].value


def test_profiles_can_be_taken_away(prints, files):
    query = (
        "families=Cliffs&tolerance=0.01&budget=20&trials=2&tuned=1&starts=2&judged=2&seed=0" + RULES
    )
    app = pages.opened("profiles", query)
    app.button[0].click().run()
    open_drawer(app, "profile")
    assert [one.file for one in prints] == ["profiles", "successes"]
    assert files["every-run.csv"]() == Profile.from_query(query).run().table()


def test_a_page_of_fine_maps_holds_every_second_start(monkeypatch):
    asked = BasinMap.from_query(CASES["basins"][1])
    (one, _) = asked.run()
    assert maps_page.thinned(one).size == one.size
    monkeypatch.setattr(maps_page, "MOST", 40)
    some = maps_page.thinned(one)
    assert (some.size, some.label.shape, some.end.shape) == (32, (32, 32), (2, 32, 32))
    for row, column in ((0, 0), (5, 9), (31, 31)):
        at = one.pixel(some.start(row, column))
        assert at == (2 * row, 2 * column)
        assert some.label[row, column] == one.label[at]
        assert some.value[row, column] == pytest.approx(one.value[at], rel=1e-3)
    page = maps_page.map_page([one], ["One"], "minimum", "Fine")
    assert sentence("One", one) in unescape(page), "told of all starts"
