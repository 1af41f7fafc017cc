"""Where a race takes place, how long it is, and where it starts, as fields."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core.knobs import knobs
from experiments import SEED, STEPS, Experiment, bounds
from surfaces import FAMILIES, SURFACES, MiniBatch, Noisy
from surfaces.data_loss import DataLoss
from views.parts.controls.fields import Chips, ChoiceField, Field, fields_of, knob_field, switch
from views.parts.controls.groups import Group, Section
from views.parts.controls.values import one_of, within
from views.parts.paths import on_surface, true_path

PLACES = [
    (family, [(name, surface.title) for name, surface in members.items()])
    for family, members in FAMILIES.items()
]


def place(experiment: Any) -> list[Group]:
    """Return the choice of the surface."""
    surface = experiment.surface.true
    name = type(surface).__name__
    return [
        Section(
            "Surface", [ChoiceField("surface", "Surface", name, _placed, PLACES, wordless=True)]
        )
    ]


def settings(experiment: Experiment) -> list[Group]:
    """Return the knobs of the surface, and all else that is the same for every entrant."""
    fields = ground(experiment)
    if experiment.surface.true is not experiment.surface:
        fields.append(knob_field(("seed",), SEED, experiment.seed, "Seed", slider=False))
    fields.append(knob_field(("steps",), STEPS, experiment.steps, "Steps"))
    for i, (name, allowed) in enumerate(zip("xy", bounds(experiment.surface), strict=True)):
        start = experiment.start[i]
        fields.append(knob_field(("start", i), allowed, start, f"Start {name}", slider=False))
    return [Section("", [*fields, _classic_starts(experiment)])]


def ground(experiment: Any) -> list[Field]:
    """Return the knobs of the surface of anything that has one, of its batches and its noise."""
    surface: Any = experiment.surface
    sigma = knobs(Noisy)["sigma"]
    noise = knob_field(("surface", "sigma"), sigma, surface.noise_sigma)
    return [
        *fields_of(experiment, true_path(experiment)),
        *_batch_fields(experiment),
        replace(noise, key="noise", label="Gradient noise σ", change=_with_noise),
    ]


def _batches(experiment: Any) -> MiniBatch | None:
    """Return what deals out batches of samples, if anything does."""
    surface = experiment.surface
    inner = surface.without_noise
    return inner if inner.deals_batches else None


def _batch_fields(experiment: Any) -> list[Field]:
    """Return how many samples a step sees, where the loss is a mean over samples."""
    loss, batches = experiment.surface.true, _batches(experiment)
    if not isinstance(loss, DataLoss):
        return []
    about = replace(knobs(MiniBatch)["batch_size"], high=loss.samples, optional=True)
    size = knob_field(("batch",), about, batches and batches.batch_size, "Batch size B")
    fields: list[Field] = [replace(size, change=_with_batches, off="all")]
    if batches:
        path = true_path(experiment)[:-1]
        fields.append(switch((*path, "replacement"), batches.replacement, "With replacement"))
    return fields


def _with_batches(experiment: Any, size: Any) -> Any:
    """Let each step see so many samples; ``None`` is all of them."""
    old, loss = experiment.surface, experiment.surface.true
    about = replace(knobs(MiniBatch)["batch_size"], optional=True)
    few = within(size, about, "batch_size")
    held = _batches(experiment) or MiniBatch(loss)
    dealt = replace(held, batch_size=few) if few is not None else loss
    surface = replace(old, surface=dealt) if old.without_noise is not old else dealt
    return replace(experiment, surface=surface)


def _placed(experiment: Any, name: Any) -> Any:
    """Put another surface in, with its first classic start; the noise stays."""
    surface, old = one_of(name, SURFACES)(), experiment.surface
    new = replace(old, surface=surface) if old.without_noise is not old else surface
    return on_surface(experiment, new, afresh=True)


def _with_noise(experiment: Any, sigma: Any) -> Any:
    """Wrap the surface in noise, change it, or take it away."""
    surface = _batches(experiment) or experiment.surface.true
    noise = sigma and within(sigma, knobs(Noisy)["sigma"], "sigma")
    return replace(experiment, surface=Noisy(surface, sigma=noise) if noise else surface)


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
