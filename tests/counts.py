"""How many tests each runner ran, from their reports: ``python -m tests.counts``."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

REPORTS = {"pytest": "report.xml", "node --test": "node.xml"}
RESULTS = Path(__file__).parents[1] / "test-results"


def counts(report: Path) -> Counter[str]:
    """Count the tests of a report in JUnit's format by how they ended."""
    ends = {"failure": "failed", "error": "failed", "skipped": "skipped"}
    return Counter(
        next((ends[part.tag] for part in case if part.tag in ends), "passed")
        for case in ET.parse(report).iter("testcase")  # noqa: S314 - our own file
    )


if __name__ == "__main__":
    for runner, name in REPORTS.items():
        ended = counts(RESULTS / name)
        print(f"{runner}: " + ", ".join(f"{n} {how}" for how, n in sorted(ended.items())))  # noqa: T201
