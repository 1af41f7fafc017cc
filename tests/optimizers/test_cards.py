"""Cards: one for every rule, of one mind with its docstring, and true where a run can tell."""

from __future__ import annotations

import inspect
import re
from dataclasses import fields
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import numpy as np
import pytest

from core.arrays import Array
from optimizers import OPTIMIZERS, WRAPPERS, Clipped, GradientDescent, Optimizer, Scheduled, cards
from optimizers.cards.card import Card
from optimizers.schedules import CosineAnnealing

RULES = {**OPTIMIZERS, **WRAPPERS}
CARDS = {name: rule.card for name, rule in RULES.items()}
every_card = pytest.mark.parametrize(("name", "card"), CARDS.items(), ids=[*CARDS])

SOURCES = re.compile(
    r"https://("
    r"doi\.org/10\.\d{4,5}/\S+|arxiv\.org/abs/\d{4}\.\d{4,5}|openreview\.net/forum\?id=[\w-]+|"
    r"(distill\.pub|gallica\.bnf\.fr|jmlr\.org|papers\.nips\.cc|proceedings\.mlr\.press|"
    r"www\.cs\.toronto\.edu|www\.mathnet\.ru|www\.numdam\.org)/\S+)"
)


def test_every_rule_has_a_card_and_every_card_a_rule():
    rooms = [import_module(f"optimizers.cards.{m.name}") for m in iter_modules(cards.__path__)]
    written = [it for room in rooms for it in vars(room).values() if isinstance(it, Card)]
    assert all(any(it is card for card in CARDS.values()) for it in written)
    assert len({*map(id, CARDS.values())}) == len(RULES)


@pytest.mark.parametrize("card", CARDS.values(), ids=[*CARDS])
def test_a_card_is_filled_in_with_sentences_and_short_phrases(card):
    for sentence in (card.answers, card.used):
        assert re.fullmatch(r"[A-Z].{20,200}\.", sentence)
        assert "  " not in sentence
    for phrases in (card.pros, card.cons):
        assert 2 <= len(phrases) <= 3
        assert len(set(phrases)) == len(phrases)
        for phrase in phrases:
            assert re.fullmatch(r"[a-zA-Z].{5,90}[^.]", phrase)
    assert all(getattr(card.paper, f.name) for f in fields(card.paper))
    assert 1800 < card.paper.year < 2100
    assert SOURCES.fullmatch(card.paper.url)


def test_no_two_rules_answer_the_same():
    assert len({card.answers for card in CARDS.values()}) == len(CARDS)


def test_a_paper_is_always_told_in_the_same_words():
    by_url: dict[str, Any] = {}
    for card in CARDS.values():
        assert by_url.setdefault(card.paper.url, card.paper) == card.paper


@every_card
def test_the_docstring_names_the_same_paper(name, card):
    text = " ".join((inspect.getdoc(RULES[name]) or "").split())
    assert f"{card.paper.authors} ({card.paper.year})" in text
    assert card.paper.url in text


class Tilt:
    """A plane, or a bowl, multiplied by a scale; or else level ground."""

    def __init__(self, scale: float, bent: float, *, level: bool = False) -> None:
        self.scale, self.bent = scale, bent
        self.height = 0.0 if level else scale
        self.tilt = np.array([[3.0], [-0.5]])

    def value(self, theta: Array) -> Array:
        return self.height * (self.tilt * theta + self.bent * theta * theta / 2).sum(axis=0)

    def grad(self, theta: Array) -> Array:
        return self.height * (self.tilt + self.bent * theta)

    def hess(self, theta: Array) -> Array:
        # Not that of a plane or of level ground, but rules that divide by it need something.
        return np.broadcast_to(self.scale * np.eye(2)[..., None], (2, 2, *theta.shape[1:]))


START = np.array([[0.7], [0.4]])


def wrapped(name: str) -> Optimizer:
    """Return a rule; a wrapper around one that is neither adaptive nor carried on."""
    if name == "Scheduled":
        return Scheduled(GradientDescent(), CosineAnnealing())
    if name == "Clipped":
        return Clipped(GradientDescent(), norm=0.1)
    if name in ("Penalized", "Decayed"):  # without their pull, which is no answer to the loss
        return WRAPPERS[name](GradientDescent(), 0.0)
    if name in WRAPPERS:
        return WRAPPERS[name](GradientDescent())
    return OPTIMIZERS[name]()


def moved(rule: Optimizer, scale: float, bent: float, steps: int) -> Array:
    """Return how far each step has gone from the start, ``(steps, 2, 1)``."""
    f, theta, state, path = Tilt(scale, bent), START, rule.init(START), []
    for t in range(1, steps + 1):
        theta, state = rule.step(f, theta, state, t)
        path.append(theta - START)
    return np.array(path)


def in_proportion(rule: Optimizer, bent: float, steps: int) -> bool:
    once, tenfold = (moved(rule, scale, bent, steps) for scale in (1.0, 10.0))
    return np.allclose(tenfold, 10 * once, rtol=1e-6)


@every_card
def test_who_is_adaptive_takes_not_ten_times_the_step_on_ten_times_the_loss(name, card):
    """In a first step in a bowl, or in some steps down a plane, where all points are alike."""
    rule = wrapped(name)
    proportional = in_proportion(rule, 1.0, 1) and in_proportion(rule, 0.0, 12)
    assert card.adaptive != proportional


@every_card
def test_who_has_momentum_goes_on_where_the_slope_ends(name, card):
    rule = wrapped(name)
    theta, state = rule.step(Tilt(1.0, 1.0), START, rule.init(START), 1)
    assert np.abs(theta - START).max() > 1e-9
    further, _ = rule.step(Tilt(1.0, 1.0, level=True), theta, state, 2)
    assert card.momentum == (np.abs(further - theta).max() > 1e-9)


def test_a_card_is_frozen():
    assert isinstance(CARDS["Adam"], Card)
    with pytest.raises(AttributeError):
        CARDS["Adam"].adaptive = False
