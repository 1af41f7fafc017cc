"""Sensitivity: how much hangs on the learning rate, or on any two knobs."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.knobs import knobs
from core.verbatim import in_markdown
from experiments import Experiment
from exports.studies import sweep_csv, sweep_json, sweep_npz, sweep_program
from exports.sweeps_in_pytorch import sweep_pytorch
from figures.sensitivity import MEASURES, PICKED, over_knob, over_two
from studies.sweeps.nested_knobs import about, turnable, with_knob
from studies.sweeps.sensitivity import NOTHING, Picture, Sensitivity, SweepNumbers
from views.parts import figure_block
from views.parts.controls.cards import entrants
from views.parts.controls.component import controls
from views.parts.controls.fields import ChoiceField, knob_field, putting
from views.parts.controls.groups import Group, Section
from views.parts.controls.settings import ground, place
from views.parts.controls.symbols import plain
from views.parts.export_panel import ExportContents, File, drawer
from views.parts.formula import formula
from views.state.cache import Cache
from views.state.run_cache import recalled, refused
from views.state.url_state import Subject, link
from web.standalone.figures import Drawn

SENSITIVITY = Subject("sensitivity", Sensitivity, looks={"show": ("loss", "steps", "share")})
WORDS = {
    "values": "Values of a knob",
    "starts": "Starts",
    "steps": "Steps",
    "seed": "Seed",
}
LONG = 10_000_000  # steps in all from which on the page shows how far it is
REMEMBERED_RUNS = 2_000_000  # in all remembered pictures together: some 100 MB

_remembered: Cache[Picture] = Cache(REMEMBERED_RUNS, lambda picture: picture.asked.runs)


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
        formula(SENSITIVITY.shown.surface.true)
        controls(_fields, "sensitivity-controls", SENSITIVITY)
    if refused(SENSITIVITY):
        SENSITIVITY.publish()
        return
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
        for name, knob in knobs(SweepNumbers).items()
    ]
    return [
        Section("", ground(value)),
        Section(
            "What is turned",
            [
                ChoiceField("knob", "Knob", value.knob, putting(("knob",), str), [("", options)]),
                ChoiceField(
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
    long, told = value.runs * value.steps > LONG, f"{value.runs:,} runs …"
    return recalled(_remembered, SENSITIVITY, value, value.run, told, long=long)


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
    asked = picture.asked
    st.markdown(f"**{in_markdown(picture.sentence)}**")
    left_out = len(asked.optimizers) - len(asked.taking_part)
    if left_out:
        turned = " and ".join(asked.turned)
        st.caption(f"{left_out} of the optimizers cannot turn {turned}, and are left out.")
    drawn = _drawn(picture, measure)
    if len(asked.turned) == 1:
        happened = figure_block.show(
            drawn[0], key="sensitivity-chart", on_select="rerun", selection_mode="points"
        )
        _open(picture, happened, race_page)
        st.caption(
            "Medians over the starts, with the middle half of them as a band; the large markers"
            " stand at the best values. A line ends where most runs overflow, or are never solved."
        )
    else:
        for k, (column, one) in enumerate(zip(_columns(len(drawn)), drawn, strict=False)):
            with column:
                key = f"sensitivity-map-{k}"
                happened = figure_block.show(
                    one, key=key, on_select="rerun", selection_mode="points"
                )
                _open(picture, happened, race_page)
        st.caption(
            "Medians over the starts; a cell is empty where most runs overflow, or are never"
            " solved."
        )
    drawer(lambda: _contents(picture, drawn), key="sensitivity-away")


def _drawn(picture: Picture, measure: Any) -> list[Drawn]:
    """Return the figures of a picture: one of curves, or a map of colours for each rule."""
    turned, title = picture.asked.turned, MEASURES[measure]
    if len(turned) == 1:
        alt = f"{title} over {turned[0]}. {picture.sentence}"
        curves = partial(over_knob, picture, measure)
        return [Drawn("sensitivity", f"{title} over {turned[0]}", alt, curves)]
    over = f"{turned[0]} and {turned[1]}"
    return [
        Drawn(
            f"sensitivity-{k + 1}",
            f"{title}, {name}",
            f"{title} of {name} over {over}. {picture.sentence}",
            partial(over_two, picture, k, measure),
        )
        for k, name in enumerate(picture.names)
    ]


def _contents(picture: Picture, drawn: list[Drawn]) -> ExportContents:
    """Return all that may be taken away of a picture."""
    asked = picture.asked
    title = f"{asked.surface.title}: how much hangs on {' and '.join(asked.turned)}"
    return ExportContents(
        "these runs",
        asked.to_query(),
        "**Numbers:** the knobs, start and seed of each run, its final loss, the step at which it"
        " was solved, and how it ended. NPZ: NumPy's own, a file for each rule in a ZIP",
        [
            File("CSV", partial(sweep_csv, picture), "sensitivity.csv", "text/csv"),
            File("JSON", partial(sweep_json, picture), "sensitivity.json", "application/json"),
            File("NPZ", partial(sweep_npz, picture), "sensitivity-npz.zip", "application/zip"),
        ],
        lambda: figure_block.save(
            drawn, "sensitivity", title, picture.sentence, key="sensitivity-save"
        ),
        {
            "This library": ("sensitivity.py", partial(sweep_program, picture)),
            "PyTorch": ("sensitivity_pytorch.py", partial(sweep_pytorch, picture)),
        },
    )


def _columns(count: int) -> list[Any]:
    """Return places for so many maps, two in a row."""
    rows = [st.columns(2) for _ in range((count + 1) // 2)]
    return [column for row in rows for column in row]


def _open(picture: Picture, happened: Any, race_page: StreamlitPage) -> None:
    """Go to the race of the point that was clicked."""
    for point in happened.selection.points:
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
