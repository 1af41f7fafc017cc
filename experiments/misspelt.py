"""A key of a link that is none: which of those that are missing it stands for.

``step=300`` says how many steps, ``optimiser=Adam()`` who takes part: left out, they would make
another experiment.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Sequence

from experiments.text import KINDS
from optimizers import Optimizer
from surfaces import Surface
from surfaces.data import Dataset
from surfaces.networks import Learner

OPTIMIZER = "optimizer"
"""The key that may stand in a link more than once."""
ALIKE = 0.65
"""Two keys of which one may be meant as the other; one wrong letter of three is as much."""
SHORT = 2
"""Letters of a word that may stand for anything."""
HELD: dict[str, type] = {
    "surface": Surface,
    OPTIMIZER: Optimizer,
    "network": Learner,
    "data": Dataset,
}
"""What a key holds, where a name tells it."""


def missing(keys: Collection[str], present: Collection[str]) -> list[str]:
    """Return the keys that another one may stand for."""
    return [key for key in keys if key not in present or key == OPTIMIZER]


def meant(key: str, value: str, wanted: Sequence[str], present: Collection[str]) -> str:
    """Return the missing key that another one stands for; ``""`` if that cannot be told.

    Either no other key holds such a value, or it is spelt like it.
    """
    folded, name = key[:80].casefold(), value.partition("(")[0].strip()
    for one in wanted:
        if one in HELD and one not in present and name in KINDS[HELD[one]].members:
            return one
    longer = [one for one in wanted if min(len(one), len(folded)) > SHORT]
    parts = [one for one in longer if _part(folded, one)]
    found = parts or difflib.get_close_matches(folded, longer, n=1, cutoff=ALIKE)
    return found[0] if len(found) == 1 else ""


def like(key: str, wanted: Iterable[str]) -> bool:
    """Tell whether a key may be one that is missing, misspelt; a short one may be anything."""
    folded = key[:80].casefold()
    fit = [one for one in wanted if len(one) > SHORT or len(key) <= len(one) + 1]
    return any(len(one) <= SHORT or _part(folded, one) for one in fit) or bool(
        difflib.get_close_matches(folded, fit, cutoff=ALIKE)
    )


def _part(folded: str, one: str) -> bool:
    """Tell whether a word has a key in it, or begins like it."""
    return (len(one) > SHORT + 1 and one in folded) or one.startswith(folded)
