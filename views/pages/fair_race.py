"""The fair race: which rule is better if each is tuned at the same price."""

from __future__ import annotations

import math
from functools import partial
from html import escape

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.knobs import knobs
from core.verbatim import in_markdown
from experiments import Experiment
from exports.studies import linked_program
from figures.fair_races import fair_race, sensitivity
from studies.fair_races.duel import median
from studies.fair_races.fair_race import FairRace, FairResult
from studies.fair_races.tuning import Protocol
from views.parts import figure_block
from views.parts.controls.cards import entrants
from views.parts.controls.component import controls
from views.parts.controls.fields import Field, knob_field
from views.parts.controls.groups import Group, Section
from views.parts.controls.settings import ground, place
from views.parts.export_panel import ExportContents, drawer
from views.parts.formula import formula
from views.parts.html import named
from views.state.cache import Cache
from views.state.run_cache import recalled, refused
from views.state.url_state import Subject, link
from web.standalone.figures import Drawn
from web.tables import table

FAIR = Subject("fair-race", FairRace)
WORDS = {
    "budget": "Evaluations of a run",
    "trials": "Settings tried",
    "tuned": "Knobs tuned",
    "starts": "Starts for tuning",
    "judged": "Starts for judging",
    "seed": "Seed",
}
LONG = 200_000  # evaluations in all from which on the page shows how far it is
REMEMBERED = 16

_remembered: Cache[FairResult] = Cache(REMEMBERED)


def page(race_page: StreamlitPage) -> None:
    """Draw the whole page for the fair race of this visitor."""
    FAIR.load()
    st.title("Fair race", anchor=False)
    st.markdown(
        "Any rule can be made to look good by tuning it and leaving the others as they are. Here"
        " every rule gets the same number of settings on the same starts, pays for each question"
        " it asks of the loss, and is judged on starts that it has not seen."
    )
    FAIR.complain("fair race")
    with st.sidebar:
        controls(place, "fair-place", FAIR)
        formula(FAIR.shown.surface.true)
        controls(_fields, "fair-controls", FAIR)
    if refused(FAIR):
        FAIR.publish()
        return
    result = _result(FAIR.value)
    FAIR.publish()
    _told(result, race_page)


def protocol_fields(protocol: Protocol) -> list[Field]:
    """Return the numbers of a protocol as fields, for anything that has one."""
    return [
        knob_field(("protocol", name), about, getattr(protocol, name), WORDS[name])
        for name, about in knobs(Protocol).items()
    ]


def _fields(race: FairRace) -> list[Group]:
    """Return everything that may be changed beside the choice of the surface."""
    return [
        Section("", ground(race)),
        Section("Protocol", protocol_fields(race.protocol)),
        *entrants(race),
    ]


def _result(race: FairRace) -> FairResult:
    """Hold the race, or recall what came out of it."""
    count = len(race.optimizers)
    long, told = race.protocol.cost * count > LONG, f"Tuning {count} rules …"
    return recalled(_remembered, FAIR, race, race.run, told, long=long)


def _told(result: FairResult, race_page: StreamlitPage) -> None:
    """Draw what came out."""
    st.markdown(f"**{in_markdown(result.sentence)}**")
    st.subheader("The race, tuned", anchor=False)
    every = _drawn(result)
    figure_block.show(every[0], key="fair-race-chart")
    st.caption(
        "Medians over the starts for judging, with the middle half of them; thin lines are the"
        " same rules as they were given. A line ends where most runs have overflowed."
    )
    _table(result)
    st.page_link(
        race_page,
        label="Watch the tuned rules race",
        icon=":material/flag:",
        query_params=link(_tuned_race(result)),
    )
    if len(every) > 1:
        st.subheader("What tuning saw", anchor=False)
        figure_block.show(every[1], key="fair-sensitivity")
        st.caption(
            "The loss when the budget is spent, over the first tuned knob, on the starts for"
            " tuning; the marker is the setting chosen. A wide valley forgives a careless choice."
        )
    st.subheader("Protocol", anchor=False)
    st.markdown(in_markdown(result.protocol))
    drawer(lambda: _contents(result, every), key="fair-away")


def _drawn(result: FairResult) -> list[Drawn]:
    """Return the figures of a race; without the second where nothing was tuned."""
    saw = f"The loss at the end of the budget over the first tuned knob. {result.sentence}"
    every = [
        Drawn(
            "fair-race",
            "The race, tuned",
            f"Median loss over evaluations, tuned and untuned. {result.sentence}",
            partial(fair_race, result),
        ),
        Drawn("tuning", "What tuning saw", saw, partial(sensitivity, result)),
    ]
    return every if any(tuning.knobs for tuning in result.tunings) else every[:1]


def _contents(result: FairResult, every: list[Drawn]) -> ExportContents:
    """Return all that may be taken away of a race."""
    race = result.race
    title = f"{race.surface.title}: a fair race"
    write = partial(linked_program, race, f"{title}.", [race.surface])
    return ExportContents(
        "this race",
        race.to_query(),
        f"**Numbers** of the figures. {result.protocol}",
        figure_block.tables(every),
        lambda: figure_block.save(every, "fair-race", title, result.sentence, key="fair-save"),
        {"This library": ("fair_race.py", write)},
    )


def _table(result: FairResult) -> None:
    """Draw a row for each rule, the lowest median first."""
    head = ("Optimizer", "Chosen", "Median loss", "As given", "Starts won against the best", "p")
    best = result.order[0]
    rows: list[tuple[str, ...]] = []
    for k in result.order:
        tuning = result.tunings[k]
        chosen = ", ".join(
            f"{name} {value:.3g}"
            for name, value in zip(tuning.knobs, tuning.settings[tuning.best], strict=True)
        )
        if edge := result.at_the_edge(k):
            chosen += f" (the end of the range of {', '.join(edge)})"
        duel = result.duel(k, best)
        against = "best" if k == best else f"{duel.ahead} of {duel.ahead + duel.behind}"
        cells = (
            chosen or "nothing to tune",
            _loss(median(result.tuned[k].final)),
            _loss(median(result.untuned[k].final)),
            against,
            "" if k == best else f"{duel.chance:.2g}",
        )
        rows.append((named(k, result.names[k]), *map(escape, cells)))
    st.html(table(head, rows, "Results"))


def _loss(value: float) -> str:
    return f"{value:.3g}" if math.isfinite(value) else "overflow"


def _tuned_race(result: FairResult) -> Experiment:
    """Return the race of the tuned rules from the first start of the surface."""
    surface = result.race.surface
    tuned = tuple(tuning.tuned for tuning in result.tunings)
    return Experiment(surface, tuned, surface.starts[0], result.race.steps)
