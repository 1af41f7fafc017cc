"""A drawer with what a visitor may take away from a page: link, numbers, pictures, programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import streamlit as st

from exports import Code
from views.state.url_state import address

READABLE = 12
"""Samples of a program's data that are shown; the file has all of them."""


@dataclass(frozen=True)
class File:
    """A button that brings a file, which is made when somebody asks for it."""

    name: str
    make: Callable[[], str | bytes]
    file: str
    mime: str


@dataclass(frozen=True)
class ExportContents:
    """All there is to be had of what a page shows."""

    what: str
    """Names it within a sentence: "this race"."""
    query: str
    """Its link."""
    numbers: str
    """Says what is in the tables, in Markdown."""
    tables: Sequence[File]
    pictures: Callable[[], None]
    """Draws what offers its pictures."""
    programs: Mapping[str, tuple[str, Callable[[], Code]]]
    """The name of a file and what writes it, by the library that it is for."""


def drawer(contents: Callable[[], ExportContents], *, key: str) -> None:
    """Draw a drawer with all there is to be had; nothing of it is made while it is shut."""
    shut = st.expander("Take away", icon=":material/download:", key=key, on_change="rerun")
    if not shut.open:
        return
    with shut:
        held = contents()
        st.markdown(f"**Link to {held.what}**")
        st.code(address(held.query), language=None, wrap_lines=True)
        st.markdown(held.numbers)
        buttons(held.tables, key=key)
        held.pictures()
        _programs(held, key)


def buttons(files: Sequence[File], *, key: str) -> None:
    """Draw a button for each file, in a row."""
    with st.container(horizontal=True):
        for one in files:
            st.download_button(
                one.name,
                one.make,
                one.file,
                one.mime,
                key=f"{key}-{one.name}",
                icon=":material/download:",
                on_click="ignore",
            )


def _programs(held: ExportContents, key: str) -> None:
    """Draw the choice of a library, and the program that does the same with it."""
    only = f", with {next(iter(held.programs)).lower()}" * (len(held.programs) == 1)
    st.markdown(f"**Code** for {held.what}{only}")
    library = next(iter(held.programs))
    if len(held.programs) > 1:
        library = st.segmented_control(
            "Code for",
            [*held.programs],
            default=library,
            required=True,
            key=f"{key}-library",
            label_visibility="collapsed",
        )
    file, write = held.programs[library]
    code = write()
    if code.missing:
        left_out = "\n".join(f"- {sentence}" for sentence in code.missing)
        what = "Not in it:" if code.text else f"There is no {library} code for {held.what}:"
        st.info(f"{what}\n\n{left_out}")
    if not code.text:
        return
    buttons([File(file, lambda: code.text, file, "text/x-python")], key=key)
    st.code(_abridged(code.text), height=420)


def _abridged(program: str) -> str:
    """Leave out most of the data; copied from here, it then fails rather than learn from less."""
    lines: list[str] = []
    for data, run in groupby(program.splitlines(), lambda line: line.startswith("    [")):
        some = [*run]
        if data and len(some) > READABLE:
            left = len(some) - READABLE
            some = [*some[:READABLE], f"    ...,  # {left} more samples: download the file"]
        lines += some
    return "\n".join(lines)
