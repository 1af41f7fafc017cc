"""The visitor's own table: a file or a pasted text, for any page whose subject learns from data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from core.verbatim import as_code, in_markdown
from surfaces import Surface
from surfaces.data import MOST_BYTES, Dataset, Table, columns_of, decoded, read_csv
from surfaces.data.limits import MOST_COLUMNS, MOST_ROWS
from views.parts.paths import Path, changed, piece
from views.state.url_state import Subject

MEGABYTES = -(-MOST_BYTES // 1_000_000)  # rounded up, as the browser counts in whole ones
BROUGHT, LATEST, COUNT = "tables", "tables-latest", "tables-count"
"""The keys of the tables that this visitor has brought, by name, of the latest file and of how many
there were."""
MOST_BROUGHT = 8
"""Tables of one visitor that are offered again: the latest."""
PASTED = "pasted.csv"
WAY, HOLDERS = ("data", "surface", "loss", "network"), (Dataset, Surface)
"""What leads to data: the names of fields, and what they hold."""
TASKS = {
    "": "as it looks",
    "regression": "a quantity (regression)",
    "classification": "classes (classification)",
}
DECIMALS = {"": "as it looks", ".": "a point", ",": "a comma"}
LONGEST_SHOWN = 40
"""Characters of a column's name that a sentence shows."""


@dataclass
class Brought:
    """A file as it was brought, and how it is to be read."""

    name: str
    text: str
    columns: tuple[str, ...]
    number: int
    """Which file of this visitor it is: its choices have keys of their own."""
    choices: dict[str, Any] = field(default_factory=dict[str, Any])
    """Arguments of ``read_csv``."""
    table: Table | None = None
    """What it was last read as; ``None`` while it cannot be."""


def upload(subject: Subject[Any]) -> None:
    """Offer to bring a table, if the subject learns from data; it then takes their place.

    To be drawn in the fragment that draws the choice of the data.
    """
    place = data_path(subject.value)
    if place is None:
        return
    key, held = _key(subject), piece(subject.value, place)
    field, problem = subject.held.refusal or ("", "")
    problem = st.session_state.pop(f"{key}-problem", "") or problem * (field == key)
    latest: Brought | None = st.session_state.get(LATEST)
    with st.expander("Your own data", icon=":material/upload_file:"):
        if problem:
            st.error(as_code(problem), icon=":material/error:")
        if latest and latest.table in (None, held):
            _choose(subject, latest)
        st.file_uploader(
            "A table as CSV",
            type=["csv", "tsv", "txt", "dat"],
            key=f"{key}-file",
            max_upload_size=MEGABYTES,
            on_change=_file_brought,
            args=(subject, key),
        )
        st.text_area(
            "or pasted",
            key=f"{key}-text",
            placeholder="height,weight,healthy\n1.7,60,yes\n1.8,90,no",
            height=104,
        )
        st.button("Use the pasted table", key=f"{key}-use", on_click=_pasted, args=(subject, key))
        for table in _brought().values():
            if table != held:
                st.button(
                    f"Use {in_markdown(table.name)}",
                    key=f"{key}-{table.digest}-{table.name}",
                    on_click=_put,
                    args=(subject, table),
                )
        st.caption(
            "One sample a line: inputs, and in the last column (or in another one that you choose)"
            " what is to be said of them, a number or a class. Separated by commas, semicolons,"
            f" tabs, pipes or spaces; at most {MOST_ROWS} rows and {MOST_COLUMNS} columns. The"
            " table stays in the memory of this server for a while; who has your link sees it too."
        )
    if isinstance(held, Table):
        st.caption(_told(held))
        for note in held.notes:
            st.text(note)


def data_path(value: Any) -> Path | None:
    """Return where the data sit in a subject, in batches or standardised; ``None`` if nowhere."""
    path: Path = ()
    while name := next((n for n in WAY if isinstance(getattr(value, n, None), HOLDERS)), ""):
        path, value = (*path, name), getattr(value, name)
    return path if isinstance(value, Dataset) else None


def _choose(subject: Subject[Any], file: Brought) -> None:
    """Draw how a file is to be read: its target, what that is, and what is left out."""
    names, chosen = file.columns, file.choices
    st.markdown(f"How {as_code(file.name)} is read")
    target = chosen.get("target") or next(
        (name for name in reversed(names) if name not in chosen.get("leave_out", ())), names[-1]
    )
    st.selectbox(
        "Target column",
        names,
        names.index(target),
        **_kept(subject, file, "target"),
        help="What is to be said of each sample; all other columns are inputs.",
    )
    st.radio(
        "The target is",
        [*TASKS],
        format_func=TASKS.__getitem__,
        index=[*TASKS].index(chosen.get("task", "")),
        **_kept(subject, file, "task"),
    )
    st.multiselect(
        "Columns left out",
        [name for name in names if name != target],
        [name for name in chosen.get("leave_out", ()) if name != target],
        placeholder="none",
        **_kept(subject, file, "leave_out"),
        help="Names, dates and words are no inputs.",
    )
    st.radio(
        "Decimals have",
        [*DECIMALS],
        format_func=DECIMALS.__getitem__,
        index=[*DECIMALS].index(chosen.get("decimal", "")),
        horizontal=True,
        **_kept(subject, file, "decimal"),
    )


def _kept(subject: Subject[Any], file: Brought, choice: str) -> dict[str, Any]:
    """Return the key of a choice, and what is done when it changes."""
    key = f"{_key(subject)}-{choice}-{file.number}"
    return {"key": key, "on_change": _rechosen, "args": (subject, file, choice, key)}


def _rechosen(subject: Subject[Any], file: Brought, choice: str, key: str) -> None:
    """Read a file in another way."""
    file.choices[choice] = st.session_state[key]
    _make(subject, file)


def _key(subject: Subject[Any]) -> str:
    """Return what the keys of the widgets begin with; refusals are told under it."""
    return f"{subject.name}-upload"


def _brought() -> dict[str, Table]:
    """Return what this visitor has brought."""
    return st.session_state.setdefault(BROUGHT, {})


def _file_brought(subject: Subject[Any], key: str) -> None:
    """Read the file, once its size is known to be within bounds."""
    file = st.session_state[f"{key}-file"]
    if file is None:  # it was taken away again, which changes nothing
        return
    if file.size > MOST_BYTES:
        st.session_state[f"{key}-problem"] = f"the file has {file.size} bytes: allowed {MOST_BYTES}"
    else:
        _read(subject, key, file.getvalue, file.name)


def _pasted(subject: Subject[Any], key: str) -> None:
    """Read what was pasted."""
    _read(subject, key, st.session_state[f"{key}-text"].encode, PASTED)


def _read(subject: Subject[Any], key: str, raw: Callable[[], bytes], name: str) -> None:
    """Read a table and put it in, or remember what is wrong with it."""
    st.session_state.pop(LATEST, None)
    try:
        text = decoded(raw())
        columns = columns_of(text)
    except ValueError as error:
        st.session_state[f"{key}-problem"] = str(error)
        return
    number = st.session_state[COUNT] = st.session_state.get(COUNT, 0) + 1
    file = st.session_state[LATEST] = Brought(name, text, columns, number)
    _make(subject, file)


def _make(subject: Subject[Any], file: Brought) -> None:
    """Make a table of a file as it is to be read, and put it in, or remember what is wrong."""
    try:
        file.table = read_csv(file.text, file.name, **file.choices)
    except ValueError as error:
        file.table = None
        st.session_state[f"{_key(subject)}-problem"] = str(error)
        return
    brought = _brought()
    brought.pop(file.table.name, None)
    brought[file.table.name] = file.table
    while len(brought) > MOST_BROUGHT:
        del brought[next(iter(brought))]
    _put(subject, file.table)


def _put(subject: Subject[Any], table: Table) -> None:
    """Let the subject learn from a table; if it cannot, that is told where it was brought."""
    path = data_path(subject.value)
    if path is not None:
        subject.edit(lambda value: changed(value, path, table), field=_key(subject))


def _told(table: Table) -> str:
    """Say what was read."""
    inputs, _ = table.points()
    kind = f"{len(table.classes)} classes" if table.classes else "a quantity"
    names = ", ".join(map(_short, table.features[:4]))
    more = f" and {len(table.features) - 4} more" if len(table.features) > 4 else ""
    return f"{len(inputs)} rows; inputs {names}{more}; target {_short(table.target)}, {kind}."


def _short(name: str) -> str:
    """Return the name of a column as text, of a length that fits into a sentence."""
    return as_code(name if len(name) <= LONGEST_SHOWN else f"{name[: LONGEST_SHOWN - 1]}…")
