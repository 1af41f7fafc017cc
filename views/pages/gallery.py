"""The gallery: named scenes by theme, each one click and one link."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import StreamlitPage

from experiments import Trajectory
from experiments.labels import labels
from experiments.scenes import SCENES, Scene
from experiments.scenes import THEMES as RACES
from figures.thumbnail import HEIGHT, WIDTH, thumbnail
from studies.batch_sizes.scenes import COMPARISONS, Comparison
from views.parts.html import dark, image
from views.state.url_state import link
from web.tables import table

COLUMNS = 3
THEMES = {**RACES, "Batches and noise": COMPARISONS}
"""What is shown, by what it is about."""
SHAPE = f"width: 100%; aspect-ratio: {WIDTH} / {HEIGHT};"
BLANK = f'<div style="{SHAPE} background: #8882"></div>'

_drawn: dict[tuple[str, bool], str] = {}
"""The pictures, by the title of the scene and whether the page is dark, once for all visitors."""

_ends: dict[str, list[tuple[str, str, str]]] = {}
"""Who takes part in a scene, and each one's loss at the start and at the end, by its title."""


def page(race: StreamlitPage, batches: StreamlitPage) -> None:
    """Draw a card for each scene: the words of all of them, then what pictures are missing.

    The pages are those that show a race, and a comparison of batch sizes.
    """
    st.title("Gallery", anchor=False)
    st.markdown("Each scene is a race set up to show one thing. Everything in it can be changed.")
    st.page_link(
        race,
        label="Present all races in turn",
        icon=":material/slideshow:",
        query_params=link(SCENES[0].experiment) | {"present": ["1"]},
    )
    st.markdown(" · ".join(f"[{theme}](#{_anchor(theme)})" for theme in THEMES))
    night = dark()
    missing: list[tuple[Scene | Comparison, DeltaGenerator]] = []
    for theme, scenes in THEMES.items():
        st.subheader(theme, anchor=_anchor(theme))
        for row in range(0, len(scenes), COLUMNS):
            shown = scenes[row : row + COLUMNS]
            for column, scene in zip(st.columns(COLUMNS), shown, strict=False):
                with column.container(border=True, height="stretch", gap="small"):
                    frame = st.empty()
                    frame.html(_drawn.get((scene.title, night), BLANK))
                    _words(race if isinstance(scene, Scene) else batches, scene)
                if (scene.title, night) not in _drawn:
                    missing.append((scene, frame))
    for scene, frame in missing:
        runs = scene.experiment.run()
        _ends[scene.title] = _told(scene, runs)
        picture = image(thumbnail(runs, dark=night), _sentence(scene), SHAPE)
        _drawn[scene.title, night] = picture
        frame.html(picture)
    with st.expander("The pictures as a table"):
        rows = [
            [escape(cell) for cell in (scene.title, *told)]
            for scenes in THEMES.values()
            for scene in scenes
            for told in _ends[scene.title]
        ]
        head = ("Scene", "Entrant", "Loss at the start", "Loss at the end")
        st.html(table(head, rows, "Scenes and how their runs end"))


def _told(scene: Scene | Comparison, runs: Sequence[Trajectory]) -> list[tuple[str, str, str]]:
    """Return the name of each entrant of a scene, and its loss at the start and at the end."""
    race = scene.experiment
    names = labels(race.optimizers) if isinstance(scene, Scene) else race.names
    return [
        (name, f"{run.value[0]:.3g}", f"{run.value[-1]:.3g}")
        for name, run in zip(names, runs, strict=True)
    ]


def _sentence(scene: Scene | Comparison) -> str:
    """Say what the picture of a scene shows."""
    told = "; ".join(
        f"{name} from loss {start} to {end}" for name, start, end in _ends[scene.title]
    )
    return f"Paths on a map: {told}."


def _words(shown_on: StreamlitPage, scene: Scene | Comparison) -> None:
    """Write the title of a scene, which is a link to it, and what to look for."""
    st.page_link(shown_on, label=f"**{scene.title}**", query_params=link(scene.experiment))
    st.markdown(scene.look_for)


def _anchor(theme: str) -> str:
    return theme.lower().replace(" ", "-")
