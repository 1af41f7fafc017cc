"""A gradient that is replayed is the gradient as it is written, bit for bit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from core.tape import Operation, Tape
from optimizers import Adam, ConjugateGradient, GradientDescent
from studies import walk
from studies.batched.gradient_tape import Replay, replayed
from surfaces import (
    SURFACES,
    Ackley,
    Beale,
    Formula,
    Himmelblau,
    LinearRegression,
    Rastrigin,
    Rosenbrock,
    Surface,
)
from surfaces.base import Box

DOUBLE, SINGLE = np.dtype("float64"), np.dtype("float32")


def points(surface, dtype, count=1001):
    low, high = np.array([surface.domain.low, surface.domain.high])[..., None]
    spread = np.random.default_rng(1).normal(0.5, 2, (len(low), count))
    theta = low + spread * (high - low)
    theta[:, :6] = [[0, -0.0, 1e200, np.inf, np.nan, 1], [0, 0.0, 1, 0, 1, -np.inf]]
    with np.errstate(over="ignore"):
        return theta.astype(dtype)


@pytest.mark.parametrize("dtype", [DOUBLE, SINGLE], ids=str)
@pytest.mark.parametrize("name", SURFACES)
def test_a_replay_gives_the_same_bits_on_every_surface(name, dtype):
    surface = SURFACES[name]()
    loss, theta = replayed(surface, dtype), points(surface, dtype)
    with np.errstate(all="ignore"):
        for lanes in (theta, theta[:, :7].copy(), theta[:, :0].copy()):
            written, played = surface.grad(lanes), loss.grad(lanes)
            assert np.array_equal(played, written, equal_nan=True)
            assert np.array_equal(np.signbit(played), np.signbit(written))
        for ask in ("value", "hess"):
            told = getattr(loss, ask)(theta), getattr(surface, ask)(theta)
            assert np.array_equal(*told, equal_nan=True)


@pytest.mark.parametrize("surface", [Beale(), Rosenbrock(b=5), Himmelblau(), Formula("x*sin(y)")])
def test_coordinates_are_recorded(surface):
    loss = replayed(surface, DOUBLE)
    assert isinstance(loss, Replay)
    assert loss.program.inputs == 2


def test_a_formula_that_never_unpacks_the_point_is_recorded_as_a_whole():
    loss = replayed(Rastrigin(), SINGLE)
    assert isinstance(loss, Replay)
    assert loss.program.inputs == 1


@dataclass(frozen=True)
class Odd(Surface):
    """A plane, told of in ways that depend on where one stands."""

    title, formula, teaches, source = "", "", "", ""
    domain, starts, minima = Box((-1.0, -1.0), (1.0, 1.0)), ((0.0, 0.0),), ()
    way: str = ""

    def value(self, theta):
        return theta[0] + theta[1]

    def grad(self, theta):
        x, y = theta
        level = 0 * x
        match self.way:
            case "branches":
                return np.array([1 + level, level if np.all(x > 2) else 1 + level])
            case "asks":
                return np.array([1 + level, 1 + level]) if x[0] > 0 else np.array([level, level])
            case "selects":
                return np.array([np.where(x > 0, 1.0, 2.0), 1 + level])
            case "sums":
                return np.array([1 + level, np.sum(theta, axis=0) + np.max(y)])
            case "masks":
                return np.array([((x > 0) & (y > 0)) + level, 1 + level])
            case "goes on":
                for k in range(200):
                    level = level + k * x
                return np.array([level, level])
            case "rounds":
                return np.array([level + x.astype(int), level])
            case _:
                return np.array([1 + level, level])

    def hess(self, theta):
        return np.zeros((2, *theta.shape))


@pytest.mark.parametrize(
    "way", ["branches", "asks", "selects", "sums", "masks", "goes on", "rounds"]
)
def test_what_cannot_be_recorded_is_asked_as_it_is(way):
    assert isinstance(replayed(Odd(), DOUBLE), Replay)
    surface = Odd(way)
    assert replayed(surface, DOUBLE) is surface


def test_branches_and_data_are_asked_as_they_are():
    for surface in (Ackley(), LinearRegression()):
        assert replayed(surface, DOUBLE) is surface


def test_a_gradient_stays_as_it_is_when_another_is_asked_for():
    loss, theta = replayed(Beale(), DOUBLE), points(Beale(), DOUBLE)[:, 6:]
    first = loss.grad(theta)
    kept = first.copy()
    assert not np.array_equal(loss.grad(theta + 1), kept)
    assert np.array_equal(first, kept)


@pytest.mark.parametrize("rule", [GradientDescent(lr=0.01), Adam(lr=0.1), ConjugateGradient()])
def test_a_walk_that_replays_is_the_walk_that_does_not(rule, monkeypatch):
    start = points(Himmelblau(), DOUBLE, 200)[:, 6:]
    given = rule, Himmelblau(), start, 150
    replaying = walk(*given)
    monkeypatch.setattr("studies.batched.runs.replayed", lambda surface, _: surface)
    for name in ("theta", "last", "label", "arrived", "ending"):
        one, other = (getattr(ends, name) for ends in (replaying, walk(*given)))
        assert np.array_equal(one, other, equal_nan=True)


def test_results_may_be_an_input_a_number_or_twice_the_same():
    tape = Tape(2)
    total = tape.put(Operation(np.add, (0, 1)))
    root = tape.put(Operation(np.sqrt, (total,)))
    program = tape.program([root, 1, tape.put(3.0), root, total])
    x, y = np.array([[1.0, 9.0], [3.0, 16.0]])
    told = np.array([[2, 5], [3, 16], [3, 3], [2, 5], [4, 25]])
    out = np.full((5, 2), np.nan)
    program.into(out, [x, y], np.empty((program.work, 2)))
    assert np.array_equal(out, told)
    for result, row in zip(program(x, y), told, strict=True):
        assert np.array_equal(np.broadcast_to(result, 2), row)
