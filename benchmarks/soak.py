"""Memory of the server while sessions are opened, used and closed, without forced collections.

A few visitors at a time open the race page, drag a slider, and close the browser. What is told is
the memory of the server and all its processes, after every so many sessions.

    python -m benchmarks.soak --sessions 300
"""

from __future__ import annotations

import argparse
import asyncio
from tempfile import TemporaryFile

import numpy as np

from benchmarks.load import APP, KNOBS, MEGABYTE, complaints, memory
from benchmarks.visitor import Visitor
from tests.browser import serving

AT_ONCE = 4
TOLD_AFTER = 25


async def session(url: str, changes: int, chance: np.random.Generator) -> None:
    """Open the page, change it, and close it."""
    visitor = await Visitor.opened(url)
    for k in range(changes):
        rate = chance.uniform(1e-3, 2e-3)
        await visitor.change("controls", str(chance.choice(KNOBS)), rate, held=k % 3 < 2)
    await visitor.close()


async def soak(url: str, sessions: int, changes: int) -> list[float]:
    """Return the memory after every so many sessions, in megabytes."""
    told: list[float] = []
    left = iter(range(sessions))

    async def one_after_another() -> None:
        for k in left:
            await session(url, changes, np.random.default_rng(k))
            if k % TOLD_AFTER == TOLD_AFTER - 1:
                told.append(memory() / MEGABYTE)
                print(f"  {k + 1} sessions: {told[-1]:.0f} MB", flush=True)

    await asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)))
    return told


def main() -> None:
    """Measure one server from its start on."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sessions", type=int, default=300)
    parser.add_argument("--changes", type=int, default=6, help="in each session")
    parser.add_argument("--gc", choices=("off", "on"), default="off")
    asked = parser.parse_args()
    collects = {"on": "true", "off": "false"}[asked.gc]
    with TemporaryFile() as log, serving(APP, log, runner_postScriptGC=collects) as url:
        try:
            told = asyncio.run(soak(url, asked.sessions, asked.changes))
        finally:
            print(complaints(log), end="")
    early, late = told[len(told) // 3], told[-1]
    print(
        f"after a third {early:.0f} MB, at the end {late:.0f} MB: {late / early:.2f} times as much"
    )


if __name__ == "__main__":
    main()
