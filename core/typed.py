"""Text that somebody types, as far as formulas and rules are alike: its words, signs and pieces.

It is scanned against a whitelist, read with ``ast``, and never evaluated. Whatever is refused is
quoted, with its column and how to mend it.
"""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from core.syntax import parse_expression

DEEPEST = 24
"""Brackets, powers and functions inside one another; a sum or a product is one level."""

OPERANDS_BEGIN, OPERANDS_END = ("number", "name", "open"), ("number", "name", "close")
MENDING = {
    "|": "write abs(x) for |x|", ".": "it belongs between digits only",
    "[": "use round brackets", "]": "use round brackets", "{": "use round brackets",
    "}": "use round brackets", "'": "use no quotation marks", '"': "use no quotation marks",
    "×": "write *", "·": "write *", "÷": "write /", "−": "write -", "–": "write -",
    "²": "write **2", "³": "write **3", "π": "write pi", "√": "write sqrt(x)",
}  # fmt: skip

Complain = Callable[[str, int, str], ValueError]
"""Makes what to raise about a piece of text, the index where it starts, and its problem."""


@dataclass(frozen=True)
class Words:
    """The words and signs that a text may be made of, and in which order."""

    takes: str
    """What a text is made of, in a few words."""
    functions: Collection[str]
    """Names that are followed by a bracket."""
    unknown: Callable[[str, bool], str]
    """Says what is wrong with a name, which a bracket follows or not; ``""`` if nothing is."""
    operators: str
    """A pattern of all that stands between two operands, but for + and -."""
    example: str
    """What a function may be of."""
    prefixes: str = "(?!)"
    """A pattern of all that stands before an operand, but for + and -."""
    mending: Mapping[str, str] = field(default_factory=lambda: MENDING)
    """What to write in place of a sign that has no place."""

    def scan(self, text: str, complain: Complain) -> list[re.Match[str]]:
        """Return the words and signs of a text, if their order makes sense.

        Raises ``ValueError`` at the first that does not belong there.
        """
        pattern, tokens, place = _pattern(self.operators, self.prefixes), list[re.Match[str]](), 0
        while place < len(text):
            token = pattern.match(text, place)
            if token is None:
                sign = text[place]
                code = "" if sign.isascii() else f"(U+{ord(sign):04X}) "
                problem = f"{code}has no place here: {self.mending.get(sign, self.takes)}"
                raise complain(sign, place, problem)
            if token.lastgroup != "gap":
                tokens.append(token)
            place = token.end()
        for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None], strict=False):
            self._check(text, before, token, after, complain)
        if tokens and tokens[-1].lastgroup in ("sign", "operator", "open"):
            problem = "has nothing after it: what is missing?"
            raise complain(tokens[-1][0], tokens[-1].start(), problem)
        return tokens

    def _check(
        self,
        text: str,
        before: re.Match[str] | None,
        token: re.Match[str],
        after: re.Match[str] | None,
        complain: Complain,
    ) -> None:
        """Check one word or sign, and how it follows the one before."""
        called = after is not None and after.lastgroup == "open"
        if token.lastgroup == "name" and (problem := self.unknown(token[0], called)):
            raise complain(token[0], token.start(), problem)
        last = "" if before is None else before.lastgroup
        if before is not None and last in OPERANDS_END and token.lastgroup in OPERANDS_BEGIN:
            function = last == "name" and before[0] in self.functions
            if not (function and token.lastgroup == "open"):
                raise self._nothing_between(text, before, token, complain)
        if token.lastgroup == "operator" and last not in OPERANDS_END:
            twice = before is not None and before[0] == token[0] == "/"
            hint = "write / once" if twice else "what is missing?"
            raise complain(token[0], token.start(), f"has nothing before it: {hint}")

    def _nothing_between(
        self, text: str, before: re.Match[str], token: re.Match[str], complain: Complain
    ) -> ValueError:
        """Return what to raise about two neighbours with nothing to join them."""
        piece = text[before.start() : token.end()]
        if before[0] in self.functions:
            hint = f"brackets are missing, as in {before[0]}({self.example})"
        else:
            hint = f'a * or another operator is missing before "{quoted(token[0])}"'
            if before.end() < token.start():
                hint += " (in a link, + is written %2B)"
        return complain(piece, before.start(), f"cannot be read: {hint}")


@dataclass(frozen=True)
class TypedSource:
    """A text whose pieces can be pointed at by the nodes of its syntax tree."""

    text: str
    places: Sequence[int]
    """Where each character that was parsed stands in the text."""
    complain: Complain

    def piece(self, tree: ast.expr) -> tuple[int, str]:
        """Return where a piece starts in the text, and the piece."""
        start = self.places[tree.col_offset]
        end = self.places[(tree.end_col_offset or 1) - 1] + 1
        return start, self.text[start:end]

    def error(self, tree: ast.expr, problem: str) -> ValueError:
        """Return what to raise about a piece."""
        start, piece = self.piece(tree)
        return self.complain(piece, start, problem)


def parsed(text: str, complain: Complain) -> tuple[TypedSource, ast.expr]:
    """Return a text that was scanned, and its syntax tree; ``^`` is read as ``**``.

    Raises ``ValueError`` where brackets do not match or nest too deep.
    """
    blank = len(text) - len(text.lstrip())
    places = [i for i in range(blank, len(text)) for _ in range(2 if text[i] == "^" else 1)]
    source = "".join("**" if c == "^" else " " if c.isspace() else c for c in text[blank:])
    try:
        tree = parse_expression(source)
    except SyntaxError as error:
        at = places[min(max((error.offset or 1) - 1, 0), len(places) - 1)]
        raise complain(text[at:], at, f"cannot be read: {error.msg}") from None
    except (RecursionError, MemoryError):  # how Python's parser says that brackets nest too deep
        problem = f"is nested too deep: allowed are {DEEPEST} levels"
        raise complain(text, 0, problem) from None
    return TypedSource(text, places, complain), tree


def chain(tree: ast.expr, *same: type[ast.operator]) -> list[tuple[ast.operator | None, ast.expr]]:
    """Return the operands of operations of the same rank, each with the operator before it."""
    operands: list[tuple[ast.operator | None, ast.expr]] = []
    while isinstance(tree, ast.BinOp) and isinstance(tree.op, same):
        operands.append((tree.op, tree.right))
        tree = tree.left
    return [(None, tree), *reversed(operands)]


def quoted(piece: str, longest: int = 40) -> str:
    """Return a piece of somebody's text, fit to be quoted in a sentence."""
    piece = " ".join(piece[:longest].split()) + ("…" if len(piece) > longest else "")
    return piece if piece.isprintable() else ascii(piece)[1:-1]


def near(name: str, known: Collection[str]) -> str:
    """Say which of the known names somebody may have meant; ``""`` if none is like it."""
    folded = {candidate.lower(): candidate for candidate in known}
    wanted = name[:80].lower()
    alike = [wanted] if wanted in folded else difflib.get_close_matches(wanted, folded)
    return f"did you mean {' or '.join(folded[match] for match in alike)}?" if alike else ""


@lru_cache
def _pattern(operators: str, prefixes: str) -> re.Pattern[str]:
    """Return the pattern of one word or sign."""
    return re.compile(
        r"(?P<gap>[ \t\r\n]+)|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
        rf"|(?P<operator>{operators})|(?P<sign>[-+]|{prefixes})"
        r"|(?P<name>[A-Za-z_]\w*)|(?P<open>\()|(?P<close>\))",
        re.ASCII,
    )
