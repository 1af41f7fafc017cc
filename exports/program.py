"""A program for another library, put together from its parts: loss, entrants, run, and the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from experiments.experiment import Experiment
from experiments.labels import labels
from exports.losses import LossCode, loss, uses
from exports.samples import samples
from exports.schedule_factors import needed
from exports.words import NotOffered, call, plain, quoted
from optimizers import Optimizer


class Code(NamedTuple):
    """A program, and what of the race is not in it."""

    text: str
    """Empty if nothing of it can be had."""
    missing: tuple[str, ...] = ()
    """A sentence for the race, or for each entrant, that is not offered."""


@dataclass(frozen=True)
class Dialect:
    """What a library calls things, and how it is asked for a run."""

    name: str
    heading: str
    """What is imported and set before all else."""
    words: Mapping[str, str]
    """The functions that a loss may use, and the module that each comes from."""
    shared: Mapping[str, str]
    """What an ``array`` and ``where`` are called."""
    entrant: Callable[[Optimizer], list[str]]
    """Returns the arguments of ``run``; raises ``NotOffered``."""
    run: Callable[[LossCode, Sequence[str]], str]
    """Returns the function that runs an entrant, with the options that are used."""
    ending: str
    helpers: Mapping[str, str] = field(default_factory=dict[str, str])
    """Functions that stand in a program that uses them."""


def program(experiment: Experiment, dialect: Dialect) -> Code:
    """Write a race for a library, without the entrants that it cannot have."""
    try:
        loss_code = loss(experiment.surface, dialect.shared)
    except NotOffered as reason:
        return Code("", (str(reason),))
    entrants: list[tuple[str, list[str]]] = []
    missing: list[str] = []
    for name, optimizer in zip(labels(experiment.optimizers), experiment.optimizers, strict=True):
        try:
            entrants.append((name, dialect.entrant(optimizer)))
        except NotOffered as reason:
            missing.append(f"{name}: {reason}")
    if not entrants:
        return Code("", tuple(missing))
    options = {a.partition("=")[0] for _, arguments in entrants for a in arguments[1:]}
    run = dialect.run(loss_code, [o for o in OPTIONS if o in options]).strip()
    paths = _paths(entrants, missing)
    drawn = samples(loss_code, dialect.shared["array"])
    using = "\n".join([loss_code.text, paths, run])
    helpers = [text.strip() for word, text in dialect.helpers.items() if uses(using, word)]
    body = [loss_code.above, drawn, *needed(using), *helpers, loss_code.function, run]
    body = [*(part for part in body if part), f"{paths}\n\n{dialect.ending}"]
    constants = f"START = {experiment.start!r}\nSTEPS = {experiment.steps}"
    constants += f"\nSEED = {experiment.seed}" if drawn else ""
    text = "\n\n\n".join([constants, *body])
    link = f"The race: ?{experiment.to_query()}"
    first = head(dialect, loss_code, text, f"a race of optimizers, in {dialect.name}", link)
    return Code(f"{first}\n\n{text}\n", tuple(missing))


OPTIONS = ("tame", "schedule", "lookahead", "shown")
"""What ``run`` may be given of an entrant besides its rule."""


def _paths(entrants: Sequence[tuple[str, list[str]]], missing: Sequence[str]) -> str:
    """Write the run of every entrant, by its name, and who is left out."""
    lines = ["paths = {"]
    lines += [f"    {quoted(name)}: {call('run', given, '    ')}," for name, given in entrants]
    lines += [f"    # {plain(sentence)}" for sentence in missing]
    return "\n".join([*lines, "}"])


def head(dialect: Dialect, loss_code: LossCode, text: str, what: str, link: str) -> str:
    """Write what a program is that goes on with ``text``, and its imports."""
    title = plain(type(loss_code.seen).title)
    chance = ["The samples are those that the race met."] * bool(
        loss_code.batches or loss_code.sigma
    )
    lines = [
        f'"""{title}: {what}.',
        "",
        "In 64 bits, so that the paths agree with this library's to rounding.",
        "Where a path is chaotic, rounding grows until it shows.",
        *chance,
        "",
        link,
        '"""',
        "",
    ]
    lines += ["import math", ""] * uses(text, "math")
    heading = dialect.heading
    if uses(text, "np") and "import numpy as np" not in heading:
        lines.append("import numpy as np")
    words: dict[str, list[str]] = {}
    for word, module in sorted(dialect.words.items()):
        if uses(loss_code.text, word.rpartition(" ")[2]):
            words.setdefault(module, []).append(word)
    imports, _, settings = heading.partition("\n\n")
    lines.append(imports)
    lines += [f"from {module} import {', '.join(found)}" for module, found in words.items()]
    return "\n".join([*lines, *(["", settings] if settings else [])])
