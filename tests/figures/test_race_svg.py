"""The drawing for print, read again as the XML that it is."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from experiments import run
from figures import sample_heights
from figures.race_svg import race_svg
from figures.styles import STYLES
from optimizers import Adam, GradientDescent, Momentum
from surfaces import Rosenbrock, StyblinskiTang
from surfaces.base import Box

SVG = "{http://www.w3.org/2000/svg}"
RULES = (Adam(lr=0.05), Momentum(lr=0.001), GradientDescent(lr=0.001))
SURFACE = Rosenbrock()
LAND = sample_heights(SURFACE)
RUNS = [run(rule, SURFACE, start=(-1.2, 1.0), steps=60) for rule in RULES]
NAMES = ["Adam", "Momentum", "Gradient descent"]


def drawn(*args, **kwargs):
    return ET.fromstring(race_svg(*args, **kwargs))  # noqa: S314 - our own drawing


def lines(picture):
    """The paths of the runs, as pixels, by colour."""
    found = {}
    for line in picture.iter(f"{SVG}polyline"):
        text = line.get("points").split()
        found[line.get("stroke")] = np.array([pair.split(",") for pair in text], float)
    return found


def in_pixels(point):
    x, y = point
    return [(x + 2) / 4 * 600, (3 - y) / 4 * 450]


def test_paths_are_where_the_runs_were_up_to_the_step():
    box = SURFACE.domain
    assert (box.low, box.high) == ((-2.0, -1.0), (2.0, 3.0))
    for step in (0, 7, 60, None, 1000):
        found = lines(drawn(RUNS, NAMES, LAND, step))
        last = 60 if step is None else min(step, 60)
        for one, style in zip(RUNS, STYLES, strict=False):
            path = found[style.color]
            np.testing.assert_allclose(path[0], in_pixels(one.theta[0]), atol=0.06)
            np.testing.assert_allclose(path[-1], in_pixels(one.theta[last]), atol=0.8)
            assert len(path) <= last + 1


def test_each_run_has_its_dashes_its_symbol_and_its_name():
    picture = drawn(RUNS, NAMES, LAND, 30)
    texts = [text.text for text in picture.iter(f"{SVG}text")]
    assert [text for text in texts if text in NAMES] == NAMES
    for style in STYLES[:3]:
        dashes = {
            e.get("stroke-dasharray") for e in picture.iter() if e.get("stroke") == style.color
        }
        assert dashes == {" ".join(map(str, style.dash)) or "none"}
        assert sum(e.get("fill") == style.color for e in picture.iter()) == 2  # head and legend


def test_numbers_stand_where_they_belong():
    picture = drawn(RUNS, NAMES, LAND)
    across = {
        float(t.text.replace("−", "-")): float(t.get("x"))
        for t in picture.iter(f"{SVG}text")
        if t.get("text-anchor") == "middle"
    }
    assert {-2.0, -1.0, 0.0, 1.0, 2.0} <= across.keys()
    for value, x in across.items():
        assert x == pytest.approx((value + 2) * 150, abs=0.1)
    assert not any(t.text in ("−0", "-0") for t in picture.iter(f"{SVG}text"))


def test_bands_of_height_lie_over_each_other_and_hold_the_ground_above_them():
    picture = drawn(RUNS, NAMES, LAND)
    bands = picture.find(f".//{SVG}g[@id='map']/{SVG}g")
    areas = [area(band.get("d")) for band in bands]
    assert len(areas) == 15
    assert areas[0] == pytest.approx(600 * 450)
    height = LAND.scaled(LAND.value)
    levels = np.linspace(height.min(), height.max(), 16)[1:-1]
    for level, covered in zip(levels, areas[1:], strict=True):
        cells = (height[1:, 1:] + height[1:, :-1] + height[:-1, 1:] + height[:-1, :-1]) / 4
        assert covered / (600 * 450) == pytest.approx((cells >= level).mean(), abs=5e-3)


def area(path):
    """What the rings of a path go round, holes counted off."""
    total = 0.0
    for ring in re.findall(r"M([^Z]*)Z", path):
        x, y = np.array([pair.split(",") for pair in ring.split("L")], float).T
        total -= float(np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y) / 2)
    return total


def test_side_by_side_everybody_has_a_map_of_the_same_drawing():
    picture = drawn(RUNS, NAMES, LAND, layout="side by side")
    assert len(picture.findall(f".//{SVG}use")) == 3
    assert len(picture.findall(f".//{SVG}g[@id='map']")) == 1
    assert len(drawn(RUNS[:1], NAMES[:1], LAND, layout="side by side").findall(f".//{SVG}use")) == 1
    twelve = drawn([RUNS[0]] * 12, [f"Run {k}" for k in range(12)], LAND, layout="side by side")
    assert len(twelve.findall(f".//{SVG}use")) == 12


def test_stars_at_minima_and_a_cross_where_a_run_overflowed():
    plain = drawn(RUNS, NAMES, LAND)
    starred = drawn(RUNS, NAMES, LAND, minima=SURFACE.minima)
    assert len(list(starred.iter(f"{SVG}polygon"))) == len(list(plain.iter(f"{SVG}polygon"))) + 1
    wild = run(GradientDescent(lr=1.0), SURFACE, start=(-1.2, 1.0), steps=60)
    assert wild.diverged
    assert "#c81e1e" in race_svg([wild], ["Wild"], LAND)
    assert "#c81e1e" not in race_svg([wild], ["Wild"], LAND, 1)
    assert "#c81e1e" not in race_svg(RUNS, NAMES, LAND)
    far = lines(drawn([wild], ["Wild"], LAND))[STYLES[0].color]
    assert 600 < np.abs(far).max() <= 6000


def test_names_that_look_like_markup_are_words():
    hostile = '</text><script>alert("1")</script>&'
    picture = drawn(RUNS[:1], [hostile], LAND, title=hostile)
    assert not list(picture.iter(f"{SVG}script"))
    assert hostile in [text.text for text in picture.iter(f"{SVG}text")]
    assert picture.find(f"{SVG}title").text == hostile


def test_holes_and_level_ground():
    land = sample_heights(StyblinskiTang(), size=31)
    runs = [run(Adam(), StyblinskiTang(), start=(1.0, 1.0), steps=3)]
    land.value[:8] = np.nan
    first = drawn(runs, ["Adam"], land).find(f".//{SVG}g[@id='map']/{SVG}g")[0]
    assert area(first.get("d")) == pytest.approx(600 * 450 * 22 / 30)
    land.value[:] = 1.0
    assert len(drawn(runs, ["Adam"], land).find(f".//{SVG}g[@id='map']/{SVG}g")) == 1


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(ValueError, match="1 to 12"):
        race_svg([], [], LAND)
    with pytest.raises(ValueError, match="as many names"):
        race_svg(RUNS, ["one"], LAND)
    batch = run(Adam(), SURFACE, start=np.zeros((2, 3)), steps=2)
    with pytest.raises(ValueError, match="single runs"):
        race_svg([batch], ["Adam"], LAND)


def test_another_map_is_shown_when_it_is_given():
    near = sample_heights(SURFACE, box=Box((0.0, 0.0), (1.0, 1.0)))
    found = lines(drawn(RUNS[:1], ["Adam"], near))[STYLES[0].color]
    np.testing.assert_allclose(found[0], [-720, 0], atol=0.06)
