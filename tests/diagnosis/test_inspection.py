"""Looking on changes nothing, and what is told is what happened."""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pytest

from core.arrays import Array
from core.loss import Loss
from diagnosis.inspection import flattened, inspect, memory
from diagnosis.state_symmetry import Symmetry, natures
from diagnosis.tracing import traced
from experiments import run
from optimizers import (
    BFGS,
    OPTIMIZERS,
    SAM,
    WRAPPERS,
    Adam,
    Averaged,
    Clipped,
    Decayed,
    GradientDescent,
    Lookahead,
    Momentum,
    Nesterov,
    Optimizer,
    Penalized,
    RMSprop,
    Scheduled,
)
from optimizers.schedules import CosineAnnealing, Warmup
from surfaces import Himmelblau, Noisy, Quadratic, Rosenbrock

START = (-1.2, 1.0)
ALONG = ("theta", "value", "grad", "lr", "clipped", "last", "evaluations")
WRAPPED: dict[str, Optimizer] = {
    "Scheduled": Scheduled(Adam(lr=0.1), CosineAnnealing(40)),
    "Clipped": Clipped(Momentum(lr=0.001), norm=5.0),
    "Lookahead": Lookahead(Adam(lr=0.1), k=3),
    "SAM": SAM(Momentum(lr=0.001), rho=0.1),
    "Averaged": Averaged(RMSprop(lr=0.01), after=3),
    "Penalized": Penalized(BFGS(), l2=0.1),
    "Decayed": Decayed(Adam(lr=0.1), weight_decay=0.1),
    "all": Clipped(Scheduled(Lookahead(SAM(Nesterov(lr=1e-3))), Warmup(5)), norm=10.0),
}
RULES: dict[str, Optimizer] = {**{n: rule() for n, rule in OPTIMIZERS.items()}, **WRAPPED}
every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=RULES)


def test_every_wrapper_is_among_those_tried():
    assert {*WRAPPERS} <= {*WRAPPED}


@every_rule
@pytest.mark.parametrize("surface", [Rosenbrock(), Noisy(Himmelblau(), sigma=0.5)], ids=repr)
def test_the_run_is_the_same_to_the_last_bit(rule, surface):
    plain, seen = run(rule, surface, START, 40, 7), inspect(rule, surface, START, 40, 7).trajectory
    assert seen.optimizer is rule
    for name in ALONG:
        ours, theirs = np.asarray(getattr(seen, name)), np.asarray(getattr(plain, name))
        assert ours.dtype == theirs.dtype, name
        assert ours.tobytes() == theirs.tobytes(), name


@every_rule
def test_a_step_taken_once_more_goes_where_it_went(rule):
    surface = Noisy(Himmelblau(), sigma=0.5)
    inspection = inspect(rule, surface, START, 12, 3)
    asked = np.transpose(inspection.trajectory.evaluations)
    for t in (12, 1, 5, 1):  # in any order, and again
        calls = inspection.at(t)
        assert len(calls) == len(inspection.layers)
        outer = calls[0]
        assert outer is not None
        np.testing.assert_array_equal(outer.theta, inspection.trajectory.theta[t - 1])
        np.testing.assert_array_equal(outer.to, inspection.trajectory.theta[t])
        kinds = [question.kind for question in outer.asked]
        assert [kinds.count(kind) for kind in ("value", "grad", "hess")] == [*asked[t - 1]]
        sample = surface.at(t, 3)
        for kind, point, answer in outer.asked:
            points = point.reshape(2, -1)
            told = np.reshape(getattr(sample, kind)(points), answer.shape)
            np.testing.assert_allclose(answer, told, rtol=1e-12)


def test_the_state_of_adam_follows_its_recurrences():
    inspection = inspect(Adam(lr=0.1), Rosenbrock(), START, 30)
    m, v = inspection.fields(0).values()
    assert m.shape == v.shape == (31, 2)
    assert not m[0].any()
    g = inspection.trajectory.grad[:30]
    np.testing.assert_array_equal(m[1:], 0.9 * m[:-1] + (1 - 0.9) * g)
    np.testing.assert_array_equal(v[1:], 0.999 * v[:-1] + (1 - 0.999) * g * g)


def test_each_layer_keeps_its_own_state_and_hears_its_own_answers():
    inspection = inspect(WRAPPED["all"], Rosenbrock(), START, 20)
    assert [type(layer).__name__ for layer in inspection.layers] == [
        "Clipped", "Scheduled", "Lookahead", "SAM", "Nesterov",
    ]  # fmt: skip
    names = [[*inspection.fields(layer)] for layer in range(5)]
    assert names == [["acted"], [], ["slow"], [], ["v"]]
    clipped, scheduled, lookahead, sharp, rule = (call for call in inspection.at(2) if call)
    steep = np.linalg.norm(clipped.asked[0].answer)
    assert steep > 100, "Clipped hears the loss itself"
    assert np.linalg.norm(scheduled.asked[0].answer) == pytest.approx(10)
    assert len(clipped.asked) == len(sharp.asked) == 2
    (heard,) = rule.asked
    np.testing.assert_array_equal(heard.answer, sharp.asked[1].answer)
    np.testing.assert_array_equal(heard.point, sharp.asked[0].point)
    climb = sharp.asked[1].point - heard.point
    assert np.linalg.norm(climb) == pytest.approx(sharp.rule.rho)
    assert rule.rule.lr == pytest.approx(1e-3 * 2 / 5), "the schedule had turned the knob"
    np.testing.assert_array_equal(lookahead.to, clipped.to)


def test_a_layer_that_is_not_come_to_is_none():
    @dataclass(frozen=True)
    class Lazy(Scheduled):
        def step(self, f: Loss, theta: Array, state: Any, t: int) -> tuple[Array, Any]:
            return (theta, state) if t % 2 else super().step(f, theta, state, t)

    inspection = inspect(Lazy(Momentum(), Warmup(5)), Quadratic(), (1.0, 1.0), 4)
    assert inspection.at(1)[1] is None
    assert inspection.at(2)[1] is not None
    v = inspection.fields(1)["v"]
    assert np.isnan(v[1]).all()
    assert not np.isnan(v[2]).any()


def test_the_gradient_moves_gradient_descent_by_its_rate_whatever_the_noise():
    inspection = inspect(GradientDescent(lr=0.05), Noisy(Quadratic(), sigma=1.0), (1.0, 0.5), 30)
    np.testing.assert_allclose(inspection.rates, 0.05, rtol=1e-9)
    clipped = inspect(Clipped(GradientDescent(lr=0.05), norm=0.1), Quadratic(), (1.0, 0.5), 5)
    assert (clipped.rates < 0.05).all(), "against the slope there was, not the one it was told"


def test_no_rate_where_there_is_no_slope():
    inspection = inspect(Adam(lr=0.1), Quadratic(angle=0.0), (1.0, 0.0), 5)
    assert np.isnan(inspection.rates[:, 1]).all()
    assert np.isfinite(inspection.rates[:, 0]).all()
    assert inspection.rates[0, 0] == pytest.approx(0.1 / abs(inspection.slopes[0, 0]))


def test_a_run_that_overflows_can_be_looked_at_up_to_the_step_that_did_it():
    inspection = inspect(Momentum(lr=10.0), Rosenbrock(), START, 200)
    last = int(inspection.trajectory.last)
    assert inspection.steps == last + 1 < 200
    call = inspection.at(last + 1)[0]
    assert call is not None
    with np.errstate(all="ignore"):
        height = Rosenbrock().value(call.to[:, None])
    assert not np.isfinite([*call.to, *height]).all()
    assert np.isnan(inspection.rates[-1]).all()
    for t in (0, last + 2):
        with pytest.raises(ValueError, match=f"step {t} is not among"):
            inspection.at(t)


def test_several_starts_or_knobs_are_refused():
    for rule, start in ((Adam(), np.ones((2, 3))), (Adam(lr=np.array([0.1, 0.2])), START)):
        with pytest.raises(ValueError, match="pick one"):
            inspect(rule, Rosenbrock(), start, 3)


def test_the_lines_of_adam_with_what_every_name_held():
    inspection = inspect(Adam(lr=0.1), Rosenbrock(), START, 8)
    call = inspection.at(3)[0]
    assert call is not None
    (passage,) = call.passages
    assert passage.name == "Adam.step"
    texts = [line.source for line in passage.lines]
    assert texts == [text.strip() for text in passage.source.splitlines()[2:]]
    g, m, v, m_hat, _, last = passage.lines
    np.testing.assert_array_equal(g.after["g"][:, 0], inspection.trajectory.grad[2])
    assert [question.kind for question in g.asked] == ["grad"]
    assert not m.asked
    assert "m" not in m.before
    np.testing.assert_array_equal(m.after["m"][:, 0], inspection.fields(0)["m"][3])
    np.testing.assert_array_equal(v.before["state"].v[:, 0], inspection.fields(0)["v"][2])
    np.testing.assert_allclose(m_hat.after["m_hat"], m.after["m"] / (1 - 0.9**3), rtol=1e-12)
    np.testing.assert_array_equal(last.returned[0][:, 0], inspection.trajectory.theta[3])
    assert {line.passes for line in passage.lines} == {1}


def test_what_a_wrapper_computes_for_the_rule_inside_belongs_to_the_wrapper():
    call = inspect(Clipped(Nesterov(), norm=0.1), Quadratic(), (1.0, 0.5), 3).at(2)
    clipped, rule = call
    assert clipped is not None
    assert rule is not None
    names = [passage.name for passage in clipped.passages]
    assert names[0] == "Clipped.step"
    assert "Clipped.clip" in names
    assert [passage.name for passage in rule.passages] == ["Nesterov.step"]
    clip = clipped.passages[names.index("Clipped.clip")]
    assert clip.lines[0].returned is True, "whether the condition held"
    assert not any("limit" in line.source for line in clip.lines), "the other branch was not run"


class Count(NamedTuple):
    halvings: Array


def halved(step: float) -> float:
    return step / 2


@dataclass(frozen=True)
class Searching(Optimizer):
    """Halves its step until the loss falls: a rule with a loop and a function of its own."""

    title = "Searching"

    def init(self, theta: Array) -> Count:
        return Count(np.zeros(theta.shape[1:]))

    def step(self, f: Loss, theta: Array, state: Count, t: int) -> tuple[Array, Count]:
        g, step, tries = f.grad(theta), 8.0, []
        while (f.value(theta - step * g) >= f.value(theta)).any():
            tries.append(step)
            step = halved(
                step,
            )
        with np.errstate(all="ignore"):
            return theta - step * g, Count(state.halvings + len(tries))


def test_of_a_loop_the_last_pass_is_told_with_a_count():
    inspection = inspect(Searching(), Quadratic(), (1.0, 0.5), 3)
    call = inspection.at(1)[0]
    assert call is not None
    own, helper = call.passages
    by_start = {line.source.split("(")[0].strip(): line for line in own.lines}
    tries = int(inspection.fields(0)["halvings"][1])
    assert tries > 3
    assert by_start["while"].passes == tries + 1
    assert by_start["while"].returned is False
    assert len(by_start["while"].asked) == 2
    body = by_start["step = halved"]
    assert body.passes == tries
    assert body.source.count("\n") == 2, "a statement on several lines is one line"
    assert body.after["step"] == 8.0 / 2**tries
    assert len(by_start["tries.append"].before["tries"]) == tries - 1, "lists are kept as they were"
    assert by_start["return theta - step * g, Count"].returned[0].shape == (2, 1)
    assert (helper.name, helper.times) == ("halved", tries)


def test_whoever_traced_before_traces_again_and_other_threads_notice_nothing():
    before, seen = sys.gettrace(), []

    def mine(frame: Any, *_: Any) -> None:
        seen.append(frame.f_code.co_name)

    def elsewhere() -> None:
        seen.append(sys.gettrace())

    try:
        sys.settrace(mine)
        inspect(Clipped(Adam(), norm=1.0), Quadratic(), (1.0, 0.5), 2).at(1)
        assert sys.gettrace() is mine

        def broken() -> None:
            thread = threading.Thread(target=elsewhere)
            thread.start()
            thread.join()
            raise RuntimeError

        with pytest.raises(RuntimeError):
            traced(Adam.step, [], broken)
        assert sys.gettrace() is mine
    finally:
        sys.settrace(before)
    assert None in seen


def test_nested_states_are_flattened_to_dotted_names():
    class Inner(NamedTuple):
        m: Array
        count: int

    class Outer(NamedTuple):
        inner: Inner
        pair: tuple[Array, None]

    state = Outer(Inner(np.ones((2, 1)), 3), (np.zeros((2, 2, 1)), None))
    shapes = {name: held.shape for name, held in flattened(state).items()}
    assert shapes == {"inner.m": (2,), "inner.count": (), "pair.0": (2, 2)}
    assert [*flattened(np.ones((2, 1)))] == ["state"]
    assert flattened(state, lambda part: part is state.inner).keys() == {"pair.0"}


@pytest.mark.parametrize(
    ("rule", "numbers"),
    [
        (GradientDescent(), 0),
        (Momentum(), 10),
        (Adam(), 20),
        (Lookahead(Adam()), 30),
        (Scheduled(Momentum(), Warmup(5)), 10),
        (Clipped(Adam(), norm=1.0), 21),
    ],
    ids=repr,
)
def test_how_many_numbers_are_kept_for_ten_parameters(rule, numbers):
    assert memory(rule, 10) == numbers


DIRECTION, PLACE, SIZE = Symmetry.DIRECTION, Symmetry.PLACE, Symmetry.SIZE


@pytest.mark.parametrize("surface", [Himmelblau(), Noisy(Rosenbrock(), sigma=0.3)], ids=repr)
@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (Momentum(lr=1e-3), {"v": DIRECTION}),
        (Nesterov(lr=1e-3), {"v": DIRECTION}),
        (RMSprop(), {"v": SIZE}),
        (Adam(), {"m": DIRECTION, "v": SIZE}),
        (OPTIMIZERS["Adan"](), {"m": DIRECTION, "v": DIRECTION, "n": SIZE, "g": DIRECTION}),
        (OPTIMIZERS["AdaBelief"](), {"m": DIRECTION, "s": SIZE}),
        (OPTIMIZERS["Prodigy"](), {"m": DIRECTION, "v": SIZE, "s": DIRECTION, "start": PLACE}),
        (OPTIMIZERS["ScheduleFree"](), {"z": PLACE}),
        (Lookahead(Adam(), k=2), {"slow": PLACE}),
    ],
    ids=lambda given: type(given).__name__ if isinstance(given, Optimizer) else "",
)
def test_moving_the_problem_tells_directions_places_and_sizes_apart(rule, expected, surface):
    assert natures(rule, surface, (-0.7, 0.9), seed=2)[0] == expected


def test_a_pull_towards_the_origin_makes_no_place_of_a_direction():
    for rule in (Penalized(Momentum(lr=1e-3), l2=5.0), Decayed(Momentum(lr=1e-3), 0.9)):
        assert natures(rule, Rosenbrock(), (-0.7, 0.9)) == ({}, {"v": DIRECTION})


def test_looking_on_costs_little():
    def best(look: Any) -> float:
        times = []
        for _ in range(5):
            began = time.process_time()
            look(Adam(lr=0.05), Rosenbrock(), START, 500)
            times.append(time.process_time() - began)
        return min(times)

    assert best(inspect) < 2 * best(run)  # measured: 1.05
