"""What a visitor may take away from a race: its link, paths, pictures, and programs to run it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from experiments import Experiment, Trajectory
from exports import LIBRARIES, to_csv, to_json
from views.parts.export_panel import ExportContents, File, drawer
from views.parts.race_pictures import pictures

KEY = "take-away"
FILES = {"This library": "race.py", "PyTorch": "race_pytorch.py", "Optax": "race_optax.py"}


def take_away(experiment: Experiment, trajectories: Sequence[Trajectory]) -> None:
    """Draw a drawer with all there is to be had of a race."""
    drawer(lambda: _contents(experiment, trajectories), key=KEY)


def _contents(experiment: Experiment, trajectories: Sequence[Trajectory]) -> ExportContents:
    return ExportContents(
        "this race",
        experiment.to_query(),
        "**Paths:** each step's point, loss, slope, rate and questions asked",
        [
            File("CSV", partial(to_csv, experiment, trajectories), "race.csv", "text/csv"),
            File(
                "JSON", partial(to_json, experiment, trajectories), "race.json", "application/json"
            ),
        ],
        partial(pictures, experiment, trajectories),
        {
            library: (FILES[library], partial(write, experiment))
            for library, write in LIBRARIES.items()
        },
    )
