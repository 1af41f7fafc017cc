"""The paths as tables: every number reads back as the same float."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from pathlib import Path

import numpy as np
import pytest

from diagnosis import judge
from experiments import Experiment
from experiments.labels import labels
from experiments.text import read
from exports import to_csv, to_json
from optimizers import Adam, Clipped, GradientDescent, Newton, Optimizer, PolyakStep, Scheduled
from optimizers.schedules import Warmup
from surfaces import MiniBatch, Noisy, Rosenbrock
from surfaces.regression import LinearRegression

RACE = Experiment(
    Noisy(Rosenbrock(), sigma=0.1),
    (
        Scheduled(Clipped(Adam(lr=0.3), norm=5.0), Warmup(7)),
        GradientDescent(lr=1.0),
        Newton(),
        PolyakStep(),
    ),
    (-1.2, 1.0),
    40,
    seed=4,
)
"""With clipping, a schedule, Hessians and values asked for, and a run that overflows."""
VERSION = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"][
    "version"
]


@pytest.fixture(scope="module")
def trajectories():
    return RACE.run()


def table(text):
    """Return the comments at the head of a table, and its rows by entrant."""
    lines = text.splitlines()
    head = dict(line[2:].split(": ", 1) for line in lines if line.startswith("# "))
    rows: dict[str, list] = {}
    for row in csv.DictReader(line for line in lines if not line.startswith("# ")):
        rows.setdefault(row["optimizer"], []).append(row)
    return head, rows


def test_the_head_tells_the_race_and_the_version(trajectories):
    head, _ = table(to_csv(RACE, trajectories))
    told = json.loads(to_json(RACE, trajectories))
    for link, version in (head.values(), (told["link"], told["version"])):
        assert Experiment.from_query(link) == RACE
        assert version == VERSION


def test_every_number_of_the_csv_is_the_one_of_the_run(trajectories):
    _, rows = table(to_csv(RACE, trajectories))
    assert [*rows] == labels(RACE.optimizers)
    for run, mine in zip(trajectories, rows.values(), strict=True):
        until = int(run.last) + 1
        assert len(mine) == until
        assert [int(row["step"]) for row in mine] == [*range(until)]
        columns = {name: [row[name] for row in mine] for name in mine[0]}
        exact(columns["x"], run.theta[:until, 0])
        exact(columns["y"], run.theta[:until, 1])
        exact(columns["loss"], run.value[:until])
        exact(columns["gradient_norm"], np.hypot(*run.grad[:until].T))
        exact(columns["learning_rate"][1:], run.lr[: until - 1])
        clipped = [row["clipped"] == "True" for row in mine[1:]]
        np.testing.assert_array_equal(clipped, run.clipped[: until - 1])
        for name, counts in zip(("values", "gradients", "hessians"), run.evaluations, strict=True):
            np.testing.assert_array_equal(np.array(columns[name][1:], int), counts[: until - 1])
        assert not any(mine[0][name] for name in ("learning_rate", "clipped", "gradients"))
    assert len(rows["Gradient descent"]) < 12, "it overflowed"
    assert any(row["clipped"] == "True" for row in rows["Adam"])


def exact(written, numbers):
    """Compare texts with numbers, bit for bit; nothing stands for what is not a number."""
    read_back = [float(text) if text else np.nan for text in written]
    np.testing.assert_array_equal(read_back, numbers)


def test_the_json_has_the_same_columns(trajectories):
    _, rows = table(to_csv(RACE, trajectories))
    told = json.loads(to_json(RACE, trajectories))
    for optimizer, run, entrant in zip(
        RACE.optimizers, trajectories, told["entrants"], strict=True
    ):
        mine = rows[entrant["name"]]
        assert read(entrant["optimizer"], Optimizer) == optimizer
        assert entrant["overflowed"] == bool(run.diverged)
        assert entrant["outcome"] == judge(run).outcome
        for name in [*mine[0]][1:]:
            cells = ["" if cell is None else str(cell) for cell in entrant[name]]
            assert cells == [row[name] for row in mine], name


def test_labels_and_links_with_separators_stay_in_their_cells(monkeypatch):
    monkeypatch.setattr(Adam, "title", 'Adam, "the\nfirst"')
    race = Experiment(
        MiniBatch(LinearRegression(), batch_size=5), (Adam(lr=0.1), Adam(lr=0.2)), (0.0, 0.0), 2
    )
    text = to_csv(race, race.run())
    body = "".join(text.splitlines(keepends=True)[2:])
    names = [row["optimizer"] for row in csv.DictReader(io.StringIO(body))]
    assert names == [name for name in labels(race.optimizers) for _ in range(3)]
    assert [e["name"] for e in json.loads(to_json(race, race.run()))["entrants"]] == labels(
        race.optimizers
    )
