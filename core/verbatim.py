"""Text of others, written so that it is shown as it is: in Markdown, and in Plotly's bit of HTML.

What stands in a link, a file, a name or a formula must not become a link, a picture or a formula
on the page of somebody else. For HTML there is ``html.escape``.
"""

from __future__ import annotations

import re

JOINER = "\N{WORD JOINER}"
"""Cannot be seen; where it stands, Markdown finds no address, no directive and no emoji."""
SPECIAL = re.compile(r"[\\`*_\[\]<>$~|]|^[#+=-]|^\d+(?=[.)])")
BROKEN = re.compile(r"[:@](?=\S)|(?i:www)(?=\.)")


def in_markdown(text: str) -> str:
    """Write a text into Markdown, on one line: it is read as words, and as nothing else."""
    flat = " ".join(text.split()).replace("&", "&amp;")
    marked = SPECIAL.sub(_marked, flat)
    return BROKEN.sub(lambda found: f"{found[0]}{JOINER}", marked)


def _marked(found: re.Match[str]) -> str:
    """Keep a sign, or a number that would begin a list, from its meaning."""
    return f"{found[0]}{JOINER}" if found[0].isdigit() else f"\\{found[0]}"


def as_code(text: str) -> str:
    """Write a text into Markdown as code, on one line."""
    flat = " ".join(text.replace("`", "'").split())
    return f"`{flat.replace(':material/', f':{JOINER}material/')}`"  # an icon, even within code


def in_plotly(text: str) -> str:
    """Write a text into a figure: no tag, and no place of a template where a number is put in."""
    entities = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "{": "&#123;"}
    return "".join(entities.get(c, c) for c in " ".join(text.split()))
