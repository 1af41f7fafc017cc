"""Runs drawn at random: rules, knobs, wrappers, schedules, surfaces, noise, starts and lengths.

Each run has a generator of its own: run k of a seed is the same whatever is drawn beside it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from core.knobs import Knob, knobs
from optimizers import (
    OPTIMIZERS,
    SAM,
    Averaged,
    Clipped,
    Decayed,
    Lookahead,
    Optimizer,
    Penalized,
    Rule,
    Scheduled,
)
from optimizers.base import scalable
from optimizers.line_search import Backtracking, FixedStep, StrongWolfe
from optimizers.schedules import SCHEDULES, Mirrored, Schedule, Sequential, Warmup
from surfaces import SURFACES, Formula, Noisy, Surface

FORMULAS = (
    "x**2 + 3*sin(y)", "x**4 + y**4", "(x**2 + y - 11)**2 + (x + y**2 - 7)**2", "x**2*y**2 + x**2",
    "(1 - x**2*y**2)**2/4", "1/x + y**2", "1/sin(x) + y**2", "x + 1/x + y**2", "log(x) + y**2",
    "x - log(x) + y**2", "sqrt(x) + y**2", "sqrt(x**2 + y**2)", "sqrt(x - 1) + (y - 2)**2",
    "abs(x) + abs(y)", "abs(x - 1) + y**2", "max(x**2, y**2)", "x*y", "x**3 + y**2",
    "exp(x) + y**2", "exp(-x**2 - y**2)", "-exp(-x**2 - y**2)", "x**2 - y**2", "x + y",
    "sin(x)*cos(y)", "tan(x) + y**2", "1/(1 + x**2) + y**2", "x**2/(1 + x**2) + y**2/10",
    "(109 - x*(1-exp(-y)))**2 + (149 - x*(1-exp(-2*y)))**2 + (149 - x*(1-exp(-3*y)))**2",
    "cosh(x) + y**4", "tanh(x) + y**2", "(x - y)**2 + exp(x*y/10)", "sin(x**2) + y**2",
    "x**2 + y**2 + 10*sin(x)*sin(y)", "asin(x) + y**2", "x*log(x) + y**2", "x**y + y**2",
    "log(1 + exp(-x)) + y**2/2", "abs(x*y) + (x - 1)**2/10", "1/(x**2 + y**2)", "x/y + y**2",
    "log(x**2 + y**2)", "log(cosh(x)) + log(cosh(3*y))", "sign(x)*x**2 + y**2", "7 + 0*x",
)  # fmt: skip
RULES = (
    "v = beta*v + g; theta = theta - lr*v", "theta = theta - lr*g/norm(g)",
    "theta = theta - lr*g/abs(g)", "theta = theta - lr*sign(g)", "theta = theta - lr*f(theta)*g",
    "s = decay*s + (1 - decay)*g*g; theta = theta - lr*g/sqrt(s)", "theta = theta - lr*log(abs(g))",
    "theta = theta - lr*g/t", "s = s + g*g; theta = theta - lr*g/(sqrt(s) + eps)",
    "theta = theta + lr*g", "theta = theta - lr*grad(theta - beta*v); v = beta*v + g",
    "theta = theta - lr*g*exp(norm(g))",
)  # fmt: skip


class Drawn(NamedTuple):
    """One run to be judged."""

    rule: Optimizer
    problem: Surface
    start: tuple[float, ...]
    steps: int
    seed: int


def draw(seed: int, number: int) -> Drawn:
    """Draw run ``number`` of a seed."""
    rng = np.random.default_rng([seed, number])
    surface = _surface(rng)
    noisy = Noisy(surface, sigma=float(10 ** rng.uniform(-3, 1))) if rng.random() < 0.15 else None
    steps = int(np.exp(rng.uniform(np.log(4), np.log(500))))
    return Drawn(_rule(rng, steps), noisy or surface, _start(rng, surface), steps, number)


def _number(rng: np.random.Generator, about: Knob) -> Any:
    """Draw what a knob allows."""
    if about.log:
        drawn = float(np.exp(rng.uniform(np.log(about.low), np.log(about.high))))
    else:
        drawn = float(rng.uniform(about.low, about.high))
    drawn = min(max(float(f"{drawn:.3g}"), about.low), about.high)
    return round(drawn) if about.integer else drawn


def _turned(rng: np.random.Generator, thing: Any, often: float) -> Any:
    """Turn some of the knobs of a thing; where its class refuses that, it stays."""
    changed = {
        name: _number(rng, about)
        for name, about in knobs(type(thing)).items()
        if rng.random() < often and not (about.optional and rng.random() < 0.5)
    }
    try:
        return replace(thing, **changed)
    except ValueError:
        return thing


def _surface(rng: np.random.Generator) -> Surface:
    if rng.random() < 0.15:
        return Formula(str(rng.choice(FORMULAS)))
    name = str(rng.choice([name for name in SURFACES if name != "Formula"]))
    return _turned(rng, SURFACES[name](), 0.3)


def _start(rng: np.random.Generator, surface: Surface) -> tuple[float, ...]:
    """Draw a classic start, or any point of the map, where loss and gradient are finite."""
    low, high = np.array(surface.domain.low), np.array(surface.domain.high)
    if rng.random() > 0.4:
        for _ in range(20):
            point = low + rng.random(len(low)) * (high - low)
            point = np.array([float(f"{c:.3g}") for c in point])
            with np.errstate(all="ignore"):
                value, grad = surface.value(point[:, None]), surface.grad(point[:, None])
            if np.isfinite(value).all() and np.isfinite(grad).all():
                return tuple(map(float, point))
    return surface.starts[int(rng.integers(len(surface.starts)))]


def _rule(rng: np.random.Generator, steps: int) -> Optimizer:
    if rng.random() < 0.06:
        rule: Optimizer = Rule(str(rng.choice(RULES)))
    else:
        rule = OPTIMIZERS[str(rng.choice([name for name in OPTIMIZERS if name != "Rule"]))]()
    rule = _turned(rng, rule, 0.2)
    if "lr" in knobs(type(rule)):
        about = knobs(type(rule))["lr"]
        rate = float(f"{10 ** rng.uniform(-4.5, 0.3):.2g}")
        if rng.random() < 0.85:
            rule = replace(rule, lr=min(max(rate, about.low), about.high))
    if hasattr(rule, "search") and rng.random() < 0.4:
        rule = replace(rule, search=rng.choice([FixedStep(), Backtracking(), StrongWolfe()]))
    if rng.random() < 0.25:
        rule = _scheduled(rng, rule, steps)
    while rng.random() < 0.25:
        rule = _wrapped(rng, rule)
    return rule


def _scheduled(rng: np.random.Generator, rule: Optimizer, steps: int) -> Optimizer:
    """Put a schedule around a rule, most often one that ends with the run."""
    plain = [name for name, kind in SCHEDULES.items() if kind not in (Sequential, Mirrored)]
    schedule: Schedule = _turned(rng, SCHEDULES[str(rng.choice(plain))](), 0.3)
    if "steps" in knobs(type(schedule)) and rng.random() < 0.7:
        schedule = replace(schedule, steps=max(1, int(steps * rng.choice([0.1, 0.5, 1.0, 3.0]))))
    if isinstance(schedule, Warmup) and rng.random() < 0.5:
        schedule = replace(schedule, then=SCHEDULES["CosineAnnealing"](steps=steps))
    names = [name for name in scalable(type(rule)) if getattr(rule, name) is not None]
    if not names:
        return rule
    knob = "lr" if "lr" in names and rng.random() < 0.9 else str(rng.choice(names))
    return Scheduled(rule, schedule, knob=knob)


def _wrapped(rng: np.random.Generator, rule: Optimizer) -> Optimizer:
    """Put one wrapper around a rule."""
    match int(rng.integers(7)):
        case 0:
            return Clipped(rule, norm=float(f"{10 ** rng.uniform(-2, 2):.2g}"))
        case 1:
            return Clipped(rule, limit=float(f"{10 ** rng.uniform(-2, 2):.2g}"))
        case 2:
            return Lookahead(rule, k=int(rng.integers(2, 10)), alpha=float(rng.choice([0.2, 0.8])))
        case 3:
            return SAM(rule, rho=float(f"{10 ** rng.uniform(-3, 0):.2g}"))
        case 4:
            return Averaged(rule)
        case 5:
            return Penalized(rule, l2=float(f"{10 ** rng.uniform(-4, 0):.2g}"))
        case _:
            return Decayed(rule, weight_decay=float(f"{10 ** rng.uniform(-4, 0):.2g}"))
