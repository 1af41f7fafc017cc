"""What the README shows works as it stands there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import plotly.graph_objects as go

from optimizers import OPTIMIZERS
from surfaces import SURFACES
from tests.recipe import copied, follow

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


GENERIC = [
    "tests/core/test_knobs.py",
    "tests/diagnosis/test_inspection.py",
    "tests/diagnosis/test_verdicts.py",
    "tests/experiments/test_cost.py",
    "tests/experiments/test_running.py",
    "tests/figures/test_inside.py",
    "tests/figures/test_typeset.py",
    "tests/optimizers/test_cards.py",
    "tests/optimizers/test_contract.py",
    "tests/surfaces/test_derivatives.py",
    "tests/surfaces/test_minima.py",
    "tests/surfaces/test_registry.py",
    "tests/test_house.py",
]
"""What must hold of any rule and of any surface, each by its name."""
AND_OF_ALL = "registr or has_a_card or answer_the_same or titles or stands_on or what_is_written"


TOGETHER = """
import sys

import numpy as np

import figures
from diagnosis import judge
from experiments import Experiment
from exports import this_library
from optimizers import OPTIMIZERS
from surfaces import SURFACES

rule, surface = OPTIMIZERS[sys.argv[1]](lr=0.1), SURFACES[sys.argv[2]]()
race = Experiment(surface, (rule,), surface.starts[0], 40)
assert Experiment.from_query(race.to_query()) == race
(run,) = race.run()
assert np.allclose(np.linalg.norm(np.diff(run.theta, axis=0), axis=1), 0.1)
assert judge(run).reason and race.cost.evaluations > 40
assert figures.race([run]).frames
there = {}
exec(this_library(race).text, there)
assert there['race'] == race
print("as it should")
"""
"""What a page does with both."""


def test_a_rule_and_a_surface_need_a_class_and_a_line(tmp_path):
    tree = copied(tmp_path / "tree")
    rule, surface = follow(tree, "Add an optimizer"), follow(tree, "Add a surface")
    chosen = f"{rule} or {surface} or {AND_OF_ALL}"
    told = ran(tree, "-m", "pytest", "-p", "no:cacheprovider", "-k", chosen, *GENERIC)
    passed = re.search(r"(\d+) passed", told)
    assert passed is not None
    assert int(passed[1]) > 100
    assert ran(tree, "-c", TOGETHER, rule, surface).endswith("as it should\n")


def ran(tree: Path, *arguments: str) -> str:
    """Run Python in a tree; return what it printed."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=tree, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    return done.stdout
