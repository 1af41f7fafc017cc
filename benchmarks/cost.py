"""The predicted cost against seconds, over a random draw of races and studies.

Each draw is scaled, by its steps or numbers, to a small part of the limit, and its seconds on one
core are scaled back up: what would just be allowed takes about so long. Rules are wrapped at
random, surfaces are noisy, of data, or typed.

    OPENBLAS_NUM_THREADS=1 python -m benchmarks.cost --draws 20
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from experiments import Experiment
from experiments.cost import LIMIT
from optimizers import OPTIMIZERS, SAM, Clipped, Lookahead, Optimizer, Scheduled
from optimizers.schedules import CosineAnnealing
from studies.basin_maps.map_spec import BasinMap
from studies.batch_sizes.comparison import BatchSizes
from studies.fair_races.fair_race import FairRace
from studies.fair_races.tuning import Protocol
from studies.networks import Training
from studies.networks.spectra import bends
from studies.seeds.ensemble import Ensemble
from studies.sweeps.sensitivity import Sensitivity, SweepNumbers
from surfaces import SURFACES, Formula, MiniBatch, Noisy, Surface
from surfaces.data_loss import DataLoss
from surfaces.networks import Perceptron

PART = 1 / 100
"""Of the limit, which each draw costs about."""
TYPED = "sin(x*y) + exp(cos(x) + sin(y)**3)*log(2 + x**2) + abs(x - y)"
WRAPPERS: tuple[Callable[[Any], Optimizer], ...] = (
    SAM,
    Lookahead,
    lambda inner: Clipped(inner, norm=1.0),
    lambda inner: Scheduled(inner, CosineAnnealing(100)) if hasattr(inner, "lr") else SAM(inner),
)


def a_rule(chance: np.random.Generator) -> Optimizer:
    """Draw a rule, often wrapped."""
    rule: Optimizer = OPTIMIZERS[str(chance.choice([*OPTIMIZERS]))]()
    for _ in range(chance.integers(0, 4)):
        rule = WRAPPERS[chance.integers(len(WRAPPERS))](rule)
    return rule


def a_surface(chance: np.random.Generator) -> Surface:
    """Draw a surface, perhaps with noise or batches."""
    name = str(chance.choice([*SURFACES]))
    surface = Formula(TYPED) if name == "Formula" else SURFACES[name]()
    if chance.random() < 0.3:
        return MiniBatch(surface, 8) if isinstance(surface, DataLoss) else Noisy(surface)
    return surface


def a_race(chance: np.random.Generator) -> Experiment:
    """Draw a race of one rule."""
    surface = a_surface(chance)
    return Experiment(surface, (a_rule(chance),), surface.starts[0], 1000)


def scaled(value: Any) -> Any:
    """Return a value with so many steps that it costs the wanted part of the limit."""
    steps = int(value.cost.steps * PART * LIMIT / value.cost.evaluations)
    steps = min(max(steps, 3), 4000)
    if isinstance(value, Ensemble):
        return replace(value, experiment=replace(value.experiment, steps=steps))
    return replace(value, steps=steps)


def draws(chance: np.random.Generator) -> dict[str, Any]:
    """Draw one of each kind."""
    race = a_race(chance)
    data = SURFACES[str(chance.choice(["LinearRegression", "LogisticRegression", "TanhNeuron"]))]()
    size, fast = int(chance.choice([64, 128])), a_rule(chance)
    network = Perceptron(layers=str(chance.choice(["", "8,8", "16,16"])))
    return {
        "race": scaled(race),
        "seeds": scaled(Ensemble(replace(race, steps=200), runs=int(chance.choice([8, 64])))),
        "batch sizes": scaled(BatchSizes(data, fast, (1, 16, 64), data.starts[0])),
        "training": scaled(Training(network, (a_rule(chance),), steps=100)),
        "fair race": FairRace(race.surface, race.optimizers, Protocol(trials=8, starts=4)),
        "basins": scaled(BasinMap(a_surface(chance), (fast,), size, 100)),
        "sensitivity": Sensitivity(
            a_surface(chance), (OPTIMIZERS["Adam"](),), numbers=SweepNumbers(200, 32, 100)
        ),
    }


def main() -> None:
    """Print the seconds that what is just allowed would take, by kind."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--draws", type=int, default=20, help="of each kind")
    asked = parser.parse_args()
    chance, found = np.random.default_rng(0), dict[str, list[float]]()
    dearest: list[tuple[float, str]] = []
    for _ in range(asked.draws):
        for kind, value in draws(chance).items():
            predicted = value.cost.evaluations
            begin = time.process_time()
            runs = value.run()
            if isinstance(value, Training):
                _ = [bends(value.network, run) for run in runs]
            seconds = (time.process_time() - begin) * LIMIT / predicted
            found.setdefault(kind, []).append(seconds)
            dearest.append((seconds, f"{kind}: {value.to_query()[:160]}"))
    print("seconds of one core that the limit stands for: least, median, most")
    for kind, seconds in found.items():
        print(f"{kind:12s} {min(seconds):6.1f} {np.median(seconds):6.1f} {max(seconds):6.1f}")
    for seconds, text in sorted(dearest)[-5:]:
        print(f"  {seconds:.0f} s: {text}")


if __name__ == "__main__":
    main()
