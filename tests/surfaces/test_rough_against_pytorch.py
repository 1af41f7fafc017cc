"""The many-welled and the rough surfaces as published, written once more for PyTorch."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import cos, exp, pi, sin, sqrt

from surfaces import FAMILIES, SURFACES
from tests.surfaces import test_against_pytorch as the_others
from tests.surfaces.creases import away
from tests.surfaces.drawn import points, surfaces


def ackley(x, y, depth, decay):
    funnel = -depth * exp(-decay * sqrt((x**2 + y**2) / 2))
    return funnel - exp((cos(2 * pi * x) + cos(2 * pi * y)) / 2) + depth + np.e


def branin(x, y, waves):
    a, b, c, r, t = 1, 5.1 / (4 * pi**2), 5 / pi, 6, 1 / (8 * pi)
    return a * (y - b * x**2 + c * x - r) ** 2 + waves * (1 - t) * cos(x) + waves


def gaussian_wells(x, y, wells, width, seed):
    height = 0 * x
    for across, along, depth in np.random.default_rng(seed).random((wells, 3)):
        distance = (x - (8 * across - 4)) ** 2 + (y - (8 * along - 4)) ** 2
        height = height - (0.3 + 0.7 * depth) * exp(-distance / (2 * width**2))
    return height


def eggholder(x, y):
    return -(y + 47) * sin(sqrt((x / 2 + (y + 47)).abs())) - x * sin(sqrt((x - (y + 47)).abs()))


def cross_in_tray(x, y):
    table = (sin(x) * sin(y) * exp((100 - sqrt(x**2 + y**2) / pi).abs())).abs()
    return -0.0001 * (table + 1) ** 0.1


FORMULAS = {
    "StyblinskiTang": lambda x, y, tilt: sum(z**4 - 16 * z**2 + tilt * z for z in (x, y)) / 2,
    "Branin": branin,
    "Griewank": lambda x, y, width: 1 + (x**2 + y**2) / width - cos(x) * cos(y / 2**0.5),
    "LevyN13": lambda x, y: (
        sin(3 * pi * x) ** 2
        + (x - 1) ** 2 * (1 + sin(3 * pi * y) ** 2)
        + (y - 1) ** 2 * (1 + sin(2 * pi * y) ** 2)
    ),
    "Ackley": ackley,
    "Schwefel": lambda x, y: (
        2 * 418.9828872724337 - x * sin(sqrt(x.abs())) - y * sin(sqrt(y.abs()))
    ),
    "GaussianWells": gaussian_wells,
    "AbsoluteValue": lambda x, y, b: x.abs() + b * y.abs(),
    "BukinN6": lambda x, y: 100 * sqrt((y - 0.01 * x**2).abs()) + 0.01 * (x + 10).abs(),
    "SchafferN2": lambda x, y: (
        0.5 + (sin(x**2 - y**2) ** 2 - 0.5) / (1 + 0.001 * (x**2 + y**2)) ** 2
    ),
    "HolderTable": lambda x, y: -(sin(x) * cos(y) * exp((1 - sqrt(x**2 + y**2) / pi).abs())).abs(),
    "CrossInTray": cross_in_tray,
    "Eggholder": eggholder,
}


@pytest.mark.parametrize("name", FORMULAS)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_value_gradient_and_hessian(name, data):
    surface = data.draw(surfaces(name))
    theta = away(surface, points(surface, 50, seed=data.draw(st.integers(0, 1000))))
    the_others.compare(surface, FORMULAS[name], theta)


def test_no_surface_is_left_out():
    elsewhere = {*FAMILIES["From data"], *FAMILIES["Your own"]}  # in tests of their own
    assert {*FORMULAS, *the_others.FORMULAS} == {*SURFACES} - elsewhere


def test_what_pytorch_makes_of_a_crease():
    """Where it has a gradient at all, it is the one taken here; at vertical walls it has none."""
    for name, at in (
        ("AbsoluteValue", (0.0, 1.0)),
        ("BukinN6", (-10.0, 2.0)),
        ("HolderTable", (0.0, 1.0)),
    ):
        theirs = torch.tensor(at, dtype=torch.float64, requires_grad=True)
        surface = SURFACES[name]()
        FORMULAS[name](*theirs, **vars(surface)).backward()
        np.testing.assert_allclose(surface.grad(np.array(at)), theirs.grad.numpy(), rtol=1e-12)
    theirs = torch.tensor((-10.0, 1.0), dtype=torch.float64, requires_grad=True)
    FORMULAS["BukinN6"](*theirs).backward()
    assert theirs.grad.isnan().any()
    assert np.array_equal(SURFACES["BukinN6"]().grad(np.array((-10.0, 1.0))), (0, 0))
