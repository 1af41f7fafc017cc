"""Runs, what they leave behind, and the text that describes them."""

from experiments.experiment import DEFAULT, Experiment, bounds, nearest
from experiments.judging.causes import Cause
from experiments.judging.diagnosis import Detail, Diagnosis, diagnose
from experiments.judging.outcomes import Outcome
from experiments.judging.verdicts import Verdict
from experiments.links import MOST_OPTIMIZERS, SEED, STEPS
from experiments.running import run
from experiments.trajectory import Evaluations, Trajectory

__all__ = [
    "DEFAULT",
    "MOST_OPTIMIZERS",
    "SEED",
    "STEPS",
    "Cause",
    "Detail",
    "Diagnosis",
    "Evaluations",
    "Experiment",
    "Outcome",
    "Trajectory",
    "Verdict",
    "bounds",
    "diagnose",
    "nearest",
    "run",
]
