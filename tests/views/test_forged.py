"""Controls that somebody made up: whatever is sent is refused before anything is made of it."""

from __future__ import annotations

import tracemalloc
from contextlib import suppress
from types import SimpleNamespace

import pytest
import streamlit as st

from experiments import DEFAULT, Experiment
from optimizers import Adam
from studies.batch_sizes.comparison import BatchSizes
from studies.gradient_check.specification import GradientCheckSpec
from studies.normalization import Normalization
from surfaces import LinearRegression, LogisticRegression, MiniBatch, Noisy
from surfaces.data import BadlyScaled, Outliers, Spirals, Standardized, TwoMoons
from views.pages import basins, fair_race, networks, normalization, profiles, seeds, sensitivity
from views.parts import batch_sizes_fields, gradient_check_fields
from views.parts.controls import component
from views.parts.controls.cards import entrants
from views.parts.controls.fields import NumberField
from views.parts.controls.settings import place, settings
from web.player.component import events

LEARNED = [
    LinearRegression(),
    Noisy(MiniBatch(LinearRegression(Outliers()))),
    LogisticRegression(Standardized(TwoMoons())),
    LogisticRegression(Spirals()),
    LinearRegression(BadlyScaled()),
]
RACES = [DEFAULT, *(Experiment(one, (Adam(),), one.starts[0], 5) for one in LEARNED)]
PAGES = [
    *(((lambda race: [*place(race), *settings(race), *entrants(race)]), race) for race in RACES),
    (batch_sizes_fields.fields, BatchSizes.usual),
    (gradient_check_fields.fields, GradientCheckSpec.usual),
    (networks._described, networks.NETWORKS.kind.usual),
    (normalization._described, Normalization.usual),
    *((page._fields, subject.kind.usual) for page, subject in (
        (basins, basins.BASINS), (seeds, seeds.SEEDS), (sensitivity, sensitivity.SENSITIVITY),
        (profiles, profiles.PROFILE), (fair_race, fair_race.FAIR),
    )),
]  # fmt: skip
MADE_UP = [
    1e9, -1e9, 10**12, 1e300, -1e300, 10**400, -(10**6000), float("nan"), float("inf"), True,
    "1e9", "x" * 3_000_000, [10**9] * 10, {"a": 1}, "surface",
]  # fmt: skip


@pytest.mark.parametrize(("fields", "value"), PAGES)
def test_numbers_out_of_bounds_are_refused_before_anything_is_made_of_them(fields, value):
    found = [field for group in fields(value) for field in group.everything()]
    assert any(isinstance(field, NumberField) for field in found)
    for field in found:
        refuses = (
            isinstance(field, NumberField) and field.key != "rate-for-all"
        )  # which holds the ends
        for told in MADE_UP:
            tracemalloc.start()
            with suppress(ValueError):
                field.change(value, told)
                assert not refuses or field.low <= told <= field.high, (field.key, type(told))
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            assert most < 2e6, (field.key, type(told))
        if isinstance(field, NumberField) and not field.off and field.key != "noise":
            with pytest.raises(ValueError, match="None is not a number"):
                field.change(value, None)


@pytest.mark.parametrize(
    "changes",
    [None, 7, "made", [], {"made": None}, {"made": 7}, {"made": [7, None, {}, {"key": 3}]},
     {"made": [{"key": "steps"}]}, {"made": [{"key": "steps", "value": 9}] * 1000}],
    ids=lambda told: repr(told)[:30],
)  # fmt: skip
def test_a_message_that_no_control_sends_changes_nothing(monkeypatch, changes):
    monkeypatch.setattr(st, "session_state", {"fields": {"changes": changes}})
    never = SimpleNamespace(preview=pytest.fail, edit=pytest.fail)
    component._changed(settings, "fields", never)


@pytest.mark.parametrize(
    "state",
    [{"start": 7}, {"start": {"p": []}}, {"start": {"p": ["a", "b"]}}, {"start": {"p": [1]}},
     {"start": {"p": [10**400, 0]}}, {"view": {"layout": "overlaid"}}, {"view": [1]},
     {"step": "many"}, {"start": {"p": [1, 2], "seq": None}}],
    ids=repr,
)  # fmt: skip
def test_what_no_player_reports_counts_as_nothing(monkeypatch, state):
    monkeypatch.setattr(st, "session_state", {"player": state})
    assert events("player") == events("another")
