"""The visitor's own table: a file or a pasted text, for any page whose subject learns from data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.verbatim import as_code, in_markdown
from surfaces import Surface
from surfaces.data import MOST_BYTES, Dataset, Table, decoded, read_csv
from views.pieces import Path, changed, piece
from views.subject import Subject

MEGABYTES = -(-MOST_BYTES // 1_000_000)  # rounded up, as the browser counts in whole ones
BROUGHT = "tables"
"""The key of the tables that this visitor has brought, by name."""
PASTED = "pasted.csv"
WAY, HOLDERS = ("data", "surface", "loss", "network"), (Dataset, Surface)
"""What leads to data: the names of fields, and what they hold."""


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
    with st.expander("Your own data", icon=":material/upload_file:"):
        if problem:
            st.error(as_code(problem), icon=":material/error:")
        st.file_uploader(
            "A table as CSV",
            type=["csv", "tsv", "txt"],
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
            "Inputs, and in the last column what is to be said of them: a number, or a class."
            " Separated by commas, semicolons or tabs; at most 5000 rows and 33 columns. The table"
            " stays in the memory of this server for a while; who has your link sees it too."
        )
    if isinstance(held, Table):
        st.caption(_told(held))


def data_path(value: Any) -> Path | None:
    """Return where the data sit in a subject, in batches or standardised; ``None`` if nowhere."""
    path: Path = ()
    while name := next((n for n in WAY if isinstance(getattr(value, n, None), HOLDERS)), ""):
        path, value = (*path, name), getattr(value, name)
    return path if isinstance(value, Dataset) else None


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
    try:
        table = read_csv(decoded(raw()), name)
    except ValueError as error:
        st.session_state[f"{key}-problem"] = str(error)
        return
    _brought()[table.name] = table
    _put(subject, table)


def _put(subject: Subject[Any], table: Table) -> None:
    """Let the subject learn from a table; if it cannot, that is told where it was brought."""
    path = data_path(subject.value)
    if path is not None:
        subject.edit(lambda value: changed(value, path, table), field=_key(subject))


def _told(table: Table) -> str:
    """Say what was read."""
    inputs, _ = table.points()
    kind = f"{len(table.classes)} classes" if table.classes else "a quantity"
    names = ", ".join(as_code(name) for name in table.features[:4])
    more = f" and {len(table.features) - 4} more" if len(table.features) > 4 else ""
    return f"{len(inputs)} rows; inputs {names}{more}; target {as_code(table.target)}, {kind}."
