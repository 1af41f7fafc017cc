"""A race in the player, on any page, and what a person does there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from diagnosis.run_summary import note, summary
from experiments import Trajectory
from views.parts.html import height_map_of
from views.state.url_state import Subject
from web.player.component import View, events, play
from web.player.view import RaceToPlay

LOOKS = ("layout", "view", "axis")
"""What a link calls the ways to look at a race, in the order of a view."""


def watch(
    race: Any,
    trajectories: Sequence[Trajectory],
    names: Sequence[str],
    view: View,
    *,
    moving: bool = False,
    key: str = "player",
    **more: Any,
) -> None:
    """Show the runs of a race, or of what has a surface and a start as one has.

    No verdict is worth its while as long as it is ``moving``. ``more`` is for ``play``.
    """
    notes = [f"loss {run.value[-1]:.2g}" if moving else note(run) for run in trajectories]
    heights, ended = height_map_of(race.surface), summary(names, notes, trajectories)
    shown = (race.surface, heights, race.start[:2], view, ended)
    play(RaceToPlay(trajectories, names, notes, *shown), key=key, **more)


def wished(subject: Subject[Any]) -> View:
    """Return how the link says to look at a race."""
    looks = [subject.wish(name) for name in LOOKS if name in subject.looks]
    return View(*looks, asked=subject.held.asked)


def start_moved(subject: Subject[Any], key: str = "player") -> None:
    """Keep a start that was let go; one still held is only followed."""
    now = events(key)
    if now.start:
        start = subject.value.surface.domain.nearest(now.start)
        (subject.preview if now.dragging else subject.edit)(lambda race: replace(race, start=start))


def view_switched(subject: Subject[Any], key: str = "player") -> None:
    """Remember how the visitor looks at a race."""
    if view := events(key).view:
        looks = zip(LOOKS, (view.layout, view.dimension, view.axis), strict=True)
        subject.look(**{name: way for name, way in looks if name in subject.looks})
