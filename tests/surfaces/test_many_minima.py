"""What the surfaces with many minima are said to teach, shown with the plainest loops."""

from dataclasses import replace

import numpy as np
import pytest

from surfaces import (
    Ackley,
    Branin,
    GaussianWells,
    Griewank,
    LevyN13,
    Schwefel,
    StyblinskiTang,
)
from tests.surfaces.drawn import points
from tests.surfaces.test_character import descend


def carried(surface, start, lr, steps, beta=0.9):
    """Return the end (2,) of gradient descent with momentum."""
    theta, velocity = np.array(start), np.zeros(2)
    for _ in range(steps):
        velocity = beta * velocity - lr * surface.grad(theta)
        theta = theta + velocity
    return theta


def dents(surface, size=1001):
    """Return the points (2, count) of a grid that lie lower than all eight around them."""
    axes = np.linspace(surface.domain.low, surface.domain.high, size).T
    theta = np.array(np.meshgrid(*axes))
    height = surface.value(theta)
    inner = height[1:-1, 1:-1]
    shifts = [(i, j) for i in range(3) for j in range(3) if (i, j) != (1, 1)]
    lowest = [inner < height[i : size - 2 + i, j : size - 2 + j] for i, j in shifts]
    return theta[:, 1:-1, 1:-1][:, np.all(lowest, axis=0)]


def test_three_of_four_valleys_are_dead_ends():
    surface = StyblinskiTang()
    ends = descend(surface, (0.5, 1.0), 0.01, 1000)[-1, :, 0]
    np.testing.assert_allclose(ends, 2.7468027709908367, rtol=1e-12)
    assert len(dents(surface).T) == 4
    theta = points(surface, 400)
    for _ in range(500):
        theta = theta - 0.005 * surface.grad(theta)
    best = np.linalg.norm(theta.T - surface.minima[0], axis=1) < 1e-6
    assert 0.2 < best.mean() < 0.35


def test_momentum_carries_a_path_on_into_the_deepest_valley():
    surface = StyblinskiTang()
    stuck = descend(surface, surface.starts[0], 0.01, 1000)[-1, :, 0]
    moving = carried(surface, surface.starts[0], 0.01, 1000)
    assert (stuck > 0).all()
    np.testing.assert_allclose(moving, surface.minima[0], atol=1e-9)


def test_the_heights_of_styblinski_and_tang():
    assert StyblinskiTang().value(np.array(StyblinskiTang().minima[0])) == pytest.approx(
        2 * -39.166165703771419, rel=1e-15
    )
    level = StyblinskiTang(tilt=0.0)
    assert len(level.minima) == 4
    assert {float(level.value(np.array(m))) for m in level.minima} == {-64.0}


def test_the_smallest_change_decides_between_branins_hollows():
    left, right = (
        descend(Branin(), (x, Branin.starts[0][1]), 0.01, 3000)
        for x in (Branin.starts[0][0] - 0.4, Branin.starts[0][0])
    )
    np.testing.assert_allclose(left[-1, :, 0], Branin().minima[1], atol=1e-6)
    np.testing.assert_allclose(right[-1, :, 0], Branin().minima[2], atol=1e-6)


@pytest.mark.parametrize("waves", [1.0, 10.0, 37.0])
def test_branins_hollows_are_equally_deep_and_go_on_off_the_map(waves):
    surface = Branin(waves=waves)
    beyond = (-3 * np.pi, 5.1 / 4 * 9 + 15 + 6)
    for minimum in (*surface.minima, beyond):
        assert surface.value(np.array(minimum)) == pytest.approx(waves / (8 * np.pi), rel=1e-13)


def test_griewanks_bowl_rules_far_out_and_the_waves_near():
    surface = Griewank(width=40.0)
    angle = np.linspace(0, 2 * np.pi, 1000)
    outward = np.array([np.cos(angle), np.sin(angle)])
    for distance in (20.0, 21.0, 60.0):
        assert (outward * surface.grad(distance * outward)).sum(axis=0).min() >= 0
    assert len(dents(Griewank()).T) == 59 > len(dents(surface).T)
    for start in Griewank.starts:
        end = descend(Griewank(), start, 0.1, 5000)[-1, :, 0]
        assert np.linalg.norm(end - start) < 4.5  # half a diagonal of the waves' pattern
        assert 0 < Griewank().value(end) < 0.2


def test_levys_ripples_trap_x_near_the_minimum_and_y_only_far_from_it():
    line, middle = np.linspace(0.5, 1.5, 2000), np.ones(2000)
    along_x = LevyN13().grad(np.array([line, middle]))[0]
    along_y = LevyN13().grad(np.array([middle, line]))[1]
    far_along_y = LevyN13().grad(np.array([middle, line + 2]))[1]
    assert rises_from(along_x) == 3
    assert rises_from(along_y) == 1
    assert rises_from(far_along_y) == 2


def rises_from(slope):
    """Count the dents along a line, by its slope."""
    return np.count_nonzero((slope[:-1] < 0) & (slope[1:] > 0))


def test_ackleys_point_is_equally_steep_on_all_sides_and_no_fixed_step_rests_there():
    surface = Ackley()
    angle = np.linspace(0, 2 * np.pi, 50)
    around = 1e-9 * np.array([np.cos(angle), np.sin(angle)])
    np.testing.assert_allclose(
        np.linalg.norm(surface.grad(around), axis=0), 4 / np.sqrt(2), rtol=1e-6
    )
    fixed = descend(surface, Ackley.starts[2], 0.01, 1000)
    tail = np.linalg.norm(fixed[-100:, :, 0], axis=1)
    assert 0.005 < tail.min() < tail.max() < 0.03
    theta = np.array(Ackley.starts[2])
    for t in range(1, 1001):
        theta = theta - 0.1 / t * surface.grad(theta)
    assert np.linalg.norm(theta) < tail.min() / 10


def test_ackley_has_a_hundred_dents_in_a_funnel():
    places = dents(Ackley())
    assert len(places.T) == 121
    distance = np.linalg.norm(places, axis=0)
    height = Ackley().value(places)
    order = np.argsort(distance)
    assert np.corrcoef(np.arange(121), np.argsort(np.argsort(height))[order])[0, 1] > 0.99


def test_ackley_is_exact_close_to_its_minimum():
    """The published sum loses all digits there: 4.4e-16 for what is 2.8e-20."""
    tiny = np.array([1e-20, 0.0])
    assert Ackley().value(tiny) == pytest.approx(4e-20 / np.sqrt(2), rel=1e-12)


def test_schwefel_leads_astray():
    surface = Schwefel()
    end = descend(surface, Schwefel.starts[0], 1.0, 1000)[-1, :, 0]
    np.testing.assert_allclose(end, (-302.524935, 420.968746), atol=1e-5)
    assert surface.value(end) == pytest.approx(118.43833, abs=1e-5)
    assert np.linalg.norm(end - surface.minima[0]) > 700
    places = dents(surface)
    second = np.sort(surface.value(places))[1]
    assert second == pytest.approx(118.43833, abs=0.1)


def test_one_seed_is_one_landscape_on_every_machine():
    """The numbers were drawn once; whatever changes them breaks links and saved races."""
    surface = GaussianWells(wells=3, width=1.0, seed=7)
    middles = np.array(
        [[1.00076373, -2.19834248, -3.95787756], [3.17771041, -1.59866972, 2.56982735]]
    )
    depths = [0.84297998, 0.91148741, 0.8579486]
    alone = replace(surface, width=0.3)
    np.testing.assert_allclose(alone.value(middles), np.negative(depths), atol=1e-8)
    assert surface.value(np.array([0.5, -0.25])) == pytest.approx(-0.011722412199821744, rel=1e-12)
    lowest = (-2.1984016961999773, -1.5985286706214248)
    assert surface.minima[0] == pytest.approx(lowest, rel=1e-12)


def test_another_well_leaves_the_others_in_place():
    theta = points(GaussianWells(), 200)
    heights = [GaussianWells(wells=n, width=0.5).value(theta) for n in range(1, 51)]
    wells = -np.diff(heights, axis=0)
    assert (wells >= 0).all()
    assert (wells.max(axis=1) <= 1).all()
    one = GaussianWells(wells=1, width=0.5)
    (x, y), depth = one.minima[0], -one.value(np.array(one.minima[0]))
    assert 0.3 <= depth <= 1
    np.testing.assert_allclose(
        heights[0], -depth * np.exp(-2 * ((theta[0] - x) ** 2 + (theta[1] - y) ** 2)), atol=1e-15
    )


def test_narrow_wells_are_many_traps_and_wide_ones_melt():
    counts = [len(dents(GaussianWells(width=w), 401).T) for w in (0.3, 0.8, 2.0)]
    assert counts[0] >= 12 > counts[1] > counts[2] == 1


def test_the_ground_between_the_wells_is_level_and_nowhere_below_their_sum():
    surface = GaussianWells(width=0.3)
    height = surface.value(points(surface, 2000, stretch=2.0))
    assert (height <= 0).all()
    assert (np.abs(height) < 1e-3).mean() > 0.5
    assert height.min() > -15


def test_seeds_differ():
    lowest = {GaussianWells(seed=seed).minima[0] for seed in range(20)}
    assert len(lowest) == 20


def test_a_swept_width_has_a_landscape_for_every_lane():
    theta = points(GaussianWells(), 3)
    every = replace(GaussianWells(), width=np.array([0.3, 0.8, 2.0])).value(theta)
    assert len(set(every)) == 3
