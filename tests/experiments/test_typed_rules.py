"""A typed rule among the others: in links, labels and verdicts, and looked at from inside."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, quote_plus

import numpy as np
import pytest

from diagnosis import judge
from diagnosis.inspection import inspect
from diagnosis.state_symmetry import Symmetry, natures
from experiments import Experiment, nearest, run
from experiments.labels import LONGEST, labels
from experiments.text import read, write
from figures.equations import block
from figures.typeset import typeset
from optimizers import OPTIMIZERS, Adam, Clipped, Lookahead, Momentum, Optimizer, Rule, Scheduled
from optimizers.schedules import Warmup
from optimizers.typed.spelling import LONGEST as LONGEST_RULE
from optimizers.typed.texts import TEXTS
from studies import Batch, ends
from surfaces import Himmelblau, Noisy, Quadratic, Rosenbrock
from tests.optimizers.typed_rules import HOSTILE, TYPED

NESTEROV = Rule("v = beta*v + lr*grad(theta - beta*v); theta = theta - v", lr=0.02)
WRAPPED = Clipped(Scheduled(Rule(TEXTS["Adam"]), Warmup(5)), norm=1.0)
RACE = Experiment(Rosenbrock(), (NESTEROV, WRAPPED), (-1.2, 1.0), 50)


def test_a_link_holds_the_rule():
    query = RACE.to_query()
    assert "optimizer=Rule(text='v%20=%20beta*v%20%2B%20lr*grad(theta%20-%20beta*v)" in query
    assert Experiment.from_query(query) == RACE
    assert nearest(query) == (RACE, [])
    typed = 'optimizer=Rule("theta = theta - lr*g", 0.5)'
    assert Experiment.from_query(f"{typed}&steps=7").optimizers == (
        Rule("theta = theta - lr*g", lr=0.5),
    )


@pytest.mark.parametrize("encode", [quote, quote_plus, lambda text: quote(text, safe="")])
def test_any_browsers_encoding_of_the_rule_is_read(encode):
    pairs = parse_qsl(RACE.to_query())
    assert Experiment.from_query("&".join(f"{k}={encode(v)}" for k, v in pairs)) == RACE


@pytest.mark.parametrize("text", TYPED)
def test_every_rule_has_a_canonical_text(text):
    rule = Rule(text, lr=0.25, eps=1e-3)
    assert read(write(rule), Optimizer) == rule
    assert write(read(write(rule), Optimizer)) == write(rule)
    assert "\n" not in write(rule)


def test_the_longest_rule_fits_into_a_link():
    text = "theta = theta - lr*g" + " " * 10
    text = "\n".join([text.strip()] * 24)[:LONGEST_RULE]
    rule = Lookahead(Clipped(Rule(text), norm=1.0))
    assert read(write(rule), Optimizer) == rule


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("v = beta*v   g; theta = theta - v", "(in a link, + is written %2B)"),
        ("theta = theta - lr*g; __import__('os')", "cannot be read"),
        ("v = g; theta = theta - lr*squrt(v)", "line 2, column 20: did you mean sqrt"),
        ("v = beta*v; theta = theta - lr*g", "never reaches theta"),
        ("theta = " + "(" * 300 + "g", "too many nested parentheses"),
    ],
)
def test_a_broken_rule_in_a_link_is_refused_and_the_rest_is_kept(text, said):
    query = f"surface=Himmelblau()&steps=70&optimizer=Rule('{text}')&optimizer=Adam(lr=0.05)"
    with pytest.raises(ValueError, match=r"rule, line|cannot be read"):
        Experiment.from_query(query)
    experiment, complaints = nearest(query)
    assert experiment.optimizers == (Adam(lr=0.05),)
    assert experiment.surface == Himmelblau()
    assert experiment.steps == 70
    assert len(complaints) == 1
    assert complaints[0].isprintable()
    assert all(part in complaints[0] for part in said.split(": "))


@pytest.mark.parametrize("text", HOSTILE[:120], ids=lambda text: ascii(text[-24:]))
def test_hostile_text_in_a_link_leaves_the_rest(text):
    query = f"steps=70&optimizer=Rule({quote(ascii(text[:900]), safe='')})&optimizer=Adam(lr=0.05)"
    experiment, complaints = nearest(query)
    assert experiment.optimizers == (Adam(lr=0.05),)
    assert complaints
    assert all(complaint.isprintable() for complaint in complaints)


def test_rules_are_told_apart_by_rate_and_else_by_their_texts():
    short, other = Rule("theta = theta - lr*g"), Rule("theta = theta - lr*sign(g)")
    assert labels([short, Adam()]) == ["Your own rule", "Adam"]
    assert labels([short, Rule("theta = theta - lr*g", lr=0.1)]) == [
        "Your own rule, lr 0.01",
        "Your own rule, lr 0.1",
    ]
    assert labels([short, other]) == [f"Your own rule, text {rule.text}" for rule in (short, other)]
    long = [Rule(f"{TEXTS['Adam']} + {k}*theta") for k in (2, 3)]
    assert labels(long) == ["Your own rule (1)", "Your own rule (2)"]
    told = labels([short, long[0]])[1]
    assert told.endswith("…")
    assert len(told) == len("Your own rule, text ") + LONGEST


def test_it_runs_is_judged_and_walks_in_lanes_as_the_rule_of_the_library_does():
    typed = Rule(TEXTS["Momentum"], lr=0.01, beta=0.8)
    for problem in (Himmelblau(), Noisy(Himmelblau(), sigma=3.0)):
        ours = run(Momentum(lr=0.01, beta=0.8), problem, (-0.2, -0.9), 150, seed=4)
        theirs = run(typed, problem, (-0.2, -0.9), 150, seed=4)
        np.testing.assert_array_equal(ours.theta, theirs.theta)
        np.testing.assert_array_equal(ours.lr, theirs.lr)
        assert judge(theirs).outcome == judge(ours).outcome
        assert theirs.evaluations.grad.sum() == 150
    starts = np.random.default_rng(0).uniform(-4, 4, (2, 40))
    both = ours.optimizer, typed
    one, other = (ends(Batch(rule, Himmelblau(), starts, 200, retire=False)) for rule in both)
    np.testing.assert_array_equal(one.theta, other.theta)
    np.testing.assert_array_equal(one.label, other.label)


@pytest.mark.parametrize("text", TYPED)
def test_looking_inside_changes_nothing_and_tells_every_line(text):
    rule = Rule(text, lr=0.02)
    inspection = inspect(rule, Quadratic(), (1.0, 0.5), 6)
    np.testing.assert_array_equal(
        inspection.trajectory.theta, run(rule, Quadratic(), (1.0, 0.5), 6).theta
    )
    for t in (1, 2, inspection.steps):
        (call,) = inspection.at(t)
        (passage,) = call.passages
        assert call.rule == rule
        if int(inspection.trajectory.last) >= t:
            np.testing.assert_array_equal(call.to, inspection.trajectory.theta[t])
        first = [] if "g = f.grad(theta)" not in rule.python else ["g"]
        given = [line.partition(" = ")[0] for line in rule.lines]
        told = [line.source.partition(" = ")[0] for line in passage.lines[:-1]]
        assert told in ([*first, *given], given)
        assert sum(len(line.asked) for line in passage.lines) == len(call.asked)
        for row in typeset(passage, {"grad": "#aa0000", "v": "#0000aa"}):
            for equation in row.equations:
                assert block(equation).count("{") == block(equation).count("}")


def test_a_typed_rule_is_typeset_as_the_same_rule_of_the_library():
    for name in ("Momentum", "NesterovShifted", "Adam", "AdamW", "RMSprop"):
        ours, typed = (
            inspect(rule, Quadratic(), (1.0, 0.5), 3).at(3)[0].passages[0]
            for rule in (OPTIMIZERS[name](lr=0.02), Rule(TEXTS[name], lr=0.02))
        )
        symbols = [
            {(e.target, e.symbols) for row in typeset(passage) for e in row.equations}
            for passage in (ours, typed)
        ]
        assert (r"\theta_{t}", next(s for t, s in symbols[0] if t == r"\theta_{t}")) in symbols[1]


def test_what_it_keeps_is_seen_for_what_it_is():
    rule = Rule("m = beta1*m + g; v = decay*v + g*g; k = k + 1; theta = theta - lr*m/sqrt(v) + 0*k")
    (found,) = natures(rule, Himmelblau(), (-0.2, -0.9))
    assert found["m"] is Symmetry.DIRECTION
    assert found["v"] is Symmetry.SIZE
    fields = inspect(rule, Himmelblau(), (-0.2, -0.9), 5).fields(0)
    assert fields["k"].tolist() == [0, 1, 2, 3, 4, 5]
    assert fields["m"].shape == (6, 2)
