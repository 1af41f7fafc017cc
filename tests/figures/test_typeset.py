"""Lines of code as mathematics: exact for what is simple, and never broken for any rule."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from diagnosis.inspection import inspect
from diagnosis.tracing import Passage, traced
from figures.docstrings import explained, formulas
from figures.equations import Equation, block, width
from figures.symbols import escaped, number, numbers, symbol
from figures.typeset import typeset
from optimizers import (
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
    Rprop,
    Scheduled,
)
from optimizers.schedules import SCHEDULES, OneCycle, Warmup
from surfaces import Himmelblau, Quadratic, Rosenbrock

RULES: dict[str, Optimizer] = {
    **{name: rule() for name, rule in OPTIMIZERS.items()},
    "Scheduled": Scheduled(Adam(), OneCycle(20)),
    "Warmup": Scheduled(Momentum(), Warmup(5)),
    "Clipped": Clipped(Adam(), norm=0.1),
    "limit": Clipped(Adam(), limit=0.1),
    "Lookahead": Lookahead(Adam(), k=2),
    "SAM": SAM(Adam()),
    "Averaged": Averaged(Adam()),
    "Penalized": Penalized(Adam()),
    "Decayed": Decayed(Adam()),
}
V = r"\begin{pmatrix} 2 \\ 0.5 \end{pmatrix}"
"""The gradient of the bowl at the start, below."""
BOWL, START = Quadratic(condition=2.0, angle=0.0), (2.0, 0.25)


def equations(rule: Optimizer, t: int = 1, layer: int = 0, **colors: str) -> list[Equation]:
    """Return all equations of one step of a layer."""
    call = inspect(rule, BOWL, START, 5).at(t)[layer]
    assert call is not None
    return [e for row in typeset(call.passages[0], colors) for e in row.equations]


def test_adam_reads_like_its_paper():
    told = equations(Adam(lr=0.1))
    assert [f"{e.target} {e.relation} {e.symbols}" for e in told] == [
        r"g_{t} = \nabla f\left(\theta_{t-1}\right)",
        r"m_{t} = \beta_1 \, m_{t-1} + \left(1 - \beta_1\right) \, g_{t}",
        r"v_{t} = \beta_2 \, v_{t-1} + \left(1 - \beta_2\right) \, g_{t}^{2}",
        r"\hat{m}_{t} = \frac{m_{t}}{1 - \beta_1^{t}}",
        r"\hat{v}_{t} = \frac{v_{t}}{1 - \beta_2^{t}}",
        r"\theta_{t} = \theta_{t-1} - \frac{\alpha \, \hat{m}_{t}}{\sqrt{\hat{v}_{t}} + \epsilon}",
    ]


def test_the_numbers_of_the_first_step_of_adam():
    g, m, _, m_hat, _, theta = equations(Adam(lr=0.1))
    assert BOWL.grad(np.array(START)).tolist() == [2.0, 0.5], "what the expected numbers rest on"
    assert g.numbers == r"\nabla f\begin{pmatrix} 2 \\ 0.25 \end{pmatrix}"
    assert g.result == V
    zero = r"\begin{pmatrix} 0 \\ 0 \end{pmatrix}"
    assert m.numbers == rf"0.9 \cdot {zero} + \left(1 - 0.9\right) \cdot {V}"
    assert m.result == r"\begin{pmatrix} 0.2 \\ 0.05 \end{pmatrix}"
    assert m_hat.numbers == r"\frac{\begin{pmatrix} 0.2 \\ 0.05 \end{pmatrix}}{1 - 0.9^{1}}"
    assert m_hat.result == V
    assert r"0.1 \cdot" in theta.numbers
    assert r"10^{-8}" in theta.numbers
    assert theta.result == r"\begin{pmatrix} 1.9 \\ 0.15 \end{pmatrix}", "0.1 in each coordinate"


def test_a_question_inside_a_line_is_replaced_by_its_answer():
    ahead, v, theta = equations(Nesterov(lr=0.1, beta=0.5), t=2)
    assert ahead.symbols == r"\theta_{t-1} - \beta \, v_{t-1}"
    assert v.symbols == r"\beta \, v_{t-1} + \alpha \, \nabla f\left(\text{ahead}\right)"
    point = np.array([2 - 0.2 - 0.5 * 0.2, 0.25 - 0.05 - 0.5 * 0.05])
    told = " \\\\ ".join(f"{x:.4g}" for x in BOWL.grad(point))
    assert v.numbers.endswith(rf"0.1 \cdot \begin{{pmatrix}} {told} \end{{pmatrix}}")
    assert theta.symbols == r"\theta_{t-1} - v_{t}"


def test_what_a_rule_is_given_is_of_before_and_what_it_gives_of_now():
    rule = Lookahead(GradientDescent(lr=0.1), k=2)
    told = {e.target: e for e in equations(rule, t=2)}
    assert told[r"\text{slow}_{t}"].symbols == r"\text{slow}_{t-1}"
    step = told[r"\theta_{t}"]
    assert step.symbols == r"\text{step of Gradient descent}\left(f,\; \theta_{t-1}\right)"
    both = told[r"\theta_{t} = \text{slow}_{t}"]
    assert both.relation == r"\leftarrow"
    assert both.symbols == (
        r"\text{slow}_{t} + \alpha \, \left(\theta_{t} - \text{slow}_{t}\right)"
    )
    assert told[""].symbols == r"t \bmod k = 0"
    assert (told[""].numbers, told[""].result) == (r"2 \bmod 2 = 0", r"\text{true}")


def test_choices_signs_and_vectors_entry_by_entry():
    told = equations(Rprop(), t=2)
    kept = next(e for e in told if e.target == r"\text{kept}")
    assert kept.symbols == r"\text{sign}_{t-1} \odot \text{sign}_{t} > 0"
    assert kept.result == r"\begin{pmatrix} \text{true} \\ \text{true} \end{pmatrix}"
    last = next(e for e in told if e.target == r"\text{last}")
    assert last.symbols == (
        r"\begin{cases} \alpha & \text{if } t = 1 \\ \text{size}_{t-1} & \text{otherwise}"
        r" \end{cases}"
    )


def test_the_gradient_and_the_state_have_their_colours_in_symbols_and_numbers():
    _, m, *_ = equations(Adam(lr=0.1), grad="#aa0000", m="#0000aa")
    assert m.target == r"\textcolor{#0000aa}{m_{t}}"
    assert r"\textcolor{#0000aa}{m_{t-1}}" in m.symbols
    assert r"\textcolor{#aa0000}{g_{t}}" in m.symbols
    assert rf"\textcolor{{#aa0000}}{{{V}}}" in m.numbers
    assert m.result.startswith(r"\textcolor{#0000aa}{")
    m_hat = equations(Adam(lr=0.1), m="#0000aa")[3]
    assert m_hat.target == r"\textcolor{#0000aa}{\hat{m}_{t}}"


# What follows is written here as a rule would write it.
A, B, C = 2.0, -3.0, np.array([[4.0], [5.0]])


def sums(a: float, b: float, c: Any) -> Any:
    one = a - (b - c)
    two = -(a + b) * c
    three = (a + b) ** 2 / a / b
    four = a * b * b * c
    five = a * (b * c) @ c.T
    return one, two, three, four, five


def functions(a: float, b: float, c: Any) -> Any:
    one = np.where(a > 0, a, 1.0) + np.where(b > 0, b, 1.0)
    two = np.maximum(np.abs(c), a) + np.exp(-a) * np.sqrt(c)
    three = np.einsum("i...,i...->...", c, c) + np.linalg.norm(c)
    four = c.sum(axis=0) + unheard_of(c, key=1)
    five = {"f": abs}["f"](a)
    six = c[0, ...] + c[:, None] + np.inf
    return one, two, three, four, five, six


def truths(a: float, b: float, c: Any) -> Any:
    one = a > 0 and (b < 0 or not a) and 0 <= a <= 5
    two = (c > 0) & (c < 5) & ~(c > 9)
    a += 1
    c = [x for x in c]  # noqa: C416 - a comprehension, to be written as it is
    return one, two, a, c


def unheard_of(c: Any, key: int) -> Any:
    return c * key


def told(function: Any) -> dict[str, Equation]:
    """Return the equations of a plain function by their targets."""
    _, passages = traced(function, [], lambda: function(A, B, C.copy()))
    return {e.target: e for row in typeset(passages[0]) for e in row.equations}


def test_brackets_stand_where_they_must_and_nowhere_else():
    e = told(sums)
    assert e[r"\text{one}"].symbols == r"a - \left(b - c\right)"
    assert e[r"\text{two}"].symbols == r"-\left(a + b\right) \, c"
    assert e[r"\text{three}"].symbols == r"\frac{\frac{\left(a + b\right)^{2}}{a}}{b}"
    assert e[r"\text{four}"].symbols == r"a \, b^{2} \, c"
    c = r"\begin{pmatrix} 4 \\ 5 \end{pmatrix}"
    assert e[r"\text{one}"].numbers == rf"2 - \left(-3 - {c}\right)"
    assert e[r"\text{four}"].numbers == rf"2 \cdot \left(-3\right)^{{2}} \cdot {c}"


def test_functions_have_their_signs_and_unknown_ones_their_names():
    e = told(functions)
    guarded, chosen = e[r"\text{one}"].symbols.split(" + ")
    assert guarded == "a", "it only keeps from dividing by zero, and need not"
    assert chosen == (
        r"\left(\begin{cases} b & \text{if } b > 0 \\ 1 & \text{otherwise} \end{cases}\right)"
    )
    assert e[r"\text{two}"].symbols == (
        r"\max\left(\left| c \right|,\; a\right) + e^{-a} \, \sqrt{c}"
    )
    length = r"\left\lVert c \right\rVert"
    assert e[r"\text{three}"].symbols == rf"{length}^{{2}} + {length}"
    assert e[r"\text{four}"].symbols == (
        r"\textstyle\sum c + \operatorname{unheard\_of}\left(c\right)"
    )
    assert e[r"\text{five}"].symbols == r"\operatorname{\{'f': abs\}['f']}\left(a\right)"
    assert e[r"\text{six}"].symbols == r"{c}_{0,\,\dots} + c + \infty"


def test_conditions_and_what_is_changed_in_place():
    e = told(truths)
    assert e[r"\text{one}"].symbols == (
        r"a > 0 \text{ and } \left(b < 0 \text{ or } \lnot a\right) \text{ and } 0 \le a \le 5"
    )
    assert e[r"\text{two}"].symbols == (
        r"c > 0 \text{ and } c < 5 \text{ and } \lnot \left(c > 9\right)"
    )
    assert (e["a"].relation, e["a"].symbols) == (r"\leftarrow", "a + 1")
    assert e["a"].result == "3"
    assert e["c"].symbols == r"\texttt{[x for x in c]}"


def passages(rule: Optimizer) -> list[Passage]:
    """Return what is executed in some steps of a rule, at all layers."""
    inspection = inspect(rule, Himmelblau(), (-0.2, -0.9), 12)
    return [
        passage
        for t in (1, 2, 12)
        for call in inspection.at(t)
        if call is not None
        for passage in call.passages
    ]


def test_every_wrapper_is_among_those_tried():
    assert {*WRAPPERS} <= {*RULES}


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_line_of_every_rule_is_whole(rule):
    found = 0
    for passage in passages(rule):
        for row in typeset(passage, {"grad": "#aa0000", "m": "#0000aa"}):
            for equation in row.equations:
                found += 1
                assert equation.symbols
                assert_whole(block(equation))
    assert found


def assert_whole(latex: str) -> None:
    """Check that everything that is opened is closed, in order."""
    open_ones: list[str] = []
    pairs = {"}": "{", r"\}": r"\{", r"\right": r"\left"}
    for token in re.findall(r"\\begin\{\w+\}|\\end\{\w+\}|\\[a-zA-Z]+|\\.|[{}]", latex):
        if token.startswith(r"\begin"):
            open_ones.append(token[6:])
        elif token.startswith(r"\end"):
            assert open_ones.pop() == token[4:], latex
        elif token in ("{", r"\left"):
            open_ones.append(token)
        elif token in ("}", r"\right"):
            assert open_ones, latex
            assert open_ones.pop() == pairs[token], latex
    assert not open_ones, latex
    assert latex.isascii(), latex


def test_what_is_not_whole_is_noticed():
    for broken in ("{", r"\left(", r"\begin{cases} {", r"{\left} \right"):
        with pytest.raises((AssertionError, IndexError)):
            assert_whole(broken)


def test_a_narrow_page_gets_more_lines():
    short = Equation("x", "=", "y", "1", "2")
    assert block(short) == r"\begin{aligned} x &= y = 1 = 2 \end{aligned}"
    long = short._replace(numbers=" + ".join(["1.234"] * 7))
    assert block(long).count(r"\\[4pt]") == 2
    assert width(r"\textcolor{#aa0000}{\begin{pmatrix} -215.6 \\ 1 \end{pmatrix}}") == len(
        "(-215.6)"
    )
    assert width(r"\frac{a + b}{c}") == 3


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (0.9999, "0.9999"),
        (-215.6049, "-215.6"),
        (12345.6, "12346"),
        (123456.0, r"1.235 \times 10^{5}"),
        (1e-8, "10^{-8}"),
        (-1e-10, "-10^{-10}"),
        (3.2e-5, r"3.2 \times 10^{-5}"),
        (0.00123456, "0.001235"),
        (np.inf, r"\infty"),
        (-np.inf, r"-\infty"),
        (np.nan, r"\text{NaN}"),
    ],
)
def test_numbers_are_short(value, text):
    assert number(value) == text


def test_arrays_are_columns_and_matrices_and_the_batch_axis_is_no_part_of_them():
    assert numbers(np.array([[1.0], [2.5]])) == r"\begin{pmatrix} 1 \\ 2.5 \end{pmatrix}"
    assert numbers(np.eye(2)[..., None]) == r"\begin{pmatrix} 1 & 0 \\ 0 & 1 \end{pmatrix}"
    assert numbers(np.array([True])) == r"\text{true}"
    assert numbers(np.arange(9.0)[:, None]) == (
        r"\begin{pmatrix} 0 \\ 1 \\ \vdots \\ 8 \end{pmatrix}"
    )
    assert numbers(np.eye(6)[..., None]).count(r"\vdots") == 4
    for nothing in (None, "lr", Adam(), (np.ones((2, 1)), None)):
        assert numbers(nothing) is None


@pytest.mark.parametrize(
    ("name", "when", "text"),
    [
        ("m", "t-1", "m_{t-1}"),
        ("m_hat", "t", r"\hat{m}_{t}"),
        ("beta1", "", r"\beta_{1}"),
        ("v_max", "t-1", r"v_{\max,\,t-1}"),
        ("theta", "t", r"\theta_{t}"),
        ("ahead", "", r"\text{ahead}"),
        ("step_size", "", r"\text{step size}"),
        ("eps", "", r"\epsilon"),
        ("x_new", "", r"x_{\text{new}}"),
    ],
)
def test_names_become_symbols(name, when, text):
    assert symbol(name, when) == text


def test_nothing_in_a_text_is_taken_for_a_sign():
    assert escaped(r"a_b {x} 5% \n ~^") == (
        r"a\_b \{x\} 5\% \textbackslash{}n \textasciitilde{}\textasciicircum{}"
    )


@pytest.mark.parametrize(
    "kind",
    [*OPTIMIZERS.values(), *WRAPPERS.values(), *SCHEDULES.values()],
    ids=lambda k: k.__name__,
)
def test_every_docstring_is_markdown_with_whole_formulas(kind):
    first, rest = explained(kind)
    assert first.endswith(".")
    text = f"{first}\n\n{rest}"
    assert not re.search(r":\w+:`|``|\.\. math", text)
    for latex in re.findall(r"\$\$(.+?)\$\$", text, re.DOTALL):
        assert_whole(latex)
    for latex in re.findall(r"(?<!\$)\$([^$]+)\$(?!\$)", text):
        assert_whole(latex)
        assert "\n" not in latex


def test_a_docstring_keeps_its_formula_apart_from_its_words():
    first, rest = explained(Momentum)
    assert first == "Walk along a decaying sum of all gradients so far."
    assert rest.startswith("$$\n\\begin{aligned} v_t &= \\beta v_{t-1} + g_t \\\\ \\theta_t &=")
    assert "$1 / (1 - \\beta)$" in rest
    assert "`SGD(lr, momentum)`" in rest
    assert formulas(Scheduled.__doc__ or "") == [r"\alpha_t = s(t - 1)\, \alpha"]


def test_rosenbrock_far_away_still_reads():
    inspection = inspect(Momentum(lr=10.0), Rosenbrock(), (-1.2, 1.0), 50)
    call = inspection.at(inspection.steps)[0]
    assert call is not None
    for row in typeset(call.passages[0]):
        for equation in row.equations:
            assert_whole(block(equation))
