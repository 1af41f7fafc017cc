"""Letters and subscripts as others write them, put into names: θ, β₁, ∇f(θ), m̂, self.v, x.grad."""

from __future__ import annotations

from collections.abc import Sequence

from core.signs import Token, number_of

LETTERS = {
    "θ": "theta", "α": "lr", "η": "lr", "β": "beta", "ε": "eps", "ϵ": "eps", "λ": "weight_decay",
    "ρ": "decay", "μ": "beta",
}  # fmt: skip
DROPPED = ("self", "state")
"""What others keep a name in."""


def in_names(items: Sequence[Token]) -> list[Token]:
    """Write names for letters, and leave out where others keep them."""
    written, k = list[Token](), 0
    while k < len(items):
        token = items[k]
        after = [item.text for item in items[k + 1 : k + 3]]
        kept = token.kind == "name" and after[:1] == ["."]
        if kept and token.text in DROPPED:
            k += 2
        elif kept and after[1:] and after[1] in ("grad", "data", "norm"):
            text = {"grad": "g", "norm": "norm"}.get(after[1], token.text)
            written.append(token._replace(text=text, end=items[k + 2].end))
            k += 3
        elif token.text in ("∇", "∂"):
            function = k + 1 < len(items) and items[k + 1].text in ("f", "L", "J")
            k += 1 + function
            asked = k < len(items) and items[k].kind == "open"
            whole = token._replace(kind="name", text="grad" if asked else "g")
            written.append(whole._replace(end=items[k - 1].end))
        elif token.text == "\u0302" and written and written[-1].kind == "name":
            last = written[-1]
            written[-1] = last._replace(text=f"{last.text}_hat", end=token.end)
            k += 1
        else:
            written.append(_word(token))
            k += 1
    return _with_subscripts(written)


def _word(token: Token) -> Token:
    """Write one word or sign."""
    if token.kind == "name":
        return token._replace(text=token.text.rpartition(".")[2])
    if token.kind == "letter" and token.text in LETTERS:
        return token._replace(kind="name", text=LETTERS[token.text])
    if token.text == "√":
        return token._replace(kind="root", text="sqrt")
    said = number_of(token.text) if token.kind == "raised" else ""
    said = "t" if token.text == "ᵗ" else said
    if not said:
        return token
    power = f"({said})" if said.startswith("-") else said.lstrip("+")
    return token._replace(kind="close", text=f"**{power}")


def _with_subscripts(items: Sequence[Token]) -> list[Token]:
    """Write a subscript to its name: beta1, and m_t for the value of this step."""
    written, k = list[Token](), 0
    while k < len(items):
        token = items[k]
        k += 1
        last = written[-1] if written else None
        if token.kind == "lowered" and last is not None and last.kind == "name":
            said = "".join({"ₜ": "_t"}.get(sign, number_of(sign)) for sign in token.text)
            written[-1] = last._replace(text=f"{last.text}{said}", end=token.end)
        elif token.kind == "number" and last is not None and last.text in ("beta", "beta_"):
            joined = last.end == token.start and token.text in ("1", "2")
            if joined:
                written[-1] = last._replace(text=f"beta{token.text}", end=token.end)
            else:
                written.append(token)
        elif (
            token.text[:1] == "_"
            and last is not None
            and last.kind == "name"
            and (last.end == token.start)
        ):
            written[-1] = last._replace(text=f"{last.text}{token.text}", end=token.end)
            k -= 1
            items = [*items[:k], *items[k + 1 :]]
        elif token.text == "{" and last is not None and last.text.endswith("_"):
            inside = items[k : k + 5]
            end = next((j for j, t in enumerate(inside) if t.text == "}"), None)
            if end is None:
                written.append(token)
                continue
            said = "".join(t.text for t in inside[:end] if t.kind != "gap")
            text = f"{last.text}{{{said}}}" if "t" in said else f"{last.text[:-1]}{said}"
            written[-1] = last._replace(text=text, end=inside[end].end)
            k += end + 1
        else:
            written.append(token)
    return written
