"""What a gradient check comes to, in words: right to so many digits, wrong, a kink, or not to tell.

A gradient is right where the differences settle at it, as closely as their own change from step to
step and rounding leave them in doubt. Where the slopes ahead and behind differ by as much at a step
as at one a hundred times shorter, there is no gradient.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from core.arrays import Array
from core.sentences import ended
from studies.gradient_check.check import CENTRAL, COMPLEX, DECADE, METHODS, Check

BEYOND_DOUBT = 10.0
"""How many times their doubt the differences must be off the gradient, for it to be wrong.

A right one is off by 1.2 times at most, at random points of all surfaces.
"""
MOST_DIGITS = 15
FEW = 1e-4
"""Relative error below which a wrong gradient is rather an inexact one."""
LEVEL = (0.5, 5.0)
"""What a jump may change by over a decade of steps and be one: smooth slopes come ten times closer,
rounding drives them ten times apart, and at a vertical wall they part by a factor of 3.2."""


class FindingKind(Enum):
    """What may come out."""

    AGREES = "agrees"
    INEXACT = "inexact"
    WRONG = "wrong"
    KINK = "kink"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Finding:
    """What a check says of one direction."""

    kind: FindingKind
    words: str
    """A sentence without its subject and its full stop."""


def findings(check: Check) -> tuple[Finding, ...]:
    """Say of every direction how the gradient stands to the differences."""
    return tuple(_finding(check, k) for k in range(check.along.shape[1]))


HEADLINES = (
    (FindingKind.WRONG, "The gradient is wrong"),
    (FindingKind.INEXACT, "The gradient is not exact"),
    (FindingKind.KINK, "Not differentiable here"),
    (FindingKind.UNKNOWN, "No check is possible"),
)
"""What is said first, if it holds in any direction."""


def summary(found: Sequence[Finding], names: Sequence[str]) -> Finding:
    """Say it of all directions at once: of the worst ones by name, then of others in doubt."""
    for kind, headline in HEADLINES:
        where = [k for k, finding in enumerate(found) if finding.kind is kind]
        if where:
            partly = kind is FindingKind.UNKNOWN and len(where) < len(found)
            all_is = "Not everything can be checked" if partly else headline
            others = [k for k, finding in enumerate(found) if finding.kind is not kind]
            if kind in (FindingKind.KINK, FindingKind.WRONG, FindingKind.INEXACT):
                others = [k for k in others if found[k].kind is not FindingKind.AGREES]
            text = "; ".join(f"{names[k]}: {found[k].words}" for k in where[:3])
            more = f"; and so {len(where) - 3} more" if len(where) > 3 else ""
            beside = "".join(
                f"; {names[k]}: {found[k].words}" for k in others[: 3 - len(where[:2])]
            )
            return Finding(kind, ended(f"{all_is}. {text}{more}{beside}"))
    text = "; ".join(f"{names[k]}: {found[k].words}" for k in range(min(3, len(found))))
    more = "; the others agree too" if len(found) > 3 else ""
    return Finding(FindingKind.AGREES, ended(f"The gradient is right. {text}{more}"))


def _finding(check: Check, k: int) -> Finding:
    said, slope = float(check.analytic[k]), float(check.slope[k])
    if not (np.isfinite(check.value) and np.isfinite(said)):
        what = "the loss" if not np.isfinite(check.value) else "the gradient"
        return Finding(FindingKind.UNKNOWN, f"{what} is no finite number at this point")
    if kink := _kink(check, k):
        return kink
    if not np.isfinite(slope):
        ahead, behind = (np.isfinite(each[-1, k]) for each in (check.forward, check.backward))
        sided = "the loss has values on one side of this point only"
        return Finding(
            FindingKind.UNKNOWN, sided if ahead != behind else "the differences settle at no number"
        )
    if _agrees(check, k):
        return Finding(FindingKind.AGREES, _agreement(check, k))
    off = abs(said - slope) / float(check.scale[k])
    if check.unproven is not None and abs(check.unproven[k] - said) < FEW * abs(said):
        return Finding(
            FindingKind.UNKNOWN,
            f"the gradient and complex steps say {said:.6g}, differences {slope:.6g}: there may be"
            " a kink or a sharp bend, nearer than differences can show",
        )
    if off < FEW:
        digits = f"{_digits(off)} digits and no further: the error stays level at {off:.1g}"
        return Finding(
            FindingKind.INEXACT, f"agrees to {digits}, where the differences could show less"
        )
    return Finding(
        FindingKind.WRONG,
        f"the gradient says {said:.6g}, the differences {slope:.6g}{_likeness(said, slope)}",
    )


def _agrees(check: Check, k: int) -> bool:
    """Tell whether a gradient is right, as far as can be known."""
    said, slope, doubt, scale = (
        float(each[k]) for each in (check.analytic, check.slope, check.doubt, check.scale)
    )
    if check.stepped is not None and doubt > 1e-2 * scale:
        stepped = float(check.stepped[-1, k])
        floor = BEYOND_DOUBT * float(check.floor[k])
        return abs(said - stepped) <= 1e-6 * max(abs(said), abs(stepped)) + floor
    return abs(said - slope) <= BEYOND_DOUBT * doubt


def _agreement(check: Check, k: int) -> str:
    """Say how far a right gradient agrees."""
    best = {m: float(found[1][k]) for m in METHODS if (found := check.best(m))}
    exact, size = best.get(COMPLEX, 1.0), max(abs(check.analytic[k]), abs(check.slope[k]))
    if size <= BEYOND_DOUBT * check.floor[k]:
        return "both are 0" + ", but for what rounding makes of it" * bool(size)
    if best[CENTRAL] > 1e-2:
        if exact < 1e-2:
            return (
                f"agrees to {_counted(_digits(exact))} by complex steps; for differences the"
                " slope is lost in rounding"
            )
        return f"0, as far as differences can tell: below {float(check.doubt[k]):.1g}"
    text = f"agrees to {_counted(_digits(min(best.values())))}"
    if COMPLEX in best and _digits(exact) > _digits(best[CENTRAL]):
        text += f" by complex steps, to {_digits(best[CENTRAL])} by central differences"
    return text


def _digits(error: float) -> int:
    return MOST_DIGITS if error <= 0 else max(0, min(MOST_DIGITS, int(-np.log10(error))))


def _counted(digits: int) -> str:
    return f"{digits} digit{'s' * (digits != 1)}"


def _likeness(said: float, slope: float) -> str:
    """Say how a wrong slope is like the right one."""
    if not said or not slope:
        return ""
    ratio = slope / said
    for factor, words in ((-1, "with the other sign"), (2, "twice that"), (0.5, "half of that")):
        if abs(ratio / factor - 1) < 1e-6:
            return f", {words}"
    return f", {ratio:.4g} times that" if 1e-3 < abs(ratio) < 1e3 else ""


def _kink(check: Check, k: int) -> Finding | None:
    """Tell whether the slopes ahead and behind stay apart however short the step."""
    taken = check.h > 10 * check.shortest
    h, ahead, behind = (each[taken][::-1] for each in (
        check.h, check.forward[:, k], check.backward[:, k]
    ))  # fmt: skip
    said = f"the gradient says {float(check.analytic[k]):.4g}"
    step = h * np.fmax(np.abs(ahead), np.abs(behind))
    known = np.nanmax(np.abs([check.value, *step[np.isfinite(step)]]))
    if step[0] > 1e-9 * known and _all_in(step[3 * DECADE :][:1] / step[0], (0.5, 2)):
        return Finding(FindingKind.KINK, f"the loss jumps here, by {step[0]:.3g}; {said}")
    apart = np.abs(ahead - behind)
    first = _first_level(apart)
    if first is None or apart[first] < 1e-6 * max(abs(ahead[first]), abs(behind[first])):
        return None
    if apart[first] > 2 * apart[first + DECADE]:
        return Finding(
            FindingKind.KINK,
            f"an edge between walls that get steeper without bound: {behind[first]:.1e} and"
            f" {ahead[first]:.1e} within {h[first]:.0e} of it; {said}",
        )
    changes = np.abs(np.diff(ahead[first:])) + np.abs(np.diff(behind[first:]))
    later = first + int(np.nanargmin(changes))
    return Finding(
        FindingKind.KINK,
        f"a kink, the slope jumps from {behind[later]:.4g} to {ahead[later]:.4g}; {said}",
    )


def _first_level(apart: Array) -> int | None:
    """Return where, above the noise, a jump stays level over two decades; ``None`` if nowhere.

    Returns ``(H,)``, from the shortest step on.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = apart[:-DECADE] / apart[DECADE:]
    ratios[~(apart[:-DECADE] > 0)] = np.nan
    known = np.flatnonzero(np.isfinite(ratios))
    noise = np.flatnonzero(ratios[: len(apart) * 3 // 4] > LEVEL[1])
    if not len(known):
        return None
    first = max(int(known[0]), int(noise[-1]) + 1 if len(noise) else 0)
    over = ratios[first : first + 2 * DECADE]
    return first if len(over) == 2 * DECADE and _all_in(over, LEVEL) else None


def _all_in(numbers: Array, bounds: tuple[float, float]) -> bool:
    return bool(((numbers > bounds[0]) & (numbers < bounds[1])).all())
