"""What a card holds: what is worth knowing about a rule and cannot be read off its code."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Paper:
    """Where a rule was published, as its docstring names it."""

    authors: str
    year: int
    title: str
    url: str


@dataclass(frozen=True)
class Card:
    """The place of a rule among the others. Statements that anyone can check, no praise.

    Defaults, memory and evaluations a step are not here: they follow from the rule itself.
    """

    answers: str
    """Which problem of the rules before it this one answers, in a sentence."""
    adaptive: bool
    """Whether it sets the length of its steps itself: ten times the loss, not ten times the step.

    Of a wrapper: whether it makes a rule so.
    """
    momentum: bool
    """Whether it goes on moving where the slope ends, carried by the step before.

    Of a wrapper: whether it makes a rule so.
    """
    used: str
    """Where it is used in practice, in a sentence."""
    pros: tuple[str, ...]
    cons: tuple[str, ...]
    paper: Paper
