"""What would have helped each entrant: tried out, told below the verdicts, and one click to try."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from html import escape
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.errors import StreamlitAPIException

from diagnosis import Advice, cost, search, wanting
from diagnosis.advising import BUDGET, Searching
from experiments import STEPS, Trajectory
from views.parts.html import named
from views.state.cache import Cache
from views.state.run_cache import one_at_a_time
from views.state.url_state import Subject

SLICE = 200_000
"""Evaluations that may be spent, unasked, whenever the verdicts are drawn: a moment."""
REMEMBERED = 2000
OFTEN = 12
"""A search costs about as much as so many runs, since most of what it tries is one batch."""
MORE, BEGUN = "advice-more", "advice-begun"

_remembered: Cache[tuple[Advice | None]] = Cache(REMEMBERED)


def advised(
    names: Sequence[str],
    trajectories: Sequence[Trajectory],
    subject: Subject[Any],
    *,
    budget: float = BUDGET,
    most_steps: int = int(STEPS.high),
) -> None:
    """Draw what would have helped the entrants, who may all have arrived; last on the page.

    What takes longer than a moment is only looked for once the visitor asks for it: a moment at a
    time, since Streamlit keeps a change that is made meanwhile waiting until this part is drawn.
    """
    race, waiting, left = subject.value, st.empty(), SLICE
    texts = [replace(race, optimizers=(rule,)).to_query() for rule in race.optimizers]
    asked = st.session_state.get(MORE) == texts
    words = _with_cancel(waiting) if asked else waiting
    begun: dict[str, Searching] = st.session_state.setdefault(BEGUN, {})
    st.session_state[BEGUN] = begun = {text: begun[text] for text in texts if text in begun}
    later: list[str] = []
    for place, (text, name, run) in enumerate(zip(texts, names, trajectories, strict=True)):
        if not wanting(run):
            continue
        if text not in _remembered and (left > 0 if asked else OFTEN * cost(run) <= left):
            if text not in begun:
                begun[text] = search(run, budget, most_steps)
            for spent in _pieces(text, begun[text]):
                left -= spent
                words.caption(f"Trying out what would help {literal(name)} …")
                if left < 0:
                    break
        found = _remembered.get(text)
        if found is None:
            later.append(literal(name))
        else:
            begun.pop(text, None)
            _told(place, name, found[0], subject)
    if later and asked:
        _again()
    waiting.empty()
    if later:
        waiting.button(
            "Try out what would help",
            on_click=lambda: st.session_state.update({MORE: texts}),
            help=f"It takes a while for {', '.join(later)}",
            key="advice-ask",
        )


def _with_cancel(waiting: DeltaGenerator) -> DeltaGenerator:
    """Return a place for words, beside a button that ends what was asked for; nothing is lost."""
    with waiting.container(horizontal=True, vertical_alignment="center"):
        words = st.empty()
        st.button("Cancel", key="advice-cancel", on_click=lambda: st.session_state.pop(MORE, None))
    return words


def _again() -> None:
    """Draw this part anew, after whatever the visitor has changed meanwhile."""
    with suppress(StreamlitAPIException):  # the whole page is being drawn
        st.rerun(scope="fragment")
    st.rerun()


def _pieces(text: str, searching: Searching) -> Iterator[float]:
    """Go on with a search, letting others compute in between; yield what each piece cost."""
    while True:
        with one_at_a_time:
            try:
                spent = next(searching)
            except StopIteration as done:
                found = done.value
                break
        yield spent
    _remembered.recall(text, lambda: (found,))


def _told(place: int, name: str, advice: Advice | None, subject: Subject[Any]) -> None:
    """Say what helped one entrant, with the button that does it."""
    if advice is None:
        words = "none of the changes that were tried ends clearly lower."
        st.html(f"<div class='advice'>{named(place, name)}: {words}</div>")
        return
    with suppress(ValueError):  # no link has room for it
        followed = advice.applied(subject.value, place)
        told = advice.sentence
        if len(subject.value.optimizers) > 1 and _for_all(followed, subject.value):
            told += " This changes the race for all who take part."
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            words = f"{named(place, name)}: {escape(told)}"
            st.html(f"<div class='advice'>{words}</div>", width="stretch")
            st.button(
                f"Try it: {literal(name)}",
                key=f"advice-{place}",
                on_click=lambda: subject.edit(lambda race: advice.applied(race, place)),
            )


def _for_all(followed: Any, race: Any) -> bool:
    """Tell whether advice changes more than one entrant's rule."""
    return replace(followed, optimizers=race.optimizers) != race


def literal(text: str) -> str:
    """Keep a text from being read as Markdown."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)
