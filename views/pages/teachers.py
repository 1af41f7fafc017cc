"""For teachers: exercises picked for an assignment with its link, and hand-ins graded."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.verbatim import as_code
from lessons.assignment import LONGEST_TITLE, NUMBERS, SOLUTIONS, UNREADABLE, Assignment
from lessons.course import course
from lessons.exercise import Exercise
from lessons.kinds import Drive
from lessons.locks import PARTS
from views.parts.grading import grading
from views.parts.html import counted
from views.state.url_state import Subject, address, link, show

SWITCH = "CLASSROOM_TEACHERS"
"""The environment variable that closes this page where it says ``off``: it shows solutions."""
PAGES = ("make", "grade")
DRAFT = Subject("draft", Assignment, looks={"page": PAGES})
"""The assignment that is being made."""
TITLES = {"make": "Make an assignment", "grade": "Grade hand-ins"}
MOST_SEED = 9999


def is_open() -> bool:
    """Tell whether this server shows the page to whoever asks."""
    return os.environ.get(SWITCH, "").strip().lower() != "off"


def page(assignment: StreamlitPage) -> None:
    """Draw the making of an assignment, or the grading. ``assignment`` is the students' page."""
    DRAFT.load()
    DRAFT.complain("assignment")
    st.title("For teachers", anchor=False)
    if problem := DRAFT.held.unreadable:
        st.error(
            f"The link of this assignment cannot be read: {as_code(problem)}\n\n{UNREADABLE}",
            icon=":material/link_off:",
        )
        st.button("Make a new one", on_click=DRAFT.edit, args=(lambda _: Assignment.usual,))
        return
    shown = DRAFT.held.looks.get("page", PAGES[0])
    st.segmented_control(
        "What to do",
        PAGES,
        default=shown,
        format_func=TITLES.__getitem__,
        key=show("teacher-page", shown),
        on_change=lambda: DRAFT.look(page=st.session_state["teacher-page"]),
        label_visibility="collapsed",
        required=True,
    )
    if shown == "grade":
        grading(DRAFT.value)
    else:
        _make(assignment)
    DRAFT.publish()


def _make(assignment: StreamlitPage) -> None:
    """Draw the exercises to pick from, and beside them the terms and the link."""
    exercises, terms = st.columns([3, 2], gap="large")
    with terms:
        _terms()
        _link(assignment)
    with exercises:
        _exercises()
    st.caption(
        ":material/visibility: Whoever knows the address of this page sees all solutions. On a"
        f" server that students share, start the app with the environment variable `{SWITCH}=off`:"
        " then it has no such page, and you make assignments and grade on your own machine."
    )


def _exercises() -> None:
    """Draw every exercise by its lesson, to be picked and to be looked at."""
    st.header("Exercises", anchor=False)
    for title, names in course().by_lesson.items():
        with st.expander(title, key=f"pick {title}", on_change="rerun") as drawer:
            if drawer.open:
                for exercise in map(course().exercise, names):
                    _pick(exercise)


def _pick(exercise: Exercise) -> None:
    """Draw the choice of an exercise, and all that there is to know about it."""
    name = exercise.name
    picked = name in DRAFT.value.exercises
    worth = counted(exercise.points, "point")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.checkbox(
            f"**{exercise.title}** · {exercise.title_of_kind.lower()} · {worth}",
            picked,
            key=show(f"pick-{name}", picked),
            on_change=_picked,
            args=(name,),
        )
        with st.popover("Look", icon=":material/visibility:", key=f"look-{name}"):
            _whole(exercise)


def _picked(name: str) -> None:
    """Take an exercise in, at its place in the course, or leave it out."""

    def change(draft: Assignment) -> Assignment:
        kept = {*draft.exercises} ^ {name}
        if not kept:
            raise ValueError("An assignment has at least one exercise: pick another one first")
        order = [one for names in course().by_lesson.values() for one in names]
        return replace(draft, exercises=tuple(one for one in order if one in kept))

    DRAFT.edit(change)


def _whole(exercise: Exercise) -> None:
    """Draw an exercise as its teacher sees it, with the numbers of this assignment."""
    posed = course().exercise(exercise.name, DRAFT.value.seed)
    st.markdown(posed.words)
    st.markdown(f"**Solution**\n\n{posed.section('Solution')}")
    right = "\n".join(f"- {_answered(answer)}" for answer in posed.right_answers()[:2])
    st.markdown(f"**Right answers**\n\n{right}")
    if wrong := posed.wrong_answers():
        told = "\n".join(f"- {_answered(answer)} {because}" for answer, because in wrong)
        st.markdown(f"**Known mistakes, and what is said about them**\n\n{told}")
    if source := posed.section("Source"):
        st.caption(f":material/menu_book: {source}")


def _answered(answer: Any) -> str:
    """Write an answer down."""
    return ", ".join(as_code(text) for text in answer.values())


def _terms() -> None:
    """Draw the title and the terms."""
    draft = DRAFT.value
    st.header("Terms", anchor=False)
    st.text_input(
        "Title",
        draft.title,
        key=show("draft-title", draft.title),
        max_chars=LONGEST_TITLE,
        on_change=_keeping("title", str.strip),
    )
    _choice("Numbers", "numbers", NUMBERS)
    st.number_input(
        "Drawn from the seed (0: the usual numbers)",
        0,
        max(MOST_SEED, draft.seed),
        draft.seed,
        key=show("draft-seed", draft.seed),
        on_change=_keeping("seed"),
    )
    _choice("A solution is shown", "solutions", SOLUTIONS)
    for field, label in (("fixed", "Shown, and not to be changed"), ("hidden", "Not shown at all")):
        locked = list(getattr(draft, field))
        st.multiselect(
            label,
            _free(draft),
            locked,
            format_func=lambda part: PARTS[part],
            key=show(f"draft-{field}", locked),
            on_change=_keeping(field, tuple),
            placeholder="nothing",
            help="Of the races that students change to reach a goal.",
        )


def _choice(label: str, field: str, options: Mapping[str, str]) -> None:
    """Draw the choice of one of the terms."""
    chosen = getattr(DRAFT.value, field)
    st.radio(
        label,
        [*options],
        index=[*options].index(chosen),
        format_func=lambda key: options[key].capitalize(),
        key=show(f"draft-{field}", chosen),
        on_change=_keeping(field),
    )


def _free(draft: Assignment) -> list[str]:
    """Return the parts that races of the assignment leave free, and those that are locked."""
    races = [posed for posed in map(course().exercise, draft.exercises) if isinstance(posed, Drive)]
    free = {part for posed in races for part in posed.free}
    return [part for part in PARTS if part in free | {*draft.locked}]


def _keeping(field: str, read: Callable[[Any], Any] = lambda held: held) -> Callable[[], None]:
    """Return the callback of what is drawn for a field of the assignment: it keeps what it says."""

    def changed() -> None:
        held = read(st.session_state[f"draft-{field}"])
        DRAFT.edit(lambda draft: replace(draft, **{field: held}))

    return changed


def _link(assignment: StreamlitPage) -> None:
    """Draw the link to give out, and how much it asks for."""
    draft = DRAFT.value
    posed: Sequence[Exercise] = draft.posed("")
    points = sum(exercise.points for exercise in posed)
    st.header("Link for your students", anchor=False)
    st.caption(f"{counted(len(posed), 'exercise')}, {counted(points, 'point')}")
    st.markdown("\n".join(f"1. {exercise.title}" for exercise in posed))
    st.code(address(draft.to_query(), "assignment"), language=None, wrap_lines=True)
    st.caption("No accounts: students work in the browser, and hand in one small file.")
    st.page_link(
        assignment,
        label="Try it as a student",
        icon=":material/school:",
        query_params=link(draft),
    )
