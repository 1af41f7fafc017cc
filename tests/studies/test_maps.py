"""A map is what single runs say, pixel by pixel, and the bits do not depend on how it is made."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from diagnosis.curvature import eigenvalues
from experiments import run
from experiments.text import read
from optimizers import Adam, GradientDescent, Momentum, Optimizer, RMSprop
from studies import Ending, basins
from studies.batched.endings import KnownMinima, bends_up, ground
from studies.batched.files import read_back
from surfaces import (
    SURFACES,
    Ackley,
    Beale,
    Branin,
    Himmelblau,
    Noisy,
    Quadratic,
    Rastrigin,
    Rosenbrock,
    StyblinskiTang,
    Surface,
)

MAPS = [
    (Himmelblau(), Adam(lr=0.1)),
    (Rosenbrock(), Adam(lr=0.05)),
    (Beale(), Adam(lr=0.05)),
    (Rastrigin(), Adam(lr=0.05)),
    (Ackley(), Adam(lr=0.05)),
    (StyblinskiTang(), Adam(lr=0.5)),
]
every_map = pytest.mark.parametrize(
    ("surface", "rule"), MAPS, ids=[type(surface).__name__ for surface, _ in MAPS]
)
RESULTS = ("label", "arrived", "ending", "value", "end", "x", "y", "minima")


def same(one, other):
    return all(
        np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True) for name in RESULTS
    )


@pytest.mark.parametrize(
    ("surface", "rule"),
    [
        *MAPS,
        (Himmelblau(), GradientDescent(lr=0.01)),
        (Branin(), Momentum(lr=0.01)),
        (Noisy(Himmelblau(), sigma=5.0), RMSprop(lr=0.05)),
    ],
    ids=str,
)
def test_a_pixel_is_the_single_run_from_its_start_bit_for_bit(surface, rule):
    picture = basins(rule, surface, size=32, steps=200, seed=2)
    rng = np.random.default_rng(0)
    steps_short = 0
    for row, column in rng.integers(32, size=(12, 2)):
        alone = run(rule, surface, picture.start(row, column), 200, seed=2)
        if picture.ending[row, column] == Ending.DIVERGED:
            assert alone.diverged
            continue
        at = np.flatnonzero((alone.theta == picture.end[:, row, column]).all(axis=1))
        assert at.size
        assert alone.value[at[-1]] == picture.value[row, column]
        steps_short += at[0] < 200
        minimum = picture.label[row, column]
        off = np.hypot(*(alone.theta[-1] - picture.minima.T).T)
        near = off <= ground(surface).mark
        assert near[minimum] if minimum >= 0 else not near.any()
    if isinstance(rule, GradientDescent):
        assert steps_short == 12  # they had come to rest, and were let go


@every_map
def test_single_precision_paints_the_same_labels(surface, rule):
    double = basins(rule, surface, size=96, steps=300)
    single = basins(rule, surface, size=96, steps=300, dtype="float32")
    assert np.array_equal(single.label, double.label)
    assert not same(single, double)  # it is not simply the same computation


@every_map
def test_folded_constants_paint_the_same_labels(surface, rule):
    exact = basins(rule, surface, size=64, steps=300)
    folded = basins(rule, surface, size=64, steps=300, exact=False)
    assert np.array_equal(folded.label, exact.label)
    assert (exact.exact, folded.exact) == (True, False)


@every_map
@pytest.mark.parametrize("exact", [True, False], ids=["exact", "folded"])
def test_retiring_changes_no_label(surface, rule, exact, monkeypatch):
    monkeypatch.setattr("studies.batched.runs.STIR", 0.0)  # nothing is ever at rest
    monkeypatch.setattr("studies.batched.runs.REACH", 0.0)  # and nothing is caught
    lasting = basins(rule, surface, size=48, steps=300, exact=exact)
    monkeypatch.undo()
    retiring = basins(rule, surface, size=48, steps=300, exact=exact)
    for name in ("label", "arrived"):
        assert np.array_equal(getattr(retiring, name), getattr(lasting, name))


def test_a_rule_without_a_form_for_single_precision_is_walked_in_double():
    rule, surface = Momentum(lr=0.005), Himmelblau()
    double = basins(rule, surface, size=16, steps=60)
    assert same(basins(rule, surface, size=16, steps=60, dtype="float32"), double)


def test_tiles_and_threads_do_not_show(monkeypatch):
    rule, surface = Adam(lr=0.1), Himmelblau()
    whole = basins(rule, surface, size=40, steps=120)
    monkeypatch.setattr("studies.basin_maps.maps.TILE", 123)
    assert same(basins(rule, surface, size=40, steps=120), whole)
    monkeypatch.setattr("studies.basin_maps.maps.threads", lambda _: 3)
    assert same(basins(rule, surface, size=40, steps=120), whole)


def test_gradient_flow_on_a_bowl_needs_the_steps_that_mathematics_says():
    surface = Quadratic()
    rate = 0.01
    picture = basins(GradientDescent(lr=rate), surface, size=8, steps=3000)
    assert (picture.ending == Ending.KNOWN_MINIMUM).all()
    (minimum,) = np.array(surface.minima)
    curvature, axes = np.linalg.eigh(surface.hess(np.array(minimum)))
    for row in range(8):
        for column in range(8):
            along = axes.T @ (np.array(picture.start(row, column)) - minimum)
            t = np.arange(3001)[:, None]
            off = np.hypot(*(along * (1 - rate * curvature) ** t).T)
            assert picture.arrived[row, column] == np.argmax(off <= ground(surface).mark)


def test_a_slow_rate_of_gradient_descent_falls_to_the_side_where_it_starts():
    """Without a tilt, the wells of the double well in each coordinate meet at zero."""
    surface = StyblinskiTang(tilt=0.0)
    picture = basins(GradientDescent(lr=0.005), surface, size=20, steps=600)
    where = picture.minima[:, picture.label]
    assert np.array_equal(np.sign(where[0]), np.sign(np.tile(picture.x, (20, 1))))
    assert np.array_equal(np.sign(where[1]), np.sign(np.tile(picture.y[:, None], 20)))
    assert (picture.ending == Ending.KNOWN_MINIMUM).all()


@pytest.mark.parametrize("name", SURFACES)
def test_every_minimum_that_a_map_tells_apart_is_one(name):
    surface = SURFACES[name]()
    here = ground(surface)
    assert np.array_equal(here.minima[:, : here.known].T, np.array(surface.minima).reshape(-1, 2))
    others = here.minima[:, here.known :]
    if not others.size:
        return
    assert bends_up(eigenvalues(surface, others)).all()
    heights = surface.value(others)
    assert np.array_equal(heights, np.sort(heights))
    turn = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    ring = np.array([np.cos(turn), np.sin(turn)]) * 1e-4 * here.mark
    assert (surface.value(others[:, :, None] + ring[:, None]) >= heights[:, None]).all()


def test_the_other_minima_of_an_egg_carton_are_all_found():
    """One dent a pair of whole numbers: the slope of the bowl at n is less than the carton's."""
    here = ground(Rastrigin())
    inside = (np.abs(here.minima) <= 5.12).all(axis=0)
    assert inside.sum() == 11 * 11
    cells = {tuple(cell) for cell in np.round(here.minima[:, inside]).astype(int).T.tolist()}
    assert cells == {(i, j) for i in range(-5, 6) for j in range(-5, 6)}


def test_the_table_of_nearest_minima_agrees_with_comparing_all_distances():
    here = ground(Rastrigin())
    rng = np.random.default_rng(0)
    points = rng.uniform(-7, 7, (2, 20_000))
    index = here.nearest(points)
    off = np.hypot(*(points[:, :, None] - here.minima[:, None]))
    expected = np.where(off.min(axis=1) <= here.mark, off.argmin(axis=1), -1)
    assert np.array_equal(index, expected)
    assert (expected >= 0).sum() > 300
    assert list(here.nearest(np.array([[np.nan, np.inf], [0.0, 0.0]]))) == [-1, -1]
    none = here.minima[:, :0]
    flat = KnownMinima(none, 0, here.low, here.high, 1.0, none, none)
    assert (flat.nearest(points) == -1).all()


def test_pixels_starts_and_shares():
    picture = basins(Adam(lr=0.1), Branin(), size=10, steps=50)
    assert picture.size == 10
    assert picture.start(0, 0) == pytest.approx((-4.25, 0.75))
    assert picture.start(9, 2) == pytest.approx((-1.25, 14.25))
    assert picture.pixel((-1.0, 14.0)) == (9, 2)
    assert picture.pixel((99.0, -99.0)) == (0, 9)
    assert sum(picture.share(ending) for ending in Ending) == pytest.approx(1)
    assert all(ending.words for ending in Ending)


@pytest.mark.parametrize("threads", [1, 2])
def test_progress_can_cancel_a_map(threads, monkeypatch):
    monkeypatch.setattr("studies.basin_maps.maps.TILE", 200)
    monkeypatch.setattr("studies.basin_maps.maps.threads", lambda _: threads)

    def stop(part):
        if part > 0:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        basins(Adam(lr=1e-4), Rosenbrock(), size=64, steps=2000, progress=stop)


def test_files_carry_the_text_they_came_from(tmp_path):
    picture = basins(Adam(lr=0.1), Himmelblau(), size=6, steps=40)
    picture.save(tmp_path / "map.npz")
    arrays = read_back(tmp_path / "map.npz")
    text = str(arrays["text"])
    assert text == picture.to_query()
    said = dict(pair.split("=", 1) for pair in text.split("&")[1:])
    again = basins(
        read(said["optimizer"], Optimizer),
        read(said["surface"], Surface),
        int(said["size"]),
        int(said["steps"]),
        int(said["seed"]),
        said["dtype"],
    )
    assert same(again, picture)
    assert np.array_equal(arrays["label"], picture.label)
    assert arrays["endings"][picture.ending[0, 0]] == Ending(picture.ending[0, 0]).words
    with pytest.raises(ValueError, match=r"must end in \.npz"):
        picture.save(tmp_path / "map.csv")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"size": 1}, "size = 1: a map has 2 to 1024 pixels"),
        ({"size": 2000}, "size = 2000"),
        ({"steps": 0}, "steps = 0: a map needs 1 step or more"),
        ({"dtype": "int8"}, "choose float64, or float32"),
        ({"optimizer": Adam(lr=np.array([0.1, 0.2]))}, "give every knob one number"),
        ({"surface": replace(Rosenbrock(), b=np.array([1.0, 2.0]))}, "give every knob one number"),
    ],
    ids=str,
)
def test_wrong_arguments_get_a_sentence(arguments, sentence):
    with pytest.raises(ValueError, match=sentence):
        basins(**{"optimizer": Adam(), "surface": Rosenbrock(), "size": 4, "steps": 5, **arguments})
