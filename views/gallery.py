"""The gallery: named scenes, each one click and one link."""

from __future__ import annotations

from urllib.parse import parse_qsl

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from experiments.scenes import SCENES
from figures.thumbnail import thumbnail
from views.drawings import image
from views.session import grouped


def page(race: StreamlitPage) -> None:
    """Draw a card for each scene."""
    st.header("Gallery", anchor=False)
    st.markdown("Each scene is a race set up to show one thing. Everything in it can be changed.")
    for row in range(0, len(SCENES), 3):
        for column, scene in zip(st.columns(3), SCENES[row : row + 3], strict=False):
            with column.container(border=True, height="stretch", gap="small"):
                st.html(image(_picture(SCENES.index(scene), dark=_dark()), "", "width: 100%"))
                query = grouped(parse_qsl(scene.experiment.to_query()))
                st.page_link(race, label=f"**{scene.title}**", query_params=query)
                st.markdown(scene.look_for)


def _dark() -> bool:
    return st.context.theme.type == "dark"


@st.cache_resource(show_spinner="Drawing the gallery …")
def _picture(place: int, *, dark: bool) -> str:
    """Draw a scene, once for all visitors."""
    return thumbnail(SCENES[place].experiment.run(), dark=dark)
