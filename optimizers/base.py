"""The one interface of an update rule: where it starts, and one step of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import cache
from typing import Any, ClassVar, NamedTuple, Self, cast

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knobs
from core.loss import Asked, Loss
from optimizers.cards.card import Card
from optimizers.laws import Law


class Arithmetic(NamedTuple):
    """About how many NumPy operations a step is, beside what it asks of the loss."""

    vectors: float = 12
    """Operations on all coordinates."""
    matrices: float = 0
    """Operations on matrices with a row and a column for each coordinate."""


class Optimizer(ABC):
    """An update rule. Subclasses are frozen dataclasses: fields are the knobs.

    ``step`` is given the loss itself, not a gradient, so that line one of each rule is
    ``g = f.grad(theta)``, as in its paper, and a rule that asks twice is no special case.
    """

    title: ClassVar[str]
    """The name a person reads; the class name is the name in links."""
    asks: ClassVar[tuple[str, ...]] = ("grad",)
    """What a step asks of the loss: some of ``"value"``, ``"grad"``, ``"hess"``."""
    family: ClassVar[str]
    """The heading under which menus offer it."""
    card: ClassVar[Card]
    """What is worth knowing about it and cannot be read off its code."""
    law: ClassVar[Law | None] = None
    """Its law of stability, if a step is linear in the gradient: which bound lr·λ has."""
    plain: ClassVar[bool] = False
    """Whether a step is -lr·g, and nothing else."""
    whole_steps: ClassVar[bool] = False
    """Whether it knows how long a step should be: ``lr`` is then the part of it that it takes."""
    searches_lines: ClassVar[bool] = False
    """Whether a line search, the field ``search``, says how far a step goes."""
    drawn_to_saddles: ClassVar[bool] = False
    """Whether it steps to any point without slope, uphill too where the ground bends down."""
    accumulates: ClassVar[bool] = False
    """Whether it divides by a sum over all gradients so far, so that its steps die out."""
    floor_knob: ClassVar[str] = ""
    """The knob that says how low the loss can get: below that it takes no step."""
    pull_knob: ClassVar[str] = ""
    """The knob of a pull towards the origin, beside what the loss asks for."""
    either: ClassVar[tuple[str, ...]] = ()
    """Knobs of which exactly one is switched on."""
    clips: ClassVar[bool] = False
    """Whether it shortens the gradients that the rule inside asks for: see ``Clipped.clip``."""
    keeps_law: ClassVar[bool] = False
    """Whether a rule inside has the same law of stability as without this wrapper."""
    keeps_loss: ClassVar[bool] = False
    """Whether the steps are those of the rule inside, on the loss as it is."""
    times_asked: ClassVar[int] = 1
    """How many times as often the loss is asked for gradients as by the rule inside."""

    @abstractmethod
    def init(self, theta: Array) -> Any:
        """Return the state before the first step at points ``(n, *batch)``."""

    @abstractmethod
    def step(self, f: Loss, theta: Array, state: Any, t: int) -> tuple[Array, Any]:
        """Take step ``t`` (the first is 1): return the new points and the new state."""

    def rate(self, state: Any, t: int) -> Hyper:
        """Return the learning rate that step ``t``, which left ``state``, used."""
        return getattr(self, "lr", np.nan)

    def clipped(self, state: Any) -> Any:
        """Say where clipping acted in the step that left ``state``: bool, or ``(*batch)``."""
        return False

    def most_asked(self, probes: float = 1.0) -> Asked:
        """Return how often a step asks at most, if a line search takes this part of its probes."""
        return Asked(*(int(kind in self.asks) for kind in Asked._fields))

    def arithmetic(self, probes: float = 1.0) -> Arithmetic:
        """Return how much a step computes itself, if a line search takes this part of its probes.

        It does not depend on how many coordinates there are.
        """
        return Arithmetic()

    @property
    def monotone(self) -> bool:
        """Whether it tries each step before it takes it, so that none leads uphill."""
        return self.searches_lines and cast("Any", self).search.monotone

    @property
    def turns(self) -> str:
        """The knob of the rule inside that it turns as time goes by; ``""`` if there is none."""
        return ""

    def acting(self, t: int) -> Optimizer:
        """Return the rule whose steps these are, its knobs as step ``t`` (the first is 1) has them.

        A wrapper that changes the loss, or moves the point beside the rule, is one itself.
        """
        return self

    def stability_bound(self, t: int = 1) -> Hyper | None:
        """Return what lr·λ must stay below at step ``t``; None where no such law is known.

        Under ``Lookahead`` none is: coming back half way can tame a rule that would run away.
        """
        return None if self.law is None else self.law.bound(getattr(self, "beta", 0.0))

    def steepest_held(self) -> Hyper:
        """Return up to which curvature a minimum is known to hold runs that rest there.

        It is infinite for rules that settle anywhere. Others rest in a bowl that is too steep for
        their rate, if they happen to hit its very middle, but only for a while. It is 0 where no
        such law is known: under a schedule a rate may rise again, and so does that of a rule that
        divides by what it remembers of the gradient, as it forgets.
        """
        if self.searches_lines:
            return np.inf
        bound = self.stability_bound()
        return 0.0 if bound is None else bound / cast("Any", self).lr

    def preconditioned_bound(self) -> Hyper | None:
        """Return what lr times the preconditioned sharpness must stay below; None if unknown.

        That is the curvature as the rule sees it, through what it divides by (see ``divisor``);
        the law is that of the rule with its divisors held still. Cohen et al. (2022), "Adaptive
        Gradient Methods at the Edge of Stability", https://arxiv.org/abs/2207.14484
        """
        return None

    def divisor(self, v: Array, t: Array) -> Array | None:
        """Return what steps ``t`` divide the gradient by, given the ``v`` of the states they left.

        Of the shape of ``v``; None unless there is a ``preconditioned_bound``.
        """
        return None

    @property
    def idle(self) -> tuple[str, ...]:
        """Knobs that turn nothing: a rule that somebody typed need not read all it could."""
        return ()

    def scaled(self, knob: str, factor: Hyper) -> Self:
        """Return this rule with one knob multiplied by a factor.

        Raises ``ValueError`` where the rule has no such knob, or the knob is a whole number or
        switched off.
        """
        if knob not in scalable(type(self)):
            choice = ", ".join(map(repr, scalable(type(self)))) or "none"
            raise ValueError(
                f"{type(self).__name__} has no knob {knob!r} that a factor can multiply;"
                f" those it has: {choice}"
            )
        if getattr(self, knob) is None:
            raise ValueError(f"{type(self).__name__} has its knob {knob!r} switched off")
        return self.with_field(knob, getattr(self, knob) * factor)

    def with_field(self, name: str, held: Any) -> Self:
        """Return this rule with one field changed."""
        # Wrappers call this at every step, and dataclasses.replace takes four times as long.
        changed = object.__new__(type(self))
        vars(changed).update(vars(self))
        vars(changed)[name] = held
        return changed


@cache
def scalable(rule: type[Optimizer]) -> tuple[str, ...]:
    """Name the knobs of a rule that may be multiplied by a factor: all but the whole numbers."""
    return tuple(name for name, about in knobs(rule).items() if not about.integer)


def in_use(rule: Optimizer) -> tuple[str, ...]:
    """Name those of a rule's scalable knobs that are not switched off, and turn something."""
    names = scalable(type(rule))
    return tuple(n for n in names if n not in rule.idle and getattr(rule, n) is not None)
