"""Run pytest as on an older processor: ``python -m tests.older_processor [PYTEST'S ARGUMENTS]``.

NumPy and OpenBLAS choose their inner loops by the processor that they find. The loops of another
one round the last bit differently, and a long chaotic run amplifies it. So the numerical tests are
run a second time, with NumPy's wide instructions switched off and with OpenBLAS's oldest kernel:
what holds in both settings does not hang on the last bit.

NumPy, "CPU/SIMD optimizations", https://numpy.org/doc/stable/reference/simd/
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_info

KERNELS = {"x86_64": "Nehalem", "amd64": "Nehalem", "aarch64": "ARMV8", "arm64": "ARMV8"}
"""OpenBLAS's kernel for the oldest processor of each kind."""
NUMERICAL = (
    *("core", "optimizers", "surfaces", "experiments", "diagnosis", "studies", "lessons", "corpus"),
)
"""The folders of tests that compute."""


def wide() -> list[str]:
    """Return the instructions beyond the baseline that NumPy uses in this process."""
    return np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])


def kernels() -> set[str]:
    """Return the names of OpenBLAS's kernels in this process."""
    return {str(one.get("architecture")) for one in threadpool_info()}


def main(arguments: list[str]) -> int:
    """Start pytest in the older setting; return its exit status."""
    kernel = KERNELS[platform.machine().lower()]
    older = {"NPY_DISABLE_CPU_FEATURES": " ".join(wide()), "OPENBLAS_CORETYPE": kernel}
    inside = "import sys; from tests import older_processor as older; sys.exit(older.run())"
    command = [sys.executable, "-c", inside, *arguments]
    return subprocess.run(command, env={**os.environ, **older}, check=False).returncode


def run() -> int:
    """Run pytest here, if the older setting really is in force: wrong names are ignored."""
    import pytest

    left = wide()
    if left or kernels() != {os.environ["OPENBLAS_CORETYPE"]}:
        sys.exit(f"not in force: NumPy still uses {left or 'none'}, OpenBLAS {kernels()}")
    chosen = sys.argv[1:]
    if all(argument.startswith("-") for argument in chosen):
        folders = (f"tests/{room}" for room in NUMERICAL)
        chosen += [folder for folder in folders if Path(folder).is_dir()]
    return int(pytest.main(["-m", "not browser", *chosen]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
