"""What a gradient check is of, where, and along what, as fields."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from experiments import SEED, STEPS, bounds
from studies.gradient_check.cases import EACH, RANDOM, mistakes
from studies.gradient_check.specification import GradientCheckSpec, H
from surfaces import SURFACES, Surface
from surfaces.networks import NETWORKS, Learner
from views.parts.controls.fields import Chips, ChoiceField, Field, fields_of, knob_field, putting
from views.parts.controls.groups import Group, Section
from views.parts.controls.settings import PLACES as SURFACE_PLACES
from views.parts.controls.settings import ground
from views.parts.controls.values import one_of, within

PLACES = [
    *SURFACE_PLACES,
    ("Networks", [(name, network.title) for name, network in NETWORKS.items()]),
]
ANYWHERE = "random"


def place(examined: GradientCheckSpec) -> list[Group]:
    """Return the choice of the loss."""
    name = type(examined.surface.true).__name__
    return [Section("Loss", [ChoiceField("surface", "Loss", name, _placed, PLACES, wordless=True)])]


def fields(examined: GradientCheckSpec) -> list[Group]:
    """Return everything else that may be changed; of a puzzle, only which numbers are shown."""
    h = knob_field(("h",), H, examined.h, "Step h of the table")
    if examined.find is not None:
        return [Section("", [h])]
    return [
        Section("", [_loosened(field) for field in _ground(examined)]),
        Section("Point", _point(examined)),
        Section("Check", [*_along(examined), h, _mistake(examined)]),
    ]


def _ground(examined: GradientCheckSpec) -> list[Field]:
    """Return the knobs of the loss, and which step of it is meant if they differ."""
    if isinstance(examined.surface, Learner):
        return fields_of(examined, ("surface",))
    found = ground(examined)
    if examined.surface.held:
        found.append(knob_field(("step",), STEPS, examined.step, "Loss of step"))
        found.append(knob_field(("seed",), SEED, examined.seed, "Seed", slider=False))
    return found


def _point(examined: GradientCheckSpec) -> list[Field]:
    """Return the numbers of the point, and points to choose from."""
    surface = examined.surface
    if isinstance(surface, Learner):
        weights = knob_field(
            ("weights",), SEED, examined.weights, "Weights drawn with", slider=False
        )
        return [weights]
    found: list[Field] = [
        knob_field(("start", i), allowed, examined.start[i], f"Point {name}", slider=False)
        for i, (name, allowed) in enumerate(zip("xy", bounds(surface), strict=True))
    ]
    points = {", ".join(f"{c:.4g}" for c in start): start for start in surface.starts}
    current = next((text for text, at in points.items() if at == examined.start), None)

    def change(old: GradientCheckSpec, text: Any) -> GradientCheckSpec:
        if text == ANYWHERE:
            return replace(old, start=anywhere(old.surface))
        return replace(old, start=one_of(text, points))

    options = [(text, text) for text in points] + [(ANYWHERE, "Random")]
    return [*found, Chips("point", "Points", current, change, options)]


def anywhere(surface: Surface) -> tuple[float, ...]:
    """Draw a point of the map, in numbers that are easily read."""
    low, high = np.array(surface.domain.low), np.array(surface.domain.high)
    drawn = np.random.default_rng().uniform(low, high)
    digits = 2 - np.floor(np.log10(high - low)).astype(int)
    return tuple(round(float(c), int(d)) for c, d in zip(drawn, digits, strict=True))


def _along(examined: GradientCheckSpec) -> list[Field]:
    """Return the choice of the directions."""
    learner = isinstance(examined.surface, Learner)
    one = examined.along if examined.along not in (EACH, RANDOM) else "1"
    options = [
        (EACH, "each part of the network" if learner else "each coordinate"),
        (RANDOM, "one random direction"),
        (one, f"parameter {one}" if learner else "one coordinate"),
    ]
    found: list[Field] = [
        ChoiceField(
            "along", "Slopes along", examined.along, putting(("along",), str), [("", options)]
        )
    ]
    if examined.along == one:
        count = len(examined.theta)
        about = replace(SEED, low=1, high=count)
        number = knob_field(("along",), about, int(one), "Number of it")
        found.append(
            replace(
                number,
                key="along-number",
                change=lambda old, value: replace(old, along=str(within(value, about, "along"))),
            )
        )
    return found


def _mistake(examined: GradientCheckSpec) -> ChoiceField:
    """Return the choice of what to do wrong."""
    named = [(name, mistake.name) for name, mistake in mistakes(examined.surface).items()]
    options = [("", [("", "none"), *named])]
    return ChoiceField(
        "mistake", "Mistake in the gradient", examined.mistake, putting(("mistake",), str), options
    )


def _placed(examined: GradientCheckSpec, name: Any) -> GradientCheckSpec:
    """Put another loss in, at its first classic point, with no mistake."""
    surface = one_of(name, {**SURFACES, **NETWORKS})()
    return GradientCheckSpec(surface, surface.starts[0], h=examined.h)


def _loosened(field: Field) -> Field:
    """Let a change of the loss go through where what was checked of it is there no more."""

    def change(old: GradientCheckSpec, value: Any) -> GradientCheckSpec:
        try:
            return field.change(old, value)
        except ValueError:
            return field.change(replace(old, mistake="", along=EACH), value)

    return replace(field, change=change)
