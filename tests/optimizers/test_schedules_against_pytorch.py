"""Whole curves, of the rate and of the momentum beside it, against PyTorch's schedulers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from torch.optim.lr_scheduler import (
    ConstantLR,
    CosineAnnealingLR,
    CyclicLR,
    ExponentialLR,
    LambdaLR,
    LinearLR,
    OneCycleLR,
    PolynomialLR,
    SequentialLR,
    StepLR,
)

from core.arrays import Array
from optimizers import Adam, Momentum, Optimizer, Scheduled
from optimizers.schedules import (
    Constant,
    CosineAnnealing,
    Cyclic,
    ExponentialDecay,
    InverseSqrt,
    LinearDecay,
    Mirrored,
    OneCycle,
    OneCycleThreePhase,
    PolynomialDecay,
    Schedule,
    Sequential,
    StepDecay,
    Warmup,
    WarmupStableDecay,
)
from tests.optimizers.losses import SLOPES, START, walk

LR, BETA, STEPS = 0.3, 0.95, 250
Make = Callable[[torch.optim.Optimizer], Any]


def curves(make: Make, steps: int = STEPS, momentum: float = 0.0) -> tuple[Array, Array]:
    """Return PyTorch's factors of the rate LR and of the momentum BETA, step by step."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=LR, momentum=momentum)
    scheduler = make(optimizer)
    rates, momenta = [], []
    for _ in range(steps):
        rates.append(optimizer.param_groups[0]["lr"] / LR)
        momenta.append(optimizer.param_groups[0]["momentum"] / BETA)
        optimizer.step()
        if scheduler.last_epoch < steps - 1:  # OneCycleLR refuses to go on
            scheduler.step()
    return np.array(rates), np.array(momenta)


def sequence(o: torch.optim.Optimizer, *parts: Any) -> SequentialLR:
    """Return a scheduler, a milestone, a scheduler, … as PyTorch's sequence."""
    return SequentialLR(o, list(parts[::2]), list(parts[1::2]))


PAIRS: list[tuple[Schedule, Make]] = [
    (LinearDecay(steps=STEPS), lambda o: LinearLR(o, 1.0, 0.0, STEPS)),
    (LinearDecay(steps=90, floor=0.2), lambda o: LinearLR(o, 1.0, 0.2, 90)),
    (PolynomialDecay(steps=STEPS, power=2.0), lambda o: PolynomialLR(o, STEPS, 2.0)),
    (PolynomialDecay(steps=90, power=0.9), lambda o: PolynomialLR(o, 90, 0.9)),
    (PolynomialDecay(steps=90, power=3.5), lambda o: PolynomialLR(o, 90, 3.5)),
    (
        InverseSqrt(warmup=40),  # the rate of the paper, for a model 512 wide, by its peak
        lambda o: LambdaLR(
            o,
            lambda t: 512**-0.5 * min((t + 1) ** -0.5, (t + 1) * 40**-1.5) / (512**-0.5 * 40**-0.5),
        ),
    ),
    (
        WarmupStableDecay(steps=200, rise=0.1, fall=0.25, floor=0.1),
        lambda o: sequence(
            o, LinearLR(o, 1 / 20, 1.0, 19), 20, ConstantLR(o, 1.0), 150, LinearLR(o, 1.0, 0.1, 50)
        ),
    ),
    (
        Sequential(ExponentialDecay(rate=0.02), 70, CosineAnnealing(steps=180)),
        lambda o: sequence(o, ExponentialLR(o, np.exp(-0.02)), 70, CosineAnnealingLR(o, 180)),
    ),
    (
        Sequential(
            Sequential(StepDecay(every=9, gamma=0.6), 50, LinearDecay(40, floor=0.3)),
            120,
            Warmup(25, Constant()),
        ),
        lambda o: sequence(
            o,
            StepLR(o, 9, gamma=0.6),
            50,
            LinearLR(o, 1.0, 0.3, 40),
            120,
            LinearLR(o, 1 / 25, 1.0, 24),
        ),
    ),
    (
        Cyclic(period=40, floor=0.1),
        lambda o: CyclicLR(o, 0.1 * LR, LR, 20, cycle_momentum=False),
    ),
    (
        Cyclic(period=27, floor=0.0),
        lambda o: CyclicLR(o, 0.0, LR, 13.5, cycle_momentum=False),
    ),
]


@pytest.mark.parametrize(("ours", "theirs"), PAIRS, ids=[str(s) for s, _ in PAIRS])
def test_the_rate(ours, theirs):
    rates, _ = curves(theirs)
    assert np.ptp(rates) > 0.5
    np.testing.assert_allclose(ours(np.arange(STEPS)), rates, rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("steps", [6, 10, 61, 250])
@pytest.mark.parametrize("rise", [0.3, 0.45, 0.5])
@pytest.mark.parametrize(("div", "final"), [(25.0, 1e4), (3.0, 10.0)])
@pytest.mark.parametrize("cls", [OneCycle, OneCycleThreePhase])
def test_one_cycle_of_the_rate_and_of_the_momentum(cls, steps, rise, div, final):
    rates, momenta = curves(
        lambda o: OneCycleLR(
            o,
            LR,
            steps,
            pct_start=rise,
            div_factor=div,
            final_div_factor=final,
            three_phase=cls is OneCycleThreePhase,
        ),
        steps,
        momentum=0.9,
    )
    times = np.arange(steps)
    ours = cls(steps, rise, start=1 / div, end=1 / div / final)
    np.testing.assert_allclose(ours(times), rates, rtol=1e-10, atol=1e-14)
    mirrored = Mirrored(cls(steps, rise, start=0.0, end=0.0), low=0.85 / 0.95)
    assert np.ptp(momenta) > 0.02
    np.testing.assert_allclose(mirrored(times), momenta, rtol=1e-12)


def test_one_cycle_has_the_same_defaults():
    rates, _ = curves(lambda o: OneCycleLR(o, LR, STEPS, cycle_momentum=False))
    np.testing.assert_allclose(OneCycle(steps=STEPS)(np.arange(STEPS)), rates, rtol=1e-10)


def test_the_momentum_of_a_triangular_cycle():
    _, momenta = curves(
        lambda o: CyclicLR(o, 0.1 * LR, LR, 20, base_momentum=0.8, max_momentum=BETA),
        momentum=0.9,
    )
    mirrored = Mirrored(Cyclic(period=40, floor=0.0), low=0.8 / BETA)
    np.testing.assert_allclose(mirrored(np.arange(STEPS)), momenta, rtol=1e-12)


@pytest.mark.parametrize(
    ("rule", "knob", "make"),
    [
        (Momentum(0.004, BETA), "beta", lambda p: torch.optim.SGD(p, lr=0.004, momentum=BETA)),
        (Adam(0.05, BETA), "beta1", lambda p: torch.optim.Adam(p, lr=0.05, betas=(BETA, 0.999))),
    ],
    ids=["Momentum", "Adam"],
)
def test_a_path_whose_rate_and_momentum_cycle_together(
    rule: Optimizer, knob: str, make: Callable[[Any], torch.optim.Optimizer]
):
    cycled = Scheduled(rule, OneCycle(STEPS))
    low = Mirrored(OneCycle(STEPS, start=0.0, end=0.0), low=0.85 / BETA)
    path = walk(Scheduled(cycled, low, knob=knob), SLOPES["valley"], START, STEPS)

    theta = torch.tensor(START[:, 0], requires_grad=True)
    optimizer = make([theta])
    scheduler = OneCycleLR(optimizer, rule.lr, STEPS)
    for t in range(STEPS):
        theta.grad = torch.tensor(SLOPES["valley"](theta.detach().numpy()[:, None])[:, 0])
        optimizer.step()
        scheduler.step()
        np.testing.assert_allclose(path[t + 1, :, 0], theta.detach().numpy(), rtol=1e-9, atol=1e-13)
