"""What a visitor may take away from a race: its link, paths, pictures, and programs to run it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import groupby
from urllib.parse import urlsplit

import streamlit as st

from experiments import Experiment, Trajectory
from experiments.exports import LIBRARIES, to_csv, to_json
from views.pictures import pictures

KEY = "take-away"
LIBRARY = "take-away-library"
FILES = {"This library": "race.py", "PyTorch": "race_pytorch.py", "Optax": "race_optax.py"}
READABLE = 12
"""Samples of a program's data that are shown; the file has all of them."""
JSON = "application/json"


def take_away(experiment: Experiment, trajectories: Sequence[Trajectory]) -> None:
    """Draw a drawer with all there is to be had; nothing of it is made while it is shut."""
    drawer = st.expander("Take away", icon=":material/download:", key=KEY, on_change="rerun")
    if not drawer.open:
        return
    with drawer:
        st.markdown("**Link to this race**")
        st.code(_link(experiment), language=None, wrap_lines=True)
        st.markdown("**Paths:** each step's point, loss, slope, rate and questions asked")
        with st.container(horizontal=True):
            for name, write, mime in (("CSV", to_csv, "text/csv"), ("JSON", to_json, JSON)):
                st.download_button(
                    name,
                    partial(write, experiment, trajectories),  # made when somebody asks for it
                    f"race.{name.lower()}",
                    mime,
                    key=f"{KEY}-{name}",
                    icon=":material/download:",
                    on_click="ignore",
                )
        pictures(experiment, trajectories)
        _program(experiment)


def _program(experiment: Experiment) -> None:
    """Draw the choice of a library, and the program that runs the race with it."""
    st.markdown("**Code** that runs this race")
    library = st.segmented_control(
        "Code for",
        [*LIBRARIES],
        default=next(iter(LIBRARIES)),
        required=True,
        key=LIBRARY,
        label_visibility="collapsed",
    )
    code = LIBRARIES[library](experiment)
    if code.missing:
        left_out = "\n".join(f"- {sentence}" for sentence in code.missing)
        what = "Not in it:" if code.text else f"There is no {library} code for this race:"
        st.info(f"{what}\n\n{left_out}")
    if not code.text:
        return
    st.download_button(
        FILES[library],
        code.text,
        FILES[library],
        "text/x-python",
        key=f"{KEY}-{library}",
        icon=":material/download:",
        on_click="ignore",
    )
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


def _link(experiment: Experiment) -> str:
    """Return the address of the race, as far as the browser told us where we are."""
    here = urlsplit(st.context.url or "")
    return here._replace(path=here.path or "/", query=experiment.to_query(), fragment="").geturl()
