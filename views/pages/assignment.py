"""An assignment as a student gets it: its exercises, one at a time, and one file to hand in."""

from __future__ import annotations

import re
from functools import partial

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.sentences import ended
from core.verbatim import as_code, in_markdown
from lessons.assignment import NUMBERS, SOLUTIONS, UNREADABLE, Assignment
from lessons.files import decoded
from lessons.hand_in import HandIn
from lessons.names import LONGEST, tidy
from lessons.work import Work
from views.parts.classroom.exercises import MARKS, STATES, draw
from views.parts.html import counted
from views.state.browser_storage import keep
from views.state.student_session import Desk
from views.state.url_state import Subject, show

ASSIGNMENT = Subject("assignment", Assignment)
NAME = "assignment-name"
"""The key of the field of the student's name."""
PART = "assignment-part"
FILE = "assignment-file"
MEGABYTES = 1
"""The largest file that may be continued from: far above a hand-in."""


def page(teacher: StreamlitPage | None) -> None:
    """Draw the assignment that the link names. ``teacher`` is the page where they are made."""
    ASSIGNMENT.load()
    if ASSIGNMENT.held.unreadable:
        _unreadable(ASSIGNMENT.held.unreadable)
        return
    if ASSIGNMENT.value is Assignment.usual:  # nothing was read
        _welcome(teacher)
        return
    ASSIGNMENT.complain("assignment")
    assignment = ASSIGNMENT.value
    st.title(in_markdown(assignment.title), anchor=False)
    st.caption(" · ".join(_terms(assignment)))
    name = _name()
    desk = Desk.of(
        f"assignment {assignment.terms}",
        assignment.seed_of(name),
        assignment.fixed,
        assignment.hidden,
        assignment.shows_solution,
    )
    keep(desk, partial(_written, assignment), partial(_read, assignment))
    if name or assignment.numbers == "same":
        _exercises(assignment, desk)
    else:
        st.info(
            "Write your name first: the numbers of your exercises are drawn from it.",
            icon=":material/badge:",
        )
    _hand_in(assignment, name, desk)
    ASSIGNMENT.publish()


def _welcome(teacher: StreamlitPage | None) -> None:
    """Say what this page is for, to somebody who came without a link."""
    st.title("Assignment", anchor=False)
    with st.container(key="words-assignment"):
        st.markdown(
            "Exercises from a teacher are opened by their link, and none was given here. Open the"
            " link once more: it begins with this page's address, and goes on with what to do."
        )
        if teacher:
            st.page_link(teacher, label="Make an assignment", icon=":material/assignment_add:")


def _unreadable(problem: str) -> None:
    """Say that the terms cannot be read, and what to do; other terms would be none."""
    st.title("Assignment", anchor=False)
    st.error(
        f"The link of this assignment cannot be read: {as_code(problem)}\n\n{UNREADABLE} Nothing is"
        " shown in its place, as what you hand in must be made on the terms of your teacher.",
        icon=":material/link_off:",
    )


def _terms(assignment: Assignment) -> list[str]:
    """Say how much it is, and on which terms."""
    posed = assignment.posed("")
    points = sum(exercise.points for exercise in posed)
    return [
        f"{counted(len(posed), 'exercise')}, {counted(points, 'point')}",
        NUMBERS[assignment.numbers],
        f"solutions are shown {SOLUTIONS[assignment.solutions]}",
        "try as often as you like: the last attempt counts",
    ]


def _name() -> str:
    """Draw the field of the student's name; return what stands in it."""
    name: str = st.session_state.get(f"{NAME}-kept", "")
    st.text_input(
        "Your name, as your teacher knows it",
        name,
        key=show(NAME, name),
        max_chars=LONGEST,
        on_change=_named,
        width=420,
    )
    return name


def _named() -> None:
    """Keep the name beyond the life of its field."""
    st.session_state[f"{NAME}-kept"] = tidy(st.session_state[NAME])


def _exercises(assignment: Assignment, desk: Desk) -> None:
    """Draw the choice of an exercise, with how far each is, and the one that is chosen."""
    names = [*assignment.exercises]
    chosen = st.session_state.get(f"{PART}-kept")
    chosen = chosen if chosen in names else names[0]
    titles = {name: f"{i}. {desk.pose(name).title}" for i, name in enumerate(names, 1)}
    states = {name: desk.state(name) for name in names}
    if len(names) > 1:
        st.segmented_control(
            "Exercises",
            names,
            default=chosen,
            format_func=lambda name: f"{MARKS[states[name]]} {titles[name]}",
            key=show(PART, chosen),
            on_change=_part_chosen,
            label_visibility="collapsed",
            required=True,
        )
        st.caption(
            ", ".join(
                f"{sum(state == one for one in states.values())} {told}"
                for state, told in STATES.items()
            )
        )
    draw(desk.pose(chosen), desk, "assignment")


def _part_chosen() -> None:
    """Keep which exercise is drawn beyond the life of its field."""
    st.session_state[f"{PART}-kept"] = st.session_state[PART]


def _hand_in(assignment: Assignment, name: str, desk: Desk) -> None:
    """Draw the file to hand in, and the way back from such a file."""
    st.divider()
    st.header("Hand in", anchor=False)
    text = _written(assignment, desk.work)
    missing = len(assignment.exercises) - len(desk.work.answers)
    with st.container(key="words-hand-in"):
        if problem := st.session_state.pop(f"{FILE}-problem", ""):
            st.error(as_code(problem), icon=":material/error:")
        if missing:
            st.markdown(f"{missing} of {len(assignment.exercises)} not answered yet.")
        st.download_button(
            "Download what you hand in",
            text,
            _file_name(assignment, name),
            "application/json",
            key="assignment-download",
            icon=":material/download:",
            type="primary",
            disabled=not name,
            help=None if name else "Write your name first: it stands in the file.",
            on_click="ignore",
        )
        st.caption(
            "Give this one file to your teacher. It holds your name, your answers, how often you"
            " tried and how long it took; what they are worth is found out by running them again."
        )
        with st.expander("As text, to be copied", icon=":material/content_copy:"):
            st.code(text, language="json", wrap_lines=True)
        with st.expander("Continue from a file", icon=":material/upload_file:"):
            st.file_uploader(
                "A file that you downloaded here before",
                type=["json", "txt"],
                key=FILE,
                max_upload_size=MEGABYTES,
                on_change=_continued,
                args=(assignment, desk),
            )


def _file_name(assignment: Assignment, name: str) -> str:
    """Return a file name that every system takes."""
    return "-".join(re.findall(r"\w+", f"{assignment.title} {name}".lower())) + ".json"


def _continued(assignment: Assignment, desk: Desk) -> None:
    """Lay the work of a file on the desk."""
    file = st.session_state[FILE]
    if file is None:
        return
    try:
        desk.lay(_read(assignment, decoded(file.getvalue()), other=True))
    except ValueError as error:
        st.session_state[f"{FILE}-problem"] = ended(
            f"{file.name} cannot be continued from: {error}"
        )


def _written(assignment: Assignment, work: Work) -> str:
    """Return the text of the hand-in, which the browser keeps too."""
    return HandIn(assignment, st.session_state.get(f"{NAME}-kept", ""), work).to_text()


def _read(assignment: Assignment, text: str, *, other: bool = False) -> Work:
    """Read the text of a hand-in, and take its name over, unless one was written here.

    With ``other`` the name of the file counts in any case. Raises ``ValueError``, with a sentence,
    for what is none, or the hand-in of another assignment.
    """
    handed = HandIn.from_text(text)
    if handed.assignment != assignment:
        raise ValueError(f"it belongs to another assignment, {handed.assignment.title}")
    if handed.name and (other or not st.session_state.get(f"{NAME}-kept")):
        st.session_state[f"{NAME}-kept"] = handed.name
    return handed.work
