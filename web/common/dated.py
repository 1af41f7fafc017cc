"""Messages that say when they were made."""

from __future__ import annotations

import struct
from hashlib import blake2b
from time import time
from typing import Any

import streamlit as st


def dated(key: str, message: bytes) -> bytes:
    """Write behind a message when it was made, so that ``message.js`` knows an older one.

    While a browser still loads the modules of a component, messages wait for them, and then go on
    in any order. A message like the one before keeps its date: equal bytes are not sent again.
    """
    held: dict[str, Any] = st.session_state.setdefault(f"{key}-dated", {"date": 0.0})
    digest = blake2b(message, digest_size=8).digest()
    if digest != held.get("digest"):
        held.update(digest=digest, date=max(time(), held["date"] + 1e-3))
    return message + struct.pack("<d", held["date"])
