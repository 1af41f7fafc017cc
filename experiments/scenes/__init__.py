"""The gallery: races set up to show one thing each. What they claim is tested on their runs."""

from experiments.scenes.adaptive import ADAPTIVE
from experiments.scenes.batches import BATCHES
from experiments.scenes.curvature import CURVATURE
from experiments.scenes.ground import GROUND
from experiments.scenes.momentum import MOMENTUM
from experiments.scenes.over_time import OVER_TIME
from experiments.scenes.rates import RATES
from experiments.scenes.scene import Comparison, Scene

THEMES: dict[str, tuple[Scene | Comparison, ...]] = {
    "Learning rates": RATES,
    "Momentum": MOMENTUM,
    "A rate for each coordinate": ADAPTIVE,
    "Hard ground": GROUND,
    "Schedules and noise": OVER_TIME,
    "Batches and noise": BATCHES,
    "Curvature": CURVATURE,
}
"""The scenes by what they are about, in teaching order."""

SCENES: tuple[Scene, ...] = tuple(
    scene for theme in THEMES.values() for scene in theme if isinstance(scene, Scene)
)
"""All races."""

COMPARISONS: tuple[Comparison, ...] = tuple(
    scene for theme in THEMES.values() for scene in theme if isinstance(scene, Comparison)
)
"""All comparisons of batch sizes."""

__all__ = ["COMPARISONS", "SCENES", "THEMES", "Comparison", "Scene"]
