"""The maps as a Streamlit component: colours and facts out, the start that was picked in.

What is heavy, the facts of every start, is one message; what a click changes is another, small one:
bytes that stay the same are not sent again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt
import streamlit as st

from experiments import Trajectory
from figures.basins import (
    LISTED,
    OUTCOMES,
    Paint,
    minimum_paint,
    reached,
    shade,
    step_colors,
    step_range,
)
from studies import Basins, Ending
from web.common.dated import dated
from web.common.messages import pack, sent
from web.common.mount import ignore, mount, told

MARKED = 200
"""Minima that are marked on a map, the most reached first."""

_MAPS = mount("maps", "maps")
_LOOK = mount("maps_look", "maps")


@dataclass(frozen=True)
class Pick:
    """The start that a person picked."""

    start: tuple[float, float]
    open: bool
    """Whether they want its race at once."""
    number: float
    """Another one for every pick."""


def picked(maps: Sequence[Basins], key: str) -> Pick | None:
    """Return the start that was picked on these maps, or on coarser ones of the same."""
    pick = told(key, "pick")
    try:
        if pick.get("about") != _about(maps):
            return None
        row, column = maps[0].pixel((float(pick["x"]), float(pick["y"])))
        return Pick(maps[0].start(row, column), bool(pick["open"]), float(pick["number"]))
    except (AttributeError, LookupError, OverflowError, TypeError, ValueError):
        return None  # no map of ours sends that


def show_maps(
    maps: Sequence[Basins],
    names: Sequence[str],
    show: str,
    pick: Pick | None = None,
    runs: Sequence[Trajectory] = (),
    *,
    key: str,
) -> None:
    """Draw maps of one surface and one size side by side, and the runs from the start picked.

    ``show`` is ``"minimum"``, ``"steps"`` or ``"outcome"``.
    """
    name = f"{_about(maps)} {maps[0].size}"
    held = st.session_state.setdefault(f"{key}-sent", {})
    if held.get("name") != name:
        message = facts(maps, names, of=key, name=name, about=_about(maps))
        held.update(name=name, facts=dated(key, message))
    _MAPS(key=key, data=held["facts"], on_pick_change=ignore)
    about = {"kind": "look", "of": key, "name": name, "show": show}
    arrays: dict[str, npt.NDArray[Any]] = {}
    for k, run in enumerate(runs):
        path = run.theta[: int(run.last) + 1].T
        arrays |= {f"x{k}": sent(path[0]), f"y{k}": sent(path[1])}
    look = pack({**about, "picked": pick and list(pick.start)}, arrays)
    _LOOK(key=f"{key}-look", data=dated(f"{key}-look", look))


def facts(maps: Sequence[Basins], names: Sequence[str], **header: Any) -> bytes:
    """Pack what became of every start: two bytes for what may be above 255, one for the rest.

    Labels and steps are sent with 1 added, so that none is 0.
    """
    first = maps[0]
    low, high = step_range(maps)
    arrays: dict[str, npt.NDArray[Any]] = {}
    for k, one in enumerate(maps):
        arrays[f"label{k}"] = _two_bytes(one.label + 1)
        arrays[f"arrived{k}"] = _two_bytes(one.arrived + 1)
        arrays[f"ending{k}"] = one.ending.astype(np.uint8)
        arrays[f"shade{k}"] = shade(one.arrived.astype(float), low, high).astype(np.uint8)
        arrays[f"loss{k}"] = sent(one.value)
    half = (first.x[1] - first.x[0]) / 2, (first.y[1] - first.y[0]) / 2
    order = reached(maps)
    return pack(
        {
            "kind": "maps",
            **header,
            "size": first.size,
            "low": [float(first.x[0] - half[0]), float(first.y[0] - half[1])],
            "high": [float(first.x[-1] + half[0]), float(first.y[-1] + half[1])],
            "names": list(names),
            "minima": [[float(x), float(y)] for x, y in first.minima.T],
            "marked": order[:MARKED],
            "numbered": order if len(order) <= LISTED else [],
            "words": [ending.words for ending in Ending],
            "paints": {
                "minimum": _told([minimum_paint(k) for k in range(first.minima.shape[1])]),
                "outcome": _told([OUTCOMES[ending] for ending in Ending]),
                "steps": [[color, ""] for color in step_colors()],
            },
        },
        arrays,
    )


def _corners(one: Basins) -> str:
    """Say what part of the plane a map shows."""
    half = (one.x[1] - one.x[0]) / 2, (one.y[1] - one.y[0]) / 2
    edges = one.x[0] - half[0], one.x[-1] + half[0], one.y[0] - half[1], one.y[-1] + half[1]
    return ",".join(f"{edge:.9g}" for edge in edges)


def _about(maps: Sequence[Basins]) -> str:
    """Name what maps are about, whatever their size."""
    text = "".join(f"{m.optimizer!r}{m.surface!r}{m.steps}{m.seed}{_corners(m)}" for m in maps)
    return blake2b(text.encode(), digest_size=8).hexdigest()


def _told(paints: Sequence[Paint]) -> list[list[str]]:
    """Return colours and stripes as the browser takes them."""
    return [[paint.color, paint.stripe] for paint in paints]


def _two_bytes(whole: npt.NDArray[np.integer]) -> npt.NDArray[np.uint8]:
    """Return whole numbers as pairs of bytes, the lower one first."""
    return np.frombuffer(whole.astype("<u2").tobytes(), np.uint8)
