"""Same name, different rule: forms that share a name, a race that tells them apart, and how far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core import arrays
from experiments.experiment import Experiment
from experiments.trajectory import Trajectory
from optimizers import (
    AMSGrad,
    AMSGradCorrectedFirst,
    AMSGradUncorrected,
    HeavyBall,
    Momentum,
    NAdam,
    NAdamConstantMomentum,
    Nesterov,
    NesterovShifted,
    RMSprop,
    RMSpropEpsInside,
    Scheduled,
)
from optimizers.schedules import StepDecay
from surfaces import Beale, Cliff, Quadratic, Rosenbrock

APART = 1e-6
"""Runs have parted when they are this share of the race's extent away from each other."""


@dataclass(frozen=True)
class RuleVariants:
    """Rules that go by one name."""

    name: str
    difference: str
    """In Markdown: where the rules differ, who uses which, and when that matters."""
    experiment: Experiment
    """A race of them. The first is the form that is meant by the name here, PyTorch's."""


@dataclass(frozen=True)
class Parting:
    """How far two runs of one race went apart."""

    step: int | None
    """The first step at which they are in different places; ``None`` if there is none."""
    widest: float
    """The largest distance between them at any one step."""
    widest_at: int
    values: tuple[float, float]
    """The losses that they ended with."""


def partings(trajectories: Sequence[Trajectory]) -> list[Parting]:
    """Compare the first run of a race with each of the others, step by step."""
    first, *others = trajectories
    extent = float(np.ptp(first.theta[: first.last + 1], axis=0).max()) or 1.0
    found: list[Parting] = []
    for other in others:
        both = min(first.last, other.last) + 1
        apart = arrays.norm((first.theta[:both] - other.theta[:both]).T)
        parted = np.flatnonzero(apart > APART * extent)
        widest_at = int(apart.argmax())
        found.append(
            Parting(
                int(parted[0]) if len(parted) else None,
                float(apart[widest_at]),
                widest_at,
                (float(first.value[-1]), float(other.value[-1])),
            )
        )
    return found


VARIANTS = (
    RuleVariants(
        "Momentum",
        "Does the learning rate stand *outside* the velocity (PyTorch, Optax) or *inside* it"
        " (Polyak, Sutskever, Keras)? At a constant rate the paths are the same, and only the"
        " velocity is written in other units. When a schedule cuts the rate, the first form slows"
        " down at once; in the second the velocity gathered so far coasts on, and only friction"
        " wears it down.",
        Experiment(
            Rosenbrock(),
            tuple(
                Scheduled(rule, StepDecay(every=40, gamma=0.1))
                for rule in (Momentum(lr=0.001), HeavyBall(lr=0.001))
            ),
            (-1.2, 1.0),
            120,
        ),
    ),
    RuleVariants(
        "Nesterov",
        "Nesterov's momentum has *two variables*: the point, and where momentum is about to carry"
        " it. The look-ahead form reports the first; PyTorch and Optax report the second and ask"
        " for the gradient right there, which saves one of the two. Each is a change of variables"
        " of the other, so the gradients are the same, but the two paths that are shown lie one"
        " push of momentum apart, and meet where they come to rest.",
        Experiment(Quadratic(), (NesterovShifted(lr=0.05), Nesterov(lr=0.05)), (-1.8, 0.4), 80),
    ),
    RuleVariants(
        "RMSprop",
        "Is ε added *outside* the root, √v + ε (PyTorch), or *inside* it, √(v + ε) (Optax's"
        " default)? Inside the root a number weighs as much as its square root does outside: here"
        " ε = 0.01 is as large as 0.1, and the default 1e-8 as 1e-4. Where gradients are smaller"
        " than that, the inside form no longer takes steps of full length and comes to rest; the"
        " outside form goes on rattling about the minimum.",
        Experiment(
            Quadratic(),
            (RMSprop(lr=0.02, eps=1e-2), RMSpropEpsInside(lr=0.02, eps=1e-2)),
            (-1.8, 0.4),
            200,
        ),
    ),
    RuleVariants(
        "AMSGrad",
        "AMSGrad remembers the *largest* mean square of the gradient so far. Before or after Adam's"
        " bias correction? PyTorch takes the maximum of the uncorrected mean and corrects the"
        " result; Optax corrects first, so that one steep gradient at the start stays the maximum"
        " for ever; the paper corrects nothing, which makes the first steps long: up to"
        " (1 − β₁)/√(1 − β₂), some three times the learning rate.",
        Experiment(
            Beale(),
            (AMSGrad(lr=0.1), AMSGradCorrectedFirst(lr=0.1), AMSGradUncorrected(lr=0.1)),
            (-3.5, -1.5),
            300,
        ),
    ),
    RuleVariants(
        "NAdam",
        "Adam with Nesterov's look-ahead. Dozat lets the momentum *warm up*,"
        " μₜ = β₁(1 − ½·0.96^(tψ)), and PyTorch follows; Optax's `nadam` keeps μₜ = β₁ throughout."
        " With the default ψ = 0.004 the warm-up takes thousands of steps: in PyTorch's form"
        " momentum is only about half as strong at first.",
        Experiment(
            Cliff(),
            (NAdam(lr=0.05), NAdamConstantMomentum(lr=0.05)),
            Cliff.starts[0],
            200,
        ),
    ),
)
"""In teaching order."""
