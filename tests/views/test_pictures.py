"""Pictures in the drawer: what the buttons bring, and that nothing is made before that."""

from __future__ import annotations

import io
import zipfile

import pytest

from experiments import Experiment
from tests.views.test_pages import TWO, opened, settled
from views.parts import race_export, race_pictures

NOISY = "surface=Noisy(Sphere(),sigma=0.1)&start=1,1&steps=5&optimizer=Adam()"


def drawer(app):
    app.session_state[race_export.KEY] = True
    return settled(app.run())


def made(monkeypatch, query: str) -> dict[str, object]:
    """Everything that the buttons would bring, by their names."""
    found: dict[str, object] = {}
    monkeypatch.setattr(
        race_pictures,
        "buttons",
        lambda files, **_: found.update({one.name: one.make() for one in files}),
    )
    drawer(opened(query))
    return found


def test_nothing_is_made_before_a_button_is_pressed(monkeypatch):
    asked: list[object] = []
    for name in ("html", "race_svg", "archive"):
        monkeypatch.setattr(race_pictures, name, asked.append)
    app = drawer(opened(TWO))
    assert "SVG of step 40" in [button.label for button in app.get("download_button")]
    assert asked == []


@pytest.mark.parametrize("query", [TWO, NOISY])
def test_the_buttons_bring_the_race(monkeypatch, query):
    found = made(monkeypatch, query)
    race = Experiment.from_query(query)
    assert f"<title>{race.surface.title}</title>" in found["Complete page"]
    assert ('id="ground-message"' in found["Complete page"]) == (query == NOISY)
    assert f"{race.surface.title}, step {race.steps}" in found[f"SVG of step {race.steps}"]
    with zipfile.ZipFile(io.BytesIO(found["Small page"])) as files:
        assert files.namelist() == ["race.html", "plotly.min.js"]


def test_the_step_of_the_drawing_is_chosen_and_stays_within_the_race():
    app = drawer(opened(TWO))
    steps = Experiment.from_query(TWO).steps
    (slider,) = [each for each in app.slider if each.key == race_pictures.STEP]
    assert (slider.value, slider.max) == (steps, steps)
    settled(slider.set_value(3).run())
    assert app.session_state[race_pictures.STEP] == 3
