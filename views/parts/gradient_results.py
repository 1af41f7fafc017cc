"""What a gradient check came to: its verdict, the slopes, and whether a guess was right."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
import streamlit as st

from figures.gradient_check import NAMES
from studies.gradient_check.check import METHODS, Check
from studies.gradient_check.findings import Finding, FindingKind, summary
from studies.gradient_check.mistakes import GradientMistake
from studies.gradient_check.puzzles import alike, puzzle
from studies.gradient_check.specification import GradientCheckSpec
from web.tables import table

ICONS = {
    FindingKind.AGREES: ":material/check_circle:",
    FindingKind.INEXACT: ":material/rule:",
    FindingKind.WRONG: ":material/error:",
    FindingKind.KINK: ":material/show_chart:",
    FindingKind.UNKNOWN: ":material/help:",
}


BOXES = {
    FindingKind.AGREES: st.success,
    FindingKind.INEXACT: st.warning,
    FindingKind.WRONG: st.error,
    FindingKind.KINK: st.warning,
    FindingKind.UNKNOWN: st.info,
}


def show_verdict(found: Sequence[Finding], names: Sequence[str]) -> None:
    """Say what came out."""
    told = summary(found, names)
    BOXES[told.kind](told.words, icon=ICONS[told.kind])


def slopes_table(check: Check, names: Sequence[str], h: float) -> None:
    """Show the slopes at one step size, and how far off they are."""
    at = int(np.argmin(np.abs(np.log(check.h / h))))
    told = [
        (NAMES[m], numeric[at], errors[at])
        for m in METHODS
        if (numeric := check.numeric(m)) is not None and (errors := check.errors(m)) is not None
    ]
    head = (f"h = {check.h[at]:.2g}", "the gradient says", *(name for name, _, _ in told))
    rows = [
        (
            escape(name),
            f"{check.analytic[k]:.12g}",
            *(_slope(numeric[k], errors[k]) for _, numeric, errors in told),
        )
        for k, name in enumerate(names)
    ]
    st.html(table(head, rows, "Slopes"))


def _slope(number: float, error: float) -> str:
    """Write a slope, and below it how far it is off the gradient's."""
    if not np.isfinite(number):
        return "no number"
    off = f"{error:.1e}" if error else "0"
    return f"{number:.12g}<br><small class='advice'>error {off}</small>"


def show_truth(
    examined: GradientCheckSpec,
    answer: str,
    labels: dict[str, str],
    offered: dict[str, GradientMistake],
) -> None:
    """Say whether the answer is right, and what is."""
    posed = puzzle(examined.find or 0, examined.point)
    truth = f"**{labels[posed.mistake]}**"
    why = f" {offered[posed.mistake].why}" if posed.mistake else ""
    if answer == posed.mistake:
        st.success(f"Right: {truth}.{why}", icon=":material/check_circle:")
    elif answer in alike(posed):
        st.success(
            f"Right as far as this point can tell: {labels[answer]} gives the same numbers here."
            f" It was {truth}; another point tells them apart.{why}",
            icon=":material/check_circle:",
        )
    else:
        near = bool(answer and posed.mistake) and offered[answer].where == (
            offered[posed.mistake].where
        )
        place = " The place is right, the kind is not." * (near and bool(offered[answer].where))
        st.error(f"No.{place} It is {truth}.{why}", icon=":material/cancel:")
