"""What an answer may ask for, known before anything of it is run, or even read.

Grading runs what others wrote. A surface that is typed is differentiated, which takes half a second
at worst; a rule inside of wrappers may ask many times a step.
"""

from __future__ import annotations

from urllib.parse import unquote_plus

from experiments import Experiment
from experiments.cost import LIMIT, Cost, Entrant, of_run
from experiments.text import write
from lessons.seeds import SEEDS, noisy
from surfaces import Formula, Surface

MOST_COST = LIMIT / 15
"""Evaluations that an answer may cost, some four seconds: four of the dearest rules, unwrapped."""


def is_of_another_formula(query: str, surface: Surface) -> bool:
    """Tell whether a link types a surface that is not this one, without reading it as one."""
    texts = [pair.partition("=")[2] for pair in query.split("&") if "surface" in unquote_plus(pair)]
    given = [unquote_plus(text) for text in texts]
    known = _squeezed(write(surface))
    return any(Formula.__name__ in text and _squeezed(text) != known for text in given)


def cost(race: Experiment) -> Cost:
    """Return what it costs to grade a race: under all seeds, where there is noise."""
    runs = SEEDS if noisy(race.surface) else 1
    entrants = [
        Entrant(rule, race.surface, of_run(rule, race.surface, race.steps, runs))
        for rule in race.optimizers
    ]
    return Cost(entrants, steps=race.steps)


def refusal(race: Experiment) -> str:
    """Say that a race costs more than an answer may, and the cure; ``""`` if it does not."""
    return cost(race).refusal(MOST_COST)


def _squeezed(text: str) -> str:
    """Write a call in one way, as far as quotes, spaces and the name of the only field go."""
    return "".join(text.replace('"', "'").replace("text=", "").split())
