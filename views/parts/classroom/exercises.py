"""An exercise on the page: its words, the field of its kind, what the answer was worth and why."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lessons.exercise import Exercise, Grade
from lessons.kinds import Drive, Number, Predict, WriteRule
from views.parts.classroom import fields, race_fields, rule_field
from views.parts.classroom.fields import Read
from views.parts.html import counted
from views.state.student_session import Desk

MARKS = {
    "new": ":material/radio_button_unchecked:",
    "tried": ":material/timelapse:",
    "right": ":material/check_circle:",
}
"""How far an exercise is, as a picture; it never stands without its word."""
STATES = {"new": "not begun", "tried": "tried", "right": "right"}
NOTHING, NOT_CHOSEN = "Nothing is answered yet.", "Nothing is chosen yet."


def draw(exercise: Exercise, desk: Desk, key: str) -> None:
    """Draw an exercise and all that its student may do with it.

    ``key`` begins the keys of its widgets. What stands in its fields is kept on the desk, so that
    it is there again when another exercise was drawn meanwhile. One that is answered draws the
    whole page again. The solution is only sent to the browser once the desk shows it.
    """
    desk.act()
    place = f"{key}-{exercise.name}"
    grade = desk.grade(exercise)
    st.header(exercise.title, anchor=False)
    st.caption(_facts(exercise, desk))
    with st.container(key=f"words-{place}"):
        st.markdown(exercise.words)
        if hint := exercise.section("Hint"):
            st.expander("Hint", icon=":material/lightbulb:").markdown(hint)
    read, where = _field(exercise, desk, place)
    with where, st.container(key=f"answer-{place}"):
        st.button(
            "Check",
            key=f"check-{place}",
            type="primary",
            on_click=_check,
            args=(exercise, desk, read),
        )
        if note := desk.notes.get(exercise.name):
            st.info(note, icon=":material/edit:")
        elif grade:
            _told(grade, desk.attempts(exercise.name))
    if grade:
        _afterwards(exercise, desk, place)
    _solution(exercise, desk, grade, place)


def _facts(exercise: Exercise, desk: Desk) -> str:
    """Say of what kind it is, what it is worth, and how far it is."""
    state = desk.state(exercise.name)
    attempts = desk.attempts(exercise.name)
    facts = [
        exercise.title_of_kind,
        counted(exercise.points, "point"),
        f"{MARKS[state]} {STATES[state]}",
    ]
    if attempts:
        facts.append(f"{counted(attempts, 'attempt')}, the last one counts")
    return " · ".join(facts)


def _field(exercise: Exercise, desk: Desk, place: str) -> tuple[Read, DeltaGenerator]:
    """Draw what the kind asks for.

    Return what reads the answer, to be called by a callback, and where it is to be checked.
    """
    match exercise:
        case Drive():
            return race_fields.race(exercise, desk, place)
        case Number():
            draw = fields.number
        case Predict():
            draw = fields.choice
        case WriteRule():
            draw = rule_field.rule
        case _:
            raise TypeError(f"{exercise.kind} is no kind of exercise that can be drawn")
    return draw(exercise, desk, place), st.container()


def _check(exercise: Exercise, desk: Desk, read: Read) -> None:
    """Grade what stands in the fields, if anything does."""
    answer = read()
    if not all(answer.values()):
        desk.notes[exercise.name] = NOT_CHOSEN if "choice" in answer else NOTHING
    elif problem := exercise.unread(answer):
        desk.notes[exercise.name] = problem
    else:
        desk.answer(exercise, answer)


def _told(grade: Grade, attempts: int) -> None:
    """Say what the answer was worth, with a picture and words, read out when it comes."""
    because = grade.because.removeprefix("Not yet. ")
    counted = f":small[Attempt {attempts}]"
    if grade.right:
        opening = "" if because.startswith(("Right", "Reached")) else "**Right.** "
        st.success(f"{opening}{because}\n\n{counted}", icon=":material/check_circle:")
    elif grade.share:
        opening = f"**{grade.share:.0%} of it is right.**"
        st.warning(f"{opening}\n\n{because}\n\n{counted}", icon=":material/contrast:")
    else:
        st.error(f"**Not yet.** {because}\n\n{counted}", icon=":material/cancel:")


def _afterwards(exercise: Exercise, desk: Desk, place: str) -> None:
    """Draw what there is to see once something was answered."""
    match exercise:
        case Predict():
            race_fields.shown(exercise, place)
        case WriteRule():
            rule_field.raced(exercise, desk, place)
        case _:
            pass


def _solution(exercise: Exercise, desk: Desk, grade: Grade | None, place: str) -> None:
    """Draw the solution, if the desk shows it, and the source."""
    with st.container(key=f"words-{place}-end"):
        if desk.shows_solution(exercise.name, grade):
            drawer = st.expander("Solution", icon=":material/key:", key=f"solution-{place}")
            drawer.markdown(exercise.section("Solution"))
        if source := exercise.section("Source"):
            st.caption(f":material/menu_book: {source}")
