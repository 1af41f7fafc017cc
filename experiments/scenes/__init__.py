"""The gallery: races set up to show one thing each. What they claim is tested on their runs."""

from experiments.scenes.adaptive import ADAPTIVE
from experiments.scenes.curvature import CURVATURE
from experiments.scenes.difficult_surfaces import DIFFICULT
from experiments.scenes.momentum import MOMENTUM
from experiments.scenes.over_time import OVER_TIME
from experiments.scenes.rates import RATES
from experiments.scenes.scene import Scene

THEMES: dict[str, tuple[Scene, ...]] = {
    "Learning rates": RATES,
    "Momentum": MOMENTUM,
    "A rate for each coordinate": ADAPTIVE,
    "Difficult surfaces": DIFFICULT,
    "Schedules and noise": OVER_TIME,
    "Curvature": CURVATURE,
}
"""The scenes by what they are about, in teaching order."""

SCENES: tuple[Scene, ...] = tuple(scene for theme in THEMES.values() for scene in theme)
"""All of them."""

__all__ = ["SCENES", "THEMES", "Scene"]
