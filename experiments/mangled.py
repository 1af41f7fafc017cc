"""A link as messengers, mail programs and word processors hand it on, made clean before it is read.

They put a full stop or a bracket behind it, quotes or ``<…>`` around it and line breaks into it,
write ``&amp;`` for ``&`` and ``“`` for ``"``, encode it once more, append keys of their own, or cut
it. What cannot change the meaning is mended, and told in one sentence. What may have changed it is
a doubt: a sentence of its own, for which a strict reader stops.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from urllib.parse import unquote, unquote_plus

from experiments.misspelt import OPTIMIZER, like, meant, missing
from experiments.pasted import MOST_PIECES, PERCENT, TIMES, bare, seen
from experiments.text import shorten

LONGEST_LINK = 4000
"""Characters; browsers and proxies pass on about 8000."""
LONGEST_PASTED = 4 * LONGEST_LINK
"""Characters that are looked at: percent-encoding takes three for one, an address stands before."""
MENDED = "not all was read as it stands"
"""How the sentence begins that tells what cannot have changed the meaning."""
MOST_CLAUSES = 8
"""Things that one sentence tells."""
SIGNS = {
    **dict.fromkeys("‘’‚‛′ʼ`´", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    "…": "...",
    **dict.fromkeys("\u034f\u115f\u1160\u3164\uffa0\ufffc", ""),  # fill a place
    **{chr(code): "" for code in range(0xFE00, 0xFE10)},  # choose how the sign before is drawn
    **{chr(code + 0xFEE0): chr(code) for code in range(0x21, 0x7F)},  # as wide as Chinese signs
}
AROUND = "\"'`<([{*~ "
"""Opens what somebody put around a link, or makes it bold."""
BEHIND = ".,;:!?\"'`>)]}*_~|\\/< "
"""What follows a link in a sentence; no word and no number of a link ends so."""
NUMBER = r"[-+]? *(\d[\d_]*( +\d+)*\.?\d*|\.\d+)(e[-+]?\d+)?"
WORD = r"\w[-\w]*( +\w[-\w]*)*"
LIST = re.compile(
    rf"(?>{NUMBER}(\s*,\s*{NUMBER})*)(?![^\W_])|(?>{WORD}(\s*,\s*{WORD})*)(?!\.\w)",
    re.ASCII | re.IGNORECASE,
)
"""What is no call is one number or word, or several with commas between them."""
ESCAPED = re.compile(r"\\(?:([\\'\"])|([^a-zA-Z0-9\s]))")
"""A backslash as Markdown editors write it before a sign; Python has it before these three."""
STRING = re.compile(r"('(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")")
COMPLETE = re.compile(
    rf"\s*(\w+\s*=\s*)?(-?\d+(\.\d*)?(e-?\d+)?|-?\.\d+|[A-Z]\w*|{STRING.pattern})"
)
"""An argument that can stand where a link was cut; the number may lack digits."""


@dataclass(frozen=True)
class Cleaned:
    """The pairs of a link, decoded, and what is to be said about them."""

    pairs: list[tuple[str, str]]
    clauses: list[str] = field(default_factory=list[str])
    """What was mended or left out, and cannot have changed the meaning."""
    doubts: list[str] = field(default_factory=list[str])
    """What may have changed it, in sentences."""
    within: list[str] = field(default_factory=list[str])
    """Keys that were left out, and are no appendix: keys of the link follow."""

    @property
    def told(self) -> list[str]:
        """The clauses in one sentence, if there are any."""
        every = [*dict.fromkeys(self.clauses)]
        shown = every[:MOST_CLAUSES]
        if more := len(every) - len(shown):
            shown.append(f"and so on, {more} more")
        return [f"{MENDED}: {'; '.join(shown)}"] if shown else []


def cleaned(
    text: str, keys: Collection[str], free: Collection[str] = (), strange: Collection[str] = ()
) -> Cleaned:
    """Take a link apart, be it a query or a whole address. Never raises.

    ``keys`` are those that it may have; of ``free`` ones the texts may be any, and are left as they
    are. A misspelt key is read as the one that it stands for, which is a doubt. One like none is
    left out; one that may be any of several stays, as do the ``strange`` ones, of other links.
    """
    found = Cleaned([])
    if len(text) > LONGEST_PASTED:
        found.doubts.append(f"the link has {len(text)} characters: allowed {LONGEST_LINK}")
        text = text[:LONGEST_PASTED].rpartition("&")[0]
    query = bare(text, lambda piece: _key(piece, keys, []) in keys, found.clauses)
    if query.endswith("&"):
        found.doubts.append("the link ends with &: it may have been cut")
    pieces = [piece for piece in query.split("&") if piece.strip()]
    if len(pieces) > MOST_PIECES:
        found.doubts.append(f"the link has {len(pieces)} pieces: allowed {MOST_PIECES}")
    named = [(_key(piece, keys, found.clauses), piece) for piece in pieces[:MOST_PIECES]]
    present = {key for key, _ in named}
    appended: list[str] = []
    for key, piece in named:
        value = unquote_plus(piece.partition("=")[2]).strip()
        wanted = missing(keys, present)
        if value and key not in keys and (one := meant(key, value, wanted, present)):
            told = f"{shorten(key)} is no key of a link: did you mean {one}? It was read as that"
            found.doubts.append(told)
            present |= {one} - {OPTIMIZER}
            key = one  # noqa: PLW2901  (the text is its)
        if not (key in keys or key in strange or like(key, wanted)):
            found.clauses.append(f"{shorten(key)} is no key of a link, and left out")
            appended.append(key)
            continue
        found.within.extend(appended)
        appended.clear()
        if key not in keys or key in free or not value:
            found.pairs.append((key, seen(value)))
            if seen(value) != value:
                found.clauses.append(f"invisible signs in {shorten(key)} are left out")
        else:
            found.pairs.append((key, mended(value, key, found)))
    if found.pairs and re.fullmatch(r"[A-Z]\w*", last := found.pairs[-1][1]):
        found.clauses.append(f"the link ends with {shorten(last)}, which was read as {last[:80]}()")
    return found


def mended(text: str, key: str, told: Cleaned) -> str:
    """Return a text of a link without what does not belong to it, and tell what that was.

    The text of a call ends where its bracket closes; where it does not, the text was cut, and what
    is left of it is closed. Canonical text is returned as it is.
    """
    given = text.strip()
    value = _plain(given)
    end, stack, quote = _end(value)
    if stack:
        closed = _closed(value, stack, quote)
        told.doubts.append(
            f"{key}={shorten(value)} is not closed: the link may have been cut, and digits or more"
            f" be missing; read was {shorten(closed)}"
        )
        return closed
    kept = _kept(value, end).strip() or given
    rest = value[len(kept) :].strip()
    if re.search(r"[^\W_]", rest):
        told.doubts.append(f"“{shorten(rest)}” after {key}={shorten(kept)} is left out")
    elif rest.startswith(",") and not kept.endswith(")"):
        told.doubts.append(f"{key}={shorten(value)} ends in a comma: the link may have been cut")
    elif value != given:
        told.clauses.append(f"{key}={shorten(given)} was read as {shorten(kept)}")
    elif rest:
        told.clauses.append(f"“{shorten(rest)}” after {key}={shorten(kept)} is left out")
    if (joined := _joined(kept)) != kept:
        told.doubts.append(f"{key}={shorten(kept)} has a gap in it: read was {shorten(joined)}")
    return joined


def _plain(text: str) -> str:
    """Return a text in plain signs, decoded, without what opens quotes around it."""
    if not text.isascii():
        text = "".join(SIGNS.get(c, c) for c in seen(text))
    for _ in range(TIMES):
        if PERCENT.search(text) and "Table(" not in text:  # whose file may be called my%20file
            text = unquote(text)
    return ESCAPED.sub(lambda found: found[2] or found[0], text).lstrip(AROUND)


def _kept(value: str, end: int) -> str:
    """Return a text up to where its call, its word or its number ends."""
    if re.match(r"[^\W\d]\w*\s*\(", value):
        return value[:end]
    listed = LIST.match(value)
    return (listed[0] if listed else value).rstrip(BEHIND)


def _key(piece: str, keys: Collection[str], clauses: list[str]) -> str:
    """Return the key of a piece, as it was meant."""
    given = unquote_plus(piece.partition("=")[0]).strip()
    if given in keys:
        return given
    key = "".join(SIGNS.get(c, c) for c in seen(unquote(given)))
    key = re.sub(r"^(amp;?|\?)+", "", key.strip(AROUND + BEHIND + "_"))
    key = key if key in keys else key.casefold()
    if key not in keys:
        return given
    if key != seen(given):
        clauses.append(f"{shorten(given)} was read as {key}")
    return key


def _end(text: str) -> tuple[int, str, str]:
    """Return where the first call in a text ends, which brackets are open then, and which quote."""
    stack = quote = ""
    skip = False
    for i, c in enumerate(text):
        if skip:
            skip = False
        elif quote:
            skip, quote = c == "\\", "" if c == quote else quote
        elif c in "'\"":
            if not stack:
                return i, "", ""
            quote = c
        elif c in "([":
            stack += c
        elif c in ")]":
            stack = stack[:-1]
            if not stack:
                return i + 1, "", ""
    return len(text), stack, quote


def _closed(text: str, stack: str, quote: str) -> str:
    """Close what is open, without an argument of which there is no more than its name."""
    if quote:
        return text.rstrip("\\") + quote + ")" * len(stack)
    text = text.rstrip(BEHIND.replace(")", "").replace(".", "").replace("'", "").replace('"', ""))
    signs = STRING.sub(lambda found: "_" * len(found[0]), text)  # a string may hold any
    start = max(signs.rfind(sign) for sign in "(,") + 1
    if not text.endswith(")") and not COMPLETE.fullmatch(text[start:]):
        text = text[:start].rstrip(", ")
    return text + ")" * len(_end(text)[1])


def _joined(text: str) -> str:
    """Close gaps within names and numbers, as a broken line leaves them."""
    if ("(" not in text and text[:1].isalpha()) or not re.search(r"[\w.]\s+[\w.]", text):
        return text
    pieces = STRING.split(text)
    pieces[::2] = [re.sub(r"(?<=[\w.])\s+(?=[\w.])", "", piece) for piece in pieces[::2]]
    return "".join(pieces)
