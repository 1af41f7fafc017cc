"""Text becomes a syntax tree in one guarded place, one thread at a time."""

from __future__ import annotations

import ast
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from streamlit.runtime.scriptrunner import magic
from streamlit.testing.v1 import AppTest

from core import syntax
from core.syntax import KEPT, LONG, parse, parse_expression
from tests.test_house import ROOT, modules

ONLY = "core/syntax.py"
PARSERS = {"parse", "literal_eval"}
BUILT_IN = {"compile", "eval", "exec", "__import__"}


def calls(text: str) -> set[str]:
    """Return what of a module's source makes a tree or code of text, by any name."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Attribute(value=ast.Name(id="ast"), attr=name) if name in PARSERS:
                found.add(f"ast.{name}")
            case ast.ImportFrom(module="ast" | "codeop" | "code" | "symtable"):
                found.add("from ast")
            case ast.Name(id=name) if name in BUILT_IN:
                found.add(name)
            case ast.Attribute(attr="getsource") | ast.alias(name="getsource"):
                found.add("getsource")  # of a class, this parses its whole module
            case _:
                pass
    return found


def test_nothing_else_in_the_product_parses_text():
    found = {path.relative_to(ROOT).as_posix(): calls(path.read_text()) for path in modules()}
    assert {path: names for path, names in found.items() if names} == {
        ONLY: {"ast.parse"},
        "diagnosis/source_lines.py": {"getsource"},  # of functions, as they are read with tokenize
        "exports/schedule_factors.py": {"getsource"},
        "views/parts/rule_card.py": {"getsource"},
    }


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("import ast\nast.parse(t)", "ast.parse"),
        ("import ast\nread = ast.literal_eval", "ast.literal_eval"),
        ("from ast import parse", "from ast"),
        ("list(map(eval, texts))", "eval"),
        ("compile(text, '', 'exec')", "compile"),
    ],
)
def test_that_check_finds_every_spelling(text, name):
    assert calls(text) == {name}


def test_two_threads_are_never_in_the_parser_at_once(monkeypatch):
    inside, most = 0, 0
    others, real = threading.Event(), ast.parse

    def watched(text: str, **how: str) -> ast.AST:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        others.wait(0.002)  # gives the interpreter's lock away, as a garbage collection may
        tree = real(text, **how)
        inside -= 1
        return tree

    monkeypatch.setattr(ast, "parse", watched)
    texts = [f"x + {k}" + " " * LONG * (k % 2) for k in range(40)]
    with ThreadPoolExecutor(8) as threads:
        trees = [*threads.map(parse_expression, texts), *threads.map(parse, texts)]
    assert len(trees) == 80
    assert most == 1


def test_a_text_is_parsed_once_and_not_many_are_kept():
    assert parse_expression("Adam(lr=0.1234)") is parse_expression("Adam(lr=0.1234)")
    for k in range(2 * KEPT):
        parse_expression(f"x + {k}")
    assert syntax._expression.cache_info().currsize == KEPT
    long = "x" * (LONG + 1)
    assert parse_expression(long) is not parse_expression(long)


@pytest.mark.parametrize("text", ["Adam(", "(" * 400 + ")" * 400, "x\0", ""])
def test_what_cannot_be_parsed_raises_each_time(text):
    for _ in range(2):
        with pytest.raises((SyntaxError, ValueError, RecursionError, MemoryError)):
            parse_expression(text)


def test_streamlit_parses_no_page(monkeypatch):
    def parsed(*_: object) -> None:
        raise AssertionError("runner.magicEnabled is in force")

    monkeypatch.setattr(magic, "add_magic", parsed)
    app = AppTest.from_string("import streamlit as st\nst.title('a page')\n'magic'").run()
    assert not app.exception
    assert [title.value for title in app.title] == ["a page"]
    assert not app.markdown, "a text that stands alone is shown by magic only"
