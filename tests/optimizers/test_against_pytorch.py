"""Whole trajectories, in float64, against PyTorch: the same rule, written by others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn.utils import clip_grad_norm_, clip_grad_value_
from torch.optim import lr_scheduler

from core.arrays import Array, norm
from optimizers import (
    AdaDelta,
    AdaGrad,
    Adam,
    AdaMax,
    AdamW,
    AMSGrad,
    Clipped,
    GradientDescent,
    HeavyBall,
    Momentum,
    NAdam,
    Nesterov,
    NesterovShifted,
    Optimizer,
    RAdam,
    RMSprop,
    Rprop,
    Scheduled,
)
from optimizers.schedules import (
    CosineAnnealing,
    ExponentialDecay,
    Schedule,
    StepDecay,
    WarmRestarts,
    Warmup,
)
from tests.optimizers.losses import SLOPES, START, walk

STEPS = 250
SGD, Adagrad, TorchRMSprop = torch.optim.SGD, torch.optim.Adagrad, torch.optim.RMSprop


@pytest.fixture(autouse=True)
def double_precision() -> Iterator[None]:
    """Let NAdam's product of momenta be kept in float64, as the points are."""
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


# With settings that settle: where a rule rattles about a minimum, rounding grows by the step.
PAIRS: list[tuple[Optimizer, Any]] = [
    (GradientDescent(lr=0.013), lambda p: SGD(p, lr=0.013)),
    (Momentum(lr=0.004, beta=0.83), lambda p: SGD(p, lr=0.004, momentum=0.83)),
    (HeavyBall(lr=0.004, beta=0.83), lambda p: SGD(p, lr=0.004, momentum=0.83)),
    (
        NesterovShifted(lr=0.004, beta=0.83),
        lambda p: SGD(p, lr=0.004, momentum=0.83, nesterov=True),
    ),
    (Rprop(), torch.optim.Rprop),
    (
        Rprop(lr=0.03, eta_minus=0.4, eta_plus=1.3, step_min=1e-3, step_max=0.2),
        lambda p: torch.optim.Rprop(p, lr=0.03, etas=(0.4, 1.3), step_sizes=(1e-3, 0.2)),
    ),
    # The first step is held within the bounds too.
    (
        Rprop(lr=5.0, eta_minus=0.6, eta_plus=1.1, step_min=1e-4, step_max=0.3),
        lambda p: torch.optim.Rprop(p, lr=5.0, etas=(0.6, 1.1), step_sizes=(1e-4, 0.3)),
    ),
    (AdaGrad(), Adagrad),
    (AdaGrad(lr=0.3, eps=1e-3), lambda p: Adagrad(p, lr=0.3, eps=1e-3)),
    (RMSprop(), TorchRMSprop),
    (
        RMSprop(lr=0.003, decay=0.9, eps=1e-3),
        lambda p: TorchRMSprop(p, lr=0.003, alpha=0.9, eps=1e-3),
    ),
    (
        AdaDelta(lr=0.1, decay=0.95, eps=1e-3),
        lambda p: torch.optim.Adadelta(p, lr=0.1, rho=0.95, eps=1e-3),
    ),
    (Adam(), torch.optim.Adam),
    (
        Adam(lr=0.05, beta1=0.8, beta2=0.95, eps=1e-3),
        lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.8, 0.95), eps=1e-3),
    ),
    (AdaMax(), torch.optim.Adamax),
    (
        AdaMax(lr=0.05, beta1=0.8, beta2=0.99, eps=1e-2),
        lambda p: torch.optim.Adamax(p, lr=0.05, betas=(0.8, 0.99), eps=1e-2),
    ),
    (AdamW(), torch.optim.AdamW),
    (
        AdamW(lr=0.02, beta1=0.8, beta2=0.98, eps=1e-2, weight_decay=0.4),
        lambda p: torch.optim.AdamW(p, lr=0.02, betas=(0.8, 0.98), eps=1e-2, weight_decay=0.4),
    ),
    (AMSGrad(), lambda p: torch.optim.Adam(p, amsgrad=True)),
    (
        AMSGrad(lr=0.05, beta1=0.8, beta2=0.95, eps=1e-3),
        lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.8, 0.95), eps=1e-3, amsgrad=True),
    ),
    (NAdam(), torch.optim.NAdam),
    (
        NAdam(lr=0.02, beta1=0.8, beta2=0.98, eps=1e-2, momentum_decay=0.05),
        lambda p: torch.optim.NAdam(p, lr=0.02, betas=(0.8, 0.98), eps=1e-2, momentum_decay=0.05),
    ),
    (RAdam(), torch.optim.RAdam),
    (
        RAdam(lr=0.02, beta1=0.8, beta2=0.98, eps=1e-2),
        lambda p: torch.optim.RAdam(p, lr=0.02, betas=(0.8, 0.98), eps=1e-2),
    ),
    # With so short a memory the variance is never known, and the rule stays momentum.
    (
        RAdam(lr=0.02, beta1=0.8, beta2=0.6),
        lambda p: torch.optim.RAdam(p, lr=0.02, betas=(0.8, 0.6)),
    ),
]

SCHEDULERS: list[tuple[Schedule, Any]] = [
    (StepDecay(every=30, gamma=0.7), lambda o: lr_scheduler.StepLR(o, 30, gamma=0.7)),
    (ExponentialDecay(rate=0.02), lambda o: lr_scheduler.ExponentialLR(o, np.exp(-0.02))),
    (
        CosineAnnealing(steps=STEPS, floor=0.0),
        lambda o: lr_scheduler.CosineAnnealingLR(o, STEPS),
    ),
    (
        CosineAnnealing(steps=STEPS, floor=0.1),
        lambda o: lr_scheduler.CosineAnnealingLR(o, STEPS, eta_min=0.1 * o.defaults["lr"]),
    ),
    (
        WarmRestarts(period=40, growth=1.0, floor=0.0),
        lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, 40),
    ),
    (
        WarmRestarts(period=13, growth=2.0, floor=0.2),
        lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, 13, 2, 0.2 * o.defaults["lr"]),
    ),
    (
        WarmRestarts(period=7, growth=3.0, floor=0.0),
        lambda o: lr_scheduler.CosineAnnealingWarmRestarts(o, 7, 3),
    ),
    (Warmup(steps=25), lambda o: lr_scheduler.LinearLR(o, 1 / 25, 1.0, 24)),
    (
        Warmup(steps=25, then=StepDecay(every=60, gamma=0.5)),
        lambda o: lr_scheduler.LambdaLR(
            o, lambda t: (t + 1) / 25 if t < 25 else 0.5 ** ((t - 25) // 60)
        ),
    ),
]


def torch_walk(
    make: Callable[[Any], torch.optim.Optimizer],
    slope: Callable[[Array], Array],
    schedule: Callable[[Any], Any] | None = None,
    rates: Schedule | None = None,
) -> Array:
    """Return every point of PyTorch's run, gradients multiplied by ``rates``."""
    theta = torch.tensor(START[:, 0], requires_grad=True)
    optimizer = make([theta])
    scheduler = schedule(optimizer) if schedule else None
    path = [START]
    for t in range(STEPS):
        theta.grad = torch.tensor(slope(path[-1])[:, 0] * (rates(t) if rates else 1.0))
        optimizer.step()
        if scheduler:
            scheduler.step()
        path.append(theta.detach().numpy().copy()[:, None])
    return np.array(path)


@pytest.mark.parametrize("slope", SLOPES.values(), ids=SLOPES)
@pytest.mark.parametrize(("optimizer", "theirs"), PAIRS, ids=[str(o) for o, _ in PAIRS])
def test_trajectory(optimizer, theirs, slope):
    path = walk(optimizer, slope, START, STEPS)
    assert np.ptp(path, axis=0).max() > 1e-3
    np.testing.assert_allclose(path, torch_walk(theirs, slope), rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("slope", SLOPES.values(), ids=SLOPES)
def test_adadelta_with_its_defaults_before_it_reaches_a_bottom(slope):
    """There its moves over gradients grow so large that rounding is seen at once."""
    path = walk(AdaDelta(), slope, START, 200)
    theirs = torch_walk(torch.optim.Adadelta, slope)
    np.testing.assert_allclose(path, theirs[:201], rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("slope", SLOPES.values(), ids=SLOPES)
def test_nesterov_is_pytorchs_seen_from_where_the_slope_is_looked_up(slope):
    rule = Nesterov(lr=0.004, beta=0.83)
    path = walk(rule, slope, START, STEPS)
    v = path[:-1] - path[1:]
    ahead = path[1:] - rule.beta * v
    theirs = torch_walk(lambda p: SGD(p, lr=0.004, momentum=0.83, nesterov=True), slope)
    np.testing.assert_allclose(ahead, theirs[1:], rtol=1e-10, atol=1e-13)
    assert np.abs(path - theirs).max() > 1e-2


@pytest.mark.parametrize("slope", SLOPES.values(), ids=SLOPES)
@pytest.mark.parametrize("nesterov", [False, True])
def test_the_velocity_in_units_of_length_keeps_each_gradients_own_rate(nesterov, slope):
    """Polyak's and Nesterov's variables under a schedule: PyTorch's with scaled gradients."""
    schedule = StepDecay(every=40, gamma=0.5)
    rule = Nesterov(0.004, 0.83) if nesterov else HeavyBall(0.004, 0.83)
    path = walk(Scheduled(rule, schedule), slope, START, STEPS)
    theirs = torch_walk(
        lambda p: SGD(p, lr=0.004, momentum=0.83, nesterov=nesterov), slope, rates=schedule
    )
    seen = path[1:] - 0.83 * (path[:-1] - path[1:]) if nesterov else path[1:]
    np.testing.assert_allclose(seen, theirs[1:], rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize(("schedule", "theirs"), SCHEDULERS, ids=[str(s) for s, _ in SCHEDULERS])
def test_schedule(schedule, theirs):
    optimizer = SGD([torch.zeros(1, requires_grad=True)], lr=0.3)
    scheduler = theirs(optimizer)
    curve = []
    for _ in range(STEPS):
        curve.append(optimizer.param_groups[0]["lr"] / 0.3)
        optimizer.step()
        scheduler.step()
    np.testing.assert_allclose(schedule(np.arange(STEPS)), curve, rtol=1e-10, atol=1e-15)


def test_cosine_annealing_stays_down_where_pytorchs_turns_up():
    optimizer = SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = lr_scheduler.CosineAnnealingLR(optimizer, 50)
    for _ in range(75):
        optimizer.step()
        scheduler.step()
    assert optimizer.param_groups[0]["lr"] > 0.4
    assert CosineAnnealing(steps=50, floor=0.0)(75) == 0


@pytest.mark.parametrize(("schedule", "theirs"), SCHEDULERS, ids=[str(s) for s, _ in SCHEDULERS])
@pytest.mark.parametrize(
    ("optimizer", "make"),
    [
        (Momentum(0.004, 0.83), lambda p: SGD(p, lr=0.004, momentum=0.83)),
        (NesterovShifted(0.004, 0.83), lambda p: SGD(p, lr=0.004, momentum=0.83, nesterov=True)),
        (Rprop(lr=0.1), lambda p: torch.optim.Rprop(p, lr=0.1)),
        (AdamW(lr=0.05), lambda p: torch.optim.AdamW(p, lr=0.05)),
    ],
    ids=["Momentum", "NesterovShifted", "Rprop", "AdamW"],
)
def test_scheduled_trajectory(optimizer, make, schedule, theirs):
    path = walk(Scheduled(optimizer, schedule), SLOPES["valley"], START, STEPS)
    expected = torch_walk(make, SLOPES["valley"], theirs)
    np.testing.assert_allclose(path, expected, rtol=1e-10, atol=1e-13)


GRADIENTS = np.random.default_rng(0).normal(size=(6, 40)) * np.geomspace(1e-3, 1e3, 40)


def test_clipping_by_norm_is_pytorchs_but_for_what_it_adds_to_the_length():
    clipped, acted = Clipped(Adam(), norm=1.7).clip(GRADIENTS)
    assert 0 < acted.sum() < acted.size
    for k, g in enumerate(GRADIENTS.T):
        theirs = torch.zeros(len(g), dtype=torch.float64)
        theirs.grad = torch.tensor(g)
        clip_grad_norm_(theirs, 1.7)
        length = norm(g)
        ours = clipped[:, k] * (length / (length + 1e-6) if acted[k] else 1.0)
        np.testing.assert_allclose(ours, theirs.grad.numpy(), rtol=1e-13)


def test_clipping_by_value_is_pytorchs():
    clipped, acted = Clipped(Adam(), limit=0.4).clip(GRADIENTS)
    theirs = torch.zeros(GRADIENTS.shape, dtype=torch.float64)
    theirs.grad = torch.tensor(GRADIENTS)
    clip_grad_value_(theirs, 0.4)
    np.testing.assert_array_equal(clipped, theirs.grad.numpy())
    np.testing.assert_array_equal(acted, (clipped != GRADIENTS).any(axis=0))
