"""Schedules written out in plain Python, step by step against our own."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.schedule_factors import factor, needed
from exports.words import NotOffered
from optimizers.schedules import (
    SCHEDULES,
    CosineAnnealing,
    ExponentialDecay,
    Mirrored,
    OneCycle,
    Schedule,
    Sequential,
    StepDecay,
    WarmRestarts,
    Warmup,
)
from tests.experiments.drawn import things

STEPS = 130


def written_out(schedule) -> list[float]:
    """Run the text of a schedule."""
    expression = factor(schedule)
    names = {"math": math}
    exec("\n\n".join(needed(expression)), names)  # noqa: S102 - what we wrote
    curve = eval(f"lambda t: {expression}", names)  # noqa: S307 - what we wrote
    return [curve(t) for t in range(STEPS)]


def check(schedule):
    ours = np.broadcast_to(schedule(np.arange(STEPS)), STEPS)
    np.testing.assert_allclose(written_out(schedule), ours, rtol=1e-10, atol=1e-13)


@pytest.mark.parametrize("name", SCHEDULES)
def test_each_with_its_defaults(name):
    check(SCHEDULES[name]())


@pytest.mark.parametrize(
    "schedule",
    [
        Warmup(20, Warmup(10, CosineAnnealing(60, 0.1))),
        Sequential(ExponentialDecay(0.02), 40, Sequential(StepDecay(9, 0.6), 30, OneCycle(40))),
        Mirrored(Sequential(Mirrored(OneCycle(50), 0.3), 50, WarmRestarts(7, 1.0, 0.1)), 0.85),
        WarmRestarts(period=13, growth=1.5, floor=0.2),
    ],
    ids=str,
)
def test_schedules_of_schedules(schedule):
    check(schedule)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any(data):
    check(data.draw(things(Schedule)))


def test_one_that_is_not_written_out_is_refused():
    class Unknown(CosineAnnealing):
        title = "Unknown"

    with pytest.raises(NotOffered, match="Unknown is not written out"):
        factor(Unknown())
