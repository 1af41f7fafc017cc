"""The entrants of a race as compact cards: rule, learning rate, and what is wrapped around it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from core.knobs import knobs
from experiments import MOST_OPTIMIZERS, Experiment
from experiments.labels import around, layers
from figures.styles import STYLES
from optimizers import OPTIMIZERS, Adam, Clipped, Scheduled
from optimizers.base import Optimizer
from optimizers.schedules import SCHEDULES, Constant, Schedule
from views.drawings import curve, swatch
from views.fields import key_of, knob_widget, log_widgets, show
from views.session import Path, card, edit, piece, with_piece

MOVES = {
    "Duplicate": ":material/content_copy:",
    "Move up": ":material/arrow_upward:",
    "Move down": ":material/arrow_downward:",
    "Remove": ":material/delete:",
}
CLIPPING = {"none": "No clipping", "norm": "Clip by norm", "limit": "Clip by value"}


def entrant_cards() -> None:
    """Draw a card for each optimizer, and the buttons that act on all of them."""
    experiment: Experiment = st.session_state.experiment
    for place in range(len(experiment.optimizers)):
        with st.container(border=True, gap="xxsmall", key=f"entrant-{place + 1}"):
            st.fragment(_card, key=card(place))(place)
    with st.container(horizontal=True):
        st.button(
            "Add optimizer",
            icon=":material/add:",
            on_click=_add,
            disabled=len(experiment.optimizers) >= MOST_OPTIMIZERS,
            help=f"Up to {MOST_OPTIMIZERS} in a race.",
        )
        with st.popover("Same rate for all", help="Give every entrant one learning rate."):
            rate = st.number_input(
                "Learning rate for all", 1e-6, 10.0, 0.01, step=None, format="%.6g"
            )
            st.button("Set for all", on_click=_same_rate, args=(rate,), type="primary")


def _card(place: int) -> None:
    """Draw one card: always the rule and its learning rate, the rest when it is opened."""
    experiment: Experiment = st.session_state.experiment
    outer: Path = ("optimizers", place)
    rule = rule_path(experiment, place)
    optimizer: Any = piece(experiment, rule)
    name = type(optimizer).__name__
    with st.container(horizontal=True, vertical_alignment="center", gap="small", wrap=False):
        st.html(swatch(STYLES[place]), width="content")
        st.selectbox(
            f"Optimizer {place + 1}",
            list(OPTIMIZERS),
            format_func=_title,
            key=show(key_of(outer, "rule"), name),
            on_change=_change_rule,
            args=(place,),
            label_visibility="collapsed",
        )
        st.menu_button(
            "",
            list(MOVES),
            format_func=lambda move: f"{MOVES[move]} {move}",
            icon=":material/more_vert:",
            type="tertiary",
            key=key_of(outer, "menu"),
            on_click=_move,
            args=(place,),
            help=f"Duplicate, move or remove optimizer {place + 1}",
        )
    if "lr" in knobs(optimizer):
        label, knob = f"Learning rate {place + 1}", knobs(optimizer)["lr"]
        log_widgets(label, (*rule, "lr"), knob, optimizer.lr, labelled=False)
    more = st.expander(
        _summary(experiment.optimizers[place], optimizer), key=f"more-{place}", on_change="rerun"
    )
    if more.open:
        with more:
            _details(experiment, place, rule, optimizer)


def _details(experiment: Experiment, place: int, rule: Path, optimizer: Optimizer) -> None:
    """Draw the other knobs of the rule, its schedule and its clipping."""
    for field, knob in knobs(optimizer).items():
        if field != "lr":
            knob_widget(f"${knob.symbol}$ {field}", (*rule, field), knob, getattr(optimizer, field))
    scheduled = layer_path(experiment, place, Scheduled)
    schedule = piece(experiment, scheduled).schedule if scheduled else Constant()
    _schedule_widgets(
        "Schedule",
        (*(scheduled or ("optimizers", place)), "schedule"),
        place,
        schedule,
        experiment.steps,
    )
    if scheduled:
        title = f"{type(schedule).title} over {experiment.steps} steps"
        st.html(curve(schedule(np.arange(experiment.steps)), title))
    _clipping_widgets(experiment, place)


def _schedule_widgets(label: str, path: Path, place: int, schedule: Schedule, steps: int) -> None:
    """Draw the choice of a schedule and its knobs; a warm-up holds another schedule."""
    st.selectbox(
        label,
        list(SCHEDULES),
        format_func=lambda name: SCHEDULES[name].title,
        key=show(key_of(path, "choice"), type(schedule).__name__),
        on_change=_change_schedule,
        args=(place, path),
    )
    for field, knob in knobs(schedule).items():
        knob_widget(f"${knob.symbol}$ {field}", (*path, field), knob, getattr(schedule, field))
    if hasattr(schedule, "then"):
        _schedule_widgets("Then", (*path, "then"), place, schedule.then, steps)


def _clipping_widgets(experiment: Experiment, place: int) -> None:
    """Draw the choice between no clipping, clipping by norm and by value, and its threshold."""
    path = layer_path(experiment, place, Clipped)
    clip: Any = piece(experiment, path) if path else None
    kind = "none" if clip is None else "norm" if clip.norm is not None else "limit"
    key = key_of(("optimizers", place), "clipping")
    st.selectbox(
        "Clipping",
        list(CLIPPING),
        format_func=CLIPPING.__getitem__,
        key=show(key, kind),
        on_change=_change_clipping,
        args=(place,),
    )
    if path and clip:
        log_widgets("Threshold", (*path, kind), knobs(Clipped)[kind], getattr(clip, kind))


def rule_path(experiment: Experiment, place: int) -> Path:
    """Return the path of the rule itself, inside all of its wrappers."""
    depth = len(layers(experiment.optimizers[place])) - 1
    return ("optimizers", place, *("inner",) * depth)


def layer_path(experiment: Experiment, place: int, kind: type) -> Path | None:
    """Return the path of the outermost wrapper of a kind, or None if there is none."""
    for depth, layer in enumerate(layers(experiment.optimizers[place])):
        if isinstance(layer, kind) and getattr(layer, "knob", "lr") == "lr":
            return ("optimizers", place, *("inner",) * depth)
    return None


def _title(name: str) -> str:
    return OPTIMIZERS[name].title


def _summary(optimizer: Optimizer, rule: Optimizer) -> str:
    """Say in a few words what stands around and inside the rule, beyond its learning rate."""
    words = [
        f"{field} {getattr(rule, field):.3g}"
        for field in knobs(rule)
        if field in ("beta", "beta1", "decay", "weight_decay")
    ]
    words += around(optimizer)
    return " · ".join(words) or "Knobs"


def _add() -> None:
    """Add an entrant that is not in the race yet, with its defaults."""

    def change(experiment: Experiment) -> Experiment:
        present = {type(layers(o)[-1]) for o in experiment.optimizers}
        fresh = next((rule for rule in OPTIMIZERS.values() if rule not in present), Adam)
        return replace(experiment, optimizers=(*experiment.optimizers, fresh()))

    edit(change)


def _move(place: int) -> None:
    """Do what the menu of a card says."""
    move = st.session_state[key_of(("optimizers", place), "menu")]

    def change(experiment: Experiment) -> Experiment:
        entrants = list(experiment.optimizers)
        if move == "Duplicate":
            entrants.insert(place + 1, entrants[place])
        else:
            entrant = entrants.pop(place)
            if move != "Remove":
                entrants.insert(max(0, place + (1 if move == "Move down" else -1)), entrant)
        return replace(experiment, optimizers=tuple(entrants))

    edit(change)


def _same_rate(rate: float) -> None:
    """Give every rule one learning rate, as near as its own range allows."""

    def change(experiment: Experiment) -> Experiment:
        for place in range(len(experiment.optimizers)):
            rule = rule_path(experiment, place)
            experiment = with_piece(experiment, rule, _with_rate(piece(experiment, rule), rate))
        return experiment

    edit(change)


def _with_rate(rule: Any, rate: float) -> Any:
    """Return the rule with a learning rate, as near as its range allows."""
    knob = knobs(rule).get("lr")
    return replace(rule, lr=min(max(rate, knob.low), knob.high)) if knob else rule


def _change_rule(place: int) -> None:
    """Put another rule inside the same wrappers; it keeps the learning rate."""
    name = st.session_state[key_of(("optimizers", place), "rule")]

    def change(experiment: Experiment) -> Experiment:
        path = rule_path(experiment, place)
        old: Any = piece(experiment, path)
        rule = OPTIMIZERS[name]()
        return with_piece(
            experiment, path, _with_rate(rule, old.lr) if hasattr(old, "lr") else rule
        )

    edit(change, redraw=card(place))


def _change_schedule(place: int, path: Path) -> None:
    """Put another schedule in; around the rule if there was none, nowhere if it is constant."""
    chosen = SCHEDULES[st.session_state[key_of(path, "choice")]]()

    def change(experiment: Experiment) -> Experiment:
        schedule = _fitted(chosen, experiment.steps)
        scheduled = layer_path(experiment, place, Scheduled)
        if scheduled and (path[-1] == "then" or not isinstance(schedule, Constant)):
            return with_piece(experiment, path, schedule)
        if scheduled:
            return with_piece(experiment, scheduled, piece(experiment, scheduled).inner)
        rule = rule_path(experiment, place)
        return with_piece(experiment, rule, Scheduled(piece(experiment, rule), schedule))

    edit(change, redraw=card(place))


def _fitted(schedule: Any, steps: int) -> Any:
    """Return a fresh schedule fitted to the length of the race: decays last it, ramps a tenth."""
    parts = {"period": 4, "every": 4, "steps": 10 if hasattr(schedule, "then") else 1}
    fitting = {
        field: int(min(max(steps // parts[field], knob.low), knob.high))
        for field, knob in knobs(schedule).items()
        if field in parts
    }
    return replace(schedule, **fitting)


def _change_clipping(place: int) -> None:
    """Put clipping around everything, change its kind, or take it away."""
    kind = st.session_state[key_of(("optimizers", place), "clipping")]

    def change(experiment: Experiment) -> Experiment:
        path = layer_path(experiment, place, Clipped)
        outer: Path = path or ("optimizers", place)
        inner: Any = piece(experiment, outer).inner if path else piece(experiment, outer)
        return with_piece(
            experiment, outer, inner if kind == "none" else Clipped(inner, **{kind: 1.0})
        )

    edit(change, redraw=card(place))
