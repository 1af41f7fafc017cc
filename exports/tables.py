"""The paths of a race as tables: CSV for a spreadsheet, JSON for a program."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from core.arrays import norm
from diagnosis import judge
from experiments.experiment import Experiment
from experiments.labels import labels
from experiments.text import write
from experiments.trajectory import Trajectory

PROJECT = Path(__file__).parents[1] / "pyproject.toml"
COLUMNS = ("step", "x", "y", "loss", "gradient_norm", "learning_rate", "clipped")
ASKED = ("values", "gradients", "hessians")
"""How often a step asked the loss for each."""


def to_csv(experiment: Experiment, trajectories: Sequence[Trajectory]) -> str:
    """Write one row for each step of each entrant; numbers read back as the same floats.

    Comments at the head, after ``#``, have the link of the race and the version of the library.
    A row tells the point after its step, and the rate, the clipping and the questions of that
    step: step 0, the start, has none. A run that overflowed ends with its last finite point.
    """
    file = io.StringIO()
    file.write(f"# link: ?{experiment.to_query()}\n# version: {version()}\n")
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(["optimizer", *COLUMNS, *ASKED])
    for name, trajectory in zip(labels(experiment.optimizers), trajectories, strict=True):
        for row in _rows(trajectory):
            rows.writerow([name, *("" if cell is None else cell for cell in row)])
    return file.getvalue()


def to_json(experiment: Experiment, trajectories: Sequence[Trajectory]) -> str:
    """Write the columns of each entrant, as in ``to_csv``; what is missing is ``null``."""
    entrants: list[dict[str, Any]] = []
    for name, trajectory in zip(labels(experiment.optimizers), trajectories, strict=True):
        columns = zip((*COLUMNS, *ASKED), zip(*_rows(trajectory), strict=True), strict=True)
        entrants.append(
            {
                "name": name,
                "optimizer": write(trajectory.optimizer),
                "outcome": judge(trajectory).outcome,
                "overflowed": bool(trajectory.diverged),
                **dict(columns),
            }
        )
    facts = {"link": f"?{experiment.to_query()}", "version": version(), "entrants": entrants}
    return json.dumps(facts, allow_nan=False)


@cache
def version() -> str:
    """Return the version of the library."""
    return tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"]


def _rows(trajectory: Trajectory) -> Iterator[list[float | bool | int | None]]:
    """Yield the cells of every step up to the last finite point."""
    with np.errstate(over="ignore"):
        steep = norm(trajectory.grad.T)
    for t in range(int(trajectory.last) + 1):
        x, y = trajectory.theta[t].tolist()
        cells = [t, x, y, float(trajectory.value[t]), _finite(steep[t])]
        if t == 0:
            yield [*cells, None, None, *(None for _ in ASKED)]
        else:
            asked = [int(counts[t - 1]) for counts in trajectory.evaluations]
            rate = _finite(trajectory.lr[t - 1])
            yield [*cells, rate, bool(trajectory.clipped[t - 1]), *asked]


def _finite(number: Any) -> float | None:
    """Return a number as a plain float; what is not finite as nothing."""
    return float(number) if np.isfinite(number) else None
