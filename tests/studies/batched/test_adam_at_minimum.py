"""A minimum that is known to hold a run of Adam does not let it go."""

import numpy as np
import pytest

from experiments import run
from optimizers import Adam
from optimizers.adam import Moments
from studies.batched.adam_at_minimum import swings_little
from studies.batched.batch import BatchState
from studies.batched.minimum_search import known_minima
from surfaces import (
    AbsoluteValue,
    Ackley,
    Booth,
    Eggholder,
    GoldsteinPrice,
    Himmelblau,
    Matyas,
    McCormick,
    Noisy,
    Quadratic,
    Rastrigin,
    Sphere,
)
from tests.studies.batched.together import lasting, spread, together


@pytest.fixture
def at_rest(monkeypatch):
    """Let every run count as resting: only what is known of Adam keeps it from retiring."""
    for name in ("STIR", "LEVEL"):
        monkeypatch.setattr(f"studies.batched.runs.{name}", np.inf)


@pytest.mark.usefixtures("at_rest")
@pytest.mark.parametrize("rule", [Adam(lr=lr) for lr in (0.02, 0.1, 0.5)], ids=str)
@pytest.mark.parametrize(
    "surface",
    [Himmelblau(), Matyas(), Booth(), McCormick(), GoldsteinPrice(), Rastrigin(), Ackley()],
    ids=lambda surface: type(surface).__name__,
)
def test_a_minimum_that_holds_a_run_does_not_let_it_go(surface, rule):
    asked = rule, surface, spread(surface, 150), 900
    lasts, held = lasting(*asked), together(*asked)
    for name in ("label", "arrived"):
        assert np.array_equal(getattr(held, name), getattr(lasts, name))
    left = (held.last < 900) & np.isfinite(held.theta).all(axis=0)
    assert (held.label[left] >= 0).all()
    off = held.theta - known_minima(surface).minima[:, held.label]
    assert (np.hypot(*off[:, left]) < known_minima(surface).mark / 2).all()


def test_who_is_held_and_who_is_not():
    (entries,) = np.moveaxis(known_minima(Quadratic()).bends, 2, 0)
    off = np.full((2, 5), 0.01)
    m, v = moments = Moments(np.zeros((2, 5)), np.full((2, 5), 1.0))  # a rate of 0.1
    off[:, 1] = 0.2  # too far
    m[:, 2] = 1.0  # too fast
    v[0, 3] = 1e-6  # at a rate at which it would swing ever further
    bends = np.repeat(entries[..., None], 5, axis=2)
    bends[..., 4] = np.inf  # at a kink
    runs = BatchState(Adam(lr=0.1), off.copy(), moments, 0)
    assert list(swings_little(runs, off, bends, 0.1, 500, 600)) == [True, *[False] * 4]
    assert swings_little(runs, off, bends, 0.1, 500, 60_000)[0]  # the rate has time for a burst
    assert not swings_little(runs, off, bends, 0.015, 500, 60_000).any()  # which leads out of reach


@pytest.mark.parametrize("swing", [1e-4, 1e-16, 1e-60])
@pytest.mark.parametrize("beta2", [0.99, 0.999])
@pytest.mark.parametrize("beta1", [0.5, 0.9, 0.95])
def test_bursts_of_adam_are_as_long_as_is_claimed(beta1, beta2, swing):
    rule, bowl, limit = Adam(lr=1.0, beta1=beta1, beta2=beta2, eps=0), Sphere(), 2 * (1 + beta1)
    rate = np.geomspace(0.3, 0.99, 24) * limit / (1 - beta1)
    theta = np.full((2, 24), swing)
    v = np.square(2 / rate) + np.zeros((2, 24))  # the curvature of the bowl is 2
    state, furthest, late = Moments(np.zeros((2, 24)), v), 0.0, 100_000  # no bias any more
    for t in range(late, late + int(12 / (1 - beta2))):
        theta, state = rule.step(bowl, theta, state, t)
        theta = np.where(np.abs(theta) < swing, np.copysign(swing, theta), theta)
        furthest = max(furthest, np.max(np.abs(theta)))
    claimed = (1 - beta1) / (1 + beta1) * np.sqrt(np.log(1 / swing))
    assert 0.6 * claimed < furthest < 1.05 * claimed


@pytest.mark.usefixtures("at_rest")
def test_a_run_that_bursts_now_and_then_is_held_where_bursts_are_small():
    surface, start = Himmelblau(), np.array([[-0.72265625], [-2.16796875]])
    rule, mark = Adam(lr=0.1), known_minima(surface).mark
    path = run(rule, surface, start, 1000).theta[:, :, 0]
    off = np.hypot(*(path - np.array(surface.minima)[2]).T)
    assert off[850:].max() > 1e3 * off[800]  # it does burst
    assert off[150:].max() < mark / 2
    held = together(rule, surface, start, 1000)
    assert (held.label[0], held.last[0] < 300) == (2, True)


@pytest.mark.usefixtures("at_rest")
def test_no_minimum_holds_where_every_step_looks_different_or_at_a_kink():
    rule = Adam(lr=0.01)
    start = spread(Himmelblau(), 20) / 100 + np.array([[3.0], [2.0]])
    noisy = together(rule, Noisy(Himmelblau(), sigma=3.0), start, 150)
    assert (together(rule, Himmelblau(), start, 150).last < 150).any()
    assert (noisy.last == 150).all()
    assert np.isinf(known_minima(AbsoluteValue()).bends).all()
    assert np.isfinite(known_minima(Himmelblau()).bends).all()
    assert np.isinf(known_minima(Eggholder()).bends[..., 0]).all()  # it lies on the edge of the map
