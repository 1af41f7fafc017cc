"""The very samples that a race met, drawn anew by NumPy from the same seed."""

from __future__ import annotations

from exports.losses import LossCode
from surfaces.data_loss import DataLoss
from surfaces.mini_batch import DRAWN as BATCHES_DRAWN
from surfaces.noisy import DRAWN as TILTS_DRAWN

TILTS = '''
def tilts():
    """Draw the noise of every step: what its gradient is off by, everywhere alike."""
    streams = (np.random.SeedSequence(SEED, spawn_key=(k,)) for k in range(-(-STEPS // {many})))
    drawn = [np.random.default_rng(s).standard_normal(({many}, 2)) for s in streams]
    return {array}({sigma!r} * np.concatenate(drawn)[:STEPS])


TILTS = tilts()
'''

IN_TURN = '''
def batches():
    """Deal all samples out in every epoch, in an order of its own."""
    dealt = []
    while len(dealt) < STEPS:
        epoch = len(dealt) // {an_epoch}
        order = np.random.default_rng((SEED, epoch)).permutation({samples})
        dealt += [order[i : i + {size}] for i in range(0, {samples}, {size})]
    return dealt[:STEPS]


BATCHES = batches()
'''

WITH_REPLACEMENT = '''
def batches():
    """Draw the samples of every step from all of them."""
    streams = (np.random.SeedSequence(SEED, spawn_key=(k,)) for k in range(-(-STEPS // {many})))
    drawn = [np.random.default_rng(s).integers({samples}, size=({many}, {size})) for s in streams]
    return np.concatenate(drawn)[:STEPS]


BATCHES = batches()
'''


def samples(loss: LossCode, array: str) -> str:
    """Write what draws the noise and the mini-batches of a race; empty if there is no chance."""
    parts: list[str] = []
    if loss.batches is not None and isinstance(loss.seen, DataLoss):
        size, count = loss.batches.batch_size, loss.seen.samples
        if loss.batches.replacement:
            many = max(1, BATCHES_DRAWN // size)
            parts.append(WITH_REPLACEMENT.format(many=many, samples=count, size=size))
        else:
            each = loss.batches.steps_an_epoch
            parts.append(IN_TURN.format(an_epoch=each, samples=count, size=size))
    if loss.sigma:
        parts.append(TILTS.format(many=TILTS_DRAWN // 2, sigma=loss.sigma, array=array))
    return "\n\n\n".join(part.strip() for part in parts)
