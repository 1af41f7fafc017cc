"""Wrappers that look on while a rule runs, at every layer of it, and change nothing."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any, NamedTuple

from core.arrays import Array, Hyper
from core.loss import Loss
from diagnosis.tracing import Passage, Question, single, traced, watching
from diagnosis.typed_steps import typed_step
from optimizers.base import Optimizer
from optimizers.rule import Rule
from optimizers.wrappers import Wrapper


class Call(NamedTuple):
    """One call of the ``step`` of a rule, which may be wrapped or wrap another."""

    rule: Optimizer
    """With its knobs as they were: a schedule may have turned one."""
    theta: Array
    """Where it was called, ``(n,)``."""
    to: Array
    """Where it went, ``(n,)``."""
    asked: tuple[Question, ...]
    """What it asked, and what it heard: a wrapper may have changed the answer."""
    passages: tuple[Passage, ...]
    """The lines of its ``step``, then those of what it called."""


@dataclass(frozen=True)
class Noted(Wrapper):
    """Notes the state that a layer returns at each step."""

    inner: Optimizer
    notes: dict[int, Any]

    @classmethod
    def around(
        cls, optimizer: Optimizer, notes: dict[int, dict[int, Any]], depth: int = 0
    ) -> Noted:
        """Put a note-taker around an optimizer, and around each one that it holds."""
        if isinstance(optimizer, Wrapper):
            optimizer = optimizer.with_field("inner", cls.around(optimizer.inner, notes, depth + 1))
        return cls(optimizer, notes.setdefault(depth, {}))

    def init(self, theta: Array) -> Any:
        """Note the first state."""
        state = self.inner.init(theta)
        self.notes.setdefault(0, state)  # a wrapper may start a rule anew later
        return state

    def step(self, f: Loss, theta: Array, state: Any, t: int) -> tuple[Array, Any]:
        """Take the step, and note the state that it left."""
        theta, self.notes[t] = self.inner.step(f, theta, state, t)
        return theta, self.notes[t]

    def rate(self, state: Any, t: int) -> Hyper:
        """Ask the rule inside."""
        return self.inner.rate(state, t)

    def clipped(self, state: Any) -> Any:
        """Ask the rule inside."""
        return self.inner.clipped(state)


@dataclass(frozen=True)
class Traced(Wrapper):
    """Traces the step of a layer line by line."""

    inner: Optimizer
    calls: dict[int, Call]
    depth: int

    @classmethod
    def around(cls, optimizer: Optimizer, calls: dict[int, Call], depth: int = 0) -> Traced:
        """Put a tracer around an optimizer, and around each one that it holds."""
        if isinstance(optimizer, Wrapper):
            optimizer = optimizer.with_field("inner", cls.around(optimizer.inner, calls, depth + 1))
        return cls(optimizer, calls, depth)

    def init(self, theta: Array) -> Any:
        """Pass on."""
        return self.inner.init(theta)

    def step(self, f: Loss, theta: Array, state: Any, t: int) -> tuple[Array, Any]:
        """Take the step, and tell how it went."""
        rule, heard = self.inner, Heard(f)
        if isinstance(rule, Rule):
            (to, left), passages = typed_step(rule, heard, theta, state, t, heard.questions)
        else:
            (to, left), passages = traced(
                type(rule).step, heard.questions, lambda: rule.step(heard, theta, state, t)
            )
        questions = tuple(heard.questions)
        self.calls[self.depth] = Call(rule, single(theta), single(to), questions, passages)
        return to, left

    def rate(self, state: Any, t: int) -> Hyper:
        """Ask the rule inside."""
        return self.inner.rate(state, t)


class Heard:
    """A loss that notes what it is asked."""

    def __init__(self, f: Loss) -> None:
        """Listen to a loss; what it computes belongs to whoever handed it over."""
        self.f = f
        self.sample = getattr(f, "sample", None)
        self.outside = sys.gettrace()
        self.questions: list[Question] = []

    def value(self, theta: Array, /) -> Array:
        """Note and pass on."""
        return self._noted("value", theta)

    def grad(self, theta: Array, /) -> Array:
        """Note and pass on."""
        return self._noted("grad", theta)

    def hess(self, theta: Array, /) -> Array:
        """Note and pass on."""
        return self._noted("hess", theta)

    def _noted(self, kind: str, theta: Array) -> Array:
        """Keep copies, so that nobody can write into what was asked and answered."""
        point = single(theta.copy())
        with watching(self.outside):
            answer = getattr(self.f, kind)(theta)
        self.questions.append(Question(kind, point, single(answer.copy())))
        return answer
