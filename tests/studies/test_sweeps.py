"""A sweep is what single runs say, whatever is swept."""

from __future__ import annotations

import numpy as np
import pytest

from experiments import run
from optimizers import (
    Adam,
    Clipped,
    GradientDescent,
    Lookahead,
    Momentum,
    RMSprop,
    Scheduled,
)
from optimizers.schedules import CosineAnnealing
from studies import Ending, read_back, sweep
from studies.sweeps.nested_knobs import with_knob
from surfaces import Himmelblau, Noisy, Quadratic, Rosenbrock, Sphere

RULES = [Adam(), Momentum(), Clipped(RMSprop(), norm=2.0), Scheduled(Adam(), CosineAnnealing(50))]
RATES = np.geomspace(1e-4, 0.3, 7)
STARTS = np.array([[-1.2, 0.0, 1.8], [1.0, 0.5, -0.5]])


@pytest.fixture(scope="module")
def swept():
    surface = Noisy(Rosenbrock(), sigma=0.2)
    return sweep(RULES, surface, {"lr": RATES}, STARTS, seeds=(0, 5), steps=60, target=0.8)


def test_every_run_is_the_single_run_bit_for_bit(swept):
    assert swept.loss.shape == (4, 7, 3, 2)
    for o in range(4):
        for r in range(0, 7, 2):
            for s in range(3):
                for k, seed in enumerate(swept.seeds):
                    alone = run(swept.at(o, lr=r), swept.surface, STARTS[:, s], 60, seed)
                    at = (o, r, s, k)
                    assert swept.diverged[at] == alone.diverged
                    expected = np.inf if alone.diverged else alone.value[-1]
                    assert swept.loss[at] == expected
                    there = alone.value <= 0.8
                    first = np.argmax(there) if there.any() else -1
                    assert swept.solved[at] == first
    assert 0 < swept.diverged.sum() < swept.diverged.size
    assert 0 < (swept.solved >= 0).sum() < swept.solved.size


def test_one_batch_of_many_tiles_is_the_same(swept, monkeypatch):
    monkeypatch.setattr("studies.batched.executors.TILE", 5)
    again = sweep(RULES, swept.surface, {"lr": RATES}, STARTS, (0, 5), 60, 0.8)
    for name in ("loss", "solved", "diverged", "ending"):
        assert np.array_equal(getattr(again, name), getattr(swept, name))


def test_gradient_descent_on_a_bowl_diverges_from_two_over_the_curvature_on():
    surface = Quadratic()
    sharpest = np.linalg.eigvalsh(surface.hess(np.zeros(2)))[-1]
    rates = np.array([0.5, 0.9, 0.99, 1.01, 1.1, 1.5]) * 2 / sharpest
    picture = sweep([GradientDescent()], surface, {"lr": rates}, [1.0, 1.0], steps=60_000)
    assert list(picture.diverged[0, :, 0, 0]) == [False] * 3 + [True] * 3
    assert (picture.median()[0, :3] < 1e-12).all()
    assert np.isinf(picture.median()[0, 3:]).all()
    assert list(picture.share(Ending.DIVERGED)[0]) == [0, 0, 0, 1, 1, 1]
    assert list(picture.share(Ending.KNOWN_MINIMUM)[0]) == [1, 1, 1, 0, 0, 0]


def test_the_best_rate_on_a_sphere_is_one_over_the_curvature():
    rates = np.array([0.1, 0.3, 0.5, 0.7, 0.9])  # of curvature 2
    picture = sweep([GradientDescent()], Sphere(), {"lr": rates}, steps=5, target=1e-9)
    curvature = Sphere().hess(np.zeros(2))[0, 0]
    assert picture.best(0).lr == 1 / curvature
    assert picture.best(0, "solved") == picture.best(0)
    assert picture.median("solved")[0, list(rates).index(1 / curvature)] == 1


def test_quantiles_are_values_that_came_out_and_never_to_arrive_is_the_worst(swept):
    loss = swept.loss.reshape(4, 7, 6)
    for quantile, place in ((0.0, 0), (0.2, 1), (0.6, 3), (1.0, 5)):
        assert np.array_equal(swept.spread(quantile), np.sort(loss, axis=-1)[..., place])
    assert np.array_equal(swept.median(), swept.spread(0.5))
    slowest = swept.spread(1.0, "solved")
    assert np.array_equal(np.isinf(slowest), (swept.solved < 0).any(axis=(-2, -1)))


def test_two_knobs_are_two_axes():
    betas, rates = np.array([0.0, 0.5, 0.9]), np.geomspace(1e-4, 1e-2, 4)
    surface = Rosenbrock()
    knobs = {"beta": betas, "lr": rates}
    picture = sweep([Momentum()], surface, knobs, STARTS, steps=40)
    cells = picture.median()[0]
    assert cells.shape == (3, 4)
    for i in range(3):
        for j in range(4):
            rule = Momentum(lr=rates[j], beta=betas[i])
            assert picture.at(0, beta=i, lr=j) == rule
            runs = [run(rule, surface, point, 40) for point in STARTS.T]
            ends = [np.inf if one.diverged else one.value[-1] for one in runs]
            assert cells[i, j] == np.sort(ends)[1]


def test_a_knob_is_set_where_it_is_found_down_the_chain():
    rule = Clipped(Lookahead(Adam()), norm=1.0)
    assert with_knob(rule, "lr", 0.5) == Clipped(Lookahead(Adam(lr=0.5)), norm=1.0)
    assert with_knob(rule, "norm", 3.0) == Clipped(Lookahead(Adam()), norm=3.0)
    assert rule == Clipped(Lookahead(Adam()), norm=1.0)


def test_the_surfaces_own_starts_are_the_default():
    picture = sweep([Adam()], Himmelblau(), {"lr": [0.1]}, steps=5)
    assert np.array_equal(picture.starts, np.array(Himmelblau().starts).T)


def test_files_carry_the_text_they_came_from(tmp_path, swept):
    swept.save(tmp_path / "sweep.npz")
    arrays = read_back(tmp_path / "sweep.npz")
    assert str(arrays["text"]) == swept.to_query()
    assert np.array_equal(arrays["loss"], swept.loss)
    assert np.array_equal(arrays["knob_lr"], RATES)
    assert list(arrays["optimizers"][:2]) == ["Adam()", "Momentum()"]
    assert "start=-1.2,1&start=0,0.5" in swept.to_query()
    assert swept.to_query().endswith("&seeds=0,5&steps=60&target=0.8")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"optimizers": []}, "needs an optimizer"),
        ({"knobs": {}}, "needs a knob"),
        ({"knobs": {"lr": []}}, "lr has no values"),
        ({"knobs": {"beta": [0.9]}}, "Adam has no knob beta: did you mean beta"),
        ({"knobs": {"lr": [0.1, 7.0]}}, "lr = 7 is out of range in Adam: allowed 1e-05 to 1"),
        ({"knobs": {"lr": [np.nan]}}, "lr = nan is out of range in Adam"),
        ({"optimizers": [Lookahead(Adam())], "knobs": {"k": [2]}}, "k of Lookahead is a whole"),
        ({"optimizers": [Adam(lr=np.array([0.1, 0.2]))]}, "swept already"),
        ({"steps": 0}, "steps = 0"),
        ({"starts": [1.0]}, "starts must be 2 rows"),
        ({"starts": [[np.nan], [0.0]]}, "finite coordinates"),
        ({"starts": 1.0}, "starts must be 2 rows"),
        ({"seeds": []}, "one whole number"),
        ({"seeds": [-1]}, "one whole number"),
        ({"seeds": range(30_000_000)}, "runs are too many"),
    ],
    ids=str,
)
def test_wrong_arguments_get_a_sentence(arguments, sentence):
    given = {"optimizers": [Adam()], "surface": Rosenbrock(), "knobs": {"lr": [0.1]}, "steps": 3}
    with pytest.raises(ValueError, match=sentence):
        sweep(**{**given, **arguments})
