"""A training is what its link says, and no link can ask for more than a server should do."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from experiments import run
from optimizers import Adam, GradientDescent, Momentum, Newton
from studies.networks import DEFAULT, Training
from studies.networks.training import MOST_NUMBERS, MOST_PARAMETERS, MOST_WORK, work
from surfaces import MiniBatch
from surfaces.data import Iris, Spirals, Standardized
from surfaces.networks import Perceptron, ReLU, SoftmaxClassifier

SMALL = Training(
    Perceptron(Spirals(samples=40), layers="4,3", activation=ReLU(), l2=0.01, held_out=0.5),
    (Adam(lr=0.05), Momentum(lr=0.1)),
    start=3,
    steps=20,
    batch=8,
    seed=5,
)
LINK = (
    "network=Perceptron(data=Spirals(samples=40),layers='4,3',activation=ReLU(),l2=0.01,"
    "held_out=0.5)&start=3&steps=20&batch=8&seed=5&optimizer=Adam(lr=0.05)"
    "&optimizer=Momentum(lr=0.1)"
)


def test_the_canonical_query_is_plain_to_read():
    assert SMALL.to_query() == LINK
    assert Training.from_query(LINK) == SMALL
    assert hash(Training.from_query(LINK)) == hash(SMALL)
    assert Training.nearest(LINK) == (SMALL, [])


def test_what_a_query_leaves_out_has_defaults():
    assert Training.from_query("optimizer=Adam()") == Training(Perceptron(), (Adam(),))
    assert Training.nearest("") == Training.nearest("?") == (DEFAULT, [])
    assert Training.from_query("batch=all&optimizer=Adam").batch is None


def test_it_trains_as_run_does_on_the_same_batches():
    trajectories = SMALL.run()
    start = SMALL.network.initial(3)
    for rule, trajectory in zip(SMALL.optimizers, trajectories, strict=True):
        alone = run(rule, MiniBatch(SMALL.network, 8), start, 20, seed=5)
        assert np.array_equal(trajectory.theta, alone.theta)
    full = replace(SMALL, batch=None).run()[0]
    assert np.array_equal(full.theta, run(Adam(lr=0.05), SMALL.network, start, 20).theta)


def test_progress_is_told_and_cancels():
    told: list[float] = []
    SMALL.run(told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0

    def stop(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        SMALL.run(stop)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "an optimizer is missing"),
        ("network=Perceptro()&optimizer=Adam", "did you mean Perceptron?"),
        ("network=Rosenbrock()&optimizer=Adam", "Rosenbrock is a surface"),
        ("network=Perceptron(layers='0')&optimizer=Adam", "'0' is no number of units"),
        ("network=Perceptron(activation=Adam())&optimizer=Adam", "is not an activation"),
        ("network=SoftmaxClassifier(data=Line())&optimizer=Adam", "has no classes"),
        ("batch=0&optimizer=Adam", "batch = 0 is out of range: allowed 1 to 1000"),
        ("batch=some&optimizer=Adam", "batch = some is not a number"),
        ("start=-1&optimizer=Adam", "start = -1 is out of range: allowed 0 to 4294967295"),
        ("surface=Rosenbrock&optimizer=Adam", "surface is no key of a link"),
        (
            "network=Perceptron(layers='64,64')&optimizer=Adam",
            f"the network has 4482 parameters: allowed {MOST_PARAMETERS}",
        ),
        (
            "network=Perceptron(data=Spirals(samples=2000),layers='24,24')&steps=20000&optimizer=Adam",
            "steps = 20000: for a network of 722 parameters, 1500 samples and these 1 optimizers",
        ),
        (
            "network=Perceptron(data=Spirals(samples=2000),layers='24,24')"
            + "&optimizer=Newton" * 12,
            "steps = 300: for a network of 722 parameters",
        ),
    ],
)
def test_a_refusal_says_what_is_wrong_and_the_nearest_link_is_whole(text, said):
    with pytest.raises(ValueError, match=r"\S") as caught:
        Training.from_query(text)
    assert said in str(caught.value)
    mended, complaints = Training.nearest(text or "steps=5")
    assert any(said in complaint for complaint in complaints)
    assert Training.nearest(mended.to_query()) == (mended, [])


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow], max_examples=60)
@given(
    st.lists(st.integers(1, 64), max_size=6),
    st.sampled_from([Spirals(samples=2000), Standardized(Iris())]),
    st.integers(1, 30_000),
    st.lists(st.sampled_from([Newton(), Adam(), GradientDescent()]), min_size=1, max_size=14),
)
def test_no_link_is_more_than_a_server_should_do(layers, data, steps, rules):
    network = Perceptron(data, layers=",".join(map(str, layers)))
    link = f"steps={steps}&network=Perceptron(data={_text(data)},layers='{network.layers}')"
    for rule in rules:
        link += f"&optimizer={type(rule).__name__}"
    found, complaints = Training.nearest(link)
    assert found.network.count <= MOST_PARAMETERS
    assert work(found.network, found.optimizers) * found.steps <= MOST_WORK
    assert found.network.count * found.steps * len(found.optimizers) <= MOST_NUMBERS
    if not complaints:
        assert (found.network, found.steps) == (network, steps)
        assert found.optimizers == tuple(rules)


def _text(data: object) -> str:
    return "Spirals(samples=2000)" if isinstance(data, Spirals) else "Standardized(Iris())"


def test_softmax_and_swept_knobs():
    softmax = Training(SoftmaxClassifier(), (Adam(),), steps=2)
    assert Training.from_query(softmax.to_query()) == softmax
    with pytest.raises(ValueError, match="l2 is swept"):
        Training(Perceptron(l2=np.array([0.0, 0.1])), (Adam(),))
