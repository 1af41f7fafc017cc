"""Whoever works it out, it is the same bits; what a lost worker leaves undone is done again."""

from __future__ import annotations

import os
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from multiprocessing import get_context

import numpy as np
import pytest

from optimizers import Adam, Momentum
from studies import basins, sweep, work
from studies.basin_maps.maps import MapTile, walked
from studies.batched.executors import LANES_A_THREAD, threads
from surfaces import Himmelblau, Noisy, Rosenbrock
from tests.studies.batched.crew import Doomed, double, dying, whose


def pool(workers=2):
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))


def tiles(count):
    x, y = np.linspace(-5, 5, 24), np.linspace(-4, 4, 12 * count)
    whole = MapTile(Adam(lr=0.1), Himmelblau(), x, y, slice(0), 120, 0, "float64", True, True)
    return [whole._replace(pixels=slice(k * 288, (k + 1) * 288)) for k in range(count)]


def same(one, other):
    return all(map(partial(np.array_equal, equal_nan=True), one, other))


def test_a_map_and_a_sweep_have_the_same_bits_from_processes(monkeypatch):
    monkeypatch.setattr("studies.basin_maps.maps.TILE", 500)
    monkeypatch.setattr("studies.sweeps.sweep.TILE", 50)
    rates = np.geomspace(1e-3, 0.5, 12)
    noisy = Noisy(Rosenbrock(), sigma=0.1)
    told = []
    with pool() as workers:
        for dtype in ("float64", "float32"):
            far = basins(Adam(lr=0.1), Himmelblau(), 48, 100, 0, dtype, executor=workers)
            here = basins(Adam(lr=0.1), Himmelblau(), 48, 100, 0, dtype)
            for name in ("label", "arrived", "ending", "value", "end"):
                assert np.array_equal(getattr(far, name), getattr(here, name), equal_nan=True)
        given = ([Adam(), Momentum()], noisy, {"lr": rates}, None, (0, 1), 60)
        far_sweep = sweep(*given, executor=workers, progress=told.append)
    for name in ("loss", "solved", "diverged", "ending"):
        assert np.array_equal(getattr(far_sweep, name), getattr(sweep(*given), name))
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_processes_do_the_work_and_results_keep_their_order():
    with pool() as workers:
        assert os.getpid() not in work(whose, [None] * 4, workers)
        assert work(double, list(range(9)), workers) == [2 * i for i in range(9)]
    assert work(whose, [None]) == [os.getpid()]
    assert work(double, []) == []


def test_what_a_killed_worker_leaves_undone_is_done_again(tmp_path):
    pieces = [Doomed(tile, None) for tile in tiles(6)]
    grave = tmp_path / "grave"
    pieces[2] = Doomed(pieces[2].tile, grave)
    with pool() as workers:
        ends = work(dying, pieces, workers)
    assert grave.exists()  # somebody did die over it
    for piece, end in zip(pieces, ends, strict=True):
        assert same(end, walked(piece.tile))


def test_a_pool_that_is_broken_before_it_begins_is_done_without(tmp_path):
    with pool(1) as workers:
        (tile,) = tiles(1)
        work(dying, [Doomed(tile, tmp_path / "first")], workers)
        assert work(double, [1, 2, 3], workers) == [2, 4, 6]


@pytest.mark.parametrize("executor", [None, ThreadPoolExecutor(2)], ids=["here", "elsewhere"])
def test_an_error_of_the_task_itself_is_raised_and_not_tried_again(executor):
    with pytest.raises(ArithmeticError, match="unlucky"):
        work(double, [1, 13, 2], executor)
    with pytest.raises(ArithmeticError, match="unlucky"):
        work(double, [1, 13, 2], threads=2)


class Slow(Executor):
    """An executor that never comes to its second piece."""

    def __init__(self):
        self.futures = []

    def submit(self, fn, /, *args, **kwargs):
        future = Future()
        if not self.futures:
            future.set_result(fn(*args, **kwargs))
        self.futures.append(future)
        return future


def test_cancelling_takes_back_what_has_not_begun():
    slow = Slow()

    def stop(part):
        if part > 0:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        work(double, [1, 2, 3], slow, stop)
    assert [future.cancelled() for future in slow.futures] == [False, True, True]


def test_threads_are_worth_it_for_many_lanes_only():
    assert threads(LANES_A_THREAD) == 1
    assert threads(LANES_A_THREAD * 1000) == os.cpu_count()
