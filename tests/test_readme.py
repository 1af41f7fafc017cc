"""What the README shows works as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import plotly.graph_objects as go

from optimizers import OPTIMIZERS
from surfaces import SURFACES

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
LIBRARY, *_ = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def test_the_library_lines_run(monkeypatch, capsys):
    shown = []

    def show(figure):
        shown.append(figure)

    monkeypatch.setattr(go.Figure, "show", show)
    exec(LIBRARY, {})  # noqa: S102 - the README's own lines
    printed = capsys.readouterr().out
    assert printed.startswith("(201, 2)")
    assert "?surface=Rosenbrock()" in printed
    assert shown[0].frames


def test_it_counts_right():
    assert "one of more than 40 surfaces" in README
    assert len(SURFACES) > 40
    assert "among about 40 optimizers" in README
    assert 36 <= len(OPTIMIZERS) <= 44


def test_the_two_commands_stand_first():
    assert README.index("make run") < README.index("make test") < README.index("pip install")
