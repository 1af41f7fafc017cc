"""The formulas written once more, as published, and differentiated by PyTorch."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import cos, exp, sin, sqrt

from surfaces import BrownBadlyScaled, PowellBadlyScaled
from tests.surfaces.drawn import points, surfaces

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
    "Sphere": lambda x, y: x**2 + y**2,
    "Quadratic": quadratic,
    "Booth": lambda x, y: (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2,
    "Matyas": lambda x, y: 0.26 * (x**2 + y**2) - 0.48 * x * y,
    "Zakharov": lambda x, y: x**2 + y**2 + (0.5 * x + y) ** 2 + (0.5 * x + y) ** 4,
    "Rosenbrock": lambda x, y, a, b: (a - x) ** 2 + b * (y - x**2) ** 2,
    "Beale": lambda x, y: (
        (1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2
    ),
    "FreudensteinRoth": lambda x, y: (
        (-13 + x + ((5 - y) * y - 2) * y) ** 2 + (-29 + x + ((y + 1) * y - 14) * y) ** 2
    ),
    "PowellBadlyScaled": lambda x, y: (1e4 * x * y - 1) ** 2 + (exp(-x) + exp(-y) - 1.0001) ** 2,
    "BrownBadlyScaled": lambda x, y: (x - 1e6) ** 2 + (y - 2e-6) ** 2 + (x * y - 2) ** 2,
    "JennrichSampson": lambda x, y: sum(
        (2 + 2 * i - (exp(i * x) + exp(i * y))) ** 2 for i in range(1, 11)
    ),
    "ThreeHumpCamel": lambda x, y: 2 * x**2 - 1.05 * x**4 + x**6 / 6 + x * y + y**2,
    "SixHumpCamel": lambda x, y: (
        (4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + (-4 + 4 * y**2) * y**2
    ),
    "McCormick": lambda x, y: sin(x + y) + (x - y) ** 2 - 1.5 * x + 2.5 * y + 1,
    "GoldsteinPrice": lambda x, y: (
        (1 + (x + y + 1) ** 2 * (19 - 14 * x + 3 * x**2 - 14 * y + 6 * x * y + 3 * y**2))
        * (30 + (2 * x - 3 * y) ** 2 * (18 - 32 * x + 12 * x**2 + 48 * y - 36 * x * y + 27 * y**2))
    ),
    "MonkeySaddle": lambda x, y, reach: (
        x**3 - 3 * x * y**2 + 3 / (4 * reach) * (x**2 + y**2) ** 2 + reach**3 / 4
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
    "Easom": lambda x, y: -cos(x) * cos(y) * exp(-((x - PI) ** 2) - (y - PI) ** 2),
    "Michalewicz": lambda x, y, m: (
        -sin(x) * (sin(x**2 / PI) ** 2) ** m - sin(y) * (sin(2 * y**2 / PI) ** 2) ** m
    ),
    "DropWave": lambda x, y, frequency: (
        -(1 + cos(frequency * sqrt(x**2 + y**2))) / (0.5 * (x**2 + y**2) + 2)
    ),
    "Cliff": cliff,
}


@pytest.mark.parametrize("name", FORMULAS)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_value_gradient_and_hessian(name, data):
    surface = data.draw(surfaces(name))
    theta = points(surface, 50, seed=data.draw(st.integers(0, 1000)))
    compare(surface, FORMULAS[name], theta)


@pytest.mark.parametrize(
    ("surface", "reach"), [(PowellBadlyScaled(), (3e-5, 3.0)), (BrownBadlyScaled(), (2.0, 2.0))]
)
def test_the_badly_scaled_where_their_weaker_terms_count(surface, reach):
    theta = np.random.default_rng(0).uniform(-1, 1, (2, 200)) * np.array(reach)[:, None]
    compare(surface, FORMULAS[type(surface).__name__], theta)


def compare(surface, formula, theta):
    """Compare a surface with its formula in PyTorch, at points (2, count)."""
    x, y = (torch.tensor(row, requires_grad=True) for row in theta)
    value = formula(x, y, **vars(surface))
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
