"""A sweep of 8 optimizers over 200 rates from 64 starts, against torch.optim loops and Optax.

PyTorch takes a rate a loop, and all starts in one tensor; some of the 200 rates are timed, and the
rest is reckoned from them. Optax takes all rates and starts of a rule in one ``jit`` and ``scan``;
as a sweep is made once, compiling counts. All sides work in float64, on all cores, and take turns:
PyTorch and XLA on their threads, ours on processes that stand ready (``threads``: on threads in one
process, as without an executor; ``anew``: with the start of the processes counted). The losses are
the lowest over the rates of the median over starts.

    python -m benchmarks.sweeps
"""

from __future__ import annotations

import os
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
from optimizers import (
    AdaGrad,
    Adam,
    AdamW,
    GradientDescent,
    HeavyBall,
    Momentum,
    NesterovShifted,
    RMSprop,
)
from studies import sweep
from studies.batched.executors import threads
from surfaces import Rosenbrock

RATES = np.geomspace(1e-5, 1.0, 200)
STARTS = np.random.default_rng(0).uniform([[-2.0], [-1.0]], [[2.0], [3.0]], (2, 64))
STEPS = 300
TIMED = (40, 100, 160)
"""The rates, by number, that PyTorch is timed at."""
ROUNDS = 7

OURS = [
    GradientDescent(),
    Momentum(),
    HeavyBall(),
    NesterovShifted(),
    AdaGrad(),
    RMSprop(),
    Adam(),
    AdamW(),
]


def torch_rule(which: int, lr: float) -> Callable[[torch.Tensor], torch.optim.Optimizer]:
    """Return PyTorch's counterpart; heavy ball is its momentum at a constant rate."""
    optim = torch.optim
    return [
        lambda p: optim.SGD([p], lr=lr),
        lambda p: optim.SGD([p], lr=lr, momentum=0.9),
        lambda p: optim.SGD([p], lr=lr, momentum=0.9),
        lambda p: optim.SGD([p], lr=lr, momentum=0.9, nesterov=True),
        lambda p: optim.Adagrad([p], lr=lr),
        lambda p: optim.RMSprop([p], lr=lr),
        lambda p: optim.Adam([p], lr=lr, fused=True),
        lambda p: optim.AdamW([p], lr=lr, fused=True),
    ][which]


def optax_rules(lr: Any) -> list[optax.GradientTransformation]:
    """Return Optax's counterparts."""
    return [
        optax.sgd(lr),
        optax.sgd(lr, momentum=0.9),
        optax.sgd(lr, momentum=0.9),
        optax.sgd(lr, momentum=0.9, nesterov=True),
        optax.chain(optax.scale_by_rss(0.0, eps=1e-20), optax.scale_by_learning_rate(lr)),
        optax.rmsprop(lr, decay=0.99, eps=1e-8, eps_in_sqrt=False),
        optax.adam(lr),
        optax.adamw(lr, weight_decay=0.01),
    ]


def in_one_batch(workers: Executor | None = None) -> Array:
    """Return our final losses, ``(8, 200, 64)``."""
    swept = {"lr": RATES}
    return sweep(OURS, Rosenbrock(), swept, STARTS, steps=STEPS, executor=workers).loss[..., 0]


def in_one_batch_anew() -> Array:
    """Return the same, from processes that have to be started."""
    with crew() as workers:
        return in_one_batch(workers)


def in_loops() -> Array:
    """Return PyTorch's final losses at the timed rates, ``(8, timed, 64)``."""
    ends = [
        [in_torch("Rosenbrock", STARTS, STEPS, torch_rule(i, RATES[r])) for r in TIMED]
        for i in range(len(OURS))
    ]
    return Rosenbrock().value(np.moveaxis(np.array(ends), 2, 0))


def compiled_anew() -> Array:
    """Return Optax's final losses, ``(8, 200, 64)``."""
    start = np.array(np.broadcast_to(STARTS[:, None], (2, len(RATES), STARTS.shape[1])))
    ends = [
        np.asarray(in_optax("Rosenbrock", STEPS, rule)(start))
        for rule in optax_rules(RATES[:, None])
    ]
    return Rosenbrock().value(np.moveaxis(np.array(ends), 1, 0))


def lowest(losses: Array) -> Array:
    """Return the lowest median over starts, for each rule."""
    return np.median(np.where(np.isfinite(losses), losses, np.inf), axis=-1).min(axis=-1)


def main() -> None:
    """Print the table."""
    runs = len(OURS) * len(RATES) * STARTS.shape[1]
    print(
        f"{len(OURS)} rules x {len(RATES)} rates x {STARTS.shape[1]} starts = {runs} runs of"
        f" {STEPS} steps\nours: {os.cpu_count()} processes, or {threads(runs)} threads;"
        f" PyTorch: {torch.get_num_threads()} threads, XLA up to {os.cpu_count()}"
    )
    with np.errstate(all="ignore"), crew() as workers:
        seconds = medians(
            ROUNDS,
            ours=lambda: in_one_batch(workers),
            threads=in_one_batch,
            anew=in_one_batch_anew,
            torch=in_loops,
            optax=compiled_anew,
        )
        ours, theirs, optaxs = in_one_batch(), in_loops(), compiled_anew()
        seconds["torch"] *= len(RATES) / len(TIMED)
        for side, taken in seconds.items():
            note = f"reckoned from {len(TIMED)} of {len(RATES)} rates" if side == "torch" else ""
            print(f"{side:7} {taken:9.2f} s  {taken / seconds['ours']:7.1f} x  {note}")
        print(f"\n{'':16} {'at all rates':>23} {'at the timed rates':>23}")
        print(f"{'lowest median':16} {'ours':>11} {'Optax':>11} {'ours':>11} {'PyTorch':>11}")
        columns = (lowest(ours), lowest(optaxs), lowest(ours[:, TIMED]), lowest(theirs))
        for rule, *losses in zip(OURS, *columns, strict=True):
            print(f"{type(rule).__name__:16}", *(f"{loss:11.4e}" for loss in losses))


if __name__ == "__main__":
    command(main)
