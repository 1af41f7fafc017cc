"""Maps of basins, 256 by 256 starts, against torch.optim and Optax; cost against size; memory.

All sides work in double precision, on all cores, and take turns: PyTorch and XLA on their threads,
ours on threads in one process, as on a page (``workers``: on processes that stand ready, as with
``python -m studies --workers``). PyTorch's Adam is the fused one; gradients are found by its and
JAX's differentiation. Ours also notes what the others do not: what each start reached, and when.
A loss is the median over all starts; where runs retire, that is the loss that they do it at.

    python -m benchmarks.basins
"""

from __future__ import annotations

import os
import tracemalloc
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any

import numpy as np
import optax
import torch

from benchmarks.crew import crew
from benchmarks.peers import in_optax, in_torch
from benchmarks.timing import medians
from core.arrays import Array
from core.commands import command
from optimizers import Adam, GradientDescent, Optimizer
from studies import basins
from studies.batched.executors import threads
from surfaces import SURFACES, Himmelblau, Rosenbrock, Surface

SIZE = 256
STEPS = 300
LONG = 1000
LR = 0.05
ROUNDS = 7


def starts(surface: Surface) -> Array:
    """Return the middles of the pixels, ``(2, SIZE * SIZE)``."""
    low, high = np.array([surface.domain.low, surface.domain.high])[:, :, None]
    x, y = low + (np.arange(SIZE) + 0.5) / SIZE * (high - low)
    return np.array(np.meshgrid(x, y)).reshape(2, -1)


def loss(surface: Surface, end: Any) -> str:
    """Write the median loss of where runs ended."""
    value = surface.value(np.asarray(end, dtype=float).reshape(2, -1))
    return f"{np.median(value):9.2e}"


def fixed_length(name: str, workers: Executor) -> None:
    """Compare maps of Adam, a fixed number of steps."""
    surface, rule = SURFACES[name](), Adam(lr=LR)
    start, compiled = starts(surface), in_optax(name, STEPS, optax.adam(LR))

    def ours(executor: Executor | None = None) -> Array:
        return basins(rule, surface, SIZE, STEPS, executor=executor).end

    def fused() -> Array:
        return in_torch(name, start, STEPS, lambda p: torch.optim.Adam([p], lr=LR, fused=True))

    compare(
        name,
        surface,
        ours=ours,
        workers=lambda: ours(workers),
        torch=fused,
        first=lambda: np.asarray(in_optax(name, STEPS, optax.adam(LR))(start)),
        optax=lambda: np.asarray(compiled(start)),
    )


def converging(rule: Optimizer, theirs: optax.GradientTransformation, workers: Executor) -> None:
    """Compare maps on which most runs come to rest long before the end."""
    surface = Himmelblau()
    start, compiled = starts(surface), in_optax("Himmelblau", LONG, theirs)
    compare(
        type(rule).__name__,
        surface,
        ours=lambda: basins(rule, surface, SIZE, LONG).end,
        workers=lambda: basins(rule, surface, SIZE, LONG, executor=workers).end,
        optax=lambda: np.asarray(compiled(start)),
    )


def compare(name: str, surface: Surface, **sides: Callable[[], Array]) -> None:
    """Print how long each side takes, and the loss that it comes to."""
    seconds = medians(ROUNDS, **sides)
    for side, run in sides.items():
        print(
            f"{name:16} {side:8} {seconds[side] * 1e3:7.0f} ms"
            f"  {seconds[side] / seconds['ours']:5.2f} x ours   loss {loss(surface, run())}"
        )


def cost_against_size() -> None:
    """Show that a run costs the same in small maps and in large ones."""
    sizes = (32, 100, 316, 1000)
    sides = {
        f"s{size}": lambda size=size: basins(Adam(lr=LR), Rosenbrock(), size, STEPS)
        for size in sizes
    }
    seconds = medians(3, **sides)
    runs, taken = np.square(sizes), np.array([seconds[f"s{size}"] for size in sizes])
    for count, time in zip(runs, taken, strict=True):
        print(f"{count:9} runs {time:8.3f} s {time / count / STEPS * 1e9:7.2f} ns a run and step")
    each, once = np.polyfit(runs, taken, 1, w=1 / taken)
    off = np.abs((once + each * runs) / taken - 1).max()
    print(
        f"the straight line {once * 1e3:.0f} ms + {each / STEPS * 1e9:.1f} ns a run and step"
        f" is off by {off:.0%} at most"
    )


def memory_against_steps() -> None:
    """Show that memory does not grow with the steps."""
    for steps in (100, 1000, 10_000):
        tracemalloc.start()
        basins(Adam(lr=1e-4), Rosenbrock(), 128, steps)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        print(f"{steps:6} steps of 128 x 128 runs: at most {peak / 1e6:6.1f} MB")


def main() -> None:
    """Print the tables."""
    print(
        f"ours: {threads(SIZE * SIZE)} threads, or {os.cpu_count()} processes;"
        f" PyTorch: {torch.get_num_threads()} threads, XLA up to {os.cpu_count()}"
    )
    with crew() as workers:
        print(f"\n{SIZE} x {SIZE} starts, {STEPS} steps of Adam(lr={LR})")
        for name in ("Rosenbrock", "Beale", "Rastrigin", "Ackley"):
            fixed_length(name, workers)
        print(f"\n{SIZE} x {SIZE} starts on Himmelblau, {LONG} steps")
        converging(GradientDescent(lr=0.01), optax.sgd(0.01), workers)
        converging(Adam(lr=0.1), optax.adam(0.1), workers)
    print(f"\nRosenbrock, {STEPS} steps of Adam")
    cost_against_size()
    print()
    memory_against_steps()


if __name__ == "__main__":
    command(main)
