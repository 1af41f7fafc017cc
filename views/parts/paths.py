"""Pieces of an experiment: where they sit, and the same experiment with one of them replaced."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from experiments import Experiment
from surfaces import Surface

Path = tuple[str | int, ...]
"""Where something sits in an experiment: ``("optimizers", 2, "inner", "lr")``."""


def piece(owner: Any, path: Path) -> Any:
    """Return what sits at a path."""
    for step in path:
        owner = owner[step] if isinstance(step, int) else getattr(owner, step)
    return owner


def true_path(experiment: Experiment) -> Path:
    """Return where the surface itself sits, inside of noise and batches."""
    return ("surface", *_inside(experiment.surface))


def _inside(surface: Surface) -> Path:
    """Return the way through noise and batches."""
    return (surface.held, *_inside(surface.within)) if surface.held else ()


def changed(experiment: Any, path: Path, value: Any) -> Any:
    """Return the experiment with the piece at a path replaced; see ``on_surface``."""
    if path[0] != "surface":
        return with_piece(experiment, path, value)
    return on_surface(experiment, with_piece(experiment.surface, path[1:], value))


def on_surface(experiment: Any, surface: Surface, *, afresh: bool = False) -> Any:
    """Return the experiment on another surface.

    Afresh, or where the map is another, it starts from the first of the surface's own starts, and
    shows the whole map.
    """
    moved = afresh or surface.domain != experiment.surface.domain
    first = {"start": surface.starts[0], "box": ()} if moved else {}
    held = {name: value for name, value in first.items() if hasattr(experiment, name)}
    return replace(experiment, surface=surface, **held)


def with_piece(owner: Any, path: Path, value: Any) -> Any:
    """Return a copy of the owner with the piece at a path replaced."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        return (*owner[:step], with_piece(owner[step], rest, value), *owner[step + 1 :])
    return replace(owner, **{step: with_piece(getattr(owner, step), rest, value)})
