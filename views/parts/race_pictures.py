"""Pictures of a race to take away: a page that plays it anywhere, and a drawing for print."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from diagnosis.run_summary import note, summary
from experiments import Experiment, Trajectory
from experiments.labels import labels
from figures.batch_surface import moves
from figures.race_svg import race_svg
from views.parts.export_panel import File, buttons
from views.parts.html import batch_surface_of, height_map_of
from views.state.session import RACE
from web.player.export import html
from web.player.view import RaceToPlay, View
from web.standalone.page import archive

KEY = "pictures"
STEP = "pictures-step"


def pictures(experiment: Experiment, trajectories: Sequence[Trajectory]) -> None:
    """Draw buttons for what shows a race elsewhere; nothing is made before one is pressed."""
    view = View(RACE.wish("layout"), RACE.wish("view"), RACE.wish("axis"))
    play = partial(_page, experiment, trajectories, view)
    st.markdown(
        "**Page that plays** without this app and without a network. Complete: one HTML file of"
        " about 2 MB. Small: a ZIP file with the page and `plotly.min.js`, which belongs into the"
        " same folder, so that many pages can share it."
    )
    buttons(
        [
            File("Complete page", partial(play, small=False), "race.html", "text/html"),
            File("Small page", partial(_small, play), "race.zip", "application/zip"),
        ],
        key=KEY,
    )
    st.markdown(
        "**Drawing for print** (SVG) of the maps at a step. What the player itself shows, with"
        " its charts, its own buttons save: *Save picture* (PNG), and on a wide window *Record"
        " video* (MP4 or WebM, whichever the browser makes) and *Save animated GIF*, for slides."
    )
    steps = experiment.steps
    st.session_state[STEP] = min(st.session_state.get(STEP, steps), steps)  # it may be shorter now
    step = st.slider("Step of the drawing", 0, steps, key=STEP)
    draw = partial(_drawing, experiment, trajectories, view, step)
    buttons([File(f"SVG of step {step}", draw, f"race-step-{step}.svg", "image/svg+xml")], key=KEY)


def _page(
    experiment: Experiment, trajectories: Sequence[Trajectory], view: View, *, small: bool
) -> str:
    """Return the race as a page of its own, under the name of its scene if it is one."""
    surface, names = experiment.surface, labels(experiment.optimizers)
    notes = [note(run) for run in trajectories]
    moving = moves(surface, experiment.seed)
    race = RaceToPlay(
        trajectories,
        names,
        notes,
        surface,
        height_map_of(surface),
        (experiment.start[0], experiment.start[1]),
        view,
        summary(names, notes, trajectories),
    )
    title = RACE.titles.get(experiment) or surface.title
    return html(race, title, batch_surface_of(experiment) if moving else None, small=small)


def _small(play: partial[str]) -> bytes:
    return archive(play(small=True), "race.html")


def _drawing(
    experiment: Experiment, trajectories: Sequence[Trajectory], view: View, step: int
) -> str:
    surface = experiment.surface
    return race_svg(
        trajectories,
        labels(experiment.optimizers),
        height_map_of(surface),
        step,
        minima=surface.minima,
        layout=view.layout,
        title=f"{RACE.titles.get(experiment) or surface.title}, step {step}",
    )
