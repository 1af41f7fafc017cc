"""A typed formula: how long the worst ones take, and what evaluating one costs.

Every hostile text must be refused, and every formula that the limits let pass must be read,
differentiated, compiled and surveyed for its minima, within half a second each, with empty caches.

    python -m benchmarks.formula
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import numpy as np

from benchmarks.timing import medians
from core.commands import command
from surfaces import Formula, Rosenbrock
from surfaces.formula.automatic_box import landmarks
from surfaces.formula.derivatives import Derivatives
from surfaces.formula.parser import parse
from surfaces.formula.zeros import hints
from tests.surfaces.formula.formulas import GROWING, HOSTILE, KNOWN, TYPED

ALLOWED = 0.5  # seconds of processor time, whoever else is busy
ROUNDS = 3


def seconds(text: str) -> float:
    """Return the best of a few times that a text takes to be made a surface, or to be refused."""
    times: list[float] = []
    for _ in range(ROUNDS):  # the machine may be busy with something else
        begin = time.process_time()
        with suppress(ValueError):
            root = parse(text)
            derivatives = Derivatives(root)
            landmarks(derivatives, hints(root), derivatives.operations)
        times.append(time.process_time() - begin)
    return min(times)


def largest(grow: Callable[[int], str]) -> str:
    """Return the largest formula of a growing kind that the limits let pass."""
    text = grow(1)
    for count in range(2, 200):
        try:
            Derivatives(parse(grow(count)))
        except ValueError:
            break
        text = grow(count)
    return text


def main() -> None:
    """Print the slowest of each kind, and what one evaluation costs beside code by hand."""
    kinds = {
        "refused": HOSTILE,
        "typed": TYPED,
        "as large as allowed": [largest(grow) for grow in GROWING.values()],
    }
    for kind, texts in kinds.items():
        taken, text = max((seconds(text), text) for text in texts)
        shown = ascii(text if len(text) < 60 else f"{text[:57]}...")
        print(f"{kind:20} {len(texts):4} texts, slowest {taken * 1e3:6.1f} ms   {shown}")
        if taken > ALLOWED:
            raise SystemExit(f"that is more than {ALLOWED:g} s")
    theta = np.random.default_rng(0).normal(size=(2, 8))
    by_hand, typed = Rosenbrock(), Formula(KNOWN["Rosenbrock"])
    taken = medians(500, hand=lambda: by_hand.grad(theta), typed=lambda: typed.grad(theta))
    print(*(f"gradient {name} {taken[name] * 1e6:5.1f} us" for name in taken), sep="   ")


if __name__ == "__main__":
    command(main)
