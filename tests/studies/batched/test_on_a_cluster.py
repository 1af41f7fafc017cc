"""Dask's workers, in processes of their own, behind the interface of ``concurrent.futures``."""

from __future__ import annotations

import os

import numpy as np
import pytest
from distributed import Client, LocalCluster

from optimizers import Adam, Momentum
from studies import basins, sweep, work
from studies.basin_maps.maps import walked
from surfaces import Himmelblau
from tests.studies.batched.crew import Doomed, dying, whose
from tests.studies.batched.test_executors import same, tiles


@pytest.fixture(scope="module")
def executor():
    cluster = LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    )
    with cluster, Client(cluster) as client:
        yield client.get_executor()


def test_a_map_and_a_sweep_have_the_same_bits_from_a_cluster(executor, monkeypatch):
    monkeypatch.setattr("studies.basin_maps.maps.TILE", 500)
    monkeypatch.setattr("studies.sweeps.sweep.TILE", 50)
    told = []
    far = basins(Adam(lr=0.1), Himmelblau(), 48, 100, executor=executor, progress=told.append)
    here = basins(Adam(lr=0.1), Himmelblau(), 48, 100)
    for name in ("label", "arrived", "ending", "value", "end"):
        assert np.array_equal(getattr(far, name), getattr(here, name), equal_nan=True)
    assert told[-1] == 1.0
    given = ([Adam(), Momentum()], Himmelblau(), {"lr": np.geomspace(1e-3, 0.5, 40)})
    far_sweep = sweep(*given, executor=executor)
    assert np.array_equal(far_sweep.loss, sweep(*given).loss)


def test_the_work_is_done_elsewhere(executor):
    assert os.getpid() not in work(whose, [0, 1, 2], executor)


def test_what_a_killed_worker_leaves_undone_is_done_again(executor, tmp_path):
    pieces = [Doomed(tile, None) for tile in tiles(4)]
    grave = tmp_path / "grave"
    pieces[1] = Doomed(pieces[1].tile, grave)
    ends = work(dying, pieces, executor)
    assert grave.exists()
    for piece, end in zip(pieces, ends, strict=True):
        assert same(end, walked(piece.tile))
