"""What came out: a table of verdicts, what would have helped, and a closer look."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from diagnosis import judge
from experiments import Trajectory
from views.parts.diagnosis_panel import closer
from views.parts.html import named
from web.tables import table

HEADINGS = ("Optimizer", "Verdict", "Final loss", "Gradient", "Evaluations", "Why")


def results(names: Sequence[str], trajectories: Sequence[Trajectory]) -> DeltaGenerator:
    """Draw the table of verdicts, one row an entrant, and the choice to look closer at one.

    Return the place for what would have helped, which is to be drawn last, as it takes a while.
    """
    rows = [
        (named(i, name), *_cells(trajectory))
        for i, (name, trajectory) in enumerate(zip(names, trajectories, strict=True))
    ]
    st.html(table(HEADINGS, rows, "Verdicts"))
    place = st.container(key="advice", gap="small")
    closer(names, trajectories)
    return place


def _cells(trajectory: Trajectory) -> tuple[str, ...]:
    """Return one row of the table, after its name."""
    verdict = judge(trajectory)
    asked = trajectory.evaluations
    total = " + ".join(
        f"{int(counts.sum())} {what}"
        for what, counts in zip(("value", "gradient", "Hessian"), asked, strict=True)
        if counts.any()
    )
    return (
        escape(verdict.outcome),
        f"{verdict.value:.3g}",
        f"{verdict.grad_norm:.2g}",
        total,
        escape(verdict.reason),
    )
