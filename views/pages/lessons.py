"""The course: each lesson with its prediction, its race and its exercises, one after the other."""

from __future__ import annotations

import json

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.verbatim import as_code
from lessons.course import HERE, course
from lessons.work import Work, read, table
from views.parts.classroom.exercises import MARKS, draw
from views.parts.classroom.lesson_page import PREDICTION, screen
from views.parts.html import counted
from views.parts.presentation import PRESENT, Slide, present
from views.state.browser_storage import keep
from views.state.course_page import CoursePage
from views.state.student_session import Desk
from views.state.url_state import Subject, show

LESSON = Subject("lesson", CoursePage, looks=PRESENT)
DESK = "lessons"
"""The key of the desk, and of what the browser keeps."""
MOST_PROBLEMS = 5
"""Problems with the files of the course that are told one by one."""


def page(race: StreamlitPage) -> None:
    """Draw where the visitor is in the course. ``race`` is the page that shows a race."""
    LESSON.load()
    desk = Desk.of(DESK)
    keep(desk, _written, _read)
    LESSON.complain("lesson")
    _problems()
    place = LESSON.value
    if place.lesson:
        _way(desk, place)
    if place.exercise:
        _exercise(desk, place)
    elif place.lesson:
        screen(desk, course().lessons[place.lesson], race)
    else:
        _list(desk)
    if place.lesson or place.exercise:
        _on(place)
    LESSON.publish()


def _problems() -> None:
    """Say which files of the course cannot be read, or ask for what there is not."""
    if problems := [problem.replace(f"{HERE.parent}/", "") for problem in course().problems]:
        told = "\n".join(f"- {as_code(problem)}" for problem in problems[:MOST_PROBLEMS])
        more = f"\n- and {len(problems) - MOST_PROBLEMS} more" * (len(problems) > MOST_PROBLEMS)
        st.warning(
            f"Not all of the course can be shown (`python -m lessons.check`):\n\n{told}{more}",
            icon=":material/draft:",
        )


def _written(work: Work) -> str:
    """Return what the browser keeps."""
    return json.dumps(work.to_table(), ensure_ascii=False)


def _read(text: str) -> Work:
    """Read what the browser has kept; what the course no longer has is left out."""
    held = read(text)
    known = {*course().sources, *(PREDICTION + name for name in course().lessons)}
    answers = {name: answer for name, answer in table(held, "answers").items() if name in known}
    return Work.from_table({**held, "answers": answers}, known)


def _list(desk: Desk) -> None:
    """Draw all lessons in their order, with how far the visitor is in each."""
    st.title("Lessons", anchor=False)
    with st.container(key="words-lessons"):
        st.markdown(
            "A short course. Each lesson is a screen of words and a race: say what will happen"
            " before you see it, then try the exercises. Your progress stays in this browser."
        )
        with st.container(key="lesson-list", gap=None):
            for number, (name, lesson) in enumerate(course().lessons.items(), 1):
                with st.container(
                    horizontal=True,
                    horizontal_alignment="distribute",
                    vertical_alignment="center",
                    key=f"lesson-row-{name}",
                ):
                    st.button(
                        f"**{number}. {lesson.title}**",
                        key=f"lesson-{name}",
                        type="tertiary",
                        on_click=LESSON.edit,
                        args=(lambda _, name=name: CoursePage(name),),
                    )
                    st.caption(_progress(desk, name), width="content")
        if not course().lessons:
            st.info("There is no lesson in the course yet.", icon=":material/school:")


def _progress(desk: Desk, name: str) -> str:
    """Say how far the visitor is in a lesson."""
    exercises = course().of(course().lessons[name])
    right = sum(desk.state(exercise) == "right" for exercise in exercises)
    seen = PREDICTION + name in desk.work.answers
    done = seen and right == len(exercises)
    mark = MARKS["right" if done else "tried" if seen or right else "new"]
    told = ["seen" if seen else "not begun"]
    if exercises:
        told.append(f"{right} of {counted(len(exercises), 'exercise')} right")
    return f"{mark} {', '.join(told)}"


def _way(desk: Desk, place: CoursePage) -> None:
    """Draw the choice of a lesson, and of what to see of it."""
    lessons = course().lessons
    numbers = {name: number for number, name in enumerate(lessons, 1)}
    names = [*lessons]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.selectbox(
            "Lesson",
            ["", *names],
            index=1 + names.index(place.lesson),
            format_func=lambda n: f"{numbers[n]}. {lessons[n].title}" if n else "All lessons",
            key=show("lesson-chosen", place.lesson),
            on_change=_lesson_chosen,
            label_visibility="collapsed",
            width=420,
        )
        present(
            [Slide(lesson.title, "") for lesson in lessons.values()],
            names.index(place.lesson),
            lambda at: LESSON.edit(lambda _: CoursePage(names[at])),
            LESSON,
            noun="Lesson",
        )
    exercises = course().of(lessons[place.lesson])
    if exercises:
        st.pills(
            "Lesson and its exercises",
            ["", *exercises],
            default=place.exercise,
            format_func=lambda name: _called(desk, name),
            key=show("lesson-part", place.exercise),
            on_change=_part_chosen,
            label_visibility="collapsed",
            required=True,
        )


def _called(desk: Desk, exercise: str) -> str:
    """Return what stands on the button of an exercise."""
    if not exercise:
        return ":material/school: Lesson"
    return f"{MARKS[desk.state(exercise)]} {desk.pose(exercise).title}"


def _lesson_chosen() -> None:
    """Go to a lesson, or to the list of all."""
    name = st.session_state["lesson-chosen"]
    LESSON.edit(lambda _: CoursePage(name))


def _part_chosen() -> None:
    """Go to an exercise of the lesson, or to the lesson."""
    name = st.session_state["lesson-part"] or ""
    LESSON.edit(lambda place: CoursePage(place.lesson, name))


def _exercise(desk: Desk, place: CoursePage) -> None:
    """Draw an exercise, below the title of its lesson."""
    with st.container(key="lesson-above"):
        lesson = course().lessons.get(place.lesson)
        st.title(lesson.title if lesson else "Exercise", anchor=False)
    try:
        posed = desk.pose(place.exercise)
    except ValueError as error:
        st.warning(as_code(str(error)), icon=":material/draft:")
        return
    draw(posed, desk, DESK)


def _on(place: CoursePage) -> None:
    """Draw the ways to what comes before and after."""
    every = [
        CoursePage(lesson, exercise)
        for lesson, found in course().lessons.items()
        for exercise in ("", *course().of(found))
    ]
    at = every.index(place) if place in every else -1
    st.space("small")
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        before = every[at - 1] if at > 0 else CoursePage()
        st.button(
            _named(before),
            key="lesson-before",
            icon=":material/arrow_back:",
            on_click=LESSON.edit,
            args=(lambda _: before,),
        )
        if 0 <= at < len(every) - 1:
            after = every[at + 1]
            st.button(
                _named(after),
                key="lesson-after",
                icon=":material/arrow_forward:",
                icon_position="right",
                type="primary",
                on_click=LESSON.edit,
                args=(lambda _: after,),
            )


def _named(place: CoursePage) -> str:
    """Return what stands on a way to a place."""
    if place.exercise:
        return course().exercise(place.exercise).title
    return course().lessons[place.lesson].title if place.lesson else "All lessons"
