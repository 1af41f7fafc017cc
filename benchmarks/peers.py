"""The same losses and rules in PyTorch and in JAX, as their users write them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import optax
import torch

jax.config.update("jax_enable_x64", True)  # float64 is then possible, float32 stays float32

TAU = 2 * math.pi


def height(library: Any, name: str) -> Callable[[Any, Any], Any]:
    """Return a loss of x and y, written for ``torch`` or for ``jax.numpy``."""
    cos, exp, sqrt = library.cos, library.exp, library.sqrt
    return {
        "Rosenbrock": lambda x, y: (1 - x) ** 2 + 100 * (y - x * x) ** 2,
        "Beale": lambda x, y: (
            (1.5 - x + x * y) ** 2 + (2.25 - x + x * y * y) ** 2 + (2.625 - x + x * y * y * y) ** 2
        ),
        "Rastrigin": lambda x, y: 20 + x * x - 10 * cos(TAU * x) + y * y - 10 * cos(TAU * y),
        "Ackley": lambda x, y: (
            20
            - 20 * exp(-0.2 * sqrt((x * x + y * y) / 2))
            + math.e
            - exp((cos(TAU * x) + cos(TAU * y)) / 2)
        ),
        "Himmelblau": lambda x, y: (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2,
    }[name]


def in_torch(
    name: str, start: Any, steps: int, make: Callable[[torch.Tensor], torch.optim.Optimizer]
) -> Any:
    """Run a loop of ``torch.optim`` from points ``(2, *batch)``; return where they end."""
    loss = height(torch, name)
    p = torch.tensor(start, requires_grad=True)
    optimizer = make(p)
    for _ in range(steps):
        optimizer.zero_grad()
        loss(p[0], p[1]).sum().backward()
        optimizer.step()
    return p.detach().numpy()


def in_optax(name: str, steps: int, rule: optax.GradientTransformation) -> Callable[[Any], Any]:
    """Return a function, not yet compiled, from points ``(2, *batch)`` to where they end."""
    loss = height(jnp, name)
    slope = jax.grad(lambda p: loss(p[0], p[1]).sum())

    def step(carry: tuple[Any, Any], _: None) -> tuple[tuple[Any, Any], None]:
        p, state = carry
        updates, state = rule.update(slope(p), state, p)
        return (optax.apply_updates(p, updates), state), None

    def walked(p: Any) -> Any:
        (end, _), _ = jax.lax.scan(step, (p, rule.init(p)), None, length=steps)
        return end

    return jax.jit(walked)
