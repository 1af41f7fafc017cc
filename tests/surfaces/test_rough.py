"""What the rough surfaces are said to teach, and what is done in their creases."""

import numpy as np
import pytest

from surfaces import (
    SURFACES,
    AbsoluteValue,
    Ackley,
    BukinN6,
    CrossInTray,
    Eggholder,
    HolderTable,
    SchafferN2,
    Schwefel,
)
from tests.surfaces.test_character import descend

IN_A_CREASE = [
    (AbsoluteValue(), (0.0, 1.0)),
    (AbsoluteValue(b=0.5), (-1.0, 0.0)),
    (AbsoluteValue(), (0.0, 0.0)),
    (Ackley(), (0.0, 0.0)),
    (Schwefel(), (0.0, 100.0)),
    (Schwefel(), (0.0, 0.0)),
    (BukinN6(), (-10.0, 2.0)),
    (BukinN6(), (-5.0, 0.25)),
    (BukinN6(), (-10.0, 1.0)),
    (HolderTable(), (0.0, 1.0)),
    (HolderTable(), (0.0, 0.0)),
    (Eggholder(), (100.0, 53.0)),
    (Eggholder(), (100.0, -97.0)),
]
NEAR = 2.0**-20  # a power of two, so that both sides are equally far


@pytest.mark.parametrize(("surface", "at"), IN_A_CREASE, ids=str)
def test_in_a_crease_the_gradient_is_the_mean_of_both_sides(surface, at):
    here = np.array(at)
    for side in ((NEAR, 0.0), (0.0, NEAR), (NEAR, NEAR / 4)):
        sides = surface.grad(np.array([here - side, here + side]).T)
        steep = 1e-6 * np.abs(sides).max()
        np.testing.assert_allclose(surface.grad(here), sides.mean(axis=1), atol=2e-3 + steep)


@pytest.mark.parametrize(
    ("surface", "at"), [*IN_A_CREASE, (CrossInTray(), (0.0, 1.0)), (CrossInTray(), (0.0, 0.0))]
)
def test_in_a_crease_everything_is_finite(surface, at):
    for theta in (np.array(at), np.array(at)[:, None] + np.zeros(3)):
        for asked in (surface.value, surface.grad, surface.hess):
            answer = asked(theta)
            assert np.isfinite(answer).all()
            assert answer.shape[-1:] != (3,) or np.array_equal(answer[..., 0], asked(theta[:, 0]))


@pytest.mark.parametrize("tiny", [1e-300, 1e-160, -1e-200])
def test_beside_the_point_nothing_underflows_into_it(tiny):
    for surface, slope in ((AbsoluteValue(b=1.0), np.sqrt(2)), (Ackley(), 4 / np.sqrt(2))):
        beside = surface.grad(np.array([tiny, tiny / 4]))
        assert np.linalg.norm(beside) == pytest.approx(slope, rel=1e-12)
    for surface in (HolderTable(), CrossInTray()):
        assert np.isfinite(surface.grad(np.array([tiny, tiny / 4]))).all()


def test_a_constant_step_never_settles_and_a_shrinking_one_does():
    rates = np.array([0.01, 0.02, 0.1])
    path = descend(AbsoluteValue(b=1.0), (-1.7053, 1.3021), rates, 1000)
    offs = np.abs(path[-100:, 0])
    assert (offs.max(axis=0) > rates / 2 - 1e-12).all()
    assert (offs.max(axis=0) <= rates).all()
    np.testing.assert_allclose(offs.mean(axis=0), rates / 2, rtol=1e-9)
    ends = []
    for rate in (lambda t: 0.5 / np.sqrt(t), lambda t: 0.5 * 0.7**t):
        theta = np.array([-1.7053, 1.3021])
        for t in range(1, 10_001):
            theta = theta - rate(t) * AbsoluteValue(b=1.0).grad(theta)
        ends.append(np.abs(theta).max())
    assert ends[0] <= 0.005
    assert ends[1] > 0.5  # it shrinks too fast, and never gets there


def test_bukins_walls_are_vertical_and_hide_the_way_along_the_crease():
    x = -12.0
    off = np.array([1e-2, 1e-4, 1e-6])
    grad = BukinN6().grad(np.array([np.full(3, x), x * x / 100 + off]))
    np.testing.assert_allclose(grad[1], 50 / np.sqrt(off), rtol=1e-6)
    along = np.array([1, x / 50])  # the direction of the crease
    np.testing.assert_allclose(along @ grad, -0.01, rtol=1e-6)


def test_bukin_throws_gradient_descent_from_side_to_side():
    path = descend(BukinN6(), BukinN6.starts[0], 1e-4, 2000)[..., 0]
    side = np.sign(path[:, 1] - path[:, 0] ** 2 / 100)
    assert np.count_nonzero(np.diff(side)) > 500
    assert np.abs(path[1000:, 0] + 10).min() > 1


def test_schaffers_folds_tighten_with_the_square_of_the_distance():
    for distance in (2.5, 5.0, 10.0):
        x = np.linspace(distance - 1 / distance, distance + 1 / distance, 2001)
        sharpest = SchafferN2().hess(np.array([x, 0 * x]))[0, 0].max()
        lower = (1 + distance * distance / 1000) ** 2
        assert sharpest * lower == pytest.approx(8 * distance * distance, rel=0.3)


def test_schaffers_channels_lead_in_at_next_to_no_slope():
    x = np.linspace(0.1, 2.5, 50)
    for channel in (np.array([x, x]), np.array([x, -x])):
        slope = np.linalg.norm(SchafferN2().grad(channel), axis=0)
        assert (slope > 0).all()
        assert slope.max() < 0.008
        assert (np.sign(SchafferN2().grad(channel)) == np.sign(channel)).all()


def test_a_step_longer_than_the_folds_lands_at_random():
    starts = np.array([np.linspace(2.2, 2.201, 40), np.full(40, 1.0)])
    spread = {}
    for rate in (0.005, 0.2):
        theta = starts
        for _ in range(300):
            theta = theta - rate * SchafferN2().grad(theta)
        spread[rate] = np.ptp(theta, axis=1).max()
    assert spread[0.005] < 0.001
    assert spread[0.2] > 5


def test_no_path_downhill_leaves_a_cell_of_the_table():
    for start in HolderTable.starts:
        path = descend(HolderTable(), start, 0.002, 3000)[..., 0]
        assert len(set(np.floor(path[:, 0] / np.pi))) == 1
        assert len(set(np.floor(path[:, 1] / np.pi + 0.5))) == 1


def test_the_dents_of_the_table_are_e_times_as_deep_for_every_pi():
    depth = [HolderTable().value(np.array([(k + 0.5) * np.pi, 0.0])) for k in (1, 2, 3)]
    np.testing.assert_allclose(np.divide(depth[1:], depth[:-1]), np.e, rtol=1e-12)


def test_a_crease_of_the_tray_is_deep_at_once():
    surface = CrossInTray()
    floor = surface.value(np.array([1.35, 1.5]))
    for beside, part in ((1e-3, 0.5), (1e-6, 0.25)):
        at = np.array([beside, 1.5])
        assert surface.value(at) / floor == pytest.approx(part, rel=0.05)
        np.testing.assert_allclose(surface.grad(at)[0], 0.1 * surface.value(at) / beside, rtol=1e-2)
    assert surface.value(np.array([0.0, 1.5])) == pytest.approx(-1e-4, rel=1e-12)


def test_the_egg_holders_lowest_point_is_where_the_map_ends():
    minimum = np.array(Eggholder().minima[0])
    assert minimum[0] == Eggholder.domain.high[0]
    assert Eggholder().grad(minimum)[0] == pytest.approx(-3.385571337, rel=1e-9)
    assert Eggholder().value(minimum + np.array([1, 0])) < Eggholder().value(minimum) - 2
    x, y = np.meshgrid(np.linspace(400, 511, 1000), np.linspace(300, 512, 1000))
    inside = Eggholder().value(np.array([x, y]))
    best = np.unravel_index(inside.argmin(), inside.shape)
    assert inside[best] == pytest.approx(-956.9182, abs=0.01)
    assert (x[best], y[best]) == pytest.approx((482.3534, 432.8790), abs=0.3)


@pytest.mark.parametrize(
    ("name", "published", "digits"),
    [
        ("CrossInTray", -2.062611870822739, 1e-14),
        ("HolderTable", -19.20850256788675, 1e-13),
        ("Eggholder", -959.6406627, 1e-7),
        ("BukinN6", 0.0, 0.0),
    ],
)
def test_known_lowest_heights(name, published, digits):
    surface = SURFACES[name]()
    for minimum in surface.minima:
        assert surface.value(np.array(minimum)) == pytest.approx(published, rel=0, abs=digits)
