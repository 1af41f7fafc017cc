"""What a computation costs is known before it starts, and never less than what it then asks."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import studies
from core.loss import Asked
from experiments import Experiment, cost, run
from experiments.cost import LIMIT, PREVIEW
from experiments.operations import of_all, of_step
from experiments.scenes import SCENES
from experiments.url_spec import UrlSpec
from lessons.bounds import MOST_COST
from lessons.course import course
from lessons.kinds.drive import Drive
from optimizers import (
    BFGS,
    LBFGS,
    LINE_SEARCHES,
    OPTIMIZERS,
    SAM,
    WRAPPERS,
    Adam,
    Averaged,
    Clipped,
    ConjugateGradient,
    Decayed,
    GradientDescent,
    Lookahead,
    Newton,
    Optimizer,
    Penalized,
    Rule,
    Scheduled,
    Sophia,
)
from optimizers.line_search import StrongWolfe
from optimizers.schedules import StepDecay
from studies.batch_sizes.scenes import COMPARISONS
from studies.fair_races.fair_race import FairRace
from studies.fair_races.tuning import Protocol
from studies.networks.presets import PRESETS
from studies.profiles import Profile
from studies.seeds.ensemble import Ensemble
from studies.variants import VARIANTS
from surfaces import (
    SURFACES,
    BukinN6,
    Formula,
    GaussianWells,
    LogisticRegression,
    MiniBatch,
    Noisy,
    Rosenbrock,
    Sphere,
    Surface,
)
from surfaces.networks import NETWORKS, Perceptron
from tests.experiments.drawn import things

HOSTILE = Rule("theta = theta - lr*g")
PROBLEMS = (BukinN6(), Noisy(Rosenbrock(), sigma=1.0), MiniBatch(LogisticRegression(), 3))


def wrapped(rule: Optimizer) -> list[Optimizer]:
    """Return a rule in each of the wrappers, once and twice, where it takes them."""
    around = {
        "Scheduled": lambda inner: Scheduled(inner, StepDecay(every=7)),
        "Clipped": lambda inner: Clipped(inner, norm=1.0),
        "Lookahead": Lookahead,
        "SAM": SAM,
        "Averaged": Averaged,
        "Penalized": lambda inner: Penalized(inner, l2=0.1),
        "Decayed": Decayed,
    }
    assert around.keys() == WRAPPERS.keys()
    every = [rule]
    for wrap in around.values():
        try:
            every += [wrap(rule), wrap(SAM(rule)), SAM(wrap(rule))]
        except ValueError:  # a schedule needs a learning rate
            assert "lr" not in vars(rule) or wrap is around["Scheduled"]
    return every


def most(rule: Optimizer) -> np.ndarray:
    return np.array(rule.most_asked())[:, None]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_no_step_asks_for_more_than_was_said(name):
    turn = [*OPTIMIZERS].index(name)
    rules = wrapped(OPTIMIZERS[name]())
    for k, rule in enumerate(rules):
        # A rule meets every problem bare, and each wrapper some of them, over all rules all.
        for problem in PROBLEMS if k == 0 else (PROBLEMS[(k + turn) % len(PROBLEMS)],):
            asks_no_more(rule, problem)


@settings(deadline=None, max_examples=100)  # a busy machine is no failure
@given(rule=things(Optimizer, levels=2), problem=st.sampled_from(PROBLEMS))
def test_no_step_of_any_rule_asks_for_more_than_was_said(rule, problem):
    asks_no_more(rule, problem)


def asks_no_more(rule: Optimizer, problem: Surface) -> None:
    """Compare what twelve steps asked with what was said of each."""
    asked = np.array(run(rule, problem, problem.starts[0], 12).evaluations)
    assert (asked <= most(rule)).all(), (rule, problem, asked.max(axis=1))


@pytest.mark.parametrize("search", LINE_SEARCHES)
@pytest.mark.parametrize("kind", [BFGS, LBFGS, ConjugateGradient])
def test_no_search_asks_for_more_than_was_said(kind, search):
    for rule in (kind(search=LINE_SEARCHES[search]()), SAM(kind(search=LINE_SEARCHES[search]()))):
        for problem in PROBLEMS:
            starts = np.array(problem.starts[0])[:, None] + np.linspace(0, 1e-3, 8)
            asked = np.array(run(rule, problem, starts, 30).evaluations)
            assert (asked <= most(rule)[..., None]).all()


def test_a_search_of_which_fewer_probes_are_reckoned_with_asks_less():
    rule = SAM(BFGS())
    usual, least = rule.most_asked(0.5), rule.most_asked(0.0)
    assert all(a >= b >= c for a, b, c in zip(rule.most_asked(), usual, least, strict=True))
    assert least == Asked(value=1, grad=3)


def test_what_a_step_asks_exactly():
    assert Adam().most_asked() == Asked(grad=1)
    assert Newton().most_asked() == Asked(grad=1, hess=1)
    assert SAM(Newton()).most_asked() == Asked(grad=3, hess=1)
    assert SAM(SAM(Adam())).most_asked() == Asked(grad=4)
    assert Rule("u = f(theta); theta = theta - lr*u*grad(theta - lr*g)").most_asked() == Asked(1, 2)
    asked = run(SAM(SAM(Adam())), Sphere(), (1.0, 1.0), 3).evaluations
    np.testing.assert_array_equal(asked.grad, 4)


def test_eight_wrappers_of_a_link_are_known_to_be_too_much_at_once():
    rule: Optimizer = HOSTILE
    for _ in range(8):
        rule = SAM(rule)
    race = Experiment(Rosenbrock(), (rule,) * 12, (-1.2, 1.0), 20_000)
    assert rule.most_asked() == Asked(grad=256)
    assert race.cost.evaluations > 10 * LIMIT
    told = race.cost.refusal()
    assert "8 SAM" in told
    assert "steps" in told
    assert not replace(race, steps=60).cost.refusal()


def test_a_refusal_names_steps_that_are_then_allowed():
    rule = SAM(SAM(SAM(SAM(SAM(SAM(LBFGS()))))))
    race = Experiment(Rosenbrock(), (Adam(), rule), (-1.2, 1.0), 20_000)
    told = race.cost.refusal()
    steps = int(told.partition("at most ")[2].split()[0])
    assert 0 < steps < 20_000
    assert not replace(race, steps=steps).cost.refusal()
    assert "remove the 6 SAM" in told


def test_no_wrapper_is_blamed_that_costs_little():
    rules = (Clipped(Lookahead(LBFGS(memory=50)), norm=1.0),) * 12
    told = Experiment(MiniBatch(LogisticRegression()), rules, (0.5, 0.5), 20_000).cost.refusal()
    assert told
    assert "remove" not in told


@pytest.mark.parametrize("wrap", [lambda s: s, Noisy])
@pytest.mark.parametrize("name", SURFACES)
def test_every_answer_of_every_surface_has_a_price(name, wrap):
    surface = wrap(SURFACES[name]())
    for one in (*of_all(surface), *of_step(surface)):
        assert 1 <= one.calls < 1000
        assert 1 <= one.numbers < 10_000


def test_losses_that_take_longer_cost_more():
    def grad(surface):
        return of_step(surface).grad

    terms = " + ".join(f"sin({k}*x*y)" for k in range(1, 20))
    assert grad(Formula(terms)).calls > 10 * grad(Formula("x*y")).calls
    assert grad(GaussianWells(wells=50)).numbers > 20 * grad(GaussianWells(wells=2)).numbers
    every, few = LogisticRegression(), MiniBatch(LogisticRegression(), 2)
    assert grad(every).numbers == pytest.approx(every.samples / 2 * grad(few).numbers)
    assert grad(Perceptron(layers="64,64")).numbers > 20 * grad(Perceptron(layers="4")).numbers
    for network in NETWORKS.values():
        value, slope, bends = of_all(network())
        assert value.numbers < slope.numbers < bends.numbers


def test_to_ask_what_an_answer_costs_changes_nothing():
    for surface in (Rosenbrock(), Formula("exp(x)*y + abs(x)")):
        before = surface.grad(np.array([[0.5], [0.25]]))
        of_all(surface)
        assert type(surface.grad(np.array([[0.5], [0.25]]))) is np.ndarray
        np.testing.assert_array_equal(surface.grad(np.array([[0.5], [0.25]])), before)


def test_everything_that_a_link_lets_run_has_a_cost():
    for module in pkgutil.walk_packages(studies.__path__, "studies."):
        if "__main__" not in module.name:
            importlib.import_module(module.name)
    rooms = ("experiments.", "studies.")
    kinds = [kind for kind in UrlSpec.__subclasses__() if kind.__module__.startswith(rooms)]
    assert len(kinds) >= 9
    for kind in kinds:
        assert 0 < kind.usual.cost.evaluations < LIMIT, kind


def test_more_of_anything_costs_more():
    race = Experiment.usual
    assert replace(race, steps=1000).cost.evaluations > race.cost.evaluations
    few = Ensemble(race, runs=10)
    assert replace(few, runs=200).cost.evaluations > few.cost.evaluations > race.cost.evaluations
    small = FairRace(Rosenbrock(), (Adam(),), Protocol(budget=20))
    assert replace(small, protocol=Protocol()).cost.evaluations > small.cost.evaluations
    assert replace(few, runs=200).cost.evaluations > race.cost.evaluations


def test_the_ends_of_the_sliders_of_profiles_are_refused():
    most = Protocol(budget=2000, trials=128, tuned=3, starts=32, judged=128)
    told = replace(Profile.usual, protocol=most).cost.refusal()
    assert "fewer evaluations" in told


def test_a_contest_does_not_blame_what_its_budget_covers():
    race = FairRace(Rosenbrock(), (GradientDescent(), SAM(GradientDescent())))
    plain, sharp = (one.evaluations for one in race.cost.entrants)
    assert sharp < 2 * plain


def test_a_second_order_rule_pays_for_its_rows():
    network = Perceptron(layers="16,16")
    each = {type(rule): cost.of_one_step(rule, network) for rule in (Adam(), Newton(), Sophia())}
    assert each[Newton] > 100 * each[Adam]


def test_answers_of_exercises_are_allowed_and_hostile_ones_are_not_run():
    exercises = [course().exercise(name) for name in course().sources]
    drives = [one for one in exercises if isinstance(one, Drive)]
    for one in drives:
        for answer in (*one.right_answers(), *(answer for answer, _ in one.wrong_answers())):
            assert not Experiment.from_query(answer["race"]).cost.refusal(MOST_COST / 2), one.name
    free = next(one for one in drives if {"optimizer", "wrappers"} <= {*one.free})
    rule: Optimizer = BFGS(search=StrongWolfe(probes=100))
    for _ in range(7):
        rule = SAM(rule)
    hostile = replace(free.begin, optimizers=(rule,) * len(free.begin.optimizers))
    told = free.grade({"race": hostile.to_query()})
    assert told.share == 0
    assert "7 SAM" in told.because


def test_a_held_slider_may_cost_less_than_what_is_let_go_of():
    assert Experiment.usual.cost.evaluations < PREVIEW < LIMIT


def test_what_the_app_itself_brings_is_always_run():
    """Scenes, comparisons and presets; the next scene is run ahead of the key that asks for it."""
    brought = [*SCENES, *COMPARISONS, *VARIANTS]
    every = [one.experiment for one in brought] + [preset.training for preset in PRESETS]
    lessons = [lesson.experiment for lesson in course().lessons.values()]
    assert len(every) > 20
    assert len(lessons) > 10
    for value in (*every, *lessons):
        assert not value.cost.refusal(LIMIT / 3), value


def test_fewer_optimizers_are_a_cure_only_where_there_are_several():
    dear = SAM(SAM(SAM(SAM(SAM(SAM(SAM(SAM(Adam()))))))))
    alone = Experiment(Rosenbrock(), (dear,), (-1.2, 1.0), 20000)
    assert "optimizers" not in alone.cost.refusal()
    assert "at most" in alone.cost.refusal()
    pair = replace(alone, optimizers=(dear, Adam()))
    assert pair.cost.refusal().endswith(" steps, or fewer optimizers.")
