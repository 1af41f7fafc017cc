"""The drawer under the results: what is in it, and that nothing is made while it is shut."""

from __future__ import annotations

import ast

import pytest

from experiments import Experiment
from tests.views.test_pages import TWO, opened, settled
from views.parts import race_export
from views.parts.export_panel import READABLE

NEWTON = "surface=Sphere()&start=1,1&steps=5&optimizer=Newton()"


def drawer(app, library: str = "This library"):
    """Open the drawer at a library."""
    app.session_state[race_export.KEY] = True
    app.session_state[f"{race_export.KEY}-library"] = library
    return settled(app.run())


def codes(app) -> list[str]:
    return [code.value for code in app.code]


def test_nothing_is_made_while_it_is_shut(monkeypatch):
    made = []
    monkeypatch.setattr(race_export, "LIBRARIES", dict.fromkeys(race_export.LIBRARIES, made.append))
    monkeypatch.setattr(race_export, "to_csv", lambda *race: made.append(race))
    app = opened(TWO)
    assert not made
    assert not app.get("download_button")


def test_paths_are_made_when_somebody_asks_for_them(monkeypatch):
    made = []
    monkeypatch.setattr(race_export, "to_csv", lambda *race: made.append(race))
    app = drawer(opened(TWO))
    assert not made
    assert [button.label for button in app.get("download_button")] == [
        *("CSV", "JSON", "Complete page", "Small page", "SVG of step 40", "race.py")
    ]


@pytest.mark.parametrize("library", race_export.LIBRARIES)
def test_the_link_and_each_librarys_code_are_those_of_the_race(library):
    link, code = codes(drawer(opened(TWO), library))
    race = Experiment.from_query(TWO)
    assert link.endswith(f"?{race.to_query()}")
    assert code.strip() == race_export.LIBRARIES[library](race).text.strip()
    ast.parse(code)


def test_what_a_library_lacks_is_said():
    app = drawer(opened(NEWTON), "PyTorch")
    assert "There is no PyTorch code for this race" in app.info[0].value
    assert "Newton: PyTorch has no such rule." in app.info[0].value
    assert len(codes(app)) == 1, "the link alone"
    app = drawer(opened(f"{NEWTON}&optimizer=Adam()"), "Optax")
    assert app.info[0].value.startswith("Not in it:")
    assert len(codes(app)) == 2


def test_of_much_data_some_is_shown_and_all_is_saved():
    query = "surface=LinearRegression(Galton())&steps=5&optimizer=Adam()"
    _, code = codes(drawer(opened(query), "PyTorch"))
    whole = race_export.LIBRARIES["PyTorch"](Experiment.from_query(query)).text
    assert whole.count("\n    [") == 928
    assert code.count("\n    [") == READABLE
    assert f"    ...,  # {928 - READABLE} more samples: download the file" in code
    assert "optimizer.step()" in code
