"""Pieces of work, here or elsewhere: the results are the same bits, whoever works them out."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from contextlib import contextmanager
from functools import partial
from multiprocessing import active_children, get_context
from threading import Event
from typing import Any, TypeVar

Result = TypeVar("Result")
Report = Callable[[float], None]

GLANCE = 0.02
"""Seconds between looks at work that others do: how long a cancellation may take to be heard."""


TILE = 32_768
"""Runs worked on at once: so many that two threads seldom wait for one another between NumPy's
operations, and so few that what a step touches stays in the processor's cache."""
LEAST = 8192
"""Runs that are worth a process of their own."""


def tiles(runs: int, executor: Executor | None) -> list[slice]:
    """Return how so many runs are best cut up for an executor, or for threads."""
    many = TILE if executor is None else min(TILE, max(LEAST, -(-runs // (os.cpu_count() or 1))))
    return [slice(k, k + many) for k in range(0, runs, many)]


def threads(runs: int) -> int:
    """Return how many threads so many runs are worth on this machine."""
    return max(1, min(os.cpu_count() or 1, runs // TILE))


@contextmanager
def processes(count: int) -> Generator[ProcessPoolExecutor]:
    """Yield an executor of so many processes, which end with what they were for, Ctrl-C too."""
    ignore = partial(signal.signal, signal.SIGINT, signal.SIG_IGN)  # whoever started them ends them
    pool = ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=ignore)
    heard = ignore()  # what a process ignores, those that it starts ignore from their first moment
    try:  # "spawn" starts workers clean, whatever threads run here
        for _ in range(count):
            pool.submit(os.getpid)  # a piece for each, so that all start now
    finally:
        signal.signal(signal.SIGINT, heard)
    try:
        yield pool
    except BaseException:
        for child in active_children():
            child.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


Task = Callable[[Any, Report | None], Result]
"""A pure function of a piece, found by its name wherever it is sent; it tells the part done."""


class Stopped(Exception):  # noqa: N818  (it is what was asked for)
    """Ends a piece of work that nobody waits for any more."""


def work(
    task: Task[Result],
    pieces: Sequence[Any],
    executor: Executor | None = None,
    progress: Report | None = None,
    threads: int = 1,
) -> list[Result]:
    """Return the results of all pieces, in order.

    Without an executor it is done here, on as many threads as asked for. Any executor of
    ``concurrent.futures`` will do, so processes, or a cluster behind the same interface. If its
    workers are lost, as one that the system has killed, what they had not handed in is done again
    here. ``progress`` is called in the calling thread with the part done, between 0 and 1; an
    exception raised there cancels what has not begun, and is passed on.
    """
    if executor is not None:
        return _sent(task, pieces, executor, progress)
    if threads > 1 and len(pieces) > 1:
        return _threaded(task, pieces, threads, progress)
    return [task(piece, _part(progress, i, len(pieces))) for i, piece in enumerate(pieces)]


def _sent(
    task: Task[Result], pieces: Sequence[Any], executor: Executor, progress: Report | None
) -> list[Result]:
    """Hand the pieces to an executor, and do here what its lost workers leave undone."""
    futures: list[Future[Result]] = []
    try:
        futures.extend(executor.submit(task, piece, None) for piece in pieces)
        _watch(futures, progress, lambda: sum(f.done() for f in futures) / len(pieces))
    except BrokenExecutor:
        pass
    except BaseException:
        for future in futures:
            future.cancel()
        raise
    return [
        futures[i].result()
        if i < len(futures) and _handed_in(futures[i])
        else task(piece, _part(progress, i, len(pieces)))
        for i, piece in enumerate(pieces)
    ]


def _handed_in(future: Future[Any]) -> bool:
    """Tell whether a result is there; an error that is the task's own counts as one."""
    return not future.cancelled() and not isinstance(future.exception(), BrokenExecutor)


def _threaded(
    task: Task[Result], pieces: Sequence[Any], threads: int, progress: Report | None
) -> list[Result]:
    """Share the pieces among threads: NumPy lets others work while it is in a long loop."""
    parts = [0.0] * len(pieces)
    stop = Event()

    def note(i: int, part: float) -> None:
        parts[i] = part
        if stop.is_set():
            raise Stopped

    with ThreadPoolExecutor(threads) as pool:
        futures = [pool.submit(task, piece, partial(note, i)) for i, piece in enumerate(pieces)]
        try:
            _watch(futures, progress, lambda: sum(parts) / len(parts))
        except BaseException:
            stop.set()
            for future in futures:
                future.cancel()
            raise
        return [future.result() for future in futures]


def _watch(
    futures: Sequence[Future[Any]], progress: Report | None, done: Callable[[], float]
) -> None:
    """Wait for all, telling now and then how far it is; raise the first error that comes up."""
    waiting: set[Future[Any]] = set(futures)
    while waiting:
        finished, waiting = wait(waiting, timeout=GLANCE, return_when=FIRST_COMPLETED)
        if progress is not None:
            progress(done())
        for future in finished:
            future.result()


def _part(progress: Report | None, i: int, of: int) -> Report | None:
    """Return what tells the progress of piece ``i`` as a part of all pieces'."""
    if progress is None:
        return None
    return lambda part: progress((i + part) / of)
