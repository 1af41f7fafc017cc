"""Differences and complex steps against exact slopes, theory, and SciPy; and the verdicts."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize._numdiff import approx_derivative

from studies.gradient_check.cases import EACH, directions, loss_of
from studies.gradient_check.check import CENTRAL, COMPLEX, EPS, FORWARD, STEPS
from studies.gradient_check.complex_step import Stepped, complex_step
from studies.gradient_check.differences import gradient_check
from studies.gradient_check.findings import FindingKind, findings, summary
from surfaces import SURFACES, Cliff, Formula, LogisticRegression, MiniBatch, Noisy, Rosenbrock
from surfaces.networks import NETWORKS, Learner, Perceptron, ReLU
from tests.surfaces.creases import creases
from tests.surfaces.drawn import points

FORMULAS = (
    "abs(x)*max(x,y)",
    "sqrt(abs(x*y))+min(x,y,1)",
    "sign(x)*y**3",
    "x**2.5+asin(x/200)",
    "exp(-abs(x-y))*atan(y)",
    "log(x**2+1)**1.3+2**x",
    "tanh(x)*cosh(y/9)+acos(x/200)-tan(y/200)",
    "where(x > 0, sqrt(abs(x) + 1), softplus(y))*sigmoid(x) + atan2(y, x**2 + 1)",
)
LOSSES = {
    **{name: kind() for name, kind in SURFACES.items()},
    **{name: kind() for name, kind in NETWORKS.items()},
    "batch norm": Perceptron(batch_norm=True),
    "ReLU": Perceptron(activation=ReLU()),
    "a quantity": Perceptron(data=SURFACES["LinearRegression"]().data, l2=0.1),
    "noise": Noisy(Rosenbrock()),
    "batches": MiniBatch(LogisticRegression(), batch_size=5),
    **{text: Formula(text) for text in FORMULAS},
}


def places(loss, count: int):
    """Return points (n, count) at which the loss is smooth: of a network, around its starts."""
    if isinstance(loss, Learner):
        spread = np.random.default_rng(3).standard_normal((loss.count, count))
        return np.array(loss.initial(1))[:, None] + 0.1 * spread
    theta = points(loss, 4 * count, seed=3)
    smooth = (np.abs(creases(loss, theta)) > 0.01).all(axis=0)
    smooth &= np.isfinite(loss.value(theta)) & np.isfinite(loss.grad(theta)).all(axis=0)
    return theta[:, smooth][:, :count]


@pytest.mark.parametrize("name", LOSSES)
def test_complex_steps_are_right_wherever_they_are_offered(name):
    loss = loss_of(LOSSES[name])
    _, along = directions(LOSSES[name], EACH)
    for theta in places(LOSSES[name], 20).T:
        exact = along.T @ loss.grad(theta[:, None])[:, 0]
        steps = complex_step(loss, theta, along, np.array([1e-20, 1e-30]))
        largest = np.max(np.abs(exact))
        np.testing.assert_allclose(steps, [exact, exact], rtol=1e-11, atol=1e-13 * largest)


def test_complex_steps_are_right_on_the_bends_of_a_cliff():
    """There the pieces of the formula meet, and only their sum is smooth."""
    cliff = Cliff()
    foot, edge = 0.5, 0.5 + cliff.height / cliff.steepness
    for level in (foot, edge, foot - 1e-3, foot + 1e-3, edge - 1e-3, edge + 1e-3):
        theta = np.array([level - 0.25, 0.25])
        steps = complex_step(cliff, theta, np.eye(2), np.array([1e-25]))
        np.testing.assert_allclose(steps[0], cliff.grad(theta[:, None])[:, 0], rtol=1e-12)


def test_complex_steps_of_logistic_regression_where_every_sum_is_zero():
    loss = loss_of(LogisticRegression())
    steps = complex_step(loss, np.zeros(2), np.eye(2), np.array([1e-25]))
    np.testing.assert_allclose(steps[0], loss.grad(np.zeros((2, 1)))[:, 0], rtol=1e-13)


def test_what_has_no_continuation_is_refused():
    class Stairs:
        def value(self, theta):
            return np.rint(theta[0]) + theta[1]

        def grad(self, theta):
            return np.array([0 * theta[0], 1 + 0 * theta[1]])

    check = gradient_check(Stairs(), np.array([0.3, 0.5]))
    assert check.stepped is None
    assert "rint" in check.refused
    assert [found.kind for found in findings(check)] == [FindingKind.AGREES] * 2


def test_wrong_complex_steps_are_not_believed():
    class Plain:
        """Copies its points out of what watches over them: abs is then a modulus."""

        def value(self, theta):
            x, y = np.array(theta)
            return (np.abs(x) + 0 * x) * y

        def grad(self, theta):
            x, y = theta
            return np.array([np.sign(x) * y, np.abs(x)])

    check = gradient_check(Plain(), np.array([2.0, 3.0]))
    assert check.stepped is None
    assert "differences settle at 3" in check.refused
    assert all(found.kind is FindingKind.AGREES for found in findings(check))


def test_stepped_numbers_choose_pieces_by_real_part():
    z = np.array([-2 + 1e-20j, 3 - 1e-20j]).view(Stepped)
    assert np.array_equal(np.abs(z), [2 - 1e-20j, 3 - 1e-20j])
    assert np.array_equal(np.sign(z), [-1.0, 1.0])
    assert np.array_equal(np.maximum(z, 0), [0, 3 - 1e-20j])
    lengths = np.hypot(z, 4.0).view(np.ndarray)
    np.testing.assert_allclose(lengths.imag, [-2e-20 / np.sqrt(20), -0.6e-20])
    assert isinstance(np.where(z > 0, z, 1), Stepped)


@pytest.mark.parametrize("h", [1e-2, 1e-5, 1e-8])
def test_differences_are_those_of_scipy(h):
    loss, theta = Rosenbrock(), np.array([-1.3, 0.7])
    check = gradient_check(loss, theta, h=np.geomspace(100 * h, h / 100, 17))
    at = int(np.argmin(np.abs(check.h - h)))

    def value(point):
        return loss.value(point[:, None])[0]

    for method, scipys in ((FORWARD, "2-point"), (CENTRAL, "3-point"), (COMPLEX, "cs")):
        theirs = approx_derivative(value, theta, method=scipys, abs_step=check.h[at])
        rounding = 1e-14 if method == COMPLEX else 4 * EPS / h
        ours = check.numeric(method)[at]
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=rounding * abs(check.value))


@pytest.mark.parametrize(("method", "order"), [(FORWARD, 1.0), (CENTRAL, 2.0), (COMPLEX, 2.0)])
def test_truncation_is_as_the_series_says(method, order):
    check = gradient_check(Formula("exp(x)*sin(y)"), np.array([0.3, 0.9]))
    wide = (check.h < 1e-2) & (check.h > 1e-3)
    errors = check.errors(method)[wide]
    np.testing.assert_allclose(errors, check.truncation(method)[wide], rtol=0.03)
    slopes = np.polyfit(np.log(check.h[wide]), np.log(errors), 1)[0]
    np.testing.assert_allclose(slopes, order, atol=0.01)


def test_derivatives_of_higher_order_are_found_by_differences():
    check = gradient_check(Formula("exp(x)*sin(y)"), np.array([0.3, 0.9]))
    e, s, c = np.exp(0.3), np.sin(0.9), np.cos(0.9)
    np.testing.assert_allclose(check.bend, [e * s, -e * s], rtol=1e-6)
    np.testing.assert_allclose(check.third, [e * s, -e * c], rtol=1e-4)
    assert not gradient_check(Formula("x**2+y"), np.array([2.0, 3.0])).third.any()


@pytest.mark.parametrize("name", LOSSES)
def test_rounding_and_the_best_step_are_as_predicted(name):
    loss = loss_of(LOSSES[name])
    _, along = directions(LOSSES[name], EACH)
    above = []
    for theta in places(LOSSES[name], 10).T:
        check = gradient_check(loss, theta, along)
        for method in (FORWARD, CENTRAL):
            errors, expected = (
                check.errors(method),
                check.truncation(method) + check.rounding(method),
            )
            best = check.optimum(method)
            near = np.abs(np.log10(check.h[:, None] / best)) < 0.6
            trusted = near & (check.h[:, None] > check.shortest)
            above.append((errors / expected)[trusted])
    above = np.concatenate(above)
    if name == "AbsoluteValue":  # planes: nothing is cut off, and no step is best
        assert not len(above)
        return
    assert np.median(above) < 2
    assert np.quantile(above, 0.9) < 30


@pytest.mark.parametrize("name", LOSSES)
def test_a_right_gradient_is_never_called_wrong(name):
    surface = LOSSES[name]
    loss, (_, along) = loss_of(surface), directions(surface, EACH)
    where = [*places(surface, 40 if len(along) == 2 else 4).T, *map(np.array, surface.minima)]
    for theta in where:
        check = gradient_check(loss, theta, along)
        assert check.stepped is not None or any(np.array_equal(theta, m) for m in surface.minima)
        for finding in findings(check):
            kinked = surface.kink and any(np.array_equal(theta, m) for m in surface.minima)
            assert finding.kind is FindingKind.AGREES or (
                kinked and finding.kind is FindingKind.KINK
            ), (
                theta,
                finding,
            )


@pytest.mark.parametrize(
    ("text", "at", "kind", "words"),
    [
        ("abs(x)+3*abs(y)", (0, 1), FindingKind.KINK, "jumps from -1 to 1; the gradient says 0"),
        ("1e5*y**2+abs(x-1)", (1, 3), FindingKind.KINK, "jumps from -1 to 1"),
        ("max(x,y)", (1, 1), FindingKind.KINK, "jumps from 0 to 1; the gradient says 0.5"),
        ("sqrt(abs(x-1))+y", (1.0 + 1e-9, 2), FindingKind.AGREES, "by complex steps, to"),
        ("1e3+abs(x)", (1e-11, 0), FindingKind.UNKNOWN, "kink or a sharp bend"),
        ("-exp(-3000*x**2)", (0.018, 0.3), FindingKind.AGREES, "15 digits by complex steps"),
        ("-exp(-3e10*x**2)+y", (6e-6, 1), FindingKind.AGREES, "15 digits by complex steps"),
        ("1e6*y**2-exp(-3000*x**2)", (0.018, 1), FindingKind.AGREES, "15 digits by complex steps"),
        ("1/x+y", (1e-6, 1), FindingKind.AGREES, "15 digits by complex steps"),
        ("x**1.5+y", (0, 1), FindingKind.UNKNOWN, "values on one side of this point only"),
        ("sqrt(x**2+y**2)", (0, 0), FindingKind.KINK, "jumps from -1 to 1; the gradient says 0"),
        ("relu(x)", (0, 1), FindingKind.KINK, "jumps from 0 to 1; the gradient says 0"),
        ("where(x > 0, 1, 0)", (0, 1), FindingKind.KINK, "the loss jumps here, by 1"),
        ("sign(x)", (0, 1), FindingKind.KINK, "the loss jumps here, by 1"),
        ("log(x)", (-1, 2), FindingKind.UNKNOWN, "the loss is no finite number"),
        ("sqrt(x)", (0, 1), FindingKind.UNKNOWN, "the gradient is no finite number"),
        ("abs(x)**1.5", (0, 1), FindingKind.AGREES, "both are 0"),
        ("x*abs(x)", (0, 0), FindingKind.AGREES, ""),
        ("abs(x-0.00001)", (0, 0), FindingKind.AGREES, "15 digits"),
        ("exp(y)+abs(x)-1", (1e-9, 0), FindingKind.AGREES, "by complex steps, to"),
        ("1e-6*x+y-1", (0, 1), FindingKind.AGREES, ""),
        ("(x+1)**2-1", (0, 1), FindingKind.AGREES, ""),
        ("y**2", (2, 0), FindingKind.AGREES, "both are 0"),
    ],
)
def test_verdicts_on_formulas(text, at, kind, words):
    found = findings(gradient_check(Formula(text), np.array(at, dtype=float)))
    assert found[0].kind is kind
    assert words in found[0].words


def test_one_undefined_direction_does_not_silence_the_other():
    for text, kind, words in [
        (
            "sqrt(x) + y**2",
            FindingKind.UNKNOWN,
            "Not everything can be checked. x: the gradient is no",
        ),
        ("sqrt(x) + abs(y - 1)", FindingKind.KINK, "Not differentiable here. y: a kink"),
    ]:
        found = findings(gradient_check(Formula(text), np.array([0.0, 1.0])))
        told = summary(found, "xy")
        assert told.kind is kind
        assert told.words.startswith(words)
        assert "x: the gradient is no finite number" in told.words
        assert "y: " in told.words


def test_an_edge_between_vertical_walls():
    found = findings(gradient_check(SURFACES["BukinN6"](), np.array([-10.0, 1.0])))
    assert found[1].kind is FindingKind.KINK
    assert "steeper without bound" in found[1].words


def test_digits_are_counted():
    class Rounded(Rosenbrock):
        def grad(self, theta):
            return super().grad(theta) * (1 + 3e-8)

    exact, rounded = (gradient_check(f, np.array([-1.2, 1.0])) for f in (Rosenbrock(), Rounded()))
    words = "agrees to 15 digits by complex steps, to 10 by central differences"
    assert findings(exact)[0].words == words
    found = findings(rounded)
    assert [one.kind for one in found] == [FindingKind.INEXACT] * 2
    assert "7 digits and no further" in found[0].words
    assert summary(found, "xy").words.startswith("The gradient is not exact. x: agrees to 7 digits")


def test_a_wrong_gradient_has_a_level_error_and_a_right_one_a_v():
    class Wrong(Rosenbrock):
        def grad(self, theta):
            gx, gy = super().grad(theta)
            return np.array([1.4 * gx, gy])

    check = gradient_check(Wrong(), np.array([-1.2, 1.0]))
    middle = (check.h < 1e-2) & (check.h > 1e-9)
    errors = check.errors(CENTRAL)[middle]
    assert np.ptp(errors[:, 0]) < 1e-3 * errors[0, 0]
    assert errors[:, 1].max() > 1e3 * errors[:, 1].min()
    told = summary(findings(check), "xy")
    assert told.kind is FindingKind.WRONG
    assert told.words == (
        "The gradient is wrong. x: the gradient says -301.84, the differences -215.6,"
        " 0.7143 times that."
    )


def test_steps_that_are_lost_give_a_slope_of_zero():
    check = gradient_check(Rosenbrock(), np.array([-1.2, 1.0]))
    assert not check.forward[check.h < 1e-17].any()
    np.testing.assert_allclose(check.errors(FORWARD)[check.h < 1e-17], 1.0, rtol=1e-12)


def test_many_directions_are_asked_about_in_pieces(monkeypatch):
    loss, theta = Rosenbrock(), np.array([-1.2, 1.0])
    whole = gradient_check(loss, theta)
    monkeypatch.setattr("studies.gradient_check.differences.ROOM", 40)
    told: list[float] = []
    pieces = gradient_check(loss, theta, progress=told.append)
    assert len(told) == -(-len(STEPS) // 10)
    assert told == sorted(told)
    assert np.array_equal(whole.central, pieces.central)
    assert np.array_equal(whole.stepped, pieces.stepped)


def test_a_check_can_be_cancelled():
    def cancel(part: float) -> None:
        raise KeyboardInterrupt(part)

    with pytest.raises(KeyboardInterrupt):
        gradient_check(Rosenbrock(), np.array([-1.2, 1.0]), progress=cancel)
