"""The colours of basins: told apart by any eye, and the same numbers as the map's."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from figures.basins import (
    LISTED,
    OUTCOMES,
    SHADES,
    legend,
    minimum_paint,
    reached,
    scale_position,
    shade,
    step_colors,
    step_range,
    step_ticks,
)
from optimizers import Adam, GradientDescent, Momentum
from studies import Ending
from studies.basin_maps.map_spec import BasinMap
from studies.basin_maps.shares import shares
from surfaces import Himmelblau, Rastrigin, Rosenbrock
from tests.figures.test_styles import SIGHT, distance, linear, oklab


def lightness(color):
    return float(oklab(linear(color))[0])


@pytest.fixture(scope="module")
def maps():
    return BasinMap(Himmelblau(), (GradientDescent(), Momentum()), size=64, steps=200).run()


@pytest.mark.parametrize("sight", SIGHT)
def test_the_first_minima_are_told_apart_by_any_eye(sight):
    colors = [minimum_paint(k).color for k in range(8)]
    for i, j in itertools.combinations(range(8), 2):
        assert distance(colors[i], colors[j], sight) > (0.1 if j < 4 else 0.06), (i, j)


def test_minima_that_follow_each_other_differ_in_lightness_and_none_is_a_grey():
    every = [minimum_paint(k).color for k in range(300)]
    for before, after in itertools.pairwise(every):
        assert abs(lightness(before) - lightness(after)) > 0.08
    assert len({*every}) == 300
    for color in every:
        assert np.linalg.norm(oklab(linear(color))[1:]) > 0.05


@pytest.mark.parametrize("sight", SIGHT)
def test_outcomes_are_told_apart_by_any_eye_and_in_print(sight):
    colors = [paint.color for paint in OUTCOMES.values()]
    for one, other in itertools.combinations(colors, 2):
        assert distance(one, other, sight) > 0.07
    greys = [paint for ending, paint in OUTCOMES.items() if ending >= Ending.STALLED]
    assert all(paint.stripe for paint in greys)


def test_the_scale_of_steps_gets_lighter_evenly():
    light = [lightness(color) for color in step_colors()]
    steps = np.diff(light)
    assert len(light) == SHADES
    assert (steps > -1e-3).all()
    np.testing.assert_allclose(light, np.linspace(light[0], light[-1], SHADES), atol=0.03)


def test_shades_grow_with_the_steps_from_end_to_end(maps):
    low, high = step_range(maps)
    for one in maps:
        there = one.arrived[one.arrived >= 0]
        assert np.mean(there < low) <= 0.011
        assert np.mean(there > high) <= 0.011
    shades = shade(np.arange(1000), low, high)
    assert (np.diff(shades) >= 0).all()
    assert (shades[0], shades[-1]) == (0, SHADES - 1)
    assert shade(np.array([low, high]), low, high).tolist() == [0, SHADES - 1]
    ticks = step_ticks(low, high)
    assert ticks == sorted({*ticks})
    assert 2 <= len(ticks) <= 7
    assert np.diff(scale_position(np.array(ticks), low, high)).min() > 0.05


def test_a_map_that_arrives_nowhere_has_a_scale_all_the_same():
    maps = BasinMap(Rosenbrock(), (GradientDescent(lr=1e-5),), size=64, steps=1).run()
    low, high = step_range(maps)
    assert low < high
    assert np.isfinite(scale_position(np.arange(5), low, high)).all()


def test_the_legend_has_every_share(maps):
    entries = legend("minimum", maps)
    assert [entry.words.split()[0] for entry in entries[:4]] == ["1", "2", "3", "4"]
    for k, one in enumerate(maps):
        assert sum(entry.shares[k] for entry in entries) == pytest.approx(1)
        held = dict(shares(one))
        for entry in entries[:4]:
            assert entry.shares[k] == held[int(entry.words.split()[0]) - 1]
    assert entries[0].paint == minimum_paint(0)
    outcomes = legend("outcome", maps)
    assert outcomes[0].words == Ending.KNOWN_MINIMUM.words
    assert outcomes[0].shares == tuple(one.share(Ending.KNOWN_MINIMUM) for one in maps)
    assert [entry.words for entry in legend("steps", maps)] == ["diverged"]


def test_of_many_minima_the_most_reached_stand_first():
    maps = BasinMap(Rastrigin(), (Adam(lr=0.05),), size=64, steps=300).run()
    entries = legend("minimum", maps)
    assert len(reached(maps)) > LISTED
    first = [entry.shares[0] for entry in entries[:LISTED]]
    assert min(first) >= max(entry.shares[0] for entry in entries[LISTED:])
