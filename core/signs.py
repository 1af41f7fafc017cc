"""Signs that people type or paste, and what is meant by them: π, x², a minus of any width.

A text is taken apart into tokens, which are changed, moved and put together again as plain ASCII.
Each character of the outcome remembers where it comes from, so that whatever is said about it
points at what was typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from core.typed import Complain

SIGNS = {
    **dict.fromkeys("−–—‒‐‑﹣－˗", "-"), **dict.fromkeys("·×⋅∙•∗✕✖⨯", "*"),
    **dict.fromkeys("÷∕⁄", "/"), **dict.fromkeys("≤⩽", "<="), **dict.fromkeys("≥⩾", ">="),
    **dict.fromkeys("←≔⇐", "="), "≠": "!=", "∣": "|", "½": "(1/2)", "¼": "(1/4)", "¾": "(3/4)",
    "⅓": "(1/3)", "⅔": "(2/3)", **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", ""),
}  # fmt: skip
"""What stands for one of ASCII's, or for nothing."""
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵗ", "0123456789+-t", strict=True))
LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉ₜ", "0123456789t", strict=True))
PACKAGES = (
    r"(?:(?:np|numpy|math|Math|torch|jnp|jax\.numpy|jax\.nn|jax|nn\.functional|F|tf\.math|tf\.nn"
    r"|tf|sympy|sp)\.)?"
)
"""Where a function is called in other programs; here it stands alone."""


class Token(NamedTuple):
    """A word or a sign: what is made of it, and where it stands in what was typed."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Rewritten:
    """A text in plain ASCII, and where each of its characters comes from."""

    text: str
    typed: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    complaint: Complain

    def complain(self, piece: str, start: int, problem: str) -> ValueError:
        """Return what to raise about a piece, said of what was typed in its place."""
        places = range(start, min(start + len(piece), len(self.text)))
        if not places:
            at = self.starts[start] if start < len(self.starts) else len(self.typed)
            return self.complaint(piece and self.typed[at:], at, problem)
        first = min(self.starts[place] for place in places)
        last = max(self.ends[place] for place in places)
        return self.complaint(self.typed[first:last], first, problem)


def tokens(text: str) -> list[Token]:
    """Take a text apart. Nothing is left out but what cannot be seen; nothing is refused."""
    plain, places = list[str](), list[int]()
    for place, sign in enumerate(text):
        written = sign if sign.isascii() else _plain(sign)
        plain.append(written)
        places += [place] * len(written)
    places.append(len(text))
    joined = "".join(plain)
    return [
        Token(str(found.lastgroup), found[0], places[found.start()], places[found.end() - 1] + 1)
        for found in PATTERN.finditer(joined)
    ]


def rewritten(typed: str, items: Iterable[Token], complaint: Complain) -> Rewritten:
    """Put tokens together."""
    texts, starts, ends = list[str](), list[int](), list[int]()
    for _, text, start, end in items:
        texts.append(text)
        alike = len(text) == end - start
        starts += range(start, end) if alike else [start] * len(text)
        ends += range(start + 1, end + 1) if alike else [end] * len(text)
    return Rewritten("".join(texts), typed, tuple(starts), tuple(ends), complaint)


def number_of(raised: str) -> str:
    """Return what superscripts or subscripts say; ``""`` if that is no number."""
    said = "".join({**RAISED, **LOWERED}[sign] for sign in raised)
    return said if re.fullmatch(r"[+-]?\d+", said) else ""


def _plain(sign: str) -> str:
    """Return what a sign outside ASCII stands for; itself if that is not known."""
    if sign in SIGNS:
        return SIGNS[sign]
    if sign in RAISED or sign in LOWERED:
        return sign
    alike = unicodedata.normalize("NFKC", sign)
    known = len(alike) == 1 and (alike.isascii() or "α" <= alike <= "ω")
    return alike if known and alike.isprintable() and not unicodedata.combining(sign) else sign


PATTERN = re.compile(
    r"(?P<gap>[ \t\r\n]+)|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    rf"|(?P<name>{PACKAGES}[A-Za-z_]\w*)"
    r"|(?P<command>\\(?:[A-Za-z]+|[^A-Za-z]))"
    rf"|(?P<raised>[{''.join(RAISED)}]+)|(?P<lowered>[{''.join(LOWERED)}]+)"
    r"|(?P<letter>[α-ωϵ∇√∂])"
    r"|(?P<power>\*\*(?!=)|\^)|(?P<open>\()|(?P<close>\))|(?P<bar>\|)|(?P<comma>,)"
    r"|(?P<sign>[-+](?!=))|(?P<operator>(?:\*\*|[-+*/])=|[<>=!:]=|[*/<>=])|(?P<other>.)",
    re.ASCII | re.DOTALL,
)
