"""Every optimizer on every surface: the best value reached, what it cost, and the verdict.

From each surface's first start, as many steps for everybody. A rule with a learning rate is tried
at every rate of a grid over its range, and shown at the rate that came lowest: tuned on this very
start, and all other knobs at their defaults. The table goes to ``docs/catalogue.md``:

    python -m benchmarks.catalogue
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.commands import command
from core.knobs import knobs
from core.outputs import writable, write_text
from diagnosis import judge
from experiments import Trajectory, run
from optimizers import FAMILIES, Optimizer
from surfaces import FAMILIES as PLACES
from surfaces import Surface

TABLE = Path(__file__).parents[1] / "docs" / "catalogue.md"
STEPS = 500
RATES_PER_DECADE = 4
CLOSE = 1e-6
"""A run has solved its problem if it comes this near to the lowest value, in shares of its way."""

INTRODUCTION = f"""# Every optimizer on every surface

{STEPS} steps from each surface's first start. A rule with a learning rate was tried at
{RATES_PER_DECADE} rates a decade over its whole range and is shown at the one that came lowest;
every other knob has its default. *Above the minimum* is the best value on the path less the lowest
value that is known, negative where a path found lower ground off the map. ✓ marks a run that came
within {CLOSE:g} of the way down from its start. Evaluations are those of values + gradients +
Hessians until then, or in all. Only one start, and tuned on it: read it as a map of what each rule
can reach, not as a ranking.

Made by `python -m benchmarks.catalogue`.
"""


@dataclass(frozen=True)
class Entry:
    """How one rule did on one surface."""

    rule: Optimizer
    above: float
    """The best value on the path, above the lowest that is known."""
    solved: bool
    evaluations: tuple[int, int, int]
    """Values, gradients and Hessians asked for until it had solved the problem, or in all."""
    verdict: str


def tuned(rule: Optimizer, surface: Surface) -> Optimizer:
    """Return the rule at the rate of the grid with which its path comes lowest."""
    about = knobs(rule).get("lr")
    if about is None:
        return rule
    count = round(np.log10(about.high / about.low) * RATES_PER_DECADE) + 1
    rates = np.array([float(f"{r:.2g}") for r in np.geomspace(about.low, about.high, count)])
    swept = run(rule.with_field("lr", rates), surface, surface.starts[0], STEPS)
    return rule.with_field("lr", float(rates[np.argmin(swept.value.min(axis=0))]))


def entry(rule: Optimizer, surface: Surface) -> Entry:
    """Run a rule, at its best rate, on a surface."""
    rule = tuned(rule, surface)
    trajectory: Trajectory = run(rule, surface, surface.starts[0], STEPS)
    way = float(trajectory.value[0]) - lowest(surface)
    above = trajectory.value - lowest(surface)
    arrived = above <= CLOSE * way
    steps = int(arrived.argmax()) if arrived.any() else STEPS
    value, grad, hess = (int(counts[:steps].sum()) for counts in trajectory.evaluations)
    outcome = str(judge(trajectory).outcome)
    return Entry(rule, float(above.min()), bool(arrived.any()), (value, grad, hess), outcome)


def lowest(surface: Surface) -> float:
    """Return the lowest value that is known; where there is none, zero."""
    return surface.floor or 0.0


def rules() -> Iterator[Optimizer]:
    """Return every rule with its defaults, in teaching order."""
    for members in FAMILIES.values():
        for rule in members.values():
            yield rule()


def table(surface: Any) -> tuple[str, list[Entry]]:
    """Return a surface's section, and its entries."""
    entries = [entry(rule, surface) for rule in rules()]
    lines = [
        f"## {type(surface).__name__}: {surface.title}\n",
        "| optimizer | learning rate | above the minimum | evaluations | verdict |",
        "|---|---|---|---|---|",
    ]
    for one in entries:
        mark = " ✓" if one.solved else ""
        rate = f"{getattr(one.rule, 'lr', float('nan')):.2g}".replace("nan", "")
        counts = " + ".join(str(count) for count in one.evaluations)
        lines.append(
            f"| {type(one.rule).__name__} | {rate} | {one.above:.2g}{mark} | {counts}"
            f" | {one.verdict} |"
        )
    return "\n".join(lines) + "\n", entries


def main() -> None:
    """Write the table, and say who solved how many."""
    writable(TABLE)
    sections: list[str] = []
    solved: dict[str, int] = {type(rule).__name__: 0 for rule in rules()}
    surfaces = [kind() for members in PLACES.values() for kind in members.values()]
    for surface in surfaces:
        section, entries = table(surface)
        sections.append(section)
        for one in entries:
            solved[type(one.rule).__name__] += one.solved
        print(f"{type(surface).__name__:20} {sum(e.solved for e in entries):3} of {len(entries)}")
    counted = "\n".join(f"| {name} | {count} |" for name, count in solved.items())
    summary = f"\n| optimizer | surfaces solved, of {len(surfaces)} |\n|---|---|\n{counted}\n"
    write_text(TABLE, "\n".join([INTRODUCTION + summary, *sections]))
    print(f"written to {TABLE.relative_to(TABLE.parents[1])}")


if __name__ == "__main__":
    command(main)
