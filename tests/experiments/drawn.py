"""Things of every kind with all that a link may say about them, drawn from the registries."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from core.knobs import Knob
from experiments import MOST_OPTIMIZERS, SEED, STEPS, Experiment
from experiments.experiment import bounds
from experiments.text import KINDS, parameters
from optimizers import Optimizer
from optimizers.base import scalable
from surfaces import SURFACES, MiniBatch, Surface
from surfaces.data import Dataset, Table
from surfaces.data_loss import DataLoss

LEVELS = 3


def numbers(about: Knob) -> st.SearchStrategy[Any]:
    """Draw what a knob allows, its two ends and None included."""
    if about.integer:
        inside = st.integers(int(about.low), int(about.high))
    else:
        inside = st.floats(about.low, about.high)
    ends = st.sampled_from([about.low, about.high])
    return st.one_of(inside, ends, *[st.none()] * about.optional)


@st.composite
def things(draw: st.DrawFn, kind: type, levels: int = LEVELS) -> Any:
    """Draw a member of a kind, that holds others at most so many levels deep."""
    members = [
        member
        for member in KINDS[kind].members.values()
        if member is not Table  # which nobody has uploaded
        and (levels or not any(p.expects is kind for p in parameters(member).values()))
    ]
    owner = draw(st.sampled_from(members))
    held = {
        name: draw(fitting(owner, parameter.expects, levels))
        for name, parameter in parameters(owner).items()
        if parameter.expects is not str
    }
    if owner.__name__ == "Scheduled":
        held["knob"] = draw(st.sampled_from(schedulable(held["inner"])))
    if owner.__name__ == "Clipped":
        off, on = draw(st.permutations(["norm", "limit"]))
        held |= {off: None, on: held[on] or 1.0}
    return owner(**held)


def fitting(owner: type, expects: Any, levels: int) -> st.SearchStrategy[Any]:
    """Draw what an argument of a constructor may be."""
    if isinstance(expects, Knob):
        return numbers(expects)
    if expects is bool:
        return st.booleans()
    if owner is MiniBatch:  # of surfaces, it takes those that are means over samples
        return st.sampled_from([kind() for kind in SURFACES.values() if issubclass(kind, DataLoss)])
    if expects is Dataset and issubclass(owner, Surface):
        return things(expects, 1).filter(lambda data: suits(owner, data))
    return things(expects, levels - 1)


def suits(owner: type, data: Any) -> bool:
    """Tell whether a model can learn from these data."""
    try:
        owner(data=data)
    except ValueError:
        return False
    return True


def schedulable(rule: Any) -> list[str]:
    """Name the knobs that a schedule can turn somewhere down a chain of rules."""
    own = [name for name in scalable(type(rule)) if getattr(rule, name) is not None]
    return own + (schedulable(rule.inner) if hasattr(rule, "inner") else [])


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    surface = draw(things(Surface))
    return Experiment(
        surface,
        draw(st.lists(things(Optimizer), min_size=1, max_size=MOST_OPTIMIZERS // 2)),
        [draw(numbers(about)) for about in bounds(surface)],
        draw(numbers(STEPS)),
        draw(numbers(SEED)),
    )
