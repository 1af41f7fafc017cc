"""Figures of networks: what they show is what was measured."""

from __future__ import annotations

import numpy as np
import pytest

from figures.networks import (
    answers_figure,
    losses,
    negative_curvatures,
    off_plane,
    sharpness,
    spectrum_figure,
)
from studies.networks.answers import Answers, answers
from studies.networks.spectra import Bends, Spectrum
from studies.networks.stopping import ValidationCurves, stopping
from surfaces.data import BadlyScaled, Galton, Standardized, read_csv
from surfaces.networks import Perceptron

SEEN = ValidationCurves(np.array([3.0, 2.0, 1.0, 0.5, 0.0]), np.array([3.0, 2.0, 2.5, 2.6, 2.7]))


@pytest.mark.parametrize("dark", [False, True])
def test_both_losses_and_the_stop_are_marked(dark):
    figure = losses(["a"], [SEEN], [stopping(SEEN, 2)], dark=dark)
    training, validation, kept, wait, stopped = figure.data
    assert np.array_equal(validation.y, SEEN.validation)
    assert np.isnan(training.y[-1]), "nothing on a logarithmic axis"
    assert training.line.width < validation.line.width
    assert (kept.x[0], kept.y[0]) == (1, 2.0)
    assert list(wait.x) == [1, 3]
    assert (stopped.x[0], stopped.y[0]) == (3, 2.6)
    assert len(losses(["a"], [SEEN], [stopping(SEEN, 9)]).data) == 3
    figure.to_json()


def test_the_spectrum_is_signed_and_its_ticks_are_curvatures():
    found = Spectrum(1.0, np.array([-0.1, 1e-9, 10.0]), np.zeros(3))
    figure = spectrum_figure(found)
    (bars,) = figure.data
    assert np.allclose(bars.y, [-4, 0, 6])
    assert list(bars.customdata) == list(found.eigenvalues)
    assert bars.marker.color[0] != bars.marker.color[2]
    ticks = dict(zip(figure.layout.yaxis.tickvals, figure.layout.yaxis.ticktext, strict=True))
    assert ticks[0] == "flat"
    assert float(ticks[4]) == 0.1
    assert ticks[-4] == "−0.1"
    assert len(spectrum_figure(Spectrum(0.0, np.zeros(2), np.zeros(2))).data[0].y) == 2


def test_counts_and_sharpness_along_paths():
    found = Bends(np.array([0, 5, 9]), np.array([[-1.0, 2.0], [-1.0, 3.0], [0.5, 4.0]]))
    none = Bends(np.array([], dtype=int), np.empty((0, 2)))
    counts = negative_curvatures(["a", "b"], [found, none]).data
    assert list(counts[0].y) == [1, 1, 0]
    line, bound = sharpness(["a", "b"], [found, none], [2.5, 1.0]).data
    assert list(line.y) == [2, 3, 4]
    assert list(bound.y) == [2.5, 2.5]
    assert len(sharpness(["a"], [found], [None]).data) == 1
    (off,) = off_plane(["a"], [np.array([0.0, 1.0, np.inf])]).data
    assert np.isnan(off.y[-1])


@pytest.mark.parametrize(
    ("network", "traces"),
    [
        (Perceptron(), 3),
        (Perceptron(Standardized(BadlyScaled()), layers="3"), 2),
        (Perceptron(Standardized(Galton()), layers="3"), 2),
    ],
    ids=["two classes", "a quantity of two inputs", "a quantity of one"],
)
@pytest.mark.parametrize("dark", [False, True])
def test_answers_and_samples_are_drawn(network, traces, dark):
    said = answers(network, np.array(network.initial(0)))
    figure = answers_figure(said, network.data, dark=dark)
    assert len(figure.data) == traces
    scatters = [trace for trace in figure.data if trace.type == "scatter"]
    drawn = sum(len(trace.x) for trace in scatters if trace.mode == "markers")
    assert drawn == len(network.data.points()[1])
    figure.to_json()


def test_three_classes_have_three_grounds():
    rows = [f"{x},{y},{'abc'[(x + y) % 3]}" for x in range(4) for y in range(4)]
    data = read_csv("\n".join(["x,y,class", *rows]), "three.csv")
    said = Answers(np.array([0.0, 1.0]), np.array([0.0, 1.0]), np.array([[0.0, 1.0], [2.0, 2.0]]))
    ground = answers_figure(said, data).data[0]
    assert ground.type == "heatmap"
    assert len({color for _, color in ground.colorscale}) == 3
    assert (ground.zmin, ground.zmax) == (-0.5, 2.5)
