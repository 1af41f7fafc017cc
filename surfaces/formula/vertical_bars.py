"""``|x|`` in a formula, as ``abs(x)``: bars are paired where there is one way to pair them."""

from __future__ import annotations

from collections.abc import Sequence

from core.signs import Token
from surfaces.formula.vocabulary import complaint

ENDS = ("number", "name", "close", "raised")
"""What an operand may end with."""
MOST_BARS = 12


def without_bars(items: Sequence[Token]) -> list[Token]:
    """Write ``abs(…)`` for bars, if they can be paired in one way only."""
    bars = [k for k, token in enumerate(items) if token.kind == "bar"]
    if not bars:
        return [*items]
    first, last = items[bars[0]], items[bars[-1]]
    if len(bars) > MOST_BARS:
        raise complaint("|", first.start, "is there too often: write abs(x) for |x|")
    ways = _pairings(items, 0, "", False)
    if len(ways) != 1:
        problem = "can be paired in two ways" if ways else "has no partner"
        piece = "|" if not ways else "".join(t.text for t in items[bars[0] : bars[-1] + 1])
        raise complaint(piece, (first if ways else last).start, f"{problem}: write abs(x) for |x|")
    sides = dict(zip(bars, ways[0], strict=True))
    return [
        token
        if k not in sides
        else token._replace(kind="bars", text="abs(")
        if sides[k] == "("
        else token._replace(kind="close", text=")")
        for k, token in enumerate(items)
    ]


def _pairings(items: Sequence[Token], k: int, open_: str, operand: bool) -> list[str]:
    """Return the ways to read the bars from a token on, two at most, as ``(`` and ``)``."""
    while k < len(items):
        kind = items[k].kind
        if kind == "bar":
            ways = list[str]()
            if operand and open_[-1:] == "|":
                ways += [")" + way for way in _pairings(items, k + 1, open_[:-1], True)]
            ways += ["(" + way for way in _pairings(items, k + 1, open_ + "|", False)]
            return ways[:2]
        if kind == "open":
            open_, operand = open_ + "(", False
        elif kind == "close":
            if open_[-1:] != "(":
                return []
            open_, operand = open_[:-1], True
        elif kind != "gap":
            if kind in ("operator", "comma", "power") and not operand and open_[-1:] == "|":
                return []
            operand = kind in ENDS
        k += 1
    return [] if "|" in open_ else [""]
