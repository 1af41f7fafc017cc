"""Runs, what they leave behind, and the text that describes them."""

from experiments.experiment import (
    DEFAULT,
    MOST_OPTIMIZERS,
    SEED,
    STEPS,
    Experiment,
    bounds,
    nearest,
)
from experiments.outcomes import Outcome
from experiments.running import run
from experiments.trajectory import Evaluations, Trajectory
from experiments.verdicts import Verdict

__all__ = [
    "DEFAULT",
    "MOST_OPTIMIZERS",
    "SEED",
    "STEPS",
    "Evaluations",
    "Experiment",
    "Outcome",
    "Trajectory",
    "Verdict",
    "bounds",
    "nearest",
    "run",
]
