"""Same name, different rule: forms that share a name, side by side on one race."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import replace
from html import escape

import numpy as np
import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.sentences import ended
from core.verbatim import as_code
from experiments import Trajectory
from experiments.labels import layers
from experiments.mangled import Cleaned, mended
from experiments.text import suggest
from figures.docstrings import formulas
from studies.variants import VARIANTS, RuleVariants, partings
from views.parts.player_block import watch
from views.state import run_cache
from views.state.url_state import link
from web.player.component import View, events
from web.tables import table

KEY = "name"
COLUMNS = 5
"""Steps whose losses the table has."""


def page(race: StreamlitPage) -> None:
    """Let the visitor pick a name; show its rules, where they part, and how far."""
    st.title("Same name, different rule", anchor=False)
    st.markdown(
        "Papers, courses and libraries mean different rules by one name. Here they run from one"
        " start with the same knobs. By the plain name this project means PyTorch's form."
    )
    names = [one.name for one in VARIANTS]
    given = st.query_params.get(KEY, names[0])
    asked = mended(given, KEY, Cleaned([]))
    if given not in names:
        read = (
            f"was read as {asked}" if asked in names else f"is not known: {suggest(asked, names)}"
        )
        st.warning(
            ended(f"The name {as_code(given)} of this link {read}"), icon=":material/link_off:"
        )
    chosen = st.segmented_control(
        "Name", names, default=asked if asked in names else names[0], required=True
    )
    if chosen != given:
        st.query_params[KEY] = chosen
    shown = _from_where_the_visitor_put_it(VARIANTS[names.index(chosen)])
    st.markdown(shown.difference)
    held = events(_key(shown)).dragging
    trajectories = (run_cache.preview if held else run_cache.race)(shown.experiment)
    _formulas(shown)
    _player(shown, trajectories)
    _numbers(shown, trajectories)
    st.page_link(
        race, label="Open this race", icon=":material/flag:", query_params=link(shown.experiment)
    )


def _from_where_the_visitor_put_it(shown: RuleVariants) -> RuleVariants:
    """Start the race where the start was dragged to, if it was."""
    moved = events(_key(shown)).start
    if not moved:
        return shown
    start = shown.experiment.surface.domain.nearest(moved)
    return replace(shown, experiment=replace(shown.experiment, start=start))


def _key(shown: RuleVariants) -> str:
    """Return the key of the player: each name has one, with a start of its own."""
    return f"namesakes-{shown.name}"


def _formulas(shown: RuleVariants) -> None:
    """Show the rules one beside the other."""
    rules = [layers(optimizer)[-1] for optimizer in shown.experiment.optimizers]
    for column, rule in zip(st.columns(len(rules)), rules, strict=True):
        with column.container(border=True, height="stretch"):
            st.markdown(f"**{rule.title}**")
            st.latex(formulas(inspect.getdoc(type(rule)) or "")[0])


def _player(shown: RuleVariants, trajectories: Sequence[Trajectory]) -> None:
    """Show their race, one path over the other."""
    watch(shown.experiment, trajectories, _names(shown), View("overlaid"), key=_key(shown))


def _numbers(shown: RuleVariants, trajectories: Sequence[Trajectory]) -> None:
    """Say in numbers how far the other forms went from the first."""
    names = _names(shown)
    steps = np.linspace(0, shown.experiment.steps, COLUMNS).astype(int)
    rows = [
        (escape(name), *(f"{run.value[t]:.2g}" for t in steps))
        for name, run in zip(names, trajectories, strict=True)
    ]
    st.html(table(("Loss at step", *map(str, steps)), rows, "Losses on the way"))
    first, *others = names
    for name, parting in zip(others, partings(trajectories), strict=True):
        if parting.step is None:
            st.markdown(f"**{first}** and **{name}** take the same path.")
            continue
        st.markdown(
            f"**{first}** and **{name}** part at step {parting.step}. They are furthest apart at"
            f" step {parting.widest_at}, by {parting.widest:.2g}, and end with losses of"
            f" {parting.values[0]:.2g} and {parting.values[1]:.2g}."
        )


def _names(shown: RuleVariants) -> list[str]:
    return [layers(optimizer)[-1].title for optimizer in shown.experiment.optimizers]
