"""Random runs: how many of them the judge names what they are not.

Each is labelled by ``benchmarks.verdict_truth``, which shares nothing with the judge:

    python -m benchmarks.verdict_labels --runs 6000 --seed 1
    python -m benchmarks.verdict_labels --seed 1 --only 444 662
"""

from __future__ import annotations

import argparse
from collections import Counter
from typing import NamedTuple

import numpy as np

from benchmarks.verdict_draws import Drawn, draw
from benchmarks.verdict_reasons import misstated
from benchmarks.verdict_truth import NEAR, Truth
from diagnosis import Verdict, judge
from experiments.text import write

SLACK = 1e-3
"""Part of a height: a loss that fell by less in half a run did not fall."""
ROUNDING = 1e-12
"""Part of a number: less is not told from rounding."""
TOO_MANY = 5
"""A run of which so many names are true is not decided."""


def arrived(t: Truth) -> bool:
    """Come to a lowest point that is known or, where none is, to the bottom of some ground."""
    if t.distance <= NEAR / 100 and t.gap <= 1e-6 * min(t.drop, t.relief) and t.lately <= NEAR / 3:
        return True  # however far off the last tenth of the run began
    known = t.distance <= NEAR / 2 or (len(t.minima) > 0 and t.gap <= 1e-6 * min(t.drop, t.relief))
    if known:
        stopped = starved(t) and not t.problem.kink and t.distance > NEAR / 6
        return t.spread <= NEAR and not (stopped and t.steepness > 0.5)
    at_bottom = bottomed(t) and (not len(t.minima) or t.gap <= 0)
    return at_bottom and not (t.will_fall > 0.5 and t.gap > 1e-6 * t.drop)


def bottomed(t: Truth) -> bool:
    """Come to rest at the bottom of some ground."""
    if t.spread > NEAR:
        return False
    if t.level is not None and t.bends(t.level)[0] > 1e-9 * abs(t.bends(t.level)[-1]):
        return True
    return t.rough_bottom is not None


def dented(t: Truth) -> bool:
    """Come to rest at the bottom of a dent that is not the lowest."""
    return bottomed(t) and t.distance > NEAR / 4 and (t.gap > 0 or not len(t.minima))


def in_dip(t: Truth) -> bool:
    """Rest so near to the bottom of ground that rises that no name for a slope is true."""
    if t.problem.kink or not (arrived(t) or dented(t)) or t.rim <= SLACK * t.relief:
        return False
    near = t.far_from_bottom <= NEAR / 6
    return bool(np.any(near & (t.above_bottom <= 0.01 * (t.rim + t.above_bottom))))


def at_saddle(t: Truth) -> bool:
    """Come to rest where there is no slope, and lower ground all the same."""
    if t.level is None or t.spread > NEAR or t.is_bottom(t.level):
        return False
    near = np.linalg.norm(t.level - t.end) <= NEAR * t.size
    return bool(t.bends(t.level)[0] <= 0 and near and t.steepness <= 0.1)


def level(t: Truth) -> bool:
    """Stand on high ground that hardly slopes, and hardly lower than half of the run before.

    Ground with next to no slope may just have been reached.
    """
    high = max(t.relief, t.gap)
    steep = np.linalg.norm(t.slope_along) * t.size
    changed, lately = (abs(t.v[-1] - t.v[t.last - t.last // part]) for part in (2, 8))
    gentle = steep <= 0.2 * high and changed <= 0.02 * max(t.relief, t.drop)
    none = steep <= 0.01 * high and lately <= 0.02 * high
    return bool((gentle or none) and not in_dip(t))


def starved(t: Truth) -> bool:
    """Have but a fifth of the largest rate left."""
    rates = t.trajectory.lr[: t.last]
    return len(rates) > 0 and bool(rates[-1] < 0.2 * np.nanmax(rates))


def stands(t: Truth) -> bool:
    """Have come to rest, or have no rate left, where there is a slope.

    At rest is what neither moves nor falls for half of the run, or never leaves any more.
    """
    still = t.went <= NEAR and t.travelled <= 3 * NEAR and t.fell <= 0.05
    still = still or ((starved(t) or t.stays) and t.spread <= NEAR / 3)
    return still and bool(np.linalg.norm(t.slope(t.end)) > 0) and not in_dip(t)


def falling(t: Truth) -> bool:
    """End lower than half of the run before, and not by chance, or be about to."""
    if t.last < 4:
        return bool(t.v[-1] <= t.v[0])
    if t.fell > SLACK and not t.rose:
        return True
    steep = np.linalg.norm(t.slope(t.end)) * NEAR * t.size > 1e3 * max(t.drop, t.relief)
    if steep and t.v[-1] < np.min(t.heights) - t.relief:  # down a pole
        return True
    if in_dip(t):
        return False
    goes_on = t.will_fall > 0.1 and t.v[-1] <= t.v[t.last // 2]
    creeps = t.goes_lower and t.v[-1] <= t.v[t.last // 2]
    return bool((t.steadily > 0.5 or t.ever_lower or goes_on or creeps) and not t.rose)


def swinging(t: Truth) -> bool:
    """Go back and forth, or up, and visibly so."""
    if t.last < 4:
        return bool(t.v[-1] > t.v[0] or t.flips > 0)
    heights = SLACK * min(t.drop, t.relief, max(t.gap, 0.0))
    late = t.v[t.last // 2 :]
    back = t.flips > 0.25 or (t.went < 0.6 * t.travelled and t.steadily < 0.9)
    seen = t.travelled > NEAR / 3 or np.sum(np.maximum(np.diff(late), 0)) > heights
    up = t.v[-1] - np.min(late) > heights
    return bool((back and seen) or t.fell < -SLACK or up)


def exploding(t: Truth) -> bool:
    """End so much higher than at the start, and rising, that no name but this one is true."""
    quarter = t.last - t.last // 4
    rising = t.v[-1] >= 0.1 * np.max(t.v) and np.max(t.v[quarter:]) > np.max(t.v[:quarter])
    return t.last >= 3 and bool(t.gap > 1e6 * max(t.drop, t.relief) and rising)


def running_away(t: Truth) -> bool:
    """Leave the map for good, or climb ever higher."""
    quarter = t.last - t.last // 4
    if t.gap > 1e3 * max(t.drop, t.relief) or t.out[-1] > 20 * max(1.0, t.out[0]):
        return True
    outward = t.out[-1] > 2.5 * max(1.0, t.out[0]) and np.argmax(t.out) >= quarter
    rising = t.gap > 2 * t.drop and np.max(t.v[quarter:]) > np.max(t.v[:quarter])
    if outward and t.gap > t.drop:
        return True
    return bool((outward or (rising and t.last >= 3)) and t.leaves)


NAMES = {
    "converged": arrived,
    "local minimum": dented,
    "at a saddle": at_saddle,
    "on a plateau": level,
    "still descending": falling,
    "oscillating": swinging,
    "stalled on a slope": stands,
    "diverged": running_away,
}


def labels(t: Truth) -> set[str]:
    """Return all names of outcomes that are true of a run."""
    if t.overflowed or exploding(t):
        return {"diverged"}
    return {name for name, holds in NAMES.items() if holds(t)}


class Judged(NamedTuple):
    """One drawn run, its verdict, and what is so."""

    drawn: Drawn
    verdict: Verdict
    true: set[str]
    false: list[str]
    """What is false in the reason."""

    @property
    def decided(self) -> bool:
        """Whether the true names tell anything."""
        return 0 < len(self.true) < TOO_MANY

    def __str__(self) -> str:
        """Write the run as it is drawn."""
        rule, problem, start, steps, number = self.drawn
        return f"{number}: {write(rule)} on {write(problem)} from {start}, {steps} steps"


def judged(seed: int, number: int) -> Judged:
    """Draw a run, judge it, and label it."""
    drawn = draw(seed, number)
    with np.errstate(all="ignore"):
        t = Truth(drawn)
        verdict = judge(t.trajectory)
        return Judged(drawn, verdict, labels(t), misstated(t, verdict))


def main() -> None:
    """Draw, label, judge and compare."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runs", type=int, default=600)
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--first", type=int, default=0, help="number of the first run")
    asked.add_argument("--only", type=int, nargs="+", help="numbers of the runs to look at")
    options = asked.parse_args()
    pairs, sizes = Counter[tuple[str, str]](), Counter[int]()
    numbers = options.only or range(options.first, options.first + options.runs)
    wrong = undecided = misspoken = 0
    for number in numbers:
        case = judged(options.seed, number)
        verdict, true = case.verdict, sorted(case.true)
        sizes[len(true)] += 1
        if not case.decided:
            undecided += 1
            print(f"undecided {case}: {verdict.outcome} or {true}")
        elif verdict.outcome not in true:
            wrong += 1
            pairs[verdict.outcome, " / ".join(true)] += 1
            print(f"MISNAMED {case}:\n    {verdict.outcome}, not {true}. {verdict.reason}")
        elif options.only:
            print(f"right {case}:\n    {verdict.outcome}, of {true}. {verdict.reason}")
        if case.false:
            misspoken += 1
            print(f"MISSTATED {case}:\n    {'; '.join(case.false)}. {verdict.reason}")
    print("\nnamed, and what is so:")
    for (named, so), count in pairs.most_common():
        print(f"{count:5}  {named:18} {so}")
    print(
        f"\nseed {options.seed}, {len(numbers)} runs: {wrong} misnamed"
        f" ({100 * wrong / len(numbers):.2f}%), {misspoken} with a false reason, {undecided}"
        f" undecided ({100 * undecided / len(numbers):.1f}%); names that are true of a run:"
        f" {dict(sorted(sizes.items()))}"
    )


if __name__ == "__main__":
    main()
