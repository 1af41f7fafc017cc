"""Maps of basins as a program for this library, and as tables and arrays."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import numpy as np

from experiments.labels import labels
from experiments.text import write
from exports.in_this_library import opening, spelled
from exports.program import Code
from exports.tables import version
from studies.basin_maps.map_spec import BasinMap
from studies.basin_maps.maps import Basins
from studies.batched.endings import Ending


def map_program(asked: BasinMap) -> Code:
    """Write maps of basins as a program for this library: the same maps, bit for bit."""
    box = f"    box=Box({asked.shown.low!r}, {asked.shown.high!r}),"
    lines = [
        *opening(
            [asked.surface, *asked.optimizers],
            f"{asked.surface.title}: where each start ends.",
            f"The maps: ?{asked.to_query()}",
            {
                "experiments": ["labels"],
                "studies": ["basins"],
                **({"surfaces": ["Box"]} if asked.box else {}),
            },
        ),
        f"surface = {spelled(write(asked.surface))}",
        "rules = [",
        *(f"    {spelled(write(rule))}," for rule in asked.optimizers),
        "]",
        "maps = [",
        "    basins(",
        "        rule,",
        "        surface,",
        f"        size={asked.size},",
        f"        steps={asked.steps},",
        f"        seed={asked.seed},",
        *([f"    {box}"] if asked.box else []),
        "    )",
        "    for rule in rules",
        "]",
        "",
        "for name, found in zip(labels(rules), maps, strict=True):",
        '    print(f"{name}: {(found.label >= 0).mean():.1%} of the starts end at a minimum")',
    ]
    return Code("\n".join(lines) + "\n")


def map_csv(found: Basins) -> str:
    """Return a map as comma-separated values: a line for each start, from the lowest row up."""
    lines = ["x,y,end_x,end_y,minimum,minimum_x,minimum_y,arrived,ending,loss"]
    words = [ending.words for ending in Ending]
    pairs = cast("list[list[float]]", found.minima.T.tolist())
    named: list[str] = [f"{k + 1},{x!r},{y!r}" for k, (x, y) in enumerate(pairs)]
    x, y = np.meshgrid(found.x, found.y)
    columns = (x, y, *found.end, found.label, found.arrived, found.ending, found.value)
    for a, b, to_x, to_y, label, arrived, ending, loss in zip(
        *(column.ravel().tolist() for column in columns), strict=True
    ):
        minimum = named[int(label)] if label >= 0 else ",,"
        when = arrived if arrived >= 0 else ""
        lines.append(f"{a!r},{b!r},{to_x!r},{to_y!r},{minimum},{when},{words[ending]},{loss!r}")
    return "\n".join(lines) + "\n"


def map_npz(found: Basins) -> bytes:
    """Return the bytes of the file that ``Basins.save`` writes."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "map.npz"
        found.save(path)
        return path.read_bytes()


def map_json(asked: BasinMap, maps: Sequence[Basins]) -> str:
    """Write each map as rows of pixels, the lowest row first; what is missing is ``null``.

    ``minimum`` counts from 1, as on the page; ``arrived`` is the step at which it was reached.
    """
    names = labels(asked.optimizers)
    tables = [
        {
            "name": name,
            "optimizer": write(one.optimizer),
            "minima": cast("Any", one.minima.T).tolist(),
            "minimum": _grid(one.label + 1, one.label < 0),
            "arrived": _grid(one.arrived, one.arrived < 0),
            "ending": _grid(one.ending, np.zeros(one.ending.shape, bool)),
            "loss": _grid(one.value, ~np.isfinite(one.value)),
        }
        for name, one in zip(names, maps, strict=True)
    ]
    whole = {
        "link": f"?{asked.to_query()}",
        "version": version(),
        "endings": [ending.words for ending in Ending],
        "x": cast("Any", maps[0].x).tolist(),
        "y": cast("Any", maps[0].y).tolist(),
        "maps": tables,
    }
    return json.dumps(whole, allow_nan=False)


def _grid(values: Any, missing: Any) -> list[list[Any]]:
    """Return rows of plain numbers, with nothing where something is missing."""
    known: Any = np.where(missing, None, values.astype(object))
    return known.tolist()
