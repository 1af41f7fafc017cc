"""Presenting, without a browser: what the server is told, and what stands in the link."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import streamlit as st

from experiments.scenes import SCENES
from surfaces import Himmelblau
from tests.views.pages import opened
from views.pages import race
from views.parts import presentation
from views.parts.presentation import PRESENT, Slide, present, presented
from views.state import run_cache
from views.state.session import RACE
from views.state.url_state import Subject
from web.presentation import component

OWN = "surface=Himmelblau()&start=1,1&steps=40&optimizer=Adam()"


@pytest.fixture
def told(monkeypatch):
    """Collect what the browser would be told, and let it tell something."""
    sent = []
    monkeypatch.setattr(component, "_PRESENTATION", lambda **call: sent.append(call))
    return sent


def heard(monkeypatch, *made, slides=3, subject=None):
    """Tell what a browser might, and return where it led."""
    went = []
    state = {"present": {"told": {"seq": 1, "made": [*made]}}}
    monkeypatch.setattr(st, "session_state", state)
    looks = []
    subject = subject or SimpleNamespace(look=lambda **how: looks.append(how), drawn=())
    presentation._heard(slides, went.append, subject, "present")
    return went, looks


def test_slides_and_place_are_told_in_teaching_order(told):
    opened("", f"{SCENES[3].experiment.to_query()}&present=1")
    data = told[0]["data"]
    assert [tuple(slide) for slide in data["slides"]] == [(s.title, s.look_for) for s in SCENES]
    assert data["current"] == 3
    assert data["wish"][0] is True
    assert data["fill"] is True


def test_a_race_that_is_no_scene_is_told_by_its_surface(told):
    app = opened("", OWN)
    data = told[0]["data"]
    assert data["current"] is None
    assert data["own"] == [Himmelblau.title, Himmelblau.teaches]
    assert data["wish"][0] is False
    assert "present" not in app.query_params


@pytest.mark.usefixtures("told")
def test_the_address_bar_keeps_that_something_is_presented():
    app = opened("", f"{OWN}&present=1")
    assert app.query_params["present"] == "1"
    assert not app.warning
    app = opened("", f"{OWN}&present=loudly", misread=True)
    assert "present" not in app.query_params
    assert "present = loudly" in app.warning[0].value


@pytest.mark.usefixtures("told")
def test_the_next_race_is_run_before_it_is_asked_for(monkeypatch):
    ran = []
    known = run_cache.race
    monkeypatch.setattr(run_cache, "race", lambda e, *more: ran.append(e) or known(e, *more))
    opened("", f"{SCENES[1].experiment.to_query()}&present=1")
    assert ran[-1] == SCENES[2].experiment
    ran.clear()
    opened("", SCENES[1].experiment.to_query())
    assert SCENES[2].experiment not in ran, "nobody is presenting"
    ran.clear()
    opened("", f"{SCENES[-1].experiment.to_query()}&present=1")
    assert {*ran} == {SCENES[-1].experiment}, "there is no next one"


def test_the_browser_leads_to_slides_that_there_are(monkeypatch):
    assert heard(monkeypatch, {"key": "go", "value": 2}) == ([2], [])
    for nowhere in (-1, 3):
        assert heard(monkeypatch, {"key": "go", "value": nowhere}) == ([], [])


def test_beginning_and_ending_reach_the_link_even_with_the_next_slide(monkeypatch):
    go, begin = {"key": "go", "value": 1}, {"key": "showing", "value": True}
    assert heard(monkeypatch, go, begin) == ([1], [{"present": "1"}])
    assert heard(monkeypatch, {"key": "showing", "value": False}) == ([], [{"present": "0"}])


def test_a_page_is_told_whether_it_is_presented(told):
    held = SimpleNamespace(looks={"present": "1"}, asked=4)
    subject = SimpleNamespace(held=held, drawn=())
    assert present([Slide("One", "Look.")], 0, print, subject, noun="Lesson")
    assert told[0]["data"]["wish"] == [True, 4]
    assert told[0]["data"]["own"] == ["", ""]
    held.looks = {}
    assert not presented(subject)


def test_every_scene_of_the_race_page_has_a_slide_and_a_link():
    assert isinstance(RACE, Subject)
    assert PRESENT.items() <= RACE.looks.items()
    assert len(race.SLIDES) == len(SCENES)
