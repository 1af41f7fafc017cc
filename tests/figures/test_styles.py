"""Twelve runs can be told apart: by colour in every kind of sight, and in print without colour."""

import itertools
import re

import numpy as np
import plotly.graph_objects as go
import pytest
from plotly.validator_cache import ValidatorCache

from figures import MAP_COLORS, STYLES

# Machado, Oliveira and Fernandes (2009), severity 1.0, for linear RGB
SIGHT = {
    "usual": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
PAGES = {"light": "#ffffff", "dark": "#0e1117"}
COLORS = {
    "light": [style.color for style in STYLES],
    "dark": [style.dark_color for style in STYLES],
}


def linear(color):
    assert re.fullmatch("#[0-9a-f]{6}", color)
    part = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def oklab(rgb):
    """Ottosson (2020), https://bottosson.github.io/posts/oklab/; 0.02 is just noticeable."""
    cones = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    lab = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return lab @ np.cbrt(cones @ np.clip(rgb, 0, 1))


def contrast(one, other):
    """WCAG 2.2, relative luminance."""
    dim, bright = sorted(float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (one, other))
    return (bright + 0.05) / (dim + 0.05)


def distance(one, other, sight):
    seen = [oklab(np.array(SIGHT[sight]) @ linear(color)) for color in (one, other)]
    return np.linalg.norm(seen[0] - seen[1])


@pytest.mark.parametrize("theme", PAGES)
@pytest.mark.parametrize("sight", SIGHT)
def test_any_two_colors_can_be_told_apart(theme, sight):
    colors = COLORS[theme]
    for i, j in itertools.combinations(range(12), 2):
        least = 0.1 if j - i == 1 or j < 4 else 0.05
        assert distance(colors[i], colors[j], sight) > least, (i, j)


@pytest.mark.parametrize("theme", PAGES)
def test_colors_stand_out_from_the_page_and_from_the_whole_map(theme):
    for color in COLORS[theme]:
        assert contrast(color, PAGES[theme]) >= 3
        assert all(contrast(color, land) >= 1.6 for _, land in MAP_COLORS[theme])


def test_without_color_dash_or_marker_tell_any_two_apart():
    assert len(STYLES) == 12
    assert len({(style.dash, style.marker) for style in STYLES}) == 12
    for before, after in itertools.pairwise(STYLES):
        assert before.dash != after.dash
        assert before.marker != after.marker


def test_plotly_knows_the_markers_and_can_draw_the_dashes():
    symbols = ValidatorCache.get_validator("scatter.marker", "symbol").values
    for style in STYLES:
        assert style.marker in symbols
        assert len(style.dash) % 2 == 0
        assert all(length > 0 for length in style.dash)


@pytest.mark.parametrize("theme", PAGES)
def test_the_map_is_a_muted_ramp_of_even_steps_that_starts_near_the_page(theme):
    places, colors = zip(*MAP_COLORS[theme], strict=True)
    assert np.allclose(places, np.linspace(0, 1, len(places)))
    lab = np.array([oklab(linear(color)) for color in colors])
    steps = np.diff(lab[:, 0])
    assert (np.sign(steps) == (-1 if theme == "light" else 1)).all()
    np.testing.assert_allclose(steps, steps.mean(), rtol=0.1)
    assert np.linalg.norm(lab[:, 1:], axis=1).max() < 0.04
    assert contrast(colors[0], PAGES[theme]) < 1.1
    go.Contour(colorscale=MAP_COLORS[theme])  # raises for what is no colorscale
