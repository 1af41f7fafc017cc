"""What a scene is."""

from __future__ import annotations

from dataclasses import dataclass

from experiments.experiment import Experiment
from optimizers import Optimizer
from surfaces import Surface


@dataclass(frozen=True)
class Scene:
    """A race with a name, and one line of what to look for."""

    title: str
    look_for: str
    experiment: Experiment


def scene(
    title: str,
    look_for: str,
    surface: Surface,
    start: tuple[float, float],
    steps: int,
    *optimizers: Optimizer,
) -> Scene:
    """Return a scene.

    Raises ``ValueError`` for a race that no link may say.
    """
    return Scene(title, look_for, Experiment(surface, optimizers, start, steps))
