"""Advice, followed to the letter: how often it helps, and how often it is given where it could.

Draws runs at random, asks for advice, follows it through the text of a link and nothing else, and
judges on seeds that the search for it did not see:

    python -m benchmarks.advice --runs 1000 --seed 1

A run is better if at most three quarters of its height above the lowest known loss are left (or
another ``--part``), or if it comes to the minimum and did not before; it is worse if it ends a
tenth higher, or overflows and did not before. Under noise the medians over the seeds count. Whether
something would have helped is asked of a random search over the entrant's own knobs, which has no
part of the search for advice in it.
"""

from __future__ import annotations

import argparse
from collections import Counter
from dataclasses import fields, replace
from functools import lru_cache
from typing import Any

import numpy as np

from core.knobs import Knob, knobs
from diagnosis import Advice, advise, judge
from experiments import Experiment, Trajectory, run
from optimizers import (
    OPTIMIZERS,
    SAM,
    Averaged,
    Clipped,
    Decayed,
    Lookahead,
    Optimizer,
    Penalized,
    Scheduled,
)
from optimizers.schedules import SCHEDULES, CosineAnnealing, ExponentialDecay
from surfaces import SURFACES, MiniBatch, Noisy, Surface
from surfaces.data_loss import DataLoss

OTHER_SEEDS = 15
FIRST_SEED = 1_000_000
LANES = 96
NEAR = 0.005
"""Part of the map's diagonal within which a point counts as at a minimum."""


def between(rng: np.random.Generator, about: Knob, count: int | None = None) -> Any:
    """Draw from the range of a knob, evenly on its slider."""
    u = rng.random(count)
    if about.log:
        return about.low * np.power(about.high / about.low, u)
    return about.low + (about.high - about.low) * u


def rule(rng: np.random.Generator) -> Optimizer:
    """Draw a rule; half of the time only its rate is out of the ordinary."""
    kind = OPTIMIZERS[rng.choice([*OPTIMIZERS])]
    drawn: Any = kind()
    usual = rng.random() < 0.6
    for name, about in knobs(kind).items():
        turns = not about.integer and not about.optional and name not in ("eps", "lowest")
        if turns and (name in ("lr", "radius") or (not usual and rng.random() < 0.5)):
            drawn = replace(drawn, **{name: float(f"{between(rng, about):.3g}")})
    return drawn


def wrapped(rng: np.random.Generator, inner: Any, steps: int) -> Optimizer:
    """Put something around a rule, three times out of ten."""
    if rng.random() > 0.3:
        return inner
    schedule = rng.choice([*SCHEDULES])
    named: Any = SCHEDULES[schedule]
    try:
        scheduled = named().fitted(steps) if rng.random() < 0.5 else named()
    except TypeError:
        scheduled = CosineAnnealing(max(1, steps // int(rng.integers(1, 6))))
    if rng.random() < 0.3:
        scheduled = ExponentialDecay(float(f"{10 ** rng.uniform(-3, -0.5):.2g}"))
    choice = int(rng.integers(7))
    if choice == 0 or (choice == 1 and "lr" not in knobs(inner)):
        return Clipped(inner, norm=float(f"{10 ** rng.uniform(-3, 2):.2g}"))
    if choice == 1:
        return Scheduled(inner, scheduled)
    if choice == 2:
        return Lookahead(inner)
    if choice == 3:
        return SAM(inner, rho=float(f"{10 ** rng.uniform(-2, 1):.2g}"))
    if choice == 4:
        return Averaged(inner)
    if choice == 5:
        return Penalized(inner, l2=float(f"{10 ** rng.uniform(-3, 1):.2g}"))
    return Decayed(inner, weight_decay=float(f"{10 ** rng.uniform(-3, 0):.2g}"))


def drawn(rng: np.random.Generator) -> Experiment | None:
    """Draw a race of one, or None where it cannot start."""
    surface: Surface = SURFACES[rng.choice([*SURFACES])]()
    steps = round(10 ** rng.uniform(1.5, 3))
    box = surface.domain
    start = surface.starts[int(rng.integers(len(surface.starts)))]
    if rng.random() < 0.5:
        start = [round(float(rng.uniform(a, b)), 3) for a, b in zip(box.low, box.high, strict=True)]
    if rng.random() < 0.3:
        if isinstance(surface, DataLoss) and rng.random() < 0.5:
            surface = MiniBatch(surface, int(min(surface.samples, 2 ** rng.integers(0, 6))))
        else:
            surface = Noisy(surface, sigma=float(f"{10 ** rng.uniform(-2, 0.5):.2g}"))
    optimizer = wrapped(rng, rule(rng), steps)
    try:
        return Experiment(surface, (optimizer,), tuple(start), steps, int(rng.integers(1000)))
    except ValueError:
        return None


def noisy(race: Experiment) -> bool:
    """Tell whether the steps see something else than the true loss."""
    return race.surface.at(1) is not race.surface


@lru_cache(maxsize=4)
def ended(race: Experiment) -> tuple[float, bool, bool]:
    """Run on seeds of its own: the median loss at the end, whether it is at a minimum, or gone."""
    seeds = FIRST_SEED + np.arange(OTHER_SEEDS) if noisy(race) else race.seed
    ran = run(race.optimizers[0], race.surface, race.start, race.steps, seeds)
    loss = np.where(ran.diverged, np.inf, ran.value[-1])
    box = race.surface.domain
    diagonal = np.linalg.norm(np.subtract(box.high, box.low))
    last = ran.theta[-1].reshape(len(race.start), -1)
    minima = np.array(race.surface.minima).reshape(-1, len(race.start))
    apart = [np.hypot(*(last - m[:, None])) for m in minima] or [np.array([np.inf])]
    at = bool(np.median(np.min(apart, axis=0)) <= NEAR * diagonal)
    return float(np.median(loss)), at, bool(np.mean(ran.diverged) >= 0.5)


def lowest(race: Experiment, *seen: float) -> float:
    """Return the lowest loss known."""
    floor = race.surface.floor
    return min(seen) if floor is None else floor


def judged(race: Experiment, followed: Experiment, part: float) -> str:
    """Say what came of following."""
    (was, at, gone), (now, arrived, lost) = ended(race), ended(followed)
    floor = lowest(race, was, now)
    if now - floor <= part * (was - floor) or (arrived and not at):
        return "helped"
    return "harm" if (lost and not gone) or now - floor > 1.1 * (was - floor) else "nothing"


def at_rest(race: Experiment) -> bool:
    """Tell whether a run is at a minimum already, or has come as low as numbers tell."""
    _, at, gone = ended(race)
    return not gone and at


def swept(rng: np.random.Generator, optimizer: Any, which: str) -> Any:
    """Return an optimizer with knobs drawn anew for every run of a batch."""
    changes: dict[str, Any] = {}
    idle = optimizer.idle
    for f in fields(optimizer):
        held = getattr(optimizer, f.name)
        if f.name == "inner":
            changes["inner"] = swept(rng, held, which)
        elif "knob" in f.metadata and isinstance(held, float) and f.name not in idle:
            about = f.metadata["knob"]
            if f.name == which or (which == "all" and rng.random() < 0.6):
                if about.log:
                    low, high = max(about.low, held * 1e-4), min(about.high, held * 1e4)
                    changes[f.name] = low * np.power(high / low, rng.random(LANES))
                else:
                    changes[f.name] = between(rng, about, LANES)
    return replace(optimizer, **changes)


def improvable(rng: np.random.Generator, race: Experiment, part: float) -> bool:
    """Tell whether a random search over the entrant's own knobs finds a clear improvement."""
    was, _, _ = ended(race)
    count = 5 if noisy(race) else 1
    names = {f.name for layer in chain(race.optimizers[0]) for f in fields(layer)}
    for which in [*(name for name in ("lr", "beta", "beta1") if name in names), "all", "all"]:
        optimizer = swept(rng, race.optimizers[0], which)
        seeds = FIRST_SEED + 100 + np.arange(count)[:, None] if noisy(race) else race.seed
        lanes = np.array(race.start)[:, None, None]
        ran = run(optimizer, race.surface, np.repeat(lanes, LANES, axis=2), race.steps, seeds)
        box = race.surface.domain
        low, high = (np.array(edge)[:, None, None] for edge in (box.low, box.high))
        off = ((ran.theta[-1] < low) | (ran.theta[-1] > high)).any(axis=0)
        final = np.where(ran.diverged | off, np.inf, ran.value[-1])
        best = float(np.min(np.median(final, axis=0)))
        start = float(race.surface.value(np.array(race.start)[:, None])[0])
        floor = lowest(race, was, best)
        if best - floor <= part * (min(was, start) - floor) and best < was - 1e-12 * abs(was):
            return True
    return False


def chain(optimizer: Any) -> list[Any]:
    """Return an optimizer and what it holds."""
    return [optimizer, *(chain(optimizer.inner) if hasattr(optimizer, "inner") else [])]


def follow(race: Experiment, advice: Advice) -> Experiment | None:
    """Follow advice as a visitor would, through the text of a link; None if it cannot be."""
    try:
        followed = Experiment.from_query(advice.applied(race, 0).to_query())
    except ValueError:
        return None
    return None if followed == race else followed


def main() -> None:
    """Draw, ask, follow, and count."""
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--runs", type=int, default=300)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--part", type=float, default=0.75)
    options.add_argument("--show", action="store_true", help="print failures and misses")
    asked = options.parse_args()
    rng = np.random.default_rng(asked.seed)
    came, cover, counts = Counter[str](), Counter[bool](), Counter[str]()
    while counts["runs"] < asked.runs:
        if asked.show and counts["runs"] % 100 == 0:
            print(counts["runs"], *came.items(), *cover.items(), flush=True)
        race = drawn(rng)
        if race is None:
            continue
        counts["runs"] += 1
        trajectory: Trajectory = race.run()[0]
        advice = advise(trajectory)
        resting = at_rest(race)
        counts["at a minimum already"] += resting
        if advice is not None:
            followed = follow(race, advice)
            result = "impossible" if followed is None else judged(race, followed, asked.part)
            came[result] += 1
            counts["advice at a minimum already"] += resting
            if asked.show and result != "helped":
                print(result, race.to_query(), "\n   ", advice.sentence)
        if not resting and improvable(rng, race, asked.part):
            cover[advice is not None] += 1
            if asked.show and advice is None:
                told = judge(trajectory)
                print("missed", race.to_query(), told.outcome, told.cause, told.value)
    given, could = came.total(), cover.total()
    print(f"{asked.runs} runs, {counts['at a minimum already']} of them at a minimum already")
    print(f"advice given: {given} ({counts['advice at a minimum already']} of them there)")
    for what in ("helped", "nothing", "harm", "impossible"):
        print(f"  {what:<10} {came[what]:5d}  {100 * came[what] / max(1, given):5.1f} %")
    told = f"{100 * cover[True] / max(1, could):.1f} %"
    print(f"own knobs could help in {could} runs; advice was given in {cover[True]}, {told}")


if __name__ == "__main__":
    main()
