"""Rules that hold a rule: they change its knobs, its gradients, or what becomes of its steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from core.arrays import Array, Hyper
from core.loss import Asked, Loss
from optimizers.base import Arithmetic, Optimizer, scalable
from optimizers.cards import wrappers as cards
from optimizers.schedules import Schedule

AROUND = 10
"""About how many operations a wrapper adds to a step, and to each question that it passes on."""


class Wrapper(Optimizer):
    """A rule that holds another one, and answers in its name where it changes nothing."""

    inner: Optimizer

    def __post_init__(self) -> None:
        """Take over the title of the rule inside, and what it asks for."""
        object.__setattr__(self, "title", self.inner.title)
        object.__setattr__(self, "asks", self.inner.asks)

    def most_asked(self, probes: float = 1.0) -> Asked:
        """Pass on what the rule inside asks."""
        return self.inner.most_asked(probes)

    def arithmetic(self, probes: float = 1.0) -> Arithmetic:
        """Add to what the rule inside computes."""
        vectors, matrices = self.inner.arithmetic(probes)
        return Arithmetic(vectors + AROUND * (1 + sum(self.most_asked(probes))), matrices)

    def acting(self, t: int) -> Optimizer:
        """Look inside, unless this wrapper changes the loss or moves the point."""
        return self.inner.acting(t) if self.keeps_loss else self

    def stability_bound(self, t: int = 1) -> Hyper | None:
        """Ask the rule inside, if its law still holds."""
        return self.inner.stability_bound(t) if self.keeps_law else None

    def steepest_held(self) -> Hyper:
        """Ask the rule inside, if its law still holds."""
        return self.inner.steepest_held() if self.keeps_law else 0.0

    def scaled(self, knob: str, factor: Hyper) -> Self:
        """Multiply a knob of this wrapper or, where it has none of that name, of the rule inside.

        Raises ``ValueError`` where no rule down the chain has such a knob.
        """
        if knob in scalable(type(self)):
            return super().scaled(knob, factor)
        return self.with_field("inner", self.inner.scaled(knob, factor))


@dataclass(frozen=True)
class Scheduled(Wrapper):
    r"""Turn one knob of a rule as time goes by.

    .. math:: \alpha_t = s(t - 1)\, \alpha

    Big steps cross the plain and small steps settle in the valley; a schedule has both in one run.
    Schedules of schedules multiply. No factor is above 1, so the knob of the rule inside is its
    highest value; for a knob that goes down where another goes up, such as the momentum beside a
    rate, there is :class:`~optimizers.schedules.Mirrored`.

    Rates that fall, but not too fast, go back to Robbins and Monro (1951),
    https://doi.org/10.1214/aoms/1177729586; the schedules name their own papers. For the knob
    ``"lr"`` this is what ``torch.optim.lr_scheduler`` does.

    Raises ``ValueError`` if the rule has no such knob.
    """

    title: ClassVar[str] = "Schedule"
    card = cards.SCHEDULED
    keeps_loss = True

    inner: Optimizer
    schedule: Schedule
    knob: str = "lr"

    def __post_init__(self) -> None:
        """Look for the knob now rather than at the first step."""
        super().__post_init__()
        self.inner.scaled(self.knob, 1.0)

    @property
    def turns(self) -> str:
        """The knob that the schedule turns."""
        return self.knob

    def at(self, t: int) -> Optimizer:
        """Return the rule of step ``t`` (the first is 1)."""
        return self.inner.scaled(self.knob, self.schedule(t - 1))

    def acting(self, t: int) -> Optimizer:
        """Look inside the rule of step ``t``."""
        return self.at(t).acting(t)

    def stability_bound(self, t: int = 1) -> Hyper | None:
        """Ask the rule of step ``t``."""
        return self.at(t).stability_bound(t)

    def init(self, theta: Array) -> Any:
        """Return the state of the rule inside."""
        return self.inner.init(theta)

    def step(self, f: Loss, theta: Array, state: Any, t: int) -> tuple[Array, Any]:
        """Take step t with the knob where the schedule has it."""
        return self.at(t).step(f, theta, state, t)

    def rate(self, state: Any, t: int) -> Hyper:
        """Return the scheduled learning rate."""
        return self.at(t).rate(state, t)

    def clipped(self, state: Any) -> Any:
        """Ask the rule inside."""
        return self.inner.clipped(state)
