"""The controls as a Streamlit component: fields out, changes in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from experiments import Experiment
from player import assets
from views.controls.fields import Options
from views.controls.groups import Group
from views.session import edit, preview

FILES = assets.folder("controls-assets", Path(__file__).parent / "static")

_CONTROLS = st.components.v2.component("controls", js=assets.loader(FILES), isolate_styles=False)

Describe = Callable[[Experiment], Sequence[Group]]


def controls(describe: Describe, key: str) -> None:
    """Show the fields that an experiment has, and make the changes that a person makes in them.

    While a slider is held, the race is only previewed; what is let go of, typed or chosen counts.
    """
    state = st.session_state
    groups = describe(state.preview or state.experiment)
    field, problem = state.refusal or ("", "")
    lists: list[Options] = []
    _CONTROLS(
        key=key,
        data={
            "groups": [group.told(lists) for group in groups],
            "lists": lists,
            "dark": st.context.theme.type == "dark",
            "refused": {"key": field, "text": problem} if field else None,
            "seen": _changes(key).get("seq", 0),
        },
        on_changes_change=partial(_changed, describe, key),
    )


def _changes(key: str) -> dict[str, Any]:
    """Return what the browser last told: numbered, with one or more changes."""
    state: Any = st.session_state.get(key) or {}
    return state.get("changes") or {}


def _changed(describe: Describe, key: str) -> None:
    """Make the changes in their order; a field that is gone meanwhile changes nothing."""
    made: list[dict[str, Any]] = _changes(key).get("made", [])

    def change(experiment: Experiment) -> Experiment:
        for one in made:
            offered = (field for group in describe(experiment) for field in group.everything())
            field = next((field for field in offered if field.key == one["key"]), None)
            experiment = field.change(experiment, one["value"]) if field else experiment
        return experiment

    if all(one.get("held") for one in made):
        preview(change)
    else:
        edit(change, field=made[-1]["key"])
