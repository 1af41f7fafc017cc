"""The fields beside a race: which there are, what each changes, what is refused."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import replace

import pytest

from core.knobs import knobs
from experiments import DEFAULT, Experiment
from experiments.scenes import SCENES
from experiments.text import KINDS
from optimizers import FAMILIES, OPTIMIZERS, WRAPPERS, Adam, Clipped, Momentum, Scheduled
from optimizers.base import scalable
from optimizers.schedules import CosineAnnealing, Warmup
from surfaces import SURFACES, LinearRegression, MiniBatch, Noisy, Quadratic
from surfaces.data import Galton, Line
from views.parts.controls.cards import entrants
from views.parts.controls.fields import Field, NumberField
from views.parts.controls.settings import place, settings
from views.parts.controls.symbols import plain

TWO = Experiment.from_query(
    "surface=Quadratic()&start=1,1&steps=40&seed=0&optimizer=Adam(lr=0.05)&optimizer=Momentum()"
)


def fields(experiment: Experiment) -> dict[str, Field]:
    """Return every field that an experiment has, by key."""
    groups = [*place(experiment), *settings(experiment), *entrants(experiment)]
    found = [field for group in groups for field in group.everything()]
    assert len({field.key for field in found}) == len(found), "two fields share a key"
    return {field.key: field for field in found}


def changed(experiment: Experiment, *changes: tuple[str, object]) -> Experiment:
    """Make changes one after the other."""
    for key, value in changes:
        experiment = fields(experiment)[key].change(experiment, value)
    return experiment


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.title)
def test_what_is_told_is_plain_and_complete(scene):
    lists = []
    groups = [*settings(scene.experiment), *entrants(scene.experiment)]
    told = json.loads(json.dumps([group.told(lists) for group in groups], allow_nan=False))
    assert sum("sections" in group for group in told) == len(scene.experiment.optimizers)
    assert lists


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_knob_of_every_rule_has_a_field_that_changes_it(name):
    race = replace(TWO, optimizers=(OPTIMIZERS[name](),))
    for knob, about in knobs(OPTIMIZERS[name]).items():
        if knob in race.optimizers[0].idle:
            continue
        field = fields(race)[f"optimizers.0.{knob}"]
        assert isinstance(field, NumberField)
        assert (field.low, field.high) == (about.low, about.high)
        assert field.told([])["help"] == about.help != ""
        middle = round((about.low + about.high) / 2) if about.integer else about.high / 2
        assert getattr(field.change(race, middle).optimizers[0], knob) == middle


def test_a_typed_rule_has_fields_for_its_text_and_for_the_knobs_that_it_reads():
    race = changed(TWO, ("optimizers.0.rule", "Rule"))
    race = changed(race, ("optimizers.0.text", "theta = theta - 0.1*g/(norm(g) + eps)"))
    told = {key for key in fields(race) if key.startswith("optimizers.0.")}
    assert told == {f"optimizers.0.{key}" for key in ("rule", "text", "eps", "wrap", "move")}
    assert race.optimizers[0].text == "theta = theta - 0.1*g/(norm(g) + eps)"
    with pytest.raises(ValueError, match=r'rule, line 1, column 9: "V" is nowhere given a value'):
        changed(race, ("optimizers.0.text", "theta = V"))
    race = changed(race, ("optimizers.0.wrap", "Scheduled"))
    assert race.optimizers[0].knob == "eps", "which is the only one that a schedule could turn"


@pytest.mark.parametrize("name", SURFACES)
def test_every_knob_of_every_surface_has_a_field(name):
    race = changed(TWO, ("surface", name))
    assert type(race.surface) is SURFACES[name]
    assert race.start == race.surface.starts[0]
    assert race.optimizers == TWO.optimizers
    assert {f"surface.{knob}" for knob in knobs(race.surface)} <= fields(race).keys()


@pytest.mark.parametrize("kind", ["", "Noisy"])
def test_a_surface_is_offered_with_and_without_noise(kind):
    race = changed(TWO, ("noise", 0.5)) if kind else TWO
    assert fields(race)["surface"].value == "Quadratic"
    assert ("seed" in fields(race)) == bool(kind)
    assert type(changed(race, ("surface", "Beale")).surface).__name__ == (kind or "Beale")


def test_noise_wraps_the_surface_and_comes_off_again():
    noisy = changed(TWO, ("noise", 0.5), ("seed", 7))
    assert noisy.surface == Noisy(Quadratic(), sigma=0.5)
    assert noisy.seed == 7
    assert changed(noisy, ("noise", 0.0)).surface == Quadratic()


def test_steps_and_start():
    assert changed(TWO, ("steps", 60)).steps == 60
    assert changed(TWO, ("start.1", -0.5)).start == (1.0, -0.5)
    chips = fields(TWO)["classic-start"]
    assert chips.value is None
    race = changed(TWO, ("classic-start", chips.options[1][0]))
    assert race.start == Quadratic.starts[1]
    assert fields(race)["classic-start"].value == chips.options[1][0]


def test_another_rule_keeps_its_wrappers_and_its_rate():
    wrapped = Clipped(Scheduled(Adam(lr=0.05), CosineAnnealing(steps=40)), norm=1.0)
    race = changed(replace(TWO, optimizers=(wrapped,)), ("optimizers.0.rule", "RMSprop"))
    (rule,) = race.optimizers
    assert rule == Clipped(
        Scheduled(OPTIMIZERS["RMSprop"](lr=0.05), CosineAnnealing(steps=40)), norm=1.0
    )


def test_wrappers_go_on_and_come_off():
    wrap = "optimizers.0.wrap"
    race = changed(TWO, (wrap, "Scheduled"))
    assert race.optimizers[0] == Scheduled(Adam(lr=0.05), CosineAnnealing(steps=40))
    race = changed(race, (wrap, "norm"), ("optimizers.0.norm", 2.0))
    assert race.optimizers[0] == Clipped(
        Scheduled(Adam(lr=0.05), CosineAnnealing(steps=40)), norm=2.0
    )
    race = changed(race, (wrap, "Lookahead"), ("optimizers.0.k", 3))
    assert race.optimizers[0] == WRAPPERS["Lookahead"](
        Clipped(Scheduled(Adam(lr=0.05), CosineAnnealing(steps=40)), norm=2.0), k=3
    )
    race = changed(
        race,
        ("optimizers.0.inner.unwrap", "remove"),
        ("optimizers.0.unwrap", "remove"),
        ("optimizers.0.unwrap", "remove"),
    )
    assert race == TWO


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_wrapper_can_be_put_around_every_rule_and_comes_off(name):
    race = replace(TWO, optimizers=(OPTIMIZERS[name](),))
    wrap = fields(race)["optimizers.0.wrap"]
    for wrapping, _ in wrap.options:
        if wrapping == "Scheduled" and not scalable(OPTIMIZERS[name]):
            with pytest.raises(ValueError, match="no knob that a schedule could turn"):
                wrap.change(race, wrapping)
        else:
            wrapped = wrap.change(race, wrapping)
            assert wrapped != race
            assert changed(wrapped, ("optimizers.0.unwrap", "remove")) == race


def test_a_schedule_can_hold_another_and_turn_another_knob():
    race = changed(
        TWO,
        ("optimizers.1.wrap", "Scheduled"),
        ("optimizers.1.schedule", "Warmup"),
        ("optimizers.1.schedule.then", "CosineAnnealing"),
        ("optimizers.1.schedule.steps", 8),
        ("optimizers.1.knob", "beta"),
    )
    rule = race.optimizers[1]
    assert isinstance(rule.schedule, Warmup)
    assert rule == Scheduled(
        Momentum(), Warmup(steps=8, then=CosineAnnealing(steps=40)), knob="beta"
    )


@pytest.mark.parametrize(
    ("move", "names"),
    [
        ("Duplicate", ["Adam", "Adam", "Momentum"]),
        ("Move down", ["Momentum", "Adam"]),
        ("Remove", ["Momentum"]),
    ],
)
def test_entrants_are_duplicated_moved_and_removed(move, names):
    race = changed(TWO, ("optimizers.0.move", move))
    assert [type(rule).__name__ for rule in race.optimizers] == names


def test_the_last_entrant_stays():
    alone = changed(TWO, ("optimizers.0.move", "Remove"))
    assert "Remove" not in [value for value, _ in fields(alone)["optimizers.0.move"].options]
    with pytest.raises(ValueError, match="at least one"):
        changed(alone, ("optimizers.0.move", "Remove"))


def test_adding_brings_a_rule_that_is_not_there_yet_and_stops_at_twelve():
    race = TWO
    for _ in range(10):
        race = changed(race, ("add", "add"))
    assert len({type(rule) for rule in race.optimizers}) == min(12, len(OPTIMIZERS))
    assert not fields(race)["add"].allowed
    with pytest.raises(ValueError, match="allowed 12"):
        changed(race, ("add", "add"))


def test_one_rate_for_all_is_held_within_what_each_rule_allows():
    assert fields(TWO)["rate-for-all"].value is None
    race = changed(TWO, ("rate-for-all", 0.02))
    assert [rule.lr for rule in race.optimizers] == [0.02, 0.02]
    assert fields(race)["rate-for-all"].value == 0.02
    assert [rule.lr for rule in changed(TWO, ("rate-for-all", 10)).optimizers] == [1.0, 10.0]


def test_a_text_of_a_surface_brings_its_own_start():
    race = changed(TWO, ("surface", "Formula"), ("surface.text", "(x - 300)**2 + y**2"))
    assert race.surface.text == "(x - 300)**2 + y**2"
    assert race.start == race.surface.starts[0]


def test_a_mean_over_samples_can_be_dealt_out_in_batches():
    assert "batch" not in fields(TWO)
    race = changed(TWO, ("surface", "LinearRegression"))
    assert fields(race)["batch"].value is None
    race = changed(race, ("batch", 8))
    assert race.surface == MiniBatch(LinearRegression(), 8)
    assert "seed" in fields(race)
    race = changed(race, ("surface.replacement", "yes"), ("noise", 0.5))
    assert race.surface == Noisy(MiniBatch(LinearRegression(), 8, replacement=True), sigma=0.5)
    race = changed(race, ("batch", 4), ("surface.surface.loss.data.noise", 1.0))
    learned = LinearRegression(data=Line(noise=1.0))
    assert race.surface == Noisy(MiniBatch(learned, 4, replacement=True), sigma=0.5)
    race = changed(race, ("noise", 0.0), ("batch", None))
    assert race.surface == learned


def test_other_data_make_another_map_with_its_own_start():
    race = changed(TWO, ("surface", "LinearRegression"), ("surface.data", "Galton"))
    assert race.surface == LinearRegression(data=Galton())
    assert race.start == race.surface.starts[0]
    with pytest.raises(ValueError, match="has no classes"):
        changed(TWO, ("surface", "LogisticRegression"), ("surface.data", "Galton"))


HOSTILE = [None, "", "x", float("nan"), float("inf"), -1e300, True, [], {}, "__import__('os')"]


@pytest.mark.parametrize("value", HOSTILE, ids=repr)
def test_whatever_a_browser_sends_the_experiment_stays_valid(value):
    race = changed(DEFAULT, ("optimizers.0.wrap", "Scheduled"), ("noise", 1.0))
    for field in fields(race).values():
        with suppress(ValueError):
            after = field.change(race, value)
            assert Experiment.from_query(after.to_query()) == after


def test_symbols_are_plain():
    assert plain(r"\beta_1") == "β₁"
    assert plain(r"\eta_{max}") == "ηₘₐₓ"
    everything = [kind for registry in KINDS.values() for kind in registry.members.values()]
    for owner in everything:
        for knob in knobs(owner).values():
            assert not re.search(r"[\\{}_^]", plain(knob.symbol)), knob.symbol


def test_menus_name_every_rule_and_surface_once():
    titles = [rule.title for family in FAMILIES.values() for rule in family.values()]
    assert len(titles) == len({*titles}) == len(OPTIMIZERS)
    titles = [surface.title for surface in SURFACES.values()]
    assert len(titles) == len({*titles})
