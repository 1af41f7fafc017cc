"""What of a loss can be checked: the loss of one step, along what, and what can be done wrong."""

from __future__ import annotations

from typing import cast

import numpy as np

from core.arrays import Array
from core.loss import Loss
from studies.gradient_check.mistakes import AXES, GradientMistake, mistakes_in_the_plane
from studies.gradient_check.network_mistakes import (
    LayerPart,
    network_mistakes,
    network_of,
    parts_of,
)
from surfaces import MiniBatch, Surface
from surfaces.data_loss import DataLoss
from surfaces.networks import Learner

EACH, RANDOM = "each", "random"


def loss_of(surface: Surface, step: int = 1, seed: int = 0) -> Loss:
    """Return the loss of a step as a function that its gradient belongs to."""
    loss = surface.at(step, seed)
    return loss.on(np.arange(loss.samples)) if isinstance(loss, DataLoss) else loss


def mistakes(surface: Surface) -> dict[str, GradientMistake]:
    """Return the mistakes that can be made on a surface, by short name."""
    inner = surface.without_noise
    if isinstance(inner, Learner):
        if network := network_of(loss_of(inner)):
            return network_mistakes(network, inner.samples, float(inner.l2))
        return {name: m for name, m in mistakes_in_the_plane(inner.samples).items() if not m.where}
    if inner.deals_batches:
        return mistakes_in_the_plane(cast("MiniBatch", inner).batch_size)
    return mistakes_in_the_plane(inner.samples if isinstance(inner, DataLoss) else 0)


def directions(surface: Surface, along: str) -> tuple[tuple[str, ...], Array]:
    """Return what is checked, by name, and the directions, ``(n, k)``, each of length 1."""
    count = surface.count if isinstance(surface, Learner) else len(surface.domain.low)
    if along == EACH:
        if not isinstance(surface, Learner):
            return tuple(AXES[:count]), np.eye(count)
        parts = _parts(surface)
        return tuple(part.name for part in parts), np.stack(
            [_random(count, part.place, k) for k, part in enumerate(parts)], axis=1
        )
    if along == RANDOM:
        return ("a random direction",), _random(count, slice(0, count), 0)[:, None]
    number = int(along)
    name = AXES[number - 1] if not isinstance(surface, Learner) else f"parameter {number}"
    return (name,), np.eye(count)[:, [number - 1]]


def _parts(surface: Learner) -> list[LayerPart]:
    network = network_of(loss_of(surface))
    if network is not None:
        return parts_of(network)
    inputs = surface.count // surface.outputs - 1
    weights = LayerPart("W", 0, (surface.outputs, inputs))
    return [weights, LayerPart("b", surface.outputs * inputs, (surface.outputs,))]


def _random(count: int, place: slice, seed: int) -> Array:
    """Draw a direction within a part of all parameters, ``(n,)``."""
    along = np.zeros(count)
    along[place] = np.random.default_rng(seed).standard_normal(place.stop - place.start)
    return along / np.sqrt(along @ along)
