"""An entrant taken apart: the rule inside, and what its wrappers do before and after it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple, cast

from exports.schedule_factors import factor
from exports.words import NotOffered
from optimizers import Clipped, Decayed, Lookahead, Optimizer, Penalized, Scheduled
from optimizers.wrappers import Wrapper

IN_UNITS_OF_LENGTH = ("HeavyBall", "Nesterov")
"""Rules whose velocity keeps the rate that each gradient met; other libraries have none."""


class GradientChange(NamedTuple):
    """What becomes of a gradient before the rule sees it; the others are None."""

    norm: float | None = None
    """The length that it is cut to."""
    limit: float | None = None
    """The size that each of its coordinates is cut to."""
    l2: float | None = None
    """How many times the point is added to it."""


@dataclass(frozen=True)
class Layers:
    """A rule and its wrappers, where these may be looked at apart."""

    rule: Any
    gradients: tuple[GradientChange, ...] = ()
    """What becomes of a gradient, first things first."""
    factor: str = ""
    """The schedule of the rate as an expression in ``t``; empty without."""
    decay: float = 0.0
    """The weight decay beside the step."""
    lookahead: Lookahead | None = None

    @property
    def name(self) -> str:
        """The class name of the rule."""
        return type(self.rule).__name__

    def settings(self) -> dict[str, str]:
        """Return the rule's fields as text, to be put into a constructor call."""
        held = cast("dict[str, Any]", vars(self.rule))
        return {name: repr(value) for name, value in held.items()}


def taken_apart(optimizer: Optimizer) -> Layers:
    """Take an entrant apart.

    Raises ``NotOffered`` for wrappers that other libraries do not have, or not in this order.
    """
    layers = Layers(optimizer)
    while isinstance(layers.rule, Wrapper):
        layers = _inside(layers, layers.rule)
    if layers.factor and layers.name in IN_UNITS_OF_LENGTH:
        raise NotOffered(
            "Under a schedule its velocity keeps the rate of each gradient, and no library has"
            " this form: race Momentum or Nesterov in PyTorch's variables."
        )
    if layers.lookahead and layers.name in ("Nesterov", "ScheduleFree"):
        raise NotOffered("Lookahead would pull back another point than the one that is shown.")
    return layers


def _inside(layers: Layers, wrapper: Wrapper) -> Layers:
    """Take the outermost wrapper off."""
    layers = replace(layers, rule=wrapper.inner)
    match wrapper:
        case Clipped(norm=norm, limit=limit):
            cut = GradientChange(cast("Any", norm), cast("Any", limit))
            return replace(layers, gradients=(*layers.gradients, cut))
        case Penalized(l2=l2):
            penalty = GradientChange(l2=cast("Any", l2))
            return replace(layers, gradients=(*layers.gradients, penalty))
        case Decayed(weight_decay=decay):
            return replace(layers, decay=layers.decay + float(decay))
        case Scheduled(schedule=schedule, knob="lr"):
            expression = factor(schedule)
            product = f"{layers.factor} * {expression}" if layers.factor else expression
            return replace(layers, factor=product)
        case Scheduled(knob=knob):
            raise NotOffered(f"A schedule of {knob} is not offered, only one of the rate.")
        case Lookahead() if layers.decay:
            raise NotOffered("Weight decay around Lookahead is not offered, only inside of it.")
        case Lookahead() if layers.lookahead is None:
            return replace(layers, lookahead=wrapper)
        case _:
            raise NotOffered(f"The wrapper {type(wrapper).__name__} is not offered here.")
