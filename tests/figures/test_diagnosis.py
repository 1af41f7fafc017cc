"""The chart of a diagnosis: every number is where it belongs, in either theme, for any run."""

from __future__ import annotations

import numpy as np
import pytest

from diagnosis import diagnose
from experiments import run
from figures.diagnosis import POINTS, diagnosis_figure
from optimizers import Adam, Clipped, GradientDescent, Momentum, Newton
from surfaces import Himmelblau, Quadratic, Rosenbrock

BANANA = (-1.2, 1.0)


def curves(rule, problem=None, start=BANANA, steps=120, **how):
    """Return the diagnosis, its curves by name, and the figure."""
    found = diagnose(run(rule, problem or Rosenbrock(), start, steps))
    figure = diagnosis_figure(found, **how)
    return found, {trace.name: trace for trace in figure.data}, figure


def test_sharpness_stands_beside_its_limit_over_the_steps():
    found, drawn, figure = curves(Momentum(lr=0.001, beta=0.8))
    np.testing.assert_array_equal(drawn["sharpness"].x, np.arange(1, 121))
    np.testing.assert_array_equal(drawn["sharpness"].y, found.sharpness.largest)
    np.testing.assert_allclose(drawn["allowed"].y, 3.6 / 0.001)
    assert drawn["allowed"].line.dash == "dash"
    assert figure.layout.yaxis.type == figure.layout.yaxis2.type == "log"
    assert figure.layout.annotations[0].text == "Sharpness λmax"
    assert curves(Adam(lr=0.1))[2].layout.annotations[0].text == "Preconditioned sharpness"


def test_steps_stand_beside_rate_times_slope():
    found, drawn, _ = curves(GradientDescent(lr=0.001))
    np.testing.assert_allclose(drawn["|Δθ|"].y, found.strides.length)
    np.testing.assert_allclose(drawn["lr·|g|"].y, found.strides.length, rtol=1e-9)
    assert drawn["|Δθ|"].yaxis == "y2"


def test_crosses_stand_where_clipping_acted():
    rule = Clipped(GradientDescent(lr=0.001), norm=6.0)
    trajectory = run(rule, Rosenbrock(), BANANA, 120)
    _, drawn, _ = curves(rule)
    steps = np.flatnonzero(trajectory.clipped) + 1
    np.testing.assert_array_equal(drawn["clipped"].x, steps)
    slopes = np.hypot(*trajectory.grad[steps - 1].T)
    np.testing.assert_allclose(drawn["clipped"].y, 0.001 * slopes)
    assert "clipped" not in curves(GradientDescent(lr=0.001))[1]
    assert "clipped" not in curves(Clipped(GradientDescent(lr=0.001), norm=1e6))[1]


def test_where_there_is_no_law_there_is_no_limit_and_below_zero_is_a_gap():
    found, drawn, _ = curves(Newton(), Himmelblau(), (-0.3, -0.9), 20)
    assert (found.sharpness.largest < 0).any()
    assert "allowed" not in drawn
    assert np.isnan(drawn["sharpness"].y[found.sharpness.largest <= 0]).all()


def test_of_a_long_run_each_bin_shows_its_largest():
    found, drawn, _ = curves(GradientDescent(lr=0.05), Quadratic(), (1.0, 1.0), 20_000)
    assert len(found.strides.length) == 20_000
    assert len(drawn["|Δθ|"].x) == POINTS
    assert drawn["|Δθ|"].y[0] == found.strides.length[0] == found.strides.length.max()


@pytest.mark.parametrize("steps", [0, 1, 2])
@pytest.mark.parametrize("rule", [GradientDescent(lr=1e8), Clipped(Newton(), norm=1e-9), Adam()])
def test_the_shortest_runs_are_drawn_too(rule, steps):
    _, drawn, figure = curves(rule, steps=steps)
    assert len(drawn["|Δθ|"].x) <= steps
    figure.to_json()


def test_light_and_dark_differ():
    rule = Clipped(Momentum(lr=0.001), norm=6.0)
    light, dark = (curves(rule, dark=dark)[1] for dark in (False, True))
    assert light["sharpness"].line.color != dark["sharpness"].line.color
    assert light["allowed"].line.color != dark["allowed"].line.color
    assert light["clipped"].marker.line.color != dark["clipped"].marker.line.color
