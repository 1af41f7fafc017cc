"""What version 0.1.0 wrote is read, and means the same."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments import Experiment, run
from experiments.text import read
from exports import to_csv, to_json
from exports.studies import sweep_csv, sweep_json
from lessons.assignment import Assignment
from lessons.grading import grade
from optimizers import GradientDescent, Optimizer
from studies.basin_maps.map_spec import BasinMap
from studies.batch_sizes.comparison import BatchSizes
from studies.batched.files import read_back
from studies.fair_races.fair_race import FairRace
from studies.gradient_check.specification import GradientCheckSpec
from studies.networks.training import Training
from studies.normalization import Normalization
from studies.profiles import Profile
from studies.seeds.ensemble import Ensemble
from studies.sweeps.sensitivity import Sensitivity
from surfaces import Rosenbrock, Surface
from views.state.course_page import CoursePage

CORPUS = Path(__file__).parent
ROOT = CORPUS.parents[1]
EARLIER = {
    "CoursePage": "Place",
    "GradientCheckSpec": "Examination",
    "SweepNumbers": "Numbers",
}
"""What a class was called when the corpus was written."""
KINDS = {
    EARLIER.get(kind.__name__, kind.__name__): kind
    for kind in (
        Experiment,
        Ensemble,
        GradientCheckSpec,
        BasinMap,
        Sensitivity,
        Training,
        Normalization,
        BatchSizes,
        Profile,
        FairRace,
        Assignment,
        CoursePage,
    )
}
CLOSE = 1e-9
"""Relative: a processor's last bits, after ten steps that do not amplify them."""


def held(name: str) -> Any:
    return json.loads((CORPUS / name).read_text(encoding="utf-8"))


def meaning(thing: Any) -> Any:
    """Return a value as plain tables, by the names of its classes and fields."""
    if isinstance(thing, (tuple, list)):
        return [meaning(each) for each in thing]
    if is_dataclass(thing):
        said = {f.name: meaning(getattr(thing, f.name)) for f in fields(thing) if f.init}
        name = type(thing).__name__
        return {"": EARLIER.get(name, name), **said}
    return thing.item() if isinstance(thing, np.generic) else thing


def within(said: Any, meant: Any) -> bool:
    """Tell whether a value is what was meant; it may have fields that there were not."""
    if isinstance(meant, dict):
        return isinstance(said, dict) and all(within(said.get(k), meant[k]) for k in meant)
    if isinstance(meant, list):
        return len(said) == len(meant) and all(map(within, said, meant))
    return said == meant


def test_every_kind_of_link_is_in_the_corpus():
    assert {link["kind"] for link in held("links.json")} == {*KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_links_say_what_they_said(kind):
    for link in held("links.json"):
        if link["kind"] != kind:
            continue
        value = KINDS[kind].from_query(link["query"])
        assert within(meaning(value), link["value"]), link["query"]
        near, complaints = KINDS[kind].nearest(link["query"])
        assert (near, complaints) == (value, []), link["query"]
        assert KINDS[kind].from_query(value.to_query()) == value


def test_rules_go_where_they_went():
    for one in held("meanings.json")["rules"]:
        rule = read(one["optimizer"], Optimizer)
        end = run(rule, Rosenbrock(b=1.0), (-1.2, 1.0), steps=10, seed=0).theta[-1]
        np.testing.assert_allclose(end, one["theta"], CLOSE, CLOSE, err_msg=one["optimizer"])


def test_surfaces_are_as_high_and_as_steep_as_they_were():
    for one in held("meanings.json")["surfaces"]:
        surface, at = read(one["surface"], Surface), np.array(one["at"])
        assert surface.value(at[:, None])[0] == pytest.approx(one["value"], CLOSE, CLOSE)
        np.testing.assert_allclose(
            surface.grad(at[:, None])[:, 0], one["grad"], CLOSE, CLOSE, err_msg=one["surface"]
        )
        end = run(GradientDescent(lr=1e-3), surface, at, steps=3, seed=4).theta[-1]
        np.testing.assert_allclose(end, one["step"], CLOSE, CLOSE, err_msg=one["surface"])


@pytest.mark.parametrize("number", range(len(held("hand-ins.json"))))
def test_hand_ins_are_worth_what_they_were(number):
    one = held("hand-ins.json")[number]
    row = grade("a file", one["text"], Assignment.from_query(one["assignment"]))
    assert (row.problem, row.name, row.most) == ("", one["name"], one["of"])
    assert dict(row.shares) == pytest.approx(one["shares"])
    assert row.points == pytest.approx(one["points"])


def test_tables_of_a_race_come_from_their_link():
    text = (CORPUS / "race.csv").read_text(encoding="utf-8")
    race = Experiment.from_query(_link(text))
    told = held("race.json")
    assert Experiment.from_query(told["link"]) == race
    runs = race.run()
    _same_rows(to_csv(race, runs), text)
    now = json.loads(to_json(race, runs))
    for entrant, meant in zip(now["entrants"], told["entrants"], strict=True):
        for column in ("x", "y", "loss", "gradient_norm"):
            assert entrant[column] == pytest.approx(meant[column], CLOSE)


def test_tables_of_a_sweep_come_from_their_link():
    text = (CORPUS / "sweep.csv").read_text(encoding="utf-8")
    asked = Sensitivity.from_query(_link(text))
    assert Sensitivity.from_query(held("sweep.json")["link"]) == asked
    picture = asked.run()
    _same_rows(sweep_csv(picture), text)
    assert json.loads(sweep_json(picture)).keys() == held("sweep.json").keys()


def test_saved_arrays_are_read(tmp_path):
    with zipfile.ZipFile(CORPUS / "sweep.npz.zip") as packed:
        packed.extractall(tmp_path)
    sweep = read_back(tmp_path / "sweep-1.npz")
    assert {"text", "loss", "solved", "ending", "starts", "seeds"} <= {*sweep}
    basins = read_back(CORPUS / "basins.npz")
    assert str(basins["text"]).startswith("basins&surface=Himmelblau()")
    assert {"label", "arrived", "ending", "value"} <= {*basins}
    assert basins["label"].shape == (64, 64)


@pytest.mark.parametrize("name", sorted(held("programs.json")))
def test_programs_run_and_print_the_same_numbers(name):
    program = (CORPUS / name).read_text(encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT)},
    )
    assert ran.returncode == 0, ran.stderr
    assert _facts(ran.stdout) == _facts(held("programs.json")[name])


def _facts(text: str) -> list[str]:
    """Return the lines that programs print of numbers; reasons, indented, may be put better."""
    return [line for line in text.splitlines() if not line.startswith(" ")]


def _link(text: str) -> str:
    return text.splitlines()[0].removeprefix("# link: ")


def _same_rows(now: str, then: str) -> None:
    tables = [
        [*csv.reader(line for line in io.StringIO(text) if not line.startswith("#"))]
        for text in (now, then)
    ]
    for row, meant in zip(*tables, strict=True):
        assert [_cell(cell) for cell in row] == [_cell(cell) for cell in meant]


def _cell(cell: str) -> Any:
    try:
        return pytest.approx(float(cell), CLOSE)
    except ValueError:
        return cell
