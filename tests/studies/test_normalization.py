"""Two weights, as they come and normalised: what is said of the bowls holds on runs."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
import torch

from experiments import run
from experiments.text import write
from optimizers import Adam, GradientDescent
from studies.initial_curvature import INITIAL, spectra
from studies.normalization import ARRIVED, DEFAULT, Bowl, Normalization, arrival, scales
from surfaces import NormalizedInputs, Quadratic, UnscaledInputs
from surfaces.data import BadlyScaled, Iris, Standardized, TwoMoons, read_csv
from surfaces.networks import Perceptron

DATA = [BadlyScaled(), BadlyScaled(ratio=40.0, seed=3), TwoMoons(), Iris(), Standardized(Iris())]
every_data = pytest.mark.parametrize("data", DATA, ids=repr)


def value(data=DATA[0], start=(-0.3, 0.4)) -> Normalization:
    return Normalization(data, (Adam(lr=0.1),), start, 40)


# The two bowls


@every_data
@pytest.mark.parametrize("surface", [UnscaledInputs, NormalizedInputs])
def test_the_curvatures_are_those_of_the_second_moments(surface, data):
    x = data.points()[0][:, :2]
    if surface is NormalizedInputs:
        x = torch.nn.functional.batch_norm(torch.tensor(x), None, None, training=True).numpy()
    expected = np.linalg.svd(x, compute_uv=False)[::-1] ** 2 * 2 / len(x)
    bowl = Bowl.of(surface(data))
    np.testing.assert_allclose([bowl.gentle, bowl.steep], expected, rtol=1e-9)
    np.testing.assert_allclose(bowl.condition, surface(data).condition, rtol=1e-9)


@every_data
def test_normalised_only_the_correlation_is_left(data):
    rho = abs(np.corrcoef(data.points()[0][:, :2].T)[0, 1])
    expected = (1 + rho) / (1 - rho)
    assert Bowl.of(NormalizedInputs(data)).condition == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize(
    "surface", [UnscaledInputs(), NormalizedInputs(), NormalizedInputs(Iris())]
)
def test_gradient_descent_settles_below_the_largest_rate_only(surface):
    bowl = Bowl.of(surface)
    for part, grows in ((0.999, False), (1.001, True)):
        rule = GradientDescent(lr=part * bowl.largest_rate)
        path = run(rule, surface, surface.starts[0], 4000)
        assert (path.value[-1] > path.value[0]) == grows


@pytest.mark.parametrize(
    "surface", [UnscaledInputs(), NormalizedInputs(), NormalizedInputs(Iris())]
)
def test_at_the_best_rate_so_many_steps_are_enough_from_anywhere_and_one_less_is_not(surface):
    bowl, lowest = Bowl.of(surface), surface.value(np.array(surface.minima[0]))
    around = np.linspace(0, 2 * np.pi, 721)
    starts = np.array(surface.minima[0])[:, None] + [np.cos(around), np.sin(around)]
    left = run(GradientDescent(lr=bowl.best_rate), surface, starts, int(bowl.steps)).value - lowest
    assert (left[-1] <= ARRIVED * left[0] * (1 + 1e-6)).all()
    assert (left[-2] > ARRIVED * left[0]).any()
    slower = run(GradientDescent(lr=0.5 * bowl.best_rate), surface, starts, int(bowl.steps)).value
    assert (slower[-1] - lowest > ARRIVED * left[0]).any()


def test_a_round_bowl_takes_one_step_and_a_gutter_none_that_are_enough():
    assert Bowl(2.0, 2.0).steps == 1
    assert Bowl(0.0, 2.0).steps == Bowl(0.0, 2.0).condition == math.inf
    doubled = read_csv("a,b,y\n1,2,1\n2,4,2\n3,6,3.5\n4,8,3")
    assert Bowl.of(UnscaledInputs(doubled)).condition > 1e12
    assert (
        value(doubled).normalized.run()[0].value[-1] < value(doubled).normalized.run()[0].value[0]
    )


# One model, two races


@every_data
def test_both_races_set_out_from_one_model(data):
    both = value(data)
    plain, normalized = (np.array(race.start) for race in (both.plain, both.normalized))
    np.testing.assert_allclose(plain * scales(data), normalized, rtol=1e-12)
    x = data.points()[0][:, :2]
    answers = (
        plain @ x.T
        - normalized
        @ torch.nn.functional.batch_norm(torch.tensor(x), None, None, training=True).numpy().T
    )
    assert np.ptp(answers) < 1e-9, "but for a constant"


def test_what_the_page_says_of_the_usual_race():
    plain, normalized = DEFAULT.plain, DEFAULT.normalized
    ravine, bowl = Bowl.of(plain.surface), Bowl.of(normalized.surface)
    assert ravine.condition > 90
    assert bowl.condition < 1.2
    timid, bold = DEFAULT.optimizers[:2]
    assert timid.lr < ravine.largest_rate < bold.lr < bowl.largest_rate
    steps = [[arrival(r, race.surface) for r in race.run()] for race in (plain, normalized)]
    assert steps[0][1] is None
    assert steps[1][1] < 10
    assert abs(steps[0][0] - steps[1][0]) < 20, "at the small rate hardly a difference"
    assert ravine.steps > 50 * bowl.steps


def test_arrival_is_the_first_step_from_which_a_thousandth_is_left():
    bowl = Quadratic(condition=1.0, angle=0.0)
    path = run(GradientDescent(lr=0.5), bowl, (1.0, 1.0), 30)
    assert arrival(path, bowl) == math.ceil(math.log(ARRIVED) / math.log(0.25))
    assert arrival(run(GradientDescent(lr=0.5), bowl, (1.0, 1.0), 4), bowl) is None
    assert arrival(run(GradientDescent(lr=3.0), bowl, (1.0, 1.0), 2000), bowl) is None
    swinging = run(GradientDescent(lr=2.0), bowl, (1.0, 1.0), 9)
    assert arrival(swinging, bowl) is None
    assert arrival(run(Adam(), bowl, (0.0, 0.0), 3), bowl) in (0, None)


# The link


@every_data
def test_a_link_says_all(data):
    both = value(data)
    assert Normalization.nearest(both.to_query()) == (both, [])
    assert Normalization.nearest(both.to_query())[0].to_query() == both.to_query()


def test_nothing_is_the_usual():
    assert Normalization.nearest("") == Normalization.nearest("?") == (DEFAULT, [])
    assert Normalization.nearest("steps=9")[0].data == DEFAULT.data


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("data=Line()", "Line has 1 input: a model of two weights needs 2"),
        ("data=Galton()", "needs 2"),
        ("data=Table('a.csv','12')", "the table 'a.csv' is not here"),
        ("data=Rosenbrock()", "Rosenbrock is a surface"),
        ("data=BadlyScaled(ratio=1000)", "ratio = 1000 is out of range"),
        ("start=1", "start = 1: NormalizedInputs() needs 2 coordinates"),
        ("start=1e9,0", "out of range"),
        ("start=nan,0", "not a number"),
        ("steps=0", "steps = 0 is out of range"),
        ("optimizer=Adamm", "Adamm is not an optimizer: did you mean"),
        ("colour=red", "colour is no key of a link"),
        ("seed=3", "seed is no key"),
        ("&".join(["optimizer=Adam"] * 13), "14 optimizers are too many"),
    ],
)
def test_what_is_wrong_with_a_link_is_said_and_the_rest_is_kept(query, says):
    found, complaints = Normalization.nearest(
        "&".join([query, "optimizer=GradientDescent(lr=0.2)"])
    )
    assert any(says in complaint for complaint in complaints)
    assert GradientDescent(lr=0.2) in found.optimizers or len(found.optimizers) == 12
    assert Normalization.nearest(found.to_query()) == (found, [])


def test_a_start_that_is_off_either_map_is_refused():
    with pytest.raises(ValueError, match="out of range"):
        replace(DEFAULT, start=(1e4, 0.0))
    small = read_csv("a,b,y\n" + "".join(f"{(k % 4) * 1e-6:g},{k * k},{k * k}\n" for k in range(9)))
    with pytest.raises(ValueError, match="off the map of the inputs as they come"):
        value(small, start=(1.0, 0.0))
    held, complaints = Normalization.nearest(f"data={write(small)}&start=1,0")
    assert any("off the map" in complaint for complaint in complaints)
    assert held.data == small


def test_numbers_are_held_as_the_link_says_them():
    held = Normalization(BadlyScaled(), [Adam()], [np.float64(0.5), 1], 7.0)
    assert held == Normalization.nearest(held.to_query())[0]
    assert isinstance(held.steps, int)
    assert isinstance(held.optimizers, tuple)
    assert hash(held) == hash(replace(held))


# In a network


def test_the_curvatures_of_networks_are_those_of_their_hessians():
    found = spectra(BadlyScaled())
    assert [(type(s.activation).__name__, s.batch_norm) for s in found] == [
        ("Tanh", False), ("Tanh", True), ("ReLU", False), ("ReLU", True),
    ]  # fmt: skip
    for spectrum in found:
        assert len(spectrum.eigenvalues) == INITIAL
        network = Perceptron(
            BadlyScaled(), "8", spectrum.activation, spectrum.batch_norm, held_out=0.0
        )
        theta = np.array(network.initial(2))
        np.testing.assert_allclose(
            spectrum.eigenvalues[2], np.linalg.eigvalsh(network.hess(theta)), atol=1e-9
        )


def test_relu_feels_the_size_of_inputs_unless_it_is_normalised():
    for ratio in (10.0, 100.0):
        _, _, plain, normalised = (
            np.median(s.sharpness) for s in spectra(BadlyScaled(ratio=ratio))
        )
        assert plain > ratio**2
        assert normalised < 20


def test_a_unit_that_varies_little_is_magnified():
    data = BadlyScaled()
    tanh = spectra(data)[1]
    network = Perceptron(data, "8", tanh.activation, batch_norm=True, held_out=0.0)
    weights = np.array([network.initial(k)[:16] for k in range(INITIAL)]).reshape(INITIAL, 8, 2)
    least = np.std(weights @ data.points()[0].T, axis=2).min(axis=1)
    assert np.argmin(least) == np.argmax(tanh.sharpness)
    assert (tanh.sharpness[least < 0.7] > 30).all()
    assert (tanh.sharpness[least > 0.7] < 10).all()


def test_of_large_data_a_part_of_the_samples_is_looked_at():
    data = BadlyScaled(samples=2000)
    network = Perceptron(data, "8", held_out=0.0)
    part = network.on(np.arange(0, 2000, 2))
    found = spectra(data)[0]
    assert found.samples == 1000
    expected = np.linalg.eigvalsh(part.hess(np.array(network.initial(5))))
    np.testing.assert_allclose(found.eigenvalues[5], expected, atol=1e-9)
    whole = np.linalg.eigvalsh(network.hess(np.array(network.initial(5))))
    assert found.sharpness[5] == pytest.approx(whole[-1], rel=0.15)
