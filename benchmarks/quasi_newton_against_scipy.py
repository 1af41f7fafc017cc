"""What a quasi-Newton rule asks to come below 1e-12 on hard problems, ours beside SciPy's.

Counted are the values and gradients asked for until the loss is below that (with Hessians, for
TrustRegion); a rule that stops above it is shown with the loss that it reached and all that it
asked. SciPy's tolerances are set to zero, so that it stops only where it cannot go on.

    python -m benchmarks.quasi_newton_against_scipy
"""

from __future__ import annotations

import contextlib
import warnings
from typing import Any

import numpy as np
from scipy.optimize import minimize

from core.arrays import Array
from core.commands import command
from optimizers import BFGS, LBFGS, ConjugateGradient, Optimizer, TrustRegion
from optimizers.line_search import Backtracking
from surfaces import (
    Beale,
    BrownBadlyScaled,
    FreudensteinRoth,
    PowellBadlyScaled,
    Rosenbrock,
    Surface,
)

GOAL = 1e-12
STEPS = 400

PROBLEMS: list[tuple[Surface, tuple[float, float]]] = [
    (Rosenbrock(), (-1.2, 1.0)),
    (Beale(), (1.0, 1.0)),
    (FreudensteinRoth(), (-5.0, 5.0)),  # its classic start lies in the wrong valley
    (PowellBadlyScaled(), (0.0, 1.0)),
    (BrownBadlyScaled(), (1.0, 1.0)),
]
PAIRS: list[tuple[str, Optimizer, str, dict[str, Any]]] = [
    ("BFGS", BFGS(), "BFGS", {"gtol": 0}),
    ("BFGS, backtracking", BFGS(search=Backtracking()), "BFGS", {"gtol": 0}),
    ("LBFGS", LBFGS(), "L-BFGS-B", {"ftol": 0, "gtol": 0}),
    ("ConjugateGradient", ConjugateGradient(), "CG", {"gtol": 0}),
    ("TrustRegion", TrustRegion(), "trust-exact", {"gtol": 0}),
]


class Arrived(Exception):  # noqa: N818  (it is good news)
    """Stops SciPy at the goal."""


class Counting:
    """A surface that counts what it is asked."""

    sample = 0  # it is always the same one: what it has said still holds

    def __init__(self, surface: Surface) -> None:
        """Start all counts at zero."""
        self.surface = surface
        self.values = self.grads = self.hessians = 0

    def value(self, theta: Array) -> Array:
        """Count and pass on."""
        self.values += 1
        return self.surface.value(theta)

    def grad(self, theta: Array) -> Array:
        """Count and pass on."""
        self.grads += 1
        return self.surface.grad(theta)

    def hess(self, theta: Array) -> Array:
        """Count and pass on."""
        self.hessians += 1
        return self.surface.hess(theta)

    def told(self, reached: float) -> str:
        """Write the counts and, where it was not reached, the distance from the goal."""
        counts = [self.values, self.grads, *[self.hessians] * (self.hessians > 0)]
        return " + ".join(map(str, counts)) + (f" ({reached:.0e})" if reached >= GOAL else "")


def ours(rule: Optimizer, surface: Surface, start: tuple[float, float]) -> str:
    """Run a rule until it is there, or has taken all its steps."""
    f, theta = Counting(surface), np.array(start)[:, None]
    state = rule.init(theta)
    for t in range(1, STEPS + 1):
        theta, state = rule.step(f, theta, state, t)
        if surface.value(theta)[0] < GOAL:
            break
    return f.told(float(surface.value(theta)[0]))


def theirs(
    method: str, options: dict[str, Any], surface: Surface, start: tuple[float, float]
) -> str:
    """Run SciPy's method until it is there, or stops by itself."""
    f, reached = Counting(surface), np.inf

    def arrived(x: Array) -> None:
        nonlocal reached
        reached = float(surface.value(x[:, None])[0])
        if reached < GOAL:
            raise Arrived

    with contextlib.suppress(Arrived):
        minimize(
            lambda x: float(f.value(x[:, None])[0]),
            start,
            jac=lambda x: f.grad(x[:, None])[:, 0],
            hess=(lambda x: f.hess(x[:, None])[..., 0]) if method == "trust-exact" else None,
            method=method,
            callback=arrived,
            options={"maxiter": STEPS, **options},
        )
    return f.told(reached)


def main() -> None:
    """Print the table."""
    warnings.simplefilter("ignore", RuntimeWarning)  # SciPy divides by zero at its last step
    print(f"{'problem':18} {'rule':20} {'ours':>20} {'SciPy':>24}  method")
    for surface, start in PROBLEMS:
        for name, rule, method, options in PAIRS:
            mine, other = ours(rule, surface, start), theirs(method, options, surface, start)
            print(f"{type(surface).__name__:18} {name:20} {mine:>20} {other:>24}  {method}")


if __name__ == "__main__":
    command(main)
