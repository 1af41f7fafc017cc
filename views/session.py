"""One experiment a visitor: the address bar, the widgets and the race all show the same one.

The experiment in the session is the only truth. Widgets are drawn from it, and a change of a
widget edits it before anything is drawn again; the address bar follows, and leads only when it
was changed from outside: a link, the gallery, reload, or Back.

The page is drawn in parts (fragments), each from the session alone, so that a change of a number
draws only what it touches: the picture first, then the card that it was made in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from experiments import DEFAULT, Experiment, nearest
from experiments.scenes import SCENES

Path = tuple[str | int, ...]
"""Where something sits in an experiment: ``("optimizers", 2, "inner", "lr")``."""

Pairs = list[tuple[str, str]]

SCENE_TITLES = {scene.experiment: scene.title for scene in SCENES}

VIEWS = {"layout": ("side by side", "overlaid"), "view": ("2d", "3d")}
"""How a race may be looked at, the usual way first. It stands in the link beside the experiment."""


ARENA, SCENE, SETTINGS, RESULTS = "arena", "scene", "settings", "results"
"""The parts of the page; each card is one more."""


def card(place: int) -> str:
    """Return the name of the part of the page that shows an entrant."""
    return f"card-{place}"


def load() -> None:
    """Take the experiment of the link into the session, if the link is not what we wrote there."""
    state = st.session_state
    address = _address()
    edited = state.get("edited", False)
    if "experiment" not in state:
        state.experiment, state.problems, state.address = DEFAULT, [], []
        state.view, state.wished, state.asked = {}, {}, 0
    if not edited and address and address != state.address:
        state.view, state.problems = {}, []
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


def grouped(pairs: Pairs) -> dict[str, list[str]]:
    """Return the texts of each key, in order, as Streamlit takes query parameters."""
    texts: dict[str, list[str]] = {}
    for key, text in pairs:
        texts.setdefault(key, []).append(text)
    return texts


def put(path: Path, value: Any) -> None:
    """Replace one piece of the experiment, and draw again what that touches."""
    if path[0] == "optimizers":
        home = card(int(path[1]))
    else:
        home = None if path[0] == "steps" else SETTINGS  # every schedule is drawn over the steps
    edit(lambda experiment: with_piece(experiment, path, value), redraw=home)


def edit(change: Callable[[Experiment], Experiment], redraw: str | None = None) -> None:
    """Change the experiment; a change that would make it invalid is refused aloud.

    To be called by the callback of a widget, as the last thing it does. ``redraw`` names the one
    part of the page whose widgets show what changed; without it the whole page is drawn again.
    """
    state = st.session_state
    before, problems = state.experiment, state.problems
    state.edited, state.problems = True, []
    try:
        state.experiment = change(before)
    except ValueError as error:
        state.refusal = str(error)
    headed = problems or "refusal" in state or {before, state.experiment} & SCENE_TITLES.keys()
    parts = [ARENA, redraw, *([SCENE] if headed else []), RESULTS]
    st.rerun(parts if redraw else "app")


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
