"""The race that a visitor looks at, which several pages share.

The page is drawn in parts (fragments), each from the session alone, so that a change of a number
draws only what it touches: the picture first, then the controls that it was made with.
"""

from __future__ import annotations

from experiments import Experiment
from experiments.cost_axes import AXES
from experiments.scenes import SCENES
from views.parts.presentation import PRESENT
from views.state.url_state import Subject

VIEWS = {"layout": ("side by side", "overlaid"), "view": ("2d", "3d"), "axis": (*AXES,), **PRESENT}
"""How a race may be looked at, the usual way first."""

ARENA, SCENE, CONTROLS, RESULTS = "arena", "scene", "controls", "results"
"""The parts of the page."""

RACE = Subject(
    "race",
    Experiment,
    looks=VIEWS,
    titles={scene.experiment: scene.title for scene in SCENES},
    heading=SCENE,
    drawn=(ARENA, CONTROLS, RESULTS),
    followed=(ARENA, CONTROLS),
)
