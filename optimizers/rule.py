"""A rule that somebody types, as an optimizer like any other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from core.arrays import Array, Hyper
from core.knobs import knob
from core.loss import Asked, Loss
from optimizers.base import Arithmetic, Optimizer
from optimizers.cards import own as cards
from optimizers.meanings import others
from optimizers.typed.program import Kept, program
from optimizers.typed.python import as_python
from optimizers.typed.spelling import KNOBS


@dataclass(frozen=True)
class Rule(Optimizer):
    r"""Any rule at all, written down line by line and taken from the first to the last.

    .. math::
        v_t &= \beta v_{t-1} + g_t \\
        \theta_t &= \theta_{t-1} - \alpha v_t

    is ``v = beta*v + g; theta = theta - lr*v``. A line gives a name its value; a line break or a
    semicolon ends it. There are the point ``theta``, the gradient ``g`` at it, the number ``t`` of
    the step, from 1, and the knobs. A name that is read before a line gives it a value still has
    that of the step before, and starts at 0: so ``v`` is kept between steps, and nothing has to
    be declared.

    A line is made of names, numbers, ``+ - * / **`` (or ``^``), brackets, comparisons, which are 1
    where they hold and else 0, and the functions sqrt, square, abs, sign, exp, log, tanh, power,
    maximum, minimum, clip(v, low, high) and where(condition, a, b). All of them go coordinate by
    coordinate; dot(a, b) and norm(a) make one number of vectors. grad(theta - beta*v) asks for the
    slope elsewhere and f(theta) for the height, which is counted. With the same arithmetic in the
    same order a path is that of the library's own rule, bit for bit.

    A text that makes no sense as it stands is read as people write a rule: ``theta -= lr*g  # a
    remark``, ``w = w - learning_rate*dw``, ``m_t = β₁·m_{t−1} + (1−β₁)·g_t``, ``self.v``,
    ``np.sqrt(v)``; ``optimizers.typed.colloquial`` says how. What is kept is in the words above.

    Raises ``ValueError`` for a text that is no such rule: which piece, in which line and column,
    and how to mend it. Nothing in a text is ever evaluated as Python.

    A language for update rules, made of such pieces so that programs can search it: Bello, Zoph,
    Vasudevan and Le (2017), https://arxiv.org/abs/1709.07417
    """

    title: ClassVar[str] = "Your own rule"
    family = "Your own"
    card = cards.RULE

    text: str = "v = beta*v + g; theta = theta - lr*v"
    lr: Hyper = knob(1e-2, r"\alpha", 1e-6, 10.0, others.OWN_LR, log=True)
    beta: Hyper = knob(0.9, r"\beta", 0.0, 0.999, others.OWN_BETA)
    beta1: Hyper = knob(0.9, r"\beta_1", 0.0, 0.999, others.OWN_BETA1)
    beta2: Hyper = knob(0.999, r"\beta_2", 0.0, 0.9999, others.OWN_BETA2)
    decay: Hyper = knob(0.99, r"\rho", 0.0, 0.9999, others.OWN_DECAY)
    eps: Hyper = knob(1e-8, r"\epsilon", 1e-12, 1e-2, others.OWN_EPS, log=True)
    weight_decay: Hyper = knob(1e-2, r"\lambda", 0.0, 10.0, others.OWN_WEIGHT_DECAY)

    def __post_init__(self) -> None:
        """Check the text, and put its lines into one, as links need it."""
        in_one_line = program(program(self.text).text)
        object.__setattr__(self, "text", in_one_line.text)
        object.__setattr__(self, "asks", in_one_line.asks)

    @property
    def lines(self) -> tuple[str, ...]:
        """The text line by line."""
        return tuple(line.text for line in program(self.text).lines)

    @property
    def python(self) -> str:
        """The same rule as the ``step`` that this library would have."""
        return as_python(program(self.text))

    @property
    def idle(self) -> tuple[str, ...]:
        """The knobs that the text does not read."""
        return tuple(name for name in KNOBS if name not in program(self.text).knobs)

    def most_asked(self, probes: float = 1.0) -> Asked:
        """Count the questions in the text."""
        return program(self.text).questions

    def arithmetic(self, probes: float = 1.0) -> Arithmetic:
        """Count the pieces of the lines."""
        return Arithmetic(5 + sum(len([*line.value]) for line in program(self.text).lines))

    def init(self, theta: Array) -> Kept:
        """Start all that is kept at zero."""
        return program(self.text).init(theta)

    def step(self, f: Loss, theta: Array, state: Kept, t: int) -> tuple[Array, Kept]:
        """Take the lines of step t."""
        own = program(self.text)
        names = own.names(f, theta, state, t, vars(self))
        for line in own.lines:
            names[line.name] = line.value.run(names)
        return names["theta"], own.kept(names, theta)

    def rate(self, state: Kept, t: int) -> Hyper:
        """Return the learning rate, if the rule has one."""
        return self.lr if "lr" in program(self.text).knobs else np.nan
