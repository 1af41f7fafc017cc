"""Numbers as a few bytes.

A message is the length of its header (uint32, little-endian), the header as JSON padded with
spaces to a multiple of four, then the arrays, each padded likewise: a browser wraps its typed
arrays round them without copying or parsing a number. ``message.js`` is the reader.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from core.arrays import Array

LARGEST = float(np.finfo(np.float32).max)


def pack(header: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> bytes:
    """Join a header and named float32 or uint8 arrays of any shape into one message.

    The header gains ``arrays``: ``name -> [kind, first byte after the header, length]``. Equal
    arrays are sent once. Raises ``ValueError`` for another dtype, or for NaN or infinity in the
    header.
    """
    index: dict[str, list[Any]] = {}
    parts: dict[bytes, int] = {}
    offset = 0
    for name, array in arrays.items():
        if array.dtype.name not in ("float32", "uint8"):
            raise ValueError(f"{name} is {array.dtype}: only float32 and uint8 are sent")
        raw = _padded(array.astype(array.dtype.newbyteorder("<")).tobytes(), b"\0")
        index[name] = [array.dtype.name, parts.setdefault(raw, offset), array.size]
        offset = max(offset, parts[raw] + len(raw))
    described = json.dumps({**header, "arrays": index}, separators=(",", ":"), allow_nan=False)
    head = _padded(described.encode(), b" ")
    return b"".join([struct.pack("<I", len(head)), head, *parts])


def sent(values: Array) -> npt.NDArray[np.float32]:
    """Round to float32, the largest of which stands for everything beyond it and for NaN."""
    return np.nan_to_num(np.clip(values, -LARGEST, LARGEST), nan=LARGEST).astype(np.float32)


def _padded(raw: bytes, fill: bytes) -> bytes:
    return raw + fill * (-len(raw) % 4)
