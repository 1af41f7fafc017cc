from dataclasses import FrozenInstanceError, dataclass

import numpy as np
import pytest

from figures import sample_heights
from surfaces import SURFACES, Box, Noisy, Quadratic, Rosenbrock, Surface


@dataclass(frozen=True)
class Made(Surface):
    """A surface of any heights, for what no real one does."""

    heights: object
    domain = Box((-1.0, -1.0), (1.0, 1.0))
    minima = ()

    def value(self, theta):
        return self.heights(*theta)

    def grad(self, theta):
        raise NotImplementedError

    hess = grad


@pytest.mark.parametrize("name", SURFACES)
def test_the_grid_holds_the_surface(name):
    surface = SURFACES[name]()
    land = sample_heights(surface, size=21)
    assert land.x.shape == land.y.shape == (21,)
    assert land.value.shape == (21, 21)
    assert (land.x[0], land.y[0]) == surface.domain.low
    assert (land.x[-1], land.y[-1]) == surface.domain.high
    assert np.array_equal(land.value, surface.value(np.array(np.meshgrid(land.x, land.y))))
    for i, j in ((0, 0), (3, 17), (20, 5)):
        assert land.value[i, j] == surface.value(np.array([[land.x[j]], [land.y[i]]]))[0]


def test_ground_that_one_coordinate_shapes_alone():
    land = sample_heights(Made(lambda x, _: x * x), size=5)
    assert np.array_equal(land.value, np.tile([1.0, 0.25, 0.0, 0.25, 1.0], (5, 1)))
    level = sample_heights(Made(lambda *_: 3.0), size=5)
    assert np.array_equal(level.value, np.full((5, 5), 3.0))


def test_ground_too_wild_for_the_usual_grid_gets_a_finer_one():
    sizes = {name: len(sample_heights(SURFACES[name]()).x) for name in SURFACES}
    assert sizes["Eggholder"] == sizes["CrossInTray"] == 181
    assert {sizes[name] for name in ("Rosenbrock", "Rastrigin", "HolderTable", "Cliff")} == {121}
    assert len(sample_heights(SURFACES["Eggholder"](), size=21).x) == 21
    for turns, size in ((5, 121), (20, 181)):
        waves = sample_heights(Made(lambda x, y, turns=turns: np.sin(np.pi * turns * x) + y))
        assert waves.value.shape == (size, size)


@pytest.mark.parametrize("name", SURFACES)
def test_heights_to_draw_are_finite_and_keep_the_order(name):
    land = sample_heights(SURFACES[name]())
    drawn = land.scaled(land.value)
    assert np.isfinite(drawn).all()
    order = np.argsort(land.value, axis=None)
    assert (np.diff(drawn.ravel()[order]) >= 0).all()
    assert land.low <= land.value.min()
    assert land.scale > 0


def test_logarithm_where_heights_span_decades_and_only_there():
    logs = {name for name, kind in SURFACES.items() if sample_heights(kind()).log}
    assert {"Rosenbrock", "Beale", "Himmelblau", "Cliff"} <= logs
    assert not {"Saddle", "Rastrigin", "Plateau", "Ackley", "Schwefel", "Eggholder"} & logs
    assert not sample_heights(Quadratic(condition=1.0)).log


def test_the_transform_is_the_one_that_is_written():
    land = sample_heights(Rosenbrock())
    value = np.array([0.0, land.scale, 99 * land.scale])
    np.testing.assert_allclose(land.scaled(value), [0, np.log10(2), 2])
    assert land.scaled(np.array([-1.0]))[0] == 0
    plain = sample_heights(SURFACES["Saddle"]())
    assert np.array_equal(plain.scaled(value), value)


def test_low_counts_minima_between_the_grid_points():
    surface = Rosenbrock(a=0.987)
    land = sample_heights(surface, size=20)
    assert land.low == 0 < land.value.min()
    assert sample_heights(Noisy(surface, sigma=1.0), size=20).low == 0


@pytest.mark.parametrize("b", [10.0, 100.0, 1000.0])
def test_the_floor_of_a_valley_has_no_beads(b):
    """The valley's floor only falls; a picture of it may not rise by a third of a contour."""
    land = sample_heights(Rosenbrock(b=b))
    drawn = land.scaled(land.value)
    contour = (drawn.max() - drawn.min()) / 20
    floor = np.array([between(land, drawn, x, x * x) for x in np.linspace(-1.6, 0.9, 2000)])
    beads = floor - np.minimum.accumulate(floor)
    assert beads.max() < contour / 3
    if b <= 100:
        assert floor[0] - floor[-1] > 3 * contour


@pytest.mark.parametrize("name", SURFACES)
def test_a_logarithm_begins_above_the_deepest_ground(name):
    land = sample_heights(SURFACES[name]())
    if land.log:
        assert 0.02 <= (land.value - land.low <= land.scale).mean() < 0.1


def between(land, drawn, x, y):
    """Interpolate as a picture does, linearly between grid points."""
    j, i = np.searchsorted(land.x, x) - 1, np.searchsorted(land.y, y) - 1
    u = (x - land.x[j]) / (land.x[j + 1] - land.x[j])
    v = (y - land.y[i]) / (land.y[i + 1] - land.y[i])
    low, high = drawn[i, j : j + 2], drawn[i + 1, j : j + 2]
    return (1 - v) * ((1 - u) * low[0] + u * low[1]) + v * ((1 - u) * high[0] + u * high[1])


def test_another_box_is_drawn_when_asked():
    land = sample_heights(Rosenbrock(), size=5, box=Box((0.5, 0.5), (1.5, 2.5)))
    assert (land.x[0], land.y[0], land.x[-1], land.y[-1]) == (0.5, 0.5, 1.5, 2.5)
    assert land.value.max() < sample_heights(Rosenbrock()).value.max()


@pytest.mark.filterwarnings("error")
def test_heights_that_no_picture_can_hold():
    square = lambda x, y: x * x + y * y  # noqa: E731 - reads better in place
    holes = sample_heights(Made(lambda x, y: np.log(x) + y))
    assert np.isnan(holes.value[:, :60]).all()
    assert np.isfinite(holes.value[:, 61:]).all()
    pole = sample_heights(Made(lambda x, y: 1 / square(x, y)))
    assert np.isfinite(pole.value).all()
    assert pole.value.max() == pole.value[60, 61]
    pit = sample_heights(Made(lambda x, y: np.log(square(x, y))))
    assert pit.low == pit.value[60, 60] == pit.value[60, 61]
    tower = sample_heights(Made(lambda x, y: np.exp(np.exp(7 * x)) + y))
    assert tower.log
    assert np.isfinite(tower.scaled(tower.value)).all()
    assert tower.value.max() < 1e14
    for land in (holes, pole, pit, tower):
        drawn = land.scaled(land.value)
        assert np.array_equal(np.isfinite(drawn), ~np.isnan(land.value))
        assert np.nanmax(drawn) - np.nanmin(drawn) > 0


def test_level_ground_and_no_ground():
    flat = sample_heights(Made(lambda x, y: 0 * (x + y) + 3.0))
    assert not flat.log
    assert (flat.low, flat.scale) == (3.0, 1.0)
    with pytest.raises(ValueError, match="finite nowhere"):
        sample_heights(Made(lambda x, y: (x + y) * np.nan))


def test_a_relief_stays_as_it_is():
    with pytest.raises(FrozenInstanceError):
        sample_heights(Rosenbrock(), size=5).low = 1.0
