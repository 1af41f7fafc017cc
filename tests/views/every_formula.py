"""A page of all formulas: those of docstrings, and those that a step of any rule is shown as."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).parents[2]))

from diagnosis.inspection import inspect
from figures.docstrings import explained
from figures.equations import block
from figures.typeset import typeset
from optimizers import (
    OPTIMIZERS,
    SAM,
    WRAPPERS,
    Adam,
    Averaged,
    Clipped,
    Decayed,
    Lookahead,
    Penalized,
    Scheduled,
)
from optimizers.schedules import Warmup
from surfaces import Himmelblau

WITH_NUMBERS = ("Adam", "Rprop", "BFGS")  # the others have nothing in them that these have not
WRAPPED = (
    Scheduled(Adam(), Warmup(5)),
    Clipped(Adam(), norm=1.0),
    Clipped(Adam(), limit=1.0),
    Lookahead(Adam(), k=2),
    SAM(Adam()),
    Averaged(Adam()),
    Penalized(Adam()),
    Decayed(Adam()),
)

written: set[str] = set()
for kind in (*OPTIMIZERS.values(), *WRAPPERS.values()):
    for found in re.findall(r"\$\$(.+?)\$\$|\$(.+?)\$", "\n".join(explained(kind)), re.DOTALL):
        written |= {*filter(None, found)}
for rule in (*(kind() for kind in OPTIMIZERS.values()), *WRAPPED):
    inspection = inspect(rule, Himmelblau(), (-0.2, -0.9), 2)
    for call in filter(None, inspection.at(2)):
        for passage in call.passages:
            for row in typeset(passage, {"grad": "#aa0000", "m": "#0000aa"}):
                for told in row.equations:
                    whole = type(rule).__name__ in WITH_NUMBERS
                    written.add(block(told if whole else told._replace(numbers="", result="")))
every = [rf"\boxed{{{latex}}}" for latex in sorted(written)]
for k in range(0, len(every), 50):  # one by one they would take several times as long
    st.latex(r"\begin{gathered} " + r" \\ ".join(every[k : k + 50]) + r" \end{gathered}")
st.header(f"{len(written)} formulas")
