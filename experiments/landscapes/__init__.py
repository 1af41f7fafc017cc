"""Networks in training, and the planes and curvatures by which their landscapes are looked at."""

from experiments.landscapes.training import DEFAULT, Training, nearest

__all__ = ["DEFAULT", "Training", "nearest"]
