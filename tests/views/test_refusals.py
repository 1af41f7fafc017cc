"""What takes too long is refused with its cost and a cure, and nothing that was set is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from experiments import Experiment
from experiments.cost import LIMIT
from optimizers import LBFGS, SAM, Optimizer, Rule
from studies.basin_maps.map_spec import BasinMap
from studies.batch_sizes.comparison import BatchSizes
from studies.fair_races.fair_race import FairRace
from studies.fair_races.tuning import Protocol
from studies.networks import Training
from studies.normalization import Normalization
from studies.profiles import Profile
from studies.seeds.ensemble import Ensemble
from studies.sweeps.sensitivity import Sensitivity, SweepNumbers
from surfaces import LogisticRegression, MiniBatch
from surfaces.networks import Perceptron
from tests.views.pages import address, opened, settled
from views.state import run_cache

NESTED: Optimizer = Rule("theta = theta - lr*g")
for _ in range(8):
    NESTED = SAM(NESTED)
MOST = Protocol(budget=2000, trials=128, tuned=3, starts=32, judged=128)
RACE = replace(Experiment.usual, optimizers=(*Experiment.usual.optimizers, NESTED), steps=20_000)
NOISY = MiniBatch(LogisticRegression(), 1)
TOO_MUCH: dict[str, tuple[Any, str]] = {
    "race": (RACE, "8 SAM"),
    "inside": (replace(RACE, optimizers=(NESTED,)), "8 SAM"),
    "seeds": (Ensemble(RACE, runs=4), "8 SAM"),
    "batch_sizes": (replace(BatchSizes.usual, optimizer=NESTED, steps=20_000), "8 SAM"),
    "normalization": (replace(Normalization.usual, optimizers=(NESTED,), steps=20_000), "8 SAM"),
    "profiles": (replace(Profile.usual, protocol=MOST), "fewer evaluations a run"),
    "fair_race": (FairRace(NOISY, (LBFGS(),) * 12, MOST), "fewer evaluations a run"),
    "sensitivity": (
        replace(
            Sensitivity.usual, optimizers=(SAM(NESTED.inner),), numbers=SweepNumbers(200, 128, 2000)
        ),
        "SAM",
    ),
    "basins": (replace(BasinMap.usual, optimizers=(NESTED,), size=512, steps=1000), "8 SAM"),
    "networks": (Training(Perceptron(), (NESTED,), steps=20_000), "smaller network"),
}


def told(app: Any) -> str:
    return " ".join(one.value for one in app.error)


@pytest.mark.parametrize("page", TOO_MUCH)
def test_a_link_that_asks_for_too_much_is_told_so_at_once(page, monkeypatch):
    value, cure = TOO_MUCH[page]
    assert value.cost.evaluations > LIMIT
    for kind in {Experiment, type(value)} - {Normalization}:
        monkeypatch.setattr(kind, "run", never)
    app = opened(page, value.to_query())
    assert cure in told(app)
    assert "evaluations; allowed are 18 million" in told(app)
    assert type(value).from_query(address(app)) == value  # to be mended there, or in the controls
    assert not app.warning


def never(*_: Any, **__: Any) -> None:
    raise AssertionError("it was run")


def test_a_change_that_asks_for_too_much_can_be_taken_back():
    app = opened("race", Experiment.usual.to_query())
    held = app.session_state["race"]
    assert held.finished == Experiment.usual
    held.value, held.edited = RACE, True
    settled(app.run())
    assert "8 SAM" in told(app)
    held.value, held.edited = replace(RACE, steps=19_999), True  # less, and still too much
    settled(app.run())
    assert "8 SAM" in told(app)
    back = next(one for one in app.button if one.key == "race-back")
    settled(back.click().run())
    assert not app.error
    assert Experiment.from_query(address(app)) == Experiment.usual


def test_a_slider_that_is_held_is_followed_only_where_that_is_quick(monkeypatch):
    app = opened("race", Experiment.usual.to_query())
    held = app.session_state["race"]
    ran: list[Experiment] = []
    monkeypatch.setattr(run_cache, "preview", lambda race: ran.append(race) or run_cache.race(race))
    held.preview = replace(Experiment.usual, steps=501)
    settled(app.run())
    assert ran == [held.preview]
    slow = replace(Experiment.usual, optimizers=(SAM(LBFGS()),), steps=20_000)
    assert not slow.cost.refusal()
    held.preview = slow
    settled(app.run())
    assert len(ran) == 1
    assert not app.error  # the picture stays as it was
    held.preview = RACE
    settled(app.run())
    assert len(ran) == 1
    assert not app.error
