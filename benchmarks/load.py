"""A class on the race page: students who drag a slider now and then, over real WebSocket sessions.

Each change is five held moves of a learning rate's slider and the release; what is measured is the
time from the release until its picture, controls and results have come. Garbage collection after
every run of a page (``--gc on``) is what Streamlit does by default; this app switches it off. Only
this machine is spoken to. One student alone comes first, to compare with.

    python -m benchmarks.load --students 30 --pause 10 --changes 10
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

import numpy as np
import psutil
from websockets.exceptions import WebSocketException

from benchmarks.visitor import FailedError, Visitor
from tests.browser import serving

APP = Path(__file__).parents[1] / "app.py"
MOVES = 5
"""Held moves before a release."""
KNOBS = ("optimizers.0.lr", "optimizers.6.lr", "optimizers.7.lr")
"""Sliders that students drag."""
MEGABYTE = 1e6


@dataclass
class Load:
    """What a class of students met."""

    seconds: list[float] = field(default_factory=list)
    """Of each release."""
    sent: int = 0
    """Held moves and releases."""
    errors: Counter[str] = field(default_factory=Counter[str])
    largest: float = 0.0
    """Bytes of memory of the server and all its processes, at most."""

    def told(self) -> str:
        """Return a line of figures."""
        times = sorted(self.seconds) or [float("nan")]
        p50, p95 = statistics.median(times), times[int(0.95 * (len(times) - 1))]
        wrong = ", ".join(f"{often} × {what}" for what, often in self.errors.items()) or "0 errors"
        return (
            f"release p50 {1000 * p50:.0f} ms, p95 {1000 * p95:.0f} ms ({len(self.seconds)}"
            f" releases, {self.sent} changes); {wrong}; at most {self.largest / MEGABYTE:.0f} MB"
        )


async def student(
    url: str, load: Load, pause: float, changes: int, chance: np.random.Generator
) -> None:
    """Open the page, and change something every so many seconds; start over after an error."""
    visitor: Visitor | None = None
    await asyncio.sleep(chance.uniform(0, pause))
    for _ in range(changes):
        begun = time.perf_counter()
        try:
            visitor = visitor or await Visitor.opened(url)
            knob = str(chance.choice(KNOBS))
            for _ in range(MOVES):
                load.sent += 1
                await visitor.change("controls", knob, chance.uniform(1e-3, 2e-3), held=True)
            released = time.perf_counter()
            load.sent += 1
            await visitor.change("controls", knob, chance.uniform(1e-3, 2e-3))
            load.seconds.append(time.perf_counter() - released)
        except (FailedError, WebSocketException, OSError) as error:
            load.errors[str(error)[:80] or type(error).__name__] += 1
            visitor = None
        await asyncio.sleep(max(0.0, pause - (time.perf_counter() - begun)))
    if visitor:
        await visitor.close()


def memory() -> float:
    """Return the bytes of memory of all processes that this one started."""
    total = 0
    for process in psutil.Process().children(recursive=True):
        try:
            total += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total


def complaints(log: IO[bytes]) -> str:
    """Return what a server said of errors: the log from the first traceback on."""
    log.seek(0)
    said = log.read().decode(errors="replace")
    return said[said.index("Traceback") :][:4000] if "Traceback" in said else ""


async def class_of(students: int, pause: float, changes: int, url: str, seconds: float) -> Load:
    """Let students work at once, for so many seconds at most."""
    load = Load()

    async def watch() -> None:
        while True:
            load.largest = max(load.largest, memory())
            await asyncio.sleep(1)

    watching = asyncio.create_task(watch())
    every = (student(url, load, pause, changes, np.random.default_rng(k)) for k in range(students))
    try:
        async with asyncio.timeout(seconds):
            await asyncio.gather(*every)
    except TimeoutError:
        print(f"  stopped after {seconds:.0f} s")
    watching.cancel()
    return load


def main() -> None:
    """Measure one student alone, and then the class, on a server of their own each time."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--students", type=int, default=30)
    parser.add_argument("--pause", type=float, default=10.0, help="seconds between changes")
    parser.add_argument("--changes", type=int, default=10, help="releases of each student")
    parser.add_argument("--gc", choices=("off", "on", "both"), default="off")
    parser.add_argument("--seconds", type=float, default=900.0, help="at most, of each part")
    asked = parser.parse_args()
    for gc in ("on", "off") if asked.gc == "both" else (asked.gc,):
        collects = {"on": "true", "off": "false"}[gc]
        with TemporaryFile() as log, serving(APP, log, runner_postScriptGC=collects) as url:
            for many, pause in ((1, 0.5), (asked.students, asked.pause)):
                work = class_of(many, pause, asked.changes, url, asked.seconds)
                told = asyncio.run(work).told()
                print(f"garbage collection {gc}, {many} students, {pause:g} s pause: {told}")
            print(complaints(log), end="")


if __name__ == "__main__":
    main()
