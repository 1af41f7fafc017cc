"""Contests: rules compared at equal price, each tuned with equal care."""

from experiments.contests.fair import FairRace, FairResult
from experiments.contests.profiles import Profile, ProfileResult
from experiments.contests.tuning import Protocol, Tuning, tune

__all__ = ["FairRace", "FairResult", "Profile", "ProfileResult", "Protocol", "Tuning", "tune"]
