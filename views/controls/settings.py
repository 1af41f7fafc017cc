"""Where a race takes place, how long it is, and where it starts, as fields."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core.knobs import knobs
from experiments import SEED, STEPS, Experiment, bounds
from surfaces import FAMILIES, SURFACES, Noisy, Surface
from views.controls.fields import Chips, Choice, Field, Text, fields_of, knob_field, one_of
from views.controls.groups import Group, Section
from views.pieces import Path, with_piece

PLACES = [
    (family, [(name, surface.title) for name, surface in members.items()])
    for family, members in FAMILIES.items()
]


def place(experiment: Experiment) -> list[Group]:
    """Return the choice of the surface."""
    surface = true_surface(experiment)
    name = type(surface).__name__
    return [
        Section("Surface", [Choice("surface", "Surface", name, _placed, PLACES, wordless=True)])
    ]


def settings(experiment: Experiment) -> list[Group]:
    """Return the knobs of the surface, and all else that is the same for every entrant."""
    surface: Any = experiment.surface
    noisy = isinstance(surface, Noisy)
    path: Path = ("surface", "surface") if noisy else ("surface",)
    sigma = knobs(Noisy)["sigma"]
    noise = knob_field(("surface", "sigma"), sigma, surface.sigma if noisy else 0.0)
    fields: list[Field] = [
        *(_worded(field, path) for field in fields_of(experiment, path)),
        replace(noise, key="noise", label="Gradient noise σ", change=_with_noise),
    ]
    if noisy:
        fields.append(knob_field(("seed",), SEED, experiment.seed, "Seed", slider=False))
    fields.append(knob_field(("steps",), STEPS, experiment.steps, "Steps"))
    for i, (name, allowed) in enumerate(zip("xy", bounds(experiment.surface), strict=True)):
        start = experiment.start[i]
        fields.append(knob_field(("start", i), allowed, start, f"Start {name}", slider=False))
    return [Section("", [*fields, _classic_starts(experiment)])]


def true_surface(experiment: Experiment) -> Surface:
    """Return the surface without its noise."""
    surface = experiment.surface
    return surface.surface if isinstance(surface, Noisy) else surface


def _placed(experiment: Experiment, name: Any) -> Experiment:
    """Put another surface in, with its first classic start; the noise stays."""
    surface, old = one_of(name, SURFACES)(), experiment.surface
    new = replace(old, surface=surface) if isinstance(old, Noisy) else surface
    return replace(experiment, surface=new, start=surface.starts[0])


def _worded(field: Field, path: Path) -> Field:
    """Let another text, which makes another map, bring its own start along."""
    if not isinstance(field, Text):
        return field

    def change(experiment: Experiment, text: Any) -> Experiment:
        if not isinstance(text, str):
            raise ValueError(f"{text!r} is not a text")
        surface = with_piece(experiment.surface, (*path[1:], field.key.split(".")[-1]), text)
        return replace(experiment, surface=surface, start=surface.starts[0])

    return replace(field, label="f(x, y) =", change=change)


def _with_noise(experiment: Experiment, sigma: Any) -> Experiment:
    """Wrap the surface in noise, change it, or take it away."""
    surface = true_surface(experiment)
    return replace(experiment, surface=Noisy(surface, sigma=sigma) if sigma else surface)


def _classic_starts(experiment: Experiment) -> Chips:
    """Return the choice between the surface's own starts."""
    starts = {
        ", ".join(f"{c:.4g}" for c in start): tuple(map(float, start))
        for start in experiment.surface.starts
    }
    current = next((text for text, start in starts.items() if start == experiment.start), None)
    return Chips(
        "classic-start",
        "Classic starts",
        current,
        lambda race, text: replace(race, start=one_of(text, starts)),
        [(text, text) for text in starts],
    )
