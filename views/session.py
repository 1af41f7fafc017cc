"""One experiment a visitor: the address bar, the widgets and the race all show the same one.

The experiment in the session is the only truth. Widgets are drawn from it, and a change of a
widget edits it before the page is drawn again; the address bar follows, and leads only when it
was changed from outside: a link, the gallery, reload, or Back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from experiments import DEFAULT, Experiment, nearest

Path = tuple[str | int, ...]
"""Where something sits in an experiment: ``("optimizers", 2, "inner", "lr")``."""

Pairs = list[tuple[str, str]]

VIEWS = {"layout": ("side by side", "overlaid"), "view": ("2d", "3d")}
"""How a race may be looked at, the usual way first. It stands in the link beside the experiment."""


def load() -> tuple[Experiment, list[str]]:
    """Return the experiment of this run of the page, and what was wrong with its link."""
    state = st.session_state
    address = _address()
    edited = state.pop("edited", False)
    if "experiment" not in state:
        state.experiment, state.problems, state.view, state.address = DEFAULT, [], {}, []
    if edited:
        state.problems = []
    elif address and address != state.address:
        state.view, state.problems = {}, []
        link = [pair for pair in address if pair[0] not in VIEWS]
        if link:
            state.experiment, state.problems = nearest(urlencode(link))
        for key, text in address:
            if text in VIEWS.get(key, ()):
                state.view[key] = text
            elif key in VIEWS:
                state.problems.append(f"{key} = {text}: choose one of {', '.join(VIEWS[key])}")
    return state.experiment, state.problems


def publish(experiment: Experiment) -> None:
    """Write the experiment into the address bar, unless it is already there."""
    state = st.session_state
    state.address = [*parse_qsl(experiment.to_query()), *sorted(state.view.items())]
    if _address() != state.address:
        st.query_params.from_dict(grouped(state.address))


def grouped(pairs: Pairs) -> dict[str, list[str]]:
    """Return the texts of each key, in order, as Streamlit takes query parameters."""
    texts: dict[str, list[str]] = {}
    for key, text in pairs:
        texts.setdefault(key, []).append(text)
    return texts


def put(path: Path, value: Any) -> None:
    """Replace one piece of the experiment; a value that makes it invalid is refused aloud."""
    edit(lambda experiment: with_piece(experiment, path, value))


def edit(change: Callable[[Experiment], Experiment]) -> None:
    """Change the experiment; a change that would make it invalid is refused aloud."""
    state = st.session_state
    state.edited = True
    try:
        state.experiment = change(state.experiment)
    except ValueError as error:
        st.toast(str(error), icon=":material/error:")


def piece(owner: Any, path: Path) -> Any:
    """Return what sits at a path."""
    for step in path:
        owner = owner[step] if isinstance(step, int) else getattr(owner, step)
    return owner


def with_piece(owner: Any, path: Path, value: Any) -> Any:
    """Return a copy of the owner with the piece at a path replaced."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        return (*owner[:step], with_piece(owner[step], rest, value), *owner[step + 1 :])
    return replace(owner, **{step: with_piece(getattr(owner, step), rest, value)})


def _address() -> Pairs:
    """Return the key-and-text pairs of the address bar, in order."""
    params = st.query_params
    return [(key, text) for key in params for text in params.get_all(key)]
