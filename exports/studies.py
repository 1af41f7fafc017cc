"""Sweeps and maps of the laboratory as programs for this library, and as tables."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import numpy as np

from experiments.labels import labels
from experiments.text import write
from experiments.url_spec import UrlSpec
from exports.in_this_library import opening, spelled
from exports.program import Code
from exports.tables import version
from studies.basin_maps.map_spec import BasinMap
from studies.basin_maps.maps import Basins
from studies.batched.endings import Ending
from studies.sweeps.sensitivity import Picture
from studies.sweeps.sweep import Sweep
from surfaces import Surface

Cell = str | float | int | None


def sweep_program(picture: Picture) -> Code:
    """Write the sweeps of a picture as a program for this library: the same runs, bit for bit."""
    asked = picture.asked
    rules = [asked.optimizers[k] for k in asked.taking_part]
    numbers = asked.numbers
    swept = ", ".join(f'"{name}": grid(rule, "{name}", {numbers.values})' for name in asked.turned)
    lines = [
        *opening(
            [asked.surface, *rules],
            f"{asked.surface.title}: how much hangs on {' and '.join(asked.turned)}.",
            f"The picture: ?{asked.to_query()}",
            {
                "experiments": ["labels"],
                "studies": ["drawn_starts", "goal", "grid", "sweep"],
            },
        ),
        f"surface = {spelled(write(asked.surface))}",
        "rules = [",
        *(f"    {spelled(write(rule))}," for rule in rules),
        "]",
        f"starts = drawn_starts(surface, {numbers.starts}, {numbers.seed})",
        "sweeps = [",
        "    sweep(",
        "        [rule],",
        "        surface,",
        f"        {{{swept}}},",
        "        starts,",
        f"        seeds={list(picture.sweeps[0].seeds)},",
        f"        steps={numbers.steps},",
        "        target=goal(surface, starts),",
        "    )",
        "    for rule in rules",
        "]",
        "",
        "for name, swept in zip(labels(rules), sweeps, strict=True):",
        '    print(f"{name}: lowest median loss {swept.median().min():.6g}")',
    ]
    return Code("\n".join(lines) + "\n")


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


def linked_program(asked: UrlSpec, what: str, surfaces: Sequence[Surface] = ()) -> Code:
    """Write what a page works out as a program for this library, which reads the page's link.

    The user's own tables in its ``surfaces`` are read before.
    """
    kind, link = type(asked), f"The page: ?{asked.to_query()}"
    lines = [
        *opening([], what, link, {"studies": [kind.__name__]}, surfaces),
        f"asked = {kind.__name__}.from_query({asked.to_query()!a})",
        "result = asked.run()",
    ]
    return Code("\n".join(lines) + "\n")


def sweep_csv(picture: Picture) -> str:
    """Write one row for each run of each rule; numbers read back as the same floats.

    ``solved`` is the first step at which the run had reached the target, and empty where it never
    did; a loss that overflowed is empty too.
    """
    file = io.StringIO()
    file.write(f"# link: ?{picture.asked.to_query()}\n# version: {version()}\n")
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(["optimizer", *_columns(picture)])
    for name, one in zip(picture.names, picture.sweeps, strict=True):
        rows.writerows(
            [name, *("" if cell is None else cell for cell in row)] for row in _runs(one)
        )
    return file.getvalue()


def sweep_json(picture: Picture) -> str:
    """Write the columns of each rule, as in ``sweep_csv``; what is missing is ``null``."""
    rules = [
        {
            "name": name,
            "optimizer": write(one.optimizers[0]),
            "target": one.target,
            **dict(zip(_columns(picture), zip(*_runs(one), strict=True), strict=True)),
        }
        for name, one in zip(picture.names, picture.sweeps, strict=True)
    ]
    told = {"link": f"?{picture.asked.to_query()}", "version": version(), "rules": rules}
    return json.dumps(told, allow_nan=False)


def sweep_npz(picture: Picture) -> bytes:
    """Return a ZIP file of what ``Sweep.save`` writes, a file for each rule."""
    kept = io.BytesIO()
    with TemporaryDirectory() as folder, zipfile.ZipFile(kept, "w") as packed:
        for k, one in enumerate(picture.sweeps, 1):
            path = Path(folder) / f"sweep-{k}.npz"
            one.save(path)
            packed.write(path, path.name)
    return kept.getvalue()


def map_json(asked: BasinMap, maps: Sequence[Basins]) -> str:
    """Write each map as rows of pixels, the lowest row first; what is missing is ``null``.

    ``minimum`` counts from 1, as on the page; ``arrived`` is the step at which it was reached.
    """
    names = labels(asked.optimizers)
    told = [
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
        "maps": told,
    }
    return json.dumps(whole, allow_nan=False)


def _columns(picture: Picture) -> list[str]:
    """Name what is told of a run."""
    count = len(picture.sweeps[0].starts)
    start = ["x", "y"] if count == 2 else [f"x{k + 1}" for k in range(count)]
    return [
        *picture.asked.turned,
        *(f"start_{c}" for c in start),
        "seed",
        "loss",
        "solved",
        "ending",
    ]


def _runs(one: Sweep) -> Iterator[list[Cell]]:
    """Yield the cells of every run of a sweep of one rule."""
    values: list[list[float]] = [each.tolist() for each in one.knobs.values()]
    starts: list[list[float]] = one.starts.T.tolist()
    words = [ending.words for ending in Ending]
    facts: list[list[Any]] = [
        each[0].ravel().tolist() for each in (one.loss, one.solved, one.ending)
    ]
    for place, loss, solved, ending in zip(np.ndindex(one.loss.shape[1:]), *facts, strict=True):
        *turned, start, seed = place
        knobs: list[Cell] = [tried[i] for tried, i in zip(values, turned, strict=True)]
        finite = loss if np.isfinite(loss) else None
        when = solved if solved >= 0 else None
        yield [*knobs, *starts[start], one.seeds[seed], finite, when, words[ending]]


def _grid(values: Any, missing: Any) -> list[list[Any]]:
    """Return rows of plain numbers, with nothing where something is missing."""
    known: Any = np.where(missing, None, values.astype(object))
    return known.tolist()
