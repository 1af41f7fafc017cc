"""Rules compared at equal cost, each tuned with equal care."""

from studies.fair_races.fair_race import FairRace, FairResult
from studies.fair_races.tuning import Protocol, Tuning, tune
from studies.profiles import Profile, ProfileResult

__all__ = ["FairRace", "FairResult", "Profile", "ProfileResult", "Protocol", "Tuning", "tune"]
