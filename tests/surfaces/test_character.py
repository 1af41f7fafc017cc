"""What each surface is said to teach, shown with the plainest loops."""

import numpy as np
import pytest

from surfaces import (
    SURFACES,
    Beale,
    Cliff,
    DropWave,
    Easom,
    Himmelblau,
    Michalewicz,
    MonkeySaddle,
    Plateau,
    Quadratic,
    Rastrigin,
    Rosenbrock,
    Saddle,
)


def descend(surface, start, lr, steps, shorten=lambda g: g):
    """Return every point (steps + 1, 2, lanes) of gradient descent, one lane for each rate."""
    lr = np.atleast_1d(lr)
    theta = np.outer(start, np.ones_like(lr))
    path = [theta]
    for _ in range(steps):
        theta = theta - lr * shorten(surface.grad(theta))
        path.append(theta)
    return np.array(path)


def clipped(g):
    return g / np.maximum(1, np.linalg.norm(g, axis=0))


def normalized(g):
    return np.sign(g) * (np.abs(g) > 1e-7)


def farthest(path):
    return np.linalg.norm(path, axis=1).max(axis=0)


RATES = np.geomspace(0.05, 0.5, 300)


def test_the_cliff_throws_whatever_touches_it():
    path = descend(Cliff(), Cliff.starts[0], RATES, 300)
    thrown = farthest(path) > 8
    assert thrown.mean() > 0.85
    assert (np.linalg.norm(path[-1], axis=0) > 1)[thrown].mean() > 0.9


def test_clipping_saves_what_the_cliff_would_throw():
    path = descend(Cliff(), Cliff.starts[0], RATES, 300, clipped)
    assert farthest(path).max() <= np.linalg.norm(Cliff.starts[0]) + 1e-12
    assert np.linalg.norm(path[-1], axis=0).max() < 0.3


def test_the_rates_that_the_cliff_punishes_are_fine_away_from_it():
    path = descend(Cliff(), (-3.5, -1.0), RATES, 300)
    assert np.all(np.diff(np.linalg.norm(path, axis=1), axis=0) <= 1e-15)
    assert np.linalg.norm(path[-1], axis=0).max() < 0.1


def test_the_cliff_is_as_high_and_as_steep_as_asked():
    cliff = Cliff(height=7.0, steepness=35.0)
    level = cliff.value(np.array([[0.2, 0.45], [0.0, 0.35]])) - cliff.value(
        np.array([[-0.2, -0.45], [0.0, -0.35]])
    )
    np.testing.assert_allclose(level, [0.0, 7.0], atol=1e-6)
    hollow = np.array([0.3 / np.sqrt(1.09), 0.2 * 0.3 / np.sqrt(1.09)])
    np.testing.assert_allclose(cliff.grad(np.array([0.3, 0.3])) - hollow, 35.0, rtol=1e-12)


def test_gradient_descent_stands_still_on_the_plateau():
    start = np.array(Plateau.starts[0])
    path = descend(Plateau(), start, [0.1, 1.0], 500)
    assert np.linalg.norm(path[-1] - start[:, None], axis=0).max() < 0.2
    assert 0 < np.linalg.norm(Plateau().grad(start)) < 1e-3
    assert Plateau().value(start) > 0.8


def test_steps_that_ignore_the_size_of_the_gradient_cross_the_plateau():
    end = descend(Plateau(), Plateau.starts[0], 0.05, 200, normalized)[-1]
    assert Plateau().value(end)[0] < 1e-3


def test_gradient_descent_never_leaves_the_ridge_of_the_saddle():
    path = descend(Saddle(), (-1.5, 0.0), [0.01, 0.1, 1.0], 2000)
    assert (path[:, 1] == 0).all()
    np.testing.assert_allclose(path[-1], 0, atol=1e-8)
    assert tuple(np.linalg.eigvalsh(Saddle(up=2.0, down=0.5).hess(np.zeros(2)))) == (-0.5, 2.0)


def test_leaving_the_saddle_takes_as_long_as_the_logarithm_says():
    lr, down = 0.1, 0.5
    waits = []
    for delta in (1e-2, 1e-5, 1e-8):
        path = descend(Saddle(down=down), (0.0, delta), lr, 1000)
        waits.append(int(np.argmax(path[:, 1, 0] > np.sqrt(down) / 2)))
    assert np.diff(waits) == pytest.approx(np.log(1e3) / np.log1p(lr * down), abs=1)


def test_the_saddles_starts_hold_the_ridge_and_its_neighbour():
    assert any(y == 0 for _, y in Saddle.starts)
    assert any(0 < abs(y) < 0.01 for _, y in Saddle.starts)


def test_the_monkey_saddle_has_no_curvature_at_its_centre_and_three_equal_sides():
    monkey = MonkeySaddle(reach=0.7)
    assert np.array_equal(monkey.grad(np.zeros(2)), np.zeros(2))
    assert np.array_equal(monkey.hess(np.zeros(2)), np.zeros((2, 2)))
    c, s = -0.5, np.sqrt(0.75)  # a third of a turn
    theta = np.random.default_rng(0).normal(size=(2, 50))
    turned = np.array([[c, -s], [s, c]]) @ theta
    np.testing.assert_allclose(monkey.value(turned), monkey.value(theta), rtol=1e-13, atol=1e-13)


def test_gradient_descent_creeps_ever_slower_up_to_the_monkey_saddle():
    lr, steps = 0.05, 20000
    path = descend(MonkeySaddle(), (1.2, 0.0), lr, steps)[:, :, 0]
    assert (path[:, 1] == 0).all()
    assert path[-1, 0] * 3 * lr * steps == pytest.approx(1, abs=0.01)


def test_leaving_the_monkey_saddle_takes_a_power_of_the_distance_from_the_ridge():
    waits = []
    for delta in (1e-6, 1e-9):
        path = descend(MonkeySaddle(), (0.3, delta), 0.1, 12000)[:, :, 0]
        waits.append(int(np.argmax(path[:, 1] > path[:, 0])))
    assert waits[1] / waits[0] == pytest.approx(1000 ** (1 / 3), rel=0.1)


def test_easoms_hole_cannot_be_felt_from_afar():
    easom = Easom()
    afar = np.pi + np.array([[0.0, 5.0, 20.0], [28.0, 0.0, 20.0]])
    slopes = np.linalg.norm(easom.grad(afar), axis=0)
    assert slopes[0] == slopes[2] == 0 < slopes[1] < 1e-10
    assert np.array_equal(descend(easom, afar[:, 0], 1e6, 10)[-1, :, 0], afar[:, 0])
    near = descend(easom, Easom.starts[0], 0.1, 500)[-1, :, 0]
    np.testing.assert_allclose(near, np.pi, rtol=1e-12)


def test_michalewiczs_ravines_are_found_by_those_that_start_in_them():
    ravines = Michalewicz()
    (both, _, neither, one) = (
        descend(ravines, s, 0.01, 2000)[-1, :, 0] for s in Michalewicz.starts
    )
    np.testing.assert_allclose(both, ravines.minima[0], rtol=1e-6)
    assert np.linalg.norm(neither - Michalewicz.starts[2]) < 0.01
    assert np.abs(one - ravines.minima[0])[0] < 1e-6 < 1 < np.abs(one - ravines.minima[0])[1]
    along = np.linspace(0, np.pi, 1001)
    level = [
        (-Michalewicz(m=m).value(np.array([along, 0 * along])) < 1e-3).mean() for m in (2, 10, 20)
    ]
    assert level[0] < 0.5 < 0.6 < level[1] < level[2]


def test_the_drop_wave_keeps_a_path_in_the_moat_that_it_starts_in():
    angle = np.linspace(0, 6, 30)
    ring = np.array([np.cos(angle), np.sin(angle)])
    np.testing.assert_allclose(np.diff(DropWave().value(0.52 * ring)), 0, atol=1e-14)
    for start in DropWave.starts:
        end = descend(DropWave(), start, 0.001, 3000)[-1, :, 0]
        moat = np.linalg.norm(end) / (2 * np.pi / 12)
        assert moat == pytest.approx(round(moat), abs=0.02)
        assert round(moat) >= 1
        assert np.linalg.norm(end - start) < np.pi / 12


@pytest.mark.parametrize("angle", [0.0, 30.0, 90.0, 135.0])
def test_the_quadratic_has_the_axes_and_curvatures_asked_for(angle):
    hess = Quadratic(condition=25.0, angle=angle).hess(np.zeros(2))
    flat = np.array([np.cos(np.deg2rad(angle)), np.sin(np.deg2rad(angle))])
    np.testing.assert_allclose(hess @ flat, flat, atol=1e-13)
    np.testing.assert_allclose(np.linalg.eigvalsh(hess), [1, 25], rtol=1e-13)


def test_rosenbrocks_condition_number():
    values = np.linalg.eigvalsh(Rosenbrock().hess(np.array(Rosenbrock().minima[0])))
    assert values[1] / values[0] == pytest.approx(2508, abs=1)


def test_beales_slopes_differ_more_than_a_thousandfold():
    slopes = np.linalg.norm(Beale().grad(np.array([[3.5, 4.5], [0.5, 4.5]])), axis=0)
    assert slopes[1] / slopes[0] > 1e4


def test_himmelblau_has_four_basins():
    ends = [descend(Himmelblau(), start, 0.01, 500)[-1, :, 0] for start in Himmelblau.starts]
    nearest = {np.linalg.norm(np.array(Himmelblau().minima) - end, axis=1).argmin() for end in ends}
    assert len(nearest) >= 3


def test_rastrigin_traps_gradient_descent_in_the_nearest_dent():
    for start in Rastrigin.starts:
        end = descend(Rastrigin(), start, 0.001, 2000)[-1, :, 0]
        assert np.linalg.norm(Rastrigin().grad(end)) < 1e-8
        assert np.abs(end - start).max() < 1
        assert Rastrigin().value(end) > 0.9 or np.linalg.norm(end) < 1e-8


def test_known_heights():
    assert Rosenbrock().value(np.array([-1.2, 1.0])) == pytest.approx(24.2)
    assert Beale().value(np.array([1.0, 1.0])) == pytest.approx(14.203125)
    assert Himmelblau().value(np.array([0.0, 0.0])) == 170
    assert SURFACES["Rastrigin"]().value(np.array([0.5, 0.5])) == pytest.approx(40.5)
