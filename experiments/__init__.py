"""Runs, and what they leave behind."""

from experiments.running import run
from experiments.trajectory import Evaluations, Trajectory

__all__ = ["Evaluations", "Trajectory", "run"]
