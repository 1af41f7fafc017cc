"""Exported programs, run together in one process for each library: an import costs seconds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
DRIVER = """
import contextlib, io, json, sys, warnings
import numpy, {imports}
warnings.simplefilter("error")
told = []
for text in json.load(sys.stdin):
    names = {{"__name__": "exported"}}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(text, "exported", "exec"), names)
    paths = {paths}
    plain = {{name: numpy.asarray(path).tolist() for name, path in paths.items()}}
    told.append([plain, printed.getvalue()])
json.dump(told, sys.stdout)
"""
OURS = """dict(zip(
        names["labels"](names["race"].optimizers), [t.theta for t in names["trajectories"]]
    ))"""
LIBRARIES = {
    "This library": ("experiments", OURS),
    "PyTorch": ("torch", 'names["paths"]'),
    "Optax": ("jax, optax", 'names["paths"]'),
}
QUICK = {"OMP_NUM_THREADS": "1", "XLA_FLAGS": "--xla_backend_optimization_level=0"}
"""Compiling is most of the time."""
Ran = tuple[dict[str, list[list[float]]], str]


def executed(library: str, programs: list[str], folder: Path = ROOT) -> list[Ran]:
    """Run programs one after the other; return the paths of each, and what it printed.

    A warning, or an error, in any of them fails.
    """
    imports, paths = LIBRARIES[library]
    done = subprocess.run(
        [sys.executable, "-c", DRIVER.format(imports=imports, paths=paths)],
        input=json.dumps(programs),
        capture_output=True,
        text=True,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "JAX_PLATFORMS": "cpu", **QUICK},
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def compare(trajectory, path, rtol=1e-9, atol=1e-11):
    """Compare a program's path with the one shown, up to where that overflowed if it did."""
    until = int(trajectory.last) + 1
    assert len(path) >= until
    np.testing.assert_allclose(path[:until], trajectory.theta[:until], rtol=rtol, atol=atol)


every_library = pytest.mark.parametrize("library", ["PyTorch", "Optax"])
