"""Runs looked at from inside, for the pages: remembered by the text of their race."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import streamlit as st

from diagnosis.inspection import Inspection, inspect
from diagnosis.state_symmetry import Symmetry, natures
from experiments import Experiment


@dataclass(frozen=True, eq=False)
class Look:
    """All that is to be seen of one entrant."""

    inspection: Inspection
    natures: tuple[dict[str, Symmetry], ...]


def look_at(experiment: Experiment, entrant: int, *, keep: bool = True) -> Look:
    """Inspect an entrant, or recall what was seen."""
    alone = replace(experiment, optimizers=(experiment.optimizers[entrant],))
    return _remembered(alone.to_query(), alone) if keep else _inspected(alone)


@st.cache_resource(max_entries=8, show_spinner="Looking inside …")
def _remembered(text: str, _experiment: Experiment) -> Look:  # noqa: ARG001 - the cache key
    """Remember an entrant by the text of its race."""
    return _inspected(_experiment)


def _inspected(experiment: Experiment) -> Look:
    """Inspect the only entrant of a race."""
    what = (experiment.optimizers[0], experiment.surface, np.array(experiment.start))
    return Look(
        inspect(*what, experiment.steps, experiment.seed), natures(*what, seed=experiment.seed)
    )
