"""A closer look at one run of a race: its sharpness and its steps, measured when asked for."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from html import escape

import streamlit as st

from diagnosis import Diagnosis, diagnose
from experiments import Trajectory
from figures.diagnosis import diagnosis_figure
from views.parts.figure_block import show as show_figure
from web.standalone.figures import Drawn

KEY = "closer"
KEPT = "closer-kept"


def closer(names: Sequence[str], trajectories: Sequence[Trajectory]) -> None:
    """Draw the choice of a run and, once one is chosen, what was measured along it."""
    if st.session_state.get(KEY) not in range(len(names)):
        st.session_state[KEY] = None
    chosen = st.pills(
        "Look closer: sharpness, steps, clipping, cycles, saddles",
        range(len(names)),
        format_func=names.__getitem__,
        key=KEY,
    )
    if chosen is None:
        return
    diagnosis = _measured(trajectories[chosen])
    chart, words = st.columns([3, 2], gap="large")
    with chart:
        alt = f"Sharpness and step length of {names[chosen]} over its steps."
        draw = partial(diagnosis_figure, diagnosis)
        show_figure(Drawn("closer", "A closer look", alt, draw), key="closer-chart")
    with words:
        st.html(
            "<dl class='closer'>"
            + "".join(
                f"<dt>{escape(detail.subject)}</dt><dd>{escape(detail.sentence)}</dd>"
                for detail in diagnosis.details
            )
            + "</dl>"
        )
        st.caption(_explained(diagnosis))


def _measured(trajectory: Trajectory) -> Diagnosis:
    """Measure a run, or recall it if it is the one measured last."""
    run, diagnosis = st.session_state.get(KEPT, (None, None))
    if run is not trajectory or diagnosis is None:
        with st.spinner("Measuring …"):
            diagnosis = diagnose(trajectory)
        st.session_state[KEPT] = trajectory, diagnosis
    return diagnosis


def _explained(diagnosis: Diagnosis) -> str:
    """Say how to read the upper chart."""
    if diagnosis.sharpness.preconditioned:
        return (
            "Preconditioned sharpness is the largest curvature once each coordinate is divided by"
            " what the rule divides its slope by. While it is above the dashed line, steps along"
            " that direction overshoot; then slopes grow, the divisors with them, and the curve"
            " comes down again: such a rule hovers at the line."
        )
    if diagnosis.sharpness.limited:
        return (
            "Sharpness is the largest curvature where the run stood. While it is above the dashed"
            " line, each step along that direction overshoots by more than it gains."
        )
    return "Sharpness is the largest curvature where the run stood."
