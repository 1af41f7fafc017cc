"""Hand-ins as files in, a table of points out: every answer is run again."""

from __future__ import annotations

import hashlib
import io
from collections import Counter
from collections.abc import Sequence
from html import escape
from typing import Any

import streamlit as st

from core.verbatim import as_code
from lessons.archives import UnpackLimit
from lessons.assignment import UNREADABLE, Assignment
from lessons.course import course
from lessons.files import Skipped, hand_ins_in, skipped_by_reason
from lessons.grading import PointsRow, grade_all, table
from lessons.names import printable
from views.parts.html import counted
from views.state.cache import Cache
from views.state.run_cache import one_at_a_time
from views.state.url_state import show
from web.tables import table as drawn

ASKED = "grading-asked"
LINK = "grading-link"
MEGABYTES = 20
"""Of one file, such as a ZIP with a class's hand-ins."""
MOST, MOST_HELD = 1000, 64_000_000
"""Hand-ins at a time, and their bytes."""
REMEMBERED = 20_000
"""Rows, of all tables together."""
HEAD = ("Name", "Points", "Minutes", "File", "Why not all")

Graded = tuple[str, str] | PointsRow

_tables: Cache[list[PointsRow]] = Cache(REMEMBERED, len)


def grading(draft: Assignment) -> None:
    """Draw where hand-ins are brought, and what they are worth.

    ``draft`` is the assignment that the page is about; another one's link may be pasted.
    """
    asked: str = st.session_state.get(f"{LINK}-kept", draft.to_query())
    st.text_input(
        "Link of the assignment",
        asked,
        key=show(LINK, asked),
        on_change=_link_kept,
        help="Only hand-ins for exactly this assignment are graded.",
    )
    brought: Any = st.file_uploader(
        "Hand-ins, or a ZIP of them",
        type=["json", "txt", "zip"],
        accept_multiple_files=True,
        max_upload_size=MEGABYTES,
        key="grading-files",
    )
    st.caption(
        "Nothing that a file says it is worth counts: every answer is run again. Minutes are as the"
        " student's browser told them."
    )
    try:
        assignment, notes = Assignment.nearest(asked)
    except ValueError as error:
        st.error(
            f"The link of the assignment cannot be read: {as_code(str(error))}\n\n{UNREADABLE}",
            icon=":material/error:",
        )
        return
    terms = as_code(assignment.summary)
    st.caption(" ".join([f"Graded under the terms {terms}.", *map(as_code, notes)]))
    files = _read(brought)
    if files and (rows := _graded(files, assignment)) is not None:
        _told(rows, assignment)


def _read(brought: Sequence[Any]) -> list[Graded]:
    """Return what is to be graded of the files that were brought; say what is not."""
    room, skipped = UnpackLimit(MOST_HELD), list[Skipped]()
    files: list[Graded] = []
    for file in brought:
        held = file.getvalue()
        for one in hand_ins_in(printable(file.name), io.BytesIO(held), len(held), room):
            if isinstance(one, Skipped):
                skipped.append(one)
            elif len(files) < MOST:
                files.append(one)
            else:
                st.warning(f"These are too many hand-ins: the first {MOST} are graded.")
                return files
    for beginning, names in skipped_by_reason(skipped):
        st.caption(f"{beginning}{as_code(names)}")
    return files


def _link_kept() -> None:
    """Keep the link beyond the life of its field."""
    st.session_state[f"{LINK}-kept"] = st.session_state[LINK].strip()


def _graded(files: Sequence[Graded], assignment: Assignment) -> list[PointsRow] | None:
    """Grade hand-ins, or recall it; None until somebody asks for it."""
    digest = hashlib.sha256(repr((assignment.to_query(), files)).encode()).hexdigest()
    place = st.empty()
    if digest not in _tables and st.session_state.get(ASKED) != digest:
        place.button(
            f"Grade {counted(len(files), 'hand-in')}",
            type="primary",
            icon=":material/grading:",
            key="grading-begin",
            on_click=lambda: st.session_state.update({ASKED: digest}),
        )
        return None

    def run() -> list[PointsRow]:
        with place.container(horizontal=True, vertical_alignment="center"):
            bar = st.progress(0.0, "Grading …")
            st.button("Cancel", key="grading-cancel", on_click=_cancelled)

        def tell(done: int) -> None:
            bar.progress(done / len(files), f"{done} of {len(files)} graded …")

        with one_at_a_time:
            return grade_all(files, assignment, tell)

    rows = _tables.recall(digest, run)
    place.empty()
    return rows


def _cancelled() -> None:
    st.session_state.pop(ASKED, None)


def _told(rows: Sequence[PointsRow], assignment: Assignment) -> None:
    """Draw the table, what the class knows, and the file to take away."""
    good = [row for row in rows if not row.problem]
    st.header("Points", anchor=False)
    if good:
        mean = sum(row.points for row in good) / len(good)
        st.markdown(
            f"{len(good)} of {len(rows)} files graded; {mean:.3g} of {good[0].most:g} points on"
            " average."
        )
    else:
        st.markdown(f"None of {len(rows)} files could be graded.")
    st.download_button(
        "Table as CSV",
        table(rows).encode("utf-8-sig"),
        "points.csv",
        "text/csv",
        key="grading-csv",
        icon=":material/download:",
        on_click="ignore",
    )
    order = sorted(rows, key=lambda row: (row.name.casefold(), row.file))
    st.html(drawn(HEAD, [_cells(row) for row in order], "Points of every hand-in"))
    if good:
        _knows(good, assignment)


def _cells(row: PointsRow) -> tuple[str, ...]:
    """Return one row of the table."""
    points = "none" if row.problem else f"{row.points:g} of {row.most:g}"
    minutes = "" if row.problem else f"{row.minutes:.0f}"
    why = [row.problem] if row.problem else [_why(name, row) for name in row.reasons]
    return (
        escape(row.name) or "<i>no name</i>",
        points,
        minutes,
        escape(row.file),
        "<br>".join(map(escape, why)),
    )


def _why(name: str, row: PointsRow) -> str:
    """Say in a line why an exercise is not wholly right."""
    title = course().exercise(name).title if name in course().sources else name.capitalize()
    share = f" ({row.shares[name]:.0%})" if row.shares.get(name) else ""
    return f"{title}{share}: {row.reasons[name].replace('**', '')}"


def _knows(rows: Sequence[PointsRow], assignment: Assignment) -> None:
    """Draw how many solved each exercise, and what went wrong most often."""
    st.header("What the class knows", anchor=False)
    cells = [_known(name, rows) for name in assignment.exercises]
    head = ("Exercise", "Right", "Tried", "Most often said about what was wrong")
    st.html(drawn(head, cells, "How many solved each exercise"))


def _known(name: str, rows: Sequence[PointsRow]) -> tuple[str, ...]:
    right = sum(row.shares.get(name, 0.0) >= 1 for row in rows)
    tried = sum(name in row.shares for row in rows)
    said = Counter(row.reasons[name] for row in rows if name in row.shares and name in row.reasons)
    common = said.most_common(1)
    told = f"{common[0][0].replace('**', '')} ({common[0][1]} ×)" if common else ""
    return escape(course().exercise(name).title), f"{right}", f"{tried}", escape(told)
