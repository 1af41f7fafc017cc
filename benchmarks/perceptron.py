"""A perceptron's gradients and heights against PyTorch's, on the same batches, in float64.

An epoch of mini-batch descent on small networks: our steps alone, ``run``, which records values and
gradients over all samples along the way, and PyTorch's ``SGD``. Then the plane: the loss of a
network of 317 parameters on 500 samples at 60 by 60 points around a start, in one call, against a
PyTorch loop over the points. PyTorch works on one thread, as the sums of our small networks do.

    python -m benchmarks.perceptron
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import torch
from torch import nn

from benchmarks.timing import medians
from core.arrays import Array
from core.commands import command
from experiments import run
from optimizers import GradientDescent
from surfaces.data import TwoMoons
from surfaces.mini_batch import MiniBatch
from surfaces.networks import Perceptron

DATA = TwoMoons(samples=500)
BATCH = 32
RULE = GradientDescent(lr=0.05)
SIDE = 60
ROUNDS = 11


def epoch(problem: MiniBatch) -> Array:
    """Take one epoch's steps."""
    theta = np.array(problem.starts[0])[:, None]
    state = RULE.init(theta)
    for t in range(1, problem.steps_an_epoch + 1):
        theta, state = RULE.step(problem.at(t), theta, state, t)
    return theta[:, 0]


def network(learner: Perceptron) -> nn.Sequential:
    """Build the same network of PyTorch's modules, at the first start."""
    widths = [2, *learner.hidden, 2]
    layers: list[nn.Module] = []
    for inputs, units in pairwise(widths):
        layers += [nn.Linear(inputs, units), nn.Tanh()]
    built = nn.Sequential(*layers[:-1]).double()
    start = torch.tensor(learner.starts[0], dtype=torch.float64)
    nn.utils.vector_to_parameters(start, built.parameters())
    return built


def epoch_in_torch(problem: MiniBatch, learner: Perceptron) -> Callable[[], Array]:
    """Return PyTorch's epoch, with network, optimizer and batches laid out beforehand."""
    inputs, targets = DATA.points()
    x, y = torch.tensor(inputs), torch.tensor(targets).long()
    steps = range(1, problem.steps_an_epoch + 1)
    batches, built = [torch.tensor(problem.batch(t)) for t in steps], network(learner)
    optimizer = torch.optim.SGD(built.parameters(), lr=RULE.lr)
    start = torch.tensor(learner.starts[0], dtype=torch.float64)

    def epoch() -> Array:
        nn.utils.vector_to_parameters(start.clone(), built.parameters())
        for batch in batches:
            optimizer.zero_grad()
            nn.functional.cross_entropy(built(x[batch]), y[batch]).backward()
            optimizer.step()
        return nn.utils.parameters_to_vector(built.parameters()).detach().numpy()

    return epoch


def plane(learner: Perceptron) -> Array:
    """Return points around the start, ``(n, SIDE, SIDE)``."""
    one, other = np.random.default_rng(0).standard_normal((2, learner.count, 1, 1))
    along = np.linspace(-1, 1, SIDE)
    start = np.array(learner.starts[0])[:, None, None]
    return start + along * one + along[:, None] * other


def plane_in_torch(learner: Perceptron, theta: Array) -> Array:
    """Ask for the height of each point in turn."""
    inputs, targets = DATA.points()
    x, y, built = torch.tensor(inputs), torch.tensor(targets).long(), network(learner)
    points = torch.tensor(theta.reshape(learner.count, -1).T.copy())
    with torch.no_grad():
        heights = np.empty(len(points))
        for k, point in enumerate(points):
            nn.utils.vector_to_parameters(point, built.parameters())
            heights[k] = nn.functional.cross_entropy(built(x), y)
    return heights.reshape(theta.shape[1:])


def told(seconds: dict[str, float]) -> None:
    """Print medians, and how many times as long as the first each takes."""
    first = next(iter(seconds.values()))
    for name, taken in seconds.items():
        print(f"  {name:10} {taken * 1e3:9.2f} ms   {taken / first:5.1f} x")


def main() -> None:
    """Print the medians and the ratios."""
    torch.set_num_threads(1)
    for layers in ("8", "8,8", "16,16", "32,32"):
        learner = Perceptron(DATA, layers, held_out=0.0)
        problem = MiniBatch(learner, BATCH)
        theirs = epoch_in_torch(problem, learner)
        assert np.allclose(epoch(problem), theirs(), rtol=0, atol=1e-10)  # noqa: S101 - of a benchmark
        print(f"an epoch of {problem.steps_an_epoch} steps, {learner.count} parameters ({layers})")
        start, steps = learner.starts[0], problem.steps_an_epoch
        told(
            medians(
                ROUNDS,
                steps=lambda problem=problem: epoch(problem),
                torch=theirs,
                run=lambda a=problem, b=start, c=steps: run(RULE, a, b, c),
            )
        )
    learner = Perceptron(DATA, "15,15", held_out=0.0)
    theta = plane(learner)
    heights = plane_in_torch(learner, theta)
    assert np.allclose(learner.value(theta), heights, rtol=1e-12)  # noqa: S101 - of a benchmark
    print(f"{SIDE} x {SIDE} heights, {learner.count} parameters, {learner.samples} samples")
    told(
        medians(
            5, one_call=lambda: learner.value(theta), torch=lambda: plane_in_torch(learner, theta)
        )
    )


if __name__ == "__main__":
    command(main)
