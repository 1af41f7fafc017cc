"""The formulas written once more, as published, and differentiated by PyTorch."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import cos, sin, sqrt

from tests.surfaces.drawn import EVERY, points, surfaces

PI = torch.pi


def quadratic(x, y, condition, angle):
    turn = torch.tensor(angle, dtype=torch.float64) * PI / 180
    rows = torch.stack([torch.stack([cos(turn), -sin(turn)]), torch.stack([sin(turn), cos(turn)])])
    a = rows @ torch.diag(torch.tensor([1.0, condition], dtype=torch.float64)) @ rows.T
    theta = torch.stack([x, y])
    return (theta * (a @ theta)).sum(0) / 2


def cliff(x, y, height, steepness):
    u = x + y - 0.5
    wall = steepness * (ramp(u) - ramp(u - height / steepness))
    return sqrt(1 + x**2) - 1 + (sqrt(1 + y**2) - 1) / 5 + wall


def ramp(x):
    """Integrate the sigmoid of 400 x; PyTorch's softplus would lose its second derivative."""
    return x.clamp(min=0) + torch.log1p(torch.exp(-400 * x.abs())) / 400


FORMULAS = {
    "Quadratic": quadratic,
    "Rosenbrock": lambda x, y, a, b: (a - x) ** 2 + b * (y - x**2) ** 2,
    "Beale": lambda x, y: (
        (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2
    ),
    "Saddle": lambda x, y, up, down: up * x**2 / 2 - down * y**2 / 2 + y**4 / 4 + down**2 / 4,
    "Himmelblau": lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    "Rastrigin": lambda x, y, amplitude: (
        2 * amplitude + sum(z**2 - amplitude * cos(2 * PI * z) for z in (x, y))
    ),
    "Plateau": lambda w, b, steepness, target: (
        (torch.sigmoid(steepness * (b + w)) - target) ** 2 / 2
        + (torch.sigmoid(steepness * (b - w)) - 1 + target) ** 2 / 2
    ),
    "Cliff": cliff,
}


@pytest.mark.parametrize("name", EVERY)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_value_gradient_and_hessian(name, data):
    surface = data.draw(surfaces(name))
    theta = points(surface, 50, seed=data.draw(st.integers(0, 1000)))
    x, y = (torch.tensor(row, requires_grad=True) for row in theta)
    value = FORMULAS[name](x, y, **vars(surface))
    grad = torch.autograd.grad(value.sum(), (x, y), create_graph=True)
    rows = [
        torch.autograd.grad(g.sum(), (x, y), retain_graph=True, materialize_grads=True)
        for g in grad
    ]
    near(surface.value(theta), value.detach().numpy())
    near(surface.grad(theta), torch.stack(grad).detach().numpy())
    near(surface.hess(theta), torch.stack([torch.stack(row) for row in rows]).detach().numpy())


def near(ours, theirs):
    """Agree to the rounding of the largest number, and of positions that the cliff scales up."""
    np.testing.assert_allclose(ours, theirs, rtol=1e-11, atol=1e-11 * (1 + np.abs(theirs).max()))
