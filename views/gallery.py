"""The gallery: named scenes by theme, each one click and one link."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.navigation.page import StreamlitPage

from experiments.scenes import THEMES, Comparison, Scene
from figures.thumbnail import HEIGHT, WIDTH, thumbnail
from views.drawings import image
from views.subject import link

COLUMNS = 3
SHAPE = f"width: 100%; aspect-ratio: {WIDTH} / {HEIGHT};"
BLANK = f'<div style="{SHAPE} background: #8882"></div>'

_drawn: dict[tuple[str, bool], str] = {}
"""The pictures, by the title of the scene and whether the page is dark, once for all visitors."""


def page(race: StreamlitPage, batches: StreamlitPage) -> None:
    """Draw a card for each scene: the words of all of them, then what pictures are missing.

    The pages are those that show a race, and a comparison of batch sizes.
    """
    st.title("Gallery", anchor=False)
    st.markdown("Each scene is a race set up to show one thing. Everything in it can be changed.")
    st.markdown(" · ".join(f"[{theme}](#{_anchor(theme)})" for theme in THEMES))
    dark = st.context.theme.type == "dark"
    missing: list[tuple[Scene | Comparison, DeltaGenerator]] = []
    for theme, scenes in THEMES.items():
        st.subheader(theme, anchor=_anchor(theme))
        for row in range(0, len(scenes), COLUMNS):
            shown = scenes[row : row + COLUMNS]
            for column, scene in zip(st.columns(COLUMNS), shown, strict=False):
                with column.container(border=True, height="stretch", gap="small"):
                    frame = st.empty()
                    frame.html(_drawn.get((scene.title, dark), BLANK))
                    _words(race if isinstance(scene, Scene) else batches, scene)
                if (scene.title, dark) not in _drawn:
                    missing.append((scene, frame))
    for scene, frame in missing:
        picture = image(thumbnail(scene.experiment.run(), dark=dark), "", SHAPE)
        _drawn[scene.title, dark] = picture
        frame.html(picture)


def _words(shown_on: StreamlitPage, scene: Scene | Comparison) -> None:
    """Write the title of a scene, which is a link to it, and what to look for."""
    st.page_link(shown_on, label=f"**{scene.title}**", query_params=link(scene.experiment))
    st.markdown(scene.look_for)


def _anchor(theme: str) -> str:
    return theme.lower().replace(" ", "-")
