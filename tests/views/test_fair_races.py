"""The pages of the fair race and of performance profiles, without a browser."""

from __future__ import annotations

import csv
import io

import pytest

from optimizers import Adam, GradientDescent
from studies.fair_races.fair_race import DEFAULT, FairRace
from studies.profiles import EVERY, Profile
from surfaces import Beale
from tests.views.pages import opened, settled
from views.pages import profiles
from views.pages.fair_race import _fields as fair_fields
from views.pages.profiles import _fields as profile_fields
from views.state.cache import Cache

SMALL = (
    "surface=Sphere()&budget=40&trials=5&tuned=1&starts=2&judged=4&seed=3"
    "&optimizer=GradientDescent()&optimizer=Adam()"
)
FEW = (
    "families=Cliffs,Saddles&tolerance=0.01&budget=30&trials=3&tuned=1&starts=2&judged=3&seed=0"
    "&optimizer=GradientDescent()&optimizer=Adam()"
)


def changed(value, fields, key, to):
    """Change one field of what is shown beside a page."""
    every = {field.key: field for group in fields(value) for field in group.everything()}
    return every[key].change(value, to)


def test_the_fair_race_tells_what_came_out_and_how():
    app = opened("fair_race", SMALL)
    result = FairRace.from_query(SMALL).run()
    words = [element.value for element in app.markdown]
    assert f"**{result.sentence}**" in words
    assert any("seed 3" in text for text in words)
    assert len(app.get("plotly_chart")) == 2
    (table,) = [e.proto.body for e in app.get("html") if "verdicts" in e.proto.body]
    assert table.count("<th scope='row'>") == 2
    (onward,) = app.page_link
    assert "Sphere" in onward.proto.query_string
    assert not app.warning


def test_a_broken_link_shows_the_nearest_fair_race_and_says_why():
    app = opened("fair_race", SMALL.replace("trials=5", "trials=900"), misread=True)
    assert "trials = 900 is out of range" in app.warning[0].value
    assert app.query_params["trials"] in ("128", ["128"])


@pytest.mark.parametrize(
    ("key", "to", "held"),
    [
        ("protocol.budget", 55, lambda race: race.protocol.budget == 55),
        ("protocol.tuned", 3, lambda race: race.protocol.tuned == 3),
        ("surface", "Beale", lambda race: race.surface == Beale()),
        ("noise", 0.5, lambda race: race.surface.sigma == 0.5),
        ("optimizers.0.lr", 0.5, lambda race: race.optimizers[0].lr == 0.5),
    ],
)
def test_fields_of_the_fair_race_change_it(key, to, held):
    from views.parts.controls.settings import place

    def fields(race):
        return [*place(race), *fair_fields(race)]

    race = FairRace.from_query(SMALL)
    assert held(changed(race, fields, key, to))
    with pytest.raises(ValueError, match=r"."):
        changed(race, fields, key, "nonsense")


def test_a_profile_waits_to_be_asked_for_and_can_be_downloaded(monkeypatch):
    monkeypatch.setattr(profiles, "_remembered", Cache(16))
    app = opened("profiles", FEW)
    assert not app.get("plotly_chart")
    settled(app.button[0].click().run())
    result = Profile.from_query(FEW).run()
    assert f"**{result.sentence}**" in [element.value for element in app.markdown]
    assert len(app.get("plotly_chart")) == 2
    assert not app.get("download_button"), "the drawer is shut"
    app.session_state["profile-away"] = True
    settled(app.run())
    assert app.get("download_button")[0].label == "Every run as CSV"
    rows = [*csv.reader(io.StringIO(result.table()))]
    assert len(rows) == 1 + result.cost.size
    again = opened("profiles", FEW)
    assert len(again.get("plotly_chart")) == 2, "what was found is remembered"


def test_families_are_chosen_one_by_one_and_one_has_to_stay():
    value = Profile((GradientDescent(), Adam()), ("Cliffs",), 0.01, DEFAULT.protocol)
    more = changed(value, profile_fields, "families.Bowls", "yes")
    assert more.families == tuple(name for name in EVERY if name in ("Bowls", "Cliffs"))
    assert changed(more, profile_fields, "families.Cliffs", "no").families == ("Bowls",)
    with pytest.raises(ValueError, match="has to stay"):
        changed(value, profile_fields, "families.Cliffs", "no")
    assert changed(value, profile_fields, "tolerance", 1e-5).tolerance == 1e-5
