"""Our networks built once more of PyTorch's own modules."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from core.arrays import Array
from surfaces.networks import Learner, Perceptron, Tanh

torch.set_num_threads(1)  # threads that wait for each other take longer than such small work


def module(learner: Learner) -> nn.Sequential:
    """Return the same network, in float64 and in training."""
    inputs, layers = learner.data.points()[0].shape[1], []
    if isinstance(learner, Perceptron):
        for units in learner.hidden:
            layers.append(nn.Linear(inputs, units, bias=not learner.batch_norm))
            if learner.batch_norm:
                layers.append(nn.BatchNorm1d(units, momentum=None))
            layers.append(nn.Tanh() if isinstance(learner.activation, Tanh) else nn.ReLU())
            inputs = units
    return nn.Sequential(*layers, nn.Linear(inputs, learner.outputs)).double()


def put(network: nn.Module, point: Array) -> None:
    """Give a network its parameters, (n,)."""
    nn.utils.vector_to_parameters(torch.tensor(np.asarray(point)), network.parameters())


def cost(learner: Learner, scores: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Return the mean loss of scores (N, units)."""
    if learner.data.classes:
        return nn.functional.cross_entropy(scores, targets.long())
    return nn.functional.mse_loss(scores[:, 0], targets)


def loss(learner: Learner, inputs: Array, targets: Array, theta: torch.Tensor) -> torch.Tensor:
    """Return the loss on samples (N, d) and (N,) as a function of the parameters (n,)."""
    network = module(learner)
    sizes = [p.numel() for p in network.parameters()]
    named = zip(network.named_parameters(), torch.split(theta, sizes), strict=True)
    parameters = {name: part.reshape(p.shape) for (name, p), part in named}
    scores = torch.func.functional_call(network, parameters, (torch.tensor(inputs),))
    penalty = float(learner.l2) / 2 * (theta @ theta)
    return cost(learner, scores, torch.tensor(targets)) + penalty
