"""A docstring as Markdown: its formulas as LaTeX between dollar signs."""

from __future__ import annotations

import inspect
import re
from typing import Any

ROLES = (
    (r":math:`([^`]+)`", r"$\1$"),
    (r":\w+:`~?(?:[\w.]*\.)?(\w+)`", r"`\1`"),
    (r"``([^`]+)``", r"`\1`"),
)
BLOCK = re.compile(r"^\.\. math::[ ]*(.*(?:\n(?:[ ]+.*|(?=\n[ ]+)))*)", re.MULTILINE)


def explained(thing: Any) -> tuple[str, str]:
    """Return what the docstring of a class says: its first sentence, and all the rest."""
    first, _, rest = (inspect.getdoc(thing) or "").partition("\n\n")
    return _marked(first), _marked(rest)


def formulas(text: str) -> list[str]:
    """Return the formulas that stand in paragraphs of their own, each as LaTeX for KaTeX."""
    return [_aligned(found[1]) for found in BLOCK.finditer(inspect.cleandoc(text))]


def _marked(text: str) -> str:
    """Write reStructuredText, as far as our docstrings use it, as Markdown."""
    pieces = BLOCK.split(text)
    for i, piece in enumerate(pieces):
        if i % 2:
            pieces[i] = f"\n\n$$\n{_aligned(piece)}\n$$\n\n"
            continue
        for role, written in ROLES:
            pieces[i] = re.sub(role, written, pieces[i])
        pieces[i] = re.sub(r"\$[^$]+\$", lambda found: " ".join(found[0].split()), pieces[i])
    return "".join(pieces).strip()


def _aligned(latex: str) -> str:
    """Return a formula on one line; one of several lines, aligned."""
    latex = " ".join(latex.split())
    several = "&" in re.sub(r"\\begin\{cases\}.*?\\end\{cases\}", "", latex)
    return rf"\begin{{aligned}} {latex} \end{{aligned}}" if several else latex
