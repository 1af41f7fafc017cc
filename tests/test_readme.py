"""What the README shows works as it stands there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import plotly.graph_objects as go

from core import arrays
from core.arrays import Array, Hyper
from core.knobs import knob
from core.loss import Loss
from experiments import run
from optimizers import OPTIMIZERS, Optimizer
from surfaces import SURFACES, Rosenbrock

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
LIBRARY, OPTIMIZER = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


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


def test_the_optimizer_lines_are_a_whole_optimizer():
    names = {
        "dataclass": dataclass,
        "Optimizer": Optimizer,
        "Hyper": Hyper,
        "knob": knob,
        "Array": Array,
        "Loss": Loss,
        "np": np,
        "arrays": arrays,
        "__name__": __name__,
    }
    exec("from __future__ import annotations\n" + OPTIMIZER, names)  # noqa: S102 - as above
    trajectory = run(names["NormalizedDescent"](lr=0.01), Rosenbrock(), (-1.2, 1.0), 10)
    assert np.allclose(np.linalg.norm(np.diff(trajectory.theta, axis=0), axis=1), 0.01)


def test_it_counts_right():
    assert f"one of {len(SURFACES)} surfaces" in README
    assert f"among {len(OPTIMIZERS)} optimizers" in README


def test_the_two_commands_stand_first():
    assert README.index("make run") < README.index("make test") < README.index("pip install")
