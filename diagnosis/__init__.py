"""What became of a run and why, and what would have helped: tried before it is said."""

from diagnosis.advising import advise, search, wanting
from diagnosis.causes import Cause
from diagnosis.improvement import Advice
from diagnosis.measurements import Detail, Diagnosis, diagnose
from diagnosis.outcomes import Outcome
from diagnosis.trials import cost
from diagnosis.verdicts import Verdict, judge

__all__ = [
    "Advice",
    "Cause",
    "Detail",
    "Diagnosis",
    "Outcome",
    "Verdict",
    "advise",
    "cost",
    "diagnose",
    "judge",
    "search",
    "wanting",
]
