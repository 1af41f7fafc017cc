"""The rule that somebody types, what it may be made of, and its race against the true one."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from core.knobs import knobs
from core.verbatim import as_code
from experiments import Experiment
from lessons.kinds import WriteRule
from optimizers import Rule
from optimizers.typed.spelling import FUNCTIONS, KNOBS, LONGEST, OF_VECTORS
from surfaces import SURFACES
from views.parts.classroom.fields import Read, keep
from views.parts.classroom.race_fields import showing
from views.parts.controls.symbols import plain as symbol
from views.state.student_session import Desk
from views.state.url_state import show

STEPS = 100
SHOWN = ("Quadratic", "Beale", "Branin", "ThreeHumpCamel", "Saddle", "Rastrigin")
"""Surfaces to look at both on: others than those it is graded on."""
HEIGHT = 190
"""Pixels: some six lines."""


def rule(exercise: WriteRule, desk: Desk, place: str) -> Read:
    """Draw the field of a rule; return what reads it."""
    key = f"{place}-rule"
    read = partial(keep, desk, exercise.name, "rule", key)
    text = in_lines(desk.draft(exercise.name).get("rule", exercise.begin))
    with st.container(key=f"answer-{key}"):
        with st.container(key=f"rule-{place}"):
            st.text_area(
                "The rule, line by line: how theta moves in one step",
                text,
                key=show(key, text),
                height=HEIGHT,
                max_chars=LONGEST,
                on_change=read,
            )
        drawer = st.expander("What a rule is made of", icon=":material/code:")
        drawer.markdown(_made_of(exercise))
    return read


def in_lines(text: str) -> str:
    """Return a rule with each of its lines on a line."""
    return "\n".join(line.strip() for line in text.replace(";", "\n").splitlines())


def raced(exercise: WriteRule, desk: Desk, place: str) -> None:
    """Offer a race of the answer against the true rule; nothing is run until somebody asks."""
    text = desk.work.answers.get(exercise.name, {}).get("rule", "")
    drawer = st.expander(
        "Race it against the true rule",
        icon=":material/flag:",
        key=f"{place}-raced",
        on_change="rerun",
    )
    if not drawer.open:
        return
    with drawer:
        name = st.selectbox(
            "Surface",
            SHOWN,
            format_func=lambda name: SURFACES[name].title,
            key=f"{place}-surface",
        )
        try:
            experiment = _against(exercise, text, name)
        except ValueError as error:
            st.info(f"It cannot take part: {as_code(str(error))}", icon=":material/block:")
            return
        st.fragment(key=f"{place}-race")(showing)(experiment, place)


def _against(exercise: WriteRule, text: str, name: str) -> Experiment:
    """Return the race. Raises ``ValueError`` for a text that is no rule."""
    true = exercise.rule
    shared: dict[str, Any] = {k: getattr(true, k) for k in KNOBS if k in knobs(true)}
    surface = SURFACES[name]()
    return Experiment(surface, (Rule(text, **shared), true), surface.starts[0], STEPS)


def _made_of(exercise: WriteRule) -> str:
    """Say in Markdown what may stand in a rule."""
    own = knobs(exercise.rule)
    known = [name for name in KNOBS if name in own]
    set_beside = ", ".join(f"`{name}` ({symbol(own[name].symbol)})" for name in known)
    functions = ", ".join(f"`{name}`" for name in FUNCTIONS)
    vectors = ", ".join(f"`{name}`" for name in OF_VECTORS)
    return (
        "Each line gives a name its value, as in `m = 0.9*m + 0.1*g`; the lines are taken from"
        " the first to the last, once a step, and coordinate by coordinate.\n\n"
        "- `theta` is the point, `g` the gradient at it, `t` the number of the step, from 1\n"
        f"- set for you: {set_beside}\n"
        "- any other name, such as `v`, keeps its value from step to step, and begins at 0\n"
        "- `+ - * / **`, brackets, and comparisons, which are 1 where they hold and else 0\n"
        f"- {functions}\n"
        f"- {vectors} make one number of vectors; `grad(theta - v)` is the slope elsewhere,"
        " `f(theta)` the height\n"
        "- `theta -= …`, `θ`, `α`, `np.sqrt` and the like are read too; a remark follows `#`\n\n"
        "Ctrl and Enter check it."
    )
