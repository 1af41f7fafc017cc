"""What an answer may ask for, known before anything of it is run, or even read.

Grading runs what others wrote. A surface that is typed is differentiated, which takes half a second
at worst; a rule inside of wrappers may ask many times a step.
"""

from __future__ import annotations

import math
from urllib.parse import unquote_plus

from experiments import Experiment
from experiments.labels import layers
from experiments.text import write
from optimizers import Optimizer
from surfaces import Formula, Surface

MOST_QUESTIONS = 10_000
"""Gradients that a race may ask for by its steps and its wrappers; searches along lines and
Hessians come on top, and are a few a step."""


def is_of_another_formula(query: str, surface: Surface) -> bool:
    """Tell whether a link types a surface that is not this one, without reading it as one."""
    texts = [pair.partition("=")[2] for pair in query.split("&") if "surface" in unquote_plus(pair)]
    given = [unquote_plus(text) for text in texts]
    known = _squeezed(write(surface))
    return any(Formula.__name__ in text and _squeezed(text) != known for text in given)


def questions(experiment: Experiment) -> int:
    """Return how many gradients a race asks for, as far as that shows in its text.

    Each step of each entrant asks once, and each SAM around it doubles that.
    """
    return experiment.steps * sum(map(_a_step, experiment.optimizers))


def _a_step(optimizer: Optimizer) -> int:
    return math.prod(layer.times_asked for layer in layers(optimizer))


def _squeezed(text: str) -> str:
    """Write a call in one way, as far as quotes, spaces and the name of the only field go."""
    return "".join(text.replace('"', "'").replace("text=", "").split())
