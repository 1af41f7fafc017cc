"""A comparison of batch sizes is what its link says, and each run is a race of its own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from diagnosis import Outcome
from experiments import run
from experiments.url_query import LONGEST_LINK
from optimizers import Adam, GradientDescent, Momentum, Newton
from studies.batch_sizes.comparison import DEFAULT, SIZES, BatchSizes, read_sizes
from studies.batch_sizes.facts import facts
from studies.batch_sizes.noise_ball import expected, measured
from surfaces import LinearRegression, LogisticRegression, MiniBatch, Rosenbrock
from surfaces.data import Line, Standardized, TwoMoons

LOSS = LinearRegression(Line(samples=100))
SMALL = BatchSizes(LOSS, GradientDescent(lr=0.05), (1, 10, 64), steps=60, seed=3)
LINK = (
    "surface=LinearRegression(data=Line(samples=100))&sizes=1,10,64&order=reshuffled"
    "&start=-0.5,2&steps=60&seed=3&optimizer=GradientDescent(lr=0.05)"
)


def test_the_canonical_query_is_plain_to_read():
    assert SMALL.to_query() == LINK
    assert BatchSizes.from_query(LINK) == SMALL
    assert BatchSizes.nearest(LINK) == (SMALL, [])
    assert SMALL.start == LOSS.starts[0]


@pytest.mark.parametrize(
    "value",
    [
        DEFAULT,
        replace(SMALL, sizes=()),
        replace(SMALL, sizes=(1000,), order="both", start=(0.0, 1.0)),
        replace(SMALL, optimizer=Newton()),
        BatchSizes(LogisticRegression(Standardized(TwoMoons()), l2=0.1), Adam(lr=0.1)),
    ],
)
def test_a_comparison_is_what_its_query_says(value):
    again = BatchSizes.from_query(value.to_query())
    assert again == value
    assert hash(again) == hash(value)
    assert again.to_query() == value.to_query()


def test_powers_of_two_are_compared_by_default_and_all_samples_always():
    assert DEFAULT.sizes == SIZES == (1, 32, 64, 128, 256, 512)
    assert DEFAULT.names == (
        "B = 1",
        "B = 32",
        "B = 64",
        "B = 128",
        "B = 256",
        "B = 512",
        "All 1000",
    )
    assert replace(SMALL, sizes=()).names == ("All 100",)
    assert replace(SMALL, sizes=(7, 100, 400)).names == ("B = 7", "All 100"), "no smaller than all"
    both = replace(SMALL, sizes=(7,), order="both").names
    assert both == ("B = 7, dealt out", "B = 7, drawn anew", "All 100")


def test_each_run_is_the_run_on_its_batches_with_the_seed_of_the_comparison():
    runs = SMALL.run()
    assert [r.problem for r in runs] == [*(MiniBatch(LOSS, size) for size in (1, 10, 64)), LOSS]
    for one in runs:
        alone = run(SMALL.optimizer, one.problem, SMALL.start, 60, 3)
        assert np.array_equal(one.theta, alone.theta)
    for order, replaced in (("replacement", [True]), ("both", [False, True])):
        dealt = replace(SMALL, sizes=(10,), order=order).run()[:-1]
        assert [r.problem.replacement for r in dealt] == replaced


def test_progress_goes_from_run_to_run_and_an_exception_in_it_cancels():
    parts = []
    replace(SMALL, steps=200).run(parts.append)
    assert parts == sorted(parts)
    assert parts[-1] == 1
    assert {0.25, 0.5, 0.75} <= set(parts)

    def cancel(part):
        if part > 0.3:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        SMALL.run(cancel)


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        (LINK.replace("LinearRegression", "Rosenbrok"), "Rosenbrock"),
        ("surface=Rosenbrock()", "Rosenbrock() is no mean over samples: there are no batches"),
        (LINK.replace("1,10,64", "1,0.5"), "batch size = 0.5 is out of range: allowed 1 to 1000"),
        (LINK.replace("1,10,64", "1,ten"), "“,ten” after sizes=1 is left out"),
        (LINK.replace("1,10,64", "1,5000"), "batch size = 5000 is out of range"),
        (LINK.replace("1,10,64", ",".join(map(str, range(1, 13)))), "12 batch sizes are too many"),
        (LINK.replace("1,10,64", "1,2,3,4,5,6").replace("reshuffled", "both"), "allowed 5"),
        (LINK.replace("reshuffled", "resuffled"), "did you mean reshuffled?"),
        (LINK.replace("-0.5,2", "900,2"), "start coordinate 1 = 900 is out of range"),
        (LINK.replace("steps=60", "steps=0"), "steps = 0 is out of range"),
        (LINK + "&optimizer=Adam()", "2 optimizers are too many"),
        (LINK.replace("GradientDescent", "Gradient"), "Gradient(lr=0.05)"),
        (LINK + "&network=red", "network is no key of a link"),
    ],
)
def test_what_is_wrong_with_a_link_is_said_and_the_nearest_is_shown(broken, says):
    with pytest.raises(ValueError, match=r"^[^\n]+$") as refused:
        BatchSizes.from_query(broken)
    value, complaints = BatchSizes.nearest(broken)
    assert any(says in complaint for complaint in (str(refused.value), *complaints))
    assert any(says in complaint for complaint in complaints)
    assert BatchSizes.nearest(value.to_query()) == (value, [])


def test_an_empty_link_is_the_default_and_no_text_makes_it_raise():
    assert BatchSizes.nearest("") == (DEFAULT, [])
    assert BatchSizes.nearest("?")[0] == DEFAULT
    for text in ("&", "sizes=", "surface=((((", "=&=" * 100, "x" * 2 * LONGEST_LINK, "sizes=all"):
        value, _ = BatchSizes.nearest(text)
        assert BatchSizes.from_query(value.to_query()) == value


def test_a_value_that_no_link_may_say_is_refused():
    with pytest.raises(ValueError, match="no mean over samples"):
        replace(SMALL, surface=Rosenbrock())
    with pytest.raises(ValueError, match="steps"):
        replace(SMALL, steps=-1)
    with pytest.raises(ValueError, match="order"):
        replace(SMALL, order="sorted")


def test_sizes_are_read_as_a_person_lists_them():
    assert read_sizes("64, 1 8,8 , all") == (1, 8, 64)
    assert read_sizes("") == ()
    complaints = []
    assert read_sizes("2,no,4", complaints.append) == (2, 4)
    assert len(complaints) == 1


def test_the_facts_of_a_run_are_counted():
    runs = replace(SMALL, steps=400).run()
    one, ten, most, every = facts(runs)
    assert [f.steps_an_epoch for f in (one, ten, most, every)] == [100, 10, 2, 1]
    assert [f.gradients for f in (one, ten, most, every)] == [400] * 4
    assert [f.samples for f in (one, ten, most, every)] == [400, 4000, 20_000, 40_000]
    assert [f.epochs for f in (one, ten, most, every)] == [4, 40, 200, 400]
    assert [f.early for f in (one, ten, most, every)] == [
        runs[0].value[100], runs[1].value[10], runs[2].value[2], runs[3].value[1]
    ]  # fmt: skip
    assert [f.loss for f in (one, ten, most, every)] == [r.value[-1] for r in runs]
    assert (one.outcome, every.outcome) == (Outcome.OSCILLATING, Outcome.CONVERGED)
    assert one.measured == measured(runs[0])
    assert one.expected == expected(runs[0])


def test_only_a_run_that_wanders_has_a_ball():
    one, ten, _, every = facts(replace(SMALL, steps=400).run())
    assert one.measured.radius > ten.measured.radius > 0
    assert every.measured is every.expected is None, "no noise"
    early = facts(SMALL.run())
    assert all(f.measured is f.expected is None for f in early[1:]), "all are still coming in"
    assert early[0].early is None, "60 samples are no epoch"
    timid = facts(replace(SMALL, optimizer=GradientDescent(lr=0.001)).run())
    assert all(f.outcome == Outcome.DESCENDING for f in timid)
    assert all(f.measured is f.expected is None for f in timid)
    bold = facts(replace(SMALL, optimizer=GradientDescent(lr=1.0), steps=2000).run())
    assert all(f.outcome == Outcome.DIVERGED for f in bold)
    assert all(f.measured is f.expected is None for f in bold)


def test_the_law_is_only_for_gradient_descent_but_every_ball_is_measured():
    _, found, *_ = facts(replace(SMALL, optimizer=Momentum(lr=0.02), steps=400).run())
    assert found.measured.radius > 0
    assert found.expected is None


def test_facts_are_about_means_over_samples():
    with pytest.raises(ValueError, match="no mean over samples"):
        facts([run(Adam(), Rosenbrock(), (0.0, 0.0), 5)])
