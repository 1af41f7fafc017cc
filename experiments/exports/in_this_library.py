"""A race as a program for this library: what somebody would write who knows it."""

from __future__ import annotations

import ast
from dataclasses import fields, is_dataclass
from importlib import import_module
from typing import Any

from experiments.experiment import Experiment
from experiments.exports.program import Code
from experiments.exports.words import plain
from experiments.text import write
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
    things = [experiment.surface, *experiment.optimizers]
    calls = [ast.parse(write(thing), mode="eval").body for thing in things]
    named = {
        node.func.id
        for call in calls
        for node in ast.walk(call)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    surface, *optimizers = map(ast.unparse, calls)
    tables = _tables(experiment.surface)
    imports = {
        "experiments": ["Experiment"],
        "experiments.labels": ["labels"],
        **{module: [name for name in sorted(named) if _has(module, name)] for module in MODULES},
    }
    if tables:
        imports["surfaces.data"] = sorted([*imports["surfaces.data"], "read_csv"])
    lines = [
        f'"""{plain(experiment.surface.title)}: a race of optimizers.',
        "",
        "Run it in the folder of the project.",
        "",
        f"The race: ?{experiment.to_query()}",
        '"""',
        "",
        *(["from pathlib import Path", ""] if tables else []),
        *(_import(module, names) for module, names in imports.items() if names),
        "",
        *(f"read_csv(Path({t.name!a}).read_text(), {t.name!a})" for t in tables),
        "race = Experiment(",
        f"    surface={surface},",
        "    optimizers=(",
        *(f"        {optimizer}," for optimizer in optimizers),
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
        '    print(f"    {trajectory.verdict.reason}")',
    ]
    return Code("\n".join(lines) + "\n")


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
