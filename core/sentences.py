"""Pieces of text made sentences: each begins with a capital letter, and ends once."""

from __future__ import annotations

from collections.abc import Iterable

ENDS = (".", "!", "?", "…")


def ended(text: str) -> str:
    """Put a full stop behind a text, unless it ends as a sentence does."""
    kept = text.rstrip()
    return kept if not kept or kept.endswith(ENDS) else f"{kept}."


def sentence(text: str) -> str:
    """Begin a text with a capital letter, and end it."""
    return ended(f"{text[:1].upper()}{text[1:]}")


def sentences(texts: Iterable[str]) -> str:
    """Make each text a sentence, one after the other."""
    return " ".join(map(sentence, texts))
