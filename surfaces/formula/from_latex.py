r"""Formulas pasted from LaTeX: ``\frac{x^2}{2} + \sin\left(y\right)`` in words and signs."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from core.signs import Token
from surfaces.formula.vocabulary import CALLED, NUMBERS, complaint

COMMANDS = {
    "cdot": ("operator", "*"), "times": ("operator", "*"), "ast": ("operator", "*"),
    "div": ("operator", "/"), "le": ("operator", "<="), "leq": ("operator", "<="),
    "ge": ("operator", ">="), "geq": ("operator", ">="), "lvert": ("bar", "|"),
    "rvert": ("bar", "|"), "vert": ("bar", "|"), "lbrace": ("open", "("), "rbrace": ("close", ")"),
    "{": ("open", "("), "}": ("close", ")"),
}  # fmt: skip
SILENT = {"left", "right", "big", "Big", "bigl", "bigr", "Bigl", "Bigr", "bigg", "displaystyle",
          "mathrm", "operatorname", "text", "mathit", "limits", "quad", "qquad"}  # fmt: skip
SPACES = set(",;:! ")
FRACTIONS = ("\\frac", "\\dfrac", "\\tfrac")


def without_latex(items: list[Token]) -> tuple[list[Token], bool]:
    r"""Return tokens without commands and braces, and whether there were any.

    Raises ``ValueError`` for a command that has no meaning in a formula.
    """
    braces = any(
        after.text == "{" and (before.kind == "power" or before.text in ("x_", "X_", "log_", "_"))
        for before, after in pairwise(items)
    )
    if not (braces or any(token.kind == "command" for token in items)):
        return items, False
    return _read(_bare(items)), True


def _bare(items: Sequence[Token]) -> list[Token]:
    """Leave out spaces and sizes of brackets; name the commands."""
    kept = list[Token]()
    for token in items:
        word = token.text[1:]
        if token.kind == "command" and word in SILENT:
            continue
        if token.text[:1] == "_" and kept and kept[-1].text == "log":
            kept[-1] = kept[-1]._replace(text=f"log{token.text}", end=token.end)
        elif token.kind != "command":
            short = token.kind == "number" and len(token.text) == 2 and token.text.isdigit()
            if short and kept and kept[-1].text in FRACTIONS:  # \\frac12 is a half
                first, second = token.text
                kept.append(token._replace(text=first, end=token.end - 1))
                kept.append(token._replace(text=second, start=token.start + 1))
            else:
                kept.append(token)
        else:
            kept.append(_command(token))
    return kept


def _command(token: Token) -> Token:
    """Name a command. Raises ``ValueError`` for one that has no meaning in a formula."""
    word = token.text[1:]
    if word in COMMANDS:
        kind, text = COMMANDS[word]
        return token._replace(kind=kind, text=text)
    if word in SPACES:
        return token._replace(kind="gap", text=" ")
    if token.text in (*FRACTIONS, "\\sqrt"):
        return token
    if word in CALLED or word in NUMBERS:
        return token._replace(kind="name", text=word)
    problem = "has no place here: a formula takes x, y, pi, e and functions such as \\sin"
    raise complaint(token.text, token.start, problem)


def _read(items: Sequence[Token]) -> list[Token]:
    """Write fractions, roots and braces with brackets."""
    written, k = list[Token](), 0
    while k < len(items):
        token = items[k]
        if token.kind == "command" and token.text == "\\sqrt":
            if k + 1 < len(items) and items[k + 1].text == "[":
                raise complaint("\\sqrt[", token.start, "is another root: write (x)**(1/3)")
            inside, k = _group(items, k + 1)
            written += [token._replace(kind="name", text="sqrt"), *_bracketed(inside, token)]
        elif token.kind == "command":
            above, k = _group(items, k + 1)
            below, k = _group(items, k)
            over = token._replace(kind="operator", text="/")
            fraction = [*_bracketed(above, token), over, *_bracketed(below, token)]
            written += _bracketed(fraction, token)
        elif token.text in ("x_", "X_", "log_") and k + 1 < len(items) and items[k + 1].text == "{":
            inside, k = _group(items, k + 1)
            said = "".join(t.text for t in inside)
            written.append(token._replace(text=f"{token.text}{said}"))
        elif token.text == "{":
            inside, k = _group(items, k)
            named = len(inside) == 1 and inside[0].kind == "name"
            written += inside if named else _bracketed(inside, token)
        else:
            written.append(token)
            k += 1
    return written


def _group(items: Sequence[Token], k: int) -> tuple[list[Token], int]:
    """Return what a command is about: a pair of braces, or the next token, or its first digit."""
    while k < len(items) and items[k].kind == "gap":
        k += 1
    if k >= len(items):
        return [], k
    if items[k].text != "{":
        if items[k].kind == "command":
            _, end = _group(items, k + 1)
            end = _group(items, end)[1] if items[k].text != "\\sqrt" else end
            return _read(items[k:end]), end
        return [items[k]], k + 1
    depth = 0
    for end in range(k, len(items)):
        depth += (items[end].text == "{") - (items[end].text == "}")
        if depth == 0:
            return _read(items[k + 1 : end]), end + 1
    raise complaint("{", items[k].start, "was never closed")


def _bracketed(inside: Sequence[Token], whole: Token) -> list[Token]:
    """Put brackets around tokens."""
    first = inside[0].start if inside else whole.start
    last = inside[-1].end if inside else whole.end
    return [Token("open", "(", first, first), *inside, Token("close", ")", last, last)]
