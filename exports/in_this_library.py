"""A race as a program for this library: what somebody would write who knows it."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from importlib import import_module
from typing import Any

import numpy as np

from core.syntax import parse_expression
from experiments.experiment import Experiment
from experiments.text import write
from exports.program import Code
from exports.words import plain
from surfaces.data import Table

MODULES = (
    "optimizers",
    "optimizers.schedules",
    "optimizers.line_search",
    "surfaces",
    "surfaces.data",
    "surfaces.networks",
)
"""Where the things that a link may name are imported from."""


def this_library(experiment: Experiment) -> Code:
    """Write a race as a program for this library: the same run, bit for bit."""
    surface, *optimizers = map(write, [experiment.surface, *experiment.optimizers])
    lines = [
        *opening(
            [experiment.surface, *experiment.optimizers],
            f"{experiment.surface.title}: a race of optimizers.",
            f"The race: ?{experiment.to_query()}",
            {"diagnosis": ["judge"], "experiments": ["Experiment", "labels"]},
        ),
        "race = Experiment(",
        f"    surface={spelled(surface)},",
        "    optimizers=(",
        *(f"        {spelled(optimizer)}," for optimizer in optimizers),
        "    ),",
        f"    start={experiment.start!r},",
        f"    steps={experiment.steps},",
        f"    seed={experiment.seed},",
        ")",
        "trajectories = race.run()",
        "",
        "for name, trajectory in zip(labels(race.optimizers), trajectories, strict=True):",
        "    x, y = trajectory.theta[-1]",
        '    print(f"{name}: loss {trajectory.value[-1]:.6g} at ({x:.6g}, {y:.6g})")',
        '    print(f"    {judge(trajectory).reason}")',
    ]
    return Code("\n".join(lines) + "\n")


def opening(
    things: Sequence[Any],
    what: str,
    link: str,
    imports: Mapping[str, Sequence[str]],
    read: Sequence[Any] = (),
) -> list[str]:
    """Write how a program begins that names ``things``: what it is, its imports, its tables.

    ``what`` and ``link`` tell what it is; ``imports`` are those that it needs besides. Of what it
    will ``read`` from a link, the user's tables are needed too.
    """
    named = {
        node.func.id
        for thing in things
        for node in ast.walk(parse_expression(write(thing)))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    tables = [table for thing in (*things, *read) for table in _tables(thing)]
    wanted = {module: {name for name in named if _has(module, name)} for module in MODULES}
    if tables:
        wanted["surfaces.data"].add("table_of")
    for module, names in imports.items():
        wanted[module] = {*names, *wanted.get(module, ())}
    return [
        f'"""{plain(what)}',
        "",
        "Run it in the folder of the project, or say where that is: python PROGRAM FOLDER.",
        "",
        link,
        '"""',
        "",
        "import sys",
        "from importlib.util import find_spec",
        "",
        PLACE,
        *(_import(module, sorted(wanted[module])) for module in sorted(wanted) if wanted[module]),
        "",
        *(line for table in dict.fromkeys(tables) for line in _table(table)),
    ]


PLACE = """PROJECT = "."  # or write the folder of the project here
sys.path.insert(0, sys.argv[1] if len(sys.argv) > 1 else PROJECT)
if find_spec("experiments") is None:
    sys.exit("The project is not here. Say where it is: python PROGRAM FOLDER")
if hasattr(sys.stdout, "reconfigure"):
    sys.stdout.reconfigure(errors="replace")  # a console may lack a letter
"""
"""How a program finds the library, wherever it lies, and speaks to any console."""


def _table(table: Table) -> list[str]:
    """Write a table as it was read: how its file was written plays no part any more."""
    inputs, targets = table.points()
    rows = np.column_stack([inputs, targets]).tolist()
    classes = f"    {table.classes!a},  # what a target of 0, 1, ... stands for"
    return [
        "table_of(",
        f"    {table.name!a},",
        f"    {(*table.features, table.target)!a},",
        "    [  # a sample a line: inputs, target",
        *(f"        {row!r}," for row in rows),
        "    ],",
        *([classes] if table.classes else []),
        ")",
        "",
    ]


def spelled(call: str) -> str:
    """Return a call of a link as Python writes it, in ASCII."""
    written = ast.unparse(parse_expression(call))
    return written.encode("ascii", "backslashreplace").decode()  # only strings have other letters


def _import(module: str, names: list[str]) -> str:
    """Write an import on one line, or a name a line where that is too long."""
    flat = f"from {module} import {', '.join(names)}"
    if len(flat) <= 96:
        return flat
    return "\n".join([f"from {module} import (", *(f"    {name}," for name in names), ")"])


def _has(module: str, name: str) -> bool:
    return hasattr(import_module(module), name)


def _tables(thing: Any) -> list[Table]:
    """Return the user's own tables in a surface: they are read before it is made."""
    if isinstance(thing, Table):
        return [thing]
    held = [getattr(thing, f.name) for f in fields(thing)] if is_dataclass(thing) else []
    return [table for inner in held for table in _tables(inner)]
