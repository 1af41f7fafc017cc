"""Answers that students may well give to an exercise that is driven."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

from core.knobs import knobs
from experiments import Experiment
from experiments.labels import layers
from experiments.text import write
from lessons.kinds import Drive
from optimizers import OPTIMIZERS, Clipped, Optimizer, Scheduled
from optimizers.schedules import (
    Constant,
    CosineAnnealing,
    ExponentialDecay,
    InverseSqrt,
    Schedule,
    StepDecay,
    Warmup,
)

FACTORS = (0.01, 0.1, 0.3, 0.6, 1.0, 1.5, 2.5, 6.0, 30.0)
"""Of the learning rate that is given."""
BETAS = (0.0, 0.5, 0.8, 0.9, 0.97, 0.99, 0.999)
RATES = (0.001, 0.01, 0.1)
"""Of another rule than the one given."""
LENGTHS = (1e-6, 0.01, 0.1, 0.3, 1.0, 3.0, 30.0, 1000.0)
"""To which gradients are clipped."""
STEPS = (0.25, 1.0, 3.0)


def schedules(steps: int) -> list[Schedule]:
    """Return schedules that fall early, late, not at all, or begin low."""
    return [
        *(ExponentialDecay(rate=rate / steps) for rate in (0.2, 1.0, 4.0, 30.0, 200.0)),
        *(StepDecay(every=max(1, steps // 5), gamma=gamma) for gamma in (0.9, 0.5, 0.1)),
        CosineAnnealing(steps=steps),
        CosineAnnealing(steps=max(1, steps // 10)),
        InverseSqrt(warmup=max(1, steps // 10)),
        Warmup(steps=max(1, steps // 10), then=Constant()),
        Warmup(steps=max(1, steps // 4), then=CosineAnnealing(steps=steps)),
    ]


def answers(exercise: Drive) -> Iterator[Experiment]:
    """Return races that change only what is free, and one part or two of it at a time."""
    begin, free = exercise.begin, {*exercise.free}
    rule = layers(begin.optimizers[0])[-1]
    rules: list[Optimizer] = []
    rates = [factor * rule.lr for factor in FACTORS] if "rate" in free else [rule.lr]
    betas = [b for b in ("beta",) if b in knobs(rule) and "knobs" in free]
    for rate, beta in itertools.product(rates, BETAS if betas else (None,)):
        rules.append(replace(rule, lr=rate, **({betas[0]: beta} if betas else {})))
    if "optimizer" in free:
        known = [
            OPTIMIZERS[name] for name in exercise.allowed[:24] if "lr" in knobs(OPTIMIZERS[name])
        ]
        rules += [kind(lr=rate) for kind in known for rate in RATES]
    for one in rules:
        if allowed(one):
            yield _around(begin, one)
    around = [_around(begin, rule)]
    if "schedule" in free:
        yield from (_around(begin, Scheduled(rule, s)) for s in schedules(begin.steps))
    if "clipping" in free:
        yield from (_around(begin, Clipped(rule, norm=length)) for length in LENGTHS)
        yield from (_around(begin, Clipped(rule, limit=length)) for length in LENGTHS)
    if "steps" in free:
        longer = [replace(race, steps=int(begin.steps * part)) for race in around for part in STEPS]
        yield from longer
    if "start" in free:
        for x, y in itertools.product((-1.5, 0.0, 0.3), (0.0, 1e-6, 0.1, 1.0)):
            yield replace(begin, start=(x, y))


def allowed(rule: Optimizer) -> bool:
    """Tell whether a link may say so."""
    try:
        Experiment.from_query(f"optimizer={write(rule)}")
    except ValueError:
        return False
    return True


def _around(begin: Experiment, rule: Optimizer) -> Experiment:
    return replace(begin, optimizers=(rule, *begin.optimizers[1:]))
