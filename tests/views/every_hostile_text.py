"""A page that shows texts of others in every way that pages show them."""

from __future__ import annotations

from html import escape

import plotly.graph_objects as go
import streamlit as st

from core.verbatim import as_code, in_markdown, in_plotly
from tests.hostile import TEXTS

for k, text in enumerate(TEXTS):
    with st.container(key=f"text-{k}"):
        said = in_markdown(text)
        st.title(said, anchor=False)
        st.subheader(said, anchor=False)
        st.markdown(f"- {said}\n- {as_code(text)}")
        st.markdown(f"**{said}**")
        st.caption(said)
        st.error(as_code(text))
        st.info(said)
        st.button(said, key=f"button-{k}")
        st.button(f"Use {as_code(text)}", key=f"use-{k}")
        st.checkbox(said, key=f"box-{k}")
        st.radio("Which", [said], key=f"radio-{k}")
        st.html(f"<p>{escape(text)}</p>")
        shown = go.Scatter(x=[0, 1], y=[0, 1], name=in_plotly(text))
        both = go.Scatter(x=[0, 1], y=[1, 0], name=in_plotly(text))
        layout = {"title": {"text": in_plotly(text)}, "xaxis": {"title": {"text": in_plotly(text)}}}
        st.plotly_chart(go.Figure([shown, both], layout), key=f"figure-{k}")
st.html("<p id='done'>all shown</p>")
