"""The player as a Streamlit component.

Two component calls a page: the relief, whose bytes rarely change and are then not sent again, and
the race; a third, once somebody wants to see the loss of each step. The script of all is a few
lines that import the served modules.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from figures.batch_surface import BatchSurface, moves
from web.common.dated import dated
from web.common.mount import ignore, mount
from web.player.payload import ground_payload, race_header, race_payload, relief_payload
from web.player.view import RaceToPlay, View

_RELIEF = mount("player_relief", "player")
_GROUND = mount("player_ground", "player")
_RACE = mount("player_race", "player")


@dataclass(frozen=True)
class Events:
    """What the person did in the player, as of this run of the script."""

    start: tuple[float, float] | None
    """Where they put the start, if they ever did."""
    dragging: bool
    """Whether they still hold it: then follow it, but do not keep it."""
    view: View | None
    """How they last switched the view, if they ever did."""
    seq: int
    """The number of the last event of the start."""
    step: int | None
    """The step that is shown, where the page asked to be told and it ever changed."""
    ground: bool
    """Whether they want to see the loss that each step sees."""


def events(key: str = "player") -> Events:
    """Return what the player of this key reported; before it is drawn as well as after.

    What no player reports, and somebody made up, counts as nothing.
    """
    state: Any = st.session_state.get(key) or {}
    start: Any = state.get("start") or {}
    view: Any = state.get("view") or {}
    try:
        return Events(
            start=(float(start["p"][0]), float(start["p"][1])) if start else None,
            dragging=bool(start.get("live", False)),
            view=View(view["layout"], view["dimension"], view["axis"]) if view else None,
            seq=int(start.get("seq", 0)),
            step=None if state.get("step") is None else int(state["step"]),
            ground=bool(state.get("ground")),
        )
    except (AttributeError, LookupError, OverflowError, TypeError, ValueError):
        return Events(None, dragging=False, view=None, seq=0, step=None, ground=False)


def play(
    race: RaceToPlay,
    *,
    ground: Callable[[], BatchSurface] | None = None,
    key: str = "player",
    on_start: Callable[[], None] | None = None,
    on_view: Callable[[], None] | None = None,
    on_step: Callable[[], None] | None = None,
    on_ground: Callable[[], None] | None = None,
) -> Events:
    """Show a race on a surface.

    Its ``view`` is applied when it differs from the one given in the run before, so that the
    person's own switching wins until the page decides otherwise. It need not follow that switching.

    ``on_start`` and ``on_view`` are called as callbacks of widgets are, before the script runs:
    ask ``events(key)`` what happened. While the person drags the start, ``on_start`` is called a
    few times a second with ``events(key).dragging`` true, and once more when they let go.

    With ``ground``, and a problem that looks different at different steps, the person may ask to
    see what each step sees: only then is it called, after the race was sent, and the answer sent.

    With ``on_step`` the player opens at step 1, at rest, and tells the step that it shows: a few
    times a second at most while the person moves it, twice a second at most while it plays.
    """
    extras: dict[str, Any] = {"tells": True} if on_step else {}
    callbacks: dict[str, Any] = {"on_step_change": on_step} if on_step else {}
    run = race.runs[0]
    if ground and run.steps and moves(run.problem, int(run.seed)):
        callbacks["on_ground_change"] = on_ground or ignore
    else:
        ground = None
    _RELIEF(key=f"{key}-relief", data=relief_payload(race.heights))
    header = race_header(race, ground=ground is not None)
    ack = events(key).seq
    payload = race_payload(race.runs, race.names, race.notes, ack=ack, **header, **extras)
    _RACE(
        key=key,
        data=dated(key, payload),
        on_start_change=on_start or ignore,
        on_view_change=on_view or ignore,
        **callbacks,
    )
    if ground and events(key).ground:
        _GROUND(key=f"{key}-ground", data=ground_payload(ground(), run))
    return events(key)
