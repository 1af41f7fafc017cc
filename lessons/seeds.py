"""Noise is drawn under many seeds: what is said of a noisy run is a statistic over its draws."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from core.arrays import Array
from core.loss import Problem
from experiments import Experiment, Trajectory
from experiments.running import run_each

SEEDS = 200
"""Draws of the noise: the seeds from 0 on, the same for everybody."""
ENOUGH = 5.0
"""Standard errors by which a statement about noise must hold, so that it is no luck."""
GROUPS = 20
"""Of the draws: each is left out once, to estimate the error of a statistic."""
REMEMBERED = 256
"""Races without noise that are kept."""
REMEMBERED_DRAWS = 4
"""Races under all seeds that are kept; one of 400 steps takes some 6 MB an entrant."""

Kept = npt.NDArray[np.integer]
"""The numbers of some draws."""

STATISTICS: dict[str, Callable[[Array], float]] = {
    "mean": lambda values: float(np.mean(values)),
    "median": lambda values: float(np.median(values)),
    "share": lambda values: float(np.mean(values)),
}
"""By name: what becomes of a measure, or of a condition, over the draws."""


def noisy(problem: Problem) -> bool:
    """Tell whether the steps of a run see another loss than the true one."""
    return problem.at(1) is not problem


def raced(query: str) -> tuple[Trajectory, ...]:
    """Return the runs of a race, by its link; under all seeds where there is noise."""
    surface = Experiment.from_query(query).surface
    return under_all_seeds(query) if noisy(surface) else run_once(query)


@lru_cache(REMEMBERED)
def run_once(query: str) -> tuple[Trajectory, ...]:
    """Return the runs of a race as its link says it."""
    return Experiment.from_query(query).run()


@lru_cache(REMEMBERED_DRAWS)
def under_all_seeds(query: str) -> tuple[Trajectory, ...]:
    """Return the runs of a race, by its link, each a batch ``(SEEDS,)`` of its draws."""
    race = Experiment.from_query(query)
    seeds = np.arange(SEEDS)
    return run_each(race.optimizers, race.surface, race.start, race.steps, seeds)


@lru_cache(REMEMBERED_DRAWS)
def draws(runs: tuple[Trajectory, ...]) -> tuple[tuple[Trajectory, ...], ...]:
    """Return the runs of each draw by itself; a race without noise is one draw."""
    if not runs or not runs[0].last.ndim:
        return (runs,)
    return tuple(tuple(run[k] for run in runs) for k in range(runs[0].last.size))


def jackknife(statistic: Callable[[Kept], float], count: int) -> float:
    r"""Return the standard error of a statistic of draws, by leaving each group of them out once.

    .. math:: s^2 = \frac{g - 1}{g} \sum_{j=1}^{g} (\hat\theta_{(j)} - \bar\theta)^2

    ``statistic`` maps the numbers of the draws that are kept, an integer array, to the statistic.

    Efron and Stein (1981), "The jackknife estimate of variance",
    https://doi.org/10.1214/aos/1176345462
    """
    numbers = np.arange(count)
    groups = min(GROUPS, count)
    without = [statistic(numbers[numbers % groups != j]) for j in range(groups)]
    with np.errstate(invalid="ignore"):  # an infinite statistic has no known error
        return float(np.sqrt((groups - 1) * np.var(without)))


def error_of_share(share: float, count: int) -> float:
    """Return the standard error of a share of draws, above 0 also where all or none of them agree.

    Two draws of each kind are added: Agresti and Coull (1998), "Approximate is better than
    'exact'", https://doi.org/10.1080/00031305.1998.10480550
    """
    shrunk = (share * count + 2) / (count + 4)
    return float(np.sqrt(shrunk * (1 - shrunk) / (count + 4)))


def spread(values: Sequence[float] | Array) -> str:
    """Say between which values the middle half of the draws lies, and all of them."""
    low, under, over, high = np.quantile(values, (0, 0.25, 0.75, 1), method="nearest")
    half = f"half of the draws lie between {under:.3g} and {over:.3g}"
    return f"{half}, all between {low:.3g} and {high:.3g}"
