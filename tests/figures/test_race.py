import json
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go
import plotly.io as pio
import pytest

from experiments import run
from figures import STYLES, race, sample_heights
from optimizers import Adam, GradientDescent, Momentum
from surfaces import Rosenbrock

START = (-1.2, 1.0)


@pytest.fixture(scope="module")
def runs():
    entrants = ((GradientDescent(lr=1e-3), 700), (Adam(lr=0.05), 700), (Adam(lr=0.2), 50))
    return [run(rule, Rosenbrock(), START, steps) for rule, steps in entrants]


@pytest.fixture(scope="module")
def figure(runs):
    return race(runs)


def test_it_is_valid_plotly_json(figure):
    text = figure.to_json()
    assert len(text) < 4e6
    json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    again = pio.from_json(text)
    assert len(again.frames) == len(figure.frames)
    assert again.layout == figure.layout


def test_the_map_is_the_relief(figure):
    land = sample_heights(Rosenbrock())
    contour = figure.data[0]
    assert isinstance(contour, go.Contour)
    np.testing.assert_allclose(contour.z, land.scaled(land.value), rtol=1e-6, atol=1e-6)
    np.testing.assert_allclose(contour.customdata, land.value, rtol=1e-6)
    assert figure.layout.xaxis.range == (-2, 2)
    assert figure.layout.yaxis.range == (-1, 3)
    assert (figure.data[1].x[0], figure.data[1].y[0]) == (1, 1)


def test_every_run_has_its_name_and_its_style(figure):
    legend = [trace for trace in figure.data if trace.name and trace.name != "minimum"]
    assert [trace.name for trace in legend] == [
        "Gradient descent",
        "Adam, lr 0.05",
        "Adam, lr 0.2",
    ]
    paths, heads = figure.data[5::2], figure.data[6::2]
    for style, sample, path, head in zip(STYLES, legend, paths, heads, strict=False):
        dash = ",".join(f"{length}px" for length in style.dash) or "solid"
        assert sample.line.color == path.line.color == head.marker.color == style.color
        assert sample.line.dash == path.line.dash == dash
        assert sample.marker.symbol == head.marker.symbol == style.marker


def test_frames_grow_from_the_start_to_the_end(figure, runs):
    frames = figure.frames
    assert 100 <= len(frames) <= 121
    steps = [int(frame.name) for frame in frames]
    assert steps[0] == 0
    assert steps[-1] == 700
    assert (np.diff(steps) > 0).all()
    for frame in frames:
        assert tuple(frame.traces) == (5, 6, 7, 8, 9, 10)
        for k, trajectory in enumerate(runs):
            path, head = frame.data[2 * k : 2 * k + 2]
            end = trajectory.theta[min(int(frame.name), trajectory.steps)]
            np.testing.assert_allclose((path.x[0], path.y[0]), START, rtol=1e-6)
            np.testing.assert_allclose((path.x[-1], path.y[-1]), end, rtol=1e-6)
            np.testing.assert_allclose((head.x[0], head.y[0]), end, rtol=1e-6)
    for shown, last in zip(figure.data[5:], frames[-1].data, strict=True):
        assert np.array_equal(shown.x, last.x)


def test_slider_and_buttons_lead_to_the_frames(figure):
    slider = figure.layout.sliders[0]
    assert [step.args[0][0] for step in slider.steps] == [frame.name for frame in figure.frames]
    play, pause = figure.layout.updatemenus[0].buttons
    assert play.args[0] is None
    assert pause.args[0] == [None] or pause.args[0] == (None,)
    for control in (play, pause, *slider.steps):
        assert control.method == "animate"
        assert control.args[1]["frame"]["redraw"], "Plotly drops the contours without"


def test_short_runs_show_every_step():
    figure = race([run(Momentum(lr=1e-3), Rosenbrock(), START, 7)])
    assert [frame.name for frame in figure.frames] == [str(t) for t in range(8)]
    assert len(race([run(Momentum(lr=1e-3), Rosenbrock(), START, 0)]).frames) == 1


def test_a_run_that_leaves_for_infinity_stays_drawable():
    wild = run(GradientDescent(lr=0.5), Rosenbrock(), START, 40)
    assert wild.diverged
    figure = race([replace(wild, theta=np.where(np.abs(wild.theta) > 1e3, 1e200, wild.theta))])
    path = np.array([figure.data[-2].x, figure.data[-2].y])
    assert np.isfinite(path).all()
    assert np.abs(path).max() > 1e3
    np.testing.assert_allclose(path[:, 1], wild.theta[1], rtol=1e-6)


def test_names_can_be_given(runs):
    figure = race([runs[2]] * 2, names=["a", "b"])
    assert [trace.name for trace in figure.data[2:4]] == ["a", "b"]


def test_runs_are_left_alone(runs):
    before = [(t.theta.copy(), t.value.copy()) for t in runs[2:]]
    first = race(runs[2:])
    assert race(runs[2:]) == first
    for trajectory, (theta, value) in zip(runs[2:], before, strict=True):
        assert np.array_equal(trajectory.theta, theta)
        assert np.array_equal(trajectory.value, value)


def test_what_cannot_be_drawn(runs):
    with pytest.raises(ValueError, match="0 runs"):
        race([])
    with pytest.raises(ValueError, match="13 runs"):
        race([runs[2]] * 13)
    with pytest.raises(ValueError, match="2 names for 1 runs"):
        race(runs[:1], names=["a", "b"])
    batch = run(Adam(lr=0.1), Rosenbrock(), np.ones((2, 3)), 2)
    with pytest.raises(ValueError, match="pick single runs"):
        race([batch])
    assert race([batch[1]]).frames


def test_a_problem_without_a_map_is_refused():
    here = run(Adam(lr=0.05), Rosenbrock(), start=(-1.2, 1.0), steps=3)
    with pytest.raises(ValueError, match="PlainLoss is no Surface: it has no map to draw runs on"):
        race([replace(here, problem=PlainLoss())])


class PlainLoss:
    """A problem of which only values are known."""
