"""A rule by itself: its formula beside its code, its place among the others, what it costs."""

from __future__ import annotations

import textwrap
from dataclasses import fields
from inspect import getsource
from typing import Any

import numpy as np
import streamlit as st

from core.knobs import Knob, knobs
from diagnosis.inspection import Inspection, memory
from diagnosis.numbers_as_text import say
from figures.docstrings import explained
from optimizers.base import Optimizer
from optimizers.rule import Rule

NOUNS = ("value", "gradient", "Hessian")


def about(rule: Optimizer, inspection: Inspection) -> None:
    """Draw what does not change with the step: formula, code, card."""
    kind = type(rule)
    st.header(f"The rule: {kind.title}", anchor=False)
    insight, rest = explained(kind)
    st.markdown(f"**{insight}**")
    formula, code = st.columns([5, 6], gap="large")
    with formula.container(key="inside-formula"):
        st.markdown(rest)
    source = rule.python if isinstance(rule, Rule) else textwrap.dedent(getsource(kind.step))
    code.code(source, language="python", wrap_lines=True)
    st.header("At a glance", anchor=False)
    card, facts = st.columns([5, 6], gap="large")
    with card:
        _card(kind)
    with facts:
        _facts(rule, inspection)


def _card(kind: type[Optimizer]) -> None:
    """Draw what is worth knowing about a rule and cannot be read off its code."""
    card = kind.card
    pros, cons = ("\n".join(f"- {point}" for point in points) for points in (card.pros, card.cons))
    paper = card.paper
    st.markdown(f"{card.answers} {card.used}")
    st.markdown(f"**For it**\n{pros}\n\n**Against it**\n{cons}")
    st.markdown(f"[{paper.authors} ({paper.year}): {paper.title}]({paper.url})")


def _facts(rule: Optimizer, inspection: Inspection) -> None:
    """Draw what follows from the rule itself: its knobs, what it keeps and what it asks."""
    facts = {"Keeps between steps": keeps(rule), "Asks a step, in this run": asks(inspection)}
    for f in fields(rule):
        held = getattr(rule, f.name)
        if hasattr(held, "title") and not isinstance(held, str):  # such as a line search
            facts[f.name.capitalize()] = held.title
    card = type(rule).card
    if not isinstance(rule, Rule):  # whose text may be any
        facts["Sets the length of its steps itself"] = "yes" if card.adaptive else "no"
        facts["Goes on where the slope ends"] = "yes" if card.momentum else "no"
    st.markdown(_table(("What", ""), facts.items()))
    settings = [
        (f"${knob.symbol}$ {name}", *map(_number, (getattr(rule, name), default)), _range(knob))
        for name, knob, default in _defaults(type(rule))
    ]
    if settings:
        st.markdown(_table(("Knob", "Here", "Default", "Allowed"), settings))


def keeps(rule: Optimizer) -> str:
    """Say how many numbers a rule keeps between its steps, for ``n`` parameters."""
    eight, sixteen, more = (memory(rule, n) for n in (8, 16, 24))
    square = (more - 2 * sixteen + eight) // 128
    each = (sixteen - eight) // 8 - 24 * square
    rest = eight - 64 * square - 8 * each
    if not (square or each):
        return f"{rest} number{'s' * (rest > 1)}" if rest else "nothing"
    if not square and not rest:
        return f"{each} number{'s' * (each > 1)} for each parameter"
    terms = [(square, "n²"), (each, "n"), (rest, "")]
    parts = [f"{k if k > 1 or not word else ''}{word}" for k, word in terms if k]
    return f"{' + '.join(parts)} numbers for n parameters"


def asks(inspection: Inspection) -> str:
    """Say what a step of a run asked of the loss on average, counted."""
    counts = np.transpose(inspection.trajectory.evaluations)[: inspection.steps]
    means = [
        f"{say(mean)} {noun}{'s' * (mean > 1)}"
        for mean, noun in zip(counts.mean(axis=0).tolist(), NOUNS, strict=True)
        if mean
    ]
    return " and ".join(means) or "nothing"


def _table(head: tuple[str, ...], rows: Any) -> str:
    """Write a table as Markdown."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _defaults(kind: type[Optimizer]) -> list[tuple[str, Any, Any]]:
    """List the knobs of a rule with their defaults."""
    about = knobs(kind)
    return [(f.name, about[f.name], f.default) for f in fields(kind) if f.name in about]


def _range(knob: Knob) -> str:
    return f"{_number(knob.low)} to {_number(knob.high)}"


def _number(value: Any) -> str:
    return "none" if value is None else f"{value:g}".replace("e-0", "e-").replace("e+0", "e")
