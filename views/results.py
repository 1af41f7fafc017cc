"""What came out: a table of verdicts, and the same in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from experiments import Trajectory
from views.closer import closer
from views.drawings import named, table

HEADINGS = ("Optimizer", "Verdict", "Final loss", "Gradient", "Evaluations", "Why, and what to try")


def results(names: Sequence[str], trajectories: Sequence[Trajectory]) -> None:
    """Draw the table of verdicts, one row an entrant, and the choice to look closer at one."""
    rows = [
        (named(i, name), *_cells(trajectory))
        for i, (name, trajectory) in enumerate(zip(names, trajectories, strict=True))
    ]
    st.html(table(HEADINGS, rows, "Verdicts"))
    closer(names, trajectories)


def _cells(trajectory: Trajectory) -> tuple[str, ...]:
    """Return one row of the table, after its name."""
    verdict = trajectory.verdict
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
        f"{escape(verdict.reason)}<br><span class='advice'>{escape(verdict.advice)}</span>",
    )
