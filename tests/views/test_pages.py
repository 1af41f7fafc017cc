"""The pages without a browser: widgets, the link, and what the player is sent."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import pytest
from streamlit.testing.v1 import AppTest

from experiments import DEFAULT, Experiment
from experiments.scenes import SCENES
from optimizers import Clipped, Scheduled
from optimizers.schedules import CosineAnnealing
from surfaces import Noisy, Quadratic
from views.session import VIEWS

APP = Path(__file__).parents[2] / "app.py"
TWO = "surface=Quadratic()&start=1,1&steps=40&seed=0&optimizer=Adam(lr=0.05)&optimizer=Momentum()"


def opened(query: str = "") -> AppTest:
    """Open the app at a link."""
    app = AppTest.from_file(APP, default_timeout=30)
    for key, text in parse_qsl(query, keep_blank_values=True):
        app.query_params[key] = [*app.query_params.get(key, []), text]
    return settled(app.run())


def settled(app: AppTest) -> AppTest:
    assert not app.exception, app.exception
    return app


def shown(app: AppTest) -> Experiment:
    """Return the experiment that the address bar holds."""
    return Experiment.from_query(address(app))


def address(app: AppTest) -> str:
    texts = {k: [v] if isinstance(v, str) else v for k, v in app.query_params.items()}
    return urlencode([(k, v) for k, vs in texts.items() for v in vs if k not in VIEWS])


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
    assert app.number_input(key="steps").value == 40
    assert app.number_input(key="optimizers.0.lr:type").value == 0.05
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


@pytest.mark.parametrize("kind", ["type", "slide"])
def test_a_learning_rate_can_be_typed_and_slid(kind):
    app = opened(TWO)
    widget = (app.number_input if kind == "type" else app.select_slider)(
        key=f"optimizers.0.lr:{kind}"
    )
    settled(widget.set_value(0.1).run())
    assert shown(app).optimizers[0].lr == 0.1
    assert app.number_input(key="optimizers.0.lr:type").value == 0.1
    assert app.select_slider(key="optimizers.0.lr:slide").value == 0.1


def test_another_surface_brings_its_own_start_and_keeps_the_rest():
    app = opened(TWO)
    settled(app.selectbox(key="surface:choice").select("Himmelblau").run())
    race = shown(app)
    assert type(race.surface).__name__ == "Himmelblau"
    assert race.start == race.surface.starts[0]
    assert race.optimizers == Experiment.from_query(TWO).optimizers


def test_noise_wraps_the_surface_and_comes_off_again():
    app = opened(TWO)
    settled(app.slider(key="surface:noise").set_value(0.5).run())
    assert shown(app).surface == Noisy(Quadratic(), sigma=0.5)
    settled(app.number_input(key="seed").set_value(7).run())
    assert shown(app).seed == 7
    settled(app.slider(key="surface:noise").set_value(0.0).run())
    assert shown(app).surface == Quadratic()


def test_another_rule_keeps_its_wrappers_and_its_rate():
    query = TWO.replace(
        "Adam(lr=0.05)", "Clipped(Scheduled(Adam(lr=0.05),CosineAnnealing(steps=40)),norm=1)"
    )
    app = opened(query)
    settled(app.selectbox(key="optimizers.0:rule").select("RMSprop").run())
    rule = shown(app).optimizers[0]
    assert isinstance(rule, Clipped)
    assert isinstance(rule.inner, Scheduled)
    assert type(rule.inner.inner).__name__ == "RMSprop"
    assert rule.inner.inner.lr == 0.05


def choose(app: AppTest, key: str, name: str) -> AppTest:
    """Choose something inside the first card, which a browser would keep open."""
    app.session_state["more-0"] = True
    settled(app.run()).selectbox(key=key).select(name)
    app.session_state["more-0"] = True
    return settled(app.run())


def test_schedule_and_clipping_go_on_and_come_off():
    app = opened(TWO)
    choose(app, "optimizers.0.schedule:choice", "CosineAnnealing")
    rule = shown(app).optimizers[0]
    assert isinstance(rule, Scheduled)
    assert rule.schedule == CosineAnnealing(steps=40)
    choose(app, "optimizers.0:clipping", "norm")
    assert shown(app).optimizers[0] == Clipped(rule, norm=1.0)
    choose(app, "optimizers.0:clipping", "limit")
    assert shown(app).optimizers[0] == Clipped(rule, limit=1.0)
    choose(app, "optimizers.0.inner.schedule:choice", "Constant")
    choose(app, "optimizers.0:clipping", "none")
    assert shown(app) == Experiment.from_query(TWO)


def test_a_warm_up_holds_another_schedule():
    app = opened(TWO)
    choose(app, "optimizers.0.schedule:choice", "Warmup")
    choose(app, "optimizers.0.schedule.then:choice", "CosineAnnealing")
    schedule = shown(app).optimizers[0].schedule
    assert type(schedule).__name__ == "Warmup"
    assert isinstance(schedule.then, CosineAnnealing)


@pytest.mark.parametrize(
    ("move", "names"),
    [
        ("Duplicate", ["Adam", "Adam", "Momentum"]),
        ("Move down", ["Momentum", "Adam"]),
        ("Move up", ["Adam", "Momentum"]),
        ("Remove", ["Momentum"]),
    ],
)
def test_the_menu_of_a_card(move, names):
    app = opened(TWO)
    app.menu_button[0].click(move).run()
    assert [type(rule).__name__ for rule in shown(settled(app)).optimizers] == names


def test_the_last_entrant_stays_and_the_page_says_why():
    app = opened(TWO.rpartition("&")[0])
    app.menu_button[0].click("Remove").run()
    assert len(shown(settled(app)).optimizers) == 1
    assert "at least one" in app.toast[0].value


def test_adding_stops_at_twelve():
    app = opened(TWO)
    for _ in range(10):
        settled(next(b for b in app.button if b.label == "Add optimizer").click().run())
    assert len(shown(app).optimizers) == 12
    assert next(b for b in app.button if b.label == "Add optimizer").disabled


def test_one_rate_for_all():
    app = opened(TWO)
    field = next(n for n in app.number_input if n.label == "Learning rate for all")
    field.set_value(0.02).run()
    settled(next(b for b in app.button if b.label == "Set for all").click().run())
    assert [rule.lr for rule in shown(app).optimizers] == [0.02, 0.02]


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
        ("surface=" + "(" * 3000, "allowed 4000"),
    ],
)
def test_a_broken_link_says_what_is_wrong_and_shows_the_nearest_race(query, piece):
    app = opened(query)
    assert len(app.warning) == 1
    assert piece in app.warning[0].value
    assert shown(app).optimizers
    settled(app.number_input(key="steps").set_value(50).run())
    assert not app.warning, "the warning goes once the race is changed"


def test_a_start_off_the_map_is_shown_as_it_is():
    app = opened(TWO.replace("start=1,1", "start=-15,1"))
    assert not app.warning
    assert app.number_input(key="start.0").value == -15
    assert shown(app).start == (-15.0, 1.0)


def test_back_restores_the_race_before():
    app = opened(TWO)
    before = dict(app.query_params)
    settled(app.number_input(key="steps").set_value(60).run())
    assert shown(app).steps == 60
    app.query_params.clear()
    app.query_params.update(before)
    assert shown(settled(app.run())).steps == 40


def test_the_view_stands_in_the_link():
    app = opened(TWO + "&layout=overlaid&view=3d")
    assert app.query_params["layout"] == "overlaid"
    assert app.query_params["view"] == "3d"
    assert not app.warning


def gallery_alone() -> None:
    """Show the gallery as the first page, as AppTest cannot turn to one that is no file."""
    import streamlit as st

    from views import gallery, race

    race_page = st.Page(race.page, title="Race", url_path="race")
    gallery_page = st.Page(lambda: gallery.page(race_page), title="Gallery", default=True)
    st.navigation([gallery_page, race_page]).run()


def test_the_gallery_has_a_picture_and_a_link_for_every_scene():
    app = settled(AppTest.from_function(gallery_alone, default_timeout=60).run())
    links = app.page_link
    assert [link.label for link in links] == [f"**{scene.title}**" for scene in SCENES]
    pictures = [element.proto.body for element in app.get("html")]
    assert len([p for p in pictures if "svg" in p]) == len(SCENES)
    for link, scene in zip(links, SCENES, strict=True):
        assert Experiment.from_query(link.proto.query_string) == scene.experiment
