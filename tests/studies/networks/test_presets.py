"""Every preset shows what its line says: the claim is asserted on the run, not believed."""

from __future__ import annotations

import numpy as np
import pytest

from core.arrays import norm
from studies.networks import Training
from studies.networks.planes import iterates, principal_plane, random_plane
from studies.networks.presets import PRESETS
from studies.networks.spectra import StationaryPoint, bends, spectrum
from studies.networks.stopping import curves, stopping


def two_of_all_directions(network, *runs):
    end, points = runs[-1].theta[-1], iterates(runs)
    assert network.count == 114
    assert principal_plane(runs, end).explained(points).sum() > 0.9
    for seed in range(5):
        for normalized in (True, False):
            plane = random_plane(network, end, seed, filter_normalized=normalized)
            assert plane.explained(points).sum() < 0.06


def validation_turns(network, _, adam):
    seen = curves(network, adam)
    stop = stopping(seen, 50)
    assert 70 < stop.best < 90
    assert stop.stopped is not None
    assert "overfitting" in stop.told
    assert 2.5 < stop.final / stop.lowest < 3
    assert seen.training[-1] < 0.01 < 0.1 < seen.training[stop.best]


def smaller_weights(network, plain, penalized, decayed):
    sizes = [norm(run.theta[-1]) for run in (plain, penalized, decayed)]
    ends = [curves(network, run).validation[-1] for run in (plain, penalized, decayed)]
    assert max(sizes[1:]) < sizes[0] / 2
    assert max(ends[1:]) < ends[0] / 2
    largest = [np.abs(run.theta[-1]).max() / norm(run.theta[-1]) for run in (penalized, decayed)]
    assert largest[0] > 1.2 * largest[1], "the penalty spares the largest weights"


def newton_at_a_saddle(network, newton, saddle_free, _):
    stuck, found = (spectrum(network, run.theta[-1]) for run in (newton, saddle_free))
    assert stuck.slope < 1e-9
    assert stuck.nature is StationaryPoint.SADDLE
    assert (stuck.negative, network.count) == (8, 42)
    assert abs(stuck.value - np.log(2)) < 0.01, "it guesses"
    assert found.nature is StationaryPoint.MINIMUM
    assert found.negative == 0
    assert found.value < 0.3


def at_the_edge(network, *runs):
    ends = []
    for run in runs:
        met = bends(network, run)
        ratio = met.sharpness * run.lr[0] / 2
        ends.append(met.sharpness[-1])
        assert ratio[met.steps > 50][0] < 0.7, "it begins well below"
        late = ratio[met.steps >= 1600]
        assert len(late) >= 3
        assert np.all((late > 0.85) & (late < 1.15)), "and comes to stay there"
        assert run.value[-1] < 0.25 * run.value[0]
    assert ends[0] > 1.5 * ends[1]


CLAIMS = [
    two_of_all_directions,
    validation_turns,
    smaller_weights,
    newton_at_a_saddle,
    at_the_edge,
]


@pytest.mark.parametrize(
    ("preset", "claim"), [*zip(PRESETS, CLAIMS, strict=True)], ids=lambda x: getattr(x, "title", "")
)
def test_a_preset_shows_what_it_says(preset, claim):
    claim(preset.training.network, *preset.training.run())


def test_presets_have_names_and_links_of_their_own():
    assert len({preset.title for preset in PRESETS}) == len(PRESETS)
    for preset in PRESETS:
        assert preset.look_for.endswith(".")
        assert Training.nearest(preset.training.to_query()) == (preset.training, [])
