"""Races on tables that people bring: their programs need no file, and run from anywhere."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from experiments import Experiment
from experiments.text import write
from exports import LIBRARIES, this_library
from exports.studies import linked_program
from optimizers import Adam, Momentum
from studies.batch_sizes.comparison import BatchSizes
from surfaces import LinearRegression, LogisticRegression, MiniBatch, TanhNeuron
from surfaces.data import Standardized, Table, decoded, read_csv
from tests.exports.runs import ROOT, compare, executed
from tests.surfaces.table_corpus import CORPUS

NAME = 'odd """ \' {x} %s # näme \N{GREEK SMALL LETTER LAMDA} \N{GRINNING FACE}.csv'


def tables() -> list[Table]:
    """Return every table of the corpus that is read."""
    cases = [case for case in CORPUS.values() if case.names]
    return [read_csv(decoded(case.raw), NAME, **case.choices) for case in cases]


def races() -> list[Experiment]:
    """Return a race on each kind of table, once for each of what it says."""
    found: dict[str, Experiment] = {}
    for table in tables():
        data = Standardized(table)
        surfaces = [LinearRegression(data), TanhNeuron(table)]
        if len(table.classes) == 2 and len(table.features) > 1:
            surfaces.append(LogisticRegression(data))
        if not table.classes:
            surfaces.append(MiniBatch(LinearRegression(data), batch_size=2))
        for surface in surfaces:
            race = Experiment(surface, (Momentum(lr=0.01),), surface.starts[0], 5)
            found[f"{table.digest} {type(surface).__name__}"] = race
    return [*found.values()]


@pytest.mark.parametrize("library", LIBRARIES)
def test_every_table_that_was_accepted_is_in_its_programs(library, tmp_path):
    # What XLA compiles for each is the longer part: there, a table of each few does.
    every = races()[:: {"This library": 1, "PyTorch": 4, "Optax": 8}[library]]
    assert len(every) > 10
    programs = [LIBRARIES[library](race).text for race in every]
    assert all(program.isascii() for program in programs)
    for race, (paths, _) in zip(every, executed(library, programs, tmp_path), strict=True):
        (path,) = paths.values()
        if library == "This library":
            np.testing.assert_array_equal(path, race.run()[0].theta)
        else:
            compare(race.run()[0], path, rtol=1e-9, atol=1e-9)


def test_a_page_about_a_table_can_be_taken_away():
    table = read_csv("größe;y\n1,5;2\n2;3\n3,25;5\n4;7", NAME)
    race = BatchSizes.from_query(f"surface=LinearRegression(data={write(table)})&steps=5&sizes=2")
    program = linked_program(race, "Batch sizes", [race.surface])
    assert program.text.isascii()
    names: dict[str, object] = {"__name__": "exported"}
    exec(compile(program.text, "exported", "exec"), names)  # noqa: S102 - what we wrote
    assert names["asked"] == race


def ran(folder, *arguments: str, encoding: str = "utf-8") -> subprocess.CompletedProcess[bytes]:
    """Run a program in a folder that knows nothing of this library, on such a console."""
    keep = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    return subprocess.run(
        [sys.executable, "race.py", *arguments],
        cwd=folder,
        env={**keep, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0", "LC_ALL": "C"},
        capture_output=True,
        check=False,
    )


def test_a_program_runs_from_any_folder_once_told_where_the_project_is(tmp_path):
    table = read_csv("größe;y\n1,5;2\n2;3\n3,25;5\n4;7", NAME)
    race = Experiment(LinearRegression(table), (Adam(), Momentum()), (0.5, 0.5), 5)
    (tmp_path / "race.py").write_bytes(this_library(race).text.encode("ascii"))
    lost = ran(tmp_path)
    assert lost.returncode == 1
    assert lost.stderr.split(b"\n")[0].rstrip() == (
        b"The project is not here. Say where it is: python PROGRAM FOLDER"
    )
    for encoding in ("utf-8", "cp1252", "ascii"):
        found = ran(tmp_path, str(ROOT), encoding=encoding)
        assert found.returncode == 0, found.stderr
        assert b"Momentum: loss " in found.stdout


EARLIER = """
from pathlib import Path

from experiments import Experiment
from experiments.labels import labels
from optimizers import Momentum
from surfaces import LinearRegression
from surfaces.data import Table, read_csv

read_csv(Path('h.csv').read_text(), 'h.csv')

race = Experiment(
    surface=LinearRegression(data=Table('h.csv', 'fa211f3664fae430464d')),
    optimizers=(Momentum(),),
    start=(0.5, 0.5),
    steps=20,
)
trajectories = race.run()
"""


def test_a_program_that_was_taken_away_earlier_reads_the_same(tmp_path):
    (tmp_path / "h.csv").write_text("x,y\n1,1\n2,2\n3,1\n4,2")
    ((paths, _),) = executed("This library", [EARLIER], tmp_path)
    table = read_csv("x,y\n1,1\n2,2\n3,1\n4,2", task="regression")
    race = Experiment(LinearRegression(table), (Momentum(),), (0.5, 0.5), 20)
    np.testing.assert_array_equal(paths["Momentum"], race.run()[0].theta)
