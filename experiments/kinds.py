"""What a link's text may name: surfaces, rules, schedules and more, each with its parameters.

The canonical text has the fields without a default by position, then, by name and in the order of
the fields, only what differs from its default: ``Clipped(Adam(lr=0.05),norm=1)``,
``Scheduled(Momentum(),Warmup(steps=20,then=CosineAnnealing()))``. There are no spaces, numbers are
the shortest that read back as the same float, and ``+`` never occurs, since in a link it would be a
space, but in strings, where a link encodes it: ``Formula(text='x**2 + y**2')``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import MISSING, fields
from functools import cache, partial
from typing import Any, NamedTuple, NoReturn, cast, get_type_hints

import numpy as np

from core.knobs import Knob
from core.typed import near, quoted
from optimizers import LINE_SEARCHES, OPTIMIZERS, Optimizer
from optimizers import WRAPPERS as RULES_WITH_A_RULE
from optimizers.line_search import LineSearch
from optimizers.schedules import SCHEDULES, Schedule
from surfaces import SURFACES, Surface
from surfaces import WRAPPERS as SURFACES_WITH_A_SURFACE
from surfaces.data import DATASETS, Dataset, Table
from surfaces.networks import ACTIVATIONS, NETWORKS, Activation, Learner

shorten = partial(quoted, longest=80)
"""Links hold longer words than formulas."""
MENTIONED = 10
"""How many of the allowed names an error lists."""


class Registry(NamedTuple):
    """What a family of things is called, and its members by name."""

    noun: str
    members: dict[str, type]


KINDS: dict[type, Registry] = {
    Surface: Registry("a surface", {**SURFACES, **SURFACES_WITH_A_SURFACE}),
    Optimizer: Registry("an optimizer", {**OPTIMIZERS, **RULES_WITH_A_RULE}),
    Schedule: Registry("a schedule", {**SCHEDULES}),
    Dataset: Registry("a data set", {**DATASETS, "Table": Table}),
    Learner: Registry("a network", {**NETWORKS}),
    Activation: Registry("an activation", {**ACTIVATIONS}),
    LineSearch: Registry("a line search", {**LINE_SEARCHES}),
}


class Parameter(NamedTuple):
    """A constructor's argument: a number, a thing of some kind, a string, or true or false."""

    name: str
    expects: Knob | type[Any]
    default: Any


@cache
def parameters(owner: type[Any]) -> dict[str, Parameter]:
    """Return what the constructor of a registered class takes, by name and in order."""
    hints = get_type_hints(owner)
    taken: dict[str, Parameter] = {}
    for f in fields(owner):
        expects = f.metadata.get("knob", hints[f.name])
        if isinstance(expects, Knob) or expects in (str, bool) or expects in KINDS:
            default = f.default if f.default_factory is MISSING else f.default_factory()
            taken[f.name] = Parameter(f.name, expects, default)
    return taken


def refuse(complaint: str) -> NoReturn:
    """Raise ``ValueError``: what a reader does about a complaint unless it was told otherwise."""
    raise ValueError(complaint)


def write(thing: Any) -> str:
    """Return the canonical text of a thing of any kind, or of what its fields hold.

    Numbers are as short as reads back to the same number: ``100``, ``0.05``, ``1e-08``.

    Raises ``ValueError`` if the thing is not registered, or holds what text cannot say, such as a
    swept knob.
    """
    if thing is None or isinstance(thing, (str, bool)):
        return ascii(thing)
    if isinstance(thing, np.number):
        return write(cast("float", thing.item()))
    if isinstance(thing, int):
        return str(thing)
    if isinstance(thing, float):
        return repr(thing + 0.0).removesuffix(".0").replace("e+", "e")  # -0.0 + 0.0 is 0.0
    name = type(thing).__name__
    if not any(kind.members.get(name) is type(thing) for kind in KINDS.values()):
        raise ValueError(f"{name} is not registered, and so has no text")
    arguments: list[str] = []
    for parameter in parameters(cast("type[Any]", type(thing))).values():
        held = getattr(thing, parameter.name)
        if isinstance(held, np.ndarray):
            raise ValueError(f"{parameter.name} is swept in {name}: text says one number a knob")
        if parameter.default is MISSING:
            arguments.append(write(held))
        elif held != parameter.default:
            arguments.append(f"{parameter.name}={write(held)}")
    return f"{name}({','.join(arguments)})"


def within(
    number: Any,
    quoted: str,
    allowed: Knob,
    name: str,
    complain: Callable[[str], object],
    where: str = "",
) -> float:
    """Return a number within the bounds of a knob: an ``int`` where it is whole-numbered."""
    bounds = f"allowed {write(allowed.low)} to {write(allowed.high)}"
    if isinstance(number, bool) or not isinstance(number, (int, float)):
        refuse(f"{name} = {quoted} is not a number{where}: {bounds}")
    near = min(max(number, allowed.low), allowed.high)  # before float(): integers are unbounded
    if near != number:
        complain(f"{name} = {quoted} is out of range{where}: {bounds}")
    if not allowed.integer:
        return float(near) + 0.0
    if near != round(near):
        complain(f"{name} = {quoted} is not a whole number{where}: {bounds}")
    return round(near)


def suggest(name: str, allowed: Sequence[str]) -> str:
    """Say which of the allowed names somebody may have meant."""
    if not allowed:
        return "there is none"
    if meant := near(name, allowed):
        return meant
    more = f" and {len(allowed) - MENTIONED} more" if len(allowed) > MENTIONED else ""
    return f"choose from {', '.join(allowed[:MENTIONED])}{more}"
