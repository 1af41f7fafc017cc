"""Seeds: one race many times, since a single run of what depends on chance shows little."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from html import escape

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.verbatim import in_markdown
from experiments.labels import labels
from exports.studies import linked_program
from figures.ensemble_animation import ensemble_animation, runs_drawn
from figures.ensembles import arrivals, loss_bands
from studies.seeds.ensemble import RUNS, SPREAD, TARGET, Ensemble
from studies.seeds.statistics import EnsembleStatistics, LossTarget, ensemble_statistics, goal
from surfaces import Surface
from views.controls.cards import entrants
from views.controls.component import controls
from views.controls.fields import knob_field
from views.controls.groups import Group, Section
from views.controls.lifted import lifted
from views.controls.settings import place, settings
from views.parts import figure_block
from views.parts.export_panel import ExportContents, drawer
from views.parts.formula import formula
from views.parts.html import height_map_of, named
from views.parts.paths import true_surface
from views.state.cache import Cache
from views.state.run_cache import recalled, refused
from views.state.url_state import Subject, link
from web.standalone.figures import Drawn
from web.tables import table

SEEDS = Subject("seeds", Ensemble)
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
    crowds: tuple[EnsembleStatistics, ...]
    goal: LossTarget | None


_remembered: Cache[Result] = Cache(REMEMBERED)


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
    if refused(SEEDS):
        SEEDS.publish()
        return
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
    race, told = ensemble.experiment, f"{ensemble.runs} runs of each …"

    def run(progress: Callable[[float], None]) -> Result:
        runs = ensemble.run(progress)
        reach = goal(runs[0][0], ensemble.target)
        crowds = tuple(ensemble_statistics(of_one, reach) for of_one in runs)
        return Result(ensemble, tuple(labels(race.optimizers)), crowds, reach)

    long = ensemble.runs * race.steps * len(race.optimizers) > LONG
    return recalled(_remembered, SEEDS, ensemble, run, told, long=long)


def _told(result: Result) -> None:
    """Draw what came out."""
    every = _drawn(result)
    figure_block.show(every[0], key="seeds-cloud", tabled=False)
    st.caption(_legend(result))
    st.subheader("Who arrives", anchor=False)
    if result.goal is None:
        st.info("No minimum of this surface is known: set a target loss to count arrivals.")
    else:
        st.markdown(f"A run has arrived once {in_markdown(result.goal.words)}.")
    _table(result)
    if result.goal is not None:
        figure_block.show(every[1], key="seeds-arrivals")
        st.caption("The higher, the more sure; the further left, the faster.")
    st.subheader("The loss of all runs", anchor=False)
    figure_block.show(every[-1], key="seeds-bands")
    st.caption(
        "Lines are medians; the dark band holds the middle half of the runs, the light one the"
        " middle 80 %. A run that overflows counts as infinitely bad from then on, and is never"
        " left out. Click a name to hide it."
    )
    drawer(lambda: _contents(result, every), key="seeds-away")


def _drawn(result: Result) -> list[Drawn]:
    """Return the figures of an ensemble; without arrivals where nothing is to be reached."""
    surface, names, crowds = result.ensemble.experiment.surface, result.names, result.crowds
    told, ends = _sentence(result), _finals(result)
    paths = f"Paths of {result.ensemble.runs} runs of each optimizer. {told}"
    when = f"The part of the runs that has arrived by each step. {told}"
    losses = f"Median and quantiles of the true loss over steps. {ends}"
    heights = height_map_of(surface)
    every = [
        Drawn(
            "runs", "All runs", paths, partial(ensemble_animation, crowds, names, surface, heights)
        ),
        Drawn("arrivals", "Who arrives", when, partial(arrivals, crowds, names)),
        Drawn("losses", "The loss of all runs", losses, partial(loss_bands, crowds, names)),
    ]
    return every if result.goal is not None else [every[0], every[2]]


def _contents(result: Result, every: list[Drawn]) -> ExportContents:
    """Return all that may be taken away of an ensemble."""
    ensemble, told = result.ensemble, _sentence(result)
    surface = ensemble.experiment.surface
    title = f"{surface.title}: {ensemble.runs} runs of each"
    write = partial(linked_program, ensemble, f"{title}.", [surface])
    return ExportContents(
        "these runs",
        ensemble.to_query(),
        "**Numbers** of the figures over steps",
        figure_block.tables(every[1:]),
        lambda: figure_block.save(every, "seeds", title, told, key="seeds-save"),
        {"This library": ("seeds.py", write)},
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
    runs, shown = result.ensemble.runs, runs_drawn(result.crowds)
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
    rows = [
        (named(k, name), *map(escape, _cells(crowd, result.goal, surface)))
        for k, (name, crowd) in enumerate(zip(result.names, result.crowds, strict=True))
    ]
    st.html(table(HEADINGS, rows, "Arrivals"))


def _cells(
    crowd: EnsembleStatistics, reach: LossTarget | None, surface: Surface
) -> tuple[str, ...]:
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


def _endings(crowd: EnsembleStatistics, surface: Surface) -> str:
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
