"""Sensitivity: how much hangs on the learning rate, or on any two knobs."""

from __future__ import annotations

from html import escape
from typing import Any

import numpy as np
import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.knobs import knobs
from experiments import Experiment
from experiments.laboratory.sensitivity import (
    NOTHING,
    Numbers,
    Picture,
    Sensitivity,
    about,
    turnable,
)
from experiments.laboratory.sweeps import with_knob
from figures.sensitivity import MEASURES, PICKED, over_knob, over_two
from views.compute import one_at_a_time, underway
from views.controls.cards import entrants
from views.controls.component import controls
from views.controls.fields import Choice, knob_field, putting
from views.controls.groups import Group, Section
from views.controls.settings import ground, place
from views.controls.symbols import plain
from views.formula import formula
from views.memory import Memory
from views.pieces import true_surface
from views.subject import Subject, link

SENSITIVITY = Subject("sensitivity", Sensitivity, looks={"show": ("loss", "steps", "share")})
WORDS = {
    "values": "Values of a knob",
    "starts": "Starts",
    "steps": "Steps",
    "seed": "Seed",
}
CHART = {"displayModeBar": False}
LONG = 10_000_000  # steps in all from which on the page shows how far it is
REMEMBERED_RUNS = 2_000_000  # in all remembered pictures together: some 100 MB

_remembered: Memory[Picture] = Memory(REMEMBERED_RUNS, lambda picture: picture.asked.runs)


def page(race_page: StreamlitPage) -> None:
    """Draw the whole page for the picture of this visitor."""
    SENSITIVITY.load()
    st.title("Sensitivity", anchor=False)
    st.markdown(
        "One learning rate makes one race. Here every rule runs with all of them at once, from many"
        " starts. Click a point to watch that race."
    )
    SENSITIVITY.complain("picture")
    with st.sidebar:
        controls(place, "sensitivity-place", SENSITIVITY)
        formula(true_surface(SENSITIVITY.shown.surface))
        controls(_fields, "sensitivity-controls", SENSITIVITY)
    picture = _result(SENSITIVITY.value)
    measure = _measure(picture)
    SENSITIVITY.publish()
    _told(picture, measure, race_page)


def _fields(value: Sensitivity) -> list[Group]:
    """Return everything that may be changed beside the choice of the surface."""
    names = dict.fromkeys(name for rule in value.optimizers for name in turnable(rule))
    options = [(name, _name(value, name)) for name in names]
    numbers = [
        knob_field(("numbers", name), knob, getattr(value.numbers, name), WORDS[name])
        for name, knob in knobs(Numbers).items()
    ]
    return [
        Section("", ground(value)),
        Section(
            "What is turned",
            [
                Choice("knob", "Knob", value.knob, putting(("knob",), str), [("", options)]),
                Choice(
                    "against",
                    "Against",
                    value.against,
                    putting(("against",), str),
                    [("", [(NOTHING, "nothing else"), *options])],
                ),
                *numbers,
            ],
        ),
        *entrants(value),
    ]


def _name(value: Sensitivity, name: str) -> str:
    """Name a knob with its symbol."""
    rule = next(rule for rule in value.optimizers if name in turnable(rule))
    sign = plain(about(rule, name).symbol)
    return name if sign == name else f"{name} {sign}"


def _result(value: Sensitivity) -> Picture:
    """Run everything, or recall what came out of it."""
    text = value.to_query()
    long = text not in _remembered and value.runs * value.steps > LONG
    with underway(SENSITIVITY, long=long) as report:

        def run() -> Picture:
            with one_at_a_time:
                return value.run(lambda part: report(part, f"{value.runs:,} runs …"))

        return _remembered.recall(text, run)


def _measure(picture: Picture) -> Any:
    """Let the visitor choose what is shown."""
    offered = [
        name
        for name in MEASURES
        if name != "steps" or all(one.target is not None for one in picture.sweeps)
    ]
    wished = SENSITIVITY.held.looks.get("show", "loss")
    chosen = st.segmented_control(
        "Show",
        offered,
        default=wished if wished in offered else "loss",
        format_func=MEASURES.__getitem__,
        required=True,
        label_visibility="collapsed",
    )
    if chosen != wished:
        SENSITIVITY.look(show=chosen)
    return chosen


def _told(picture: Picture, measure: Any, race_page: StreamlitPage) -> None:
    """Draw what came out."""
    asked, dark = picture.asked, st.context.theme.type == "dark"
    st.markdown(f"**{escape(picture.sentence)}**")
    left_out = len(asked.optimizers) - len(asked.taking_part)
    if left_out:
        turned = " and ".join(asked.turned)
        st.caption(f"{left_out} of the optimizers cannot turn {turned}, and are left out.")
    if len(asked.turned) == 1:
        shown = st.plotly_chart(
            over_knob(picture, measure, dark=dark),
            key="sensitivity-chart",
            config=CHART,
            on_select="rerun",
            selection_mode="points",
            alt=f"{MEASURES[measure]} over {asked.knob}. {picture.sentence}",
        )
        _open(picture, shown, race_page)
        st.caption(
            "Medians over the starts, with the middle half of them as a band; the large markers"
            " stand at the best values. A line ends where most runs overflow, or are never solved."
        )
        return
    for k, (column, name) in enumerate(
        zip(_columns(len(picture.sweeps)), picture.names, strict=False)
    ):
        with column:
            shown = st.plotly_chart(
                over_two(picture, k, measure, dark=dark),
                key=f"sensitivity-map-{k}",
                config=CHART,
                on_select="rerun",
                selection_mode="points",
                alt=f"{MEASURES[measure]} of {name} over {asked.turned[0]} and {asked.turned[1]}",
            )
            _open(picture, shown, race_page)
    st.caption(
        "Medians over the starts; a cell is empty where most runs overflow, or are never solved."
    )


def _columns(count: int) -> list[Any]:
    """Return places for so many maps, two in a row."""
    rows = [st.columns(2) for _ in range((count + 1) // 2)]
    return [column for row in rows for column in row]


def _open(picture: Picture, shown: Any, race_page: StreamlitPage) -> None:
    """Go to the race of the point that was clicked."""
    for point in shown.selection.points:
        match point.get("customdata"):
            case [word, place, *index] if word == PICKED:
                race = race_of(picture, int(place), [int(i) for i in index])
                st.switch_page(race_page, query_params=link(race))


def race_of(picture: Picture, place: int, index: list[int]) -> Experiment:
    """Return the race of a rule at the values of these indices, the other rules as they are.

    It begins where that run began that came out in the middle.
    """
    asked = picture.asked
    one = picture.sweeps[asked.taking_part.index(place)]
    rule: Any = asked.optimizers[place]
    for name, i in zip(asked.turned, index, strict=True):
        rule = with_knob(rule, name, float(one.knobs[name][i]))
    losses = one.loss[0][tuple(index)].ravel()
    middle = int(np.argsort(losses, kind="stable")[round((len(losses) - 1) / 2)])
    start, seed = divmod(middle, len(one.seeds))
    rules = (*asked.optimizers[:place], rule, *asked.optimizers[place + 1 :])
    point = tuple(map(float, one.starts[:, start]))
    return Experiment(asked.surface, rules, point, asked.steps, one.seeds[seed])
