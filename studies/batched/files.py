"""Results as files that say where they came from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from core.outputs import whole


def written(path: Path | str, text: str, arrays: Mapping[str, npt.ArrayLike]) -> None:
    """Write arrays, and the canonical text that they came from as ``text``, to an ``.npz`` file.

    It is written whole or not at all.

    Raises ``ValueError`` for another ending, and ``OSError`` where it cannot be written.
    """
    if Path(path).suffix != ".npz":
        raise ValueError(f"{path}: the file must end in .npz")
    held: dict[str, Any] = {name: np.asarray(array) for name, array in arrays.items()}
    with whole(path) as file:
        np.savez_compressed(file, text=np.array(text), **held)


def read_back(path: Path | str) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of a file by name; ``str(arrays["text"])`` is where they came from."""
    with np.load(path, allow_pickle=False) as file:
        return dict(file)
