"""What chance decides, for one seed or for several at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from core.loss import Seed


class Seeds(NamedTuple):
    """The seeds that there are, each once, and which of them each lane has."""

    numbers: tuple[int, ...]
    """Fit to be remembered by."""
    lanes: Any
    """Their places among the numbers, ``(*seeds)``; 0 where all lanes have the one seed."""


def seeds(seed: Seed) -> Seeds:
    """Take an array of seeds apart, so that what a thousand lanes share is drawn once."""
    if not isinstance(seed, np.ndarray):
        return Seeds((int(seed),), 0)
    numbers, lanes = np.unique(seed, return_inverse=True)
    return Seeds(tuple(numbers.tolist()), lanes.reshape(seed.shape))


def stream(seed: int, number: int) -> np.random.Generator:
    """Return the generator of that number of a seed; it has little to do with any other.

    To set one up takes far longer than a draw: let it draw for many steps.
    """
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(number,)))


def drawn(numbers: tuple[int, ...], draw: Callable[[int], npt.NDArray[Any]]) -> npt.NDArray[Any]:
    """Draw for each seed, and lay the answers side by side, ``(*kind, seeds)``.

    They are read-only, as they are made to be remembered.
    """
    every = np.stack([draw(number) for number in numbers], axis=-1)
    every.flags.writeable = False
    return every
