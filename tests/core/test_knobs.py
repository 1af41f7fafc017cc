"""Every knob says what it does, and says nothing that is true of another one only."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest

import optimizers
import surfaces
from core.arrays import Array
from core.knobs import knobs
from optimizers import LINE_SEARCHES, OPTIMIZERS
from optimizers.schedules import SCHEDULES
from surfaces import SURFACES
from surfaces.data import DATASETS
from surfaces.networks import NETWORKS

OWNERS = {
    **OPTIMIZERS,
    **optimizers.WRAPPERS,
    **SCHEDULES,
    **LINE_SEARCHES,
    **SURFACES,
    **surfaces.WRAPPERS,
    **NETWORKS,
    **DATASETS,
}
KNOBS = {
    (name, knob): about for name, kind in OWNERS.items() for knob, about in knobs(kind).items()
}
SHARED: dict[str, list[tuple[str, str]]] = defaultdict(list)
for place, told in KNOBS.items():
    SHARED[told.help].append(place)

PLAIN = re.compile(r"[A-Z][^.!?\\$`*_{}]{58,178}\.")
"""One sentence, with no formula and no code in it."""


@pytest.mark.parametrize(("place", "about"), KNOBS.items(), ids=[".".join(p) for p in KNOBS])
def test_every_knob_is_explained_in_one_sentence(place, about):
    said = about.help.replace("weight_decay", "") if place[0] == "Rule" else about.help
    assert PLAIN.fullmatch(said), said


def test_what_is_written_is_said_of_some_knob():
    rooms = ["optimizers.meanings.gradients", "optimizers.meanings.others"]
    for room in [*rooms, "optimizers.schedules.meanings", "surfaces.meanings"]:
        written = {it for name, it in vars(import_module(room)).items() if name.isupper()}
        assert written <= {*SHARED}


def test_one_sentence_serves_knobs_of_one_name_and_symbol_only():
    for places in SHARED.values():
        assert len({(knob, KNOBS[owner, knob].symbol) for owner, knob in places}) == 1, places


DIFFERENT = [
    ("Momentum.beta", "ScheduleFree.beta", "RMSprop.decay", "Adam.beta1", "Rule.beta"),
    ("GradientDescent.lr", "Momentum.lr", "Adam.lr", "SignDescent.lr", "Newton.lr", "BFGS.lr"),
    ("Adam.eps", "RMSpropEpsInside.eps", "AdaDelta.eps", "AdaBelief.eps", "Sophia.eps"),
    ("Adam.beta2", "AdaMax.beta2", "AMSGrad.beta2", "Lion.beta2", "Sophia.beta2", "Adan.beta2"),
    ("AdaBound.gamma", "Sophia.gamma", "StepDecay.gamma"),
    ("AdamW.weight_decay", "Penalized.l2", "LogisticRegression.l2", "Newton.damping"),
    ("CosineAnnealing.floor", "Cyclic.floor", "WarmRestarts.floor"),
    ("CosineAnnealing.steps", "Warmup.steps", "Sequential.steps", "OneCycle.steps"),
    ("Line.noise", "TwoMoons.noise", "FarSamples.noise", "Noisy.sigma"),
    ("Newton.damping", "SaddleFreeNewton.damping"),
]


@pytest.mark.parametrize("different", DIFFERENT, ids=str)
def test_what_means_different_things_is_told_differently(different):
    said = [KNOBS[tuple(place.split("."))].help for place in different]
    assert len({*said}) == len(different)


RATES = {
    places[0]: [owner for owner, _ in places]
    for places in SHARED.values()
    if len(places) > 1 and places[0][1] == "lr" and places[0][0] in OPTIMIZERS
}


@pytest.mark.parametrize("names", RATES.values(), ids=lambda names: names[0])
def test_rates_that_are_explained_alike_make_alike_steps(names):
    """Ten times the rate, or ten times the loss, lengthens the first step by the same factor."""
    start, factors = np.array([[1.2], [0.7]]), []
    for name in names:
        rule = OPTIMIZERS[name]()
        tenfold = replace(rule, lr=10 * rule.lr)
        lengths = [
            np.abs(one.step(Bowl(scale), start, one.init(start), 1)[0] - start)
            for one, scale in ((rule, 1.0), (tenfold, 1.0), (rule, 10.0))
        ]
        factors.append([lengths[1] / lengths[0], lengths[2] / lengths[0]])
    for other in factors:
        np.testing.assert_allclose(other, factors[0], rtol=0.05)  # as far as eps is small


class Bowl:
    """A bowl that is a parabola, times a scale."""

    def __init__(self, scale: float) -> None:
        self.bend = scale * np.array([[1.0], [2.0]])

    def value(self, theta: Array) -> Array:
        return (self.bend * theta * theta).sum(axis=0) / 2

    def grad(self, theta: Array) -> Array:
        return self.bend * theta

    def hess(self, theta: Array) -> Array:
        return np.eye(2)[..., None] * self.bend
