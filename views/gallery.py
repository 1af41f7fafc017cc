"""The gallery: named scenes, each one click and one link."""

from __future__ import annotations

from urllib.parse import parse_qsl

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from experiments.scenes import SCENES


def page(race: StreamlitPage) -> None:
    """Draw a card for each scene."""
    st.title("Gallery", anchor=False)
    st.markdown("Each scene is a race set up to show one thing. Everything in it can be changed.")
    for row in range(0, len(SCENES), 3):
        for column, scene in zip(st.columns(3), SCENES[row : row + 3], strict=False):
            with column.container(border=True, height="stretch"):
                query: dict[str, list[str]] = {}
                for key, text in parse_qsl(scene.experiment.to_query()):
                    query.setdefault(key, []).append(text)
                st.page_link(race, label=f"**{scene.title}**", query_params=query)
                st.markdown(scene.look_for)
