"""Gradient check: a gradient against differences of its loss; and mistakes to be found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import streamlit as st

from core.sentences import ended
from figures.gradient_check import v_curve
from studies.gradient_check.cases import mistakes
from studies.gradient_check.check import Check
from studies.gradient_check.findings import Finding, findings
from studies.gradient_check.specification import DEFAULT, GradientCheckSpec
from surfaces.networks import Learner
from views.parts.controls.component import controls
from views.parts.figure_block import show as show_figure
from views.parts.formula import formula
from views.parts.gradient_check_fields import fields, place
from views.parts.gradient_results import show_truth, show_verdict, slopes_table
from views.state.cache import Cache
from views.state.run_cache import recalled, refused
from views.state.url_state import Subject, show
from web.standalone.figures import Drawn

HEADING, PICTURE, CONTROLS = "gradient-heading", "gradient-picture", "gradient-controls"
CHECK = Subject(
    "gradient-check",
    GradientCheckSpec,
    heading=HEADING,
    drawn=(PICTURE, CONTROLS),
    followed=(PICTURE, CONTROLS),
)
ANY, FIND = "Check any gradient", "Find the mistake"
SHOWN, GUESS, TOLD = "gradient-shown", "gradient-guess", "gradient-told"
LONG = 20_000
"""Parameters times directions from which on a check shows how far it is."""
REMEMBERED = 32
MOST_PUZZLES = 10_000
NOTHING = "nothing is wrong"

_remembered: Cache[Check] = Cache(REMEMBERED)


def page() -> None:
    """Draw the whole page for the check of this visitor."""
    CHECK.load()
    st.title("Gradient check", anchor=False)
    _heading()
    _picture()
    with st.sidebar:
        _controls()
    _reading()


@st.fragment(key=HEADING)
def _heading() -> None:
    """Say what was wrong with the link."""
    CHECK.complain("check")


@st.fragment(key=PICTURE)
def _picture() -> None:
    """Draw the check, and bring the address up to date."""
    examined, game = CHECK.shown, CHECK.shown.find is not None
    st.segmented_control(
        "What to do",
        (ANY, FIND),
        default=FIND if game else ANY,
        key=show("gradient-mode", FIND if game else ANY),
        on_change=_switched,
        label_visibility="collapsed",
        required=True,
    )
    if refused(CHECK, examined.cost.refusal()):
        CHECK.publish()
        return
    check, names = _check(examined), examined.directions[0]
    found = findings(check)
    if game:
        _task(examined)
    else:
        show_verdict(found, names)
        _about(examined)
    which = _which(names)
    alt = f"Relative error of the gradient along {names[which]} over step size, by method."
    draw = partial(v_curve, check, which, examined.h)
    show_figure(Drawn("gradient-check", "Relative error", alt, draw), key="gradient-curve")
    slopes_table(check, names, examined.h)
    if check.refused and not game:
        st.caption(ended(f"No complex steps here: {check.refused}"))
    if game:
        _guess(examined, found, names)
    if not CHECK.held.preview:
        CHECK.publish()


@st.fragment(key=CONTROLS)
def _controls() -> None:
    """Draw what is checked, where, and how."""
    if CHECK.shown.find is None:
        controls(place, "gradient-place", CHECK)
    st.subheader(CHECK.shown.surface.title, anchor=False)
    formula(CHECK.shown.surface.true)
    controls(fields, "gradient-fields", CHECK)


def _check(examined: GradientCheckSpec) -> Check:
    """Run a check, or recall it; which h is looked at does not matter."""
    value, long = replace(examined, h=DEFAULT.h), examined.directions[1].size > LONG
    return recalled(_remembered, CHECK, value, examined.run, "Checking …", long=long)


def _about(examined: GradientCheckSpec) -> None:
    """Say what is checked, where that needs to be said."""
    words: list[str] = []
    if examined.surface.held:
        words.append(
            f"What is checked is the loss of step {examined.step}: noise and batches change from"
            " step to step, and a difference of two different losses would say nothing."
        )
    if isinstance(examined.surface, Learner):
        words.append(
            f"{examined.surface.count} parameters; W are weights, b biases, γ and β scale and shift"
            " of batch normalization, numbered by layer. Each part is checked along one random"
            " direction in it: a mistake in any of its slopes shows."
        )
    if examined.mistake:
        mistake = mistakes(examined.surface)[examined.mistake]
        words.append(f"Wrong on purpose: {mistake.name}. {mistake.why}")
    if words:
        st.caption("  \n".join(words))


def _which(names: Sequence[str]) -> int:
    """Let the visitor choose whose curve is drawn."""
    if len(names) == 1:
        return 0
    if st.session_state.get(SHOWN) not in names:
        st.session_state[SHOWN] = names[0]
    chosen = st.segmented_control("Slope along", names, key=SHOWN, required=True)
    return list(names).index(chosen)


def _task(examined: GradientCheckSpec) -> None:
    """Set the puzzle."""
    st.markdown(
        "The value of this loss is right. Its gradient has one mistake, or none. Look at the curve"
        " and at the numbers of each slope: the error of a right one falls along the branches, that"
        " of a wrong one stays level."
    )
    at = ", ".join(f"{c:.4g}" for c in examined.start) or f"weights drawn with {examined.weights}"
    st.caption(f"{examined.surface.title}, at {at}")
    number, point, _ = st.columns([1, 1, 2], vertical_alignment="bottom")
    number.number_input(
        "Puzzle",
        0,
        MOST_PUZZLES,
        examined.find,
        step=1,
        key=show("gradient-puzzle", examined.find),
        on_change=lambda: _posed(st.session_state["gradient-puzzle"], 0),
    )
    point.button(
        "Another point",
        on_click=lambda: _posed(examined.find, (examined.point + 1) % 100),
        help="The same mistake elsewhere: what looks alike at one point may differ at another.",
        width="stretch",
    )


def _guess(examined: GradientCheckSpec, found: Sequence[Finding], names: Sequence[str]) -> None:
    """Take the answer, and tell."""
    offered = mistakes(examined.surface)
    labels = {"": NOTHING, **{name: mistake.name for name, mistake in offered.items()}}
    key = f"{GUESS}-{examined.find}"
    with st.form("gradient-answer", border=False):
        answer = st.selectbox(
            "What is wrong?", [*labels], index=None, format_func=labels.__getitem__, key=key
        )
        asked = st.form_submit_button("Answer")
    if asked and answer is None:
        st.info("Choose an answer first.")
    elif asked:
        show_truth(examined, answer, labels, offered)
        show_verdict(found, names)


def _posed(find: int | None, point: int) -> None:
    """Turn to a puzzle."""
    CHECK.edit(lambda old: replace(old, find=find, point=point))


def _switched() -> None:
    """Turn from checking to finding, or back to where the visitor was."""
    state = st.session_state
    if state["gradient-mode"] == FIND:
        state["gradient-before"] = CHECK.value
        seed = int(np.random.default_rng().integers(MOST_PUZZLES))
        _posed(seed, 0)
    else:
        before = state.get("gradient-before", DEFAULT)
        CHECK.edit(lambda _: before)


def _reading() -> None:
    """Explain the curve."""
    with st.expander("How to read the curve"):
        st.markdown(Path(__file__).with_suffix(".md").read_text(encoding="utf-8"))
