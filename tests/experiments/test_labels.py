"""Entrants are called by no more than it takes to tell them apart."""

from __future__ import annotations

from experiments.labels import labels, layers
from optimizers import Adam, AdamW, Clipped, Momentum, Scheduled
from optimizers.schedules import CosineAnnealing


def test_a_title_is_enough_where_it_is_the_only_one():
    assert labels([Adam(), AdamW(), Clipped(Momentum(), norm=1.0)]) == ["Adam", "AdamW", "Momentum"]


def test_rates_are_told_where_titles_repeat():
    assert labels([Adam(lr=0.1), Adam(lr=0.2), AdamW()]) == [
        "Adam, lr 0.1",
        "Adam, lr 0.2",
        "AdamW",
    ]


def test_wrappers_are_told_where_rates_repeat():
    told = labels([Adam(), Scheduled(Adam(), CosineAnnealing()), Clipped(Adam(), norm=2.0)])
    assert told == ["Adam, plain", "Adam, cosine annealing", "Adam, clip 2"]


def test_knobs_are_told_where_nothing_else_differs():
    one, two = labels([Momentum(beta=0.5), Momentum(beta=0.9)])
    assert (one, two) == ("Momentum, beta 0.5", "Momentum, beta 0.9")


def test_equals_are_numbered():
    assert labels([Adam(), Adam()]) == ["Adam (1)", "Adam (2)"]


def test_layers_run_from_the_outside_in():
    rule = Adam()
    inner = Scheduled(rule, CosineAnnealing())
    outer = Clipped(inner, norm=1.0)
    assert layers(outer) == [outer, inner, rule]
