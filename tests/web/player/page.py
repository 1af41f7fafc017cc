"""A page that shows nothing but the player; its query says which race."""

from __future__ import annotations

import sys
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

sys.path.insert(0, str(Path(__file__).parents[3]))

from experiments.labels import labels
from experiments.running import run
from figures.batch_surface import sample_batch_surface
from figures.height_map import HeightMap, sample_heights
from optimizers import (
    LBFGS,
    SAM,
    AdaGrad,
    Adam,
    AdamW,
    Clipped,
    GradientDescent,
    HeavyBall,
    Lookahead,
    Momentum,
    Nesterov,
    Newton,
    Optimizer,
    RMSprop,
    Scheduled,
)
from optimizers.schedules import CosineAnnealing
from surfaces import SURFACES, MiniBatch, Noisy
from web import assets
from web.player.component import View, events, play
from web.player.view import RaceToPlay

PLAIN = (GradientDescent, Momentum, Nesterov, AdaGrad, RMSprop, Adam, AdamW, HeavyBall)


def entrants(lr: float, steps: int) -> list[Optimizer]:
    """Eight rules as they are, then clipped, scheduled, wrapped twice, looking ahead.

    From the thirteenth on, rules that ask for more than a gradient a step.
    """
    annealing = CosineAnnealing(max(1, steps))
    return [
        *(rule(lr=lr) for rule in PLAIN),
        Clipped(GradientDescent(lr=lr), norm=1.0),
        Scheduled(Momentum(lr=lr), annealing),
        Clipped(Scheduled(Momentum(lr=lr), annealing), norm=1.0),
        Lookahead(Adam(lr=lr)),
        LBFGS(),
        SAM(GradientDescent(lr=lr)),
        Newton(),
    ]


@st.cache_resource
def cached_relief(name: str) -> HeightMap:
    return sample_heights(SURFACES[name]())


def page() -> None:
    """Query: n or rules (indices), steps, lr; surface, batch, sigma; layout, dim, axis."""
    st.set_page_config(layout="wide")
    query = st.query_params
    steps = int(query.get("steps", 100))
    chosen = [int(k) for k in query.get("rules", "").split(",") if k] or range(
        int(query.get("n", 3))
    )
    names = list(SURFACES)
    name = st.sidebar.selectbox("Surface", names, names.index(query.get("surface", "Rosenbrock")))
    surface = SURFACES[name]()
    if batch := query.get("batch"):
        surface = MiniBatch(surface, int(batch))
    if sigma := query.get("sigma"):
        surface = Noisy(surface, float(sigma))
    lr = st.sidebar.number_input(
        "Learning rate", 1e-5, 10.0, float(query.get("lr", 0.002)), 0.001, "%g"
    )
    st.sidebar.button("Again")
    happened = events()
    start = happened.start or surface.starts[0]
    wished = View(
        query.get("layout", "side by side"), query.get("dim", "2d"), query.get("axis", "steps")
    )
    view = happened.view or wished
    rules = [entrants(lr, steps)[k] for k in chosen]
    runs = [run(rule, surface, start=start, steps=steps) for rule in rules]
    notes = [
        f"loss {r.value[-1]:.2g}" if not r.diverged else f"diverged at step {r.last}" for r in runs
    ]
    summary = f"{labels(rules)[0]}: {notes[0]}."
    play(
        RaceToPlay(runs, labels(rules), notes, surface, cached_relief(name), start, view, summary),
        ground=lambda: sample_batch_surface(surface, steps, 0, surface.domain),
    )
    st.sidebar.write(
        f"start {start[0]:.4f} {start[1]:.4f} {'live' if happened.dragging else 'still'}"
    )
    st.session_state["ran"] = st.session_state.get("ran", 0) + 1
    st.sidebar.html(f"<p data-testid='ran'>{st.session_state['ran']}</p>")


if get_script_run_ctx() is None:
    app = st.App(__file__, routes=assets.routes())
else:
    page()
