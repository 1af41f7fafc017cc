"""Trajectories and reliefs as a few bytes.

What a number changes, the paths, is one message; what it does not, the relief of the surface, is
another: bytes that stay the same are not sent again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from hashlib import blake2b
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from core.arrays import Array, norm
from experiments.cost_axes import AXES, samples_an_epoch
from experiments.trajectory import Trajectory
from figures.batch_surface import BatchSurface
from figures.height_map import HeightMap
from figures.styles import MAP_COLORS, STYLES
from surfaces.base import Point, Surface
from web.common.messages import pack, sent
from web.player.view import RaceToPlay


def race_payload(
    trajectories: Sequence[Trajectory],
    names: Sequence[str],
    notes: Sequence[str],
    **header: Any,
) -> bytes:
    """Pack what a change of numbers changes: the paths of a race, with names and notes.

    Each entrant sends x, y, true loss and length of the true gradient at ``steps + 1`` points,
    its learning rate as one number where it is constant (none where the rule has none), the steps
    where clipping acted as bits, and what each step adds on the horizontal axes that there are:
    a number where all add the same, nothing where that is 1; epochs are samples over ``epoch`` of
    them. ``header`` is passed on as it is.
    Raises ``ValueError`` unless there are 1 to 12 single runs of two parameters and equal steps.
    """
    if not 1 <= len(trajectories) <= len(STYLES):
        raise ValueError(f"a race has 1 to {len(STYLES)} entrants, not {len(trajectories)}")
    shapes = {trajectory.theta.shape for trajectory in trajectories}
    if len(shapes) != 1 or next(iter(shapes))[1:] != (2,):
        raise ValueError(f"a race needs single runs of two parameters and equal steps: {shapes}")
    sampled = all(samples_an_epoch(run.problem) for run in trajectories)
    axes = ["gradients", "evaluations", *(["samples"] if sampled else [])]
    entrants: list[dict[str, Any]] = []
    arrays: dict[str, npt.NDArray[Any]] = {}
    columns = zip(trajectories, names, notes, STYLES, strict=False)
    for k, (run, name, note, style) in enumerate(columns):
        entrant: dict[str, Any] = {
            "name": name,
            "note": note,
            "color": style.color,
            "darkColor": style.dark_color,
            "dash": style.dash,
            "marker": style.marker,
            "last": int(run.last),
        }
        arrays[f"x{k}"], arrays[f"y{k}"] = sent(run.theta[:, 0]), sent(run.theta[:, 1])
        arrays[f"loss{k}"] = sent(run.value)
        arrays[f"slope{k}"] = sent(norm(run.grad.T))
        rates = run.lr[: int(run.last)]
        if rates.size and np.all(rates == rates[0]):
            entrant["lr"] = float(sent(rates[0]))
        elif rates.size and not np.any(np.isnan(rates)):
            arrays[f"lr{k}"] = sent(rates)
        if np.any(run.clipped):
            arrays[f"clipped{k}"] = np.packbits(run.clipped, bitorder="little")
        added = {axis: _added(run, axis) for axis in axes}
        arrays |= {f"{axis}{k}": a for axis, a in added.items() if isinstance(a, np.ndarray)}
        entrant |= {axis: a for axis, a in added.items() if isinstance(a, int) and a != 1}
        entrants.append({**entrant, "epoch": samples_an_epoch(run.problem)})
    about = {"kind": "race", "steps": trajectories[0].steps, "axes": axes, "entrants": entrants}
    return pack({**about, **header}, arrays)


def race_header(race: RaceToPlay, *, ground: bool) -> dict[str, Any]:
    """Return what the player needs of a race beside its paths.

    With ``ground`` it offers the loss that each step sees, which is a message of its own.
    """
    run = race.runs[0]
    about = "batch" if samples_an_epoch(run.problem) else "noise"
    return {
        "relief": relief_id(race.heights),
        "title": race.surface.title,
        "minima": marked_minima(race.surface),
        "start": [float(race.start[0]), float(race.start[1])],
        "view": asdict(race.view),
        "summary": race.summary,
        **({"ground": {"id": ground_id(run), "about": about}} if ground else {}),
    }


def _added(run: Trajectory, axis: str) -> int | npt.NDArray[Any]:
    """Return what each step adds to an axis ``(steps,)``, or the one number that all of them add.

    Beyond the last step that counts there may be anything: nothing is drawn there.
    """
    added = np.diff(cast("Array", AXES[axis](run)))  # there is one, or it is not offered
    counted = added[: int(run.last)]
    if np.all(counted == counted[:1]):
        return int(counted[0]) if counted.size else 1
    return added.astype(np.uint8 if added.max() <= 255 else np.float32)


def relief_payload(relief: HeightMap) -> bytes:
    """Pack the heights of a surface over its map, with the colours to draw them in.

    Heights stay raw (NaN where the surface has none): the transform travels with them, since the
    heights of the paths need it too.
    """
    return pack(
        {
            "kind": "relief",
            "id": relief_id(relief),
            "low": float(relief.low),
            "scale": float(relief.scale),
            "log": bool(relief.log),
            "colors": MAP_COLORS,
        },
        {"x": sent(relief.x), "y": sent(relief.y), "value": relief.value.astype(np.float32)},
    )


def ground_payload(ground: BatchSurface, run: Trajectory) -> bytes:
    """Pack how far above the true loss each step's own is, under the name that its race knows."""
    return pack(
        {"kind": "ground", "id": ground_id(run), "steps": ground.steps.tolist()},
        {"x": sent(ground.x), "y": sent(ground.y), "lift": ground.lift},
    )


def ground_id(run: Trajectory) -> str:
    """Name the losses of a run's steps before they are computed."""
    text = f"{run.problem!r}, {run.steps}, {run.seed}"
    return blake2b(text.encode(), digest_size=8).hexdigest()


def relief_id(relief: HeightMap) -> str:
    """Name a relief after its content, so that equal reliefs are drawn once."""
    digest = blake2b(repr((relief.low, relief.scale, relief.log)).encode(), digest_size=8)
    for array in (relief.x, relief.y, relief.value):
        digest.update(array.tobytes())
    return digest.hexdigest()


def marked_minima(surface: Surface) -> list[list[float]]:
    """List the known minima of a surface as ``[x, y, loss]``."""
    points: tuple[Point, ...] = surface.minima
    return [[*point, float(surface.value(np.array(point)))] for point in points]
