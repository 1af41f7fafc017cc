"""What ``typings`` says of Plotly is true of the Plotly that is installed."""

from __future__ import annotations

import ast
import inspect
from importlib import import_module
from pathlib import Path

import pytest

STUBS = sorted((Path(__file__).parents[2] / "typings" / "plotly").glob("*.pyi"))
OURS = {"_Properties", "_Trace", "_Sequential"}
"""Classes that stand for what several of Plotly's have in common."""


def parameters(function):
    arguments = function.args
    return [a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]


def differing(stub: ast.FunctionDef, real) -> set[str]:
    """The parameters of a stub that the real function would not take."""
    known = inspect.signature(real).parameters
    more = any(p.kind is inspect.Parameter.VAR_KEYWORD for p in known.values())
    return set() if more else {*parameters(stub)} - {"self", *known}


@pytest.mark.parametrize("path", STUBS, ids=lambda path: path.stem)
def test_each_class_and_function_is_there_with_its_parameters(path):
    module = import_module(f"plotly.{path.stem}" if path.stem != "__init__" else "plotly")
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            assert differing(node, getattr(module, node.name)) == set()
        elif isinstance(node, ast.ClassDef) and node.name not in OURS:
            real = getattr(module, node.name)
            for part in node.body:
                if isinstance(part, ast.FunctionDef):
                    assert differing(part, getattr(real, part.name)) == set(), part.name


def test_the_lines_of_the_stubs_hold_for_a_figure():
    go = import_module("plotly.graph_objects")
    trace = go.Scatter(x=[1.0], name="a")
    figure = go.Figure([trace], go.Layout(height=300), [go.Frame(name="f", data=[trace])])
    assert (figure.data[0].type, figure.data[0].name) == ("scatter", "a")
    assert (figure.frames[0].name, figure.frames[0].data[0].x) == ("f", (1.0,))
    assert figure.update_xaxes(title="x").update_yaxes(title="y").add_trace(trace) is figure
    assert trace.update(name="b") is trace
