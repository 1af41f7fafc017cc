"""Entrants are called by no more than it takes to tell them apart."""

from __future__ import annotations

from experiments.labels import around, labels, layers
from optimizers import (
    BFGS,
    SAM,
    Adam,
    AdamW,
    Averaged,
    Clipped,
    Lookahead,
    Momentum,
    PolyakStep,
    Scheduled,
)
from optimizers.line_search import Backtracking
from optimizers.schedules import CosineAnnealing, OneCycle, Warmup


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


def test_a_knob_that_is_switched_off_is_told_as_such():
    one, two = labels([PolyakStep(), PolyakStep(max_lr=0.5)])
    assert (one, two) == ("Polyak's step, max_lr off", "Polyak's step, max_lr 0.5")


def test_only_the_knobs_that_differ_are_told():
    one, two = labels([Adam(beta1=0.5, beta2=0.99), Adam(beta1=0.5, beta2=0.9999)])
    assert (one, two) == ("Adam, beta2 0.99", "Adam, beta2 0.9999")


def test_wrappers_of_one_kind_are_told_by_how_they_are_set():
    plain, near, far = labels([Adam(), SAM(Adam(), rho=0.03), SAM(Adam(), rho=0.1)])
    assert (plain, near, far) == ("Adam, plain", "Adam, SAM rho 0.03", "Adam, SAM rho 0.1")
    early, late = labels([Averaged(Adam(), after=5), Averaged(Adam(), after=50)])
    assert (early, late) == ("Adam, averaged after 5", "Adam, averaged after 50")
    often, seldom = labels([Lookahead(Adam(), k=5), Lookahead(Adam(), k=10)])
    assert (often, seldom) == ("Adam, lookahead k 5", "Adam, lookahead k 10")
    half, most = labels([Lookahead(Adam()), Lookahead(Adam(), alpha=0.8)])
    assert (half, most) == ("Adam, lookahead alpha 0.5", "Adam, lookahead alpha 0.8")


def test_a_wrapper_that_is_alone_in_its_kind_needs_no_settings():
    assert labels([Adam(), SAM(Adam(), rho=0.03)]) == ["Adam, plain", "Adam, SAM"]


def test_one_wrapper_inside_another_of_its_kind_is_told_too():
    one, two = (Lookahead(Lookahead(Adam(), k=k), k=9) for k in (3, 4))
    assert labels([one, two]) == [
        "Adam, lookahead, lookahead k 3",
        "Adam, lookahead, lookahead k 4",
    ]


def test_schedules_are_told_by_their_knob_and_their_settings():
    rate, speed = (Scheduled(Momentum(), OneCycle(), knob=knob) for knob in ("lr", "beta"))
    assert labels([rate, speed]) == ["Momentum, one cycle", "Momentum, one cycle on beta"]
    short, long = (Scheduled(Adam(), CosineAnnealing(steps=n)) for n in (100, 200))
    assert labels([short, long]) == [
        "Adam, cosine annealing steps 100",
        "Adam, cosine annealing steps 200",
    ]
    flat, falling = (Scheduled(Adam(), warmup) for warmup in (Warmup(), Warmup(then=OneCycle())))
    assert labels([flat, falling]) == [
        "Adam, warm-up then Constant()",
        "Adam, warm-up then OneCycle()",
    ]


def test_line_searches_are_told():
    assert labels([BFGS(), BFGS(search=Backtracking(shrink=0.3))]) == [
        "BFGS, search StrongWolfe()",
        "BFGS, search Backtracking(shrink=0.3)",
    ]


def test_what_is_around_a_rule_takes_a_word_each():
    rule = Clipped(SAM(Scheduled(Adam(), CosineAnnealing(), knob="beta1")), limit=2.0)
    assert around(rule) == ["clip value 2", "SAM", "cosine annealing on beta1"]
    assert around(Averaged(Lookahead(Adam()))) == ["averaged", "lookahead"]


def test_equals_are_numbered():
    assert labels([Adam(), Adam()]) == ["Adam (1)", "Adam (2)"]


def test_layers_run_from_the_outside_in():
    rule = Adam()
    inner = Scheduled(rule, CosineAnnealing())
    outer = Clipped(inner, norm=1.0)
    assert layers(outer) == [outer, inner, rule]
