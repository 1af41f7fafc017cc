"""For teachers: exercises picked for an assignment with its link, and hand-ins graded."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from lessons.assignment import LONGEST_TITLE, NUMBERS, SOLUTIONS, Assignment
from lessons.course import course
from lessons.exercise import Exercise
from lessons.kinds import Drive
from lessons.locks import PARTS
from views.grading import grading
from views.subject import Subject, link, plain, show

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
    with st.container(horizontal=True, vertical_alignment="center"):
        st.checkbox(
            f"**{exercise.title}** · {exercise.title_of_kind.lower()} · {_points(exercise.points)}",
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
    return ", ".join(plain(text) for text in answer.values())


def _terms() -> None:
    """Draw the title and the terms."""
    draft = DRAFT.value
    st.header("Terms", anchor=False)
    st.text_input(
        "Title",
        draft.title,
        key=show("draft-title", draft.title),
        max_chars=LONGEST_TITLE,
        on_change=_keeping("draft-title", lambda d, title: replace(d, title=title.strip())),
    )
    st.radio(
        "Numbers",
        [*NUMBERS],
        index=[*NUMBERS].index(draft.numbers),
        format_func=lambda key: NUMBERS[key].capitalize(),
        key=show("draft-numbers", draft.numbers),
        on_change=_keeping("draft-numbers", lambda d, numbers: replace(d, numbers=numbers)),
    )
    st.number_input(
        "Drawn from the seed (0: the usual numbers)",
        0,
        max(MOST_SEED, draft.seed),
        draft.seed,
        key=show("draft-seed", draft.seed),
        on_change=_keeping("draft-seed", lambda d, seed: replace(d, seed=seed)),
    )
    st.radio(
        "A solution is shown",
        [*SOLUTIONS],
        index=[*SOLUTIONS].index(draft.solutions),
        format_func=lambda key: SOLUTIONS[key].capitalize(),
        key=show("draft-solutions", draft.solutions),
        on_change=_keeping("draft-solutions", lambda d, when: replace(d, solutions=when)),
    )
    for key, label in (("fixed", "Shown, and not to be changed"), ("hidden", "Not shown at all")):
        st.multiselect(
            label,
            _free(draft),
            list(getattr(draft, key)),
            format_func=lambda part: PARTS[part],
            key=show(f"draft-{key}", list(getattr(draft, key))),
            on_change=_keeping(
                f"draft-{key}", lambda d, parts, key=key: replace(d, **{key: tuple(parts)})
            ),
            placeholder="nothing",
            help="Of the races that students change to reach a goal.",
        )


def _free(draft: Assignment) -> list[str]:
    """Return the parts that races of the assignment leave free, and those that are locked."""
    races = [posed for posed in map(course().exercise, draft.exercises) if isinstance(posed, Drive)]
    free = {part for posed in races for part in posed.free}
    return [part for part in PARTS if part in free | {*draft.locked}]


def _keeping(key: str, change: Callable[[Assignment, Any], Assignment]) -> Callable[[], None]:
    """Return the callback of a field: it makes its change."""

    def changed() -> None:
        DRAFT.edit(lambda draft: change(draft, st.session_state[key]))

    return changed


def _link(assignment: StreamlitPage) -> None:
    """Draw the link to give out, and how much it asks for."""
    draft = DRAFT.value
    posed: Sequence[Exercise] = draft.posed("")
    points = sum(exercise.points for exercise in posed)
    st.header("Link for your students", anchor=False)
    st.caption(
        f"{len(posed)} exercise{'s' * (len(posed) > 1)}, {points:g} point{'s' * (points != 1)}"
    )
    st.markdown("\n".join(f"1. {exercise.title}" for exercise in posed))
    st.code(_address(draft), language=None, wrap_lines=True)
    st.caption("No accounts: students work in the browser, and hand in one small file.")
    st.page_link(
        assignment,
        label="Try it as a student",
        icon=":material/school:",
        query_params=link(draft),
    )


def _points(points: float) -> str:
    return f"{points:g} point{'s' * (points != 1)}"


def _address(draft: Assignment) -> str:
    """Return the address of the students' page, as far as the browser told us where we are."""
    here = urlsplit(st.context.url or "")
    root, _, _ = here.path.rpartition("/")
    path = f"{root}/assignment"
    return here._replace(path=path, query=draft.to_query(), fragment="").geturl()
