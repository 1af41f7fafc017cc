"""Seeds: one race many times, since a single run of what depends on chance shows little."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.verbatim import in_markdown
from experiments.labels import labels
from exports.studies import linked_program
from figures.ensemble_animation import ensemble_animation, runs_drawn
from figures.ensembles import arrivals, loss_bands
from studies.seeds.ensemble import RUNS, SPREAD, TARGET, Ensemble
from studies.seeds.statistics import ensemble_statistics, goal
from views.parts import figure_block
from views.parts.controls.cards import entrants
from views.parts.controls.component import controls
from views.parts.controls.fields import knob_field
from views.parts.controls.groups import Group, Section
from views.parts.controls.lifted import lifted
from views.parts.controls.settings import place, settings
from views.parts.export_panel import ExportContents, drawer
from views.parts.formula import formula
from views.parts.html import height_map_of
from views.parts.seeds_table import SeedsResult, final_losses, outcome_sentence, show_table
from views.state.cache import Cache
from views.state.run_cache import recalled, refused
from views.state.url_state import Subject, link
from web.standalone.figures import Drawn

SEEDS = Subject("seeds", Ensemble)
LONG = 500_000  # steps of all runs from which on the page shows how far it is
REMEMBERED = 8


_remembered: Cache[SeedsResult] = Cache(REMEMBERED)


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
        formula(SEEDS.shown.experiment.surface.true)
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


def _result(ensemble: Ensemble) -> SeedsResult:
    """Run the ensemble, or recall what came out of it."""
    race, told = ensemble.experiment, f"{ensemble.runs} runs of each …"

    def run(progress: Callable[[float], None]) -> SeedsResult:
        runs = ensemble.run(progress)
        reach = goal(runs[0][0], ensemble.target)
        crowds = tuple(ensemble_statistics(of_one, reach) for of_one in runs)
        return SeedsResult(ensemble, tuple(labels(race.optimizers)), crowds, reach)

    long = ensemble.runs * race.steps * len(race.optimizers) > LONG
    return recalled(_remembered, SEEDS, ensemble, run, told, long=long)


def _told(result: SeedsResult) -> None:
    """Draw what came out."""
    every = _drawn(result)
    figure_block.show(every[0], key="seeds-cloud", tabled=False)
    st.caption(_legend(result))
    st.subheader("Who arrives", anchor=False)
    if result.goal is None:
        st.info("No minimum of this surface is known: set a target loss to count arrivals.")
    else:
        st.markdown(f"A run has arrived once {in_markdown(result.goal.words)}.")
    show_table(result)
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


def _drawn(result: SeedsResult) -> list[Drawn]:
    """Return the figures of an ensemble; without arrivals where nothing is to be reached."""
    surface, names, crowds = result.ensemble.experiment.surface, result.names, result.crowds
    told, ends = outcome_sentence(result), final_losses(result)
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


def _contents(result: SeedsResult, every: list[Drawn]) -> ExportContents:
    """Return all that may be taken away of an ensemble."""
    ensemble, told = result.ensemble, outcome_sentence(result)
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


def _legend(result: SeedsResult) -> str:
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
