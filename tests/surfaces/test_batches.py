from dataclasses import replace

import numpy as np
import pytest

from core.knobs import knobs
from surfaces import SURFACES
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


@pytest.mark.parametrize("name", [name for name in EVERY if knobs(SURFACES[name])])
@pytest.mark.parametrize("asked", ASKED)
def test_swept_knobs_equal_single_settings_bit_for_bit(name, asked):
    surface = SURFACES[name]()
    theta = points(surface, 9)
    rng = np.random.default_rng(1)
    swept = {field: rng.uniform(k.low, k.high, 9) for field, k in knobs(surface).items()}
    for fields in (swept, *({field: values} for field, values in swept.items())):
        every = getattr(replace(surface, **fields), asked)(theta)
        for k in range(9):
            one = replace(surface, **{field: float(values[k]) for field, values in fields.items()})
            assert np.array_equal(every[..., k : k + 1], getattr(one, asked)(theta[:, k : k + 1]))


@pytest.mark.parametrize("name", EVERY)
def test_inputs_are_left_alone(name):
    theta = points(SURFACES[name](), 4)
    theta.flags.writeable = False
    for asked in ASKED:
        answer = getattr(SURFACES[name](), asked)(theta)
        assert not np.shares_memory(answer, theta)
