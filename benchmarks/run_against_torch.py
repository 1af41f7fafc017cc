"""Eight optimizers, 500 recorded steps each on Rosenbrock's valley: ``run`` against torch.optim.

PyTorch keeps a copy of each iterate and its loss and does nothing else; ``run`` keeps iterates,
values, gradients, rates, clipping and evaluation counts. Both work in float64 on one thread.

    python -m benchmarks.run_against_torch
"""

from __future__ import annotations

from collections.abc import Callable

import torch

from benchmarks.timing import medians
from core.commands import command
from experiments import run
from optimizers import AdaGrad, Adam, AdamW, GradientDescent, HeavyBall, Momentum, Nesterov, RMSprop
from surfaces import Rosenbrock

STEPS = 500
START = (-1.2, 1.0)
ROUNDS = 15

OURS = [
    GradientDescent(lr=1e-3),
    Momentum(lr=1e-4, beta=0.9),
    HeavyBall(lr=1e-4, beta=0.9),
    Nesterov(lr=1e-4, beta=0.9),
    AdaGrad(lr=0.5),
    RMSprop(lr=1e-2),
    Adam(lr=0.05),
    AdamW(lr=0.05),
]


def theirs(p: torch.Tensor) -> list[torch.optim.Optimizer]:
    """Return PyTorch's counterparts; heavy ball is its momentum at a constant rate."""
    optim = torch.optim
    return [
        optim.SGD([p], lr=1e-3),
        optim.SGD([p], lr=1e-4, momentum=0.9),
        optim.SGD([p], lr=1e-4, momentum=0.9),
        optim.SGD([p], lr=1e-4, momentum=0.9, nesterov=True),
        optim.Adagrad([p], lr=0.5),
        optim.RMSprop([p], lr=1e-2),
        optim.Adam([p], lr=0.05),
        optim.AdamW([p], lr=0.05),
    ]


def loss(p: torch.Tensor) -> torch.Tensor:
    """Rosenbrock's function."""
    x, y = p
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2


def analytic(p: torch.Tensor) -> torch.Tensor:
    """Set the gradient by its formula; return the loss."""
    with torch.no_grad():
        x, y = p
        r = y - x * x
        p.grad = torch.stack([-2 * (1 - x) - 400 * x * r, 200 * r])
        return (1 - x) ** 2 + 100 * r * r


def autograd(p: torch.Tensor) -> torch.Tensor:
    """Set the gradient by back-propagation; return the loss."""
    p.grad = None
    height = loss(p)
    height.backward()
    return height.detach()


def race_in_torch(gradient: Callable[[torch.Tensor], torch.Tensor]) -> torch.Tensor:
    """Run all eight, keeping iterates and losses; return the last point."""
    for which in range(len(OURS)):
        p = torch.tensor(START, dtype=torch.float64, requires_grad=True)
        optimizer = theirs(p)[which]
        path, heights = torch.empty(STEPS + 1, 2, dtype=torch.float64), torch.empty(STEPS + 1)
        for t in range(STEPS):
            heights[t] = gradient(p)
            path[t] = p.detach()
            optimizer.step()
        path[STEPS] = p.detach()
    return p


def race() -> None:
    """Run all eight with the project's own loop."""
    for optimizer in OURS:
        run(optimizer, Rosenbrock(), START, STEPS)


def main() -> None:
    """Print the medians and the two ratios."""
    torch.set_num_threads(1)
    seconds = medians(
        ROUNDS,
        ours=race,
        analytic=lambda: race_in_torch(analytic),
        autograd=lambda: race_in_torch(autograd),
    )
    for name, taken in seconds.items():
        print(f"{name:10} {taken * 1e3:8.1f} ms   {taken / seconds['ours']:5.1f} x")


if __name__ == "__main__":
    command(main)
