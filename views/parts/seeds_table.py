"""What many runs of a race came to, in words and as a table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from studies.seeds.ensemble import Ensemble
from studies.seeds.statistics import EnsembleStatistics, LossTarget
from surfaces import Surface
from views.parts.html import named
from web.tables import table

HEADINGS = (
    "Optimizer",
    "Arrived",
    "95 % interval",
    "Median steps (25 to 75 %)",
    "Median final loss (10 to 90 %)",
    "Ended at",
)


@dataclass(frozen=True, eq=False)
class SeedsResult:
    """What came out of an ensemble."""

    ensemble: Ensemble
    names: tuple[str, ...]
    crowds: tuple[EnsembleStatistics, ...]
    goal: LossTarget | None


def outcome_sentence(result: SeedsResult) -> str:
    """Say who arrived how often."""
    if result.goal is None:
        return final_losses(result)
    told = [
        f"{name}: {crowd.rate.successes} of {crowd.rate.runs} arrived"
        for name, crowd in zip(result.names, result.crowds, strict=True)
    ]
    return "; ".join(told) + "."


def final_losses(result: SeedsResult) -> str:
    """Say where the median run of each rule ends."""
    told = [
        f"{name} ends at a median loss of {_number(float(crowd.bands[2, -1]))}"
        for name, crowd in zip(result.names, result.crowds, strict=True)
    ]
    return "; ".join(told) + "."


def show_table(result: SeedsResult) -> None:
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
