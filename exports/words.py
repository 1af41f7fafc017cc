"""Words that stand in generated programs, and why something is not to be had there."""

from __future__ import annotations


class NotOffered(Exception):  # noqa: N818 - no error: an answer
    """Says, in a sentence for the visitor, why a library has no counterpart of something."""


def plain(text: str) -> str:
    """Return somebody's text as one line of ASCII that ends neither a docstring nor a comment."""
    return ascii(" ".join(text.split()))[1:-1].replace("\\", "/").replace('"', "'")


def quoted(text: str) -> str:
    """Return a literal of somebody's text, in double quotes where that is all it takes."""
    return f'"{text}"' if text == plain(text) else ascii(text)


def docstring(text: str, indent: str = "") -> str:
    """Return a docstring of one line."""
    return f'{indent}"""{plain(text)}"""'


def call(function: str, arguments: list[str], indent: str = "", most: int = 1) -> str:
    """Write a call on one line, or an argument a line where it is long, or has more than most."""
    flat = f"{function}({', '.join(arguments)})"
    if len(arguments) <= most and len(indent + flat) <= 96:
        return flat
    return "\n".join([f"{function}(", *(f"{indent}    {a}," for a in arguments), f"{indent})"])
