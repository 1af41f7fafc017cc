"""Programs that were written for version 0.1 go on as they did."""

import numpy as np
import pytest

import studies
from experiments import earlier
from optimizers import Adam
from studies import Batch, ends
from surfaces import Himmelblau

earlier.install()

from experiments import laboratory  # noqa: E402  (an earlier name)


def test_a_map_that_could_be_less_exact_is_the_only_kind_of_map():
    asked = Adam(lr=0.1), Himmelblau(), 6, 40
    for more in ({"exact": False, "timed": False}, {"dtype": "float32"}):
        found = laboratory.basins(*asked, **more)
        assert np.array_equal(found.end, studies.basins(*asked).end)
    assert np.array_equal(laboratory.basins(*asked, 0, "float32", False).label, found.label)


def test_sweeps_and_batches_of_runs_are_called_as_they_were():
    parts = []
    asked = [Adam()], Himmelblau(), {"lr": [0.1, 0.2]}
    swept = laboratory.sweep(*asked, steps=20, progress=parts.append)
    assert np.array_equal(swept.loss, studies.sweep(*asked, steps=20).loss)
    assert parts == [1.0]
    start = np.array([[1.0, 2.0], [0.0, 3.0]])
    found = laboratory.walk(Adam(lr=0.1), Himmelblau(), start, 30, seed=1, exact=False)
    assert np.array_equal(found.theta, ends(Batch(Adam(lr=0.1), Himmelblau(), start, 30)).theta)
    with pytest.raises(ValueError, match="run keeps the paths"):
        laboratory.walk(Adam(lr=0.1), Himmelblau(), start, 30, record=1)
