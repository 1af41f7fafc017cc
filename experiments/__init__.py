"""Runs, what they leave behind, and the text that describes them."""

from experiments import earlier
from experiments.experiment import DEFAULT, Experiment, bounds, nearest
from experiments.labels import labels
from experiments.running import run
from experiments.trajectory import Evaluations, Trajectory
from experiments.url_query import MOST_OPTIMIZERS, SEED, STEPS

earlier.install()

__all__ = [
    "DEFAULT",
    "MOST_OPTIMIZERS",
    "SEED",
    "STEPS",
    "Evaluations",
    "Experiment",
    "Trajectory",
    "bounds",
    "labels",
    "nearest",
    "run",
]
