"""Verdicts on labelled runs: how many outcomes and causes are named as mathematics has them.

Prints the confusion table of outcomes, every run that is named otherwise, and the counts:

    python -m benchmarks.verdicts
"""

from __future__ import annotations

from collections import Counter

from core.commands import command
from diagnosis import Outcome, Verdict, judge
from experiments import run
from experiments.text import write
from tests.diagnosis.labelled_later import LATER
from tests.diagnosis.labelled_runs import RUNS, Labelled


def verdict(labelled: Labelled) -> Verdict:
    """Run and judge."""
    return judge(run(labelled.rule, labelled.problem, labelled.start, labelled.steps))


def table(pairs: Counter[tuple[Outcome, Outcome]]) -> str:
    """Write how often each outcome was named as which: a row for what is true."""
    width = max(map(len, Outcome)) + 2
    lines = ["".ljust(width) + "".join(named.rjust(width) for named in Outcome)]
    for true in Outcome:
        counts = "".join(str(pairs[true, named] or "·").rjust(width) for named in Outcome)
        lines.append(true.ljust(width) + counts)
    return "\n".join(lines)


def main() -> None:
    """Judge all labelled runs."""
    runs = (*RUNS, *LATER)
    together = [(labelled, verdict(labelled)) for labelled in runs]
    print("rows: what is so; columns: what it is named\n")
    print(table(Counter((known.outcome, named.outcome) for known, named in together)))
    for known, named in together:
        if (known.outcome, known.cause) != (named.outcome, named.cause):
            print(
                f"\n{write(known.rule)} from {known.start}, {known.steps} steps: {known.why}\n"
                f"    is  {known.outcome}: {known.cause}\n"
                f"    not {named.outcome}: {named.cause}. {named.reason}"
            )
    outcomes = sum(known.outcome == named.outcome for known, named in together)
    both = sum((k.outcome, k.cause) == (v.outcome, v.cause) for k, v in together)
    rules = {type(labelled.rule).__name__ for labelled in runs}
    print(
        f"\n{len(runs)} runs of {len(rules)} rules:"
        f" {outcomes} outcomes named right, {both} with their cause"
    )


if __name__ == "__main__":
    command(main)
