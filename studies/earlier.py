"""Maps, sweeps and batches of runs as version 0.1 called them, for the programs that people keep.

A map could be in single precision, less than exact, or timed by 25s, to be there sooner. There is
one kind of map now, which is all that those promised: the words for the others are read, and
change nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np

import studies
from studies import Basins, Batch, Ending, Ends, Sweep, ends, work

__all__ = ["Basins", "Ending", "Ends", "Sweep", "basins", "sweep", "walk", "work"]

SOONER = "dtype", "exact", "timed"


def basins(*asked: Any, **named: Any) -> Basins:
    """Return a map; see ``studies.basins``."""
    kept = {name: value for name, value in named.items() if name not in SOONER}
    return studies.basins(*asked[:5], **kept)


def sweep(*asked: Any, progress: Any = None, **named: Any) -> Sweep:
    """Return a sweep; see ``studies.sweep``. ``progress`` is called once it is done."""
    swept = studies.sweep(*asked, **named)
    if progress is not None:
        progress(1.0)
    return swept


def walk(
    optimizer: Any, surface: Any, start: Any, *asked: Any, progress: Any = None, **named: Any
) -> Ends:
    """Return where runs end; see ``studies.ends``.

    Raises ``ValueError`` for ``record``, which kept paths.
    """
    if named.pop("record", 0):
        raise ValueError("record: experiments.run keeps the paths of many runs, from starts (n, N)")
    kept = {name: value for name, value in named.items() if name not in SOONER}
    return ends(Batch(optimizer, surface, np.array(start), *asked[:2], **kept), progress)
