"""Typed formulas before and after: value, gradient and Hessian beside those that SymPy compiled.

The older code is taken from git into a temporary folder, and both are asked in one process, taking
turns: about one point, which is what a run asks at each step, and about a grid of 256 x 256. A
number below 1 says that the code of today is faster.

    python -m benchmarks.formula_speed
"""

from __future__ import annotations

import importlib
import statistics
import subprocess
import sys
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from benchmarks.timing import medians
from core.commands import command

FORMULAS = {
    "bowl": "x**2 + 3*sin(y)",
    "Rosenbrock": "(1 - x)**2 + 100*(y - x**2)**2",
    "Himmelblau": "(x**2 + y - 11)**2 + (x + y**2 - 7)**2",
    "Rastrigin": "20 + x**2 + y**2 - 10*cos(2*pi*x) - 10*cos(2*pi*y)",
    "Beale": "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2",
    "Easom": "-cos(x)*cos(y)*exp(-((x-pi)**2 + (y-pi)**2))",
    "Ackley": "-20*exp(-0.2*sqrt(0.5*(x**2+y**2)))-exp(0.5*(cos(2*pi*x)+cos(2*pi*y)))+e+20",
    "cone": "sqrt(x**2 + y**2) + abs(x)/10",
    "neuron": "(tanh(x*0.5+y)-0.3)**2+(tanh(x*1.5-y)-0.8)**2",
    "peaks": "3*(1-x)**2*exp(-x**2-(y+1)**2)-10*(x/5-x**3-y**5)*exp(-x**2-y**2)",
}
CALLS = 200
"""Calls about one point that are timed together."""


def older(folder: str) -> None:
    """Write the last code that SymPy compiled to a folder. Raises ``SystemExit`` without it."""
    told = ["git", "log", "-1", "--diff-filter=D", "--format=%H^", "--", "surfaces/derivatives.py"]
    found = subprocess.run(told, capture_output=True, text=True, check=False).stdout.strip()
    if not found:
        raise SystemExit("the older code is not in the history of this folder: clone it whole")
    packed = subprocess.run(
        ["git", "archive", found, "core", "surfaces"], capture_output=True, check=True
    )
    with tarfile.open(fileobj=BytesIO(packed.stdout)) as archive:
        archive.extractall(folder, filter="data")


def loaded(folder: str, *names: str) -> list[ModuleType]:
    """Import modules of a folder, whatever else goes by their names."""
    for name in [name for name in sys.modules if name.split(".")[0] in ("core", "surfaces")]:
        del sys.modules[name]
    sys.path.insert(0, folder)
    try:
        return [importlib.import_module(name) for name in names]
    finally:
        sys.path.remove(folder)


def ratios(now: Any, before: Any, theta: Any, calls: int, rounds: int) -> list[float]:
    """Return how long value, gradient and Hessian take, as parts of what they took."""

    def repeat(ask: Any) -> None:
        for _ in range(calls):
            ask(theta)

    taken: list[float] = []
    for name in ("value", "grad", "hess"):
        mine, other = getattr(now, name), getattr(before, name)
        np.testing.assert_allclose(mine(theta), other(theta), rtol=1e-6, atol=1e-6)
        times = medians(rounds, now=lambda: repeat(mine), before=lambda: repeat(other))  # noqa: B023 - called at once
        taken.append(times["now"] / times["before"])
    return taken


def main() -> None:
    """Print the ratios of ten formulas."""
    with tempfile.TemporaryDirectory() as folder:
        older(folder)
        calculus, expressions = loaded(folder, "surfaces.calculus", "surfaces.expressions")
        root = str(Path(__file__).parent.parent)
        derivatives, parser = loaded(
            root, "surfaces.formula.derivatives", "surfaces.formula.parser"
        )
    one = np.array([[0.7], [-0.4]])
    grid = np.stack(np.meshgrid(*np.linspace((-2.0, -2.0), (2.0, 2.0), 256).T))
    print(f"{'':12}{'one point':^24}{'grid':^24}")
    print(f"{'':12}" + 2 * "".join(f"{name:>8}" for name in ("value", "grad", "hess")))
    every: list[list[float]] = []
    for name, text in FORMULAS.items():
        now = derivatives.Derivatives(parser.parse(text))
        before = calculus.Calculus(expressions.parse(text))
        every.append([*ratios(now, before, one, CALLS, 7), *ratios(now, before, grid, 1, 7)])
        print(f"{name:12}" + "".join(f"{ratio:8.2f}" for ratio in every[-1]), flush=True)
    means = [statistics.geometric_mean(column) for column in zip(*every, strict=True)]
    print(f"{'mean':12}" + "".join(f"{ratio:8.2f}" for ratio in means))


if __name__ == "__main__":
    command(main)
