"""A step from close by, and the state over time: what is drawn is where it was."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from diagnosis.inspection import inspect
from diagnosis.state_symmetry import natures
from figures.inside import field_styles, step_map, surroundings
from figures.over_time import RATES, is_drawable, over_time
from figures.styles import STYLES
from optimizers import (
    OPTIMIZERS,
    SAM,
    Adam,
    Averaged,
    Clipped,
    GradientDescent,
    Lookahead,
    Momentum,
    Nesterov,
    Scheduled,
)
from optimizers.schedules import Warmup
from surfaces import Himmelblau, Quadratic, Rosenbrock

START = (-1.2, 1.0)


def drawings(
    rule: Any, t: int, layer: int = 0, surface: Any = None, **how: Any
) -> tuple[Any, dict[str, Any], go.Figure]:
    """Return what was seen, the parts of the map by name, and the charts over time."""
    surface = surface or Rosenbrock()
    inspection = inspect(rule, surface, START, 30)
    kinds = natures(rule, surface, START)[layer]
    ground = step_map(inspection, t, layer, kinds, **how)
    parts = {trace.name or trace.type: trace for trace in ground.data}
    return inspection, {**parts, "layout": ground.layout}, over_time(
        inspection, t, layer, kinds, **how
    )  # fmt: skip


def ends(arrow: go.Scatter) -> tuple[np.ndarray, np.ndarray]:
    """Return where an arrow begins and ends."""
    start, end = np.transpose([arrow.x, arrow.y])
    return start, end


def factor(name: str) -> float:
    """Return how much longer than it is an arrow is drawn."""
    return float(name.partition(" × ")[2] or 1)


def named(parts: dict[str, Any], word: str) -> Any:
    return next(trace for name, trace in parts.items() if name.startswith(word))


def test_the_step_goes_from_the_point_before_to_the_point_after():
    inspection, parts, _ = drawings(Adam(lr=0.3), 7)
    start, end = ends(parts["step"])
    np.testing.assert_allclose(start, inspection.trajectory.theta[6])
    np.testing.assert_allclose(end, inspection.trajectory.theta[7])
    np.testing.assert_array_equal(np.ravel([parts["here"].x, parts["here"].y]), start)
    np.testing.assert_array_equal(
        np.transpose([parts["before"].x, parts["before"].y]), inspection.trajectory.theta[:7]
    )


def test_gradient_and_momentum_are_drawn_downhill_and_say_how_much_shorter():
    inspection, parts, _ = drawings(Adam(lr=0.3), 7)
    box = parts["layout"].xaxis.range
    for word, vector in (("−gradient", inspection.trajectory.grad[6]),
                         ("−m", inspection.fields(0)["m"][7])):  # fmt: skip
        arrow = named(parts, word)
        start, end = ends(arrow)
        np.testing.assert_allclose(end - start, -factor(arrow.name) * vector, rtol=1e-9)
        assert np.hypot(*(end - start)) / ((box[1] - box[0]) / 2) > 0.1, "to be seen"
        assert box[0] < end[0] < box[1]
    assert not any(name.startswith(("v", "−v")) for name in parts), (
        "a mean of squares leads nowhere"
    )


def test_what_fits_is_drawn_as_long_as_it_is():
    inspection, parts, _ = drawings(Nesterov(lr=0.001), 3)
    start, end = ends(parts["−v"])
    np.testing.assert_allclose(end - start, -inspection.fields(0)["v"][3])
    np.testing.assert_allclose(end, inspection.trajectory.theta[3], err_msg="it is the step")


def test_nesterov_is_seen_to_ask_ahead():
    inspection, parts, _ = drawings(Nesterov(lr=0.001), 3)
    theta, v = inspection.trajectory.theta, inspection.fields(0)["v"]
    ahead = theta[2] - 0.9 * v[2]
    asked = parts["gradient evaluated"]
    np.testing.assert_allclose([asked.x[0], asked.y[0]], ahead)
    np.testing.assert_allclose(ends(named(parts, "−gradient"))[0], ahead)
    xs, ys = parts["layout"].xaxis.range, parts["layout"].yaxis.range
    assert xs[0] < ahead[0] < xs[1]
    assert ys[0] < ahead[1] < ys[1]


def test_several_gradients_are_drawn_to_one_scale():
    inspection, _, _ = drawings(SAM(GradientDescent(lr=0.001), rho=0.2), 2)
    ground = step_map(inspection, 2, 0, {})
    arrows = [trace for trace in ground.data if (trace.name or "").startswith("−gradient")]
    assert len(arrows) == 2
    assert len({arrow.name for arrow in arrows}) == 1
    assert [arrow.showlegend for arrow in arrows] == [True, False]
    call = inspection.at(2)[0]
    for arrow, question in zip(arrows, call.asked, strict=True):
        start, end = ends(arrow)
        np.testing.assert_allclose(start, question.point)
        np.testing.assert_allclose(start - end, factor(arrow.name) * question.answer)


def test_a_line_search_shows_every_point_it_tried():
    rule = OPTIMIZERS["BFGS"]()
    inspection, parts, _ = drawings(rule, 4, surface=Himmelblau())
    call = inspection.at(4)[0]
    for kind, word in (("value", "loss"), ("grad", "gradient")):
        points = [question.point for question in call.asked if question.kind == kind]
        asked = named(parts, f"{word} evaluated")
        np.testing.assert_allclose(np.transpose([asked.x, asked.y]), points)
    symbols = {named(parts, f"{w} evaluated").marker.symbol for w in ("loss", "gradient")}
    assert len(symbols) == 2


def test_a_point_in_the_state_is_marked():
    inspection, parts, _ = drawings(Lookahead(Momentum(lr=0.001), k=5), 3)
    slow = parts["slow"]
    np.testing.assert_array_equal([slow.x[0], slow.y[0]], inspection.fields(0)["slow"][3])
    _, parts, _ = drawings(Lookahead(Momentum(lr=0.001), k=5), 5)
    assert "slow" not in parts, "it is where the step ended"


def test_an_inner_rule_is_drawn_where_it_was_itself():
    inspection, parts, _ = drawings(Averaged(GradientDescent(lr=0.001)), 6, layer=1)
    fast = inspection.fields(0)["fast"]
    start, end = ends(parts["step"])
    np.testing.assert_allclose(start, fast[5])
    np.testing.assert_allclose(end, fast[6])


def test_the_map_is_square_and_holds_what_it_must():
    box = surroundings([np.array([0.0, 0.0]), np.array([2.0, 0.5])], Quadratic())
    assert box.high[0] - box.low[0] == pytest.approx(box.high[1] - box.low[1])
    assert box.low[0] < 0
    assert box.high[0] > 2
    assert (box.low[1] + box.high[1]) / 2 == pytest.approx(0.25)
    still = surroundings([np.array([1.0, 1.0])] * 2, Quadratic())
    assert still.low[0] < 1 < still.high[0]
    _, parts, _ = drawings(Adam(), 2)
    assert parts["layout"].yaxis.scaleanchor == "x"


def test_contours_are_those_of_the_loss_around_the_step():
    _, parts, _ = drawings(GradientDescent(lr=1e-6), 2)
    contour = parts["contour"]
    points = np.stack(np.meshgrid(contour.x, contour.y))
    value = Rosenbrock().value(points)
    np.testing.assert_allclose(contour.customdata, value, rtol=1e-6)
    np.testing.assert_allclose(np.ptp(contour.z), np.ptp(value), rtol=1e-3)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_rule_can_be_drawn(name):
    rule = OPTIMIZERS[name]()
    inspection, kinds = inspect(rule, Himmelblau(), (-0.2, -0.9), 8), natures(
        rule, Himmelblau(), (-0.2, -0.9)
    )  # fmt: skip
    for t in (1, inspection.steps):
        assert len(step_map(inspection, t, 0, kinds[0]).data) >= 3
        assert len(over_time(inspection, t, 0, kinds[0]).data) >= 3


def test_a_step_that_overflows_is_drawn_as_far_as_it_can_be():
    inspection = inspect(Momentum(lr=10.0), Rosenbrock(), START, 50)
    kinds = natures(Momentum(lr=10.0), Rosenbrock(), START)[0]
    for t in range(1, inspection.steps + 1):
        step_map(inspection, t, 0, kinds).to_json()
        assert over_time(inspection, t, 0, kinds).data[0].y[-1] != inspection.trajectory.value[-1]


def test_the_two_themes_differ_in_colour_only():
    _, light, _ = drawings(Adam(lr=0.3), 7)
    _, dark, _ = drawings(Adam(lr=0.3), 7, dark=True)
    arrow = named(light, "−m")
    assert arrow.line.color == STYLES[0].color
    assert named(dark, "−m").line.color == STYLES[0].dark_color
    assert arrow.line.dash != named(light, "−gradient").line.dash
    np.testing.assert_array_equal(arrow.x, named(dark, "−m").x)


def test_fields_and_the_gradient_look_different():
    styles = field_styles(["m", "v", "v_max", "g", "s"])
    assert [*styles] == ["grad", "m", "v", "v_max", "g", "s"]
    assert len({style.color for style in styles.values()}) == 6
    assert len({style.dark_color for style in styles.values()}) == 6


def test_the_state_over_time_with_a_cursor_at_the_step():
    inspection, _, charts = drawings(Adam(lr=0.3), 7)
    titles = [note.text for note in charts.layout.annotations]
    assert titles == ["Loss", "m: direction", "v: size", RATES]
    loss, mx, my, vx, vy, rx, ry = charts.data
    np.testing.assert_array_equal(loss.y, inspection.trajectory.value)
    np.testing.assert_array_equal(np.transpose([mx.y, my.y]), inspection.fields(0)["m"])
    np.testing.assert_array_equal(np.transpose([vx.y, vy.y]), inspection.fields(0)["v"])
    np.testing.assert_array_equal(np.transpose([rx.y, ry.y]), inspection.rates)
    assert (rx.x[0], rx.x[-1]) == (1, 30), "the first rate is that of step 1"
    assert (mx.name, my.name) == ("x", "y")
    assert mx.line.dash != my.line.dash
    (cursor,) = charts.layout.shapes
    assert cursor.x0 == cursor.x1 == 7


def test_decades_get_a_logarithmic_axis_and_signs_a_linear_one():
    _, _, charts = drawings(Scheduled(Adam(lr=0.3), Warmup(5)), 2, layer=1)
    kinds = [charts.layout[f"yaxis{k}"].type for k in (2, 3)]
    assert kinds[0] == "linear", "m has signs"
    rule = OPTIMIZERS["AdaGrad"](lr=1e-5)
    inspection = inspect(rule, Quadratic(condition=100.0, angle=0.0), (1.0, 0.001), 400)
    over = over_time(inspection, 1, 0, {})
    held = inspection.fields(0)["v"]
    spread = held.max() / held[held > 0].min()
    assert over.layout.yaxis2.type == ("log" if spread > 1e3 else "linear")


def test_a_rate_has_a_gap_where_there_was_no_slope():
    inspection = inspect(Adam(lr=0.1), Quadratic(angle=0.0), (1.0, 0.0), 10)
    *_, along, across = over_time(inspection, 1, 0, {}).data
    assert np.isfinite(along.y).all()
    assert np.isnan(across.y).all()


def test_long_curves_keep_their_peaks():
    rule = Clipped(Adam(lr=0.3), norm=5.0)
    inspection = inspect(rule, Rosenbrock(), START, 8000)
    over = over_time(inspection, 1, 1, {})
    for curve in over.data:
        assert len(curve.x) <= 1500
        assert (np.diff(curve.x) > 0).all()
    rates = inspection.rates
    assert np.nanmax(over.data[-1].y) == np.nanmax(rates[:, 1])
    assert np.nanmin(over.data[-2].y) == np.nanmin(rates[:, 0])


def test_what_has_too_many_entries_is_not_drawn():
    assert is_drawable(np.zeros((5, 3, 3)))
    assert not is_drawable(np.zeros((5, 10, 2)))
    assert not is_drawable(np.zeros((5, 0)))
    assert not is_drawable(np.full((5, 2), np.nan))
    inspection = inspect(OPTIMIZERS["LBFGS"](), Himmelblau(), (-0.2, -0.9), 5)
    titles = [note.text for note in over_time(inspection, 1, 0, {}).layout.annotations]
    assert "s" not in titles
