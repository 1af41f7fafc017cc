"""Basins: where every start of a map ends, for a few rules side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, cast

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.verbatim import as_code, in_markdown
from experiments import SEED, Experiment
from experiments.labels import labels
from figures.basins import SHOWN, Show
from studies import Basins
from studies.basin_maps.map_spec import STEPS, BasinMap
from studies.basin_maps.shares import end, sentence
from views.parts.basins_export import take_away
from views.parts.controls.cards import entrants
from views.parts.controls.component import controls
from views.parts.controls.fields import ChoiceField, Field, knob_field
from views.parts.controls.groups import Group, Section
from views.parts.controls.settings import ground, place
from views.parts.controls.values import one_of
from views.parts.formula import formula
from views.state import run_cache
from views.state.cache import Cache
from views.state.run_cache import one_at_a_time, refused, underway
from views.state.url_state import Subject, link
from web.maps.component import Pick, picked, show_maps
from web.maps.legend import legend_html, shares_html
from web.modules import PAGES

BASINS = Subject("basins", BasinMap, looks={"show": (*SHOWN,)})
CSS = PAGES / "basins.css"
KEY = "basins-maps"
OPENED = "basins-opened"
ZOOM = 4.0
"""How many times as close a zoom goes."""
FRESH = "basins-fresh"
SIZES = (64, 128, 256, 512, 1024)
REMEMBERED_BYTES = 256_000_000
"""Of all remembered maps together; those that are shown stay."""


def _bytes(one: Basins) -> int:
    """Return how much memory a map takes."""
    return sum(array.nbytes for array in (one.label, one.arrived, one.ending, one.value, one.end))


_remembered: Cache[Basins] = Cache(REMEMBERED_BYTES, _bytes)
"""Fine maps of one rule each, by their text."""


def page(race_page: StreamlitPage) -> None:
    """Draw the whole page for the map of this visitor."""
    BASINS.load()
    st.html(CSS)
    st.title("Basins", anchor=False)
    st.markdown(
        "Each point of these maps is a start, and its colour says where a run from there ends."
        " Plain descent cuts the plane into a few clean pieces; steps with a memory overshoot, and"
        " two starts that nearly touch may end far apart. Click a start to see its path."
    )
    BASINS.complain("map")
    with st.sidebar:
        controls(place, "basins-place", BASINS)
        formula(BASINS.shown.surface.true)
        controls(_fields, "basins-controls", BASINS)
    if refused(BASINS):
        BASINS.publish()
        return
    value = BASINS.value
    text, fresh = st.session_state.pop(FRESH, ("", ()))
    maps, picture = fresh if text == value.to_query() else _recalled(value), st.container()
    if not maps:
        st.session_state[FRESH] = value.to_query(), _computed(value, picture, race_page)
        st.rerun()
    BASINS.held.finished = value
    with picture:
        _picture(value, maps, race_page)
    BASINS.publish()
    _told(value, maps)


def _fields(value: BasinMap) -> list[Group]:
    """Return everything that may be changed beside the choice of the surface."""
    offered = {str(size): size for size in sorted({*SIZES, value.size})}

    def sized(held: BasinMap, text: Any) -> BasinMap:
        return replace(held, size=one_of(text, offered))

    sizes = [(text, f"{text} × {text}") for text in offered]
    own: list[Field] = [
        ChoiceField("size", "Starts", str(value.size), sized, [("", sizes)]),
        knob_field(("steps",), STEPS, value.steps, "Steps"),
    ]
    if value.surface.true is not value.surface:
        own.append(knob_field(("seed",), SEED, value.seed, "Seed", slider=False))
    return [Section("", ground(value)), Section("", own), *entrants(cast("Any", value))]


def _zoom(point: tuple[float, float], factor: float) -> None:
    """Show a part of the map around a point, or more of it."""
    BASINS.edit(lambda held: held.zoomed(point, factor))


def _recalled(value: BasinMap) -> tuple[Basins, ...]:
    """Return the fine maps of all rules if they are there; nothing if any is not."""
    found = [_remembered.get(one.to_query()) for one in value.alone]
    return tuple(one for one in found if one) if all(found) else ()


def _computed(value: BasinMap, picture: Any, race_page: StreamlitPage) -> tuple[Basins, ...]:
    """Work out what is not remembered; coarse maps are shown meanwhile, in their place."""
    with underway(BASINS, long=True) as report:
        if value.coarse != value:
            coarse = _remembering(value.coarse, report)
            with picture:
                _picture(value.coarse, coarse, race_page)
            BASINS.publish()
        return _remembering(value, report)


def _remembering(value: BasinMap, report: run_cache.Report) -> tuple[Basins, ...]:
    """Recall each map or work it out, and forget the oldest where memory is full."""
    maps: list[Basins] = []
    for done, one in enumerate(value.alone):

        def tell(part: float, done: int = done) -> None:
            count = len(value.optimizers)
            told = f"{value.size} × {value.size} starts, map {done + 1} of {count} …"
            report((done + part) / count, told)

        def run(one: BasinMap = one, tell: Callable[[float], None] = tell) -> Basins:
            with one_at_a_time:
                (map_,) = one.run(tell)
            return map_

        maps.append(_remembered.recall(one.to_query(), run, keep=len(value.alone)))
    return tuple(maps)


@st.fragment
def _picture(value: BasinMap, maps: Sequence[Basins], race_page: StreamlitPage) -> None:
    """Draw the maps, what their colours mean, and the path from the start that was picked."""
    if BASINS.value not in (value, replace(value, size=BASINS.value.size)):
        st.rerun()  # it was zoomed from within this part of the page
    show = _shown()
    st.html(legend_html(show, maps))
    pick = picked(maps, KEY)
    race, refusal = _race(value, pick)
    if race and pick and pick.open and st.session_state.get(OPENED) != pick.number:
        st.session_state[OPENED] = pick.number
        st.switch_page(race_page, query_params=link(race))
    names = labels(value.optimizers)
    show_maps(maps, names, show, pick, run_cache.preview(race) if race else (), key=KEY)
    if value.box:
        low, high = value.shown.low, value.shown.high
        middle = ((low[0] + high[0]) / 2, (low[1] + high[1]) / 2)
        st.button("Zoom out", on_click=_zoom, args=(middle, 1 / ZOOM), icon=":material/zoom_out:")
    if pick is None:
        st.caption(
            "Point at a start to read where it ends; click it, or press Enter at the cursor, for"
            " its path. Twice opens its race. Crosses are minima."
        )
        return
    row, column = maps[0].pixel(pick.start)
    x, y = pick.start
    told = "; ".join(
        f"{name}: {end(one, row, column)}" for name, one in zip(names, maps, strict=True)
    )
    words, way = st.columns([4, 1], vertical_alignment="center")
    words.markdown(f"**Start ({x:.4g}, {y:.4g}).** {in_markdown(told)}.".replace("-", "−"))
    if race:
        way.page_link(
            race_page, label="Race from here", icon=":material/flag:", query_params=link(race)
        )
    else:
        way.markdown(as_code(refusal))
    way.button("Zoom in here", on_click=_zoom, args=(pick.start, ZOOM), icon=":material/zoom_in:")


def _shown() -> Show:
    """Let the visitor choose what the colours say."""
    wished = BASINS.held.looks.get("show", "minimum")
    chosen = st.segmented_control(
        "Show",
        [*SHOWN],
        default=wished,
        format_func=SHOWN.__getitem__,
        required=True,
        label_visibility="collapsed",
    )
    if chosen != wished:
        BASINS.look(show=chosen)
        BASINS.publish()
    return cast("Show", chosen)


def _race(value: BasinMap, pick: Pick | None) -> tuple[Experiment | None, str]:
    """Return the race from the start that was picked, or why there is none."""
    if pick is None:
        return None, ""
    try:
        return value.race(pick.start), ""
    except ValueError as error:
        return None, str(error)


def _told(value: BasinMap, maps: Sequence[Basins]) -> None:
    """Say the same in words and numbers, and offer it as files."""
    names = labels(value.optimizers)
    st.subheader("Where the starts end", anchor=False)
    st.markdown(
        "\n".join(f"- {in_markdown(sentence(*one))}" for one in zip(names, maps, strict=True))
    )
    st.html(shares_html(names, maps))
    st.caption(
        "On the border means that a start right beside it ends elsewhere. Where borders are smooth,"
        " that share halves on a map twice as fine; where they are fractal, it hardly falls."
    )
    take_away(value, maps, cast("Show", BASINS.held.looks.get("show", "minimum")))
