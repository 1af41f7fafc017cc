"""Tasks for workers: they must be found by name in another process."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import NamedTuple

from studies.basin_maps.maps import MapTile, walked


class Doomed(NamedTuple):
    """A part of a map, and the file that says that a worker has died over it."""

    tile: MapTile
    grave: Path | None


def dying(piece, report=None):
    """Work a part of a map out; whoever is the first to try a doomed one is killed over it."""
    if piece.grave is not None and not piece.grave.exists():
        piece.grave.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return walked(piece.tile, report)


def double(piece, _report=None):
    """Return twice a number; 13 is refused."""
    if piece == 13:
        raise ArithmeticError("unlucky")
    return 2 * piece


def whose(_piece, _report=None):
    """Return the number of the process that does this."""
    return os.getpid()
