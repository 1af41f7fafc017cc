"""What is false in the reason of a verdict, by what ``benchmarks.verdict_truth`` measures."""

from __future__ import annotations

import numpy as np

from benchmarks.verdict_truth import NEAR, Truth
from diagnosis import Verdict

ROOM = 1.01
"""Factor for the three digits of a sentence."""


def misstated(t: Truth, verdict: Verdict) -> list[str]:
    """Name what is false in the reason of a verdict."""
    told = verdict.reason
    wrong = [
        *_of_the_ground(t, verdict),
        *_of_the_loss(t, verdict),
        *_of_the_steps(t, told),
    ]
    noise = float(getattr(t.problem, "sigma", 0.0))
    slopes = np.linalg.norm(t.trajectory.grad[t.last // 2 : t.last + 1], axis=1)
    if "noise keeps it" in told and noise < 0.1 * np.median(slopes):
        wrong.append("noise that is too weak for it")
    return wrong


def _of_the_ground(t: Truth, verdict: Verdict) -> list[str]:
    """Name what is false about kinks, poles, and heights above the lowest."""
    wrong, told = list[str](), verdict.reason
    if not len(t.problem.minima) and "above the lowest" in told:
        wrong.append("a height above a lowest that nobody knows")
    if verdict.cause == "a kink" and not t.problem.kink:
        wrong.append("a kink on smooth ground")
    if "overflow" in told:
        stop = t.trajectory.stop
        if np.all(np.abs(stop - (t.low + t.high) / 2) < 10 * (t.high - t.low)):
            wrong.append("an overflow of small numbers")
    if "without a floor" in told and not t.v[-1] < np.min(t.heights) - t.relief:
        wrong.append("a pole where the loss has a floor")
    if "rises on all sides" in told and t.rim < 0 and not len(t.bottoms):
        wrong.append("a rise on all sides of ground that falls")
    return wrong


def _of_the_loss(t: Truth, verdict: Verdict) -> list[str]:
    """Name what is false about its rise and fall."""
    wrong, told = list[str](), verdict.reason
    lowest = np.min(t.v[t.last // 2 :])
    if verdict.outcome == "still descending" and "did not fall" in told:
        wrong.append("a descent that does not fall")
    if "the loss rose" in told and not t.v[-1] > lowest:
        wrong.append("a rise that is none")
    if "lately halved" in told and not t.v[-1] < t.v[3 * t.last // 4]:
        wrong.append("a height that did not halve")
    if "has not fallen" in told and t.v[-1] < t.v[t.last // 2]:
        wrong.append("a fall that is denied")
    return wrong


def _of_the_steps(t: Truth, told: str) -> list[str]:
    """Name what is false about how far and which way it went."""
    wrong, (first, *_, last) = list[str](), _quarters(t)
    if "have shrunk to" in told and not t.strides[-1] < 0.5 * ROOM * np.max(t.strides):
        wrong.append("a last step that has not shrunk")
    if "have shrunk from" in told and not last <= 0.1 * ROOM * first:
        wrong.append("steps that have not shrunk")
    if "do not shrink" in told and t.last >= 32 and last < 0.1 * np.median(_quarters(t)[2]):
        wrong.append("steps that do shrink")
    if "the steps with it" in told and not last < 0.7 * np.max(t.strides):
        wrong.append("steps that did not shrink with the rate")
    if "came to rest" in told and t.spread > NEAR:
        wrong.append("a rest that is none")
    if "never moved" in told and np.any(t.strides):
        wrong.append("a run that moved")
    if "zigzags across" in told and t.flips < 0.3:
        wrong.append("a zigzag that is none")
    if "lead back and forth" in told and t.went > 0.6 * t.travelled:
        wrong.append("steps that lead one way")
    return wrong


def _quarters(t: Truth) -> list[float]:
    """Return the median step of each quarter of a run."""
    parts = np.array_split(t.strides, 4)
    return [float(np.median(part)) if len(part) else np.nan for part in parts]
