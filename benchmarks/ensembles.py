"""An ensemble of 64 seeds in one batched run, against the same runs one after the other.

Four optimizers, 300 steps, on Rosenbrock's valley under noise, and on batches of 16 samples of a
logistic regression. Both sides give the same numbers, bit for bit.

    python -m benchmarks.ensembles
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from benchmarks.timing import medians
from core.commands import command
from experiments import Experiment
from optimizers import Adam, Momentum, Nesterov, RMSprop
from studies.seeds.ensemble import Ensemble
from surfaces import LogisticRegression, MiniBatch, Noisy, Rosenbrock, Surface

ROUNDS = 5
RULES = (Momentum(lr=0.002), Nesterov(lr=0.0015), RMSprop(lr=0.02), Adam(lr=0.1))
SURFACES: dict[str, Surface] = {
    "Noisy(Rosenbrock())": Noisy(Rosenbrock(), sigma=1.0),
    "MiniBatch(LogisticRegression())": MiniBatch(LogisticRegression(), 16),
}


def one_by_one(ensemble: Ensemble) -> list[np.ndarray]:
    """Run every version of the race by itself; return the paths, ``(steps + 1, n)`` each."""
    races = [ensemble.member(k) for k in range(ensemble.runs)]
    return [run.theta for race in races for run in race.run()]


def main() -> None:
    """Print the medians and the ratio, on each surface."""
    for name, surface in SURFACES.items():
        race = Experiment(surface, RULES, surface.starts[0], 300)
        ensemble = replace(Ensemble(race, 64), spread=0.05)
        runs = ensemble.run()
        together = [run.theta[..., k] for k in range(64) for run in runs]
        assert all(map(np.array_equal, together, one_by_one(ensemble)))  # noqa: S101 - the claim
        seconds = medians(
            ROUNDS,
            together=ensemble.run,
            one_by_one=lambda ensemble=ensemble: one_by_one(ensemble),
        )
        ratio = seconds["one_by_one"] / seconds["together"]
        print(f"{name}: 64 seeds, {len(RULES)} optimizers, 300 steps")
        for side, taken in seconds.items():
            print(f"  {side:12} {taken * 1e3:9.1f} ms")
        print(f"  {ratio:.0f} times as fast")


if __name__ == "__main__":
    command(main)
