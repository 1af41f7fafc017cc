"""The screen of a lesson: its words, what is to be predicted, and then the race and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.sentences import ended
from lessons.choices import AnswerChoice
from lessons.lesson import Lesson
from views.parts.classroom.fields import mixed, options
from views.parts.classroom.race_fields import showing
from views.state.session import VIEWS
from views.state.student_session import Desk
from views.state.url_state import link
from web.player.view import View

PREDICTION = "lesson: "
"""What stands before a lesson's name where its prediction is kept: no exercise is called so."""
COLUMNS = (5, 6)


def screen(desk: Desk, lesson: Lesson, race: StreamlitPage) -> None:
    """Draw the words and, beside them, what is to be predicted; then the race.

    ``race`` is the page that shows any race.
    """
    desk.act()
    words, picture = st.columns(COLUMNS, gap="large")
    with words, st.container(key=f"words-{lesson.name}"):
        with st.container(key="lesson-title"):
            st.title(lesson.title, anchor=False)
        st.markdown(lesson.words)
    with picture:
        answer = desk.work.answers.get(PREDICTION + lesson.name)
        if answer is None:
            _question(desk, lesson)
            return
        st.fragment(key="lesson-race")(showing)(
            lesson.experiment,
            f"lesson-{lesson.name}",
            _wish(lesson),
            names=lesson.names,
            player="player",
        )
        _outcome(lesson, answer.get("choice", ""))
        st.markdown(lesson.afterwards)
        st.page_link(
            race,
            label="Open this race, and change it",
            icon=":material/flag:",
            query_params=link(lesson.experiment),
        )
        if lesson.reading:
            st.caption(f":material/menu_book: {lesson.reading}")


def _question(desk: Desk, lesson: Lesson) -> None:
    """Ask what will happen, before anything is shown."""
    name, key = PREDICTION + lesson.name, f"predict-{lesson.name}"
    draft = desk.draft(name)

    def chosen() -> None:
        draft["choice"] = st.session_state[key] or ""

    def shown(choice: str | None = None) -> None:
        desk.act()
        told = draft.get("choice", "") if choice is None else choice
        desk.work = desk.work.answered(name, {"choice": told})

    st.header("What will happen?", anchor=False)
    st.markdown(lesson.question)
    with st.container(key=f"answer-{lesson.name}"):
        ordered = mixed(lesson.choices, desk.seed, lesson.name)
        options(ordered, draft.get("choice"), key, "Your prediction", chosen)
        with st.container(horizontal=True):
            st.button(
                "See what happens",
                type="primary",
                key=f"check-{lesson.name}",
                on_click=shown,
                disabled=not draft.get("choice"),
            )
            st.button("Just show it", key=f"show-{lesson.name}", on_click=shown, args=("",))


def _outcome(lesson: Lesson, told: str) -> None:
    """Say what came true, and why; and about another prediction, why not."""
    came = lesson.right
    guess = next((choice for choice in lesson.choices if choice.says == told), None)
    for choice in came:
        if choice is guess:
            st.success(f"**As you predicted:** {_said(choice)}", icon=":material/check_circle:")
        else:
            st.info(f"**What happened:** {_said(choice)}", icon=":material/visibility:")
    if guess and guess not in came:
        st.warning(f"**Your prediction:** {_said(guess)}", icon=":material/psychology:")


def _said(choice: AnswerChoice) -> str:
    return f"{ended(choice.says)} {choice.because}"


def _wish(lesson: Lesson) -> View:
    """Return how the lesson wants its race to be looked at."""
    wished: dict[str, Any] = {}
    for key, text in parse_qsl(str(lesson.source.header.get("view", ""))):
        meant: Sequence[str] = [one for one in VIEWS.get(key, ()) if one.startswith(text)]
        wished |= {key: meant[0]} if meant else {}
    return View(
        wished.get("layout", "side by side"), wished.get("view", "2d"), wished.get("axis", "steps")
    )
