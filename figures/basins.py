"""Colours of basin maps: which minimum, how many steps, or what became of each start.

Minima go round the colour circle by the golden angle, in four steps of lightness, so that those
that follow each other differ in both. The few greys are for starts that end at no minimum.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
from plotly.colors import sample_colorscale, sequential, unlabel_rgb

from core.arrays import Array
from figures.thinning import Steps
from studies import Basins, Ending
from studies.basin_maps.shares import coordinates, others, shares

Show = Literal["minimum", "steps", "outcome"]
SHOWN: dict[str, str] = {
    "minimum": "Minimum",
    "steps": "Steps",
    "outcome": "Outcome",
}
LISTED = 12
"""Minima that a legend names, the most reached first."""
FIRST_HUE, GOLDEN = 133.0, 180 * (3 - 5**0.5)
LIGHTNESS = (0.62, 0.83, 0.46, 0.71)
CHROMA = 0.13
SHADES = 256
"""Of the scale of steps."""


@dataclass(frozen=True)
class Paint:
    """The look of a kind of start: a colour, and stripes in another where it has any."""

    color: str
    """``#rrggbb``."""
    stripe: str = ""


OUTCOMES = {
    Ending.KNOWN_MINIMUM: Paint("#3f7fb5"),
    Ending.LOCAL_MINIMUM: Paint("#f0b95b"),
    Ending.STALLED: Paint("#8a8a8a", "#a5a5a5"),
    Ending.MOVING: Paint("#e4e4e4", "#cfcfcf"),
    Ending.DIVERGED: Paint("#161616", "#3d3d3d"),
}
"""What became of a start, from a light to a dark grey where it is at no minimum."""


@dataclass(frozen=True)
class Entry:
    """A line of a legend."""

    paint: Paint
    words: str
    shares: tuple[float, ...]
    """Which part of the starts it is, map by map."""


@cache
def minimum_paint(k: int) -> Paint:
    """Return the look of the starts that end at minimum ``k``."""
    hue = np.deg2rad(FIRST_HUE + k * GOLDEN)
    return Paint(_hex(LIGHTNESS[k % len(LIGHTNESS)], CHROMA, float(hue)))


@cache
def step_colors() -> tuple[str, ...]:
    """Return the shades of the scale of steps, few to many: cividis, even to every eye.

    Nuñez, Anderton and Renslow (2018), https://doi.org/10.1371/journal.pone.0199239
    """
    shades = sample_colorscale(sequential.Cividis, np.linspace(0, 1, SHADES).tolist())
    return tuple("#{:02x}{:02x}{:02x}".format(*map(round, unlabel_rgb(s))) for s in shades)


def step_range(maps: Sequence[Basins]) -> tuple[float, float]:
    """Return the fewest and the most steps of a scale for several maps; some are off its ends.

    All starts of each map but its fastest and its slowest hundredth are on it.
    """
    there = [arrived for one in maps if (arrived := one.arrived[one.arrived >= 0]).size]
    low = min((float(np.quantile(each, 0.01, method="nearest")) for each in there), default=0.0)
    high = max((float(np.quantile(each, 0.99, method="nearest")) for each in there), default=1.0)
    return low, max(high, low + 1)


def shade(steps: Steps, low: float, high: float) -> Steps:
    """Return the number of the shade of steps of any shape."""
    shades = np.rint(scale_position(steps, low, high) * (SHADES - 1))
    return np.clip(shades, 0, SHADES - 1).astype(int)


def scale_position(steps: Steps, low: float, high: float) -> Array:
    """Return how far along the scale steps are: 0 at its lower end, 1 at its upper.

    The scale is even in the square root: slow rules leave the fast ones room to differ.
    """
    first = np.sqrt(low)
    return (np.sqrt(np.maximum(steps, 0)) - first) / (np.sqrt(high) - first)


def step_ticks(low: float, high: float) -> list[int]:
    """Return round numbers of steps for the scale, and where it ends: at most seven or so."""
    round_ones = [m * 10**k for k in range(5) for m in (1, 2, 5)]
    inside = [n for n in round_ones if 0.07 < scale_position(np.array(n), low, high) < 0.9]
    return [round(low), *inside[-5:], round(high)]


def legend(show: Show, maps: Sequence[Basins]) -> list[Entry]:
    """Return what the colours of maps of one surface mean, minima by their numbers.

    Of many minima, those that are reached most come first. The scale of steps stands beside it:
    there, only what has no steps is listed.
    """
    if show == "outcome":
        found = [(e, tuple(one.share(e) for one in maps)) for e in Ending]
        return [Entry(OUTCOMES[e], e.words, each) for e, each in found if any(each)]
    entries: list[Entry] = []
    if show == "minimum":
        order = reached(maps)
        order = [*sorted(order[:LISTED]), *order[LISTED:]]
        held = [dict(shares(one)) for one in maps]
        entries = [
            Entry(
                minimum_paint(k),
                f"{k + 1} at {coordinates(maps[0], k)}",
                tuple(one.get(k, 0.0) for one in held),
            )
            for k in order
        ]
    rest = [dict(others(one)) for one in maps]
    return entries + [
        Entry(OUTCOMES[e], e.words, tuple(one.get(e, 0.0) for one in rest))
        for e in Ending
        if any(e in one for one in rest)
    ]


def reached(maps: Sequence[Basins]) -> list[int]:
    """Return the minima that any start of any map reaches, the most reached first."""
    total: dict[int, float] = {}
    for one in maps:
        for minimum, share in shares(one):
            total[minimum] = total.get(minimum, 0.0) + share
    return sorted(total, key=lambda k: (-total[k], k))


def _hex(lightness: float, chroma: float, hue: float) -> str:
    """Return a colour of OKLab as ``#rrggbb``, with less chroma where a screen has not so much.

    Ottosson (2020), https://bottosson.github.io/posts/oklab/
    """
    while True:
        a, b = chroma * np.cos(hue), chroma * np.sin(hue)
        cones = np.array(
            [
                lightness + 0.3963377774 * a + 0.2158037573 * b,
                lightness - 0.1055613458 * a - 0.0638541728 * b,
                lightness - 0.0894841775 * a - 1.2914855480 * b,
            ]
        )
        red, green, blue = (
            np.array(
                [
                    [4.0767416621, -3.3077115913, 0.2309699292],
                    [-1.2684380046, 2.6097574011, -0.3413193965],
                    [-0.0041960863, -0.7034186147, 1.7076147010],
                ]
            )
            @ (cones * cones * cones)
        ).tolist()
        if min(red, green, blue) >= -1e-4 and max(red, green, blue) <= 1 + 1e-4:
            return "#" + "".join(f"{_byte(part):02x}" for part in (red, green, blue))
        chroma *= 0.95


def _byte(light: float) -> int:
    """Return an amount of light as a byte of sRGB."""
    light = min(max(light, 0.0), 1.0)
    curved = 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return round(255 * curved)
