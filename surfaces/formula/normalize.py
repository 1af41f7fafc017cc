"""A formula as people type and paste it, put into the one spelling that is read and kept.

``2x(x+1)``, ``|x|``, ``sin²(x)``, ``√x``, ``np.exp(x)``, ``f(x, y) = …`` and LaTeX become products
with ``*``, ``abs(x)``, ``sin(x)**2`` and so on. What is in that spelling already stays as it is, to
the last space. What can be read in two ways is not guessed:

- side by side is a product, ``2x``, ``xy``, ``(x+y)(x-y)``; not across a space, since a ``+`` that
  a link lost leaves one;
- a product like that after a division, ``1/2x``, or after an exponent, ``e^2x``, is asked about;
  ``x^2y`` is a square times y, as everybody reads it;
- ``-x^2`` is the negative of a square, ``2^-x`` a power with a negative exponent;
- ``sin 2x`` is the sine of all that stands together; ``sin^-1`` is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.signs import Rewritten, Token, number_of, rewritten, tokens
from surfaces.formula.from_latex import without_latex
from surfaces.formula.identifiers import JOINING, indexed, named
from surfaces.formula.vertical_bars import ENDS, without_bars
from surfaces.formula.vocabulary import CALLED, VARIABLES, complaint

BEGINS = ("number", "name", "function", "open", "root")
HEADING = re.compile(
    r"\s*(?:return\b|lambda\s+x\s*,\s*y\s*:|(?:def\s+)?(?!(?:x|y)\b)[A-Za-zθφψ_]\w*\s*"
    r"(?:\([\s\w,₀-₉]*\)\s*)?(?::\s*return\b|:?=(?!=)))"
)
"""What people write in front of a formula: its name, or how a program begins it."""
DOLLARS = re.compile(r"\s*\$+([^$]*)\$+\s*")
"""What LaTeX has around a formula."""


def colloquial(typed: str) -> Rewritten:
    """Return a formula in the spelling that is read.

    Raises ``ValueError`` for what can be read in two ways: which piece, and what to write.
    """
    whole = DOLLARS.fullmatch(typed)
    begin, last = whole.span(1) if whole else (0, len(typed))
    for _ in range(2):  # as in f = lambda x, y: …
        heading = HEADING.match(typed, begin, last)
        begin = heading.end() if heading else begin
    items = [
        token._replace(start=token.start + begin, end=token.end + begin)
        for token in tokens(typed[begin:last])
    ]
    items, pasted = without_latex(items)
    items = named(indexed(items))
    items = _with_brackets(without_bars(items))
    return rewritten(typed, _with_products(items, gaps=pasted), complaint)


def _ask(items: Sequence[Token], problem: str) -> ValueError:
    """Return what to raise about a few tokens, as far as they were typed."""
    piece = "".join(token.text for token in items)
    return complaint(piece, items[0].start, problem)


def _with_brackets(items: Sequence[Token]) -> list[Token]:
    """Put the arguments of functions and roots into brackets, and powers behind them."""
    written, k = list[Token](), 0
    while k < len(items):
        token = items[k]
        if token.kind not in ("function", "root"):
            written.append(token)
            k += 1
            continue
        name = token._replace(text="sqrt") if token.kind == "root" else token
        power, after = _exponent(items, k + 1)
        if power and "-1" in "".join(t.text for t in power).replace(" ", ""):
            inverse = f"a{name.text}(x)" if f"a{name.text}" in CALLED else "another function"
            raise _ask(items[k:after], f"has two meanings: write {inverse}, or 1/{name.text}(x)")
        end = _argument(items, after, root=token.kind == "root")
        inside = [*items[after:end]]
        while inside and inside[0].kind == "gap" and (power or token.kind == "root"):
            inside.pop(0)
        first = next((t for t in inside if t.kind != "gap"), None)
        if first is None:
            written += items[k:after]
            k = after
            continue
        inside = _with_brackets(inside)
        name = name._replace(kind="function")
        if first.kind == "open":
            written += [name, *inside, *power]
        else:
            while inside[0].kind == "gap":
                inside.pop(0)
            begin, last = inside[0].start, inside[-1].end
            bracket = Token("open", "(", begin, begin), Token("close", ")", last, last)
            written += [name, bracket[0], *inside, bracket[1], *power]
        k = end
    return written


def _exponent(items: Sequence[Token], k: int) -> tuple[list[Token], int]:
    """Return the power that stands at a place, and where it ends; none if there is none."""
    if k < len(items) and items[k].kind == "raised":
        return _raised(items[k]), k + 1
    if k >= len(items) or items[k].kind != "power":
        return [], k
    end = k + 1
    if end < len(items) and items[end].kind == "sign":
        end += 1
    if end < len(items) and items[end].kind == "open":
        return [*items[k : (end := _closed(items, end))]], end
    end += end < len(items) and items[end].kind in ("number", "name")
    return [*items[k:end]], end


def _raised(token: Token) -> list[Token]:
    """Write superscripts as a power."""
    number = number_of(token.text)
    if not number:
        return [token._replace(kind="other")]
    whole = number.lstrip("+")
    return [token._replace(text=f"**({whole})" if "-" in whole else f"**{whole}")]


def _closed(items: Sequence[Token], k: int) -> int:
    """Return where a bracket that opens at a place is closed again, and one further."""
    depth = 0
    for end in range(k, len(items)):
        depth += items[end].kind in ("open", "bars")
        depth -= items[end].kind == "close"
        if depth == 0:
            return end + 1
    return len(items)


def _argument(items: Sequence[Token], k: int, root: bool) -> int:
    """Return where the argument ends that begins at a place: a bracket, or all that is together."""
    begin = k
    while k < len(items) and items[k].kind == "gap":
        k += 1
    if k < len(items) and items[k].kind == "open":
        return _closed(items, k)
    if k < len(items) and items[k].kind == "sign" and not root:
        k += 1
    first = k
    while k < len(items) and items[k].kind in ("number", "name", "bars", "open", "raised", "power"):
        if root and k > first:
            raise _ask(items[begin - 1 : k + 1], "can be read in two ways: write sqrt(…)")
        if items[k].kind == "power":
            k = max(_exponent(items, k)[1], k + 1)
        else:
            k = _closed(items, k) if items[k].kind in ("bars", "open") else k + 1
    if k == first:
        return begin
    follows = next((t for t in items[k:] if t.kind != "gap"), None)
    if follows is not None and (
        follows.kind in ("number", "name", "open", "bars", "power", "raised")
        or (follows.text in ("*", "/") and not _called_next(items, k))
    ):
        name = items[begin - 1].text
        raise _ask(items[begin - 1 : k], f"can be read in two ways: write {name}(…) with brackets")
    return k


def _called_next(items: Sequence[Token], k: int) -> bool:
    """Tell whether a times sign and then a function follow."""
    after = [token for token in items[k : k + 6] if token.kind != "gap"][:2]
    return [t.text for t in after[:1]] == ["*"] and after[-1].kind in ("function", "root")


def _with_products(items: Sequence[Token], gaps: bool) -> list[Token]:
    """Write ``*`` between what stands side by side, and powers for superscripts."""
    written, divided, gap = list[Token](), [False], False
    before = list[Token]()  # what counts, without gaps
    for one in items:
        if one.kind == "gap":
            written.append(one)
            gap = True
            continue
        raised = one.kind == "raised" and one.text[0] != "*"
        token = _raised(one)[0] if raised else one
        last = before[-1] if before else None
        begins = token.kind in (*BEGINS, "bars")
        joined = last is not None and last.kind in ENDS and begins and not (gap and not gaps)
        if joined and last is not None and last.text != "0" and (last.kind, token.kind) != (
            "number", "number"
        ):  # fmt: skip
            if divided[-1]:
                problem = "can be read in two ways: write brackets, as in (1/2)*x or 1/(2*x)"
                raise _ask([*before[-3:], token], problem)
            _check_exponent(before, token, gap)
            written.append(Token("operator", "*", token.start, token.start))
        if token.text in JOINING and last is not None and last.kind == "number" and not gap:
            written.append(Token("gap", " ", token.start, token.start))
        if token.kind in ("open", "bars"):
            divided.append(False)
        elif token.kind == "close" and len(divided) > 1:
            divided.pop()
        elif token.kind in ("operator", "comma") or (
            token.kind == "sign" and last is not None and last.kind in ENDS
        ):
            divided[-1] = token.text == "/"
        written.append(token)
        before.append(token)
        gap = False
    return written


def _check_exponent(before: Sequence[Token], token: Token, gap: bool) -> None:
    """Refuse what may belong to the exponent before it, as in e^2x."""
    k = len(before) - 1
    if gap or before[k].kind not in ("number", "name") or token.kind in ("open", "bars"):
        return
    chain = k
    while chain > 0 and before[chain - 1].kind in ("number", "name"):
        chain -= 1
    power = chain - 1
    if power >= 0 and before[power].kind == "sign":
        power -= 1
    if power < 1 or before[power].kind != "power":
        return
    base, exponent = before[power - 1], before[k]
    plain = base.text in VARIABLES or base.kind == "close"
    if not (plain and exponent.kind == "number" and chain == k and power == k - 1):
        raise _ask(
            [*before[power - 1 :], token],
            "can be read in two ways: write brackets around the exponent, or a * behind it",
        )
