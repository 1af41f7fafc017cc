"""Early stopping: against the book's loop, by hand, and on networks."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from experiments import run
from optimizers import Adam
from studies.networks.stopping import ValidationCurves, curves, stopping
from surfaces.networks import Perceptron
from tests.surfaces.networks_in_torch import cost, module, put


def of(*validation: float) -> ValidationCurves:
    losses = np.array(validation, dtype=float)
    return ValidationCurves(np.linspace(1, 0.5, len(losses)), losses)


def by_the_book(losses, patience):
    """Goodfellow, Bengio and Courville (2016), Algorithm 7.1, evaluated at every step."""
    i = j = best = 0
    lowest = losses[0]
    while j < patience and i < len(losses) - 1:
        i += 1
        if losses[i] < lowest:
            j, best, lowest = 0, i, losses[i]
        else:
            j += 1
    return best, i if j == patience else None


@given(st.lists(st.integers(0, 9), min_size=1, max_size=40), st.integers(1, 12))
def test_it_is_the_algorithm_of_the_book(losses, patience):
    found = stopping(of(*losses), patience)
    assert (found.best, found.stopped) == by_the_book(losses, patience)
    assert found.lowest == losses[found.best]


def test_a_curve_that_turns_is_stopped_and_called_overfitting():
    found = stopping(of(4, 3, 2, 3, 4, 5, 6), 3)
    assert (found.best, found.stopped, found.later) == (2, 5, None)
    assert found.generalization_loss == 2.0
    assert "ends at step 5 and keeps step 2" in found.told
    assert "200% higher" in found.told
    assert "overfitting" in found.told


def test_a_curve_that_falls_is_not():
    found = stopping(of(4, 3, 2, 1), 1)
    assert found.stopped is None
    assert found.told.startswith(
        "No reason to stop early: the validation loss was lowest at step 3"
    )


def test_too_little_patience_stops_at_a_bump():
    bumpy = of(4, 3, 3.5, 3.6, 2, 1)
    hasty, patient = stopping(bumpy, 2), stopping(bumpy, 3)
    assert (hasty.best, hasty.stopped, hasty.later) == (1, 3, 5)
    assert "More patience would have paid: at step 5" in hasty.told
    assert patient.stopped is None


def test_other_ends_are_told_too():
    assert "not for 9 steps yet" in stopping(of(2, 1, 3), 9).told
    assert "did no harm" in stopping(of(2, 1, 1, 1, 1.001), 2).told
    worse = ValidationCurves(np.array([1.0, 2.0, 3.0]), np.array([1.0, 2.0, 3.0]))
    assert "the training that failed" in stopping(worse, 1).told
    with pytest.raises(ValueError, match="patience = 0"):
        stopping(of(1), 0)


def test_losses_that_are_not_finite_are_never_the_lowest():
    found = stopping(of(2, np.nan, 1, np.inf, np.inf), 2)
    assert (found.best, found.stopped) == (2, 4)


@pytest.mark.parametrize("batch_norm", [False, True])
def test_curves_are_the_plain_losses_on_either_part_of_the_data(batch_norm):
    network = Perceptron(layers="4", l2=0.05, held_out=0.25, batch_norm=batch_norm)
    path = run(Adam(lr=0.05), network, network.initial(0), 12)
    seen = curves(network, path)
    inputs, targets = network.data.points()
    order = np.random.Generator(np.random.PCG64(0)).permutation(len(targets))
    learned = np.sort(order[:75])
    reference = module(network)
    for step in (0, 7, 12):
        put(reference, path.theta[step])
        scores = reference(torch.tensor(inputs[learned]))
        expected = float(cost(network, scores, torch.tensor(targets[learned])).detach())
        assert np.isclose(seen.training[step], expected, rtol=1e-10)
        assert np.isclose(seen.validation[step], network.validation.value(path.theta[step]))
    assert curves(Perceptron(layers="4", held_out=0.0), path) is None
