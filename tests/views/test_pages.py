"""The pages without a browser: the link, and what the player is sent."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from experiments import DEFAULT, Experiment
from experiments.scenes import SCENES
from tests.views import pages
from tests.views.pages import SECONDS, address, alone, settled
from views.pages import gallery
from views.pages.gallery import THEMES
from views.state import url_state

APP = Path(__file__).parents[2] / "app.py"
SHOWN = [scene for theme in THEMES.values() for scene in theme]
TWO = "surface=Quadratic()&start=1,1&steps=40&seed=0&optimizer=Adam(lr=0.05)&optimizer=Momentum()"


opened = partial(pages.opened, "")


def shown(app: AppTest) -> Experiment:
    """Return the experiment that the address bar holds."""
    return Experiment.from_query(address(app))


def verdicts(app: AppTest) -> str:
    return next(
        element.proto.body for element in app.get("html") if "verdicts" in element.proto.body
    )


def test_first_sight_is_the_default_race():
    app = opened()
    assert shown(app) == DEFAULT
    assert verdicts(app).count("<th scope='row'>") == 8


def test_a_link_is_shown_as_it_is():
    app = opened(TWO)
    assert shown(app).to_query() == Experiment.from_query(TWO).to_query()
    assert verdicts(app).count("<th scope='row'>") == 2
    assert not app.warning


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.title)
def test_every_scene_opens_from_its_link(scene):
    app = opened(scene.experiment.to_query())
    assert shown(app) == scene.experiment
    assert app.selectbox(key="scene").value == scene.title
    assert not app.warning


def test_choosing_a_scene_goes_there():
    app = opened(TWO)
    app.selectbox(key="scene").select(SCENES[5].title)
    assert shown(settled(app.run())) == SCENES[5].experiment


@pytest.mark.parametrize(
    ("query", "piece"),
    [
        (TWO.replace("Adam(", "Adamm("), "Adamm"),
        (TWO.replace("lr=0.05", "lr=50"), "50"),
        (TWO.replace("steps=40", "steps=many"), "many"),
        (TWO.replace("start=1,1", "start=nan,1"), "nan"),
        (TWO + "&colour=red", "colour"),
        (TWO + "&layout=sideways", "sideways"),
        (TWO + "&optimizer=__import__('os').system('true')", "__import__"),
        ("surface=" + "(" * 3000, "allowed 2000"),
    ],
)
def test_a_broken_link_says_what_is_wrong_and_shows_the_nearest_race(query, piece):
    app = opened(query, misread=True)
    assert len(app.warning) == 1
    assert piece in app.warning[0].value
    assert shown(app).optimizers
    app.selectbox(key="scene").select(SCENES[5].title)
    assert not settled(app.run()).warning, "the warning goes once the race is changed"


def test_a_start_off_the_map_is_shown_as_it_is():
    app = opened(TWO.replace("start=1,1", "start=-15,1"))
    assert not app.warning
    assert shown(app).start == (-15.0, 1.0)


def test_a_message_from_before_a_change_undoes_nothing():
    app = opened(TWO)
    before = dict(app.query_params)
    app.selectbox(key="scene").select(SCENES[5].title)
    settled(app.run())
    app.query_params.clear()
    app.query_params.update(before)  # as a browser sends it that has not heard of the change yet
    assert shown(settled(app.run())) == SCENES[5].experiment
    assert dict(app.query_params) != before


def test_back_restores_the_race_before(monkeypatch):
    monkeypatch.setattr(url_state, "ON_ITS_WAY", 0.0)  # some seconds after the change
    app = opened(TWO)
    before = dict(app.query_params)
    app.selectbox(key="scene").select(SCENES[5].title)
    assert shown(settled(app.run())) == SCENES[5].experiment
    app.query_params.clear()
    app.query_params.update(before)
    assert shown(settled(app.run())).steps == 40


def test_the_view_stands_in_the_link():
    app = opened(TWO + "&layout=overlaid&view=3d&axis=evaluations")
    assert app.query_params["layout"] == "overlaid"
    assert app.query_params["view"] == "3d"
    assert app.query_params["axis"] == "evaluations"
    assert not app.warning


def test_the_gallery_has_a_picture_and_a_link_for_every_scene_under_its_theme():
    app = pages.opened("gallery")
    present, *links = app.page_link
    assert "present=1" in present.proto.query_string
    assert [link.label for link in links] == [f"**{scene.title}**" for scene in SHOWN]
    assert len(drawn(app)) == len({*drawn(app)}) == len(SHOWN)
    for link, scene in zip(links, SHOWN, strict=True):
        kind = type(scene.experiment)
        assert kind.from_query(link.proto.query_string) == scene.experiment
        assert link.proto.page == ("race" if kind is Experiment else "batch-sizes")
    assert [heading.value for heading in app.subheader] == [*THEMES]
    jumps = next(text.value for text in app.markdown if "](#" in text.value)
    assert all(f"](#{heading.anchor})" in jumps for heading in app.subheader)


def test_the_gallery_is_written_before_it_is_drawn_and_drawn_once(monkeypatch):
    painted = []

    def paint(runs, *, dark):
        painted.append(runs)
        if len(painted) == 3:
            raise RuntimeError("out of paint")
        return f"<svg>{len(painted)} {dark}</svg>"

    monkeypatch.setattr(gallery, "thumbnail", paint)
    monkeypatch.setattr(gallery, "_drawn", {})
    app = AppTest.from_function(alone, kwargs={"name": "gallery"}, default_timeout=SECONDS).run()
    assert app.exception
    assert len(app.page_link) == 1 + len(SHOWN), "every card is there"
    assert len(drawn(app)) == 2
    settled(app.run())
    assert len(drawn(app)) == len(SHOWN)
    assert len(painted) == len(SHOWN) + 1, "only what was missing"
    settled(app.run())
    assert len(painted) == len(SHOWN) + 1


def drawn(app: AppTest) -> list[str]:
    """Return the pictures on a page."""
    pictures = [element.proto.body for element in app.get("html")]
    return [picture for picture in pictures if "svg" in picture]
