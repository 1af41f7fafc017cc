"""The V: what is drawn where, and what is named."""

from __future__ import annotations

import json

import numpy as np
import pytest

from figures.gradient_check import LARGEST, NAMES, NONE, v_curve
from studies.gradient_check.check import CENTRAL, FORWARD
from studies.gradient_check.differences import gradient_check
from surfaces import AbsoluteValue, Rosenbrock, Saddle

CHECK = gradient_check(Rosenbrock(), np.array([-1.2, 0.7]))


def curves(figure):
    return {trace.name: trace for trace in figure.data if trace.name}


def words(figure):
    return [note.text for note in figure.layout.annotations]


def test_each_method_has_its_curve_color_dash_and_marker():
    shown = curves(v_curve(CHECK, 0, 1e-6))
    assert set(shown) == set(NAMES.values())
    for look in (lambda t: t.line.color, lambda t: t.line.dash, lambda t: t.marker.symbol):
        assert len({look(trace) for trace in shown.values()}) == 3


def test_curves_are_the_errors_of_the_direction():
    for direction in (0, 1):
        shown = curves(v_curve(CHECK, direction, 1e-6))
        for method in (FORWARD, CENTRAL):
            errors = CHECK.errors(method)[:, direction]
            trace = shown[NAMES[method]]
            assert np.array_equal(trace.x, CHECK.h)
            assert np.array_equal(trace.customdata, errors)
            inside = (errors > NONE) & (errors < LARGEST)
            assert np.array_equal(trace.y[inside], errors[inside])
            assert (trace.y >= NONE).all(), "an error of 0 has a place on the picture"


def test_branches_and_best_steps_are_named_where_they_are():
    figure = v_curve(CHECK, 0, 1e-6)
    assert {"truncation ½ h |f″|", "truncation<br>⅙ h² |f‴|", "rounding ε F / h"} <= {
        *words(figure)
    }
    best = {f"best h {CHECK.optimum(method)[0]:.0e}": method for method in (FORWARD, CENTRAL)}
    uprights = [shape.x0 for shape in figure.layout.shapes]
    for note in figure.layout.annotations:
        if note.text in best:
            optimum = CHECK.optimum(best.pop(note.text))[0]
            np.testing.assert_allclose(10**note.x, optimum)
            assert optimum in uprights
    assert not best
    assert 1e-6 in uprights, "the h of the table"
    for note in figure.layout.annotations:
        if note.text == "truncation ½ h |f″|":
            near = 10**note.x * abs(CHECK.bend[0]) / 2 / CHECK.scale[0]
            np.testing.assert_allclose(10**note.y, near)


def test_without_curvature_nothing_is_cut_off():
    figure = v_curve(gradient_check(Saddle(), np.array([0.5, -0.5])), 0, 1e-6)
    told = words(figure)
    assert sum("best h" in text for text in told) <= 1
    assert "truncation<br>⅙ h² |f‴|" not in told


def test_a_method_that_cannot_be_had_is_not_drawn():
    check = gradient_check(AbsoluteValue(), np.array([0.0, 1.0]))
    assert set(curves(v_curve(check, 0, 1e-6))) == {"forward", "central"}


@pytest.mark.parametrize("dark", [False, True])
def test_a_figure_is_valid_in_both_themes(dark):
    figure = v_curve(CHECK, 1, 1e-20, dark=dark)
    told = json.loads(figure.to_json())
    assert told["layout"]["xaxis"]["type"] == told["layout"]["yaxis"]["type"] == "log"
    light = {trace.line.color for trace in v_curve(CHECK, 1, 1e-20).data}
    assert ({trace.line.color for trace in figure.data} == light) != dark
