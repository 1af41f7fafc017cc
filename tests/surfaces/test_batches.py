from dataclasses import replace

import numpy as np
import pytest

from core.knobs import knobs
from surfaces import SURFACES, Noisy
from tests.surfaces.drawn import EVERY, points

ASKED = ("value", "grad", "hess")


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("asked", ASKED)
def test_batched_equals_looped_bit_for_bit(name, asked):
    ask = getattr(SURFACES[name](), asked)
    theta = points(SURFACES[name](), 35).reshape(2, 5, 7)
    every = ask(theta)
    assert np.array_equal(every.reshape(*every.shape[:-2], 35), ask(theta.reshape(2, 35)))
    for k in range(5):
        assert np.array_equal(every[..., k, :], ask(theta[:, k]))
        for j in range(7):
            assert np.array_equal(every[..., k, j : j + 1], ask(theta[:, k, j : j + 1]))
            assert np.array_equal(every[..., k, j], ask(theta[:, k, j]))
            assert np.array_equal(every[..., k, j], ask(theta[:, k, j].copy()))


def sweepable(name):
    return {field: k for field, k in knobs(SURFACES[name]).items() if not k.integer}


@pytest.mark.parametrize("name", [name for name in EVERY if sweepable(name)])
@pytest.mark.parametrize("asked", ASKED)
def test_swept_knobs_equal_single_settings_bit_for_bit(name, asked):
    surface = SURFACES[name]()
    theta = points(surface, 9)
    rng = np.random.default_rng(1)
    swept = {field: rng.uniform(k.low, k.high, 9) for field, k in sweepable(name).items()}
    for fields in (swept, *({field: values} for field, values in swept.items())):
        every = getattr(replace(surface, **fields), asked)(theta)
        for k in range(9):
            one = replace(surface, **{field: float(values[k]) for field, values in fields.items()})
            assert np.array_equal(every[..., k : k + 1], getattr(one, asked)(theta[:, k : k + 1]))


@pytest.mark.parametrize("name", EVERY)
def test_heights_on_an_open_grid_are_those_on_the_full_one_bit_for_bit(name):
    surface = SURFACES[name]()
    noisy = Noisy(surface, sigma=2.0)
    wide, high = np.linspace(surface.domain.low, surface.domain.high, 61).T
    for x, y in ((wide, high), (wide[:7], high), (wide, high[3:4])):
        full, grid = np.array(np.meshgrid(x, y)), np.meshgrid(x, y, sparse=True)
        for loss in (surface, noisy, noisy.at(3), Noisy(noisy, sigma=0.5).at(3)):
            height = np.broadcast_to(loss.value(grid), full.shape[1:])
            assert np.array_equal(height, loss.value(full))


@pytest.mark.parametrize("name", EVERY)
def test_inputs_are_left_alone(name):
    theta = points(SURFACES[name](), 4)
    theta.flags.writeable = False
    for asked in ASKED:
        answer = getattr(SURFACES[name](), asked)(theta)
        assert not np.shares_memory(answer, theta)
