"""The words of a formula as people write them: X, x1, sinx, np.exp, π."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from core.signs import Token, number_of
from surfaces.formula.vocabulary import CALLED, NUMBERS, VARIABLES, complaint

JOINING = ("if", "else", "and", "or", "not")
INDEXED = re.compile(r"[xX]_?([0-9])")


def indexed(items: list[Token]) -> list[Token]:
    """Write x and y for x1 and x2, or x[0] and x[1]."""
    found, k = list[tuple[Token, str]](), 0
    while k < len(items):
        token = items[k]
        after = [item.text for item in items[k + 1 : k + 4]]
        if token.text in ("x", "X") and after[:1] == ["["] and after[2:] == ["]"]:
            whole = token._replace(text=f"x[{after[1]}]", end=items[k + 3].end)
            found.append((whole, f"[{after[1]}"))
            k += 3
        elif (
            token.text in ("x", "X", "x_", "X_")
            and items[k + 1 : k + 2]
            and (items[k + 1].kind == "lowered")
        ):
            whole = token._replace(text=f"x{number_of(after[0])}", end=items[k + 1].end)
            found.append((whole, number_of(after[0])))
            k += 1
        elif token.text == "log" and items[k + 1 : k + 2] and items[k + 1].kind == "lowered":
            base = number_of(after[0])
            found.append((token._replace(text=f"log{base}", end=items[k + 1].end), ""))
            k += 1
        else:
            alike = INDEXED.fullmatch(token.text) if token.kind == "name" else None
            found.append((token, alike[1] if alike else ""))
        k += 1
    indices = {index for _, index in found if index}
    if not indices:
        return [token for token, _ in found]
    first, second = ("[0", "[1") if "[0" in indices or "[1" in indices else ("1", "2")
    first, second = ("0", "1") if "0" in indices else (first, second)
    plain = any(not index and token.text in (*VARIABLES, "X", "Y") for token, index in found)
    written = list[Token]()
    for token, index in found:
        if index and (plain or index not in (first, second) or indices == {"2"}):
            problem = "cannot be told: write x and y for the coordinates, and x**2 for a square"
            raise complaint(token.text, token.start, problem)
        written.append(token._replace(text="xy"[index == second]) if index else token)
    return written


def named(items: Sequence[Token]) -> list[Token]:
    """Tell functions from other names, and take words apart that were written together."""
    written = list[Token]()
    for token in items:
        kind, text, start, end = token
        if kind == "letter":
            names = {"π": "pi", "σ": "sigmoid"}
            if text == "√":
                written.append(token._replace(kind="root"))
                continue
            kind, text = ("name", names[text]) if text in names else ("other", text)
        if kind != "name":
            written.append(token._replace(kind=kind, text=text))
            continue
        text = text.rpartition(".")[2]
        pieces = [text] if text in JOINING else _words(text) or [text]
        place = end - len(text) if end - start >= len(text) else start
        for piece in pieces:
            whole = len(pieces) == 1
            first, last = (start, end) if whole else (place, place + len(piece))
            kind = "function" if _known(piece) in CALLED else "name"
            kind = "operator" if piece in JOINING else kind
            written.append(Token(kind, _known(piece), first, last))
            place += len(piece)
    return written


def _known(word: str) -> str:
    """Return a word as a formula has it: capitals are the same, but ``E`` is no number."""
    if word in CALLED or word in NUMBERS or word in VARIABLES:
        return word
    lower = word.lower()
    known = lower in CALLED or lower in VARIABLES or lower == "pi"
    return lower if known else word


@lru_cache(1024)
def _words(name: str) -> list[str]:
    """Return the known words that a name is made of, the longest first; none if it is not."""
    if _known(name) in (*CALLED, *VARIABLES, *NUMBERS):
        return [name]
    if len(name) > 24:
        return []
    for length in range(len(name) - 1, 0, -1):
        head = name[:length]
        known = _known(head) in (*CALLED, *VARIABLES, *NUMBERS)
        if known and not name[length].isdigit() and (rest := _words(name[length:])):
            return [head, *rest]
    return []
