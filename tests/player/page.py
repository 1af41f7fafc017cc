"""A page that shows nothing but the player; its query says which race."""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

sys.path.insert(0, str(Path(__file__).parents[2]))

from experiments.running import run
from figures.relief import relief
from optimizers import OPTIMIZERS
from player import assets
from player.component import View, events, play
from surfaces import SURFACES

RULES = list(OPTIMIZERS.values())


@st.cache_resource
def cached_relief(name: str):
    return relief(SURFACES[name]())


def page() -> None:
    st.set_page_config(layout="wide")
    query = st.query_params
    count = int(query.get("n", 3))
    steps = int(query.get("steps", 100))
    names = list(SURFACES)
    chosen = names.index(query.get("surface", "Rosenbrock"))
    surface = SURFACES[st.sidebar.selectbox("Surface", names, index=chosen)]()
    lr = st.sidebar.slider("Learning rate", 0.001, 0.1, float(query.get("lr", 0.01)), 0.001)
    st.sidebar.button("Again")
    happened = events()
    start = happened.start or surface.starts[0]
    view = happened.view or View(query.get("layout", "side by side"), query.get("dim", "2d"))
    rules = [RULES[k % len(RULES)] for k in range(count)]
    runs = [run(rule(lr=lr), surface, start=start, steps=steps) for rule in rules]
    play(
        runs,
        [rule.title for rule in rules],
        surface,
        cached_relief(type(surface).__name__),
        view=view,
        start=start,
        notes=[f"loss {r.value[int(r.last)]:.2g}" for r in runs],
        summary="Adam came closest.",
    )
    st.sidebar.write(f"start {start[0]:.4f}, {start[1]:.4f} {'live' if happened.dragging else ''}")


if get_script_run_ctx() is None:
    app = st.App(__file__, routes=assets.routes())
else:
    page()
