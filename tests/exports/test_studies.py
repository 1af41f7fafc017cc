"""Sweeps and maps as tables and programs: what these hold is what is shown, bit for bit."""

from __future__ import annotations

import ast
import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from exports.studies import (
    linked_program,
    map_json,
    map_program,
    sweep_csv,
    sweep_json,
    sweep_npz,
    sweep_program,
)
from exports.sweeps_in_pytorch import sweep_pytorch
from optimizers import (
    AdaGrad,
    Adam,
    Clipped,
    GradientDescent,
    Lookahead,
    Momentum,
    Nesterov,
    Newton,
    RMSprop,
    Scheduled,
)
from optimizers.schedules import CosineAnnealing
from studies.basin_maps.map_spec import BasinMap
from studies.batched.endings import Ending
from studies.fair_races.fair_race import FairRace
from studies.profiles import Profile
from studies.seeds.ensemble import Ensemble
from studies.sweeps.sensitivity import Sensitivity, SweepNumbers
from surfaces import Beale, Himmelblau, LinearRegression, Noisy, Quadratic, Rosenbrock
from surfaces.data import Galton
from tests.exports.runs import QUICK, ROOT

FEW = SweepNumbers(values=6, starts=3, steps=25, seed=2)
RATES = Sensitivity(
    Rosenbrock(b=20.0),
    (
        GradientDescent(),
        Momentum(beta=0.8),
        AdaGrad(),
        RMSprop(),
        Clipped(Adam(), norm=1.0),
        Scheduled(Adam(), CosineAnnealing(30)),
        Lookahead(Adam()),
        Nesterov(),
        Newton(),
    ),
    numbers=FEW,
)
TWO = Sensitivity(Quadratic(), (Adam(), Momentum(), AdaGrad()), "lr", "beta1", FEW)
NOISY = Sensitivity(Noisy(Himmelblau(), sigma=0.3), (Adam(), Momentum()), numbers=FEW)
LEARNING = Sensitivity(LinearRegression(Galton()), (Adam(),), numbers=FEW)
PICTURES = {"rates": RATES, "two": TWO, "noisy": NOISY, "learning": LEARNING}


def run(program: str) -> dict:
    """Run a program of this library in a fresh place; return its names."""
    names = {"__name__": "exported"}
    exec(compile(program, "exported", "exec"), names)  # noqa: S102 - what is tested
    return names


@pytest.mark.parametrize("asked", PICTURES.values(), ids=PICTURES)
def test_the_program_of_a_sweep_makes_the_same_runs(asked, capsys):
    picture = asked.run()
    sweeps = run(sweep_program(picture).text)["sweeps"]
    assert len(sweeps) == len(picture.sweeps)
    for again, one in zip(sweeps, picture.sweeps, strict=True):
        assert again.to_query() == one.to_query()
        for name in ("loss", "solved", "ending"):
            np.testing.assert_array_equal(getattr(again, name), getattr(one, name))
    lowest = min(picture.sweeps[0].median().ravel())
    assert f"lowest median loss {lowest:.6g}" in capsys.readouterr().out


@pytest.mark.parametrize("asked", PICTURES.values(), ids=PICTURES)
def test_the_tables_of_a_sweep_hold_every_run(asked):
    picture = asked.run()
    text = sweep_csv(picture)
    assert text.startswith(f"# link: ?{asked.to_query()}\n")
    rows = [*csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))]
    columns = {one["name"]: one for one in json.loads(sweep_json(picture))["rules"]}
    with zipfile.ZipFile(io.BytesIO(sweep_npz(picture))) as packed:
        saved = [np.load(io.BytesIO(packed.read(name))) for name in packed.namelist()]
    for name, one, kept in zip(picture.names, picture.sweeps, saved, strict=True):
        own = [row for row in rows if row["optimizer"] == name]
        loss = [float(row["loss"] or "inf") for row in own]
        np.testing.assert_array_equal(loss, one.loss.ravel())
        np.testing.assert_array_equal([int(row["solved"] or -1) for row in own], one.solved.ravel())
        assert [row["ending"] for row in own] == [Ending(e).words for e in one.ending.ravel()]
        told = columns[name]
        np.testing.assert_array_equal(
            [np.inf if v is None else v for v in told["loss"]], one.loss.ravel()
        )
        np.testing.assert_array_equal(kept["loss"], one.loss)
        grids = np.meshgrid(*one.knobs.values(), one.starts[0], one.seeds, indexing="ij")
        for k, turned in enumerate(asked.turned):
            np.testing.assert_array_equal([float(row[turned]) for row in own], grids[k].ravel())
            np.testing.assert_array_equal(told[turned], grids[k].ravel())
        np.testing.assert_array_equal([float(row["start_x"]) for row in own], grids[-2].ravel())
        np.testing.assert_array_equal([int(row["seed"]) for row in own], grids[-1].ravel())
    assert len(rows) == sum(one.loss.size for one in picture.sweeps)


def in_torch(programs: list[str]) -> list[dict[str, list[float]]]:
    """Run programs for PyTorch, all in one process; return the losses of each."""
    driver = (
        "import json, sys, warnings, torch\n"
        "warnings.simplefilter('error')\n"
        "told = []\n"
        "out, sys.stdout = sys.stdout, sys.stderr\n"
        "for text in json.load(sys.stdin):\n"
        "    names = {'__name__': 'exported'}\n"
        "    exec(compile(text, 'exported', 'exec'), names)\n"
        "    told.append(names['losses'])\n"
        "json.dump(told, out)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", driver],
        input=json.dumps(programs),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **QUICK},
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def test_the_programs_for_pytorch_come_to_the_same_losses():
    short = SweepNumbers(values=5, starts=2, steps=12, seed=4)
    pictures = [replace(asked, numbers=short).run() for asked in (RATES, TWO, LEARNING)]
    codes = [sweep_pytorch(picture) for picture in pictures]
    for picture, losses in zip(pictures, in_torch([code.text for code in codes]), strict=True):
        offered = [name for name in picture.names if name != "Newton"]
        assert [*losses] == offered
        for name, one in zip(picture.names, picture.sweeps, strict=True):
            if name in losses:
                np.testing.assert_allclose(
                    losses[name], one.loss.ravel(), rtol=1e-8, atol=1e-11, err_msg=name
                )
    assert codes[0].missing == ("Newton: PyTorch has no such rule.",)


def test_what_pytorch_has_otherwise_is_said():
    noisy = sweep_pytorch(NOISY.run())
    assert (noisy.text, len(noisy.missing)) == ("", 1)
    assert "samples of its own" in noisy.missing[0]
    asked = Sensitivity(Himmelblau(), (Nesterov(), Momentum()), "lr", "beta", FEW)
    code = sweep_pytorch(asked.run())
    assert code.missing == ("Nesterov: PyTorch writes it otherwise at beta = 0.",)
    assert "# Nesterov: PyTorch writes" in code.text
    ast.parse(code.text)


MAPS = {
    "whole": BasinMap(Himmelblau(), (GradientDescent(lr=0.01), Momentum(lr=0.01)), 64, 60),
    "part": BasinMap(Beale(), (Adam(lr=0.3),), 64, 40, box=(-1.0, -2.0, 2.5, 1.0)),
    "noisy": BasinMap(Noisy(Himmelblau(), sigma=0.5), (Momentum(lr=0.05),), 64, 30, seed=7),
}


@pytest.mark.parametrize("asked", MAPS.values(), ids=MAPS)
def test_the_program_of_maps_makes_the_same_maps_and_json_holds_them(asked, capsys):
    maps = asked.run()
    for again, one in zip(run(map_program(asked).text)["maps"], maps, strict=True):
        assert again.to_query() == one.to_query()
        for name in ("label", "arrived", "ending", "value", "end", "minima"):
            np.testing.assert_array_equal(getattr(again, name), getattr(one, name))
    assert "of the starts end at a minimum" in capsys.readouterr().out
    told = json.loads(map_json(asked, maps))
    np.testing.assert_array_equal(told["x"], maps[0].x)
    np.testing.assert_array_equal(told["y"], maps[0].y)
    for held, one in zip(told["maps"], maps, strict=True):
        label = np.array([[v or 0 for v in row] for row in held["minimum"]]) - 1
        np.testing.assert_array_equal(label, one.label)
        arrived = [[-1 if v is None else v for v in row] for row in held["arrived"]]
        np.testing.assert_array_equal(arrived, one.arrived)
        np.testing.assert_array_equal(held["ending"], one.ending)
        loss = [[np.inf if v is None else v for v in row] for row in held["loss"]]
        np.testing.assert_array_equal(loss, one.value)


LINKED = {
    "fair": FairRace.from_query(
        "surface=Sphere()&budget=20&trials=3&tuned=1&starts=2&judged=2&seed=3"
        "&optimizer=GradientDescent()&optimizer=Adam()"
    ),
    "profile": Profile.from_query(
        "families=Cliffs&tolerance=0.01&budget=20&trials=2&tuned=1&starts=2&judged=2&seed=0"
        "&optimizer=GradientDescent()&optimizer=Adam()"
    ),
    "seeds": Ensemble.from_query(
        "surface=Noisy(Sphere(),sigma=0.1)&runs=5&start=1,1&steps=9&optimizer=Adam()"
    ),
}


@pytest.mark.parametrize("asked", LINKED.values(), ids=LINKED)
def test_other_pages_are_run_again_from_their_link(asked):
    names = run(linked_program(asked, "What it is.").text)
    assert names["asked"] == asked
    again, first = names["result"], asked.run()
    if isinstance(asked, Ensemble):
        np.testing.assert_array_equal(again[0][0].theta, first[0][0].theta)
    else:
        assert again.sentence == first.sentence
