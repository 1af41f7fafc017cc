"""A map or a sweep from the command line, into a file.

python -m studies basins --surface "Himmelblau()" --optimizer "Adam(lr=0.1)"
    --size 256 --steps 1000 --out map.npz
python -m studies sweep --surface "Rosenbrock()" --optimizer "Adam()"
    --optimizer "Momentum()" --knob lr=1e-5:1:200 --random-starts 64 --out sweep.npz
"""

from __future__ import annotations

import sys
from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError, Namespace
from contextlib import nullcontext
from pathlib import Path
from typing import TypeVar

import numpy as np

from core.arrays import Array
from core.commands import MOST_WORKERS, command, output, real_number, whole_number
from core.knobs import knobs
from experiments.mangled import Cleaned, mended
from experiments.text import read, refuse
from experiments.url_query import SEED
from optimizers.base import Optimizer
from studies.basin_maps.maps import SIZES, Basins, basins
from studies.batched.executors import processes
from studies.sweeps.nested_knobs import owner
from studies.sweeps.sweep import Sweep, run_sweep
from studies.sweeps.sweep_spec import sweep_spec
from surfaces.base import Surface

T = TypeVar("T")

BAR = 40
"""Characters of a progress bar."""
MOST_STEPS = 10_000_000
MOST_VALUES = 1_000_000
"""Of a knob, starts or seeds: counted before there is an array of them."""


def main(arguments: list[str] | None = None) -> None:
    """Do what the arguments say; what is wrong with them goes to stderr in a sentence."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    out: Path = asked.out
    try:
        result = _made(asked)
        result.save(out)
    except (ValueError, OSError) as error:
        parser.error(str(error))
    sys.stderr.write(f"\n{result.to_query()[:500]}\nwritten to {out}\n")


def _made(asked: Namespace) -> Basins | Sweep:
    """Work out what is asked for."""
    surface = _read(asked.surface, Surface)
    with processes(asked.workers) if asked.workers > 1 else nullcontext() as executor:
        if asked.what == "basins":
            rule = _read(asked.optimizer, Optimizer)
            pixels = asked.size, asked.steps, asked.seed
            return basins(rule, surface, *pixels, executor=executor, progress=_draw)
        rules = [_read(text, Optimizer) for text in asked.optimizer]
        tried = dict(_values(text, rules[0]) for text in asked.knob)
        if len(tried) < len(asked.knob):
            raise ValueError("--knob: a knob is given twice")
        points = _starts(asked, surface)
        among = range(asked.seeds)
        spec = sweep_spec(rules, surface, tried, points, among, asked.steps, asked.target)
        return run_sweep(spec, executor, _draw)


_SIZE = whole_number(*SIZES)
_SEED = whole_number(int(SEED.low), int(SEED.high))
_STEPS = whole_number(1, MOST_STEPS)
_COUNT = whole_number(1, MOST_VALUES)
_STARTS = whole_number(0, MOST_VALUES)
_WORKERS = whole_number(1, MOST_WORKERS)


def _parser() -> ArgumentParser:
    """Return what reads the arguments."""
    parser = ArgumentParser(
        "python -m studies",
        description="Maps of where every start ends, and sweeps over knobs, into files.",
    )
    what = parser.add_subparsers(dest="what", required=True)
    of_map = what.add_parser("basins", help="where each start of a map ends")
    of_map.add_argument("--optimizer", required=True, help="such as 'Adam(lr=0.1)'")
    of_map.add_argument("--size", type=_SIZE, default=256, help="pixels along a side (256)")
    of_map.add_argument("--seed", type=_SEED, default=0, help="of the noise (0)")
    of_map.add_argument("--dtype", type=_dtype, help=SUPPRESS)
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
    of_sweep.add_argument("--random-starts", type=_STARTS, default=0, help="spread over the map")
    of_sweep.add_argument("--seeds", type=_COUNT, default=1, help="how many, from 0 on (1)")
    of_sweep.add_argument("--target", type=real_number(), help="a loss: count steps to get there")
    for one in (of_map, of_sweep):
        one.add_argument("--surface", required=True, help="such as 'Himmelblau()'")
        one.add_argument("--steps", type=_STEPS, default=500, help="of each run (500)")
        one.add_argument("--workers", type=_WORKERS, default=1, help="processes (1)")
        one.add_argument(
            "--out", type=output(".npz"), required=True, help="a file that ends in .npz"
        )
    return parser


def _read(text: str, kind: type[T]) -> T:
    """Read a call, perhaps copied from a link or a message; what was left out goes to stderr."""
    cleaned = Cleaned([])
    clean = mended(text, kind.__name__.lower(), cleaned)
    for doubt in cleaned.doubts:
        refuse(doubt)
    sys.stderr.writelines(f"{sentence}\n" for sentence in cleaned.told)
    return read(clean, kind)


def _values(text: str, rule: Optimizer) -> tuple[str, Array]:
    """Read the values of a knob: listed, or spread evenly, by factors where its slider is so."""
    name, _, given = text.partition("=")
    about = knobs(owner(rule, name))[name]
    try:
        if ":" in given:
            low, high, count = given.split(":")
            if not 1 <= int(count) <= MOST_VALUES:
                raise ValueError(f"{count} values")
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
    chance = np.random.default_rng(0).random((asked.random_starts, len(low)))
    points += [*(low + chance * (high - low))]
    return np.array(points).T if points else None


def _dtype(text: str) -> str:
    """Read the kind of numbers, of which there were two in version 0.1."""
    if text != "float64":
        raise ArgumentTypeError(
            f"{text}: maps are in float64, and have the labels that float32 had: leave --dtype out"
        )
    return text


def _draw(part: float) -> None:
    """Draw how far it is."""
    full = round(part * BAR)
    sys.stderr.write(f"\r[{'#' * full}{'.' * (BAR - full)}] {part:4.0%}")
    sys.stderr.flush()


if __name__ == "__main__":
    command(main)
