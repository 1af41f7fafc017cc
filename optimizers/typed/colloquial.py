"""A rule as people type and paste it, put into the one spelling that is read and kept.

``θ ← θ − α∇f(θ)``, ``w -= learning_rate * dw``, ``self.m = b1*self.m + (1 - b1)*grad``,
``m_t = β₁·m_{t−1} + (1−β₁)·g_t`` and remarks after ``#`` become lines in the words of a rule. Only
a text that makes no sense as it stands is put into other words, so what was read once keeps its
meaning. What can be read in two ways is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.signs import Rewritten, Token, rewritten, tokens
from core.typed import Complain
from optimizers.typed.letters import in_names
from optimizers.typed.spelling import CALLED, KNOBS, KNOWN, OTHER_NAMES, complaint

NAMES = {
    **dict.fromkeys(("alpha", "eta", "rate", "learning_rate", "step_size", "stepsize"), "lr"),
    **dict.fromkeys(("mu", "momentum"), "beta"),
    **dict.fromkeys(("b1", "beta_1"), "beta1"),
    **dict.fromkeys(("b2", "beta_2"), "beta2"),
    "rho": "decay", "epsilon": "eps", "lam": "weight_decay", "lambda": "weight_decay",
    "wd": "weight_decay", "l2": "weight_decay",
    **dict.fromkeys(("dw", "dx", "df", "dtheta", "dp", "gradient", "gradients", "grads"), "g"),
}  # fmt: skip
"""What others call a knob or the gradient, where they give it no value of their own."""
POINTS = ("w", "x", "p", "params", "weights", "parameters", "param", "weight", "point")
"""What others call the point."""
SUBSCRIPT = re.compile(r"(.+?)_?(?:_t|_\{t([+-]1)?\}|_\(t([+-]1)\))")
ENDS, BEGINS = ("number", "name", "close"), ("name", "number", "open", "root")


def colloquial(lines: Sequence[tuple[int, str]]) -> list[tuple[int, Rewritten]]:
    """Return lines, each with its number, in the words of a rule.

    Raises ``ValueError`` for what can be read in two ways: which piece, and what to write.
    """
    rows = [(number, line, in_names(tokens(line))) for number, line in lines]
    rows = [(number, line, _assigned(items)) for number, line, items in rows]
    moments = _Moments()
    rows = [(number, line, moments.plain(items, complaint(number))) for number, line, items in rows]
    given = {items[0].text for _, _, items in rows if items and items[0].kind == "name"}
    points = {name for name in given if name.lower() in POINTS}
    point = next(iter(points)) if "theta" not in given and len(points) == 1 else ""
    called = dict.fromkeys([point], "theta") if point else {}
    return [
        (number, rewritten(line, _products(_known(items, given, called), complaint(number)),
                           complaint(number)))
        for number, line, items in rows
    ]  # fmt: skip


def without_remarks(text: str) -> list[str]:
    """Take a rule apart into lines, which end with a line break or a semicolon; leave remarks."""
    found = list[str]()
    for line in re.split(r"\r\n|[\r\n]", text):
        found += line.partition("#")[0].split(";")
    return found


def _assigned(items: list[Token]) -> list[Token]:
    """Write an assignment with =, and whole: theta = theta - lr*g for theta -= lr*g."""
    solid = [token for token in items if token.kind != "gap"]
    while items and items[0].kind == "gap":
        items = items[1:]
    if len(solid) < 3 or solid[0].kind != "name":
        return items
    first, sign, value = solid[0], solid[1], solid[2:]
    if sign.text == "<" and value[0].text == "-" and value[0].start == sign.end:
        sign, value = sign._replace(text="=", end=value[0].end), value[1:]
        rest = items[items.index(value[0]) :] if value else []
        gap = Token("gap", " ", sign.start, sign.start)
        return [first, gap, sign, gap, *rest]
    if sign.text in (":=",):
        return [token._replace(text="=") if token is sign else token for token in items]
    if not re.fullmatch(r"(\*\*|[-+*/])=", sign.text):
        return items
    operator = sign.text[:-1]
    rest = items[items.index(sign) + 1 :]
    while rest and rest[0].kind == "gap":
        rest = rest[1:]
    compared = any(token.text in ("<", ">", "<=", ">=", "==") for token in rest)
    sums = compared or (operator == "-" and _is_sum(rest))
    whole = sums if operator in ("+", "-") else len(value) > 1
    brackets = [Token("open", "(", value[0].start, value[0].start)] if whole else []
    closing = [Token("close", ")", value[-1].end, value[-1].end)] if whole else []
    gap = Token("gap", " ", sign.start, sign.start)
    equals = Token("operator", "=", sign.start, sign.end)
    kind = "sign" if operator in ("+", "-") else "operator"
    joint = Token(kind, operator, sign.start, sign.end)
    return [first, gap, equals, gap, first, gap, joint, gap, *brackets, *rest, *closing]


def _is_sum(value: Sequence[Token]) -> bool:
    """Tell whether there is a plus or a minus outside of brackets."""
    depth = 0
    for token in value:
        depth += (token.kind == "open") - (token.text == ")")
        if token.kind == "sign" and depth == 0:
            return True
    return False


class _Moments:
    """Takes the subscripts of steps off, as long as each name means one value at a time."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self.given: dict[str, int] = {}
        self.own: set[str] = set()

    def plain(self, items: list[Token], complain: Complain) -> list[Token]:
        """Return a line without the subscripts t, t - 1 and t + 1."""
        written = list[Token]()
        target: tuple[str, int] | None = None
        for k, token in enumerate(items):
            found = SUBSCRIPT.fullmatch(token.text) if token.kind == "name" else None
            if found is None:
                if k == 0 and token.kind == "name":
                    target = token.text, 0
                written.append(token)
                continue
            name, moment = found[1], int(found[2] or found[3] or 0)
            if (k == 0 and (name in KNOBS or name.lower() in NAMES)) or name in self.own:
                self.own.add(name)  # as the folded rate of Adam: a knob itself stays as it is
                written.append(token._replace(text=f"{name}_t"))
                continue
            if k == 0:
                target = name, moment
            elif name in self.given and moment < self.given[name]:
                problem = "is the value of before, and was replaced in a line above: keep it there"
                raise complain(token.text, token.start, f"{problem} under another name")
            elif name == "g" and moment < 0:
                problem = "is the gradient of the step before: keep it in a name of its own"
                raise complain(token.text, token.start, problem)
            written.append(token._replace(text=name))
        if target is not None:
            self.given[target[0]] = target[1]
        return written


def _known(items: Sequence[Token], given: set[str], called: dict[str, str]) -> list[Token]:
    """Write the words of a rule for what others call its knobs, its gradient and its point."""
    written = list[Token]()
    for k, token in enumerate(items):
        text = token.text
        follows = next((t for t in items[k + 1 :] if t.kind != "gap"), None)
        call = follows is not None and follows.kind == "open"
        if token.kind == "name":
            lower = text.lower()
            if text in called:
                text = called[text]
            elif text in given or text in KNOWN:
                pass
            elif lower == "grad" and not call:
                text = "g"
            elif call and (lower in CALLED or lower in OTHER_NAMES):
                text = lower
            elif not call:
                text = NAMES.get(lower, lower if lower in KNOWN else text)
        written.append(token._replace(text=text))
    return written


def _products(items: Sequence[Token], complain: Complain) -> list[Token]:
    """Write ``*`` where two stand side by side without a space, and brackets behind a root."""
    written = list[Token]()
    divided, k = False, 0
    while k < len(items):
        token = items[k]
        last = written[-1] if written else None
        joined = (
            last is not None
            and token.kind in BEGINS
            and last.kind in ENDS
            and not (last.kind == token.kind == "number")
            and last.text != "0"  # as in 0b1 and 0x1
            and not (last.kind == "name" and token.kind in ("open", "number"))
            and not token.text.startswith("**")
        )
        if joined and last is not None:
            if divided:
                problem = "can be read in two ways: write brackets, or a *"
                raise complain(last.text + token.text, last.start, problem)
            written.append(Token("operator", "*", token.start, token.start))
        if token.kind in ("operator", "comma", "sign", "open"):
            divided = token.text == "/"
        written.append(token)
        k += 1
        if token.kind == "root" and k < len(items) and items[k].kind in ("name", "number"):
            inside = items[k]
            k += 1
            if k < len(items) and items[k].kind in ("close", "power") and "*" in items[k].text:
                problem = "can be read in two ways: write sqrt(…) with brackets"
                raise complain(token.text, token.start, problem)
            written += [
                Token("open", "(", inside.start, inside.start),
                inside,
                Token("close", ")", inside.end, inside.end),
            ]
    return written
