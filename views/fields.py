"""Knobs become widgets: a field of a dataclass knows its range, so it knows its slider."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import streamlit as st

from core.knobs import Knob
from views.session import Path, put

TICKS_PER_DECADE = 10


def key_of(path: Path, kind: str = "") -> str:
    """Return the widget key of what sits at a path of the experiment."""
    return ".".join(map(str, path)) + (f":{kind}" if kind else "")


def show(key: str, value: Any) -> str:
    """Make the widget with this key show a value when it is drawn next; return the key."""
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value
    return key


def knob_widget(label: str, path: Path, knob: Knob, value: float) -> None:
    """Draw one knob: a slider where that is enough, with a typed number where it spans decades."""
    if knob.log:
        log_widgets(label, path, knob, value)
    elif knob.integer:
        number(label, path, int(value), int(knob.low), int(knob.high))
    else:
        st.slider(
            label,
            float(knob.low),
            float(knob.high),
            step=_step(knob),
            format="%.4g",
            key=show(key_of(path), float(value)),
            on_change=_take,
            args=(path, ""),
        )


def number(label: str, path: Path, value: float, low: float, high: float) -> None:
    """Draw a typed number; whole if its bounds are."""
    st.number_input(
        label,
        low,
        high,
        step=None if isinstance(low, float) else 1,
        format="%.6g" if isinstance(low, float) else "%d",
        key=show(key_of(path), type(low)(value)),
        on_change=_take,
        args=(path, ""),
    )


def log_widgets(label: str, path: Path, knob: Knob, value: float, *, labelled: bool = True) -> None:
    """Draw a slider that moves by factors, and beside it the same number to type."""
    ticks = _ticks(knob.low, knob.high)
    nearest = min(ticks, key=lambda tick: abs(math.log(tick / value)))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", wrap=False):
        st.select_slider(
            label,
            ticks,
            format_func=_short,
            key=show(key_of(path, "slide"), nearest),
            on_change=_take,
            args=(path, "slide"),
            label_visibility="visible" if labelled else "collapsed",
        )
        st.number_input(
            f"{label}, typed",
            float(knob.low),
            float(knob.high),
            step=None,
            format="%.6g",
            key=show(key_of(path, "type"), float(value)),
            on_change=_take,
            args=(path, "type"),
            label_visibility="collapsed",
            width=130,
        )


def _take(path: Path, kind: str) -> None:
    """Put what the user chose into the experiment."""
    put(path, st.session_state[key_of(path, kind)])


def _step(knob: Knob) -> float:
    """Return a round step that cuts the range into some 100 to 200 pieces."""
    return 10.0 ** math.floor(math.log10((knob.high - knob.low) / 100))


def _short(value: float) -> str:
    """Write a tick with two significant digits, and without an exponent where zeros are few."""
    return f"{float(f'{value:.2g}'):g}"


@cache
def _ticks(low: float, high: float) -> list[float]:
    """Return the ticks of a logarithmic slider, ``low`` and ``high`` among them."""
    count = round(math.log10(high / low) * TICKS_PER_DECADE)
    ticks = [float(f"{low * (high / low) ** (i / count):.2g}") for i in range(count + 1)]
    return sorted({low, *ticks[1:-1], high})
