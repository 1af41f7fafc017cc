"""A map or a sweep from the command line, into a file.

python -m experiments.laboratory basins --surface "Himmelblau()" --optimizer "Adam(lr=0.1)"
    --size 256 --steps 1000 --out map.npz
python -m experiments.laboratory sweep --surface "Rosenbrock()" --optimizer "Adam()"
    --optimizer "Momentum()" --knob lr=1e-5:1:200 --random-starts 64 --out sweep.npz
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import numpy as np

from core.arrays import Array
from core.knobs import knobs
from experiments.laboratory.maps import Basins, basins
from experiments.laboratory.sweeps import Sweep, owner, sweep
from experiments.mangled import Cleaned, mended
from experiments.text import read, refuse
from optimizers.base import Optimizer
from surfaces.base import Surface

T = TypeVar("T")

BAR = 40
"""Characters of a progress bar."""


def main(arguments: list[str] | None = None) -> None:
    """Do what the arguments say; what is wrong with them goes to stderr in a sentence."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    out: Path = asked.out
    if out.suffix != ".npz" or not out.parent.is_dir():
        parser.error(f"--out {out}: name a file that ends in .npz, in a folder that exists")
    try:
        result = _made(asked)
        result.save(out)
    except (ValueError, OSError) as error:
        parser.error(str(error))
    except KeyboardInterrupt:
        sys.exit("\ncancelled: nothing was written")
    sys.stderr.write(f"\n{result.to_query()[:500]}\nwritten to {out}\n")


def _made(asked: Namespace) -> Basins | Sweep:
    """Work out what is asked for."""
    surface = _read(asked.surface, Surface)
    with ExitStack() as stack:
        executor: Executor | None = None
        if asked.workers > 1:  # "spawn" starts workers clean, whatever threads run here
            pool = ProcessPoolExecutor(asked.workers, mp_context=get_context("spawn"))
            executor = stack.enter_context(pool)
        if asked.what == "basins":
            rule = _read(asked.optimizer, Optimizer)
            pixels = asked.size, asked.steps, asked.seed
            return basins(rule, surface, *pixels, asked.dtype, executor=executor, progress=_draw)
        rules = [_read(text, Optimizer) for text in asked.optimizer]
        tried = dict(_values(text, rules[0]) for text in asked.knob)
        points = _starts(asked, surface)
        among = range(asked.seeds)
        return sweep(
            rules, surface, tried, points, among, asked.steps, asked.target, executor, _draw
        )


def _parser() -> ArgumentParser:
    """Return what reads the arguments."""
    parser = ArgumentParser(
        "python -m experiments.laboratory",
        description="Maps of where every start ends, and sweeps over knobs, into files.",
    )
    what = parser.add_subparsers(dest="what", required=True)
    of_map = what.add_parser("basins", help="where each start of a map ends")
    of_map.add_argument("--optimizer", required=True, help="such as 'Adam(lr=0.1)'")
    of_map.add_argument("--size", type=int, default=256, help="pixels along a side (256)")
    of_map.add_argument("--seed", type=int, default=0, help="of the noise (0)")
    of_map.add_argument("--dtype", default="float64", help="float64, or float32 for a picture")
    of_sweep = what.add_parser("sweep", help="the loss against one or more knobs")
    of_sweep.add_argument("--optimizer", required=True, action="append", help="one or more")
    of_sweep.add_argument(
        "--knob",
        required=True,
        action="append",
        help="lr=1e-4:1:200 (from:to:how many), lr=0.1,0.2",
    )
    of_sweep.add_argument(
        "--start", action="append", help="--start=-1,2; by default the surface's own"
    )
    of_sweep.add_argument("--random-starts", type=int, default=0, help="spread over the map")
    of_sweep.add_argument("--seeds", type=int, default=1, help="how many, from 0 on (1)")
    of_sweep.add_argument("--target", type=float, help="a loss: count the steps to get there")
    for one in (of_map, of_sweep):
        one.add_argument("--surface", required=True, help="such as 'Himmelblau()'")
        one.add_argument("--steps", type=int, default=500, help="of each run (500)")
        one.add_argument("--workers", type=int, default=1, help="processes (1)")
        one.add_argument("--out", type=Path, required=True, help="a file that ends in .npz")
    return parser


def _read(text: str, kind: type[T]) -> T:
    """Read a call, perhaps copied from a link or a message; what was left out goes to stderr."""
    told = Cleaned([])
    clean = mended(text, kind.__name__.lower(), told)
    for doubt in told.doubts:
        refuse(doubt)
    sys.stderr.writelines(f"{sentence}\n" for sentence in told.told)
    return read(clean, kind)


def _values(text: str, rule: Optimizer) -> tuple[str, Array]:
    """Read the values of a knob: listed, or spread evenly, by factors where its slider is so."""
    name, _, given = text.partition("=")
    about = knobs(owner(rule, name))[name]
    try:
        if ":" in given:
            low, high, count = given.split(":")
            spread = np.geomspace if about.log else np.linspace
            return name, spread(float(low), float(high), int(count))
        return name, np.array([float(value) for value in given.split(",")])
    except ValueError as error:
        hint = "write lr=1e-4:1:200 (from:to:how many) or lr=0.1,0.2"
        raise ValueError(f"--knob {text} cannot be read: {hint}") from error


def _starts(asked: Namespace, surface: Surface) -> Array | None:
    """Read the starts, or spread them over the map; the same number gives the same ones."""
    low, high = np.array(surface.domain.low), np.array(surface.domain.high)
    points: list[Array] = []
    given: list[str] = asked.start or []
    for text in given:
        try:
            point = np.array([float(coordinate) for coordinate in text.split(",")])
        except ValueError as error:
            raise ValueError(f"--start {text} cannot be read: write --start=-1,2") from error
        if len(point) != len(low):
            raise ValueError(f"--start {text}: {type(surface).__name__} has {len(low)} coordinates")
        points.append(point)
    chance = np.random.default_rng(0)
    points += [low + chance.random(len(low)) * (high - low) for _ in range(asked.random_starts)]
    return np.array(points).T if points else None


def _draw(part: float) -> None:
    """Draw how far it is."""
    full = round(part * BAR)
    sys.stderr.write(f"\r[{'#' * full}{'.' * (BAR - full)}] {part:4.0%}")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
