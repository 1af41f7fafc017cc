"""Processes that stand ready to work."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from concurrent.futures import Executor
from contextlib import contextmanager
from unittest.mock import patch

from studies.batched.executors import processes


@contextmanager
def crew() -> Generator[Executor]:
    """Start a process for each core, for as long as the block lasts.

    A process that is spawned imports the program that was started, and all that it imports. Ours
    have no use for PyTorch and JAX, so the program is hidden from them.
    """
    cores = os.cpu_count() or 1
    program = sys.modules["__main__"]
    with processes(cores) as workers:
        with patch.object(program, "__spec__", None), patch.object(program, "__file__", None):
            for started in [workers.submit(os.getpid) for _ in range(cores)]:
                started.result()
        yield workers
