"""Components of Streamlit: a folder of modules, of which ``streamlit.js`` is the first."""

from __future__ import annotations

from typing import Any, cast

import streamlit as st
from streamlit.components.v2 import component
from streamlit.components.v2.types import ComponentRenderer

from web.assets import loader


def mount(name: str, folder: str) -> ComponentRenderer:
    """Return what draws a component; components of one folder share its modules."""
    return component(name, js=loader(folder), isolate_styles=False)


def told(key: str, state: str) -> dict[str, Any]:
    """Return the message that a component sent as one of its states; nothing for what is none."""
    states = cast("object", st.session_state.get(key))
    message = cast("dict[str, object]", states).get(state) if isinstance(states, dict) else None
    return cast("dict[str, Any]", message) if isinstance(message, dict) else {}


def ignore() -> None:
    """Stand in for a callback: Streamlit keeps only states that have one."""
