"""Python's parser, one thread at a time: all text that is read with ``ast`` is read here.

Up to Python 3.11.7 the parser counts how deep it is in a number that all threads share: when two of
them turn text into a tree at once, now and then one is told ``SystemError: AST constructor
recursion depth mismatch``. https://github.com/python/cpython/issues/106905
"""

from __future__ import annotations

import ast
import threading
from functools import lru_cache

KEPT = 256
"""Trees of a kind that are kept."""
LONG = 500
"""Characters of a text whose tree is not kept: a tree takes some 250 bytes a character."""

_alone = threading.Lock()


def parse(text: str) -> ast.Module:
    """Return the syntax tree of a program. Nobody may change it: who asks next gets the same.

    Raises what ``ast.parse`` raises: ``SyntaxError`` or ``ValueError``, and ``RecursionError`` or
    ``MemoryError`` where brackets nest too deep.
    """
    with _alone:
        return _module(text) if len(text) <= LONG else ast.parse(text)


def parse_expression(text: str) -> ast.expr:
    """Return the syntax tree of an expression; as ``parse`` otherwise."""
    with _alone:
        return _expression(text) if len(text) <= LONG else ast.parse(text, mode="eval").body


@lru_cache(KEPT)
def _module(text: str) -> ast.Module:
    return ast.parse(text)


@lru_cache(KEPT)
def _expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body
