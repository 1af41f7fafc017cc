"""What somebody pasted for a link, as the query that it was: on one line, without its address."""

from __future__ import annotations

import html
import quopri
import re
import unicodedata
from collections.abc import Callable
from urllib.parse import unquote, unquote_plus

from experiments.text import shorten

MOST_PIECES = 64
"""Pairs of key and value: more than any valid link has, and few enough to complain about each."""
TIMES = 3
"""How often a text may have been encoded, or wrapped into another link, on its way."""

ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|amp|lt|gt|quot|apos|nbsp);")
BREAK = re.compile(r"(?<![ \t])[ \t]*[\r\n\v\f\x85\u2028\u2029]+[ \t>|]*")
PERCENT = re.compile(r"%[0-9a-fA-F]{2}")


def bare(text: str, known: Callable[[str], bool], clauses: list[str], depth: int = 0) -> str:
    """Return the query of what was pasted: without the address before and what is around it.

    ``known`` tells whether a piece has a key that a link may have; a link in which none has may be
    one to the link that was meant. ``clauses`` are told what was mended.
    """
    text = _on_one_line(text, clauses)
    address = re.match(r"([^=]*?)https?://", text)
    if address and (before := address[1]):
        text = text[len(before) :].partition({"<": ">", '"': '"'}.get(before[-1], "\n"))[0]
        clauses.append(f"{shorten(before)} before the address is left out")
    head, mark, query = text.partition("?")
    if address or (mark and "=" not in head):
        text = query.partition("#")[0] if head else query
    text = text.lstrip("?")
    values = [unquote_plus(piece.partition("=")[2]) for piece in text.split("&")[:MOST_PIECES]]
    if depth < TIMES and not any(map(known, text.split("&")[:MOST_PIECES])):
        inner = [v for v in values if re.match(r"https?://[^?]*\?.*=", v)]  # a link to a link
        if inner:
            return bare(inner[0], known, clauses, depth + 1)
    return text


def _on_one_line(text: str, clauses: list[str]) -> str:
    """Return a text without what mail programs and HTML make of it."""
    given = text.strip()
    if (text := seen(given)) != given:
        clauses.append("invisible signs are left out")
    if "=3D" in text and not re.search(r"=(?!3D|[\r\n]|[0-9A-F]{2})", text):  # as mail is encoded
        text = quopri.decodestring(text.encode()).decode(errors="replace").strip()
        clauses.append("=3D was read as =")
    if BREAK.search(text):
        text = BREAK.sub("", text)
        clauses.append("line breaks are left out")
    for _ in range(TIMES):
        if "=" not in text and PERCENT.search(text):
            text = unquote(text)
        if ENTITY.search(text):
            text = ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
            clauses.append("&amp; was read as &")
    return text


def seen(text: str) -> str:
    """Return what can be seen of a text: no zero-width signs, and plain spaces only."""
    if text.isascii() and text.isprintable():
        return text
    kinds = ((c, unicodedata.category(c)) for c in text)
    return "".join(
        " " if kind == "Zs" else c
        for c, kind in kinds
        if kind != "Cf" and (kind != "Cc" or c.isspace())
    )
