"""Pairs in place of a product: each value of each list at least once, the same pairs every time."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import cycle, islice
from typing import Any

import pytest


def paired(*named: Mapping[str, Any], turn: int = 0) -> list[Any]:
    """Return as many cases as the longest list has values; the shorter ones begin again.

    ``turn`` lets each list begin so many values after the one before it: then others meet.
    """
    count = max(map(len, named))
    rows = [islice(cycle(one.items()), k * turn, k * turn + count) for k, one in enumerate(named)]
    return [
        pytest.param(*(value for _, value in row), id="-".join(name for name, _ in row))
        for row in zip(*rows, strict=True)
    ]
