"""A sweep as a program for PyTorch: one run after the other, as a reader would write it."""

from __future__ import annotations

from collections.abc import Sequence

from core.arrays import Array
from exports.in_pytorch import DIALECT, entrant
from exports.losses import loss, uses
from exports.program import OPTIONS, Code, head
from exports.schedule_factors import needed
from exports.words import NotOffered, call, plain, quoted
from studies.sweeps.nested_knobs import about, with_knob
from studies.sweeps.sensitivity import Picture
from studies.sweeps.sweep import Sweep

GOLDEN = 0.6180339887498949
"""Of the range of a knob: a value whose digits stand nowhere else in a program."""
ENDING = """losses = {}
for name, (rule, *values) in rules.items():
    losses[name] = []
    for knobs in itertools.product(*values):
        for START in STARTS:  # every run by itself: a fine sweep takes minutes
            last = loss(rule(*knobs)[-1]).item()
            losses[name].append(last if math.isfinite(last) else math.inf)

for name, found in losses.items():
    print(f"{name}: lowest loss {min(found):.6g} in {len(found)} runs")"""


def sweep_pytorch(picture: Picture) -> Code:
    """Write the runs of a picture for PyTorch, whose losses agree with ours to rounding.

    ``losses[name]`` has them in the order of the picture's table. Rules that PyTorch does not have,
    or not at every value, are left out; of a noisy surface there is no program.
    """
    asked = picture.asked
    if asked.surface.at(1) is not asked.surface:
        reason = "Each run meets samples of its own here: only this library's code draws the same."
        return Code("", (reason,))
    try:
        loss_code = loss(asked.surface, DIALECT.shared)
    except NotOffered as reason:
        return Code("", (str(reason),))
    rules: list[tuple[str, list[str], Sweep]] = []
    missing: list[str] = []
    for name, one in zip(picture.names, picture.sweeps, strict=True):
        try:
            rules.append((name, _turned(one), one))
        except NotOffered as reason:
            missing.append(f"{name}: {reason}")
    if not rules:
        return Code("", tuple(missing))
    options = {a.partition("=")[0] for _, arguments, _ in rules for a in arguments[1:]}
    run = DIALECT.run(loss_code, [o for o in OPTIONS if o in options]).strip()
    table = _table(asked.turned, rules, missing)
    using = "\n".join([loss_code.text, table, run])
    starts = [
        "STARTS = [",
        *(f"    {tuple(p)!r}," for p in picture.sweeps[0].starts.T.tolist()),
        "]",
    ]
    constants = "\n".join([*starts, f"STEPS = {asked.steps}"])
    helpers = [text.strip() for word, text in DIALECT.helpers.items() if uses(using, word)]
    parts = [constants, loss_code.above, *needed(using), *helpers, loss_code.function, run]
    body = [*(part for part in parts if part), f"{table}\n\n{ENDING}"]
    text = "\n\n\n".join(body)
    what = f"how much hangs on {' and '.join(asked.turned)}, in PyTorch"
    first = head(DIALECT, loss_code, text, what, f"The picture: ?{asked.to_query()}")
    first = first.replace("import math\n", "import itertools\nimport math\n", 1)
    return Code(f"{first}\n\n{text}\n", tuple(missing))


def _turned(one: Sweep) -> list[str]:
    """Return the arguments of ``run`` for a rule, with names where its knobs are turned.

    Raises ``NotOffered`` where PyTorch has the rule at no value, or at some of them otherwise.
    """
    (rule,) = one.optimizers
    marks: dict[str, float] = {}
    for name in one.knobs:
        low, high = about(rule, name).low, about(rule, name).high
        marks[name] = low + GOLDEN ** (1 + len(marks)) * (high - low)

    def written(values: dict[str, float]) -> list[str]:
        held = rule
        for name, value in values.items():
            held = with_knob(held, name, value)
        return entrant(held)

    gaps = written(marks)
    for name, value in marks.items():
        gaps = [text.replace(repr(value), f"\0{name}\0") for text in gaps]
    for name, tried in one.knobs.items():
        if f"\0{name}\0" not in "".join(gaps):
            raise NotOffered(f"PyTorch's own rule has no {name} that can be turned.")
        for value in tried.tolist():
            filled = gaps
            for other in one.knobs:
                put = repr(value if other == name else marks[other])
                filled = [text.replace(f"\0{other}\0", put) for text in filled]
            if filled != written({**marks, name: value}):
                raise NotOffered(f"PyTorch writes it otherwise at {name} = {value:g}.")
    return [text.replace("\0", "") for text in gaps]


def _table(
    names: Sequence[str], rules: Sequence[tuple[str, list[str], Sweep]], missing: Sequence[str]
) -> str:
    """Write each rule as a function of its knobs, with the values of each."""
    lines = ["rules = {  # a function of the knobs, and the values of each of them"]
    for name, arguments, one in rules:
        made = call("run", arguments, "        ")
        lines += [f"    {quoted(name)}: (", f"        lambda {', '.join(names)}: {made},"]
        lines += [f"        {_list(values)}," for values in one.knobs.values()]
        lines.append("    ),")
    lines += [f"    # {plain(sentence)}" for sentence in missing]
    return "\n".join([*lines, "}"])


def _list(values: Array) -> str:
    """Write numbers, a few to a line."""
    texts = [repr(value) for value in values.tolist()]
    rows = [", ".join(texts[k : k + 4]) for k in range(0, len(texts), 4)]
    return "\n".join(["[", *(f"            {row}," for row in rows), "        ]"])
