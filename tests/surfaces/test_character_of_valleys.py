"""What each bowl and each valley is said to teach, shown with the plainest loops."""

import numpy as np
import pytest

from surfaces import (
    Booth,
    BrownBadlyScaled,
    FreudensteinRoth,
    GoldsteinPrice,
    JennrichSampson,
    Matyas,
    McCormick,
    PowellBadlyScaled,
    SixHumpCamel,
    Sphere,
    ThreeHumpCamel,
    Zakharov,
)
from tests.surfaces.test_character import descend


def roll(surface, start, lr, beta, steps):
    """Return the last point of gradient descent with momentum."""
    theta = np.array(start)[:, None]
    velocity = np.zeros_like(theta)
    for _ in range(steps):
        velocity = beta * velocity + lr * surface.grad(theta)
        theta = theta - velocity
    return theta[:, 0]


def curvatures(surface, point):
    return np.linalg.eigvalsh(surface.hess(np.array(point)))


def test_the_sphere_is_solved_in_one_step_or_never():
    for start in Sphere.starts:
        path = descend(Sphere(), start, [0.5, 1.0, 1.01], 100)
        assert np.array_equal(path[1, :, 0], (0, 0))
        assert np.array_equal(path[100, :, 1], start)
        assert np.linalg.norm(path[-1, :, 2]) > 7 * np.linalg.norm(start)


def test_no_scaling_of_coordinates_makes_booths_trough_rounder():
    hess = Booth().hess(np.zeros(2))
    scales = np.geomspace(0.1, 10, 101)
    conditions = [np.linalg.cond(np.diag([1, s]) @ hess @ np.diag([1, s])) for s in scales]
    assert np.argmin(conditions) == 50
    assert conditions[50] == pytest.approx(9)


def test_matyas_is_down_on_its_floor_at_once_and_then_loses_4_percent_a_step():
    assert curvatures(Matyas(), (0.0, 0.0)) == pytest.approx([0.04, 1])
    path = descend(Matyas(), Matyas.starts[0], 1.0, 20)[:, :, 0]
    np.testing.assert_allclose(path[1:, 0], path[1:, 1], rtol=1e-13)
    np.testing.assert_allclose(path[2:] / path[1:-1], 0.96, rtol=1e-13)


def test_momentum_needs_a_fifth_of_the_steps_on_matyas():
    start, root = Matyas.starts[0], 5  # of the condition number
    alone = np.linalg.norm(descend(Matyas(), start, 2 / 1.04, 500)[-1])
    rolled = np.linalg.norm(roll(Matyas(), start, 4 / (1 + 1 / root) ** 2, (4 / 6) ** 2, 110))
    assert rolled < alone < 1e-15


def test_zakharovs_walls_are_hundreds_of_times_steeper_than_its_floor():
    assert curvatures(Zakharov(), (0.0, 0.0)) == pytest.approx([2, 4.5])
    corner = curvatures(Zakharov(), (10.0, 10.0))
    assert corner == pytest.approx([2, 3379.5])
    end = descend(Zakharov(), (9.0, -4.5), 2 / corner[1], 300)[-1]
    assert np.linalg.norm(end) > 0.6 * np.hypot(9, 4.5)


def test_the_classic_start_of_freudenstein_and_roth_leads_into_the_wrong_valley():
    y = (2 - np.sqrt(22)) / 3
    trap = np.array([21 - 3 * y * y + 8 * y, y])
    assert np.linalg.norm(FreudensteinRoth().grad(trap)) < 1e-11
    end = descend(FreudensteinRoth(), (0.5, -2.0), 5e-4, 20000)[-1, :, 0]
    np.testing.assert_allclose(end, trap, atol=0.01)
    assert FreudensteinRoth().value(trap) == pytest.approx(48.98425, abs=1e-5)
    assert curvatures(FreudensteinRoth(), trap)[0] > 0


def test_powells_curvatures_differ_by_more_than_a_double_can_hold():
    powell = PowellBadlyScaled()
    x, y = powell.minima[0]
    jacobian = np.array([[1e4 * y, 1e4 * x], [-np.exp(-x), -np.exp(-y)]])
    np.testing.assert_allclose(powell.hess(np.array([x, y])), 2 * jacobian.T @ jacobian, rtol=1e-12)
    assert np.linalg.cond(jacobian) ** 2 == pytest.approx(6.9e17, rel=0.01)
    theta = np.random.default_rng(0).normal(size=(2, 50))
    np.testing.assert_allclose(powell.value(theta), powell.value(theta[::-1]), rtol=1e-14)


def test_browns_problem_is_easy_once_each_coordinate_has_its_own_unit():
    hess = BrownBadlyScaled().hess(np.array([1e6, 2e-6]))
    assert np.linalg.cond(hess) == pytest.approx(1e12, rel=1e-3)
    units = np.diag(np.diag(hess) ** -0.5)
    assert np.linalg.cond(units @ hess @ units) < 1.00001


def test_jennrich_and_sampsons_curvature_explodes_and_fades():
    problem = JennrichSampson()
    low, high = curvatures(problem, problem.minima[0])
    assert high / low == pytest.approx(30.28, abs=0.01)
    steep, flat = (np.abs(curvatures(problem, (z, z))).max() for z in (0.6, -0.6))
    assert 5e5 < steep / flat < 2e6


def test_jennrich_and_sampsons_arms_hold_what_is_thrown_into_them():
    problem = JennrichSampson()
    far = np.array([[0.33148527805864314] * 4, [-2, -5, -10, -30]])
    assert np.all(np.diff(problem.value(far)) > 0)
    assert problem.value(far[:, -1]) == pytest.approx(259.58019)
    start, lr = (-0.4, 0.5), [1e-6, 5e-6]  # both stable at the minimum, where 1.5e-5 is the limit
    early, end = descend(problem, start, lr, 20000)[[2000, -1]]
    np.testing.assert_allclose(end[:, 0], problem.minima[0], rtol=1e-6)
    assert np.linalg.norm(end[:, 1]) > 2
    assert np.linalg.norm(end[:, 1] - early[:, 1]) < 0.2
    assert problem.value(end[:, 1]) > 240


def test_momentum_takes_the_three_hump_camel_out_of_a_side_hollow():
    camel, start = ThreeHumpCamel(), ThreeHumpCamel.starts[0]
    side = np.sqrt(2.1 + np.sqrt(0.91)) * np.array([-1, 0.5])
    np.testing.assert_allclose(descend(camel, start, 0.02, 2000)[-1, :, 0], side, rtol=1e-9)
    assert camel.value(side) == pytest.approx(0.29864, abs=1e-5)
    assert np.linalg.norm(roll(camel, start, 0.02, 0.9, 2000)) < 1e-9


def test_the_six_hump_camel_is_the_same_from_either_side():
    camel = SixHumpCamel()
    theta = np.random.default_rng(0).normal(size=(2, 100))
    assert np.array_equal(camel.value(theta), camel.value(-theta))
    assert curvatures(camel, (0.0, 0.0))[0] < 0 < curvatures(camel, (0.0, 0.0))[1]
    starts = np.random.default_rng(0).uniform(-1, 1, (2, 200)) * np.array([[1.9], [1.1]])
    ends = starts
    for _ in range(5000):
        ends = ends - 0.005 * camel.grad(ends)
    depths = {float(depth) for depth in np.round(camel.value(ends), 4)}
    assert depths == {-1.0316, -0.2155, 2.1043}


def test_mccormicks_waves_sink_by_pi_each():
    wave = McCormick()
    theta = np.random.default_rng(0).normal(size=(2, 50))
    np.testing.assert_allclose(wave.value(theta - np.pi), wave.value(theta) - np.pi, atol=1e-13)
    assert wave.value(np.array(wave.minima[0])) == pytest.approx(-np.pi / 3 - np.sqrt(0.75), 1e-15)


def test_mccormicks_waves_hold_a_careful_path_and_never_stop_a_fast_one():
    start = (0.0, 1.0)
    np.testing.assert_allclose(
        descend(McCormick(), start, 0.1, 500)[-1, :, 0], McCormick().minima[0], rtol=1e-12
    )
    assert roll(McCormick(), start, 0.1, 0.9, 1000).sum() < -100


def test_goldstein_and_price_have_four_minima_where_the_factors_have_theirs():
    problem = GoldsteinPrice()
    depths = {(-1, 3): 3, (-1, 0): 30, (2, 3): 84, (2, 0): 840}
    for (s, t), depth in depths.items():
        bottom = np.linalg.solve([[1, 1], [2, -3]], [s, t])
        assert problem.value(bottom) == pytest.approx(depth, rel=1e-13)
        assert np.linalg.norm(problem.grad(bottom)) < 1e-10
        assert curvatures(problem, bottom)[0] > 0
    assert problem.value(np.stack(np.meshgrid(*[np.linspace(-2, 2, 81)] * 2))).max() > 1e6


@pytest.mark.parametrize(
    ("surface", "height"),
    [
        (FreudensteinRoth(), 400.5),
        (PowellBadlyScaled(), 1 + (np.exp(-1) - 1e-4) ** 2),
        (BrownBadlyScaled(), 999999.0**2 + 0.999998**2 + 1),
        (JennrichSampson(), 4171.30616),
    ],
)
def test_heights_of_the_classic_starts(surface, height):
    assert surface.value(np.array(surface.starts[0])) == pytest.approx(height, rel=1e-9)
