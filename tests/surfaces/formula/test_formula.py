"""A typed function is a surface like any other: with true derivatives, a map, and a link."""

from __future__ import annotations

import copy
import operator
import os
import pickle
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from functools import reduce
from urllib.parse import parse_qsl, quote, quote_plus, urlencode

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from experiments import Experiment, nearest, run
from optimizers import Adam
from surfaces import SURFACES, Formula, Noisy, Rosenbrock
from surfaces.formula.automatic_box import landmarks
from surfaces.formula.constants import COMPARED
from surfaces.formula.derivatives import Derivatives
from surfaces.formula.operations import Program, coordinates, record
from surfaces.formula.parser import parse
from surfaces.formula.subexpression import Subexpression
from surfaces.formula.vocabulary import ELEMENTARY
from surfaces.formula.zeros import hints
from tests.surfaces.drawn import points
from tests.surfaces.formula.formulas import GROWING, KNOWN, TYPED

ASKED = ("value", "grad", "hess")
OPERATORS = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne"}
TORCH = {
    **{name: getattr(torch, name) for name in ELEMENTARY},
    "relu": torch.relu,
    "sigmoid": torch.sigmoid,
    "softplus": torch.nn.Softplus(threshold=1000),
}


@pytest.mark.parametrize("name", KNOWN)
@pytest.mark.parametrize("asked", ASKED)
def test_a_typed_surface_is_that_of_the_catalogue(name, asked):
    by_hand = SURFACES[name]()
    theta = points(by_hand, 200)
    expected = getattr(by_hand, asked)(theta)
    ours = getattr(Formula(KNOWN[name]), asked)(theta)
    np.testing.assert_allclose(ours, expected, rtol=1e-12, atol=1e-12 * np.abs(expected).max())


def in_torch(node: Subexpression, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:  # noqa: C901 - a table
    """Evaluate a formula's tree piece by piece, as PyTorch would, so that it can differentiate."""
    parts = [in_torch(part, x, y) for part in node.parts]
    match node.head:
        case "number" | "pi" | "e":
            return torch.tensor(node.number, dtype=torch.float64)
        case "x" | "y":
            return x if node.head == "x" else y
        case "+":
            return reduce(torch.add, parts)
        case "*":
            return reduce(torch.mul, parts)
        case "-" | "/":
            return -parts[0] if node.head == "-" else 1 / parts[0]
        case "**":
            fixed = node.parts[1].number
            return torch.pow(parts[0], parts[1] if fixed is None else fixed)
        case "max" | "min":
            return reduce(torch.maximum if node.head == "max" else torch.minimum, parts)
        case "sign" | "floor" | "ceil":
            return TORCH[node.head](parts[0]) + 0 * parts[0]  # NaN stays NaN
        case "atan2":
            return torch.atan2(*parts)
        case "where":
            return torch.where(parts[0] > 0, parts[1], parts[2])
        case comparison if comparison in COMPARED:
            return getattr(operator, OPERATORS[comparison])(*parts).double()
        case function:
            return TORCH[function](parts[0])


def derivatives_in_torch(text, theta):
    """Return value (k), gradient (2, k) and Hessian (2, 2, k), differentiated by PyTorch."""
    x, y = (torch.tensor(row, requires_grad=True) for row in theta)
    level = 0 * (x + y)  # so that a constant has derivatives too
    value = in_torch(parse(text), x, y) + level
    grad = torch.autograd.grad(value.sum(), (x, y), create_graph=True)
    rows = [torch.autograd.grad((g + level).sum(), (x, y), retain_graph=True) for g in grad]
    every = (value, torch.stack(grad), torch.stack([torch.stack(row) for row in rows]))
    return [derivative.detach().numpy() for derivative in every]


def agree_with_torch(text, theta, tolerance):
    """Compare where all is finite, as far as the numbers stay the same if the points move a hair.

    Return how many numbers were compared.
    """
    surface = Derivatives(parse(text))
    places = [theta, *(theta * (1 + hair) for hair in (1e-12, -1e-12, 3e-12))]
    ours = [[surface.value(at), surface.grad(at), surface.hess(at)] for at in places]
    theirs = [derivatives_in_torch(text, at) for at in places]
    steady, compared = np.ones(theta.shape[1:], dtype=bool), 0
    for asked in range(3):
        mine, exact = ours[0][asked], theirs[0][asked]
        size = 1 + np.abs(exact)
        with np.errstate(invalid="ignore"):
            change = sum(np.abs(at[asked] - exact) for at in theirs[1:])
            change += np.nan_to_num(sum(np.abs(at[asked] - mine) for at in ours[1:]))
        same = np.isfinite(exact) & (change <= 1e-6 * size)
        if ")**(" in text:  # an exponent that varies takes a logarithm, even where it stays at 2
            same &= ~np.isnan(mine)
        steady = steady & same.reshape(-1, len(steady)).all(axis=0)
        compared += steady.sum()
        off = np.abs(mine[..., steady] - exact[..., steady])
        np.testing.assert_array_less(off, (tolerance * size + 100 * change)[..., steady])
    return compared


@pytest.mark.parametrize("text", TYPED)
def test_derivatives_are_those_of_pytorch(text):
    theta = points(Formula(text), 60)
    assert agree_with_torch(text, theta, 1e-10) > 0


numbers = st.sampled_from(["2", "3", "0.5", "1.7", "pi", "e", "10"])
leaves = st.sampled_from(["x", "y"]) | numbers
unary = st.sampled_from([*TORCH])


def bigger(inner):
    return st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from([*"+-*/"]), inner),
        st.builds("{}({})".format, unary, inner),
        st.builds(
            "({})**{}".format, inner, st.sampled_from(["2", "3", "-1", "0.5", "-1.5", "2.3"])
        ),
        st.builds("({})**({})".format, inner, inner),
        st.builds("{}({}, {})".format, st.sampled_from(["max", "min"]), inner, inner),
        st.builds("-{}".format, inner),
    )


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(text=st.recursive(leaves, bigger, max_leaves=6), seed=st.integers(0, 99))
def test_derivatives_of_any_formula_are_those_of_pytorch(text, seed):
    try:
        Derivatives(parse(text))
    except ValueError:
        assume(condition=False)
    rng = np.random.default_rng(seed)
    theta = rng.uniform(0.3, 2, (2, 40)) * rng.choice([-1, 1], (2, 40))  # not where 1/x cancels
    agree_with_torch(text, theta, 1e-7)


@pytest.mark.parametrize(
    ("text", "at", "slope"),
    [
        ("abs(x) + y", (0.0, 1.0), (0.0, 1.0)),
        ("sign(x)*3 + y", (0.0, 1.0), (0.0, 1.0)),
        ("max(x, 3*y)", (0.0, 0.0), (0.5, 1.5)),
        ("min(x, 3*y)", (0.0, 0.0), (0.5, 1.5)),
        ("max(x, x)", (2.0, 0.0), (1.0, 0.0)),
        ("max(2*x, y, 5)", (2.0, 9.0), (0.0, 1.0)),
    ],
)
def test_at_a_kink_the_slope_is_the_mean_of_both_sides_as_in_pytorch(text, at, slope):
    theta = np.array(at)[:, None]
    assert Formula(text).grad(theta)[:, 0].tolist() == list(slope)
    assert derivatives_in_torch(text, theta)[1][:, 0].tolist() == list(slope)
    assert not Formula(text).hess(theta).any()
    assert Formula(text).kink
    assert not Formula("x*y").kink


@pytest.mark.parametrize(
    ("text", "at", "slope"),
    [
        ("sqrt(x**2 + y**2)", (0.0, 0.0), (0.0, 0.0)),
        ("hypot(x - 1, y) + x", (1.0, 0.0), (1.0, 0.0)),
        ("(x**2 + y**2)**0.3", (0.0, 0.0), (0.0, 0.0)),
        ("sqrt(abs(x)) + y", (0.0, 1.0), (0.0, 1.0)),
        ("x*sqrt(x**2 + y**2) + y", (0.0, 0.0), (0.0, 1.0)),
        ("sqrt(1 - cos(x)) + y**2", (0.0, 1.0), (0.0, 2.0)),
        ("asin(1 - x**2) + y", (0.0, 1.0), (0.0, 1.0)),
        ("exp(-1/x**2) + y**2", (0.0, 1.0), (0.0, 2.0)),
        ("relu(x) + relu(-x) + y", (0.0, 1.0), (0.0, 1.0)),
        ("where(x > 0, x, -x) + y", (0.0, 1.0), (-1.0, 1.0)),
        ("floor(x)*y", (2.0, 3.0), (0.0, 2.0)),
        ("(x > 1)*y + (x <= 1)*2*y", (1.0, 3.0), (0.0, 2.0)),
        ("hypot(x, y)**3", (0.0, 0.0), (0.0, 0.0)),
    ],
)
def test_a_slope_that_derivatives_leaves_open_is_zero(text, at, slope):
    surface, theta = Formula(text), np.array(at)
    for shape in ((), (1,), (2, 3)):
        repeated = (2, *[1] * len(shape))
        points = np.broadcast_to(theta.reshape(repeated), (2, *shape))
        expected = np.broadcast_to(np.array(slope).reshape(repeated), (2, *shape))
        assert np.array_equal(surface.grad(points), expected)
        assert np.isfinite(surface.hess(points)).all()
    grid = surface.grad((np.array([[at[0], 3.0]]), np.array([[at[1]], [2.5]])))
    assert grid[:, 0, 0].tolist() == list(slope)


def test_a_slope_that_is_infinite_or_not_there_stays_so():
    assert np.isinf(Formula("sqrt(x)").grad(np.array([0.0, 1.0]))[0])
    assert np.isnan(Formula("sin(x)/x").grad(np.array([0.0, 1.0]))[0])


@pytest.mark.parametrize(
    ("text", "low", "high", "minima"),
    [
        ("exp(-x²-y²)", (-5, -5), (5, 5), []),
        ("-exp(-10000*((x-0.3)**2+(y-0.2)**2))", (0.25, 0.15), (0.35, 0.25), [(0.3, 0.2)]),
        ("exp(-1e4*(x**2+y**2))", (-0.05, -0.05), (0.05, 0.05), []),
        ("(x-3000)**2+(y+20)**2", (-5000, -5000), (5000, 5000), [(3000, -20)]),
        ("x**2-2000*x+y**2", (-2000, -2000), (2000, 2000), [(1000, 0)]),
        ("-exp(-(x-500)**2-(y-500)**2)", (495, 495), (505, 505), [(500, 500)]),
        ("sqrt(1-x**2-y**2)", (-2, -2), (2, 2), []),
        ("log(x-99)", (-200, -200), (200, 200), []),
        ("1/x + y**2", (-5, -5), (5, 5), []),
        ("1/sin(x) + y**2", (-5, -5), (5, 5), []),
        ("x + 1/x + y**2", (-5, -5), (5, 5), []),
        ("log(abs(x)) + y**2", (-5, -5), (5, 5), []),
        ("where(x > 0, log(x), 0) + y**2", (-5, -5), (5, 5), []),
        ("-1/(x**2+y**2+1e-6)", (-0.02, -0.02), (0.02, 0.02), [(0, 0)]),
    ],
)
def test_the_map_shows_where_something_happens_and_a_pole_is_no_minimum(text, low, high, minima):
    surface = Formula(text)
    np.testing.assert_allclose(surface.domain.low, low, rtol=1e-9)
    np.testing.assert_allclose(surface.domain.high, high, rtol=1e-9)
    assert len(surface.minima) == len(minima)
    if minima:
        np.testing.assert_allclose(surface.minima, minima, rtol=1e-7, atol=1e-9)
    heights = [float(surface.value(np.array(start))) for start in surface.starts]
    assert np.isfinite(heights).all()
    reach = surface.domain.high[0] - surface.domain.low[0]
    grid = np.stack(np.meshgrid(*np.linspace(surface.domain.low, surface.domain.high, 41).T))
    known = surface.value(grid)
    depth = np.ptp(np.quantile(known[np.isfinite(known)], [0.1, 0.9]))
    for start in surface.starts:
        assert np.hypot(*surface.grad(np.array(start))) * reach > 1e-5 * depth


def test_how_much_is_tried_is_bounded_by_what_a_formula_costs():
    for text in ("x*y", TYPED[15], "+".join(f"sin({k}*x+y)**2" for k in range(1, 20))):
        root = parse(text)
        derivatives, asked = Derivatives(root), [0]

        class Counted:
            def __getattr__(self, name, derivatives=derivatives, asked=asked):
                def ask(theta):
                    asked[0] += derivatives.operations
                    return getattr(derivatives, name)(theta)

                return ask

        landmarks(Counted(), hints(root), derivatives.operations)
        assert asked[0] < 150_000 + 1500 * derivatives.operations


@pytest.mark.parametrize("text", [*TYPED, "3", "x", "y + 1", "pi*e"])
@pytest.mark.parametrize("asked", ASKED)
def test_batched_equals_looped_bit_for_bit_whatever_the_shape(text, asked):
    ask = getattr(Formula(text), asked)
    theta = points(Formula(text), 35).reshape(2, 5, 7)
    every = ask(theta)
    assert every.shape == {"value": (), "grad": (2,), "hess": (2, 2)}[asked] + (5, 7)
    assert not np.shares_memory(every, theta)
    assert np.array_equal(ask(np.asfortranarray(theta)), every, equal_nan=True)
    for j in range(7):
        assert np.array_equal(ask(theta[..., j]), every[..., j], equal_nan=True)
        assert np.array_equal(ask(theta[:, 2, j]), every[..., 2, j], equal_nan=True)
        assert np.array_equal(ask(theta[:, 2, j : j + 1]), every[..., 2, j : j + 1], equal_nan=True)


@pytest.mark.parametrize("text", [*TYPED, "3", "x", "y + 1"])
def test_an_open_grid_is_the_grid_that_it_spans(text):
    surface = Formula(text)
    x, y = np.linspace(surface.domain.low, surface.domain.high, 13).T
    grid = np.stack(np.meshgrid(x, y[:9]))
    for asked in ASKED:
        ask = getattr(surface, asked)
        assert np.array_equal(ask((x[None], y[:9, None])), ask(grid), equal_nan=True)


@pytest.mark.parametrize("power", [*range(-20, 21), 99])
def test_whole_powers_are_right_to_a_few_digits(power):
    x = 1.1
    exact = float(Fraction(x) ** power)
    value = Formula(f"x**{power}").value(np.array([[x], [0.0]]))[0]
    assert value == pytest.approx(exact, rel=1e-15 * (1 + abs(power) / 4))


def test_where_there_is_no_real_value_it_is_nan_and_nobody_is_warned():
    surface = Formula("sqrt(x) + log(y)")
    theta = np.array([[4.0, -1.0, 0.0], [1.0, 1.0, -1.0]])
    assert np.array_equal(surface.value(theta), [2.0, np.nan, np.nan], equal_nan=True)
    assert np.isfinite(surface.grad(theta)[:, 0]).all()
    assert np.isnan(surface.grad(theta)[0, 1])


def test_what_occurs_twice_is_computed_once_and_memory_is_used_again():
    x, y = coordinates()
    piece = record(np.sin, x * y)
    square = piece * piece
    program = Program([square, square * piece + piece])
    assert len(program.steps) == 5  # x*y, its sine, the square, the cube, the sum
    sines = (record(np.sin, k * x) for k in range(1, 31))  # each is added once it is there
    long = Program([reduce(operator.add, sines)])
    assert len(long.steps) == 88  # 30 sines, 29 products, 29 sums
    assert long.registers <= 2 + 29 + 3  # x, y, the numbers, and three at work at once


def test_what_calculus_leaves_of_numbers_and_signs_is_not_recorded():
    x, y = coordinates()
    minus = -x
    for simple in (x + 0, 0 + x, x - 0, 1 * x, x * 1.0, x / 1, -minus):
        assert simple is x
    assert [0 * x, x - x, 0 / x, x / x, x * 0.0] == [0, 0, 0, 1, 0]
    assert 2 * (3 * x) is 6 * x
    assert (-x) * y is -(x * y)
    assert x - (-y) is x + y is y + x
    assert x + x is 2 * x
    for impossible in (lambda: 1e200 * (1e200 * x) * y, lambda: record(np.log, 0.0)):
        with pytest.raises(ValueError, match="infinite or not real"):
            impossible()


def test_a_larger_formula_costs_in_proportion():
    """A product of k factors has a Hessian of k**3 pieces, but not of so many operations."""
    text = [GROWING["product"](factors) for factors in (10, 40)]
    few, many = (Derivatives(parse(each)) for each in text)
    assert 3 < many.operations / few.operations < 5
    assert many.pieces[1] / few.pieces[1] > 30


@pytest.mark.parametrize(
    ("text", "reach", "minima"),
    [
        ("x**2 + 3*sin(y)", 5, [(0.0, -np.pi / 2), (0.0, 3 * np.pi / 2)]),
        ("(x - 30)**2 + (y + 3)**2", 50, [(30.0, -3.0)]),
        ("x**4 + y**4 + 5", 5, [(0.0, 0.0)]),
        ("abs(x - 1) + 2*abs(y + 2)", 5, [(1.0, -2.0)]),
        ("10*abs(x + 3*y - 1) + abs(x - y)", 5, [(0.25, 0.25)]),
        ("sqrt(x**2 + y**2)", 5, [(0.0, 0.0)]),
        ("x*log(x) + y**2", 5, [(1 / np.e, 0.0)]),
        ("log(x - 8)**2 + y**2", 10, [(9.0, 0.0)]),
        ("1e6*(x - 1/3)**2 + 1e-3*(y - 2/3)**2", 5, [(1 / 3, 2 / 3)]),
        ("x**2 - y**2", 5, []),  # a saddle
        ("x**3 - 3*x + y**2", 5, []),  # falls off the map
        ("x - y", 5, []),
        ("(x - y)**2", 5, []),  # a level valley
        ("(x**2 + y**2 - 1)**2", 5, []),  # a ring
        ("1e4*(y - x**2)**2", 5, []),  # a bent valley
        ("max(x**2 + y**2 - 1, 0)", 5, []),  # a plain
        ("sqrt(x) + y**2", 5, []),  # ends at its lowest point
        ("1/(x**2 + y**2)", 5, []),
        ("log(y) + cos(x)", 5, []),  # a bottomless pit
        ("7", 5, []),
    ],
)
def test_the_map_and_the_minima_are_found(text, reach, minima):
    surface = Formula(text)
    assert surface.domain.high == (reach, reach)
    assert len(surface.minima) == len(minima)
    if minima:
        np.testing.assert_allclose(surface.minima, minima, atol=1e-8)
    assert surface.starts
    starts = np.array(surface.starts).T
    assert np.isfinite(surface.value(starts)).all()
    assert np.isfinite(surface.grad(starts)).all()
    assert np.abs(starts).max() <= reach


@pytest.mark.parametrize("name", ["Rosenbrock", "Beale", "Himmelblau", "Rastrigin", "SixHumpCamel"])
def test_the_minima_of_the_catalogue_are_found_to_the_last_digits(name):
    found, known = np.array(Formula(KNOWN[name]).minima), np.array(SURFACES[name]().minima)
    assert len(found) == len(known)
    for minimum in known:
        assert np.linalg.norm(found - minimum, axis=1).min() < 1e-12


def test_lower_ground_off_the_map_is_told_of():
    assert Formula("sin(x) + sin(y) + 0.01*x**2 - x**4/1e5").beyond
    assert not Formula("x**2 + y**2").beyond
    assert not Formula("x*y").beyond


@pytest.mark.parametrize("text", ["sqrt(1 - (10*x)**2 - (10*y)**2)", "sign(x)", "log(x - 99)"])
def test_a_formula_that_is_finite_in_a_corner_has_a_start_there(text):
    surface = Formula(text)
    for start in surface.starts:
        assert np.isfinite(surface.value(np.array(start)))
    assert run(Adam(), surface, surface.starts[0], 3).theta.shape == (4, 2)


def test_its_derivatives_are_shown_unless_they_are_too_long_to_be_read():
    surface = Formula("x**2 + 0.5*x*y + 3*sin(y)")
    assert surface.gradient_formula == (
        r"\begin{pmatrix} 2 x + 0.5 y \\ 0.5 x + 3 \cos\left(y\right) \end{pmatrix}"
    )
    assert surface.hessian_formula == (
        r"\begin{pmatrix} 2 & 0.5 \\ 0.5 & - 3 \sin\left(y\right) \end{pmatrix}"
    )
    assert Formula(TYPED[-1]).gradient_formula
    assert not Formula("+".join(f"sin({k}*x*y)" for k in range(1, 30))).hessian_formula


def test_it_is_a_value_told_apart_by_its_text():
    surface = Formula(" x**2 + y**2 ")
    assert surface == Formula("x**2 + y**2") != Formula("y**2 + x**2")
    assert len({surface, Formula("x**2 + y**2"), Formula()}) == 2
    for again in (
        pickle.loads(pickle.dumps(surface)),  # noqa: S301 - our own bytes
        copy.deepcopy(surface),
        replace(surface),
    ):
        assert again == surface
        assert again.formula == surface.formula
    assert replace(surface, text="x*y").formula == "x y"
    assert repr(surface) == "Formula(text='x**2 + y**2')"


def test_noise_on_a_formula_keeps_its_map():
    noisy = Noisy(Formula("x**2 + (y - 1)**2"), sigma=0.5)
    assert noisy.minima == ((0.0, 1.0),)
    assert noisy.formula == Formula("x**2 + (y - 1)**2").formula


RACE = Experiment(Formula("x**2+3*sin(y) - 0.1*x^3"), (Adam(lr=0.05),), (2.0, 1.0), 50)


def test_a_link_holds_the_formula():
    query = RACE.to_query()
    assert "surface=Formula(text='x**2%2B3*sin(y)%20-%200.1*x%5E3')" in query
    assert Experiment.from_query(query) == RACE
    assert nearest(query) == (RACE, [])
    typed = 'surface=Formula("x**2%2B3*sin(y) - 0.1*x^3")&start=2,1&steps=50&optimizer=Adam(0.05)'
    assert Experiment.from_query(typed) == RACE


@pytest.mark.parametrize("encode", [quote, quote_plus, lambda text: quote(text, safe="")])
def test_any_browsers_encoding_of_the_formula_is_read(encode):
    pairs = parse_qsl(RACE.to_query())
    assert Experiment.from_query("&".join(f"{k}={encode(v)}" for k, v in pairs)) == RACE
    assert Experiment.from_query("?" + urlencode(pairs)) == RACE


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x**2+3*sin(y)", '"2 3" cannot be read'),  # the + of a link is a space
        ("x%2B__import__('os')", 'column 14: "\'" has no place here'),
        ("9**9**9**9", 'column 4: "9**9**9" is too high a power'),
        ("x" + "*x" * 400, "too much to be differentiated twice"),
        ("log(-1-x*x)", "no finite height"),
    ],
)
def test_a_broken_formula_in_a_link_is_refused_and_the_rest_is_kept(text, said):
    query = f'surface=Formula("{text}")&steps=70&optimizer=Adam(lr=0.05)'
    with pytest.raises(ValueError, match="formula, column") as caught:
        Experiment.from_query(query)
    assert said in str(caught.value)
    experiment, complaints = nearest(query)
    assert experiment == Experiment(Rosenbrock(), (Adam(lr=0.05),), (-1.2, 1.0), 70)
    assert len(complaints) == 1
    assert said in complaints[0]
    assert complaints[0].isprintable()


def test_sympy_is_not_imported_before_somebody_looks_at_derivatives():
    script = (
        "import sys, surfaces, experiments, figures; f = surfaces.Formula(); f.hess(f.starts[0]);"
        " assert 'sympy' not in sys.modules; f.gradient_formula; assert 'sympy' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


def test_every_process_computes_the_same_bits():
    script = (
        "import sys, hashlib, numpy as np; from surfaces import Formula;"
        "from tests.surfaces.formula.formulas import TYPED;"
        "from tests.surfaces.drawn import points;"
        "print(hashlib.sha256(b''.join(ask(points(f, 9)).tobytes() + repr(f.minima).encode()"
        " for f in map(Formula, TYPED[8:14]) for ask in (f.value, f.grad, f.hess))).hexdigest())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", script],
            check=True,
            timeout=60,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1
    assert len(told.pop()) > 60
