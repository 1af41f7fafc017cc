"""Each exported program is run, and its path compared with the one shown."""

from __future__ import annotations

import ast

import numpy as np
import pytest

from experiments import DEFAULT, Experiment
from experiments.labels import labels, layers
from experiments.scenes import SCENES
from exports import LIBRARIES, in_optax, in_pytorch, optax, pytorch, this_library
from exports.typed import expression
from optimizers import (
    SAM,
    AdaGrad,
    Adam,
    Adan,
    Averaged,
    Clipped,
    Decayed,
    GradientDescent,
    HeavyBall,
    Lookahead,
    Momentum,
    Nesterov,
    Newton,
    RAdam,
    RMSpropEpsInside,
    Rprop,
    Scheduled,
    ScheduleFree,
    SignDescent,
    Yogi,
)
from optimizers.schedules import CosineAnnealing
from surfaces import Formula, Sphere
from tests.exports.races import (
    CHANCE,
    GROUNDS,
    OWN,
    RULES,
    STEEP,
    WALLS,
    WRAPPED,
    alone,
    into_kinks,
    slow,
)
from tests.exports.runs import compare, every_library, executed

RACES = [*map(alone, RULES), *map(alone, WRAPPED), *map(slow, GROUNDS), STEEP]
RACES += [slow(surface, steps=300, seed=5) for surface in CHANCE]
MADE = {"PyTorch": pytorch, "Optax": optax}


@pytest.fixture(scope="module", params=["PyTorch", "Optax"])
def ran(request):
    """Run all races that a library offers, and return each with what its program did."""
    # What XLA compiles for each is the longer part of a minute: of ones own formulas, a few do.
    own = OWN if request.param == "PyTorch" else OWN[::5]
    races = [*RACES, *(slow(surface, steps=4) for surface in own)]
    offered = [(race, code) for race in races if (code := MADE[request.param](race)).text]
    return request.param, offered, executed(request.param, [code.text for _, code in offered])


def test_paths_agree(ran):
    _, offered, outcomes = ran
    for (race, _), (paths, printed) in zip(offered, outcomes, strict=True):
        trajectories = dict(zip(labels(race.optimizers), race.run(), strict=True))
        width = race.surface.domain.high[0] - race.surface.domain.low[0]
        assert paths
        for name, path in paths.items():
            try:
                compare(trajectories[name], path, rtol=1e-9, atol=1e-10 * width)
            except AssertionError as error:
                raise AssertionError(f"{race.to_query()}\n{error}") from None
            assert path[1] != path[0]
            assert f"{name}: loss" in printed


@every_library
def test_paths_agree_through_kinks(library):
    races = into_kinks()
    outcomes = executed(library, [MADE[library](race).text for race in races])
    for race, (paths, _) in zip(races, outcomes, strict=True):
        (path,) = paths.values()
        compare(race.run()[0], path, rtol=0, atol=1e-12)


@every_library
def test_a_run_ends_where_a_root_begins_in_every_program(library):
    races = [alone(GradientDescent(lr), Formula(text), at, steps=4) for text, at, lr in WALLS]
    outcomes = executed(library, [MADE[library](race).text for race in races])
    for race, (paths, _) in zip(races, outcomes, strict=True):
        (path,), (ours,) = paths.values(), race.run()
        assert ours.diverged
        assert np.isinf(race.surface.grad(np.array(path[1]))).any(), race.to_query()
        assert np.isfinite(path[1]).all()
        assert len(path) == 3, race.to_query()
        assert not np.isfinite(path[2]).all()


def test_every_translation_and_every_surface_was_run(ran):
    library, offered, _ = ran
    rules = {type(layers(race.optimizers[0])[-1]).__name__ for race, _ in offered}
    table = in_pytorch.RULES if library == "PyTorch" else in_optax.RULES
    assert {*table} <= rules
    grounds = {type(race.surface).__name__ for race, _ in offered}
    assert {type(surface).__name__ for surface in [*GROUNDS, *CHANCE]} <= grounds


def test_this_librarys_program_does_the_same_to_the_last_bit():
    races = [*RACES[::9], *(scene.experiment for scene in SCENES[::6]), DEFAULT]
    outcomes = executed("This library", [this_library(race).text for race in races])
    for race, (paths, printed) in zip(races, outcomes, strict=True):
        for name, trajectory in zip(labels(race.optimizers), race.run(), strict=True):
            np.testing.assert_array_equal(paths[name], trajectory.theta)
            assert f"{name}: loss" in printed


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.title)
def test_every_scene_can_be_taken_away(scene):
    for library, write in LIBRARIES.items():
        code = write(scene.experiment)
        ast.parse(code.text)
        told = len(code.missing)
        assert told == 0 if library == "This library" else told <= len(scene.experiment.optimizers)
        assert bool(code.text) == (told < len(scene.experiment.optimizers))


NOWHERE = [Newton(), SAM(Adam()), Averaged(Adam()), Scheduled(HeavyBall(), CosineAnnealing())]
NOWHERE += [
    Scheduled(Nesterov(), CosineAnnealing()),
    Scheduled(Momentum(), CosineAnnealing(), knob="beta"),
    Lookahead(Nesterov()),
    Lookahead(Lookahead(Adam())),
    Decayed(Lookahead(Adam())),
    Yogi(),
]
NOT_IN = {
    "PyTorch": [*NOWHERE, RMSpropEpsInside(), SignDescent(), Rprop(eta_plus=1.0),
                Decayed(Momentum()), ScheduleFree()],
    "Optax": [*NOWHERE, AdaGrad(), RAdam(), Rprop(), Adan(), ScheduleFree(beta=0.0),
              Scheduled(ScheduleFree(), CosineAnnealing()),
              Scheduled(Decayed(Momentum()), CosineAnnealing())],
}  # fmt: skip


@every_library
def test_what_a_library_does_not_have_is_said_and_left_out(library):
    for optimizer in NOT_IN[library]:
        race = Experiment(Sphere(), (optimizer,), (1.0, 1.0), 5)
        code = MADE[library](race)
        assert not code.text, optimizer
        (sentence,) = code.missing
        assert sentence.startswith(f"{labels([optimizer])[0]}: ")
        assert sentence.endswith(".")
        beside = MADE[library](Experiment(Sphere(), (optimizer, Adam()), (1.0, 1.0), 5))
        assert len(beside.missing) == 1
        assert beside.text.count("run(") == 2, "the function, and Adam's run"


def test_a_surface_that_is_not_written_out_is_refused_in_a_sentence(monkeypatch):
    monkeypatch.delitem(in_pytorch.program.__globals__["loss"].__globals__["FORMULAS"], "Sphere")
    code = pytorch(alone(Adam(), Sphere()))
    assert not code.text
    assert code.missing == ("Round bowl is not written out for other libraries yet.",)


HOSTILE = '"""\nimport boom\n#\\" \' \\\\ \N{LINE SEPARATOR}boom()\r\n{boom} %s é'


@pytest.mark.parametrize("library", LIBRARIES)
def test_hostile_names_cannot_break_out(monkeypatch, library):
    monkeypatch.setattr(Adam, "title", HOSTILE)
    monkeypatch.setattr(Sphere, "title", HOSTILE)
    monkeypatch.setattr(Newton, "title", HOSTILE)
    race = Experiment(Sphere(), (Adam(), Clipped(Adam(), norm=1.0), Newton()), (1.0, 1.0), 5)
    tree = ast.parse(LIBRARIES[library](race).text)
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    modules = {a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    assert "boom" not in names | modules


FORMULAS = [
    "-x**2", "(-x)**2", "x/(y/2)", "x/y/2", "x-(y-2)", "x-(y+2)-(-y)", "2**-x", "(2**3)**x",
    "x**y**2", "(x**y)**2", "-(-x)", "x*-y", "1-(-2)*x", "x/(2*y)", "x**-2", "-2**x", "sin(2)*x",
    "max(x,y,1)", "(x**2)**0.5", "x*(y*2)/(x+y)", "-(x+y)", "-(x*y)*3", "2*-x*y", "exp(-x)*e**y",
    "e**2*x", "cos(pi)*x", "min(2,3)*x", "(-2)**3*x", "x**(1+1)", "x/-y", "1e-7*x", "3",
    "sqrt(x+y)", "(x+y)**0.3", "(x>1)*y", "(0<x)-(x<=y)", "-(x>1)**2",
]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_says_what_was_typed(text):
    names = {name: getattr(np, name) for name in ("sin", "cos", "exp", "pi", "e")}
    names |= {"maximum": np.maximum, "minimum": np.minimum, "sqrt": np.sqrt, "where": np.where}
    names |= {"root": lambda u, power=0.5: u**power}
    names |= {"steep": lambda outer, _, inside, x, y: outer(inside(x, y))}
    points = np.random.default_rng(0).uniform(0.1, 3.0, (2, 40))
    x, y = points
    ours = eval(expression(text), names, {"x": x, "y": y})  # noqa: S307 - what we wrote
    np.testing.assert_allclose(ours, Formula(text).value(points), rtol=1e-12)
