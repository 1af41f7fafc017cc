"""A typed formula is read whole or refused: at which column, what is wrong, and what to write."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import surfaces
from surfaces import Formula
from surfaces.formula.derivatives import LARGEST, Derivatives
from surfaces.formula.parser import DEEPEST, HIGHEST, LONGEST, MOST_FACTORS, parse, parsed_as_typed
from surfaces.formula.to_latex import latex
from surfaces.formula.vocabulary import FUNCTIONS, WRITTEN_OUT
from tests.surfaces.formula.formulas import GROWING, HOSTILE, TYPED, nested


def refusal(text: str) -> str:
    with pytest.raises(ValueError, match=r"\S") as caught:
        Formula(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", 'column 1: "" is no formula yet: a formula takes numbers, x, y'),
        ("x + 2 y", 'column 5: "2 y" cannot be read: a * or another operator is missing before'),
        ("x**2 3*y", 'column 4: "2 3" cannot be read'),
        ("x**2 3*y", "(in a link, + is written %2B)"),
        ("x*sin y*x", 'column 3: "sin y" can be read in two ways: write sin(…) with brackets'),
        ("x + sin", 'column 5: "sin" needs arguments in brackets, as in sin(x)'),
        ("x + sni(y)", 'column 5: "sni" is no word of a formula: did you mean sin?'),
        ("x + arcton(y)", 'column 5: "arcton" is no word of a formula: did you mean'),
        ("x + z", "choose from x, y, pi, e, sin"),
        ("log(x, 10)", "log takes one argument, not 2: write log(x)/log(10)"),
        ("x + sin(x, y)", 'column 5: "sin(x, y)" cannot stand here: sin takes one argument, not 2'),
        ("y - max(x)", "max takes two arguments or more, not 1"),
        ("y = x**2", 'column 3: "=" has no place here: write only what stands on the right of it'),
        ("|x + y", "write abs(x) for |x|"),
        ("x + [y]", 'column 5: "[" has no place here: use round brackets'),
        ("0,5*x", 'column 1: "0,5*x" has a comma outside a function: decimals have a point'),
        ("x + ²", 'column 5: "²" has nothing before it'),
        ("х + y", 'column 1: "х" (U+0445) has no place here'),
        ("x + y\0", r'column 6: "\x00" has no place here'),
        ("x // y", 'column 4: "/" has nothing before it'),
        ("x//y", "write / once"),
        ("x + (y*)", "cannot be read: invalid syntax"),
        ("x + y*", 'column 6: "*" has nothing after it'),
        ("(x + y", "'(' was never closed"),
        ("x + y)", "column 6: \")\" cannot be read: unmatched ')'"),
        ("x.real", 'column 2: "." has no place here: it belongs between digits only'),
        ("x + 9**9**9", 'column 5: "9**9**9" is too high a power: allowed are -100 to 100'),
        ("y^2 + x^101", 'column 7: "x^101" is too high a power'),
        ("x + (-2)**y", 'column 5: "(-2)**y" is real at single points only'),
        ("x + 1/(2 - 2)", 'column 8: "2 - 2" cannot stand here: 1/2 - 2 is no finite real number'),
        ("x + sqrt(-4)", 'column 5: "sqrt(-4)" cannot stand here: it is no finite real number'),
        ("  x + z", 'column 5: "z" is no word'),
        ("log(x - x)", "comes out as no real function"),
        ("sqrt(-1 - x*x)", "has no finite height and slope anywhere from -100 to 100"),
    ],
)
def test_a_refusal_names_the_column_quotes_the_piece_and_says_how_to_mend_it(text, said):
    assert refusal(text).startswith("formula, column ")
    assert said in refusal(text)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:24]))
def test_hostile_text_is_refused_in_a_short_printable_sentence(text):
    said = refusal(text)
    assert said.startswith("formula, column ")
    assert said.isprintable()
    assert len(said) < 300


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40) | st.text(alphabet="xy0123456789.e+-*/^(), sincogpalmthr", max_size=40))
def test_any_text_is_read_or_refused_as_nothing_else(text):
    said = "formula, column "
    try:
        assert parse(text).heads
    except ValueError as error:
        said = str(error)
    assert said.startswith("formula, column ")
    assert said.isprintable()


def test_the_longest_formula_is_allowed_and_no_longer_one():
    longest = "x" + "+y" * ((LONGEST - 1) // 2) + " " * ((LONGEST - 1) % 2)
    assert len(longest) == LONGEST
    parse(longest)
    assert f'column {LONGEST + 1}: "+x" is too much' in refusal(f"{longest}+x")


def test_levels_are_allowed_up_to_a_depth_and_no_deeper():
    parse(nested("-_", "x")(DEEPEST))
    assert f"nested too deep: allowed are {DEEPEST} levels" in refusal(
        nested("-_", "x")(DEEPEST + 1)
    )
    parse("+".join(["2*x"] * 200))  # a sum is one level, however long


def test_powers_are_allowed_up_to_a_hundred_and_no_higher():
    for text in (f"x**{HIGHEST}", f"x**-{HIGHEST}", f"x**(2*{HIGHEST}/2)"):
        parse(text)
    assert "too high a power" in refusal(f"x**{HIGHEST + 1}")
    assert "too high a power" in refusal(f"y*x**-{HIGHEST}.5")


def test_products_are_allowed_up_to_sixty_factors_and_no_longer():
    parse("*".join(["x"] * MOST_FACTORS + ["2"] * 9))
    said = refusal("y + " + "*".join(["x"] * (MOST_FACTORS + 1)))
    assert 'column 5: "x*x*x' in said
    assert f"too much to be differentiated twice: allowed are {MOST_FACTORS} factors" in said


@pytest.mark.parametrize("grow", GROWING.values(), ids=GROWING)
def test_what_grows_too_large_to_be_differentiated_is_refused(grow):
    sizes, message = [], ""
    for count in range(1, 120):
        try:
            sizes.append(Derivatives(parse(grow(count))).operations)
        except ValueError as error:
            message = str(error)
            break
    assert sizes == sorted(sizes)
    assert sizes[-1] <= LARGEST
    assert any(reason in message for reason in ("too much to be diff", "too deep", "too much: a"))


def test_what_is_common_may_be_written_in_several_ways():
    for text, other in [
        ("x^2 + y^-1", "x**2 + y**-1"),
        ("ln(x) + maximum(x, y) - minimum(x, y)", "log(x) + max(x, y) - min(x, y)"),
        (" x\n + \t y ", "x+y"),
        ("+x - +y", "x - y"),
        ("1.*x + .5", "1.0*x + 0.5"),
        ("2E3*x", "2000*x"),
    ]:
        theta = np.random.default_rng(0).uniform(1, 2, (2, 5))
        assert np.array_equal(Formula(text).value(theta), Formula(other).value(theta))


SPELLINGS = [
    ("2x", "2*x"), ("(x+y)(x-y)", "(x+y)*(x-y)"), ("2(x+1)", "2*(x+1)"), ("xy", "x*y"),
    ("x**2+2xy+y**2", "x**2+2*x*y+y**2"), ("3x/4", "3*x/4"), ("x(y+1)", "x*(y+1)"),
    ("2pix", "2*pi*x"), ("xcos(y)", "x*cos(y)"), ("sin(x)cos(y)", "sin(x)*cos(y)"),
    ("x^2y", "x^2*y"), ("-x^2", "-x^2"), ("2^-x", "2^-x"), ("sin(x)^2cos(y)", "sin(x)^2*cos(y)"),
    ("|x|", "abs(x)"), ("||x|-1|", "abs(abs(x)-1)"), ("|x||y|", "abs(x)*abs(y)"),
    ("2|x| - |y|", "2*abs(x) - abs(y)"), ("|x-|y||", "abs(x-abs(y))"),
    ("max(|x|,|y|)", "max(abs(x),abs(y))"), ("sin|x|", "sin(abs(x))"),
    ("2πx", "2*pi*x"), ("x²+y³", "x**2+y**3"), ("x²y", "x**2*y"), ("x⁻¹", "x**(-1)"),
    ("x − y – 1", "x - y - 1"), ("2·x×y÷3", "2*x*y/3"), ("½x²", "(1/2)*x**2"),
    ("√x", "sqrt(x)"), ("√(x²+y²)", "sqrt(x**2+y**2)"), ("√|x|", "sqrt(abs(x))"),
    ("sin^2(x)", "sin(x)^2"), ("sin²(x)", "sin(x)**2"), ("sin²x", "sin(x)**2"),
    ("sin x", "sin(x)"), ("sin 2x", "sin(2*x)"), ("sinx", "sin(x)"), ("exp -x", "exp(-x)"),
    ("sin x * cos y", "sin(x) * cos(y)"), ("sqrt x + 1", "sqrt(x) + 1"),
    ("np.sin(x)+math.exp(y)", "sin(x)+exp(y)"), ("torch.relu(x)", "relu(x)"),
    ("nn.functional.softplus(x)", "softplus(x)"), ("ReLU(x)", "relu(x)"), ("SIN(X)", "sin(x)"),
    ("σ(x)", "sigmoid(x)"), ("log₂(x)", "log2(x)"), ("np.where(x>0, x, 0)", "where(x>0, x, 0)"),
    ("x if x ≥ 0 else −x", "x if x >= 0 else -x"),
    ("f(x,y) = x^2", "x^2"), ("f(x, y) := x²", "x**2"), ("z = x", "x"), ("L(θ) = xy", "x*y"),
    ("return x+y", "x+y"), ("lambda x, y: x*y", "x*y"), ("f = lambda x, y: x*y", "x*y"),
    ("def f(x, y): return x*y", "x*y"),
    (r"\frac{x^2}{2} + \sin\left(y\right)", "((x^2)/(2)) + sin(y)"),
    (r"\frac{1}{2}x^2 \cdot y", "((1)/(2))*x^2 * y"), (r"\frac12 x", "((1)/(2)) *x"),
    (r"\sqrt{x^2+y^2}", "sqrt(x^2+y^2)"), (r"e^{-x^2}", "e^(-x^2)"), ("$x^2$", "x^2"),
    (r"\left|x\right| + \pi", "abs(x) + pi"), (r"x_{1}^{2} + x_{2}", "x^(2) + y"),
    (r"\log_{10}\left(x\right)", "log_10(x)"), (r"x \, y", "x   *y"),
    ("X^2+Y^2", "x^2+y^2"), ("x1^2+x2^2", "x^2+y^2"), ("x_1 + x_2", "x + y"),
    ("x[0]**2+x[1]**2", "x**2+y**2"), ("x₁²+x₂²", "x**2+y**2"), ("x0 + x1", "x + y"),
    ("ｘ+𝑦", "x+y"), ("x\u00a0+\u200by", "x +y"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "kept"), SPELLINGS)
def test_what_people_type_is_put_into_one_spelling(typed, kept):
    assert Formula(typed).text == kept
    assert Formula(kept).text == kept


@pytest.mark.parametrize("text", [*TYPED, "x^2 + y^-1", "ln(x)  -\ty", "sin (x)", "maximum(x, y)"])
def test_what_is_in_that_spelling_stays_as_it_is(text):
    assert Formula(text).text == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x + 1/2x", 'column 5: "1/2x" can be read in two ways: write brackets'),
        ("1/2(x+y)", 'column 1: "1/2(" can be read in two ways'),
        ("1/sin(x)cos(y)", "can be read in two ways"),
        ("e^2x", 'column 1: "e^2x" can be read in two ways: write brackets around the exponent'),
        ("e^xy", "can be read in two ways"),
        ("e^-xsin(y)", "can be read in two ways"),
        ("√2x", 'column 1: "√2x" can be read in two ways: write sqrt(…)'),
        ("√x²", "can be read in two ways"),
        ("sin x y", 'column 1: "sin x" can be read in two ways: write sin(…) with brackets'),
        ("sin^-1(x)", 'column 1: "sin^-1" has two meanings: write asin(x), or 1/sin(x)'),
        ("|x|y|x|", 'column 1: "|x|y|x|" can be paired in two ways: write abs(x) for |x|'),
        ("x**2 y**2", "(in a link, + is written %2B)"),
        ("x2 + y2", 'column 1: "x2" cannot be told: write x and y'),
        ("x1 + y", "cannot be told: write x and y for the coordinates"),
        ("0x1", "a * or another operator is missing"),
        ("where(x, 1, 2)", 'column 7: "x" is no condition: write one such as x > 0'),
        ("clip(x, 1)", "clip takes three arguments, not 2: write clip(x, low, high)"),
        ("cbrt(x)", "write sign(x)*abs(x)**(1/3)"),
        ("lg(x)", "write log10(x), or log2(x)"),
        ("mod(x, 2)", "write x - y*floor(x/y)"),
        ("x % 2", "write x - y*floor(x/y) for the remainder"),
        ("x!", "a factorial is of whole numbers only"),
        (r"\sqrt[3]{x}", "is another root: write (x)**(1/3)"),
        (r"\sum x", r'"\sum" has no place here'),
        ("x·(y", "'(' was never closed"),
        ("2π(x + z)", 'column 8: "z" is no word'),
    ],
)
def test_what_has_two_meanings_is_asked_about_and_what_has_none_is_mended(text, said):
    assert refusal(text).startswith("formula, column ")
    assert said in refusal(text)


def test_what_is_not_chosen_is_not_computed():
    chosen = Formula("where(x > 0, log(x), 0) + y")
    theta = np.array([[-1.0, 0.0, np.e], [1.0, 1.0, 1.0]])
    assert np.array_equal(chosen.value(theta), [1.0, 1.0, 2.0])
    assert np.array_equal(chosen.grad(theta)[0], [0.0, 0.0, 1 / np.e])
    unknown = Formula("where(log(x) > 0, 1, 2) + y")
    assert np.isnan(unknown.value(theta)[0])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(
    ["x", "y", "2", "π", "²", "|", "(", ")", "+", "−", "·", "/", "^", " ", "sin", "√", "e", "x₁",
     r"\\frac", "{", "}", "np.exp", "max", ",", "if", "else", ">", "and", "not", "where", "=", "X"]
), max_size=14).map("".join))  # fmt: skip
def test_whatever_is_read_is_read_the_same_again(text):
    try:
        kept, root = parsed_as_typed(text)
    except ValueError as error:
        kept, said = "", str(error)
    else:
        said = "formula, column "
        assert kept.isascii()
        assert parsed_as_typed(kept)[0] == kept
        assert latex(parsed_as_typed(kept)[1]) == latex(root)
    assert said.startswith("formula, column ")
    assert said.isprintable()


def test_numbers_are_computed_as_python_computes_them():
    for text in ("2**-3/4", "-3**2", "2**3**0.5", "1 - 2 - 3", "2/3/4", "max(1, 3, 2)", "e**pi"):
        names = {"pi": np.pi, "e": np.e, "max": max}
        assert parse(text).number == pytest.approx(eval(text, names), rel=1e-15)  # noqa: S307 - our own text
    assert parse("2*x").number is None


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("x**2 + 3*sin(y)", r"x^{2} + 3 \sin\left(y\right)"),
        ("(1 - x)^2", r"\left(1 - x\right)^{2}"),
        ("-2*x*y", r"-2 x y"),
        ("-(x + 1)*y", r"-\left(x + 1\right) y"),
        ("x*-y", r"x \left(-y\right)"),
        ("x - (y - 1)", r"x - \left(y - 1\right)"),
        ("x - -y", r"x - \left(-y\right)"),
        ("2*3*x", r"2 \cdot 3 x"),
        ("1/3*x*y", r"\frac{x y}{3}"),
        ("x/(y + 1)/2", r"\frac{x}{\left(y + 1\right) \cdot 2}"),
        ("1/x", r"\frac{1}{x}"),
        ("(x/y)**2", r"\left(\frac{x}{y}\right)^{2}"),
        ("x**y**2", r"x^{y^{2}}"),
        ("(x**y)**2", r"\left(x^{y}\right)^{2}"),
        ("sin(x)**2", r"\sin^{2}\left(x\right)"),
        ("exp(-x**2)**2", r"\left(e^{-x^{2}}\right)^{2}"),
        ("sqrt(abs(x)) + pi", r"\sqrt{\left|x\right|} + \pi"),
        ("atan(x) + sign(y)", r"\arctan\left(x\right) + \operatorname{sgn}\left(y\right)"),
        ("max(x, y, 0)", r"\max\left(x, y, 0\right)"),
        ("1.5e-3*x + 1E5 + .5", r"1.5 \cdot 10^{-3} x + 10^{5} + 0.5"),
    ],
)
def test_a_formula_is_shown_in_the_order_in_which_it_was_typed(text, written):
    assert latex(parse(text)) == written


@pytest.mark.parametrize("text", TYPED)
def test_what_is_shown_has_balanced_brackets(text):
    for shown in (Formula(text).formula, Formula(text).gradient_formula):
        assert shown.count("{") == shown.count("}")
        assert shown.count(r"\left") == shown.count(r"\right")


def test_nothing_hands_a_text_to_python_or_to_sympy():
    evaluators = {"eval", "exec", "sympify", "parse_expr", "lambdify", "S", "__import__"}
    for path in Path(surfaces.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, (ast.Name, ast.Attribute)):
                name = node.id if isinstance(node, ast.Name) else node.attr
                assert name not in evaluators, f"{path.name}, line {node.lineno}: {name}"


def test_every_function_of_a_formula_is_named_to_the_reader():
    for name in (*FUNCTIONS, *WRITTEN_OUT):
        assert name in Formula.__doc__.replace("\n", " ")
