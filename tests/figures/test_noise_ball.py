"""The radius of the ball over the batch size."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from figures.noise_ball import balls
from figures.styles import STYLES
from studies.batch_sizes.comparison import DEFAULT
from studies.batch_sizes.facts import Facts, facts
from studies.batch_sizes.noise_ball import Ball
from studies.batch_sizes.scenes import COMPARISONS


def test_measured_and_law_stand_over_their_batch_sizes():
    value = replace(COMPARISONS[1].experiment, steps=400)
    few = [*zip(facts(value.run()), value.sizes, strict=False)]
    figure = balls([("drawn anew", size, found) for found, size in few])
    law, seen = figure.data
    assert [*law.x] == [*seen.x] == [1, 4, 16, 64, 256]
    assert [*law.y] == [found.expected.radius for found, _ in few]
    assert [*seen.y] == [found.measured.radius for found, _ in few]
    slopes = np.diff(np.log(law.y)) / np.diff(np.log(law.x))
    np.testing.assert_allclose(slopes, -0.5, atol=0.1)
    assert (figure.layout.xaxis.type, figure.layout.yaxis.type) == ("log", "log")
    assert [*figure.layout.xaxis.tickvals] == [1, 4, 16, 64, 256]


def test_ways_of_dealing_differ_in_colour_dash_and_symbol_in_either_theme():
    one, _ = facts(replace(DEFAULT, sizes=(64,), steps=600).run())
    for dark in (False, True):
        figure = balls([("dealt out", 64, one), ("drawn anew", 64, one)], dark=dark)
        law, seen, other_law, other = figure.data
        colors = [style.dark_color if dark else style.color for style in STYLES[:2]]
        assert [law.line.color, other_law.line.color] == colors
        assert [seen.marker.color, other.marker.color] == colors
        assert law.line.dash != other_law.line.dash
        assert seen.marker.symbol != other.marker.symbol


def test_what_has_no_ball_has_no_place():
    blank = Facts(1, 1, 1, 1.0, 1.0, 1.0, "oscillating", None, None)
    grows = replace(blank, measured=Ball(0.2, 0.1), expected=Ball(np.inf, np.inf))
    still = replace(blank, measured=Ball(0.0, 0.0), expected=Ball(0.0, 0.0))
    (only,) = balls(
        [("dealt out", 2, blank), ("dealt out", 4, grows), ("dealt out", 8, still)]
    ).data
    assert ([*only.x], [*only.y]) == ([4], [0.2])
    assert not balls([("dealt out", 2, blank)]).data
    assert not balls([]).data
