import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from figures.isolines import rings


def signed_area(ring):
    x, y = ring.T
    return float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y) / 2)


def winding(ring, point):
    """How often a ring goes round a point."""
    x, y = (ring - point).T
    turns = np.angle((np.roll(x, -1) + 1j * np.roll(y, -1)) / (x + 1j * y))
    return round(float(turns.sum()) / (2 * np.pi))


def test_a_cone_is_as_high_on_a_circle_around_it():
    x, y = np.meshgrid(np.arange(81.0), np.arange(61.0))
    (ring,) = rings(-np.hypot(x - 40, y - 30), -20.0)
    np.testing.assert_allclose(np.hypot(*(ring - [40, 30]).T), 20, atol=0.02)
    assert signed_area(ring) == pytest.approx(np.pi * 400, rel=2e-3)


def test_a_pit_is_gone_round_the_other_way_within_the_rim():
    x, y = np.meshgrid(np.arange(41.0), np.arange(41.0))
    found = sorted(map(signed_area, rings(np.hypot(x - 20, y - 20), 10.0)))
    assert found == pytest.approx([-np.pi * 100, 1600], rel=1e-2)


def test_ground_ends_at_the_rim_and_at_holes():
    (rim,) = rings(np.zeros((3, 5)), 0.0)
    assert signed_area(rim) == 8.0
    height = np.zeros((5, 5))
    height[2, 2] = np.nan
    assert sorted(map(signed_area, rings(height, -1.0))) == [-2.0, 16.0]
    assert rings(height, 1.0) == []
    assert rings(np.full((4, 4), np.nan), 0.0) == []


def test_the_middle_of_a_saddle_says_which_corners_belong_together():
    for middle, count in ((3.0, 1), (-3.0, 2)):
        # The cell in the middle has two high corners that face each other.
        height = np.full((2, 2), -1.0)
        height[0, 0] = height[1, 1] = 1.0 + max(middle, 0)
        height[0, 1] = height[1, 0] = -1.0 + min(middle, 0)
        assert len(rings(height, 0.0)) == count


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 7), st.integers(2, 7), st.integers(0, 2**32 - 1), st.floats(-1, 1), st.booleans()
)
def test_rings_are_wound_round_high_points_and_no_others(rows, columns, seed, level, holes):
    height = np.random.default_rng(seed).normal(size=(rows, columns))
    if holes:
        height[np.random.default_rng(seed + 1).random(height.shape) < 0.2] = np.nan
    found = rings(height, level)
    for row in range(1, rows - 1):  # those on the rim lie on a line themselves
        for column in range(1, columns - 1):
            around = height[row - 1 : row + 2, column - 1 : column + 2]
            if np.isnan(around).any():
                continue
            total = sum(winding(ring, [column, row]) for ring in found)
            assert total == (height[row, column] >= level), (row, column)
