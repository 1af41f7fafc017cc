"""A function that somebody types, as a surface like any other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from core.arrays import Array
from surfaces.base import Point, Surface
from surfaces.formula.automatic_box import Landmarks, landmarks
from surfaces.formula.constants import COMPARED
from surfaces.formula.derivatives import Derivatives, Points
from surfaces.formula.parser import parse, parsed_as_typed
from surfaces.formula.to_latex import latex
from surfaces.formula.vocabulary import complaint
from surfaces.formula.zeros import hints

REMEMBERED = 64
"""Texts of which the derivatives and the landmarks are kept."""
READABLE = 1000
"""Characters of LaTeX beyond which nobody reads a derivative."""
LEGIBLE = 3000
"""Pieces beyond which no derivative can be so short; SymPy would take long to find out."""


@dataclass(frozen=True)
class Formula(Surface):
    r"""Any function of x and y, with the exact gradient and Hessian that calculus gives it.

    .. math:: f(x, y) = x^2 + 3 \sin y

    for instance. A text is made of numbers, x, y, pi, e, ``+ - * / **`` (or ``^``), brackets, the
    functions sin, cos, tan, asin, acos, atan, atan2, sinh, cosh, tanh, asinh, acosh, atanh, exp,
    expm1, log (the natural one), log10, log2, log1p, sqrt, hypot, pow, square, abs, sign, floor,
    ceil, max, min, clip, relu, softplus, sigmoid, sec, csc and cot, comparisons such as
    ``(x > 0)``, which are 1 where they hold and else 0, and where(x > 0, a, b) or ``a if x > 0
    else b``. What people type or paste besides, such as ``2xy``, ``|x|``, ``x²``, ``np.sin(x)`` or
    LaTeX, is put into these words: ``normalize`` says how. Forward mode differentiates it, once for
    each text; NumPy evaluates it, and SymPy shows its derivatives. Where it has no real value it is
    NaN, but only for what is chosen: ``where(x > 0, log(x), 0)`` has one everywhere. Equal factors
    are cancelled: ``x/x`` is 1, and so at 0.

    At a kink there is one slope, the same in values, checks and exported programs. Where abs, max
    or min bend it is the mean of those on both sides, as in PyTorch; of relu it is 0, as in
    networks; at the tip of a root, as of ``sqrt(x**2 + y**2)``, where calculus says 0/0, it is 0,
    and so are second derivatives that are not there. sign, floor, ceil and comparisons are level
    everywhere. Where a root begins, as ``sqrt(x)`` at 0, the slope is infinite.

    The map is the smallest box around the origin that has its lowest ground inside, of half-width
    5, 10, 20, 50, 100 or as far as a descent leads, or that part of it where alone something
    happens; the minima are found on it numerically. A pole is no minimum.

    Raises ``ValueError`` for a text that is no such formula, too long or too involved, or finite
    nowhere: which piece, at which column, and how to mend it.

    Meurer et al. (2017), "SymPy: symbolic computing in Python",
    https://doi.org/10.7717/peerj-cs.103
    """

    title = "Your own formula"
    family = "Your own"
    formula = "f(x, y)"
    teaches = "Whatever you want to know: write the landscape down, and race on it."
    source = "SymPy, Meurer et al. (2017), https://doi.org/10.7717/peerj-cs.103"

    text: str = "x**2 + 3*sin(y)"

    def __post_init__(self) -> None:
        """Check the text, and take over what its map shows."""
        object.__setattr__(self, "text", parsed_as_typed(self.text.strip())[0].strip())
        for name, fact in _facts(self.text).items():
            object.__setattr__(self, name, fact)

    @property
    def minima(self) -> tuple[Point, ...]:
        """The lowest points of the map, found numerically; none if they are no single points."""
        return _found(self.text).minima

    @property
    def gradient_formula(self) -> str:
        """The gradient in LaTeX; empty if that is too long to be read."""
        return _shown(self.text)[0]

    @property
    def hessian_formula(self) -> str:
        """The Hessian in LaTeX; empty if that is too long to be read."""
        return _shown(self.text)[1]

    def value(self, theta: Points) -> Array:
        """Map points ``(2, *batch)``, or an open grid, to heights ``(*batch)``."""
        return _derivatives(self.text).value(theta)

    def grad(self, theta: Points) -> Array:
        """Map points ``(2, *batch)``, or an open grid, to gradients ``(2, *batch)``."""
        return _derivatives(self.text).grad(theta)

    def hess(self, theta: Points) -> Array:
        """Map points ``(2, *batch)``, or an open grid, to Hessians ``(2, 2, *batch)``."""
        return _derivatives(self.text).hess(theta)


@lru_cache(REMEMBERED)
def _facts(text: str) -> dict[str, object]:
    """Return what the map of a text shows, by the names of a surface."""
    root, found = parse(text), _found(text)
    return {
        "formula": latex(root),
        "domain": found.domain,
        "starts": found.starts,
        "beyond": "Lower ground lies off the map." if found.beyond else "",
        "kink": _kink(root.heads),
    }


def _kink(heads: set[str]) -> str:
    """Say which gradient is taken where a formula of some pieces has none."""
    told = list[str]()
    if heads & {"abs", "max", "min"}:
        told.append("Where abs, max or min bend, the gradient is the mean of both sides'.")
    if heads & {"sign", "relu", "floor", "ceil", *COMPARED}:
        told.append("Of sign, steps and comparisons it is 0, and so it is where relu bends.")
    return " ".join(told)


@lru_cache(REMEMBERED)
def _derivatives(text: str) -> Derivatives:
    """Return the function of a text with its derivatives."""
    try:
        return Derivatives(parse(text))
    except ValueError as error:
        raise complaint(text, 0, str(error)) from None


@lru_cache(REMEMBERED)
def _found(text: str) -> Landmarks:
    """Return the map of a text."""
    derivatives = _derivatives(text)
    try:
        return landmarks(derivatives, hints(parse(text)), derivatives.operations)
    except ValueError as error:
        raise complaint(text, 0, f"{error}: is it log or sqrt of what is negative?") from None


@lru_cache(REMEMBERED)
def _shown(text: str) -> tuple[str, str]:
    """Return the gradient and the Hessian of a text in LaTeX, each if it can be read."""
    pieces = _derivatives(text).pieces
    if pieces[0] > LEGIBLE:
        return "", ""
    from surfaces.formula.symbolic import gradient_and_hessian  # SymPy takes half a second

    shown = gradient_and_hessian(parse(text))
    gradient, hessian = next(shown), next(shown) if pieces[1] <= LEGIBLE else ""
    return _readable(gradient), _readable(hessian)


def _readable(latex: str) -> str:
    return latex if len(latex) <= READABLE else ""
