"""A training as one value: a network, its data and its rules, as a link says them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from core.knobs import Knob, knobs
from experiments.cost import Cost, Entrant, of_hessians, of_run, of_values
from experiments.running import run_each
from experiments.text import read
from experiments.trajectory import Trajectory
from experiments.url_query import OPTIMIZER, SEED, STEPS, Pairs, UrlQuery
from experiments.url_spec import UrlSpec
from optimizers import Adam, GradientDescent, Momentum, Optimizer
from studies.networks.spectra import glances
from surfaces import MiniBatch, Surface
from surfaces.networks import Learner, Perceptron

Pieces = tuple[Learner, tuple[Optimizer, ...], int, int, int | None, int]

KEYS = ("network", "start", "steps", "batch", "seed", OPTIMIZER)
ALL = "all"
"""What a link says for a step that sees all samples."""
BATCH = replace(knobs(MiniBatch)["batch_size"], optional=True)
START = Knob(r"\theta_0", SEED.low, SEED.high, integer=True)
MOST_PARAMETERS = 800
"""So many that a Hessian with all its eigenvalues takes a fraction of a second."""
MOST_WORK = 2e10
"""Parameters times samples, over all steps of all rules: about a minute."""
PLANE = 61
"""Points a side at which a large network is drawn."""
MOST_NUMBERS = 10_000_000
"""Parameters of all recorded points: with their gradients, 160 MB."""


@dataclass(frozen=True)
class Training(UrlSpec):
    """Several rules that train one network from one start. One that exists is valid: it has a link.

    Raises ``ValueError`` for what no link may say: see ``from_query``.
    """

    keys = KEYS

    network: Learner
    optimizers: tuple[Optimizer, ...]
    start: int = 0
    """The seed of the parameters to start from, which ``network.initial`` draws."""
    steps: int = 300
    batch: int | None = None
    """How many samples a step sees, or ``None`` for all."""
    seed: int = 0
    """Of the batches."""

    def pairs(self) -> Pairs:
        """Return what its link says."""
        return _pairs(self.network, self.optimizers, self.start, self.steps, self.batch, self.seed)

    @classmethod
    def pieces(cls, link: UrlQuery) -> Pieces:
        """Read what a training is made of, and mend what its ``complain`` lets pass.

        ``optimizer`` stands in a link once a rule, in order; ``network``, ``start``, ``steps``,
        ``batch`` and ``seed`` at most once, by default the usual perceptron, 0, 300, all and 0. Not
        allowed are also a network that is too large, and more work than a visitor would wait for.
        """
        complain = link.complain

        network = link.one("network", lambda value: read(value, Learner, complain), Perceptron())
        start, steps = link.whole("start", START, 0), link.whole("steps", STEPS, 300)
        batch = None if link.given["batch"] == [ALL] else link.whole("batch", BATCH, None)
        seed = link.whole("seed", SEED, 0)
        optimizers = link.optimizers()
        if network.count > MOST_PARAMETERS:
            complain(f"the network has {network.count} parameters: allowed {MOST_PARAMETERS}")
            network = Perceptron()
        if not most_steps(network, optimizers):
            complain("one step of this network by these rules is too much work: take a smaller one")
            network, optimizers = Perceptron(), optimizers[:1]
        if steps > (allowed := most_steps(network, optimizers)):
            complain(
                f"steps = {steps}: for a network of {network.count} parameters, {network.samples}"
                f" samples and these {len(optimizers)} optimizers, allowed {allowed}"
            )
            steps = allowed
        kept = link.fitting(
            optimizers, lambda some: _pairs(network, some, start, steps, batch, seed)
        )
        return network, kept, start, steps, batch, seed

    @property
    def problem(self) -> Surface:
        """The loss, of which each step may see a batch only."""
        return self.network if self.batch is None else MiniBatch(self.network, self.batch)

    @property
    def cost(self) -> Cost:
        """What it costs to train, to draw a plane, and to look at the curvatures of each path."""
        looks = of_hessians(self.network, len(glances(self.network, self.steps)))
        beside = len(self.optimizers) * looks + of_values(self.network, PLANE * PLANE)
        every = [
            Entrant(rule, self.problem, of_run(rule, self.problem, self.steps))
            for rule in self.optimizers
        ]
        return Cost(every, "a smaller network", self.steps, beside)

    def run(self, progress: Callable[[float], None] | None = None) -> tuple[Trajectory, ...]:
        """Train by every rule, in order.

        ``progress`` is called with the part done, between 0 and 1; an exception raised there
        cancels the training.
        """
        theta = self.network.initial(self.start)
        return run_each(self.optimizers, self.problem, theta, self.steps, self.seed, progress)


def work(network: Learner, optimizers: Sequence[Optimizer]) -> float:
    """Return about how much work a step of all rules is, in parameters times samples.

    A gradient takes time in proportion to both, a Hessian as much for each of its rows.
    """
    asked = sum(network.count if "hess" in rule.asks else 1 for rule in optimizers)
    return float(network.count * network.samples * asked)


def most_steps(network: Learner, optimizers: Sequence[Optimizer]) -> int:
    """Return how many steps are not too much work, and not too much to remember; 0 if none are."""
    by_work = MOST_WORK / work(network, optimizers)
    by_memory = MOST_NUMBERS / (network.count * len(optimizers))
    return min(int(by_work), int(by_memory), int(STEPS.high))


def _pairs(
    network: Learner,
    optimizers: Sequence[Optimizer],
    start: int,
    steps: int,
    batch: int | None,
    seed: int,
) -> Pairs:
    """Return what a link says."""
    return [
        ("network", network),
        ("start", start),
        ("steps", steps),
        ("batch", ALL if batch is None else batch),
        ("seed", seed),
        *((OPTIMIZER, optimizer) for optimizer in optimizers),
    ]


DEFAULT = Training.usual = Training(
    Perceptron(), (GradientDescent(lr=0.5), Momentum(lr=0.1), Adam(lr=0.02)), steps=300
)
"""The training that the page opens with."""
