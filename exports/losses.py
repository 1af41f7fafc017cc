"""Surfaces written out as functions, in the words that PyTorch and JAX share.

Each is the published formula; the gradient is left to the library that runs it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, NamedTuple, cast

from exports.typed import expression
from exports.words import NotOffered, docstring
from surfaces import Formula, MiniBatch, Surface
from surfaces.data_loss import DataLoss
from surfaces.formula.vocabulary import CHOICES, FUNCTIONS, NUMBERS
from surfaces.networks.batch_norm import EPS

FORMULAS: dict[str, Sequence[str]] = {
    "Sphere": ["x**2 + y**2"],
    "Quadratic": [
        "c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))",
        "u, v = c * x + s * y, c * y - s * x",
        "(u**2 + condition * v**2) / 2",
    ],
    "Booth": ["(x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2"],
    "Matyas": ["0.26 * (x**2 + y**2) - 0.48 * x * y"],
    "Zakharov": ["r = x / 2 + y", "x**2 + y**2 + r**2 + r**4"],
    "Rosenbrock": ["(a - x) ** 2 + b * (y - x**2) ** 2"],
    "Beale": ["(1.5 - x + x * y) ** 2 + (2.25 - x + x * y**2) ** 2 + (2.625 - x + x * y**3) ** 2"],
    "FreudensteinRoth": [
        "(-13 + x + ((5 - y) * y - 2) * y) ** 2 + (-29 + x + ((y + 1) * y - 14) * y) ** 2"
    ],
    "PowellBadlyScaled": ["(1e4 * x * y - 1) ** 2 + (exp(-x) + exp(-y) - 1.0001) ** 2"],
    "BrownBadlyScaled": ["(x - 1e6) ** 2 + (y - 2e-6) ** 2 + (x * y - 2) ** 2"],
    "JennrichSampson": ["sum((2 + 2 * i - (exp(i * x) + exp(i * y))) ** 2 for i in range(1, 11))"],
    "ThreeHumpCamel": ["2 * x**2 - 1.05 * x**4 + x**6 / 6 + x * y + y**2"],
    "SixHumpCamel": ["(4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + (-4 + 4 * y**2) * y**2"],
    "McCormick": ["sin(x + y) + (x - y) ** 2 - 1.5 * x + 2.5 * y + 1"],
    "GoldsteinPrice": [
        "p = 19 - 14 * x + 3 * x**2 - 14 * y + 6 * x * y + 3 * y**2",
        "q = 18 - 32 * x + 12 * x**2 + 48 * y - 36 * x * y + 27 * y**2",
        "(1 + (x + y + 1) ** 2 * p) * (30 + (2 * x - 3 * y) ** 2 * q)",
    ],
    "Saddle": ["up * x**2 / 2 + (y**2 - down) ** 2 / 4"],
    "MonkeySaddle": ["x**3 - 3 * x * y**2 + 3 / (4 * reach) * (x**2 + y**2) ** 2 + reach**3 / 4"],
    "Plateau": [
        "p, q = sigmoid(steepness * (y + x)), sigmoid(steepness * (y - x))",
        "(p - target) ** 2 / 2 + (q - 1 + target) ** 2 / 2",
    ],
    "Easom": ["-cos(x) * cos(y) * exp(-((x - pi) ** 2) - (y - pi) ** 2)"],
    "Michalewicz": [
        "-sin(x) * (sin(x**2 / pi) ** 2) ** m - sin(y) * (sin(2 * y**2 / pi) ** 2) ** m"
    ],
    "DropWave": ["-(1 + cos(frequency * root(x**2 + y**2))) / (2 + (x**2 + y**2) / 2)"],
    "Cliff": [
        "def ramp(u):  # level, then rising; its bend is about 1 / 400 wide",
        "    return logaddexp(0 * u, 400 * u) / 400",
        "",
        "u = x + y - 0.5",
        "wall = steepness * (ramp(u) - ramp(u - height / steepness))",
        "sqrt(1 + x**2) - 1 + (sqrt(1 + y**2) - 1) / 5 + wall",
    ],
    "Himmelblau": ["(x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2"],
    "StyblinskiTang": ["(x**4 - 16 * x**2 + tilt * x) / 2 + (y**4 - 16 * y**2 + tilt * y) / 2"],
    "Branin": [
        "b, c, t = 5.1 / (4 * pi**2), 5 / pi, 1 / (8 * pi)",
        "(y - b * x**2 + c * x - 6) ** 2 + waves * (1 - t) * cos(x) + waves",
    ],
    "Rastrigin": [
        "dents = 2 - cos(2 * pi * x) - cos(2 * pi * y)",
        "x**2 + y**2 + amplitude * dents",
    ],
    "Griewank": ["1 + (x**2 + y**2) / width - cos(x) * cos(y / 2**0.5)"],
    "LevyN13": [
        "s, p, q = sin(3 * pi * x), sin(3 * pi * y), sin(2 * pi * y)",
        "s**2 + (x - 1) ** 2 * (1 + p**2) + (y - 1) ** 2 * (1 + q**2)",
    ],
    "Ackley": [
        "funnel = -depth * exp(-decay * root((x**2 + y**2) / 2))",
        "funnel - exp((cos(2 * pi * x) + cos(2 * pi * y)) / 2) + depth + math.e",
    ],
    "Schwefel": ["2 * 418.9828872724337 - x * sin(root(abs(x))) - y * sin(root(abs(y)))"],
    "GaussianWells": [
        "height = 0 * x",
        "for across, along, depth in np.random.default_rng(seed).random((wells, 3)).tolist():",
        "    distance = (x - (8 * across - 4)) ** 2 + (y - (8 * along - 4)) ** 2",
        "    height = height - (0.3 + 0.7 * depth) * exp(-distance / (2 * width**2))",
        "height",
    ],
    "AbsoluteValue": ["abs(x) + b * abs(y)"],
    "BukinN6": ["100 * root(abs(y - x**2 / 100)) + abs(x + 10) / 100"],
    "SchafferN2": ["0.5 + (sin(x**2 - y**2) ** 2 - 0.5) / (1 + 0.001 * (x**2 + y**2)) ** 2"],
    "HolderTable": ["-abs(sin(x) * cos(y) * exp(abs(1 - root(x**2 + y**2) / pi)))"],
    "CrossInTray": [
        "table = abs(sin(x) * sin(y) * exp(abs(100 - root(x**2 + y**2) / pi)))",
        "-0.0001 * (table + 1) ** 0.1",
    ],
    "Eggholder": [
        "z = y + 47",
        "-z * sin(root(abs(x / 2 + z))) - x * sin(root(abs(x - z)))",
    ],
}
"""The lines of each function of x and y; the last is what it returns. Knobs go by their names."""

LEARNED: dict[str, tuple[int, Sequence[str]]] = {
    "LinearRegression": (1, ["w, b = theta", "inputs, target = {data}.T",
                             "((w * inputs + b - target) ** 2).mean()"]),
    "UnscaledInputs": (2, ["w1, w2 = theta", "first, second, target = {data}.T",
                           "((w1 * first + w2 * second - target) ** 2).mean()"]),
    "NormalizedInputs": (2, ["w1, w2 = theta", "first, second, target = {data}.T",
                             "sums = w1 * normalized(first) + w2 * normalized(second)",
                             "((sums - target) ** 2).mean()"]),
    "LogisticRegression": (2, ["w1, w2 = theta", "first, second, side = {data}.T",
                               "sums = w1 * first + w2 * second",
                               "-logsigmoid(side * sums).mean() + l2 / 2 * (w1**2 + w2**2)"]),
    "TanhNeuron": (1, ["w, b = theta", "inputs, target = {data}.T",
                       "((tanh(w * inputs + b) - target) ** 2).mean()"]),
}  # fmt: skip
"""How many inputs each model of data takes, and the lines of its loss."""

WORDS = [
    *NUMBERS,
    *(name for name in FUNCTIONS if name not in ("abs", "relu", "sigmoid", "softplus", *CHOICES)),
    "logaddexp",
    "where",
]
"""What both libraries call by the same name; ``abs`` is Python's own."""

HELPERS = {
    "root": [
        "def root(u, power=0.5):",
        '    """Return a root, with a slope of 0 at 0, where it has none."""',
        "    return {where}(u == 0, 0.0 * u, {where}(u == 0, 1.0, u) ** power)",
    ],
    "normalized": [
        "def normalized(inputs):",
        '    """Bring inputs to mean 0 and variance 1 over the batch."""',
        "    apart = inputs - inputs.mean()",
        f"    return apart / ((apart**2).mean() + {EPS!r}) ** 0.5",
    ],
}


class LossCode(NamedTuple):
    """A loss in Python: what stands above it, and the function."""

    above: str
    function: str
    seen: Surface
    """The surface itself, without noise and batches."""
    batches: MiniBatch | None
    sigma: float
    """The size of the noise; 0 without."""

    @property
    def text(self) -> str:
        """All of it, to look for words in."""
        return f"{self.above}\n{self.function}"


def loss(surface: Surface, dialect: Mapping[str, str]) -> LossCode:
    """Write a surface as a function of ``theta``, and of ``batch`` if there are mini-batches.

    ``dialect`` names the library's ``array`` and ``where``. Raises ``NotOffered`` for a surface
    that is not written out here.
    """
    batches: MiniBatch | None = None
    sigma = 0.0
    while surface.held:
        sigma += float(cast("Any", surface.noise_sigma))
        if surface.deals_batches:
            dealt = cast("MiniBatch", surface)
            batches = None if dealt.steps_an_epoch == 1 and not dealt.replacement else dealt
        surface = surface.within
    name, data = type(surface).__name__, ""
    if isinstance(surface, Formula):
        lines = ["x, y = theta", expression(surface.text)]
    elif name in FORMULAS:
        lines = ["x, y = theta", *FORMULAS[name]]
    elif name in LEARNED and isinstance(surface, DataLoss):
        count, lines = LEARNED[name]
        data = _table(surface, count, dialect["array"])
        lines = [line.format(data="DATA[batch]" if batches else "DATA") for line in lines]
    else:
        raise NotOffered(f"{surface.title} is not written out for other libraries yet.")
    settings = [
        f"{f.name}={value!r}"
        for f in fields(cast("Any", surface))
        if isinstance(value := getattr(surface, f.name), (int, float))
    ]
    heading = ", ".join(["theta", *(["batch=slice(None)"] if batches else []), *settings])
    body = [*lines[:-1], f"return {lines[-1]}"]
    function = [f"def loss({heading}):", docstring(f"{surface.title}.", "    ")]
    function += [f"    {line}".rstrip() for line in body]
    helpers = [
        "\n".join(line.replace("{where}", dialect["where"]) for line in helper)
        for word, helper in HELPERS.items()
        if uses("\n".join(function), word)
    ]
    above = "\n\n\n".join(part for part in [data, *helpers] if part)
    return LossCode(above, "\n".join(function), surface, batches, sigma)


def uses(text: str, word: str) -> bool:
    """Tell whether a name stands in a program by itself, not as a part or an attribute."""
    return re.search(rf"(?<![\w.]){word}\b", text) is not None


def _table(surface: Any, count: int, array: str) -> str:
    """Write the samples of a model: its inputs, and last the target."""
    inputs, _ = surface.data.points()
    _, targets = surface.seen()
    rows = [
        f"    [{', '.join(map(repr, [*sample[:count].tolist(), float(target)]))}],"
        for sample, target in zip(inputs, targets, strict=True)
    ]
    return "\n".join([f"DATA = {array}([  # a sample a line: inputs, target", *rows, "])"])
