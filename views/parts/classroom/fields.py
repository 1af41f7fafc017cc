"""The fields of answers that are a number, or one of several; what stands in them is kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from zlib import crc32

import streamlit as st

from lessons.choices import AnswerChoice, shuffled
from lessons.exercise import Answer
from lessons.kinds import Diagnose, Number, Predict
from views.state.student_session import Desk
from views.state.url_state import show

Read = Callable[[], Answer]
"""What reads the fields of an answer; to be called by a callback."""

LONGEST_NUMBER = 60
"""Characters."""


def number(exercise: Number, desk: Desk, place: str) -> Read:
    """Draw the field of a number; return what reads it."""
    key = f"{place}-number"
    read = partial(keep, desk, exercise.name, "number", key)
    text = desk.draft(exercise.name).get("number", "")
    with st.container(key=f"answer-{key}"):
        st.text_input(
            f"Your answer, in {exercise.unit}" if exercise.unit else "Your answer",
            text,
            key=show(key, text),
            max_chars=LONGEST_NUMBER,
            placeholder="0.25, 1/4 or 2.5e-1",
            help=exercise.precision,
            autocomplete="off",
            on_change=read,
        )
    return read


def choice(
    exercise: Predict | Diagnose, desk: Desk, place: str, label: str = "What will happen?"
) -> Read:
    """Draw what may be chosen, in an order drawn for this exercise; return what reads it."""
    key = f"{place}-choice"
    read = partial(keep, desk, exercise.name, "choice", key)
    chosen = desk.draft(exercise.name).get("choice")
    with st.container(key=f"answer-{key}"):
        options(mixed(exercise.choices, desk.seed, exercise.name), chosen, key, label, read)
    return read


def options(
    choices: list[AnswerChoice],
    chosen: str | None,
    key: str,
    label: str,
    keep: Callable[[], object],
) -> None:
    """Draw choices, of which one or none is chosen."""
    says = [one.says for one in choices]
    at = says.index(chosen) if chosen in says else None
    st.radio(
        label,
        says,
        index=at,
        key=show(key, None if at is None else says[at]),
        on_change=keep,
    )


def mixed(choices: tuple[AnswerChoice, ...], seed: int, name: str) -> list[AnswerChoice]:
    """Return choices in an order that tells nothing: the same for all who get these numbers."""
    return shuffled(choices, seed or crc32(name.encode()))


def keep(desk: Desk, name: str, field: str, key: str) -> Answer:
    """Keep what stands in a field, and return it."""
    text = st.session_state.get(key) or ""
    desk.draft(name)[field] = text
    return {field: text}
