"""A typed rule is graded by running it: right ones pass however written, wrong ones hear why."""

from __future__ import annotations

import time
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from lessons.rule_grading import RuleGrade, grade_rule
from lessons.rule_mistakes import AHEAD_OF_TIME, FROM_ZERO, MISTAKES, RATE_INSIDE, UPHILL
from lessons.rule_trials import STEPS, TOLERANCE, TRIALS
from optimizers import (
    OPTIMIZERS,
    Adam,
    AdaMax,
    AdamW,
    Clipped,
    GradientDescent,
    HeavyBall,
    Lion,
    Momentum,
    Nesterov,
    NesterovShifted,
    RMSprop,
    SignDescent,
)
from optimizers.typed.texts import TEXTS

A = TEXTS["Adam"]


@pytest.mark.parametrize("name", TEXTS)
def test_every_rule_in_its_own_words_is_right(name):
    grade = grade_rule(TEXTS[name], OPTIMIZERS[name]())
    assert grade.right
    assert grade.departure is None
    assert grade.sentence.startswith(
        "Right: in up to 1000 steps on each of 4 surfaces your rule and "
    )


@pytest.mark.parametrize(
    ("text", "true"),
    [
        ("theta = theta - g*lr", GradientDescent()),
        ("step = lr*g\ntheta = theta - step", GradientDescent(lr=0.1)),
        ("theta = theta - lr*grad(theta)", GradientDescent()),
        ("theta = -(lr*g - theta)", GradientDescent()),
        ("v = g + v*beta; theta = theta + -lr*v", Momentum()),
        ("u = beta*u - g; theta = theta + lr*u", Momentum(beta=0.5)),
        ("velocity = beta*velocity - lr*g; theta = theta + velocity", HeavyBall()),
        ("h = theta; theta = theta - lr*g + beta*(theta - old)*(t > 1); old = h", HeavyBall()),
        ("ahead = theta - beta*v; v = beta*v + lr*grad(ahead); theta = theta - v", Nesterov()),
        ("v = beta*v + g; theta = theta - lr*g - lr*beta*v", NesterovShifted()),
        ("theta = theta - lr*((g > 0) - (g < 0))", SignDescent()),
        ("theta = theta - lr*where(g == 0, 0, g/abs(g))", SignDescent()),
        ("s = s + (1 - decay)*(g^2 - s); theta = theta - g/(sqrt(s) + eps)*lr", RMSprop()),
        ("s = s + (1 - decay)*(g**2 - s); theta = theta - lr*g/(s**0.5 + eps)", RMSprop()),
        (A.replace("g*g", "g**2"), Adam(lr=0.1)),
        (A.replace("m_hat/(sqrt(v_hat) + eps)", "1/(eps + v_hat**0.5)*m_hat"), Adam()),
        (
            ("m = beta1*m + (1 - beta1)*g; v = beta2*v + (1 - beta2)*g**2; b = 1 - beta2**t;"
            " theta = theta - lr/(1 - beta1**t)*m/(sqrt(v)/sqrt(b) + eps)"),
            Adam(),
        ),
        (
            ("m = m + (1 - beta1)*(g - m); u = maximum(beta2*u, abs(g) + eps);"
            " theta = theta - lr/(1 - beta1^t)*m/u"),
            AdaMax(),
        ),
        (
            "theta = theta*(1 - lr*weight_decay);" + A,
            AdamW(lr=0.05),
        ),
        (
            ("c = beta1*m + (1 - beta1)*g; theta = (1 - lr*weight_decay)*theta - lr*sign(c);"
            " m = m*beta2 + g*(1 - beta2)"),
            Lion(lr=0.01, weight_decay=0.1),
        ),
    ],
)  # fmt: skip
def test_what_comes_out_the_same_is_right_however_it_is_written(text, true):
    grade = grade_rule(text, true)
    assert grade.right, grade.sentence


FOLDED = (
    "m = beta1*m + (1 - beta1)*g; v = beta2*v + (1 - beta2)*g**2;"
    " a = lr*sqrt(1 - beta2**t)/(1 - beta1**t); theta = theta - a*m/(sqrt(v) + eps)"
)


@pytest.mark.parametrize(
    ("text", "true"),
    [
        (FOLDED, Adam(lr=0.1)),
        (FOLDED.replace("theta - a", "theta*(1 - lr*weight_decay) - a"), AdamW()),
        ("α_t = " + FOLDED.partition("a = ")[2].replace("a*m", "α_t*m").replace("; ", "\n"), None),
    ],
)
def test_published_efficient_forms_of_adam_are_right_and_named(text, true):
    if true is None:
        text, true = FOLDED.partition("a = ")[0].replace("; ", "\n") + text, Adam()
    grade = grade_rule(text, true)
    assert grade.right
    assert "efficient form that Kingma and Ba give" in grade.sentence


def test_a_folded_step_with_a_mistake_is_wrong_still():
    for old, new in [
        ("sqrt(1 - beta2**t)", "(1 - beta2**t)"),
        ("a*m", "m"),
        ("/(1 - beta1**t)", ""),
    ]:
        assert not grade_rule(FOLDED.replace(old, new), Adam(lr=0.1)).right


@pytest.mark.parametrize(
    ("late", "piece"),
    [(100, "m/(1 - beta1**t)"), *((late, "v/(1 - beta2**t)") for late in (100, 500, 900))],
)
def test_a_correction_that_is_dropped_late_is_found(late, piece):
    text = A.replace(piece, f"where(t <= {late}, {piece}, {piece[0]})")
    grade = grade_rule(text, Adam(lr=0.1))
    assert not grade.right
    assert late < grade.departure.step <= late + 3
    assert "changes later than a short run shows" in grade.sentence


def test_the_last_bits_of_a_right_answer_do_not_count():
    for text, true in [
        ("theta = theta - g/(1/lr)", GradientDescent()),
        ("v = beta*v + (1 - beta)*g; theta = theta - lr*v/(1 - beta)", Momentum()),
        (A.replace("lr*m_hat/(sqrt(v_hat) + eps)", "m_hat*(lr/(exp(log(v_hat + 1e-300)/2) + eps))"),
         Adam(lr=0.1)),
        ("theta = theta - lr*g/abs(g)", SignDescent()),
    ]:  # fmt: skip
        assert grade_rule(text, true).right, text


EVERY_MISTAKE = [(name, told, text) for name in MISTAKES for told, text in MISTAKES[name]]


@pytest.mark.parametrize(("name", "told", "text"), EVERY_MISTAKE)
def test_a_known_mistake_is_recognized(name, told, text):
    grade = grade_rule(text, OPTIMIZERS[name]())
    assert not grade.right
    assert grade.mistake == told
    assert grade.sentence.endswith(told)


def test_there_are_mistakes_for_every_rule_that_has_a_text():
    assert {*MISTAKES} == {*TEXTS}
    assert len(EVERY_MISTAKE) > 70
    for name, mistakes in MISTAKES.items():
        assert TEXTS[name] not in {text for _, text in mistakes}


@pytest.mark.parametrize(
    ("text", "true", "said"),
    [
        ("theta = theta + lr*g", Momentum(), UPHILL),
        ("theta = theta - 2*lr*g", GradientDescent(), "2 times as long as it should be."),
        ("theta = theta - 1.00001*lr*g", GradientDescent(), "step is 1.00001 times as long"),
        ("theta = theta + 0*lr*g", GradientDescent(), "The point stays where it is."),
        ("theta = theta - lr*dg", GradientDescent(), "did you mean g?"),
        (
            "theta = theta + lr*g/2",
            GradientDescent(),
            "0.5 times as long as it should be, and leads",
        ),
        (
            "theta = theta - 0.01*g",
            GradientDescent(),
            "is one of them written as a number? It never",
        ),
        ("v = 0.9*v + g; theta = theta - lr*v", Momentum(), "It never reads beta."),
        ("v = beta*v + lr*g; theta = theta - v", Momentum(), RATE_INSIDE),
        ("theta = theta - lr*g", Momentum(), "This is another rule: Gradient descent."),
        (TEXTS["NesterovShifted"], Nesterov(), "This is another rule: Nesterov (PyTorch's"),
        (A.replace("**t", "**(t - 1)"), Adam(), FROM_ZERO),
        (A.replace("**t", "**(t + 1)"), Adam(), AHEAD_OF_TIME),
        (TEXTS["AdamW"].replace("**t", "**(t - 1)"), AdamW(), "It counts the steps from 0"),
        ("v = v + g; theta = theta - lr*v/t", Momentum(), "look at what is kept from step to step"),
        ("theta = theta - lr*g*log(-1)", GradientDescent(), "makes no number of x, where Gradient"),
        ("theta = theta - lr*g/(1 - t)", GradientDescent(), "makes an infinite number of x"),
        ("theta = theta - lr*squrt(g)", Adam(), "This is no rule yet: rule, line 1, column 20"),
        ("theta = theta - lr*g*(t < 35)", GradientDescent(), "Step 35 from"),
        ("theta = theta - lr*g*(1 + 1e-4)", GradientDescent(), "Step 1 from"),
    ],
)
def test_a_wrong_rule_is_told_where_it_departs_and_why(text, true, said):
    grade = grade_rule(text, true)
    assert not grade.right
    assert said in grade.sentence
    assert "?." not in grade.sentence
    assert grade.sentence.isprintable()
    assert "nan" not in grade.sentence


def test_the_numbers_where_it_departs_are_those_of_the_step():
    grade = grade_rule("v = v + g; theta = theta - lr*v", Momentum(lr=0.01))
    where = grade.departure
    surface, start = TRIALS[0].surface, np.array(TRIALS[0].start)
    first = start - 0.01 * surface.grad(start)
    g = surface.grad(first)
    assert (where.step, where.trial) == (2, 0)
    np.testing.assert_allclose(where.before, first)
    np.testing.assert_allclose(where.right, first - 0.01 * (0.9 * surface.grad(start) + g))
    np.testing.assert_allclose(where.theirs, first - 0.01 * (surface.grad(start) + g))
    assert f"to x = {where.theirs[0]:.5g}, and with Momentum to x = {where.right[0]:.5g}" in (
        grade.sentence
    )


def test_what_is_off_by_less_than_the_tolerance_is_right():
    assert grade_rule(f"theta = theta - lr*g*(1 + {TOLERANCE / 100})", GradientDescent()).right
    assert not grade_rule(f"theta = theta - lr*g*(1 + {TOLERANCE * 100})", GradientDescent()).right


def test_no_knob_of_a_rule_can_be_left_out_unnoticed():
    for name, text in TEXTS.items():
        rule = OPTIMIZERS[name]()
        for knob in ("lr", "beta", "beta1", "beta2", "decay", "eps", "weight_decay"):
            if hasattr(rule, knob):
                written = text.replace("beta1", "b_").replace("beta2", "b__")
                written = text if knob not in ("beta",) else written
                fixed = written.replace(knob, f"{getattr(rule, knob)!r}")
                fixed = fixed.replace("b__", "beta2").replace("b_", "beta1")
                assert not grade_rule(fixed, rule).right, fixed


def test_an_overflow_of_the_right_rule_ends_what_is_compared():
    assert grade_rule("theta = theta - g*lr", GradientDescent(lr=10.0)).right
    assert not grade_rule("theta = theta - lr*g*2", GradientDescent(lr=10.0)).right


def test_trials_tell_rules_apart():
    starts = [TRIAL.surface.grad(np.array(TRIAL.start)) for TRIAL in TRIALS]
    assert all(abs(abs(x) - abs(y)) > 0.1 for x, y in starts)
    assert any((g > 0).all() for g in starts), "or roots of what is negative all look alike"
    assert any(trial.schedule for trial in TRIALS)
    assert STEPS >= 30


def test_a_grade_is_frozen_and_a_wrapped_rule_is_refused():
    grade = grade_rule("theta = theta - lr*g", GradientDescent())
    assert isinstance(grade, RuleGrade)
    with pytest.raises(FrozenInstanceError):
        grade.right = False
    with pytest.raises(ValueError, match="is wrapped: grade the rule inside"):
        grade_rule("theta = g", Clipped(Adam(), norm=1.0))


def test_grading_is_quick_even_where_every_known_mistake_is_tried():
    grade_rule(A, Adam())
    before = time.process_time()
    assert not grade_rule("theta = theta - lr*g*t", AdamW()).right
    assert time.process_time() - before < 1.0
