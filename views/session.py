"""One experiment a visitor: the address bar, the widgets and the race all show the same one.

The experiment in the session is the only truth. Widgets are drawn from it, and a change of a
widget edits it before anything is drawn again; the address bar follows, and leads only when it
was changed from outside: a link, the gallery, reload, or Back.

The page is drawn in parts (fragments), each from the session alone, so that a change of a number
draws only what it touches: the picture first, then the controls that it was made with.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from experiments import DEFAULT, Experiment, nearest
from experiments.scenes import SCENES

Pairs = list[tuple[str, str]]

SCENE_TITLES = {scene.experiment: scene.title for scene in SCENES}

VIEWS = {"layout": ("side by side", "overlaid"), "view": ("2d", "3d")}
"""How a race may be looked at, the usual way first. It stands in the link beside the experiment."""


ARENA, SCENE, CONTROLS, RESULTS = "arena", "scene", "controls", "results"
"""The parts of the page."""


def load() -> None:
    """Take the experiment of the link into the session, if the link is not what we wrote there."""
    state = st.session_state
    address = _address()
    edited = state.get("edited", False)
    if "experiment" not in state:
        state.experiment, state.problems, state.address = DEFAULT, [], []
        state.preview, state.refusal = None, None
        state.view, state.wished, state.asked = {}, {}, 0
    if not edited and address and address != state.address:
        state.view, state.problems, state.preview, state.refusal = {}, [], None, None
        state.asked += 1
        link = [pair for pair in address if pair[0] not in VIEWS]
        if link:
            state.experiment, state.problems = nearest(urlencode(link))
        for key, text in address:
            if text in VIEWS.get(key, ()):
                state.view[key] = text
            elif key in VIEWS:
                state.problems.append(f"{key} = {text}: choose one of {', '.join(VIEWS[key])}")
        state.wished = dict(state.view)  # what the visitor switches later is no wish of the link


def publish() -> None:
    """Write the experiment into the address bar, unless it is already there."""
    state = st.session_state
    state.edited = False
    experiment: Experiment = state.experiment
    state.address = [*parse_qsl(experiment.to_query()), *sorted(state.view.items())]
    if _address() != state.address:
        st.query_params.from_dict(grouped(state.address))


def link(experiment: Experiment) -> dict[str, list[str]]:
    """Return the query parameters of a link to an experiment."""
    return grouped(parse_qsl(experiment.to_query()))


def grouped(pairs: Pairs) -> dict[str, list[str]]:
    """Return the texts of each key, in order, as Streamlit takes query parameters."""
    texts: dict[str, list[str]] = {}
    for key, text in pairs:
        texts.setdefault(key, []).append(text)
    return texts


def edit(change: Callable[[Experiment], Experiment], field: str = "") -> None:
    """Change the experiment; a change that would make it invalid is refused aloud.

    To be called by the callback of a widget, as the last thing it does. A refusal is told beside
    the field whose key is given.
    """
    state = st.session_state
    before, problems = state.experiment, state.problems
    state.edited, state.problems, state.preview, state.refusal = True, [], None, None
    try:
        state.experiment = change(before)
    except ValueError as error:
        state.refusal = (field, str(error))
    headed = problems or state.refusal or {before, state.experiment} & SCENE_TITLES.keys()
    st.rerun([ARENA, CONTROLS, *([SCENE] if headed else []), RESULTS])


def preview(change: Callable[[Experiment], Experiment]) -> None:
    """Show a change that is still being made: nothing is kept of it, and nothing refused."""
    state = st.session_state
    with suppress(ValueError):
        state.preview = change(state.experiment)
    st.rerun([ARENA, CONTROLS])


def _address() -> Pairs:
    """Return the key-and-text pairs of the address bar, in order."""
    params = st.query_params
    return [(key, text) for key in params for text in params.get_all(key)]
