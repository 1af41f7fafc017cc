"""Names of version 0.1, for the programs that it wrote: people keep these on their disks.

A module that has moved since is found under its old name, and ``trajectory.verdict`` still answers.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location, spec_from_loader
from types import ModuleType

MOVED = {
    "experiments.batches": "studies.batch_sizes.comparison",
    "experiments.contests": "studies.fair_races",
    "experiments.contests.course": "studies.fair_races.progress",
    "experiments.contests.fair": "studies.fair_races.fair_race",
    "experiments.contests.profiles": "studies.profiles",
    "experiments.ensembles": "studies.seeds.ensemble",
    "experiments.laboratory": "studies",
    "experiments.laboratory.basin_maps": "studies.basin_maps.map_spec",
    "experiments.laboratory.files": "studies.batched.files",
    "experiments.laboratory.sensitivity": "studies.sweeps.sensitivity",
}
"""Modules that programs import, by their old names."""
COMMAND = "experiments.laboratory.__main__"


class EarlierNames(MetaPathFinder, Loader):
    """Finds what has moved, when nothing of that name is there."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Return where a module is to be had, or None for names that are not old ones."""
        if fullname == COMMAND:
            return spec_from_file_location(fullname, __file__)
        if fullname in MOVED:
            package = any(name.startswith(f"{fullname}.") for name in MOVED)
            return spec_from_loader(fullname, self, is_package=package)
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Fill a module with what the moved one holds."""
        held = vars(import_module(MOVED[module.__name__]))
        vars(module).update({k: v for k, v in held.items() if not k.startswith("__")})


def install() -> None:
    """Let Python's imports find old names too, after all others."""
    if not any(isinstance(finder, EarlierNames) for finder in sys.meta_path):
        sys.meta_path.append(EarlierNames())


if __name__ == "__main__":
    sys.exit("this command has moved: python -m studies, with the same arguments")
