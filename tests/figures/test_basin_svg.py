"""Maps as drawings: each start has its colour at its place, and what it means stands below."""

from __future__ import annotations

import base64
import io
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PIL import Image

from figures.basin_svg import SIDE, basin_svg, extent, painted
from figures.basins import LISTED, OUTCOMES, SHOWN, legend, minimum_paint, reached, step_range
from optimizers import GradientDescent, Momentum
from studies import Ending
from studies.basin_maps.map_spec import BasinMap
from surfaces import Himmelblau, Rastrigin

NAMES = ["Plain & slow", "<Momentum>"]
MAPS = BasinMap(Himmelblau(), (GradientDescent(lr=0.01), Momentum(lr=0.05)), 64, 60).run()
SVG = "{http://www.w3.org/2000/svg}"


def rgb(color: str) -> tuple[int, ...]:
    return tuple(int(color[i : i + 2], 16) for i in (1, 3, 5))


def texts(svg: str) -> list[str]:
    return [one.text or "" for one in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 - ours


def test_every_start_has_the_colour_of_where_it_ends():
    for one in MAPS:
        minimum = painted(one, "minimum", (0, 1))[::-1]
        outcome = painted(one, "outcome", (0, 1))[::-1]
        for row, column in np.ndindex(one.label.shape):
            paint = OUTCOMES[Ending(one.ending[row, column])]
            kinds = {rgb(paint.color), rgb(paint.stripe or paint.color)}
            assert tuple(outcome[row, column]) in kinds
            label = one.label[row, column]
            if label >= 0:
                assert tuple(minimum[row, column]) == rgb(minimum_paint(int(label)).color)
            else:
                assert tuple(minimum[row, column]) in kinds
    assert any((one.label < 0).any() for one in MAPS)


@pytest.mark.parametrize("show", SHOWN)
@pytest.mark.parametrize("dark", [False, True])
def test_the_drawing_holds_the_pixels_the_axes_and_the_words(show, dark):
    svg = basin_svg(MAPS, NAMES, show, dark=dark, title="Where <they> end")
    root = ET.fromstring(svg)  # noqa: S314 - our own drawing
    assert root.find(f"{SVG}title").text == "Where <they> end"
    told = texts(svg)
    assert {*NAMES, "Where <they> end", "−4", "0", "4"} <= {*told}
    assert {one.words for one in legend(show, MAPS)[:LISTED]} <= {*told}
    assert ("steps" in told) == (show == "steps")
    images = [*root.iter(f"{SVG}image")]
    for one, image in zip(MAPS, images, strict=True):
        assert (image.get("width"), image.get("height")) == (str(SIDE), str(SIDE))
        raw = base64.b64decode(image.get("href").partition(",")[2])
        pixels = np.asarray(Image.open(io.BytesIO(raw)))
        np.testing.assert_array_equal(pixels, painted(one, show, step_range(MAPS)))


def test_of_many_minima_the_most_reached_are_marked_and_listed():
    maps = BasinMap(Rastrigin(), (GradientDescent(lr=0.003),), 100, 150).run()
    assert len(reached(maps)) > LISTED
    svg = basin_svg(maps, ["One"], "minimum")
    assert f"and {len(legend('minimum', maps)) - LISTED} more" in texts(svg)
    assert 'width="500"' in svg, "each start is a square of whole pixels"
    assert "paint-order" not in svg, "too many to number"


def test_the_extent_is_that_of_the_map_and_what_is_no_picture_is_refused():
    part = BasinMap(Himmelblau(), (GradientDescent(),), 64, 5, box=(-1.0, 0.0, 2.0, 3.5)).run()[0]
    np.testing.assert_allclose([extent(part).low, extent(part).high], [[-1, 0], [2, 3.5]])
    with pytest.raises(ValueError, match="as many names"):
        basin_svg(MAPS, NAMES[:1], "minimum")
