"""Maps of basins, 256 by 256 starts, against torch.optim and Optax; cost against size; memory.

All sides run on all cores, and take turns: PyTorch and XLA on their threads, ours on processes that
stand ready (``threads``: on threads in one process, as without an executor; ``anew``: with the
start of the processes counted). PyTorch's Adam is the fused one; gradients are found by its and
JAX's differentiation. Ours also keeps the books that the others do not: what each start reached,
and when. A loss is the median over all starts; where lanes retire, that is the loss they do it at.

    python -m benchmarks.basins
"""

from __future__ import annotations

import os
import tracemalloc
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


def starts(surface: Surface, dtype: str) -> Array:
    """Return the middles of the pixels, ``(2, SIZE * SIZE)``."""
    low, high = np.array([surface.domain.low, surface.domain.high])[:, :, None]
    x, y = low + (np.arange(SIZE) + 0.5) / SIZE * (high - low)
    return np.array(np.meshgrid(x, y)).reshape(2, -1).astype(dtype)


def loss(surface: Surface, end: Any) -> str:
    """Write the median loss of where lanes ended."""
    value = surface.value(np.asarray(end, dtype=float).reshape(2, -1))
    return f"{np.median(value):9.2e}"


def fixed_length(name: str, workers: Executor) -> None:
    """Compare maps of Adam, a fixed number of steps."""
    surface, rule = SURFACES[name](), Adam(lr=LR)
    single, double = starts(surface, "float32"), starts(surface, "float64")
    compiled = in_optax(name, STEPS, optax.adam(LR))

    def ours(dtype: str, exact: bool = True, executor: Executor | None = workers) -> Array:
        options = {"dtype": dtype, "exact": exact, "timed": False}
        return basins(rule, surface, SIZE, STEPS, **options, executor=executor).end

    def anew() -> Array:
        with crew() as beginners:
            return ours("float32", executor=beginners)

    def fused(start: Array) -> Array:
        return in_torch(name, start, STEPS, lambda p: torch.optim.Adam([p], lr=LR, fused=True))

    sides = {
        "ours32": lambda: ours("float32"),
        "threads32": lambda: ours("float32", executor=None),
        "torch32": lambda: fused(single),
        "first32": lambda: np.asarray(in_optax(name, STEPS, optax.adam(LR))(single)),
        "anew32": anew,
        "ours64": lambda: ours("float64", exact=False),
        "threads64": lambda: ours("float64", exact=False, executor=None),
        "exact64": lambda: ours("float64"),
        "torch64": lambda: fused(double),
        "optax64": lambda: np.asarray(compiled(double)),
    }
    seconds = medians(ROUNDS, **sides)
    for base in ("ours32", "ours64"):
        for side, run in sides.items():
            if side[-2:] == base[-2:]:
                print(
                    f"{name:11} {side:9} {seconds[side] * 1e3:7.0f} ms"
                    f"  {seconds[side] / seconds[base]:5.2f} x {base}"
                    f"   loss {loss(surface, run())}"
                )


def converging(rule: Optimizer, theirs: optax.GradientTransformation, workers: Executor) -> None:
    """Compare maps on which most lanes come to rest long before the end."""
    surface = Himmelblau()
    start = starts(surface, "float64")
    compiled = in_optax("Himmelblau", LONG, theirs)

    def ours(exact: bool = False, executor: Executor | None = workers) -> Array:
        options = {"exact": exact, "timed": False, "executor": executor}
        return basins(rule, surface, SIZE, LONG, **options).end

    sides = {
        "ours": ours,
        "threads": lambda: ours(executor=None),
        "exact": lambda: ours(exact=True),
        "optax": lambda: np.asarray(compiled(start)),
    }
    seconds = medians(ROUNDS, **sides)
    for side, run in sides.items():
        print(
            f"{type(rule).__name__:16} {side:7} {seconds[side] * 1e3:7.0f} ms"
            f"  {seconds[side] / seconds['ours']:5.2f} x ours   loss {loss(surface, run())}"
        )


def cost_against_size() -> None:
    """Show that a lane costs the same in small maps and in large ones."""
    sizes = (32, 100, 316, 1000)
    sides = {
        f"s{size}": lambda size=size: basins(
            Adam(lr=LR), Rosenbrock(), size, STEPS, dtype="float32"
        )
        for size in sizes
    }
    seconds = medians(3, **sides)
    lanes, taken = np.square(sizes), np.array([seconds[f"s{size}"] for size in sizes])
    for count, time in zip(lanes, taken, strict=True):
        print(f"{count:9} lanes {time:8.3f} s {time / count / STEPS * 1e9:7.2f} ns a lane and step")
    each, once = np.polyfit(lanes, taken, 1, w=1 / taken)
    off = np.abs((once + each * lanes) / taken - 1).max()
    print(
        f"the straight line {once * 1e3:.0f} ms + {each / STEPS * 1e9:.1f} ns a lane and step"
        f" is off by {off:.0%} at most"
    )


def memory_against_steps() -> None:
    """Show that memory does not grow with the steps."""
    for steps in (100, 1000, 10_000):
        tracemalloc.start()
        basins(Adam(lr=1e-4), Rosenbrock(), 128, steps)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        print(f"{steps:6} steps of 128 x 128 lanes: at most {peak / 1e6:6.1f} MB")


def main() -> None:
    """Print the tables."""
    print(
        f"ours: {os.cpu_count()} processes, or {threads(SIZE * SIZE)} threads;"
        f" PyTorch: {torch.get_num_threads()} threads, XLA up to {os.cpu_count()}"
    )
    with crew() as workers:
        print(f"\n{SIZE} x {SIZE} starts, {STEPS} steps of Adam(lr={LR})")
        for name in ("Rosenbrock", "Beale", "Rastrigin", "Ackley"):
            fixed_length(name, workers)
        print(f"\n{SIZE} x {SIZE} starts on Himmelblau, {LONG} steps, float64")
        converging(GradientDescent(lr=0.01), optax.sgd(0.01), workers)
        converging(Adam(lr=0.1), optax.adam(0.1), workers)
    print(f"\nRosenbrock, {STEPS} steps of Adam, float32")
    cost_against_size()
    print()
    memory_against_steps()


if __name__ == "__main__":
    command(main)
