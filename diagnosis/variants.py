"""What may be changed about a run: a knob on a ladder of values, what is around a rule, the rest.

Every variant can be said in a link: its numbers are within the bounds of their knobs, and its
fields are those that the rule reads.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np

from core.arrays import Array
from core.knobs import Knob, knobs
from experiments.labels import layers
from experiments.text import write
from experiments.trajectory import Trajectory
from optimizers import (
    BFGS,
    Adam,
    Clipped,
    Momentum,
    Optimizer,
    RMSprop,
    Scheduled,
    TrustRegion,
)
from optimizers.base import in_use, scalable
from optimizers.schedules import CosineAnnealing

DECADE = (1, 1.3, 1.6, 2, 2.5, 3.2, 4, 5, 6.3, 8)
"""Renard's series R10 in two digits: no value is more than a fifth away in its logarithm."""
SHARES = (0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999)
"""Values of a knob that is no larger than 1; those near 1 remember ten times as long."""
SPREAD = (0, 1e-5, 1e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1)
"""Parts of the range of any other knob."""
FARTHEST = 1e5
"""A value on a logarithmic ladder is at most so many times the one that is given, or that part."""
LONGER = (2, 4, 10)
"""Times as many steps."""


@dataclass(frozen=True)
class Variant:
    """A run that differs from a given one by what the words say; with none it is the same."""

    optimizer: Optimizer
    start: tuple[float, ...]
    steps: int
    words: str = ""


def given(run: Trajectory) -> Variant:
    """Return a run as it is."""
    return Variant(run.optimizer, tuple(map(float, run.theta[0])), run.steps)


def pace_knob(optimizer: Optimizer) -> tuple[int, str] | None:
    """Return how deep inside an optimizer, and in which field, its pace is set; None for none.

    The learning rate, or the first logarithmic knob of a rule that has none.
    """
    own = layers(optimizer)
    rule = own[-1]
    names = [name for name in in_use(rule) if knobs(rule)[name].log]
    return (len(own) - 1, "lr" if "lr" in names else names[0]) if names else None


def other_knobs(optimizer: Optimizer) -> list[tuple[int, str]]:
    """Return all other knobs, of the rule and of what is around it, the rule's own first."""
    own = layers(optimizer)
    found: list[tuple[int, str]] = []
    for depth in reversed(range(len(own))):
        layer = own[depth]
        idle = layer.idle
        on = [n for n in scalable(cast("type[Optimizer]", type(layer))) if n not in idle]
        on = [n for n in on if n not in layer.either or getattr(layer, n) is not None]
        found += [(depth, name) for name in on]
    return [place for place in found if place != pace_knob(optimizer)]


def turned(run: Trajectory, place: tuple[int, str], variant: Variant) -> list[Variant]:
    """Return a variant with one of its knobs on every value of its ladder."""
    depth, name = place
    layer = layers(variant.optimizer)[depth]
    held = getattr(layer, name)
    found: list[Variant] = []
    for value in values(layer, name, run):
        words = _and(variant.words, f"{name} = {write(value)} instead of {_told(held)}")
        optimizer = with_layer(variant.optimizer, depth, replace(layer, **{name: value}))
        found.append(replace(variant, optimizer=optimizer, words=words))
    return found


def values(layer: Any, name: str, run: Trajectory) -> list[float]:
    """Return what to try for a knob, ascending, without what it holds."""
    about: Knob = knobs(layer)[name]
    held = getattr(layer, name)
    if name == layer.floor_knob:  # what it takes for the lowest loss: a height, not a setting
        found = _heights(run)
    elif about.log:
        found = _ladder(about, held)
    elif about.high <= 1:
        found = SHARES
    else:
        found = about.low + np.array(SPREAD) * (about.high - about.low)
    kept = {float(f"{v:.2g}") if name != layer.floor_knob else float(v) for v in found}
    return sorted(v for v in kept if about.low <= v <= about.high and v != held)


def _ladder(about: Knob, held: float | None) -> Array:
    """Return the round values of a logarithmic knob that are not too far from what it holds."""
    low, high = about.low, about.high
    if held is not None:
        low, high = max(low, held / FARTHEST), min(high, held * FARTHEST)
    decades = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    return np.array([float(f"{r}e{k}") for k in decades for r in DECADE])


def _heights(run: Trajectory) -> list[float]:
    """Return losses that may be the lowest: at the known minima, and below all that was met."""
    least = float(np.min(run.value[: int(run.last) + 1]))
    drop = max(abs(float(run.value[0])), 1.0) * np.array([1e-3, 0.01, 0.1, 0.3, 1.0])
    known = getattr(run.problem, "floor", None)
    below = [float(f"{least - d:.3g}") for d in drop]
    return below if known is None else [known, *below]


def around(run: Trajectory, slope: float) -> list[Variant]:
    """Return variants with one thing around the rule taken off, fitted to the run, or put on.

    ``slope`` is the length of gradient about which thresholds are tried.
    """
    own, same = layers(run.optimizer), given(run)
    found: list[Variant] = []
    for depth, layer in enumerate(own[:-1]):
        without = with_layer(run.optimizer, depth, layer.inner)
        name = f"{type(layer).title.lower()}"
        if layer.turns:
            name = f"schedule of {layer.turns}"
            fitted = replace(layer, schedule=layer.schedule.fitted(run.steps))
            if fitted != layer:
                words = f"{write(fitted.schedule)} instead of {write(layer.schedule)}"
                adjusted = with_layer(run.optimizer, depth, fitted)
                found.append(replace(same, optimizer=adjusted, words=words))
        found.append(replace(same, optimizer=without, words=f"no {name}"))
    scheduled = any(layer.turns == "lr" for layer in own)
    if not scheduled and "lr" in in_use(own[-1]):
        found.append(scheduling(same))
    if not any(layer.clips for layer in own):
        for part in (0.01, 0.03, 0.1, 0.3, 1, 3, 10):
            about = knobs(Clipped)["norm"]
            norm = float(f"{np.clip(part * slope, about.low, about.high):.1g}")
            clipped = Clipped(run.optimizer, norm=norm)
            words = f"gradients clipped to norm {write(norm)}"
            found.append(replace(same, optimizer=clipped, words=words))
    return found


def scheduling(variant: Variant) -> Variant:
    """Let the learning rate fall to zero over the run, from what it is."""
    depth = len(layers(variant.optimizer)) - 1
    rule = layers(variant.optimizer)[-1]
    schedule = CosineAnnealing().fitted(variant.steps)
    optimizer = with_layer(variant.optimizer, depth, Scheduled(rule, schedule))
    words = _and(variant.words, f"{write(schedule)} on lr")
    return replace(variant, optimizer=optimizer, words=words)


def longer(run: Trajectory, most: int) -> list[Variant]:
    """Return variants with more steps, fewest first."""
    counts = [min(run.steps * times, most) for times in LONGER]
    return [
        replace(given(run), steps=count, words=f"{count} steps instead of {run.steps}")
        for count in dict.fromkeys(counts)
        if count > run.steps
    ]


def other_rules(run: Trajectory, *, noisy: bool) -> list[Variant]:
    """Return other rules, at their usual settings and at other rates."""
    own = layers(run.optimizer)[-1]
    rules = [Adam(), Momentum(), RMSprop(), *([] if noisy else [BFGS(), TrustRegion()])]
    found: list[Variant] = []
    for rule in rules:
        if type(rule) is type(own):
            continue
        plain = replace(given(run), optimizer=rule)
        name, words = pace_knob(rule), f"instead of {type(own).__name__}"
        paces = turned(run, name, plain) if name else []
        for variant in (plain, *paces[::2]):
            told = replace(variant, words=f"{write(variant.optimizer)} {words}")
            if noisy:
                told = replace(scheduling(variant), words="")
                told = replace(told, words=f"{write(told.optimizer)} {words}")
            found.append(told)
    return found


def elsewhere(run: Trajectory, points: Array) -> list[Variant]:
    """Return variants that start at other points ``(n, k)``, the nearest first."""
    same = given(run)
    apart = np.linalg.norm(points - np.array(same.start)[:, None], axis=0)
    found: list[Variant] = []
    for point in points.T[np.argsort(apart, kind="stable")]:
        start = tuple(map(float, point))
        words = f"the start ({', '.join(map(write, start))})"
        found.append(replace(same, start=start, words=words))
    return found


def with_layer(optimizer: Any, depth: int, layer: Any) -> Any:
    """Return an optimizer in which so deep inside stands another layer."""
    if not depth:
        return layer
    return replace(optimizer, inner=with_layer(optimizer.inner, depth - 1, layer))


def _told(held: float | None) -> str:
    return "none" if held is None else write(held)


def _and(first: str, second: str) -> str:
    return f"{first} and {second}" if first else second
