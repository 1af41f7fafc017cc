"""The fair race: which rule is better if each is tuned at the same price."""

from __future__ import annotations

import math
from html import escape

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.knobs import knobs
from experiments import Experiment
from experiments.contests.fair import FairRace, FairResult, median
from experiments.contests.tuning import Protocol
from figures.contests import fair_race, sensitivity
from figures.styles import STYLES
from views.compute import one_at_a_time, underway
from views.controls.cards import entrants
from views.controls.component import controls
from views.controls.fields import Field, knob_field
from views.controls.groups import Group, Section
from views.controls.settings import ground, place
from views.drawings import swatch
from views.formula import formula
from views.memory import Memory
from views.pieces import true_surface
from views.subject import Subject, link

FAIR = Subject("fair-race", FairRace)
WORDS = {
    "budget": "Evaluations of a run",
    "trials": "Settings tried",
    "tuned": "Knobs tuned",
    "starts": "Starts for tuning",
    "judged": "Starts for judging",
    "seed": "Seed",
}
CHART = {"displayModeBar": False}
LONG = 200_000  # evaluations in all from which on the page shows how far it is
REMEMBERED = 16

_remembered: Memory[FairResult] = Memory(REMEMBERED)


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
        formula(true_surface(FAIR.shown.surface))
        controls(_fields, "fair-controls", FAIR)
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
    text = race.to_query()
    count = len(race.optimizers)
    price = race.protocol.price * count
    with underway(FAIR, long=text not in _remembered and price > LONG) as report:

        def run() -> FairResult:
            with one_at_a_time:
                return race.run(lambda part: report(part, f"Tuning {count} rules …"))

        return _remembered.recall(text, run)


def _told(result: FairResult, race_page: StreamlitPage) -> None:
    """Draw what came out."""
    dark = st.context.theme.type == "dark"
    st.markdown(f"**{escape(result.sentence)}**")
    st.subheader("The race, tuned", anchor=False)
    st.plotly_chart(
        fair_race(result, dark=dark),
        key="fair-race-chart",
        config=CHART,
        alt=f"Median loss over evaluations, tuned and untuned. {result.sentence}",
    )
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
    if any(tuning.knobs for tuning in result.tunings):
        st.subheader("What tuning saw", anchor=False)
        st.plotly_chart(
            sensitivity(result, dark=dark),
            key="fair-sensitivity",
            config=CHART,
            alt="Loss at the end of the budget over the setting of the first tuned knob",
        )
        st.caption(
            "The loss when the budget is spent, over the first tuned knob, on the starts for"
            " tuning; the marker is the setting chosen. A wide valley forgives a careless choice."
        )
    st.subheader("Protocol", anchor=False)
    st.markdown(escape(result.protocol))


def _table(result: FairResult) -> None:
    """Draw a row for each rule, the lowest median first."""
    head = ("Optimizer", "Chosen", "Median loss", "As given", "Starts won against the best", "p")
    best = result.order[0]
    rows: list[str] = []
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
        rows.append(
            f"<tr><th scope='row'>{swatch(STYLES[k])} {escape(result.names[k])}</th>"
            + "".join(f"<td>{escape(cell)}</td>" for cell in cells)
            + "</tr>"
        )
    st.html(
        "<div class='verdicts' tabindex='0' role='region' aria-label='Results'><table><thead><tr>"
        + "".join(f'<th scope="col">{cell}</th>' for cell in head)
        + f"</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _loss(value: float) -> str:
    return f"{value:.3g}" if math.isfinite(value) else "overflow"


def _tuned_race(result: FairResult) -> Experiment:
    """Return the race of the tuned rules from the first start of the surface."""
    surface = result.race.surface
    tuned = tuple(tuning.tuned for tuning in result.tunings)
    return Experiment(surface, tuned, surface.starts[0], result.race.steps)
