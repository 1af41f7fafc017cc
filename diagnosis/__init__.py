"""What became of a run and why, and what would have helped: tried before it is said."""

from diagnosis.advising import advise, search
from diagnosis.improvement import Advice
from experiments.judging.verdicts import judge

__all__ = ["Advice", "advise", "judge", "search"]
