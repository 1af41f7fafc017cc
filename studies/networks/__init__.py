"""Networks in training, and the planes and curvatures by which their landscapes are looked at."""

from studies.networks.training import DEFAULT, Training

__all__ = ["DEFAULT", "Training"]
