"""The symbols of knobs as plain text, for labels, where no mathematics is typeset."""

from __future__ import annotations

import re

GREEK = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "Delta": "Δ",
    "epsilon": "ε",
    "varepsilon": "ε",
    "eta": "η",
    "theta": "θ",
    "kappa": "κ",
    "lambda": "λ",
    "mu": "μ",
    "nu": "ν",
    "xi": "ξ",
    "pi": "π",
    "rho": "ρ",
    "sigma": "σ",
    "tau": "τ",
    "phi": "φ",
    "varphi": "φ",
    "psi": "ψ",
    "omega": "ω",
    "max": "max",
    "min": "min",
    "star": "*",
    "ast": "*",
    "infty": "∞",
    "ell": "ℓ",
}
LOW = str.maketrans("0123456789+-aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
HIGH = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")


def plain(latex: str) -> str:
    r"""Return the symbol of a knob without LaTeX: ``\beta_1`` is β₁.

    Meant for one letter with indices. Raises ``KeyError`` for a command that it does not know.
    """
    text = re.sub(r"\\(?:text|mathrm|operatorname)\{(.*?)\}", r"\1", latex)
    text = re.sub(r"\\([A-Za-z]+)", lambda found: GREEK[found[1]], text)
    text = re.sub(r"_(?:\{(.*?)\}|(.))", lambda found: _index(found).translate(LOW), text)
    return re.sub(r"\^(?:\{(.*?)\}|(.))", lambda found: _index(found).translate(HIGH), text)


def _index(found: re.Match[str]) -> str:
    return found[1] or found[2]
