"""What came out: a table of verdicts, and the same in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from experiments import Trajectory
from figures.styles import STYLES
from views.closer import closer
from views.drawings import swatch

HEADINGS = ("Optimizer", "Verdict", "Final loss", "Gradient", "Evaluations", "Why, and what to try")


def results(names: Sequence[str], trajectories: Sequence[Trajectory]) -> None:
    """Draw the table of verdicts, one row an entrant, and the choice to look closer at one."""
    head = "".join(f'<th scope="col">{heading}</th>' for heading in HEADINGS)
    rows = "".join(
        _row(swatch(STYLES[i]), name, trajectory)
        for i, (name, trajectory) in enumerate(zip(names, trajectories, strict=True))
    )
    st.html(
        f"<div class='verdicts' tabindex='0' role='region' aria-label='Verdicts'><table>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
    closer(names, trajectories)


def _row(picture: str, name: str, trajectory: Trajectory) -> str:
    """Return one row of the table."""
    verdict = trajectory.verdict
    asked = trajectory.evaluations
    total = " + ".join(
        f"{int(counts.sum())} {what}"
        for what, counts in zip(("value", "gradient", "Hessian"), asked, strict=True)
        if counts.any()
    )
    cells = (
        f"{verdict.value:.3g}",
        f"{verdict.grad_norm:.2g}",
        total,
        f"{escape(verdict.reason)}<br><span class='advice'>{escape(verdict.advice)}</span>",
    )
    return (
        f"<tr><th scope='row'>{picture} {escape(name)}</th><td>{escape(verdict.outcome)}</td>"
        + "".join(f"<td>{cell}</td>" for cell in cells)
        + "</tr>"
    )
