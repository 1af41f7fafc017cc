"""How the learned optimizer came by its weights: evolution, on random landscapes.

    OMP_NUM_THREADS=1 python -m studies.learned_optimizer.training

Every generation draws new tasks. Pairs of networks, each a little to one side of the present one
and as much to the other, make the same runs on them; the differences between how the two do are an
unbiased estimate of the slope of the smoothed meta-loss, which Adam then descends. Runs are never
cut short, so there is no bias of truncation, and nothing is differentiated. Salimans et al. (2017),
section 2, https://arxiv.org/abs/1703.03864; for learned optimizers, Metz et al. (2019),
https://arxiv.org/abs/1810.10180

The same arguments give the same weights, bit for bit, on one machine and one version of NumPy;
another may round an exponential otherwise. It may be stopped at any time (Ctrl+C) and keeps the
best network so far, by tasks that it was not trained on.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import NamedTuple

import numpy as np

from core.arrays import Array
from core.commands import command, output, real_number, whole_number
from core.outputs import write_text
from experiments.running import run
from optimizers import Adam, Scheduled
from optimizers.base import Optimizer
from optimizers.learned import FILE, LearnedOptimizer, Weights
from optimizers.schedules import CosineAnnealing
from studies.learned_optimizer.tasks import KINDS, drawn

FEATURES, UNITS, OUTPUTS = 14, 16, 5
SHAPES = {
    "hidden": (UNITS, FEATURES),
    "hidden_bias": (UNITS,),
    "output": (OUTPUTS, UNITS),
    "output_bias": (OUTPUTS,),
}
EVERY = 25
"""Generations from one validation to the next."""
VALIDATION = 40
"""Tasks of each kind in there."""
DECIMALS = 4
"""Of the weights that are kept."""
MOST = 1_000_000
"""Of anything in a recipe that is counted."""
SMALLEST, LARGEST = 1e-5, 1.0
"""Of what is not: the bounds of Adam's rate."""


@dataclass(frozen=True)
class Recipe:
    """All that the weights depend on."""

    seed: int = 0
    generations: int = 300
    pairs: int = 16
    """How many pairs of networks a generation tries."""
    sigma: float = 0.05
    """How far to the sides they are, in each weight."""
    lr: float = 0.02
    """Of Adam, before it is annealed."""
    copies: int = 16
    """Tasks of each kind in a generation."""
    steps: int = 200
    """The length of a run."""


@dataclass(frozen=True)
class Candidates(LearnedOptimizer):
    """The rule with other weights than those that were kept: one column for each network."""

    flat: tuple[Array] = (np.zeros((0, 1)),)
    """The weights in one piece, ``(weights, networks)``; in a tuple, for this is no knob."""

    @property
    def weights(self) -> Weights:
        """The networks that decide, one for each run on a task."""
        return unfolded(self.flat[0])


def unfolded(flat: Array) -> Weights:
    """Cut weights ``(weights, networks)`` into the layers of the networks."""
    ends = np.cumsum([np.prod(shape) for shape in SHAPES.values()])
    pieces = np.split(flat, ends[:-1])
    return Weights(
        **{
            name: piece.reshape(*shape, flat.shape[1])
            for (name, shape), piece in zip(SHAPES.items(), pieces, strict=True)
        }
    )


def newborn(seed: int) -> Array:
    """Return the weights to start from, ``(weights, 1)``: random units, and Adam's direction."""
    rng = np.random.default_rng(seed)
    layers = {name: np.zeros(shape) for name, shape in SHAPES.items()}
    layers["hidden"] = rng.standard_normal(SHAPES["hidden"]) / np.sqrt(FEATURES)
    layers["output_bias"][2] = 1.0
    return np.concatenate([layer.ravel() for layer in layers.values()])[:, None]


def meta_loss(rule: Optimizer, seed: tuple[int, ...], copies: int, steps: int, runs: int) -> Array:
    """Return how high a rule's runs end on tasks drawn with a seed: ``(runs,)``, lower is better.

    In powers of ten of what was left of the height of the start; half of it counts the last point,
    the other half the mean over the run.
    """
    tasks, start = drawn(seed, copies)
    starts = np.broadcast_to(start, (*start.shape[:2], runs))
    digits = tasks.digits(run(rule, tasks, starts, steps, seed=seed[-1]).value)
    return (digits.mean(axis=(0, 1)) + digits[-1].mean(axis=0)) / 2


@dataclass(frozen=True)
class Generation:
    """The meta-loss as one generation sees it; only its slope can be asked for."""

    recipe: Recipe
    number: int

    def grad(self, theta: Array) -> Array:
        """Estimate the slope at weights ``(weights, 1)`` from antithetic pairs."""
        r, seed = self.recipe, (self.recipe.seed, self.number)
        sides = np.random.default_rng((*seed, 1)).standard_normal((len(theta), r.pairs))
        flat = theta + r.sigma * np.concatenate([sides, -sides], axis=1)
        above, below = np.split(
            meta_loss(Candidates(flat=(flat,)), seed, r.copies, r.steps, 2 * r.pairs), 2
        )
        return np.mean(sides * (above - below), axis=1, keepdims=True) / (2 * r.sigma)

    def value(self, theta: Array) -> Array:
        """Raise ``NotImplementedError``."""
        raise NotImplementedError

    def hess(self, theta: Array) -> Array:
        """Raise ``NotImplementedError``."""
        raise NotImplementedError


def validated(flat: Array, recipe: Recipe) -> float:
    """Return the meta-loss of one network ``(weights, 1)`` on tasks that no generation meets."""
    seed = (recipe.seed, 0)
    return float(meta_loss(Candidates(flat=(flat,)), seed, VALIDATION, recipe.steps, 1)[0])


class TrainedWeights(NamedTuple):
    """One network, and how it did."""

    flat: Array
    """Its weights, rounded, ``(weights, 1)``."""
    generation: int
    meta_loss: float
    """In validation."""


def trained(recipe: Recipe, tell: Callable[[TrainedWeights], None]) -> TrainedWeights:
    """Return the network that did best in validation, the first of them being the newborn one.

    ``tell`` is called with each; a ``KeyboardInterrupt`` ends the training with the best so far.
    """
    adam = Scheduled(Adam(lr=recipe.lr), CosineAnnealing(recipe.generations))
    theta = newborn(recipe.seed)
    state = adam.init(theta)
    found: list[TrainedWeights] = []
    try:
        for t in range(recipe.generations + 1):
            if t:
                theta, state = adam.step(Generation(recipe, t), theta, state, t)
            if t % EVERY == 0 or t == recipe.generations:
                rounded = np.round(theta, DECIMALS)
                found.append(TrainedWeights(rounded, t, validated(rounded, recipe)))
                tell(found[-1])
    except KeyboardInterrupt:
        if not found:
            raise
    return min(found, key=lambda one: one.meta_loss)


def kept(best: TrainedWeights, recipe: Recipe) -> str:
    """Return the text of the file: the weights, and how they were made."""
    made = {
        "command": "python -m studies.learned_optimizer.training",
        **asdict(recipe),
        "trained_on": [kind.__name__ for kind in KINDS],
        "best_generation": best.generation,
        "meta_loss": round(best.meta_loss, DECIMALS),
    }
    layers = {name: layer[..., 0].tolist() for name, layer in unfolded(best.flat)._asdict().items()}
    return json.dumps({"recipe": made, "weights": layers}) + "\n"


def main() -> None:
    """Train by the arguments, show how it goes, and write the file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    for name, default in asdict(Recipe()).items():
        fewest = 0 if name == "seed" else 1
        whole, real = whole_number(fewest, MOST), real_number(SMALLEST, LARGEST)
        kind = real if isinstance(default, float) else whole
        parser.add_argument(f"--{name}", type=kind, default=default)
    parser.add_argument("--out", type=output(), default=str(FILE))
    given = vars(parser.parse_args())
    out = given.pop("out")
    recipe = Recipe(**given)

    def tell(found: TrainedWeights) -> None:
        sys.stdout.write(f"generation {found.generation:5}   meta-loss {found.meta_loss:8.4f}\n")
        sys.stdout.flush()

    best = trained(recipe, tell)
    write_text(out, kept(best, recipe))
    sys.stdout.write(f"kept in {out.name}: generation {best.generation}\n")


if __name__ == "__main__":
    command(main)
