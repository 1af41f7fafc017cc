"""Seeds: one race many times, since a single run of what depends on chance shows little."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from experiments.crowds import Crowd, Goal, crowd, goal
from experiments.ensembles import RUNS, SPREAD, TARGET, Ensemble
from experiments.labels import labels
from figures.clouds import cloud, drawn
from figures.ensembles import arrivals, loss_bands
from figures.styles import STYLES
from surfaces import Surface
from views.compute import one_at_a_time, underway
from views.controls.cards import entrants
from views.controls.component import controls
from views.controls.fields import knob_field
from views.controls.groups import Group, Section
from views.controls.lifted import lifted
from views.controls.settings import place, settings
from views.drawings import relief_of, swatch
from views.formula import formula
from views.memory import Memory
from views.pieces import true_surface
from views.subject import Subject, link

SEEDS = Subject("seeds", Ensemble)
CHART = {"displayModeBar": False}
LONG = 500_000  # steps of all runs from which on the page shows how far it is
REMEMBERED = 8
HEADINGS = (
    "Optimizer",
    "Arrived",
    "95 % interval",
    "Median steps (25 to 75 %)",
    "Median final loss (10 to 90 %)",
    "Ended at",
)


@dataclass(frozen=True, eq=False)
class Result:
    """What came out of an ensemble."""

    ensemble: Ensemble
    names: tuple[str, ...]
    crowds: tuple[Crowd, ...]
    goal: Goal | None


_remembered: Memory[Result] = Memory(REMEMBERED)


def page(race_page: StreamlitPage) -> None:
    """Draw the whole page for the ensemble of this visitor."""
    SEEDS.load()
    st.title("Seeds", anchor=False)
    st.markdown(
        "One run under noise, or on mini-batches, is one throw of dice. Here the same race is run"
        " many times at once, each with a seed of its own and a start nearby: what is luck"
        " spreads, and what is the rule stays."
    )
    SEEDS.complain("ensemble")
    with st.sidebar:
        controls(_place, "seeds-place", SEEDS)
        formula(true_surface(SEEDS.shown.experiment.surface))
        controls(_fields, "seeds-controls", SEEDS)
    result = _result(SEEDS.value)
    SEEDS.publish()
    _told(result)
    _one_run(race_page)


def _place(ensemble: Ensemble) -> list[Group]:
    """Return the choice of the surface."""
    return [lifted(group) for group in place(ensemble.experiment)]


def _fields(ensemble: Ensemble) -> list[Group]:
    """Return everything that may be changed beside the choice of the surface."""
    own = [
        knob_field(("runs",), RUNS, ensemble.runs, "Runs"),
        knob_field(("spread",), SPREAD, ensemble.spread, "Spread of the starts"),
        knob_field(("target",), TARGET, ensemble.target, "Target loss", slider=False),
    ]
    race = [*settings(ensemble.experiment), *entrants(ensemble.experiment)]
    return [Section("", own), *map(lifted, race)]


def _result(ensemble: Ensemble) -> Result:
    """Run the ensemble, or recall what came out of it."""
    text, race = ensemble.to_query(), ensemble.experiment
    price = ensemble.runs * race.steps * len(race.optimizers)
    with underway(SEEDS, long=text not in _remembered and price > LONG) as report:

        def run() -> Result:
            with one_at_a_time:
                runs = ensemble.run(lambda part: report(part, f"{ensemble.runs} runs of each …"))
            reach = goal(runs[0][0], ensemble.target)
            crowds = tuple(crowd(of_one, reach) for of_one in runs)
            return Result(ensemble, tuple(labels(race.optimizers)), crowds, reach)

        return _remembered.recall(text, run)


def _told(result: Result) -> None:
    """Draw what came out."""
    dark, race = st.context.theme.type == "dark", result.ensemble.experiment
    names, crowds = result.names, result.crowds
    st.plotly_chart(
        cloud(crowds, names, race.surface, relief_of(race.surface), dark=dark),
        key="seeds-cloud",
        config=CHART,
        alt=f"Paths of {result.ensemble.runs} runs of each optimizer. {_sentence(result)}",
    )
    st.caption(_legend(result))
    st.subheader("Who arrives", anchor=False)
    if result.goal is None:
        st.info("No minimum of this surface is known: set a target loss to count arrivals.")
    else:
        st.markdown(f"A run has arrived once {escape(result.goal.words)}.")
    _table(result)
    if result.goal is not None:
        st.plotly_chart(
            arrivals(crowds, names, dark=dark),
            key="seeds-arrivals",
            config=CHART,
            alt=f"The part of the runs that has arrived by each step. {_sentence(result)}",
        )
        st.caption("The higher, the more sure; the further left, the faster.")
    st.subheader("The loss of all runs", anchor=False)
    st.plotly_chart(
        loss_bands(crowds, names, dark=dark),
        key="seeds-bands",
        config=CHART,
        alt=f"Median and quantiles of the true loss over steps. {_finals(result)}",
    )
    st.caption(
        "Lines are medians; the dark band holds the middle half of the runs, the light one the"
        " middle 80 %. A run that overflows counts as infinitely bad from then on, and is never"
        " left out. Click a name to hide it."
    )


@st.fragment
def _one_run(race_page: StreamlitPage) -> None:
    """Draw the choice of one run, and the way to its race."""
    ensemble = SEEDS.value
    which, way = st.columns([1, 3], vertical_alignment="bottom")
    number = which.number_input("Run", 1, ensemble.runs, 1, key="seeds-run")
    member = ensemble.member(min(int(number), ensemble.runs) - 1)
    way.page_link(
        race_page,
        label=f"Watch this run as a race: seed {member.seed}",
        icon=":material/flag:",
        query_params=link(member),
    )


def _legend(result: Result) -> str:
    """Say what the maps show."""
    runs, shown = result.ensemble.runs, drawn(result.crowds)
    which = f"All {runs} runs" if shown == runs else f"The first {shown} of {runs} runs"
    spread = result.ensemble.spread
    starts = (
        f" Starts are spread evenly over a box whose sides are {100 * spread:.3g} % of the map's."
        if spread
        else " All start from the same point."
    )
    return f"{which} of each rule, with markers where they are at the step shown; play it.{starts}"


def _sentence(result: Result) -> str:
    """Say who arrived how often."""
    if result.goal is None:
        return _finals(result)
    told = [
        f"{name}: {crowd.rate.successes} of {crowd.rate.runs} arrived"
        for name, crowd in zip(result.names, result.crowds, strict=True)
    ]
    return "; ".join(told) + "."


def _finals(result: Result) -> str:
    """Say where the median run of each rule ends."""
    told = [
        f"{name} ends at a median loss of {_number(float(crowd.bands[2, -1]))}"
        for name, crowd in zip(result.names, result.crowds, strict=True)
    ]
    return "; ".join(told) + "."


def _table(result: Result) -> None:
    """Draw a row for each rule."""
    surface = result.ensemble.experiment.surface
    rows = "".join(
        f"<tr><th scope='row'>{swatch(STYLES[k])} {escape(name)}</th>"
        + "".join(f"<td>{escape(cell)}</td>" for cell in _cells(crowd, result.goal, surface))
        + "</tr>"
        for k, (name, crowd) in enumerate(zip(result.names, result.crowds, strict=True))
    )
    st.html(
        "<div class='verdicts' tabindex='0' role='region' aria-label='Arrivals'><table><thead><tr>"
        + "".join(f'<th scope="col">{heading}</th>' for heading in HEADINGS)
        + f"</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _cells(crowd: Crowd, reach: Goal | None, surface: Surface) -> tuple[str, ...]:
    """Return what stands in the row of a rule."""
    low, high = (100 * edge for edge in crowd.rate.interval)
    arrived = ("no target", "", "")
    if reach is not None:
        arrived = (
            f"{crowd.rate.successes} of {crowd.rate.runs}",
            f"{low:.0f} to {high:.0f} %",
            _spread([crowd.arrival(part) for part in (0.5, 0.25, 0.75)], "never"),
        )
    tenth, _, median, _, most = crowd.bands[:, -1].tolist()
    return (*arrived, _spread([median, tenth, most], "overflow"), _endings(crowd, surface))


def _spread(values: Sequence[float], infinite: str) -> str:
    """Say a median and two quantiles."""
    middle, low, high = (_number(value, infinite) for value in values)
    return middle if low == middle == high else f"{middle} ({low} to {high})"


def _endings(crowd: Crowd, surface: Surface) -> str:
    """Say where the runs ended, the most frequent place first."""
    gone = int(crowd.overflowed.sum())
    counts = crowd.endings()
    elsewhere = counts.pop(-1, 0) - gone
    told = [
        f"({', '.join(f'{c:.3g}' for c in surface.minima[number])}): {count}"
        for number, count in sorted(counts.items(), key=lambda pair: -pair[1])
    ]
    told += [f"elsewhere: {elsewhere}"] * (elsewhere > 0)
    return "; ".join(told + [f"overflowed: {gone}"] * (gone > 0))


def _number(value: float, infinite: str = "overflow") -> str:
    return f"{value:.3g}" if math.isfinite(value) else infinite
