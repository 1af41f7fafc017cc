"""L-BFGS without a search, step by step against PyTorch's."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from core.arrays import Array
from optimizers import LBFGS
from optimizers.line_search import FixedStep
from tests.optimizers.losses import SLOPES, START, walk

STEPS = 15  # without a search nothing damps the differences in rounding, which grow by the step


def torch_walk(lr: float, memory: int, slope, start: Array, steps: int) -> Array:
    """Return every point of PyTorch's run, one iteration a step."""
    theta = torch.tensor(start[:, 0], requires_grad=True)
    optimizer = torch.optim.LBFGS(
        [theta], lr=lr, max_iter=1, history_size=memory, tolerance_grad=0, tolerance_change=0
    )
    path = [start]

    def closure() -> torch.Tensor:
        theta.grad = torch.tensor(slope(theta.detach().numpy()[:, None])[:, 0])
        return torch.zeros(())  # without a search no value matters

    for _ in range(steps):
        optimizer.step(closure)
        path.append(theta.detach().numpy().copy()[:, None])
    return np.array(path)


@pytest.mark.parametrize("name", ["bowl", "valley", "ripples"])
@pytest.mark.parametrize(("lr", "memory"), [(1.0, 10), (0.4, 10), (0.3, 1), (0.6, 3)])
def test_trajectory(name, lr, memory):
    # A gradient shorter than 1 in both senses: PyTorch measures the first one by the sum of its
    # absolute coordinates, which the choice of axes changes.
    def slope(theta: Array) -> Array:
        return SLOPES[name](theta) / 64

    assert np.abs(slope(START)).sum() < 1
    path = walk(LBFGS(lr=lr, memory=memory, search=FixedStep()), slope, START, STEPS)
    expected = torch_walk(lr, memory, slope, START, STEPS)
    assert np.abs(path[-1] - path[0]).max() > 0.1
    s = np.diff(expected, axis=0)
    y = np.diff(np.array([slope(theta) for theta in expected]), axis=0)
    curvature = np.abs(np.sum(s * y, axis=(1, 2)))
    until = int(
        np.argmin(np.append(curvature > 1e-9, False))
    )  # PyTorch takes all below 1e-10 for rounding
    assert until >= 5
    np.testing.assert_allclose(path[:until], expected[:until], rtol=1e-7, atol=1e-9)
