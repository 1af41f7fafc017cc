"""What became of a run and why, and what would have helped: tried before it is said."""

from diagnosis.advising import advise, search, wanting
from diagnosis.improvement import Advice
from diagnosis.trials import cost
from experiments.judging.verdicts import judge

__all__ = ["Advice", "advise", "cost", "judge", "search", "wanting"]
