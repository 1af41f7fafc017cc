"""What a plane leaves out of a training, and what is said of where a run ended."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import streamlit as st

from core.arrays import norm
from diagnosis.numbers_as_text import say
from experiments import Trajectory
from figures.networks import off_plane
from studies.networks.planes import Plane, iterates
from views.parts.figure_block import show as show_figure
from views.parts.html import named
from views.parts.network_charts import percent
from web.standalone.figures import Drawn
from web.tables import table


def run_note(run: Trajectory) -> str:
    """Say in a few words how a run ended; verdicts stand below."""
    if run.diverged:
        return f"overflowed at step {run.last + 1}"
    return f"loss {run.value[-1]:.2g}"


def off_plane_note(
    plane: Plane, kind: str, runs: Sequence[Trajectory], names: Sequence[str]
) -> None:
    """Say how much of the paths the plane holds, and how far off it they run."""
    parts = plane.explained(iterates(runs))
    whole = f"This plane holds **{percent(parts.sum())}** of the variance of all iterates"
    words = {
        "pca": f"{whole} ({percent(parts[0])} and {percent(parts[1])} along its two directions),"
        " as much as any plane can; of a random walk in so many dimensions it would be about 76%."
        " What you see is exact on the plane, but only there.",
        "filters": f"{whole}. Both directions are random, and in each unit's weights as long as the"
        " weights themselves: 1 on an axis changes every unit by as much as it has.",
        "plain": f"{whole}. Both directions are Gaussian: how flat they look depends on how large"
        " the weights happen to be, and two such pictures cannot be compared.",
    }[kind]
    st.markdown(f"{words} The heights of the paths are their own, in all dimensions.")
    chart, numbers = st.columns([3, 2], gap="large", vertical_alignment="center")
    with np.errstate(all="ignore"):
        off = [plane.distance(run.theta[: run.last + 1].T) for run in runs]
    with chart:
        alt = "Distance of each path from the plane, over the steps."
        draw = partial(off_plane, names, off)
        show_figure(Drawn("off-plane", "Off the plane", alt, draw), key="networks-off")
    rows = [
        (
            named(i, name),
            say(np.max(far)),
            say(far[-1]),
            say(norm(run.theta[run.last] - run.theta[0])),
        )
        for i, (name, run, far) in enumerate(zip(names, runs, off, strict=True))
    ]
    head = ("Off the plane", "at most", "at the end", "start to end")
    numbers.html(table(head, rows, kind="networks-off"))
