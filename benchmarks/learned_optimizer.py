"""The learned optimizer on surfaces that it never saw, against rules written by hand: win or lose.

All surfaces but those that it was trained on, and but those with lower ground off the map. 200
steps from every surface's own starts and from others anywhere on the map. A number is the mean over
the starts of log10 of the best height reached above the minimum, in shares of the start's: -3 is a
thousandth left. The learned optimizer runs as it comes. Adam, Adam with a cosine schedule as long
as the run, and Rprop have the learning rate that is best on the tasks that it was trained on. The
last column is Adam at the rate that is best on the very surface and from these very starts, which
nobody knows beforehand.

    python -m benchmarks.learned_optimizer
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from benchmarks.catalogue import lowest
from core.arrays import Array
from core.commands import command
from experiments import run
from optimizers import Adam, LearnedOptimizer, Optimizer, Rprop, Scheduled
from optimizers.schedules import CosineAnnealing
from studies.learned_optimizer.tasks import KINDS
from studies.learned_optimizer.training import VALIDATION, Recipe, meta_loss
from surfaces import SURFACES, Noisy, Surface

STEPS = Recipe().steps
STARTS = 16
RATES = np.geomspace(1e-4, 10.0, 21)
FLOOR = 1e-15
CLEARLY = 0.1
"""Powers of ten between a win and a draw."""

Rivals = dict[str, Optimizer]


def tuned(rule: Callable[[float], Optimizer]) -> Optimizer:
    """Return a rule at the rate with the lowest meta-loss on the training tasks."""
    rates = [float(f"{rate:.2g}") for rate in RATES]
    return min(map(rule, rates), key=lambda one: meta_loss(one, (0, 0), VALIDATION, STEPS, 1)[0])


def starting_points(surface: Surface) -> Array:
    """Return a surface's own starts and others from all over its map, ``(2, STARTS)``."""
    own = np.array(surface.starts).T
    low, high = np.array(surface.domain.low), np.array(surface.domain.high)
    drawn = np.random.default_rng(0).uniform(size=(STARTS - own.shape[1], 2))
    return np.concatenate([own, (low + (high - low) * drawn).T], axis=1)


def left(rule: Optimizer, surface: Surface) -> Array:
    """Return log10 of what the best points of runs leave, mean over the starts: ``(*rates)``."""
    value = run(rule, surface, starting_points(surface), STEPS).value - lowest(surface)
    share = np.clip(value.min(axis=0) / value[0], 0.0, None)
    return np.mean(np.log10(share + FLOOR), axis=-1)


def held_out() -> list[Surface]:
    """Return the surfaces that were not trained on and whose lowest value is known."""
    chosen = [kind() for kind in SURFACES.values() if kind not in KINDS and not kind.beyond]
    return [surface for surface in chosen if surface.minima]


def against(ours: Array, theirs: Array) -> str:
    """Count wins, draws and losses."""
    ahead = theirs - ours
    wins, losses = int(np.sum(ahead > CLEARLY)), int(np.sum(ahead < -CLEARLY))
    return f"{wins:3} won {len(ours) - wins - losses:3} drawn {losses:3} lost"


def line(name: str, cells: list[str]) -> None:
    """Print a line of a table."""
    print(f"{name:22}" + "".join(f"{cell:>18}" for cell in cells))


def without_noise(rivals: Rivals) -> None:
    """Print the table of the best heights, and count."""
    oracle = Adam(lr=RATES[:, None])
    names = [*rivals, "Adam, rate known"]
    line(f"best of {STEPS} steps", names)
    rows: list[list[float]] = []
    for surface in held_out():
        known = float(left(oracle, surface).min())
        rows.append([*(float(left(rule, surface)) for rule in rivals.values()), known])
        line(type(surface).__name__, [f"{number:.2f}" for number in rows[-1]])
    line("mean", [f"{number:.2f}" for number in np.mean(rows, axis=0)])
    ours, *others = np.array(rows).T
    print()
    for name, theirs in zip(names[1:], others, strict=True):
        print(f"against {name:18} {against(ours, theirs)}")


def with_noise(rivals: Rivals) -> None:
    """Print how high runs on noisy bowls are in the end: log10 of the mean height."""
    print()
    line("noise of 1, last step", [*rivals])
    for surface in held_out()[:3]:
        for steps in (STEPS, 10 * STEPS):
            problem, starts = Noisy(surface, sigma=1.0), starting_points(surface)
            ends = [run(rule, problem, starts, steps).value[-1] for rule in rivals.values()]
            heights = [f"{np.log10(np.mean(end) - lowest(surface)):.2f}" for end in ends]
            line(f"{type(surface).__name__}, {steps} steps", heights)


def main() -> None:
    """Print both tables."""
    rivals: Rivals = {
        "learned": LearnedOptimizer(),
        "Adam": tuned(lambda lr: Adam(lr=lr)),
        "Adam, cosine": tuned(lambda lr: Scheduled(Adam(lr=lr), CosineAnnealing(STEPS))),
        "Rprop": tuned(lambda lr: Rprop(lr=lr)),
    }
    for name, rule in rivals.items():
        print(f"{name:22} {rule}")
    print()
    without_noise(rivals)
    with_noise(rivals)


if __name__ == "__main__":
    command(main)
