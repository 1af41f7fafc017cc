"""When to stop: the loss on samples held out, along a path, and where it was lowest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.arrays import Array
from experiments.trajectory import Trajectory
from surfaces.networks import Learner

BARELY = 0.01
"""Part of the lowest validation loss: less above it at the end is no overfitting to speak of."""


@dataclass(frozen=True, eq=False)
class ValidationCurves:
    """How well a network does along a path, on samples it learns from and on those held out.

    Both are means without the penalty, so that they can be compared.
    """

    training: Array
    """``(last + 1,)``"""
    validation: Array
    """``(last + 1,)``"""


@dataclass(frozen=True)
class Stopping:
    """Where patience would have stopped a training, and what it would have kept."""

    best: int
    """The step whose parameters are kept: of the lowest validation loss until the stop."""
    stopped: int | None
    """The step at which patience ran out; ``None`` if it lasted."""
    patience: int
    lowest: float
    """The validation loss at the best step."""
    later: int | None
    """The step of the lowest of all, where that came after the stop."""
    final: float
    """That at the last step."""
    fell: float
    """How much the training loss fell from the best step to the last, as a part of it."""

    @property
    def generalization_loss(self) -> float:
        r"""By how much the last validation loss is above the lowest, as a part of it.

        .. math:: GL = E_{va}(T) / E_{opt} - 1

        Prechelt (1998), section 2.1, who gives it in percent.
        """
        return self.final / self.lowest - 1 if self.lowest > 0 else np.inf

    @property
    def told(self) -> str:
        """The same in a sentence or two."""
        low = f"the validation loss was lowest at step {self.best}, {self.lowest:.3g}"
        if self.stopped is None:
            if self.generalization_loss <= BARELY:
                return f"No reason to stop early: {low}, and is no higher at the end."
            return f"No early stop: {low}, and rose since, but not for {self.patience} steps yet."
        why = (
            f"Early stopping ends at step {self.stopped} and keeps step {self.best}: since then the"
            f" validation loss had not been below {self.lowest:.3g} for {self.patience} steps."
        )
        if self.later is not None:
            return f"{why} More patience would have paid: at step {self.later} it was lower."
        if self.generalization_loss <= BARELY:
            return f"{why} At the end it is no higher: going on did no harm."
        higher = f"{why} At the end it is {100 * self.generalization_loss:.3g}% higher"
        if self.fell <= 0:
            return f"{higher}, and the training loss is higher too: it is the training that failed."
        return (
            f"{higher}, while the training loss fell by another {100 * self.fell:.3g}%: that is"
            " overfitting."
        )


def curves(network: Learner, run: Trajectory) -> ValidationCurves | None:
    """Return the losses along a run, or ``None`` if no samples are held out."""
    held = network.validation
    if held is None:
        return None
    path = run.theta[: int(run.last) + 1]
    penalty = network.l2 / 2 * np.sum(path * path, axis=1)
    with np.errstate(all="ignore"):  # a run that leaves may overflow on the samples held out
        return ValidationCurves(run.value[: len(path)] - penalty, held.value(path.T))


def stopping(seen: ValidationCurves, patience: int) -> Stopping:
    """Stop once the validation loss has not fallen below its lowest for so many steps.

    The parameters of the lowest are kept. Where noise makes the loss go up and down, too little
    patience stops at the first bump.

    Raises ``ValueError`` for a patience below 1.

    Prechelt (1998), "Early stopping, but when?", https://doi.org/10.1007/3-540-49430-8_3; with
    patience as in Goodfellow, Bengio and Courville (2016), "Deep Learning", Algorithm 7.1,
    https://www.deeplearningbook.org
    """
    if patience < 1:
        raise ValueError(f"patience = {patience}: at least 1 step must pass")
    losses = np.where(np.isfinite(seen.validation), seen.validation, np.inf)
    records = np.flatnonzero(losses < np.minimum.accumulate(np.append(np.inf, losses[:-1])))
    ends = np.append(records[1:], len(losses))
    waited = np.flatnonzero(ends - records > patience)
    best = int(records[waited[0]] if len(waited) else records[-1]) if len(records) else 0
    lowest = int(records[-1]) if len(records) else 0
    trained = seen.training[best]
    return Stopping(
        best=best,
        stopped=best + patience if len(waited) else None,
        patience=patience,
        lowest=float(losses[best]),
        later=lowest if lowest > best else None,
        final=float(losses[-1]),
        fell=float(1 - seen.training[-1] / trained) if trained > 0 else 0.0,
    )
