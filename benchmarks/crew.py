"""Processes that stand ready to work."""

from __future__ import annotations

import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from unittest.mock import patch


def crew() -> ProcessPoolExecutor:
    """Start a process for each core.

    A process that is spawned imports the program that was started, and all that it imports. Ours
    have no use for PyTorch and JAX, so the program is hidden from them.
    """
    cores = os.cpu_count() or 1
    workers = ProcessPoolExecutor(cores, mp_context=get_context("spawn"))
    program = sys.modules["__main__"]
    with patch.object(program, "__spec__", None), patch.object(program, "__file__", None):
        for started in [workers.submit(os.getpid) for _ in range(cores)]:
            started.result()
    return workers
