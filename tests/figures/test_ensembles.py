"""Clouds, bands and arrivals: what they show is what the runs did, and it stays small."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import plotly.io as pio
import pytest

from experiments import Experiment
from experiments.labels import labels
from figures.ensemble_animation import DRAWN, FRAMES, ensemble_animation, runs_drawn
from figures.ensembles import arrivals, loss_bands
from figures.height_map import sample_heights
from figures.styles import STYLES
from optimizers import OPTIMIZERS, Adam, GradientDescent, Momentum
from studies.seeds.ensemble import DEFAULT, Ensemble
from studies.seeds.statistics import ensemble_statistics, goal
from surfaces import Formula, Rosenbrock


def summed(ensemble: Ensemble):
    runs = ensemble.run()
    reach = goal(runs[0][0], ensemble.target)
    return runs, [ensemble_statistics(of_one, reach) for of_one in runs]


@pytest.fixture(scope="module")
def shown():
    runs, crowds = summed(DEFAULT)
    names = labels(DEFAULT.experiment.optimizers)
    land = sample_heights(DEFAULT.experiment.surface)
    return runs, crowds, ensemble_animation(crowds, names, DEFAULT.experiment.surface, land)


def size(*figures) -> int:
    """Return how many characters the browser is sent; all of them must be JSON."""
    texts = [pio.to_json(figure, validate=False) for figure in figures]
    for text in texts:
        json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    return sum(map(len, texts))


def test_each_rule_has_a_map_with_its_paths_and_where_they_end(shown):
    runs, crowds, figure = shown
    lines, heads = figure.data[0:8:2], figure.data[8:]
    for k, (run, line, head) in enumerate(zip(runs, lines, heads, strict=True)):
        assert line.xaxis == head.xaxis == ("x", "x2", "x3", "x4")[k]
        assert np.isnan(line.x).sum() == 64, "a gap behind each path"
        first = np.flatnonzero(np.isnan(line.x))[0]
        np.testing.assert_allclose(line.x[0], run.theta[0, 0, 0], rtol=1e-6)
        np.testing.assert_allclose(line.y[first - 1], run.theta[-1, 1, 0], rtol=1e-6)
        sound = ~run.diverged
        np.testing.assert_allclose(head.x[sound], run.theta[-1, 0, sound], rtol=1e-6)
        assert head.marker.color == STYLES[k].color
        assert head.marker.symbol == STYLES[k].marker
    assert crowds[0].overflowed.sum() == 2
    assert "2 overflowed" in figure.layout.annotations[0].text


def test_frames_move_the_heads_alone_from_the_start_to_the_end(shown):
    runs, _, figure = shown
    assert 30 < len(figure.frames) <= FRAMES + 1
    steps = [int(frame.name) for frame in figure.frames]
    assert (steps[0], steps[-1]) == (0, 700)
    assert (np.diff(steps) > 0).all()
    for frame in figure.frames:
        assert tuple(frame.traces) == (8, 9, 10, 11)
        for run, head in zip(runs, frame.data, strict=True):
            sound = ~run.diverged
            at = run.theta[int(frame.name)][:, sound]
            np.testing.assert_allclose([head.x[sound], head.y[sound]], at, rtol=1e-6)
    slider, (play, pause) = figure.layout.sliders[0], figure.layout.updatemenus[0].buttons
    assert [mark.args[0][0] for mark in slider.steps] == [frame.name for frame in figure.frames]
    for control in (play, pause, *slider.steps):
        assert not control.args[1]["frame"]["redraw"], "the maps are drawn once"
        assert control.args[1]["transition"]["duration"] == 0


def test_what_the_browser_is_sent_stays_below_a_megabyte(shown):
    _, crowds, figure = shown
    names = labels(DEFAULT.experiment.optimizers)
    assert size(figure, loss_bands(crowds, names), arrivals(crowds, names)) < 800_000
    many = tuple(rule() for rule in OPTIMIZERS.values())[:12]
    race = replace(DEFAULT.experiment, optimizers=many, steps=100)
    largest = Ensemble(race, 256, 0.05)
    _, crowds = summed(largest)
    names = labels(many)
    assert runs_drawn(crowds) * 12 <= DRAWN
    figure = ensemble_animation(crowds, names, race.surface, sample_heights(race.surface))
    assert len(figure.frames) > 15
    assert size(figure, loss_bands(crowds, names), arrivals(crowds, names)) < 1_000_000


def test_bands_are_the_quantiles_above_the_minimum(shown):
    _, crowds, _ = shown
    figure = loss_bands(crowds, ["a", "b", "c", "d"])
    assert figure.layout.yaxis.type == "log"
    for k, of_one in enumerate(crowds):
        outer, inner, median = figure.data[3 * k : 3 * k + 3]
        steps = median.x.astype(int)
        np.testing.assert_allclose(median.y, of_one.bands[2, steps], rtol=1e-5)
        for band, low, high in ((outer, 0, 4), (inner, 1, 3)):
            np.testing.assert_allclose(band.y[: len(steps)], of_one.bands[high, steps], rtol=1e-5)
            np.testing.assert_allclose(
                band.y[len(steps) :], of_one.bands[low, steps][::-1], rtol=1e-5
            )


def test_a_band_of_overflowed_runs_leaves_at_the_top():
    race = Experiment(Rosenbrock(), (GradientDescent(lr=0.004),), (-1.2, 1.0), 50)
    _, crowds = summed(Ensemble(race, 32, 0.5))
    assert 0.1 < crowds[0].overflowed.mean() < 0.9
    figure = loss_bands(crowds, ["a"])
    outer, _, _ = figure.data
    assert np.isfinite(outer.y).all()
    assert len(outer.x) == 2 * 51, "no step is left out"
    assert outer.y.max() > 10 ** figure.layout.yaxis.range[1]


def test_a_loss_without_a_known_minimum_may_be_negative():
    race = Experiment(Formula(text="x + y"), (Adam(lr=0.1), Momentum()), (1.0, 1.0), 60)
    _, crowds = summed(Ensemble(race, 4, 0.1))
    figure = loss_bands(crowds, ["a", "b"])
    assert figure.layout.yaxis.type == "linear"
    assert figure.layout.yaxis.title.text == "loss"
    low, high = figure.layout.yaxis.range
    assert low < crowds[0].bands.min() < crowds[0].bands.max() < high


def test_arrivals_climb_to_the_rate(shown):
    _, crowds, _ = shown
    figure = arrivals(crowds, ["a", "b", "c", "d"])
    for trace, of_one in zip(figure.data, crowds, strict=True):
        assert trace.line.shape == "hv"
        assert (np.diff(trace.y) >= 0).all()
        assert trace.y[-1] == 100 * of_one.rate.part
        assert (trace.x[0], trace.x[-1]) == (0, 700)


def test_dark_pages_have_colours_of_their_own(shown):
    _, crowds, light = shown
    surface = DEFAULT.experiment.surface
    dark = ensemble_animation(
        crowds, ["a", "b", "c", "d"], surface, sample_heights(surface), dark=True
    )
    assert dark.data[8].marker.color == STYLES[0].dark_color
    assert dark.layout.images[0].source != light.layout.images[0].source


def test_one_rule_and_no_minimum_can_be_drawn():
    race = Experiment(Formula(text="sqrt(x) + y**2"), (Adam(),), (1.0, 1.0), 5)
    _, crowds = summed(Ensemble(race, 2))
    figure = ensemble_animation(crowds, ["a"], race.surface, sample_heights(race.surface))
    assert [frame.name for frame in figure.frames] == [str(t) for t in range(6)]
    with pytest.raises(ValueError, match="argument 2 is longer"):
        ensemble_animation(crowds, ["a", "b"], race.surface, sample_heights(race.surface))
